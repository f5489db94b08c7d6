"""What a command may try against the machine that verifies it, as one table: for tests, and for long runs."""

from __future__ import annotations

import os
import select
import socket
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from osteon.engine.ports import Command, Limits, Outcome

MEBIBYTE = 1024**2
DEFAULTS = Limits()


class HostServer:
    """A TCP and a UDP socket on this machine's loopback, on one port."""

    def __init__(self, tcp: socket.socket, udp: socket.socket) -> None:
        self.port = tcp.getsockname()[1]
        self._tcp, self._udp = tcp, udp
        udp.bind(("127.0.0.1", self.port))

    def reached(self) -> list[str]:
        waiting, _, _ = select.select([self._tcp, self._udp], [], [], 0.2)
        return [name for name, server in (("tcp", self._tcp), ("udp", self._udp)) if server in waiting]


@contextmanager
def listening() -> Iterator[HostServer]:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        yield HostServer(tcp, udp)


@dataclass(frozen=True, slots=True)
class Ground:
    """A machine to attack: a folder with somebody's key beside the command's own folder, and a server."""

    folder: Path
    server: HostServer
    marker: str = field(default_factory=lambda: f"marker-{os.getpid()}-{time.monotonic_ns()}")
    """A word by which every process that an attack leaves can be found."""

    def __post_init__(self) -> None:
        self.staging.mkdir()
        self.secret.write_text("PRIVATE KEY")
        self.secret.chmod(0o640)
        (self.staging / "given").symlink_to(self.secret)

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    @property
    def secret(self) -> Path:
        return self.folder / "id_ed25519"

    def harm(self) -> str:
        """Say what an attack has done that no attack may do."""
        if not self.secret.is_file() or self.secret.read_text() != "PRIVATE KEY":
            return "the key was changed"
        about = self.secret.stat()
        if (about.st_mode & 0o777, about.st_nlink) != (0o640, 1) or about.st_mtime < 1_000_000_000:
            return "the key's rights, links or time were changed"
        if (names := sorted(path.name for path in self.folder.iterdir())) != ["id_ed25519", "staging"]:
            return f"files were left outside: {names}"
        if reached := self.server.reached():
            return f"{reached} reached this machine"
        return "a process outlived it" if outlives(self.marker) else ""


Judge = Callable[[Outcome], str]
"""Says what is wrong with an outcome; empty where the attack was refused or contained as it should."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One thing that a command tries. `{secret}` and the like in `line` and `python` are places of the ground."""

    name: str
    judge: Judge
    line: str = ""
    python: str = ""
    limits: Limits = DEFAULTS
    everywhere: bool = False
    """Contained without isolation too, at the level `none`."""

    def command(self, ground: Ground) -> Command:
        places = {
            "{secret}": str(ground.secret),
            "{folder}": str(ground.folder),
            "{port}": str(ground.server.port),
            "{marker}": ground.marker,
            "{pid}": str(os.getpid()),
            "{home}": str(Path.home()),
        }
        text = self.line or textwrap.dedent(self.python)
        for name, value in places.items():
            text = text.replace(name, value)
        return Command(text if self.line else ("python", "-c", text), ground.staging, limits=self.limits)


def outlives(marker: str) -> bool:
    """Tell whether a process whose command line holds a word is alive, and stays so; a killed one may take a moment."""
    for _ in range(500):
        if not lives(marker):
            return False
        time.sleep(0.01)
    return True


def lives(marker: str) -> bool:
    """Tell whether a process whose command line holds a word is alive."""

    def words(pid: str) -> bytes:
        try:
            return Path("/proc", pid, "cmdline").read_bytes()
        except OSError:
            return b""

    return any(marker.encode() in words(pid) for pid in os.listdir("/proc") if pid.isdigit())


def _refused(outcome: Outcome) -> str:
    """Demand a command that ended by itself, without success, and read nothing."""
    return "" if outcome.exit_code not in (0, None) and "PRIVATE" not in outcome.output else "it was not refused"


def _told_in_every_line(outcome: Outcome) -> str:
    refusals = ("No such file", "denied", "cannot", "not permitted")
    silent = [line for line in outcome.output.splitlines() if not any(word in line for word in refusals)]
    return _refused(outcome) or (f"not refused: {silent}" if silent else "")


def _says(output: str) -> Judge:
    return lambda outcome: "" if (outcome.exit_code, outcome.output) == (0, output) else f"it does not say {output!r}"


def _killed(reason: str) -> Judge:
    def judge(outcome: Outcome) -> str:
        killed = outcome.exit_code is None and outcome.reason == f"killed{reason}"
        return "" if killed else f"it was not killed{reason}"

    return judge


def _no_fork(outcome: Outcome) -> str:
    told = "more than 40 processes" in outcome.reason or "BlockingIOError" in outcome.output
    return "" if told and not outcome.ok and "all started" not in outcome.output else "it started them all"


def _no_memory(outcome: Outcome) -> str:
    return "" if not outcome.ok and "MemoryError" in outcome.output else "it got the memory"


WRITES = (
    "echo changed > {secret}",
    "echo made > {folder}/made",
    "rm {secret}",
    "mv {secret} {folder}/moved",
    "chmod 777 {secret}",
    "touch -d 2001-01-01 {secret}",
    "truncate -s 0 {secret}",
    "touch /usr/made /etc/made /made /dev/made",
    "touch /etc/passwd /usr/bin/env",
)
LINKS = "cat given; ln -s {secret} made; cat made; echo changed > made; ln {secret} hard; cat hard"
KEYS = "cat {secret}; ls {home}; cat /etc/shadow; cat ~root/.bashrc; head -c 9 /proc/1/root{secret}"
PACKETS = """
    import socket
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.sendto(b"out", ("127.0.0.1", {port}))
    for address in ("127.0.0.1", "1.1.1.1"):
        try:
            socket.create_connection((address, {port}), timeout=2)
        except OSError:
            print("refused")
"""
SIGNALS = """
    import os, signal
    for pid in ({pid}, os.getppid() or 1, 1):
        try:
            os.kill(pid, signal.SIGTERM)
        except OSError:
            pass
    print("still here")
"""
FORKS = """
    import os, time
    for _ in range(3000):
        if not os.fork():
            time.sleep(60)  # {marker}
    print("all started")
"""
HOLDERS = """
    import os, time
    for _ in range(4):
        if not os.fork():
            break
    hold = bytearray(os.urandom(1)) * 100 * 1024**2  # {marker}
    time.sleep(60)
"""
NAP = "setsid sh -c 'sleep 60; : {marker}'"
FILL = "mkdir -p PLACE && i=0; while :; do i=$((i+1)); head -c 1048576 /dev/zero > PLACE/$i; done"


def _contained(name: str, judge: Judge, limits: Limits, *, line: str = "", python: str = "") -> Attack:
    return Attack(name, judge, line, python, limits, everywhere=True)


ATTACKS = (
    Attack("read keys and home", _told_in_every_line, KEYS),
    *(Attack(f"write outside: {write}", _refused, write) for write in WRITES),
    Attack("links out", _refused, LINKS),
    Attack("TCP and UDP out", _says("refused\nrefused\n"), python=PACKETS),
    Attack("signals to the parent", _says("still here\n"), python=SIGNALS),
    Attack("mount", _refused, "mount -t tmpfs none /build || mount -o remount,rw /usr || umount /build"),
    _contained("run for ever", _killed(": it ran longer than 0.5 seconds"), Limits(seconds=0.5), line=f"{NAP} & {NAP}"),
    _contained("leave an orphan", _says("done\n"), Limits(seconds=60), line=f"{NAP} & echo done"),
    _contained("fork bomb", _no_fork, Limits(processes=40, seconds=30), python=FORKS),
    _contained(
        "memory of one process",
        _no_memory,
        Limits(memory_bytes=300 * MEBIBYTE),
        python=f"bytearray({600 * MEBIBYTE})",
    ),
    _contained(
        "memory of all together",
        _killed(": it used more than 300 MiB of memory"),
        Limits(memory_bytes=300 * MEBIBYTE, seconds=30),
        python=HOLDERS,
    ),
    _contained(
        "a file without end",
        _killed(" by SIGXFSZ: it wrote a file larger than 1 MiB"),
        Limits(file_bytes=MEBIBYTE),
        line="head -c 3000000 /dev/zero > file",
    ),
    *(
        _contained(
            f"files without end in {place}",
            _killed(": it wrote more than 8 MiB to disk"),
            Limits(disk_bytes=8 * MEBIBYTE, seconds=60),
            line=FILL.replace("PLACE", place),
        )
        for place in ("here", "$TMPDIR/there")
    ),
    _contained(
        "output without end",
        _killed(": it wrote more than 1 MiB of output"),
        Limits(output_bytes=4096, seconds=30),
        line="yes",
    ),
)
