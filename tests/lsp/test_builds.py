"""What builds did and would do is shown while a person writes: verdicts, stale sections, files changed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.built import CONTENT, PLAN, SPEC, build, write_project
from tests.lsp.wire import Wire, change

from osteon.analysis.rules import RULES

STALE = ("stale-output",) * 4
"""What the spec has where task `draw`, which shows three sections, is stale, and `clear` may be."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a project once; tests take copies."""
    root = write_project(tmp_path_factory.mktemp("made"))
    build(root)
    return root


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "project"))


@pytest.fixture
def wire(start: Callable[..., Wire], built: Path) -> Wire:
    wire = start(before="from osteon.lsp import build_status; build_status.DELAY = 0.05")
    wire.initialize(built)
    return wire


def published(wire: Wire, path: Path, *codes: str) -> list[dict[str, Any]]:
    """Wait until a file's diagnostics have these codes, and return them."""

    def wanted(message: dict[str, Any]) -> bool:
        if message.get("method") != "textDocument/publishDiagnostics" or message["params"]["uri"] != path.as_uri():
            return False
        return [one["code"] for one in message["params"]["diagnostics"]] == list(codes)

    found = wire.wait(wanted)
    wire.seen.clear()  # so that the next wait is for what comes after
    return list(found["params"]["diagnostics"])


def hover(wire: Wire, path: Path, line: int, character: int = 3) -> str:
    place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
    found = wire.request("textDocument/hover", place)
    return str(found["contents"]["value"]) if found else ""


def save(wire: Wire, path: Path, text: str) -> None:
    path.write_text(text)
    wire.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})


def edit_spec(wire: Wire, built: Path) -> Path:
    """Change a section, on disk too."""
    path = built / "specs/display.smd"
    wire.open(path, SPEC)
    wire.edit(path.as_uri(), 2, {"text": SPEC.replace("of 8", "of 9")})
    save(wire, path, SPEC.replace("of 8", "of 9"))
    return path


def test_a_saved_section_says_what_a_build_will_run(wire: Wire, built: Path) -> None:
    path = edit_spec(wire, built)
    _overview, sure, maybe, _acceptance = published(wire, path, *STALE)
    assert (sure["message"], sure["severity"], sure["range"]["start"]["line"]) == ("A build will run: draw", 3, 11)
    assert (maybe["message"].split(",")[0], maybe["range"]["start"]["line"]) == ("A build may run: clear", 15)
    wire.edit(path.as_uri(), 3, {"text": SPEC})
    published(wire, path, *STALE)
    save(wire, path, SPEC)
    assert published(wire, path) == []


def test_the_configuration_silences_it(wire: Wire, built: Path) -> None:
    with (built / "osteon.toml").open("a") as file:
        file.write("[check]\nstale-output = 'off'\ngenerated-file-edited = 'error'\n")
    wire.notify("textDocument/didSave", {"textDocument": {"uri": wire.open(built / "osteon.toml", "")}})
    edit_spec(wire, built)
    (built / "out/draw.py").write_text("mine\n")
    path = built / "out/draw.py"
    assert [one["severity"] for one in published(wire, path, "generated-file-edited")] == [1]
    assert "stale-output" not in str(wire.seen)


def test_a_generated_file_is_looked_at_while_it_is_edited(wire: Wire, built: Path) -> None:
    edit_spec(wire, built)
    published(wire, built / "specs/display.smd", *STALE)
    path = built / "out/draw.py"
    wire.open(path, CONTENT)
    wire.edit(path.as_uri(), 2, change(1, 9, 11, "64"))
    (found,) = published(wire, path, "generated-file-edited")
    assert (found["severity"], found["range"]["start"]["line"]) == (2, 1)
    wire.edit(path.as_uri(), 3, change(1, 9, 11, "32"))
    assert published(wire, path) == []


def test_a_generated_file_that_was_changed_elsewhere_is_reported_unopened(wire: Wire, built: Path) -> None:
    path = built / "out/clear.py"
    path.write_text(CONTENT + "DEPTH = 1\n")
    edit_spec(wire, built)
    (found,) = published(wire, path, "generated-file-edited")
    assert found["range"]["start"]["line"] == 2


def test_a_task_tells_its_verdict_and_its_last_build(wire: Wire, built: Path) -> None:
    path = built / "specs/plan.toml"
    edit_spec(wire, built)
    published(wire, built / "specs/display.smd", *STALE)
    wire.open(path, PLAN)
    line = PLAN.splitlines().index('id = "draw"')
    told = hover(wire, path, line)
    assert told.startswith("**draw**: stale\n")
    assert "DISPLAY#draw-sprite changed" in told
    assert "Last build: python: tokens unknown, price unknown on 20" in told


def test_a_generated_file_tells_where_it_comes_from(wire: Wire, built: Path) -> None:
    path = built / "out/draw.py"
    edit_spec(wire, built)
    published(wire, built / "specs/display.smd", *STALE)
    wire.open(path, CONTENT)
    assert hover(wire, path, 0).startswith("Generated by task **draw** from `DISPLAY#overview`, `DISPLAY#draw-sprite`")
    assert hover(wire, path, 1) == ""


def test_every_finding_that_rests_on_builds_is_here() -> None:
    text = Path(__file__).read_text()
    assert [code for code, rule in RULES.items() if rule.from_builds and f'"{code}"' not in text] == []
