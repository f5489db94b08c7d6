"""The share of the words of every section that a task declares that reaches the prompt: it must be 1.

What a section is, is read here a second time and in another way than by the engine: by its heading lines outside of
code fences. So a section that the engine's parser cuts short, or misses, shows.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.generated import write_specs
from tests.bench.measure import OURS, Measure, Scale

from osteon.analysis.configuration import Configuration
from osteon.engine.gather import gather
from osteon.engine.site import Site, open_site
from osteon.project import Project

ROOT = Path(__file__).resolve().parents[2]
SPECS = {Scale.TINY: 1, Scale.QUICK: 20, Scale.NORMAL: 200, Scale.FULL: 1_000}
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"(#{1,6})\s+\S")
ANCHOR = re.compile(r"\{[^}]*#([\w-]+)[^}]*\}\s*$")
ID = re.compile(r"^(?:@id|id)\s*:\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Declared:
    """A section with an anchor, as plain reading finds it."""

    spec: str
    anchor: str
    text: str


def run(scale: Scale) -> Iterator[Measure]:
    """Ask for every anchored section of the project's own specs and of generated ones, each by a task of its own."""
    yield from _shares("the emulator's specs", ROOT / "specs")
    with tempfile.TemporaryDirectory() as folder:
        write_specs(Path(folder), SPECS[scale], lines=200)
        yield from _shares("generated specs", Path(folder) / "specs")


def sections(text: str) -> Iterator[Declared]:
    """Return every section of a spec whose heading gives it an anchor, with what stands below it at any depth."""
    lines = text.splitlines(keepends=True)
    headings = list(_headings(lines))
    spec = ID.search(text)
    for number, (line, level) in enumerate(headings):
        anchor = ANCHOR.search(lines[line])
        if spec and anchor:
            end = next((later for later, other in headings[number + 1 :] if other <= level), len(lines))
            yield Declared(spec[1], anchor[1], "".join(lines[line:end]))


def share(declared: Sequence[str], reached: Sequence[str]) -> float:
    """Return the share of words that are there, each as often as it was declared."""
    missing = Counter(declared) - Counter(reached)
    return 1 - missing.total() / max(1, len(declared))


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    fence = ""
    for number, line in enumerate(lines):
        mark = FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif heading := HEADING.match(line):
            yield number, len(heading[1])


def _shares(case: str, specs: Path) -> Iterator[Measure]:
    declared = [section for path in sorted(specs.glob("*.smd")) for section in sections(path.read_text())]
    prompts = _prompts(declared, specs)
    words = [share(one.text.split(), prompts[number].split()) for number, one in enumerate(declared)]
    whole = sum(one.text.rstrip() in prompts[number] for number, one in enumerate(declared)) / len(declared)
    yield Measure("fidelity", "least share of a section's words", case, len(declared), OURS, "", (min(words),))
    yield Measure("fidelity", "share of sections that are there verbatim", case, len(declared), OURS, "", (whole,))


def _prompts(declared: Sequence[Declared], specs: Path) -> Mapping[int, str]:
    """Return what a model would be sent for each section."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.toml"
        plan.write_text("[plan]\nformat = 1\n" + "".join(_task(number, one) for number, one in enumerate(declared)))
        configuration = replace(Configuration(), specs=specs.name, plan=str(plan))
        site = open_site(Project(specs.parent, configuration))
        return {number: _prompt(site, f"t{number}") for number in range(len(declared))}


def _task(number: int, one: Declared) -> str:
    sections = f'sections = ["#{one.anchor}"]'
    return f'\n[[task]]\nid = "t{number}"\nspec = "{one.spec}"\n{sections}\noutputs = ["{number}.py"]\n'


def _prompt(site: Site, task: str) -> str:
    request = gather(site, site.tasks[task]).request
    return "\n".join(message.text for message in request.messages) if request else ""
