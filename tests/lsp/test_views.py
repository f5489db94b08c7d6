"""What a person can look at and decide about builds without leaving the editor, by commands and by code actions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from tests.lsp.built import CONTENT, PLAN, SPEC, build, write_project
from tests.lsp.wire import Wire

SHOWS = {"window": {"showDocument": {"support": True}, "showMessage": {}}}
HOLDS = {**SHOWS, "workspace": {"textDocumentContent": {}}}
ACTIONS = {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}


class Person(Wire):
    """An editor that shows what it is asked to show, with somebody who answers questions."""

    says: str = "Yes"

    def answer(self, message: dict[str, Any]) -> None:
        results = {"window/showDocument": {"success": True}, "window/showMessageRequest": {"title": self.says}}
        self.send({"jsonrpc": "2.0", "id": message["id"], "result": results.get(message["method"])})

    def run(self, command: str, *arguments: Any) -> dict[str, Any]:
        """Run a command; return the parameters of what it shows or says."""
        before = len(self.seen)
        self.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})
        methods = ("window/showDocument", "window/showMessage")
        return dict(self.wait(lambda message: message.get("method") in methods, after=before)["params"])

    def knows_builds(self, root: Path) -> None:
        """Wait until the server knows the state of builds: it says that `out/new.py` is nobody's."""
        (root / "out" / "new.py").write_text("mine\n")
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.open(root / "specs/plan.toml", PLAN)}})
        uri = (root / "out/new.py").as_uri()
        self.wait(lambda message: "generated-file-edited" in str(message) and uri in str(message))


NEW = '\n[[task]]\nid = "new"\nspec = "DISPLAY"\nsections = ["#clear"]\noutputs = ["out/new.py"]\nverify = ["true"]\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("made"))
    build(root)
    return root


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    """Return a built project whose plan has one more task, which was not built yet."""
    root = Path(shutil.copytree(made, tmp_path / "project"))
    (root / "specs/plan.toml").write_text(PLAN + NEW)
    return root


@pytest.fixture
def person(built: Path) -> Iterator[Person]:
    person = Person(before="from osteon.lsp import build_status; build_status.DELAY = 0.05")
    yield person
    person.kill()


def test_a_preview_is_a_document_of_the_server_where_the_client_asks_for_those(person: Person, built: Path) -> None:
    result = person.initialize(built, **HOLDS)
    assert result["capabilities"]["workspace"]["textDocumentContent"] == {"schemes": ["osteon"]}
    shown = person.run("osteon.planPreview")
    assert shown["uri"] == "osteon:///plan%20preview.diff"
    text = person.request("workspace/textDocumentContent", {"uri": shown["uri"]})["text"]
    assert "specs/display.smd" in text
    person.run("osteon.planPreview")
    assert any(message.get("method") == "workspace/textDocumentContent/refresh" for message in person.seen)
    assert "again" in person.request("workspace/textDocumentContent", {"uri": "osteon:///other"})["text"]


def test_elsewhere_it_is_a_file_that_goes_with_the_server(person: Person, built: Path) -> None:
    person.initialize(built, **SHOWS)
    path = Path(unquote(urlsplit(person.run("osteon.explain", "new")["uri"]).path))
    assert path.name == "explain new.txt"
    assert "it was never built" in path.read_text()
    assert path.stat().st_mode & 0o222 == 0
    assert person.shut_down() == 0
    assert not path.exists()


def test_where_nothing_can_be_shown_it_is_in_the_log(person: Person, built: Path) -> None:
    person.initialize(built)
    assert (
        person.run("osteon.trace", "draw")["message"] == "Osteon: trace draw.txt is in the log of the language server"
    )
    (logged,) = [one["params"]["message"] for one in person.seen if one.get("method") == "window/logMessage"]
    assert "answered" in logged


def test_the_last_prompt_and_response_open(person: Person, built: Path) -> None:
    person.initialize(built, **SHOWS)
    person.knows_builds(built)
    person.open(built / "out/draw.py", CONTENT)  # without arguments the active file says which task
    assert person.run("osteon.openPrompt")["uri"] == (built / "specs/.osteon/tasks/draw/prompt.md").as_uri()
    assert person.run("osteon.openResponse", "clear")["uri"].endswith("/clear/response.md")
    assert "no prompt.md" in person.run("osteon.openPrompt", "new")["message"]


def test_an_edited_file_is_discarded_only_when_the_person_agrees(person: Person, built: Path) -> None:
    person.initialize(built, **SHOWS, textDocument=ACTIONS)
    path = built / "out/draw.py"
    path.write_text(CONTENT + "DEPTH = 1\n")
    person.knows_builds(built)
    uri = person.open(path, path.read_text())
    assert "drift diff" in person.run("osteon.driftDiff", uri)["uri"].replace("%20", " ")
    keep, discard = offered(person, uri)[1:3]
    assert keep["kind"] == "quickfix"
    person.says = "No"
    person.request("workspace/executeCommand", discard["command"])
    person.wait(lambda message: message.get("method") == "window/showMessageRequest")
    assert path.read_text() != CONTENT
    person.says = "Yes"
    assert (
        "is as it was built" in person.run(discard["command"]["command"], *discard["command"]["arguments"])["message"]
    )
    assert path.read_text() == CONTENT


def test_an_edited_file_is_kept(person: Person, built: Path) -> None:
    person.initialize(built)
    path = built / "out/draw.py"
    path.write_text(CONTENT + "DEPTH = 1\n")
    person.knows_builds(built)
    person.open(path, path.read_text())
    assert "osteon drift discard out/draw.py" in person.run("osteon.driftDiscard")["message"]
    assert "draw is pinned" in person.run("osteon.driftKeep")["message"]
    assert (built / "specs/.osteon/tasks/draw").joinpath("pin.toml").exists()


def offered(person: Person, uri: str) -> list[dict[str, Any]]:
    """Return the actions at the line that was added."""
    there = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}
    params = {"textDocument": {"uri": uri}, "range": there, "context": {"diagnostics": []}}
    return list(person.request("textDocument/codeAction", params))


def test_what_a_command_is_about_has_to_be_known(person: Person, built: Path) -> None:
    person.initialize(built)
    for command in ("osteon.trace", "osteon.openPrompt", "osteon.driftKeep", "osteon.buildSpec"):
        assert person.run(command)["type"] == 2
    assert "there is no task --yes" not in str(person.run("osteon.trace", "--yes"))
    assert "failed: " in person.run("osteon.trace", "nothing")["message"]


def test_a_spec_is_built_by_its_tasks(start: Callable[..., Wire], person: Person, built: Path) -> None:
    person.initialize(built)
    person.open(built / "specs/display.smd", SPEC)
    assert person.run("osteon.buildSpec")["message"].startswith("Osteon: build spec draw clear new done: ")
