"""Processor time for each statement, and statements flagged in a hundred: of our own specs, or of named files.

`python -m tests.bench.statements FILE…` prints both for files at hand, with each finding and the statement it is in.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.bench import held_out
from tests.bench.corpus import CORPUS, STATEMENT_CODES, UNSEEN, statements
from tests.bench.measure import OURS, Measure, Scale

from osteon.analysis.findings import Finding
from osteon.analysis.rules import RULES
from osteon.analysis.source_file import SourceFile
from osteon.analysis.workspace import Workspace
from osteon.project import read_source

SPECS = Path(__file__).resolve().parents[2] / "specs"
RUNS = {Scale.TINY: 1, Scale.QUICK: 5, Scale.NORMAL: 15, Scale.FULL: 30}


def run(scale: Scale) -> Iterator[Measure]:
    """Measure our own specs and the corpus, and how often the checks are right on the held-out lines."""
    for case, folder in (("our specs", SPECS), ("corpus", CORPUS)):
        paths = sorted(path for path in folder.rglob("*.smd") if UNSEEN not in path.parents)
        found = [recognise(paths) for _ in range(RUNS[scale])]
        checked = [check(paths) for _ in range(RUNS[scale])]
        yield Measure("statements", "recognition of a statement", case, len(paths), OURS, "µs", tuple(found))
        yield Measure("statements", "the fourteen checks of a statement", case, len(paths), OURS, "µs", tuple(checked))
        yield Measure("statements", "flagged per hundred", case, len(paths), OURS, "", (flagged(paths),))
    for sample in held_out.SAMPLES:
        yield from held_out.measures(sample)


def recognise(paths: Iterable[Path]) -> float:
    """Return the microseconds of one statement: where it ends, what is no prose in it, its shape and its slots."""
    files = _files(paths)
    for file in files:
        _parse(file)
    began = time.process_time()
    count = sum(1 for file in files for _ in statements(file))
    return 1e6 * (time.process_time() - began) / max(1, count)


def check(paths: Iterable[Path]) -> float:
    """Return the microseconds that the checks of wording take for one statement that is recognised already."""
    workspace = Workspace()
    files = _files(paths)
    count = sum(1 for file in files for _ in statements(file))
    checks = [found for code in STATEMENT_CODES if (found := RULES[code].check_section_links)]
    began = time.process_time()
    for file in files:
        for section in file.spec.sections if file.spec else ():
            for one in checks:
                for _finding in one(section, file, workspace.index, workspace.configuration):
                    pass
    return 1e6 * (time.process_time() - began) / max(1, count)


def flagged(paths: Iterable[Path]) -> float:
    """Return how many of a hundred demands the checks of wording say something about."""
    demands = said = 0
    for file, findings in _checked(paths):
        for span, statement in statements(file):
            demands += statement.normative
            said += any(span.start <= finding.span.start < span.end for finding in findings)
    return 100 * said / max(1, demands)


def main(names: Sequence[str]) -> int:
    """Print the findings of some files, and the two numbers."""
    paths = [Path(name) for name in names] or sorted(SPECS.rglob("*.smd"))
    for file, findings in _checked(paths):
        for finding in findings:
            print(f"{file.path}: {finding.code}: '{file.text[slice(*finding.span)]}' in: {_around(file, finding)}")
    print(f"{flagged(paths):.1f} of 100 demands are flagged")
    print(f"{recognise(paths):.1f} µs to recognise a statement, {check(paths):.1f} µs to check it")
    return 0


def _checked(paths: Iterable[Path]) -> Iterator[tuple[SourceFile, list[Finding]]]:
    workspace = Workspace()
    workspace.set_files({_name(path): read_source(path) for path in paths})
    for path, file in workspace.files.items():
        yield file, [finding for finding in workspace.findings(path) if finding.code in STATEMENT_CODES]


def _files(paths: Iterable[Path]) -> list[SourceFile]:
    return [SourceFile(_name(path), "spec", read_source(path)) for path in paths]


def _name(path: Path) -> str:
    """Return a name under which any text is read as a spec."""
    return path.as_posix() if path.suffix == ".smd" else f"{path.as_posix()}.smd"


def _parse(file: SourceFile) -> None:
    for section in file.spec.sections if file.spec else ():
        _ = section.piece.tree


def _around(file: SourceFile, finding: Finding) -> str:
    texts = (statement.text for span, statement in statements(file) if span.start <= finding.span.start < span.end)
    return " ".join(next(texts, "").split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
