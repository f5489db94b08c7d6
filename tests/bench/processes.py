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
    """Follow a process to its end; return its peak in MiB, 0 where the system does not show it.

    What `wait4` says would be too much for small processes: on Linux it counts the moment before `exec`, too.
    """
    peak = 0
    shown = Path(f"/proc/{pid}/status")
    while shown.exists() and (found := re.search(r"VmHWM:\s+(\d+)", shown.read_text())):
        peak = int(found[1])
        time.sleep(0.002)
    return peak / 1024


def resident(pid: int) -> float:
    """Return the resident size of a running process in MiB."""
    pages = Path(f"/proc/{pid}/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
