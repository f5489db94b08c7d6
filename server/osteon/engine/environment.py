"""The environment of verification: what a project's setup commands make, once for each that is different."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from osteon.analysis.configuration import VerifySettings
from osteon.analysis.file_paths import CASES
from osteon.engine.asking import Cancelled
from osteon.engine.files import UnsafePath, digest, digest_text, inside, read_bytes, write_atomic
from osteon.engine.ports import Commands, Limits, Mount
from osteon.engine.sandbox import place_of
from osteon.engine.verify import verify

PLACE, CACHE = "/environment", "/cache"
"""Where commands find the environment, and setup commands the folder that keeps what they download."""
VARIABLE = "OSTEON_ENVIRONMENT"
PROGRAMS = ("bin", ".venv/bin", "venv/bin", "node_modules/.bin")
LOG, COMPLETE, CONTENT = "setup.log", "complete.json", "content"
UNUSED_DAYS = 30
"""An environment that no build used for so long is removed when another is made."""
_LIMITS = Limits(disk_bytes=16 * 1024**3, file_bytes=4 * 1024**3, processes=1024)


class SetupFailed(Exception):
    """The environment cannot be made, and so nothing can be verified. The message has the command and its output."""


@dataclass(slots=True)
class Setup:
    """Makes the environment at the first call; later ones, also from other threads, have the same answer."""

    settings: VerifySettings
    root: Path
    """The project's folder, which `setup_files` are relative to."""
    sandbox: Callable[[], Commands]
    tell: Callable[[str], None] = lambda _text: None
    """Told each command before it runs."""
    cancelled: Callable[[], bool] = lambda: False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answer: tuple[Mount, ...] | SetupFailed | None = None

    def mounts(self) -> tuple[Mount, ...]:
        """Return what verification commands need mounted, nothing where the project has no setup.

        Raises SetupFailed, Cancelled, SandboxUnavailable.
        """
        if not self.settings.setup:
            return ()
        with self._lock:
            if self._answer is None:
                self._answer = self._prepare()
        if isinstance(self._answer, SetupFailed):
            raise self._answer
        return self._answer

    def _prepare(self) -> tuple[Mount, ...] | SetupFailed:
        try:
            return (_mount(_prepared(self)),)
        except SetupFailed as error:
            return error
        except OSError as error:
            return SetupFailed(f"the project's setup failed: {error.filename or 'a file'}: {error.strerror or error}")


def setup_digests(settings: VerifySettings, root: Path) -> dict[str, str]:
    """Return the digest of each file that the setup reads, `missing` for one that is not there."""
    contents = ((path, _content(root, path)) for path in settings.setup_files)
    return {path: "missing" if data is None else digest(data) for path, data in contents}


def link_environment(folder: Path, mounts: tuple[Mount, ...], level: str) -> None:
    """Let what stands at the top of the environment, such as `node_modules`, appear beside a task's files too."""
    for mount in mounts:
        for name in sorted(os.listdir(mount.folder)):
            if not os.path.lexists(folder / name):
                with contextlib.suppress(OSError):
                    (folder / name).symlink_to(f"{place_of(mount, level)}/{name}")


def _mount(folder: Path, *, writable: bool = False) -> Mount:
    return Mount(folder / CONTENT, PLACE, writable=writable, variable=VARIABLE, programs=PROGRAMS)


def _prepared(setup: Setup) -> Path:
    """Return the folder of a finished environment, made by this process or another."""
    level = setup.sandbox().level
    files = _setup_files(setup.settings, setup.root)
    folder = _cache() / "environments" / _identity(setup.settings, level, files)[:32]
    with _held(folder, setup.cancelled):
        if not (folder / COMPLETE).is_file():
            _make(setup, folder, files)
            _remove_unused(folder.parent)
        os.utime(folder / COMPLETE)
    return folder


def _identity(settings: VerifySettings, level: str, files: Mapping[str, bytes]) -> str:
    """Name what an environment depends on; `level`, since at some the environment's own place is written into it."""
    machine = (sys.version, sys.base_prefix, platform.platform(), level)
    inputs = (list(settings.setup), settings.network, {path: digest(data) for path, data in sorted(files.items())})
    return digest_text(json.dumps([machine, inputs]))


def _make(setup: Setup, folder: Path, files: Mapping[str, bytes]) -> None:
    """Run the setup commands in an empty folder that holds the project's setup files. Raises SetupFailed, OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    content, kept = folder / CONTENT, _cache() / "setup-home"
    content.mkdir(parents=True)
    kept.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        write_atomic(inside(content, path), data, flush=False)
    started = time.monotonic()
    done = verify(
        setup.settings.setup,
        (),
        folder=content,
        sandbox=setup.sandbox(),
        limits=Limits(
            seconds=setup.settings.setup_timeout,
            disk_bytes=_LIMITS.disk_bytes,
            file_bytes=_LIMITS.file_bytes,
            processes=_LIMITS.processes,
        ),
        network=setup.settings.network in (True, "setup"),
        mounts=(Mount(kept, CACHE, writable=True, variable="HOME"),),
        seen_as=PLACE,
        on_step=setup.tell,
        cancelled=setup.cancelled,
    )
    if setup.cancelled():
        raise Cancelled
    write_atomic(folder / LOG, "".join(f"$ {step.line}\n{step.outcome.output}" for step in done.steps).encode())
    if not done.ok:
        raise SetupFailed(f"the project's setup failed, so nothing can be verified:\n{done.error_text}{_hint(setup)}")
    made = {"commands": setup.settings.setup, "level": setup.sandbox().level, "seconds": time.monotonic() - started}
    write_atomic(folder / COMPLETE, json.dumps({**made, "at": datetime.now(UTC).isoformat()}).encode())


def _hint(setup: Setup) -> str:
    if setup.settings.network:
        return ""
    return 'setup has no network; `network = "setup"` in [tool.osteon.verify] allows it for setup alone\n'


def _setup_files(settings: VerifySettings, root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in settings.setup_files:
        data = _content(root, path)
        if data is None:
            raise SetupFailed(f"setup_files names {path!r}, but there is no such file in {root}, or it is a link")
        if CASES.fullmatch(path.casefold()):
            raise SetupFailed(f"setup_files names {path!r}: it holds cases, which the code under test may not see")
        files[path] = data
    return files


def _content(root: Path, path: str) -> bytes | None:
    try:
        return read_bytes(inside(root, path))
    except UnsafePath:
        return None


def _cache() -> Path:
    """Return the folder of what can be made again; `OSTEON_CACHE` names another one."""
    named = os.environ.get("OSTEON_CACHE")
    return Path(named).absolute() if named else Path(platformdirs.user_cache_path("osteon"))


@contextlib.contextmanager
def _held(folder: Path, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Hold an environment's lock: builds of several projects may want the same one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_suffix(".lock"))
    while True:
        try:
            lock.acquire(timeout=0.2)
            break
        except Timeout:
            if cancelled():
                raise Cancelled from None
    try:
        yield
    finally:
        lock.release()


def _remove_unused(environments: Path) -> None:
    oldest = time.time() - UNUSED_DAYS * 24 * 3600
    for marker in environments.glob(f"*/{COMPLETE}"):
        if marker.stat().st_mtime < oldest:
            with contextlib.suppress(Timeout), FileLock(marker.parent.with_suffix(".lock"), timeout=0):
                shutil.rmtree(marker.parent, ignore_errors=True)
