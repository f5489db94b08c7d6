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

SAMPLE = CORPUS / "held_out.md"
MARK = " <- "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sample: what the person who wrote it says is wrong in it, and what the checks say."""

    text: str
    marked: frozenset[str]
    found: frozenset[str]


def lines() -> list[Line]:
    """Check the sample without its marks."""
    split = [line.partition(MARK) for line in SAMPLE.read_text().splitlines()]
    found = _found("".join(f"{text}\n" for text, _mark, _codes in split))
    return [
        Line(text, frozenset(codes.replace(",", " ").split()), frozenset(found.get(number, ())))
        for number, (text, _mark, codes) in enumerate(split)
    ]


def measures() -> Iterator[Measure]:
    """Yield precision and recall of each code, of all together, and the share of flagged lines among faultless ones."""
    sample = [line for line in lines() if line.text and not line.text.startswith("#")]
    found = Counter(code for line in sample for code in line.found)
    marked = Counter(code for line in sample for code in line.marked)
    right = Counter(code for line in sample for code in line.found & line.marked)
    for code in STATEMENT_CODES:
        yield _share("precision", code, right[code], found[code])
        yield _share("recall", code, right[code], marked[code])
    yield _share("precision", "all codes", right.total(), found.total())
    yield _share("recall", "all codes", right.total(), marked.total())
    faultless = [line for line in sample if not line.marked]
    yield _share("faultless lines flagged", "all codes", sum(bool(line.found) for line in faultless), len(faultless))


def _found(text: str) -> dict[int, set[str]]:
    """Return the codes of wording that the checks find, by line."""
    workspace = Workspace()
    workspace.set_file("held_out.smd", text)
    found: dict[int, set[str]] = {}
    for finding in workspace.findings("held_out.smd"):
        if finding.code in STATEMENT_CODES:
            found.setdefault(text.count("\n", 0, finding.span.start), set()).add(finding.code)
    return found


def _share(quantity: str, subject: str, part: int, whole: int) -> Measure:
    return Measure("statements", quantity, "held-out lines", whole, subject, "", (part / max(1, whole),))


def main() -> int:
    """Print each line about which the checks and the person differ."""
    for line in lines():
        for sign, codes in (("missed", line.marked - line.found), ("false", line.found - line.marked)):
            for code in sorted(codes):
                print(f"{sign:6} {code:26} {line.text}")
    for measure in measures():
        print(f"{measure.quantity:24} {measure.subject:26} {measure.median:.2f} of {measure.size:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
