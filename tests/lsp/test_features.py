"""Each language feature through the real server, in the forms that clients differ in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.conftest import SPEC
from tests.lsp.wire import Wire, change

Start = Callable[..., Wire]

BROKEN = SPEC.replace("@status: draft", "@statsu: 👋 draft")
LITERALS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": True}
LAZY = {**LITERALS, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
EVERYWHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


def actions(wire: Wire, uri: str, *, range_: Any = EVERYWHERE, **context: Any) -> list[dict[str, Any]]:
    params = {"textDocument": {"uri": uri}, "range": range_, "context": {"diagnostics": [], **context}}
    return list(wire.request("textDocument/codeAction", params))


def opened(wire: Wire, project: Path, text: str = BROKEN, **announced: Any) -> str:
    wire.initialize(project, **announced)
    uri = wire.open(project / "specs/display.smd", text)
    wire.diagnostics(uri, version=1)
    return uri


def here(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def test_a_quick_fix_names_its_diagnostic_and_is_preferred(wire: Wire, project: Path) -> None:
    uri = opened(wire, project, textDocument={"codeAction": LITERALS})
    fix = actions(wire, uri, only=["quickfix"])[0]
    assert (fix["title"], fix["kind"], fix["isPreferred"]) == ("Change to status", "quickfix", True)
    assert [one["code"] for one in fix["diagnostics"]] == ["unknown-tag"]
    where = {"start": {"line": 3, "character": 1}, "end": {"line": 3, "character": 7}}
    assert fix["edit"] == {"changes": {uri: [{"range": where, "newText": "status"}]}}


def test_a_lazy_fix_gets_its_edit_when_it_is_chosen_unless_the_text_changed(wire: Wire, project: Path) -> None:
    edits = {"workspaceEdit": {"documentChanges": True}}
    uri = opened(wire, project, textDocument={"codeAction": LAZY}, workspace=edits)
    fix = actions(wire, uri, only=["quickfix"])[0]
    assert "edit" not in fix
    resolved = wire.request("codeAction/resolve", fix)
    assert resolved["edit"]["documentChanges"][0]["textDocument"] == {"uri": uri, "version": 1}
    wire.edit(uri, 2, {"range": EVERYWHERE, "text": BROKEN})
    assert "edit" not in wire.request("codeAction/resolve", fix)


def test_a_link_can_be_made_to_record_what_it_names(wire: Wire, project: Path) -> None:
    text = "# D\n\n@id: DISPLAY\n@see: #draw\n\n## Requirements\n\n### Draw\n\nIt draws.\n"
    uri = opened(wire, project, text, textDocument={"codeAction": LAZY})
    line = {"start": {"line": 3, "character": 8}, "end": {"line": 3, "character": 8}}
    (action,) = actions(wire, uri, range_=line, only=["refactor"])
    edit = wire.request("codeAction/resolve", action)["edit"]["changes"][uri][0]
    assert (edit["range"]["start"], edit["newText"][0]) == ({"line": 3, "character": 11}, "@")
    assert action["kind"] == "refactor.rewrite"


@pytest.mark.parametrize("data", [None, 7, {"uri": 5}, {"uri": "file:///x"}, {"uri": "untitled:x", "fix": "y"}])
def test_an_action_that_the_server_never_made_is_left_as_it_is(wire: Wire, project: Path, data: Any) -> None:
    opened(wire, project, textDocument={"codeAction": LAZY})
    assert "edit" not in wire.request("codeAction/resolve", {"title": "x", "data": data})


def test_only_what_is_asked_for_is_offered(wire: Wire, project: Path) -> None:
    uri = opened(wire, project, textDocument={"codeAction": LITERALS})
    kinds = {one["kind"] for one in actions(wire, uri)}
    assert {"quickfix", "source.osteon"} <= kinds
    assert {one["kind"] for one in actions(wire, uri, only=["quickfix"])} == {"quickfix"}
    assert {one["kind"] for one in actions(wire, uri, only=["source"])} <= {"source.osteon", "source.fixAll.osteon"}
    assert not {one["kind"] for one in actions(wire, uri, triggerKind=2)} & {"source.osteon"}


def test_a_client_without_action_objects_gets_bare_commands(wire: Wire, project: Path) -> None:
    uri = opened(wire, project)
    offered = actions(wire, uri)
    assert {"osteon.check", "osteon.plan", "osteon.build", "osteon.planPreview"} <= {one["command"] for one in offered}
    assert all(uri in one["arguments"] for one in offered)


def test_a_task_can_be_built_from_the_plan(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    plan = wire.open(project / "specs/plan.toml", '[[task]]\nid = "draw"\noutputs = []\n')
    wire.diagnostics(plan, version=1)
    first = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 0}}
    assert actions(wire, plan, range_=first)[0]["arguments"] == ["draw", plan]


EDITS = ({}, {"documentChanges": True}, {"documentChanges": True, "snippetEditSupport": True})
UNSEEN = SPEC.replace("\n## Acceptance Criteria\n\n- A sprite is drawn.\n", "")


@pytest.mark.parametrize("edits", EDITS)
def test_what_a_person_must_fill_in_is_visited_where_the_editor_can(wire: Wire, project: Path, edits: Any) -> None:
    uri = opened(wire, project, UNSEEN, textDocument={"codeAction": LITERALS}, workspace={"workspaceEdit": edits})
    fix = next(one for one in actions(wire, uri, only=["quickfix"]) if one["title"] == "Add ## Acceptance Criteria")
    changes = fix["edit"].get("documentChanges") or [{"edits": fix["edit"]["changes"][uri]}]
    made = changes[0]["edits"][0]
    heading = "\n## Acceptance Criteria\n\n- "
    if "snippetEditSupport" in edits:
        value = f"{heading}${{1:<what a person can see when this is done>}}\n"
        assert (made["snippet"], "newText" in made) == ({"kind": "snippet", "value": value}, False)
    else:
        assert made["newText"] == f"{heading}<what a person can see when this is done>\n"
    assert not actions(wire, uri, only=["source.fixAll"])


@pytest.mark.parametrize("links", [True, False])
def test_a_definition_is_a_link_or_a_location(start: Start, project: Path, links: bool) -> None:
    wire = start()
    uri = opened(wire, project, SPEC + "\n@see: #draw-sprite\n", textDocument={"definition": {"linkSupport": links}})
    (found,) = wire.request("textDocument/definition", here(uri, 19, 8))
    selected = found["targetSelectionRange" if links else "range"]
    assert (selected["start"]["line"], found.get("targetUri", found.get("uri"))) == (11, uri)


def test_what_names_a_section_is_found_and_lit_up(wire: Wire, project: Path) -> None:
    uri = opened(wire, project, SPEC + "\n@see: #draw-sprite\n")
    lines = {declaration: lines_of_references(wire, uri, declaration) for declaration in (True, False)}
    assert lines == {True: [11, 19], False: [19]}
    lit = wire.request("textDocument/documentHighlight", here(uri, 19, 8))
    assert [(one["range"]["start"]["line"], one["kind"]) for one in lit] == [(11, 3), (19, 2)]


def lines_of_references(wire: Wire, uri: str, declaration: bool) -> list[int]:
    params = here(uri, 19, 8) | {"context": {"includeDeclaration": declaration}}
    found = wire.request("textDocument/references", params)
    assert {one["uri"] for one in found} == {uri}
    return [one["range"]["start"]["line"] for one in found]


def test_a_requirement_is_found_by_its_name(wire: Wire, project: Path) -> None:
    uri = opened(wire, project, SPEC)
    (one,) = wire.request("workspace/symbol", {"query": "draw a"})
    assert (one["name"], one["containerName"], one["location"]["uri"]) == ("Draw a sprite", "Requirements", uri)
    assert one["location"]["range"]["start"] == {"line": 11, "character": 4}


def test_sections_fold(wire: Wire, project: Path) -> None:
    uri = opened(wire, project, SPEC)
    found = wire.request("textDocument/foldingRange", {"textDocument": {"uri": uri}})
    assert {"startLine": 9, "endLine": 13, "kind": "region"} in found


def test_a_hover_has_markdown_only_where_announced(start: Start, project: Path) -> None:
    for formats, kind in ((["markdown"], "markdown"), ([], "plaintext")):
        wire = start()
        uri = opened(wire, project, textDocument={"hover": {"contentFormat": formats}})
        found = wire.request("textDocument/hover", here(uri, 3, 3))
        assert found["contents"]["kind"] == kind
        assert "unknown-tag" in found["contents"]["value"]


@pytest.mark.parametrize("snippets", [True, False])
def test_snippets_only_where_supported(start: Start, project: Path, snippets: bool) -> None:
    wire = start()
    announced = {"completion": {"completionItem": {"snippetSupport": snippets}}}
    uri = opened(wire, project, SPEC, textDocument=announced)
    items = wire.request("textDocument/completion", here(uri, 10, 0))["items"]
    item = next(one for one in items if one["label"] == "requirement")
    assert item.get("insertTextFormat", 1) == (2 if snippets else 1)
    assert ("${1:" in item["textEdit"]["newText"]) == snippets


def test_edits_count_in_the_client_s_units(start: Start, project: Path) -> None:
    for encoding, column in (("utf-8", 6), ("utf-16", 3), ("utf-32", 2)):
        wire = start()
        text = SPEC.replace("A picture", "👋é@statsu: A picture")
        uri = opened(wire, project, text, general={"positionEncodings": [encoding]})
        wire.edit(uri, 2, change(7, 0, column, ""))
        assert wire.diagnostics(uri, version=2)[0]["range"]["start"] == {"line": 7, "character": 1}
