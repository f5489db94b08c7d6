"""What specs, architectures and intents mean: nesting, anchors, requirements, components."""

from __future__ import annotations

import pytest

from osteon.analysis.model import Architecture, Intents, Outline, Spec, slug
from osteon.analysis.syntax import parse

SPEC = """\
# Display

@id: DISPLAY
@status: draft

## Requirements

### Draw {#draw .no-verify}

**Errors:**
- empty -> ValueError
- full

```
- no -> bullet
```

### Clear

@origin: inferred by a-model, from finding 3

#### Details

## Examples

### One
"""


def test_sections_nest_by_level_and_hold_all_their_text():
    outline = Outline(parse(SPEC))
    assert [child.title.text for child in outline.title.children] == ["Requirements", "Examples"]
    assert [section.title.text for section in outline.title.walk()][2:4] == ["Draw", "Clear"]
    assert outline.body(outline.by_anchor["clear"]).endswith("#### Details\n\n")
    assert outline.body(outline.title) == SPEC


def test_requirements_with_their_errors_and_marks():
    draw, clear = Spec(parse(SPEC)).requirements
    assert [error.outcome.condition.text for error in draw.errors] == ["empty", "full"]
    assert [error.outcome.result for error in draw.errors][1] is None
    assert SPEC[draw.errors[0].span.start : draw.errors[0].span.end] == "empty -> ValueError"
    assert (draw.no_verify, draw.inferred, clear.no_verify, clear.inferred) == (True, False, False, True)


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Draw a sprite", "draw-a-sprite"),
        ("`clear()` & more", "clear--more"),
        ("Größe: 1.5", "größe-15"),
        ("snake_case-Name", "snake_case-name"),
    ],
)
def test_slugs_follow_the_rule_of_github(title: str, anchor: str):
    assert slug(title) == anchor


def test_slugs_are_counted_as_github_counts_them():
    outline = Outline(parse("# T\n## Foo\n## Foo\n## Foo 1\n## Foo\n"))
    assert [section.anchor for section in outline.sections] == ["t", "foo", "foo-1", "foo-1-1", "foo-2"]


def test_an_explicit_anchor_is_taken_wherever_it_stands():
    outline = Outline(parse("# Draw\n## Draw\n## Draw 1 {#DRAW}\n## Draw it {#draw-1}\n## Draw 1\n## Draw {#b}\n"))
    anchors = [section.anchor for section in outline.sections]
    assert anchors == ["draw-2", "draw-3", "DRAW", "draw-1", "draw-1-1", "b"]


@pytest.mark.parametrize(
    ("text", "dialect", "spec_id"),
    [
        ("# T\n@id: A\n", "tags", "A"),
        ("@id: A\n# T\n", "tags", "A"),
        ("---\nid: A\n---\n# T\n", "yaml", "A"),
        ("---\nid: A\n---\n# T\n@id: B\n", "both", "B"),
        ("---\nid: A\n---\n# T\n@allow: missing-id x\n", "yaml", "A"),
        ("# T\n## Overview\n@id: A\n", "none", ""),
        ("# T\n@ID: a\n@id: b\n", "tags", "b"),
    ],
)
def test_headers_of_both_dialects(text: str, dialect: str, spec_id: str):
    spec = Spec(parse(text))
    assert (spec.header.dialect, spec.id) == (dialect, spec_id)


def test_components():
    text = "# T\n@spec: A\n## Components\n### Screen\n@path: s.py\n@see: #draw\n**Interface:**\n~~~py\nx\n~~~\n"
    (screen,) = Architecture(parse(text)).components
    assert (screen.name, screen.path.text, screen.interface.text) == ("Screen", "s.py", "x\n")
    assert [word.text for word in screen.implements] == ["#draw"]


def test_intents_are_the_second_level():
    intents = Intents(parse("# T\n@spec: A\n## I-0001\n> words\n### Context\nx\n## I-0002\n"))
    assert [record.title.text for record in intents.records] == ["I-0001", "I-0002"]
