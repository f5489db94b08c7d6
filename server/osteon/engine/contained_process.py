"""The first process inside a sandbox, run as a script: it sets the limits, gives up rights and starts the command.

It is started as `python -I -S contained_process.py SETTINGS PROGRAM ARGUMENT…` and uses the standard library only, so
that nothing of the sandboxed project can change what it does. What happened is written to the descriptor
`status` in one word: `started`, then perhaps `missing` or `refused …`; or `failed …` where the sandbox itself
could not be set up.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the import: every command waits for this script to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType
    from typing import NoReturn, TypedDict

    class Isolation(TypedDict):
        """What Landlock and fresh namespaces leave to the command: real paths of files or folders."""

        readable: Sequence[str]
        writable: Sequence[str]
        shared_memory: str
        """A private folder that takes the place of `/dev/shm`."""
        network: bool

    class Settings(TypedDict):
        """How to start the command, as JSON. Sizes are in bytes; `status` is an open file descriptor."""

        status: int
        folder: str
        memory: int
        file_size: int
        processes: int | None
        """The most processes of this user, or None where the kernel would count those outside as well."""
        reap: bool
        """Stay as the ancestor of everything the command starts, and end it all when the command ends."""
        isolation: Isolation | None


BUILD_ID = 1000
"""The user and group number a command sees as its own, whoever started it."""


def run(settings: Settings, command: Sequence[str]) -> NoReturn:
    """Start `command` as `settings` say and leave with its exit status, 128 + n where signal n ended it."""
    try:
        if settings["isolation"]:
            _enter_namespaces(settings["isolation"])
        if settings["reap"]:
            _leave(_watch_over(settings, command))
        _become(settings, command)
    except OSError as error:
        os.write(settings["status"], f"failed {error}\n".encode())
        os._exit(125)


def descendants(pid: int) -> Iterator[int]:
    """Every process that `pid` started, and what those started, as far as the kernel tells; nothing off Linux."""
    waiting = [pid]
    while waiting:
        children = _children(waiting.pop())
        yield from children
        waiting += children


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as children:
                found += map(int, children.read().split())
    except OSError:  # it ended while we looked
        pass
    return found


def _enter_namespaces(isolation: Isolation) -> None:
    """Return as process 1 of fresh namespaces; the original process stays outside and relays the exit status."""
    from osteon.engine import landlock

    landlock.die_with_parent()
    landlock.unshare(user_id=BUILD_ID, network=isolation["network"])
    if child := os.fork():
        _leave(os.waitpid(child, 0)[1])
    landlock.die_with_parent()
    landlock.make_read_only(writable=isolation["writable"], shared_memory=isolation["shared_memory"])


def _watch_over(settings: Settings, command: Sequence[str]) -> int:
    """Run the command as a child, end what it leaves behind, and return its wait status."""
    if sys.platform == "linux" and not settings["isolation"]:
        from osteon.engine import landlock

        landlock.adopt_orphans()
        signal.signal(signal.SIGTERM, _end_everything)
        landlock.die_with_parent(signal.SIGTERM)
    child = os.fork()
    if not child:
        _become(settings, command)
    status = _wait_for(child)
    _kill_descendants()
    return status


def _wait_for(child: int) -> int:
    while True:
        pid, status = os.wait()
        if pid == child:
            return status


def _end_everything(_signal: int, _frame: FrameType | None) -> None:
    _kill_descendants()
    os._exit(128 + signal.SIGTERM)


def _kill_descendants() -> None:
    for _ in range(1000):
        alive = list(descendants(os.getpid()))
        if not alive:
            return
        for pid in alive:
            _kill(pid)
        _collect_the_dead()
        time.sleep(0.001)


def _kill(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _collect_the_dead() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _become(settings: Settings, command: Sequence[str]) -> NoReturn:
    """Replace this process by the command, with limits set and rights given up."""
    try:
        os.chdir(settings["folder"])
        _limit(settings)
        if settings["isolation"]:
            _restrict(settings["isolation"])
        os.set_inheritable(settings["status"], False)
        os.write(settings["status"], b"started\n")
    except OSError as error:
        os.write(settings["status"], f"failed {error}\n".encode())
        os._exit(125)
    _execute(settings["status"], command)


def _execute(status: int, command: Sequence[str]) -> NoReturn:
    try:
        os.execvp(command[0], list(command))
    except FileNotFoundError:
        os.write(status, b"missing\n")
        os._exit(127)
    except (OSError, ValueError) as error:
        os.write(status, f"refused {getattr(error, 'strerror', error)}\n".encode())
        os._exit(126)


def _limit(settings: Settings) -> None:
    import resource

    _lower(resource.RLIMIT_AS, settings["memory"])
    _lower(resource.RLIMIT_FSIZE, settings["file_size"])
    _lower(resource.RLIMIT_CORE, 0)
    if settings["processes"] is not None:
        _lower(resource.RLIMIT_NPROC, settings["processes"])
    os.nice(5)  # what watches the command, and an editor beside it, come first
    _prefer_for_the_memory_killer()
    # Python ignores these two, and what is ignored stays ignored in the program it becomes.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _lower(limit: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError):  # macOS refuses some limits; the watcher outside still holds
        resource.setrlimit(limit, (value, value))


def _prefer_for_the_memory_killer() -> None:
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def _restrict(isolation: Isolation) -> None:
    from osteon.engine import landlock

    landlock.restrict(readable=isolation["readable"], writable=isolation["writable"])


def _leave(status: int) -> NoReturn:
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    sys.path.append(os.path.abspath(f"{__file__}/../../.."))
    run(json.loads(sys.argv[1]), sys.argv[2:])
