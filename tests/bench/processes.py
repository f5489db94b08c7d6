"""Runs a program and weighs it: its wall time, its processor time and its greatest resident size."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Weight:
    """What a process took; `peak` is in MiB."""

    seconds: float
    processor: float
    peak: float
    exit_code: int


def weigh(command: Sequence[str], folder: Path) -> Weight:
    """Run a program to its end without its output."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = _watch(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = peak or usage.ru_maxrss * unit / 2**20
    return Weight(seconds, usage.ru_utime + usage.ru_stime, peak, process.returncode)


def _watch(pid: int) -> float:
    """Follow a process to its end; return its peak and those of its children in MiB, 0 where the system shows none.

    What `wait4` says would be too much for small processes: on Linux it counts the moment before `exec`, too. Memory
    that processes share is counted once for each.
    """
    peaks: dict[str, int] = {}
    while (peak := _peak(str(pid))) is not None:
        peaks[str(pid)] = peak
        for child in _read(f"/proc/{pid}/task/{pid}/children").split():
            peaks[child] = _peak(child) or peaks.get(child, 0)
        time.sleep(0.002)
    return sum(peaks.values()) / 1024


def _peak(pid: str) -> int | None:
    """Return the greatest resident size of a running process so far in KiB; None of one that has ended."""
    found = re.search(r"VmHWM:\s+(\d+)", _read(f"/proc/{pid}/status"))
    return int(found[1]) if found else None


def _read(path: str) -> str:
    """Return a file of the system, which may go at any moment; nothing where it is gone."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def resident(pid: int) -> float:
    """Return the resident size of a running process in MiB."""
    pages = Path(f"/proc/{pid}/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
