"""Diagnostics reach the client when, and only when, they are news: pushed, pulled, and from changes outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.bench.generated import write_specs
from tests.lsp.conftest import SPEC
from tests.lsp.wire import Wire, change

from osteon.analysis.text import Lines

PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
REFERS = SPEC.replace("DISPLAY", "OTHER").replace("@status: draft", "@depends: DISPLAY").replace("sprites", "the rest")


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [one["code"] for one in found]


def published(wire: Wire, uri: str, wanted: list[str], *, after: int = 0) -> None:
    """Wait until exactly these codes are published for a uri."""

    def is_it(message: dict[str, Any]) -> bool:
        params = message.get("params") or {}
        return params.get("uri") == uri and codes(params.get("diagnostics", [{"code": 0}])) == wanted

    wire.wait(is_it, after=after)


def pull(wire: Wire, uri: str, previous: str | None = None) -> dict[str, Any]:
    params = {"textDocument": {"uri": uri}, **({"previousResultId": previous} if previous else {})}
    return dict(wire.request("textDocument/diagnostic", params))


def test_findings_of_files_that_are_not_open_are_published(wire: Wire, project: Path) -> None:
    (project / "specs/other.smd").write_text(REFERS.replace("DISPLAY", "NOWHERE"))
    wire.initialize(project)
    published(wire, (project / "specs/other.smd").as_uri(), ["unresolved-reference"])


def test_an_edit_changes_the_findings_of_another_file(wire: Wire, project: Path) -> None:
    other = project / "specs/other.smd"
    other.write_text(REFERS)
    wire.initialize(project)
    uri = wire.open(project / "specs/display.smd", SPEC)
    assert wire.diagnostics(uri, version=1) == []
    wire.edit(uri, 2, change(2, 5, 12, "SCREEN"))
    assert wire.diagnostics(uri, version=2) == []
    published(wire, other.as_uri(), ["unresolved-reference"])
    seen = len(wire.seen)
    wire.edit(uri, 3, change(2, 5, 11, "DISPLAY"))
    published(wire, other.as_uri(), [], after=seen)


def test_closing_gives_the_file_back_to_the_disk(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = wire.open(project / "specs/display.smd", SPEC.replace("@status: draft", "@status: dratf"))
    assert codes(wire.diagnostics(uri, version=1)) == ["invalid-status"]
    wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    published(wire, uri, [])


def test_a_new_file_is_checked_before_it_is_saved(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = wire.open(project / "specs/new folder/new.smd", "")
    assert "missing-title" in codes(wire.diagnostics(uri, version=1))
    wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    published(wire, uri, [])


def test_a_single_file_without_a_folder_is_checked(wire: Wire, tmp_path: Path) -> None:
    wire.initialize()
    uri = wire.open(tmp_path / "alone.smd", SPEC.replace("@id: DISPLAY\n", ""))
    assert codes(wire.diagnostics(uri, version=1)) == ["missing-id"]


def test_a_file_outside_the_specs_folder_is_checked_by_itself(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = wire.open(project / "draft.smd", SPEC)
    assert wire.diagnostics(uri, version=1) == []  # although another spec has its id


def test_other_schemes_are_kept_in_step_and_left_alone(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    item = {"uri": "git:/display.smd?main", "languageId": "osteon", "version": 1, "text": "# A\n"}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    wire.edit(item["uri"], 2, change(0, 2, 3, "B"))
    position = {"textDocument": {"uri": item["uri"]}, "position": {"line": 0, "character": 0}}
    assert wire.request("textDocument/hover", position) is None
    assert wire.shut_down() == 0
    assert b"Traceback" not in wire.stderr


@pytest.mark.parametrize(
    ("uri", "language"),
    [("untitled:Untitled-1", "osteon"), ("untitled:new.smd", "plaintext"), ("untitled:deep/caf%C3%A9.smd", "?")],
)
def test_a_spec_is_checked_by_itself_before_it_has_a_file(wire: Wire, project: Path, uri: str, language: str) -> None:
    wire.initialize(project)
    item = {"uri": uri, "languageId": language, "version": 1, "text": SPEC.replace("@status", "@statsu")}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    assert codes(wire.diagnostics(uri, version=1)) == ["unknown-tag"]  # and no duplicate of the id on disk
    wire.edit(uri, 2, change(3, 1, 7, "status"))
    assert wire.diagnostics(uri, version=2) == []
    position = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 3}}
    assert "status" in wire.request("textDocument/hover", position)["contents"]["value"]
    wire.edit(uri, 3, change(3, 1, 7, "statsu"))
    assert codes(wire.diagnostics(uri, version=3)) == ["unknown-tag"]
    seen = len(wire.seen)
    wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    published(wire, uri, [], after=seen)
    assert wire.shut_down() == 0
    assert b"Traceback" not in wire.stderr


def test_a_spec_with_a_place_but_no_file_belongs_to_the_project_there(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = (project / "specs/new.smd").as_uri().replace("file://", "untitled:")
    item = {"uri": uri, "languageId": "osteon", "version": 1, "text": SPEC}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    assert codes(wire.diagnostics(uri, version=1)) == ["duplicate-id", "near-duplicate"]


def test_a_text_that_is_no_spec_is_left_alone_before_it_has_a_file(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    for uri, language in (("untitled:notes.txt", "osteon"), ("untitled:Untitled-1", "plaintext"), ("untitled:", "?")):
        item = {"uri": uri, "languageId": language, "version": 1, "text": "# A\n"}
        wire.notify("textDocument/didOpen", {"textDocument": item})
        assert wire.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) is None


def test_a_burst_of_edits_ends_with_the_findings_of_the_last(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = wire.open(project / "specs/display.smd", SPEC)
    for version in range(2, 12):
        wire.edit(uri, version, change(3, 9, 14 if version == 2 else 10, "x"))
    assert codes(wire.diagnostics(uri, version=11)) == ["invalid-status"]


def test_the_configuration_is_checked_while_it_is_typed_and_counts_when_it_is_saved(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    spec = wire.open(project / "specs/display.smd", SPEC.replace("@status: draft", "@status: dratf"))
    assert codes(wire.diagnostics(spec, version=1)) == ["invalid-status"]
    text = 'specs = "specs"\n[check]\ninvalid-status = "off"\n'
    configuration = wire.open(project / "osteon.toml", text + "nonsens = 1\n")
    assert codes(wire.diagnostics(configuration, version=1)) != []
    wire.edit(configuration, 2, change(3, 0, 11, ""))
    assert wire.diagnostics(configuration, version=2) == []
    (project / "osteon.toml").write_text(text)
    seen = len(wire.seen)
    wire.notify("textDocument/didSave", {"textDocument": {"uri": configuration}})
    published(wire, spec, [], after=seen)


@pytest.mark.parametrize("watches", [True, False])
def test_a_change_outside_the_editor_is_seen(wire: Wire, project: Path, watches: bool) -> None:
    wire.initialize(project, workspace={"didChangeWatchedFiles": {"dynamicRegistration": watches}})
    wire.request("textDocument/hover", {"textDocument": {"uri": "file:///x"}, "position": {"line": 0, "character": 0}})
    if watches:
        wire.wait(lambda message: message.get("method") == "client/registerCapability")
    path = project / "specs/display.smd"
    path.write_text(SPEC.replace("@status: draft", "@status: dratf!"))
    if watches:
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
    published(wire, path.as_uri(), ["invalid-status"])
    seen = len(wire.seen)
    path.unlink()
    if watches:
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 3}]})
    published(wire, path.as_uri(), [], after=seen)


def test_a_folder_that_is_removed_takes_its_findings_with_it(wire: Wire, project: Path) -> None:
    path = project / "specs/display.smd"
    path.write_text(SPEC.replace("@status: draft", "@status: dratf"))
    wire.initialize(project, workspace={"workspaceFolders": True})
    published(wire, path.as_uri(), ["invalid-status"])
    seen = len(wire.seen)
    folder = {"uri": project.as_uri(), "name": "root"}
    wire.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    published(wire, path.as_uri(), [], after=seen)
    seen = len(wire.seen)
    wire.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
    published(wire, path.as_uri(), ["invalid-status"], after=seen)


def test_a_client_that_pulls_gets_reports_and_no_pushes_of_open_files(wire: Wire, project: Path) -> None:
    announced = wire.initialize(project, **PULLS)["capabilities"]
    assert announced["diagnosticProvider"]["workspaceDiagnostics"] is False
    uri = wire.open(project / "specs/display.smd", SPEC.replace("@status: draft", "@status: dratf"))
    report = pull(wire, uri)
    assert (report["kind"], codes(report["items"])) == ("full", ["invalid-status"])
    again = pull(wire, uri, report["resultId"])
    assert again == {"kind": "unchanged", "resultId": report["resultId"]}
    wire.edit(uri, 2, change(3, 9, 14, "draft"))
    assert pull(wire, uri, report["resultId"])["items"] == []
    wire.shut_down()
    assert not [one for one in wire.seen if one.get("method") == "textDocument/publishDiagnostics"]


def test_a_client_that_pulls_is_told_when_another_open_file_changes(wire: Wire, project: Path) -> None:
    wire.initialize(project, **PULLS)
    other = wire.open(project / "specs/other.smd", REFERS)
    uri = wire.open(project / "specs/display.smd", SPEC)
    assert pull(wire, other)["items"] == []
    seen = len(wire.seen)
    wire.edit(uri, 2, change(2, 5, 12, "SCREEN"))
    wire.wait(lambda message: message.get("method") == "workspace/diagnostic/refresh", after=seen)
    assert codes(pull(wire, other)["items"]) == ["unresolved-reference"]


def test_a_client_without_refresh_is_pushed_to(wire: Wire, project: Path) -> None:
    announced = wire.initialize(project, textDocument={"diagnostic": {}})["capabilities"]
    assert "diagnosticProvider" not in announced
    assert wire.diagnostics(wire.open(project / "specs/display.smd", SPEC), version=1) == []


def test_related_places_are_sent_where_announced(start: Callable[..., Wire], project: Path) -> None:
    (project / "specs/twin.smd").write_text(SPEC)
    for announced in (True, False):
        wire = start()
        wire.initialize(project, textDocument={"publishDiagnostics": {"relatedInformation": announced}})
        uri = (project / "specs/twin.smd").as_uri()
        found = wire.diagnostics(uri)
        assert codes(found) == ["duplicate-id", "near-duplicate"]
        places = [one["location"]["uri"] for one in found[0].get("relatedInformation", ())]
        assert places == ([(project / "specs/display.smd").as_uri()] if announced else [])


def test_own_rules_are_checked_while_they_are_typed_and_count_when_they_are_saved(wire: Wire, project: Path) -> None:
    rules = 'plain-words = { kind = "existence", tokens = ["screen"], scope = "raw" }\n'
    (project / "osteon.toml").write_text('specs = "specs"\nrules = ["style/house.toml"]\n')
    (project / "style").mkdir()
    (project / "style/house.toml").write_text(rules)
    wire.initialize(project)
    spec = wire.open(project / "specs/display.smd", SPEC + "\nThe screen and the panel.\n")
    assert codes(wire.diagnostics(spec, version=1)) == ["plain-words"]
    house = wire.open(project / "style/house.toml", rules)
    wire.edit(house, 2, change(0, 48, 57, '["panel"], "'))
    assert codes(wire.diagnostics(house, version=2)) != []
    (project / "style/house.toml").write_text(rules.replace("screen", "nothing"))
    seen = len(wire.seen)
    wire.notify("textDocument/didSave", {"textDocument": {"uri": house}})
    published(wire, spec, [], after=seen)


def test_what_is_wrong_with_a_file_by_itself_is_told_while_a_large_project_loads(wire: Wire, project: Path) -> None:
    write_specs(project, 200)
    path = project / "specs/display.smd"
    wire.initialize(project)
    text = SPEC.replace("@status: draft", "@status: dratf\n@depends: NOWHERE")
    uri = wire.open(path, text)
    assert codes(wire.diagnostics(uri)) == ["invalid-status"]
    wire.edit(uri, 2, change(text[: text.index("dratf")].count("\n"), 9, 14, "draft"))
    assert codes(wire.diagnostics(uri, version=2)) == []
    published(wire, uri, ["unresolved-reference"])


FAULTY = SPEC.replace("A sprite is drawn.", "A sprite is soon drawn 😀 quickly.\n- See etc.\n\n@see: #nowhere")


def test_after_any_typing_the_client_knows_what_a_new_server_says(start: Callable[..., Wire], project: Path) -> None:
    path, text, typing, chance = project / "specs/display.smd", FAULTY, start(), Random(7)
    (project / "specs/twin.smd").write_text(FAULTY)  # its findings point into the file that is edited
    begin_to_type(typing, path, text, version=1)
    for version in range(2, 42):
        lines, line, new = Lines(text), chance.choice([1, 7, 8, 30]), chance.choice(["\n", "x", "\n\n", " many"])
        end = min(len(lines.line(line)), chance.choice([0, 0, 1]))
        typing.edit(path.as_uri(), version, change(line, 0, end, new))
        typing.diagnostics(path.as_uri(), version=version)
        text = text[: lines.start(line)] + new + text[lines.start(line) + end :]
    fresh = start()
    begin_to_type(fresh, path, text, version=version)
    assert last_published(typing, path, version) == last_published(fresh, path, version)


def begin_to_type(wire: Wire, path: Path, text: str, *, version: int) -> None:
    shown = {"relatedInformation": True, "versionSupport": True}
    wire.initialize(path.parents[1], textDocument={"publishDiagnostics": shown})
    wire.open(path, text, version=version)


def last_published(wire: Wire, path: Path, version: int) -> dict[str, Any]:
    """Return the last diagnostics of each file that has any, once those of a version are there."""
    wire.diagnostics(path.as_uri(), version=version)
    wire.request("textDocument/documentSymbol", {"textDocument": {"uri": path.as_uri()}})  # comes behind all of them
    published = [one["params"] for one in wire.seen if one.get("method") == "textDocument/publishDiagnostics"]
    last = {params["uri"]: params["diagnostics"] for params in published}
    return {uri: found for uri, found in last.items() if found}
