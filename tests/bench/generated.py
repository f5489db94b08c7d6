"""Sources of any size that read like real ones: specs, architectures, plans. The same arguments give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

NOUNS = """\
account address archive batch buffer cache channel client column counter cursor device digest entry event
field file filter flag frame group handle header index invoice item journal key ledger limit line message method
number offset order packet page parameter path payment picture pixel plan policy port price queue range receiver
record region register reply report request result row rule sample schedule segment sender sensor server session
signal slot source stack state step store stream table target task template timer token total transfer trigger
user value vector version view window word writer zone"""
VERBS = """\
accepts adds answers appends cancels checks clears closes compares computes copies counts creates deletes
divides drops encodes ends fills finds forgets formats hides holds ignores inserts joins keeps limits lists locks
logs marks measures merges moves names numbers opens orders pads parses prints reads records refuses rejects removes
renames repeats replaces resets returns rounds saves scales sends shifts shows signs skips sorts splits starts stops
stores trims updates validates waits writes"""
QUALITIES = """\
active binary closed current double empty equal expired final first fixed former full given greatest
hidden hollow initial last least local longest missing named negative next old open outer pending plain positive
previous private public raw recent remote second shared short signed single smallest stale third unknown unsigned
valid visible whole"""

TAIL = 34
"""Lines of a spec from its constraints on."""


def spec(number: int, lines: int, *, others: int = 1) -> str:
    """Return a spec of exactly `lines` lines (60 or more): spec `number` of a workspace of `others` specs.

    It depends on up to two specs before it. One requirement in forty has a reference that leads nowhere.
    """
    random = Random(number)
    text, count = list(_head(random, number)), 0
    while len(text) + len(next_one := list(_requirement(random, number, count, others))) <= lines - TAIL:
        text += next_one
        count += 1
    text += _end(random)
    text += [_sentence(random) for _ in range(lines - len(text))]
    return "\n".join(text) + "\n"


def spec_id(number: int) -> str:
    return f"PART_{number:05}"


def architecture(number: int) -> str:
    """Return the architecture of spec `number`: one component that writes one module."""
    random = Random(-number - 1)
    return f"""\
# Architecture: part {number}

@spec: {spec_id(number)}
@status: review

## Overview

{_paragraph(random, 3)}

## Components

### Part{number}

@path: parts/part_{number}.py

{_paragraph(random, 2)}

**Interface:**
```python
LIMIT: Final = {random.randrange(10, 1000)}

def {_word(random, VERBS)}_{_word(random, NOUNS)}(value: int, *, limit: int = LIMIT) -> int: ...
def {_word(random, VERBS)}_{_word(random, NOUNS)}(rows: list[int]) -> str: ...
```

**Contracts:**
- {_sentence(random)}
- {_sentence(random)}

**Depends on:** None
"""


def plan(tasks: int, *, requirements: int = 5) -> str:
    """Return a plan in which task `n` writes one module for one requirement of spec `n // requirements`.

    Every task but the first of a spec needs the one before it and reads its output, so the graph is many short chains.
    """
    blocks = ["[plan]\nformat = 1\n"]
    for number in range(tasks):
        part, requirement = divmod(number, requirements)
        before = f"{part}-{requirement - 1}" if requirement else ""
        needs = f'needs = ["t-{before}"]\nreads = ["{output(number - 1, requirements)}"]\n' if before else ""
        blocks.append(f"""\
[[task]]
id = "t-{part}-{requirement}"
title = "Requirement {requirement} of part {part}"
spec = "{spec_id(part)}"
sections = ["#r-{requirement}", "#constraints"]
{needs}outputs = ["{output(number, requirements)}"]
verify = ["python -m compileall -q {output(number, requirements)}"]
covers = ["#r-{requirement}"]
notes = "Keep it plain."
""")
    return "\n".join(blocks)


def plan_of_lines(lines: int) -> str:
    """Return a plan of at least `lines` lines."""
    per_task = plan(11).count("\n") - plan(1).count("\n")
    return plan(lines * 10 // per_task + 1)


def output(number: int, requirements: int = 5) -> str:
    """Return the output path of a plan's task."""
    part, requirement = divmod(number, requirements)
    return f"parts/part_{part}_{requirement}.py"


def write_specs(root: Path, count: int, *, lines: int = 120, suffix: str = ".smd") -> None:
    """Write a project of `count` specs; every fifth has an architecture. With another suffix only the specs."""
    specs = root / "specs"
    specs.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (specs / f"part_{number:05}{suffix}").write_text(spec(number, lines, others=count))
        if suffix == ".smd" and number % 5 == 0:
            (specs / f"part_{number:05}.amd").write_text(architecture(number))
    (root / "osteon.toml").write_text('specs = "specs"\n')


def _head(random: Random, number: int) -> Iterator[str]:
    depends = sorted({random.randrange(number) for _ in range(2)}) if number else []
    yield from (
        f"# Part {number}: {_title(random)}",
        "",
        f"@id: {spec_id(number)}",
        "@status: draft",
        "@priority: high",
    )
    if depends:
        yield f"@depends: [{', '.join(map(spec_id, depends))}]"
    yield from ("", "## Overview", "", *_paragraph(random, 4).split("\n"), "")
    yield from ("## Goals", "", f"- {_sentence(random)}", f"- {_sentence(random)}", "", "## Requirements", "")


def _requirement(random: Random, spec_number: int, number: int, others: int) -> Iterator[str]:
    yield from (f"### {_title(random)} of stage {number} {{#r-{number}}}", "")
    if number % 3 == 2:
        yield from (f"@see: {_reference(random, spec_number, number, others)}", "")
    yield from (*_paragraph(random, random.randrange(3, 7)).split("\n"), "")
    if number % 4 == 1:
        yield from _table(random)
    if number % 5 == 3:
        yield from _fence(random)
    yield f"**Accepts:** {_sentence(random)}"
    yield f"**Returns:** {_sentence(random)}"
    yield "**Errors:**"
    for _ in range(random.randrange(1, 4)):
        yield f"- {_word(random, QUALITIES)} {_word(random, NOUNS)} -> {_sentence(random)}"
    yield ""


def _reference(random: Random, spec_number: int, number: int, others: int) -> str:
    if number % 40 == 38:
        return "#no-such-place"
    if others > 1 and number % 2:
        return f"{spec_id(random.randrange(others))}#constraints"
    return f"#r-{random.randrange(number)}"


def _table(random: Random) -> Iterator[str]:
    yield from ("| Name | Size | Meaning |", "|---|---|---|")
    for _ in range(4):
        yield f"| `{_word(random, NOUNS)}` | {random.randrange(1, 64)} | {_sentence(random)} |"
    yield ""


def _fence(random: Random) -> Iterator[str]:
    yield from ("```text", "# not a heading", f"{_word(random, NOUNS)}: {random.randrange(10_000)}", "```", "")


def _end(random: Random) -> Iterator[str]:
    yield from ("", "## Constraints", "", f"- {_sentence(random)}", f"- {_sentence(random)}", "")
    yield from ("## Examples", "", f"### {_title(random)}", "", "**Input:**", "```", "1 2 3", "```", "", "**Output:**")
    yield from ("```", "6", "```", "", "## Acceptance Criteria", "", f"- {_sentence(random)}", f"- {_sentence(random)}")
    yield from ("", "## Notes", "", _sentence(random))


def _word(random: Random, words: str) -> str:
    return random.choice(words.split())


def _title(random: Random) -> str:
    verb = _word(random, VERBS).removesuffix("s")
    return f"{verb.capitalize()} the {_word(random, QUALITIES)} {_word(random, NOUNS)}"


def _sentence(random: Random) -> str:
    subject, object_ = random.sample(NOUNS.split(), 2)
    start = f"The {_word(random, QUALITIES)} {subject} {_word(random, VERBS)} the {_word(random, QUALITIES)} {object_}"
    return f"{start} {random.choice(('of', 'before', 'after', 'within', 'for'))} {random.randrange(2, 500)} steps."


def _paragraph(random: Random, lines: int) -> str:
    return "\n".join(_sentence(random) + " " + _sentence(random) for _ in range(lines))
