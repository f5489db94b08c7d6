"""Runs a project's own commands where they can read the system, write one folder, and reach nothing else."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from osteon.engine import contained_process, landlock
from osteon.engine.contained_process import BUILD_ID
from osteon.engine.ports import Command, Commands, Limits, Mount, Outcome, SandboxUnavailable
from osteon.engine.supervise import Ended, size, supervise

if TYPE_CHECKING:
    from osteon.engine.contained_process import Isolation, Settings

__all__ = ["LEVELS", "LevelReport", "open_sandbox", "place_of", "probe"]

Level = Literal["bwrap", "landlock", "none"]
LEVELS: tuple[Level, ...] = ("bwrap", "landlock", "none")
"""Strongest first."""

_STUB = Path(contained_process.__file__)
_STUB_INSIDE = "/run/osteon/contained_process.py"
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
_ETC = (
    "alternatives",
    "ca-certificates",
    "ca-certificates.conf",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "nsswitch.conf",
    "pki/ca-trust",
    "pki/tls/cert.pem",
    "pki/tls/certs",
    "protocols",
    "services",
    "ssl/cert.pem",
    "ssl/certs",
    "ssl/openssl.cnf",
)
_ETC_OF_THE_NETWORK = ("hosts", "resolv.conf", "gai.conf", "host.conf")
_OF_A_PYTHON = ("bin", "lib", "lib64", "include", "ssl", "pyvenv.cfg")
"""The parts of an interpreter's prefix that are bound: a prefix may be a home folder, whose other parts are private."""


@dataclass(frozen=True, slots=True)
class LevelReport:
    """Whether a sandbox level works on this machine; `detail` says why not, or what it rests on."""

    level: Level
    works: bool
    detail: str


def open_sandbox(level: str = "auto") -> Commands:
    """Return what runs commands at `level`: `bwrap`, `landlock`, `none`, or with `auto` the first of two that works.

    `none` is only ever used when it is asked for. Raises SandboxUnavailable.
    """
    if level not in ("auto", *LEVELS):
        raise SandboxUnavailable(f"unknown sandbox level {level!r}: use auto, {', '.join(LEVELS)}")
    wanted = [known for known in LEVELS if level == known or (level == "auto" and known != "none")]
    reports = [_probe(known) for known in wanted]
    for report in reports:
        if report.works:
            return Sandbox(report.level)
    raise SandboxUnavailable(_unavailable(reports))


def probe() -> tuple[LevelReport, ...]:
    """Try every level once by running a small command in it, strongest first."""
    return tuple(_probe(level) for level in LEVELS)


@dataclass(slots=True)
class Sandbox:
    """Runs commands at one level. Safe to use from several threads."""

    level: str

    def run(self, command: Command, *, cancelled: Callable[[], bool] = lambda: False) -> Outcome:
        """Run `command` to its end. What goes wrong in the command is told by the outcome, never raised.

        Raises SandboxUnavailable where the sandbox itself cannot be set up.
        """
        if problem := _problem(command):
            return Outcome(None, "", 0.0, self.level, f"not started: {problem}")
        try:
            return self._run(command, cancelled)
        except OSError as error:
            raise SandboxUnavailable(f"the sandbox level {self.level} cannot start a process: {error}") from error

    def _run(self, command: Command, cancelled: Callable[[], bool]) -> Outcome:
        with _private_folders() as private:
            launch = _LAUNCH[self.level](command, private)
            ended = supervise(
                launch.arguments,
                environment=_environment(command, self.level, home=launch.home),
                stdin=command.stdin,
                limits=command.limits,
                cancelled=cancelled,
                own_processes=launch.own_processes,
                writable=_writable(command, private),
                folder=launch.folder,
            )
            output = _without_machine_paths(ended.output, command, private)
        self._require_started(ended)
        exit_code, reason = _verdict(ended, command)
        return Outcome(exit_code, output, ended.seconds, self.level, reason)

    def _require_started(self, ended: Ended) -> None:
        if sys.platform == "win32" or ended.stopped or ended.status.startswith("started"):
            return
        problem = (
            ended.status.removeprefix("failed").strip() or ended.output.strip() or f"exit status {ended.exit_code}"
        )
        raise SandboxUnavailable(f"the sandbox level {self.level} could not be set up: {problem}")


def _problem(command: Command) -> str:
    """Say why a command cannot be started at any level, or nothing."""
    if not command.folder.is_dir():
        return f"the folder {command.folder} does not exist"
    places = (*command.readable, *(mount.folder for mount in command.mounts))
    if missing := next((place for place in places if not place.exists()), None):
        return f"{missing}, which the command may read, does not exist"
    words = (*_argv(command), *chain.from_iterable((command.environment or {}).items()))
    if not command.line or any("\0" in word for word in words):
        return "a command line needs a program, and may not hold a NUL character"
    return ""


@dataclass(frozen=True, slots=True)
class _Launch:
    """How a level starts a command: the arguments for a status descriptor, and what they need around them."""

    arguments: Callable[[int], Sequence[str]]
    home: str
    own_processes: int
    folder: Path | None = None


def _bubblewrap(command: Command, private: Path) -> _Launch:
    def arguments(status: int) -> list[str]:
        settings = _settings(command, status, folder=command.seen_as, own_processes=2, reap=False)
        return [*_bubblewrap_options(command, private), "--", *_stub(_STUB_INSIDE, settings), *_argv(command)]

    return _Launch(arguments, home="/tmp", own_processes=2)


def _bubblewrap_options(command: Command, private: Path) -> Iterator[str]:
    yield shutil.which("bwrap") or "bwrap"
    yield from ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from () if command.network else ("--unshare-net",)
    yield from ("--uid", str(BUILD_ID), "--gid", str(BUILD_ID), "--hostname", "osteon")
    yield from ("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev")
    yield from ("--bind", str(private / "tmp"), "/tmp", "--bind", str(private / "shm"), "/dev/shm")
    for path in _SYSTEM:
        yield from ("--symlink", os.readlink(path), path) if os.path.islink(path) else ("--ro-bind-try", path, path)
    for path in _etc(network=command.network):
        yield from ("--ro-bind", path, path)
    for name in ("passwd", "group"):
        yield from ("--ro-bind", str(private / name), f"/etc/{name}")
    for path in (*_python(), *map(str, command.readable)):
        yield from ("--ro-bind", os.path.realpath(path), os.path.abspath(path))
    for mount in command.mounts:
        yield from ("--bind" if mount.writable else "--ro-bind", str(mount.folder.resolve()), mount.inside)
    yield from ("--ro-bind", str(_STUB), _STUB_INSIDE, "--bind", str(command.folder.resolve()), command.seen_as)
    yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", command.seen_as)


def _landlock(command: Command, private: Path) -> _Launch:
    folder = str(command.folder.resolve())
    places = (*_SYSTEM, *_etc(network=command.network), "/etc/passwd", "/etc/group", "/proc", *_python())
    places = (*places, *map(str, command.readable), *(str(mount.folder) for mount in command.mounts))
    isolation: Isolation = {
        "readable": [os.path.realpath(path) for path in places],
        "writable": [folder, str(private / "tmp"), *(str(path) for path in _writable_mounts(command))],
        "shared_memory": str(private / "shm"),
        "network": command.network,
    }

    def arguments(status: int) -> list[str]:
        settings = _settings(command, status, folder=folder, own_processes=2, reap=True, isolation=isolation)
        return [*_stub(str(_STUB), settings), *_argv(command)]

    return _Launch(arguments, home=str(private / "tmp"), own_processes=2)


def _open(command: Command, private: Path) -> _Launch:
    folder = command.folder.resolve()

    def arguments(status: int) -> list[str]:
        if sys.platform == "win32":
            return list(_argv(command))
        settings = _settings(command, status, folder=str(folder), own_processes=None, reap=True)
        return [*_stub(str(_STUB), settings), *_argv(command)]

    return _Launch(arguments, home=str(private / "tmp"), own_processes=1, folder=folder)


_LAUNCH: Mapping[str, Callable[[Command, Path], _Launch]] = {
    "bwrap": _bubblewrap,
    "landlock": _landlock,
    "none": _open,
}


def _settings(
    command: Command,
    status: int,
    *,
    folder: str,
    own_processes: int | None,
    reap: bool,
    isolation: Isolation | None = None,
) -> Settings:
    limits = command.limits
    own_count = own_processes is not None and _counts_processes_by_namespace()
    return {
        "status": status,
        "folder": folder,
        "memory": limits.memory_bytes,
        "file_size": limits.file_bytes,
        "processes": limits.processes + (own_processes or 0) if own_count else None,
        "reap": reap,
        "isolation": isolation,
    }


@functools.cache
def _counts_processes_by_namespace() -> bool:
    """Since Linux 5.14 a limit on processes counts those of the user namespace, before that all of the user's."""
    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return release is not None and (int(release[1]), int(release[2])) >= (5, 14)


def _stub(path: str, settings: Settings) -> list[str]:
    return [sys.executable, "-I", "-S", "-B", path, json.dumps(settings)]


def _argv(command: Command) -> tuple[str, ...]:
    if not isinstance(command.line, str):
        return command.line
    return ("cmd", "/d", "/c", command.line) if sys.platform == "win32" else ("/bin/sh", "-c", command.line)


def place_of(mount: Mount, level: str) -> str:
    """Return where a command that runs at `level` finds a folder that is mounted for it."""
    return mount.inside if level == "bwrap" else str(mount.folder.resolve())


def _writable(command: Command, private: Path) -> tuple[Path, ...]:
    """Return every folder that a command may fill."""
    return (command.folder, private, *_writable_mounts(command))


def _writable_mounts(command: Command) -> Iterator[Path]:
    return (mount.folder.resolve() for mount in command.mounts if mount.writable)


def _of_mounts(command: Command, level: str) -> tuple[dict[str, str], list[str]]:
    """Return the variables that name a command's mounts, and the folders of their programs."""
    placed = [(mount, place_of(mount, level)) for mount in command.mounts]
    variables = {mount.variable: place for mount, place in placed if mount.variable}
    return variables, [f"{place}/{folder}" for mount, place in placed for folder in mount.programs]


def _environment(command: Command, level: str, *, home: str) -> dict[str, str]:
    """Everything a command finds in its environment; nothing is inherited."""
    mounts, programs = _of_mounts(command, level)
    system = os.defpath.split(os.pathsep) if os.name == "nt" else _SEARCH
    search = [*programs, os.path.dirname(sys.executable), *system]
    needed_by_windows = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC") if name in os.environ}
    return {
        **needed_by_windows,
        "PATH": os.pathsep.join(search),
        "HOME": home,
        "TMPDIR": home,
        "USER": "build",
        "LOGNAME": "build",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "315532800",
        **mounts,
        **(command.environment or {}),
    }


_SEARCH = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")


def _etc(*, network: bool) -> list[str]:
    names = (*_ETC, *(_ETC_OF_THE_NETWORK if network else ()))
    java = sorted(map(str, Path("/etc").glob("java-*")))
    return [path for path in (*(f"/etc/{name}" for name in names), *java) if os.path.exists(path)]


@functools.cache
def _python() -> tuple[str, ...]:
    """Return where the running interpreter and its virtual environment are, beyond the system's own folders."""
    parts = [os.path.join(prefix, name) for prefix in _prefixes() for name in _OF_A_PYTHON]
    links = [path for path in _links_from(sys.executable) if not _is_within(path, parts)]
    return tuple(path for path in (*parts, *links) if os.path.exists(path) and not _is_within(path, _SYSTEM))


def _prefixes() -> tuple[str, ...]:
    given = (sys.prefix, sys.base_prefix)
    return tuple(dict.fromkeys((*given, *map(os.path.realpath, given))))


def _links_from(path: str) -> Iterator[str]:
    """Yield a file and every further path that its chain of symbolic links goes through."""
    for _ in range(40):
        yield path
        if not os.path.islink(path):
            return
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))


def _is_within(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _without_machine_paths(output: str, command: Command, private: Path) -> str:
    """Return the output as it would be on any machine: fixed names for the folders that differ between machines."""
    names = {str(private / "tmp"): "/tmp"} | {str(mount.folder.resolve()): mount.inside for mount in command.mounts}
    names |= {
        prefix: "/python" for prefix in _prefixes() if not _is_within(prefix, (*_SYSTEM, "/opt")) and prefix != "/"
    }
    names |= dict.fromkeys((str(command.folder.absolute()), str(command.folder.resolve())), command.seen_as)
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return pattern.sub(lambda found: names[found[0]], output)


@contextlib.contextmanager
def _private_folders() -> Iterator[Path]:
    """Make the folder that holds a command's private `/tmp`, shared memory and user names, for one run."""
    with tempfile.TemporaryDirectory(prefix="osteon-", ignore_cleanup_errors=True) as name:
        private = Path(name).resolve()
        (private / "tmp").mkdir()
        (private / "shm").mkdir()
        (private / "passwd").write_text(f"build:x:{BUILD_ID}:{BUILD_ID}::/tmp:/bin/sh\n")
        (private / "group").write_text(f"build:x:{BUILD_ID}:\n")
        yield private


def _verdict(ended: Ended, command: Command) -> tuple[int | None, str]:
    """Return the exit code to report, and the reason in words where the command did not end in the usual way."""
    if ended.stopped:
        return None, ended.stopped
    name = _argv(command)[0]
    if ended.status.endswith("missing\n"):
        return 127, f"program not found: {name}"
    if "refused" in ended.status:
        return 126, f"{name} cannot be run: {ended.status.partition('refused')[2].strip()}"
    number = -ended.exit_code if ended.exit_code < 0 else ended.exit_code - 128
    if reason := _signal_reason(number, command.limits):
        return None, reason
    return ended.exit_code, ""


def _signal_reason(number: int, limits: Limits) -> str:
    """Say what a signal that ended the command means; empty where the number is not one that ends programs."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return ""
    if name not in _FATAL:
        return ""
    return f"killed by {name}: {_FATAL[name].format(file_size=size(limits.file_bytes))}"


_FATAL = {
    "SIGABRT": "it aborted itself",
    "SIGBUS": "it used memory that is not there",
    "SIGFPE": "an arithmetic error",
    "SIGILL": "an illegal instruction",
    "SIGKILL": "by itself, or because memory ran out",
    "SIGSEGV": "a memory error (segmentation fault)",
    "SIGSYS": "a system call that is not allowed",
    "SIGTERM": "it was asked to end",
    "SIGTRAP": "a trap",
    "SIGXCPU": "it used too much processor time",
    "SIGXFSZ": "it wrote a file larger than {file_size}",
}


@functools.cache
def _probe(level: Level) -> LevelReport:
    if level == "none":
        return LevelReport(level, True, "no isolation: the same limits and environment, but every file and the network")
    missing = _missing(level)
    return LevelReport(level, False, missing) if missing else _try(level)


def _missing(level: Level) -> str:
    if sys.platform != "linux":
        return f"{level} needs Linux"
    if level == "bwrap":
        return "" if shutil.which("bwrap") else "the program bwrap is not installed"
    try:
        landlock.version()
    except OSError as error:
        return f"the kernel offers no Landlock ({error.strerror})"
    return ""


def _try(level: Level) -> LevelReport:
    with tempfile.TemporaryDirectory() as folder:
        try:
            outcome = Sandbox(level).run(Command("echo ready", Path(folder), Limits(seconds=20)))
        except SandboxUnavailable as error:
            return LevelReport(level, False, str(error))
    if outcome.output.strip() != "ready":
        return LevelReport(level, False, outcome.reason or outcome.output.strip() or f"exit code {outcome.exit_code}")
    basis = shutil.which("bwrap") if level == "bwrap" else f"Landlock version {landlock.version()} and namespaces"
    return LevelReport(level, True, str(basis))


def _unavailable(reports: Iterable[LevelReport]) -> str:
    tried = "\n".join(f"  {report.level}: {report.detail}" for report in reports)
    return (
        f"no sandbox works here, so verification commands are not run. Tried:\n{tried}\n"
        "Install bubblewrap (apt install bubblewrap, dnf install bubblewrap, pacman -S bubblewrap), "
        "and allow unprivileged user namespaces if your system restricts them.\n"
        'To run the commands without isolation instead, set in pyproject.toml:\n[tool.osteon.verify]\nsandbox = "none"'
    )
