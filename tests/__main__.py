"""Everything that guards the project, as one command: `python -m tests`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
PYTHON_PARTS = {
    "ruff check": ("-m", "ruff", "check"),
    "ruff format": ("-m", "ruff", "format", "--check"),
    "mypy": ("-m", "mypy"),
    "import contracts": ("-c", "from importlinter.cli import lint_imports_command as check; check()"),
    "emulator": ("-m", "pytest", "chip8/tests"),
}
MUST_RUN = {
    "tests.end_to_end.test_replay": "",
    "tests.end_to_end.test_neovim": "OSTEON_REQUIRE_EDITOR",
    "tests.end_to_end.test_emacs": "OSTEON_REQUIRE_EDITOR",
    "tests.end_to_end.test_emulator": "",
    "tests.packaging.test_wheel": "",
    "tests.projects.test_projects": "",
}
"""Test modules that must pass at least one test; where a variable is named, only if it is 1."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one part ended; `problem` is empty if it passed."""

    name: str
    problem: str
    seconds: float

    def __str__(self) -> str:
        return f"{'FAILED' if self.problem else 'passed':8}{self.name:18}{self.seconds:6.1f} s  {self.problem}".rstrip()


def main() -> int:
    """Run every part, also after a failure; return 0 only if every part ran and passed."""
    results = [measured(name, partial(python, *arguments)) for name, arguments in PYTHON_PARTS.items()]
    results.append(measured("pytest", run_pytest))
    print("", *results, sep="\n")
    failed = [result.name for result in results if result.problem]
    print(f"{len(failed)} of {len(results)} parts failed" if failed else f"All {len(results)} parts passed")
    return 1 if failed else 0


def measured(name: str, part: Callable[[], str]) -> Result:
    print(f"\n=== {name}", flush=True)
    start = time.monotonic()
    problem = part()
    return Result(name, problem, time.monotonic() - start)


def python(*arguments: str) -> str:
    """Run this interpreter in the checkout; return what went wrong, or nothing."""
    code = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
    return f"exit code {code}" if code else ""


def run_pytest() -> str:
    """Run every test on all cores, a file at a time; what was collected but never ran is a failure too."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        workers = str(min(os.cpu_count() or 1, 8))
        problem = python("-m", "pytest", "-n", workers, "--dist", "loadfile", f"--junit-xml={report}")
        return problem or missing(passed_modules(report))


def passed_modules(report: Path) -> set[str]:
    """Return the test modules in which at least one test passed."""
    cases = ElementTree.parse(report).iter("testcase")
    return {case.get("classname", "") for case in cases if not len(case) or case[0].tag.startswith("system-")}


def missing(passed: set[str]) -> str:
    required = [module for module, variable in MUST_RUN.items() if not variable or os.environ.get(variable) == "1"]
    absent = [module for module in required if module not in passed]
    return f"nothing passed in {', '.join(absent)}" if absent else ""


if __name__ == "__main__":
    sys.exit(main())
