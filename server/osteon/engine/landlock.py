"""Landlock and Linux namespaces by system call, for the sandbox level that needs no program installed.

Sources: landlock(7), mount_setattr(2), user_namespaces(7), linux/landlock.h. Every function raises OSError where the
kernel refuses.
"""

from __future__ import annotations

import ctypes
import os
import signal
import stat
import struct

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the import: see contained_process.py
if TYPE_CHECKING:
    from collections.abc import Sequence

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many of the file rights, counted from bit 0, each version of Landlock knows."""
_RIGHTS_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

_DEVICES = ("null", "zero", "full", "random", "urandom")

_MOUNT_SETATTR, _CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 442, 444, 445, 446
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = (
    0x00020000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = -100, 0x8000, 1


def version() -> int:
    """Return the Landlock version of the running kernel; OSError where it has none or it is switched off."""
    return _syscall(_CREATE_RULESET, None, 0, 1)


def restrict(*, readable: Sequence[str], writable: Sequence[str]) -> None:
    """Give up, for this process and what it starts, every file access but to these files and folders.

    TCP stays free: the network namespace keeps it inside, and tests may use the loopback in there.
    """
    rights = (1 << _RIGHTS_BY_VERSION[min(version(), 5)]) - 1
    scope = struct.pack("=QQ", 0, _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS) if version() >= 6 else b""
    attributes = struct.pack("=Q", rights) + scope
    ruleset = _syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    _allow(ruleset, readable, _READ)
    _allow(ruleset, [f"/dev/{name}" for name in _DEVICES], (_READ_FILE | _WRITE_FILE | _IOCTL_DEV) & rights)
    _allow(ruleset, [*writable, "/dev/shm"], rights)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def unshare(*, user_id: int, network: bool) -> None:
    """Enter fresh user, mount, IPC and (for children) process namespaces, and a network of its own unless `network`."""
    user, group = os.geteuid(), os.getegid()
    kinds = _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWPID | (0 if network else _CLONE_NEWNET)
    _check(_libc().unshare(kinds), "user namespaces are refused")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user_id} {user} 1"), ("gid_map", f"{user_id} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as map_file:
            map_file.write(text)
    if not network:
        _raise_loopback()


def make_read_only(*, writable: Sequence[str], shared_memory: str) -> None:
    """Make every mount read-only but `writable`: Landlock alone leaves `chmod`, `chown` and time stamps free."""
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    for folder in writable:
        _mount(folder, folder, None, _MS_BIND)
    _mount(shared_memory, "/dev/shm", None, _MS_BIND)
    _set_read_only("/", True)
    for folder in (*writable, "/dev/shm"):
        _set_read_only(folder, False)
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send signal `number` to this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _allow(ruleset: int, paths: Sequence[str], rights: int) -> None:
    for path in paths:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        allowed = rights if stat.S_ISDIR(os.fstat(opened).st_mode) else rights & _RIGHTS_OF_A_FILE
        _syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", allowed, opened), 0)
        os.close(opened)


def _raise_loopback() -> None:
    import fcntl
    import socket

    set_flags, up_and_running = 0x8914, 0x41
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, set_flags, struct.pack("16sH22x", b"lo", up_and_running))


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _check(_libc().mount(*encoded, ctypes.c_ulong(flags), None), f"cannot mount {target}")


def _set_read_only(path: str, read_only: bool) -> None:
    given, taken = (_MOUNT_ATTR_RDONLY, 0) if read_only else (0, _MOUNT_ATTR_RDONLY)
    attributes = struct.pack("=QQQQ", given, taken, 0, 0)
    depth = _AT_RECURSIVE if read_only else 0
    _syscall(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), depth, attributes, len(attributes))


def _prctl(option: int, value: int) -> None:
    _check(_libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0), f"prctl {option} is refused")


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _check(int(_libc().syscall(ctypes.c_long(number), *converted)), f"system call {number} is refused")


def _check(result: int, problem: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{problem}: {os.strerror(number)}")
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
