"""A hover tells what is behind a reference, what a tag or key means, and why a finding matters."""

from __future__ import annotations

import pytest
from tests.analysis.ide.worlds import at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.ide.hover import PREVIEW_LINES, Hover, hover


def look(fixture: str) -> Hover | None:
    read = parse_fixture(fixture)
    assert read.cursor
    return hover(workspace_of(read), *read.cursor)


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("specs/plan.toml", '"#draw$0-sprite"', "### Draw {#draw-sprite}\n\nIt shall draw."),
        ("specs/display.smd", "@depends: MEM$0ORY", "**MEMORY** Memory\n\n4096 bytes."),
        ("specs/plan.toml", 'needs = ["dr$0aw"]', "**draw**\n\n- spec: DISPLAY\n- writes: display.py"),
        ("specs/display.smd", "@dep$0ends", "`@depends`: The specs that this one builds on"),
        ("specs/plan.toml", "rea$0ds", "`reads`: Upstream files that the prompt shows whole."),
        ("specs/display.smd", "@id: DIS$0PLAY", "specs/display.amd, specs/display.vmd, specs/plan.toml"),
        ("specs/display.smd", "@depends: MEM$0ORY", "4096"),
    ],
)
def test_a_hover_tells(path: str, text: str, told: str) -> None:
    found = look(at(path, text))
    assert found
    assert told in found.markdown


def test_a_finding_is_explained_with_its_manual() -> None:
    found = look("# Dis$0play\n\n## Requirements\n")
    assert found
    assert "**missing-id** A spec has no `@id`." in found.markdown
    assert "## Fix" in found.markdown


def test_a_hover_covers_the_reference_it_is_about() -> None:
    found = look("# A\n\n@id: A\n@see: #requir$0ements\n\n## Requirements\n")
    assert found
    assert found.span == (18, 31)


def test_a_long_section_is_cut_with_its_fence_closed() -> None:
    body = "### Long\n\n```\n" + "x\n" * 100 + "```\n"
    found = look(f"# A\n\n@id: A\n@see: #lo$0ng\n\n## Requirements\n\n{body}")
    assert found
    assert f"… {104 - PREVIEW_LINES} more lines" in found.markdown
    assert found.markdown.split("---")[0].count("```") == 2


def test_plain_text_says_nothing() -> None:
    assert look(at("specs/display.smd", "A pic$0ture.")) is None


def test_a_statement_is_shown_with_its_slots() -> None:
    found = look("# A\n\n## Requirements\n\n### R\n\nIt counts. When it rains, the ro$0of shall close\nwithin 2 s.\n")
    assert found
    assert found.markdown.endswith(
        "**EARS, on an event: When …** · obligation\n\n- trigger: it rains\n- actor: the roof\n"
        "- response: close within 2 s\n- timing: within 2 s"
    )


def test_a_statement_of_no_shape_is_not_shown() -> None:
    assert look("# A\n\n@id: A\n\n## Requirements\n\n### R\n\nIt co$0unts.\n") is None
