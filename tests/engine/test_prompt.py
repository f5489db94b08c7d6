"""A prompt holds what its task declares, verbatim and whole, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.model import Architecture, Spec
from osteon.analysis.syntax import parse
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.engine.prompt import Prompt, PromptError, build_prompt
from osteon.engine.sources import collect

SPEC = """\
# Display

@id: D

## Overview

Not declared.

## Requirements

### Draw {#draw}

Sprites are clipped.

**Accepts:** x and y,
over two lines

| x | y |
|---|---|
| 1 | 2 |

```
### no heading
````x
```

#### Corner cases

None lost.

### Clear

All pixels off.
"""

ARCHITECTURE = """\
# Display

@spec: D

## Components

### Screen

@path: screen.py

It shows.

**Interface:**

```python
class Screen: ...
```

**Contracts:**
- It is 64 wide.

**Depends on:** None

### Memory

@path: memory.py

It keeps.

**Contracts:**
- It never forgets.
"""


def prompt(task: Task, *, spec: str = SPEC, files: dict[str, str] | None = None, outputs=("screen.py",)) -> Prompt:
    sources = collect((("d.smd", Spec(parse(spec))), ("d.amd", Architecture(parse(ARCHITECTURE)))))
    return build_prompt(task, sources, (files or {}).get, language="python", outputs=outputs)


def task(**values) -> Task:
    return Task("t", Span(0, 0), spec="D", **values)


def text_of(prompt: Prompt) -> str:
    return "\n".join(message.text for message in prompt.messages)


def test_a_section_is_there_from_its_heading_to_the_next_of_its_level():
    text = text_of(prompt(task(sections=("#draw",))))
    assert SPEC[SPEC.index("### Draw") : SPEC.index("### Clear")] in text
    assert "All pixels off" not in text
    assert "Not declared" not in text


def test_a_component_is_there_whole():
    text = text_of(prompt(task(architecture=("Screen",))))
    assert ARCHITECTURE[ARCHITECTURE.index("### Screen") : ARCHITECTURE.index("### Memory")] in text
    assert "It keeps" not in text


def test_a_read_file_is_whole_and_an_interface_has_no_bodies_but_its_contracts():
    files = {"a.py": "x = 1\n", "memory.py": "def get(at: int) -> int:\n    return secret[at]\n"}
    text = text_of(prompt(task(reads=("a.py",), interfaces=("memory.py",)), files=files))
    assert "x = 1\n" in text
    assert "def get(at: int) -> int:\n    ...\n" in text
    assert "secret" not in text
    assert "It never forgets." in text


def test_notes_title_and_outputs_are_there():
    text = text_of(prompt(task(title="Draw sprites", notes="Clip them."), outputs=("screen.py", "p/test_screen.py")))
    assert "# Task: Draw sprites" in text
    assert "Clip them." in text
    assert "- screen.py\n- p/test_screen.py\n" in text


def test_a_fence_is_longer_than_every_fence_within():
    assert "`````markdown\n### Draw" in text_of(prompt(task(sections=("#draw",))))


def test_a_section_within_a_declared_section_is_not_repeated():
    text = text_of(prompt(task(sections=("#corner-cases", "#draw", "#draw"))))
    assert text.count("None lost.") == 1


def test_an_intro_is_the_text_of_a_heading_without_what_stands_below_it():
    spec = SPEC.replace("## Requirements\n", "## Requirements\n\n@see: D\n\nIn\nmetres.\n")
    text = text_of(prompt(task(sections=("#requirements/intro",)), spec=spec))
    assert "### D#requirements/intro\n\n````markdown\nIn\nmetres.\n````\n" in text
    assert "Sprites are clipped" not in text


def test_a_section_of_an_architecture_is_every_file_s_and_one_that_none_has_is_named():
    models = [f"# {name}\n\n@spec: D\n\n## Models\n\nA {name}.\n" for name in ("dot", "line")]
    files = [("d.smd", Spec(parse(SPEC))), *((f"{n}.amd", Architecture(parse(text))) for n, text in enumerate(models))]
    shown = build_prompt(
        task(architecture=("#models",)), collect(files), {}.get, language="python", outputs=("screen.py",)
    )
    assert [name for name in shown.parts if name.startswith("component")] == [
        "component D#models (0.amd)",
        "component D#models (1.amd)",
    ]
    assert "A dot." in text_of(shown)
    assert "A line." in text_of(shown)
    with pytest.raises(PromptError, match="no architecture of that spec has such a heading"):
        prompt(task(architecture=("#models",)))


def test_every_reference_that_does_not_resolve_is_named_with_its_place_and_a_next_step():
    declared = task(sections=("#drow", "X#y", "draw"), architecture=("Sound",), reads=("gone.py",))
    with pytest.raises(PromptError) as caught:
        prompt(declared)
    assert [problem.reference for problem in caught.value.unresolved] == ["#drow", "X#y", "draw", "Sound", "gone.py"]
    for part in ("#draw", "there is no spec 'X'; there are D", "use draw#… or #draw", "Memory, Screen", "add its task"):
        assert part in str(caught.value)


def test_bytes_that_are_not_utf_8_are_an_error():
    with pytest.raises(PromptError, match="not UTF-8"):
        prompt(task(sections=("#draw",)), spec=SPEC.replace("clipped", "\udcff"))


def test_the_same_inputs_give_the_same_bytes():
    assert prompt(task(sections=("#draw",))) == prompt(task(sections=("#draw",)))


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
lines = st.lists(words, max_size=6).map(" ".join)
markup = st.sampled_from(
    ["", "**Accepts:** ", "**Errors:**", "- a -> ", "| a | ", "    ", "> ", "@see: ", "1. ", "- ", "```\n", "~~~\n"]
)
bodies = st.lists(st.tuples(markup, lines).map("".join), max_size=12).map("\n".join)


@settings(deadline=None)
@given(st.lists(bodies, min_size=1, max_size=4))
def test_every_word_of_a_declared_section_reaches_the_prompt(bodies):
    spec = "# T\n\n@id: D\n\n## Requirements\n\n" + "\n\n".join(
        f"### R{number} {{#r{number}}}\n\n{body}" for number, body in enumerate(bodies)
    )
    outline = Spec(parse(spec))
    declared = [section for section in outline.sections if section.level == 3]
    text = text_of(prompt(task(sections=tuple(f"#{section.anchor}" for section in declared)), spec=spec))
    for section in declared:
        assert outline.body(section) in text
        assert set(re.findall(r"\w+", outline.body(section))) <= set(re.findall(r"\w+", text))
