"""How often the checks of wording are right about sentences whose faults a person marked before any check read them.

`python -m tests.bench.held_out` prints where they are not: what they miss, and what they flag and should not.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.corpus import CORPUS, STATEMENT_CODES
from tests.bench.measure import Measure

from osteon.analysis.workspace import Workspace

SAMPLES = ("held_out", "seen")
"""What the rules were never tuned with, and what they were tuned with once: `marked_*.md` of the corpus."""
MARK = " <- "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sample: what the person who wrote it says is wrong in it, and what the checks say."""

    text: str
    marked: frozenset[str]
    found: frozenset[str]


def lines(sample: str) -> list[Line]:
    """Check a sample without its marks."""
    path = CORPUS / f"marked_{sample}.md"
    split = [line.partition(MARK) for line in path.read_text().splitlines()]
    found = _found("".join(f"{text}\n" for text, _mark, _codes in split))
    return [
        Line(text, frozenset(codes.replace(",", " ").split()), frozenset(found.get(number, ())))
        for number, (text, _mark, codes) in enumerate(split)
    ]


def measures(sample: str) -> Iterator[Measure]:
    """Yield precision and recall of each code, of all together, and the share of flagged lines among faultless ones."""
    told = [line for line in lines(sample) if line.text and not line.text.startswith("#")]
    found = Counter(code for line in told for code in line.found)
    marked = Counter(code for line in told for code in line.marked)
    right = Counter(code for line in told for code in line.found & line.marked)
    for code in STATEMENT_CODES:
        yield from _share("precision", sample, code, right[code], found[code])
        yield from _share("recall", sample, code, right[code], marked[code])
    yield from _share("precision", sample, "all codes", right.total(), found.total())
    yield from _share("recall", sample, "all codes", right.total(), marked.total())
    alarms = [bool(line.found) for line in told if not line.marked]
    yield from _share("faultless lines flagged", sample, "all codes", sum(alarms), len(alarms))


def _found(text: str) -> dict[int, set[str]]:
    """Return the codes of wording that the checks find, by line."""
    workspace = Workspace()
    workspace.set_file("held_out.smd", text)
    found: dict[int, set[str]] = {}
    for finding in workspace.findings("held_out.smd"):
        if finding.code in STATEMENT_CODES:
            found.setdefault(text.count("\n", 0, finding.span.start), set()).add(finding.code)
    return found


def _share(quantity: str, sample: str, subject: str, part: int, whole: int) -> Iterator[Measure]:
    """Yield a share; nothing of nothing is none."""
    if whole:
        yield Measure("statements", quantity, f"marked lines, {sample}", whole, subject, "", (part / whole,))


def main() -> int:
    """Print each line about which the checks and the person differ, and the shares."""
    for sample in SAMPLES:
        print(f"{sample}:")
        for line in lines(sample):
            for sign, codes in (("missed", line.marked - line.found), ("false", line.found - line.marked)):
                for code in sorted(codes):
                    print(f"{sign:6} {code:26} {line.text}")
        for measure in measures(sample):
            print(f"{measure.quantity:24} {measure.subject:26} {measure.median:.2f} of {measure.size:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
