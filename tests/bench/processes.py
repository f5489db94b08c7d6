"""Runs a program and weighs it: its wall time, its processor time and its greatest resident size."""

from __future__ import annotations

import os
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
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Weight(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20, process.returncode)


def resident(pid: int) -> float:
    """Return the resident size of a running process in MiB."""
    pages = Path(f"/proc/{pid}/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
