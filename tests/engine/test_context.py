"""Material that a task shows beside the specification: texts whole, images attached."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from tests.engine.conftest import Yard
from tests.models.installed import require_litellm
from tests.models.openai_server import OpenAIServer, Reply

from osteon.analysis.configuration import Role
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.models import open_model

PIXELS = b"\x89PNG\r\n\x1a\n not a real one"
ANSWER = "### a.py\n\n````\nX = 1\n````\n"


@pytest.fixture
def shown(yard: Yard) -> Yard:
    """Return a project of one task that shows a text and an image."""
    yard.write("specs/notes.txt", "Clip sprites.\n")
    (yard.root / "specs/screen.PNG").write_bytes(PIXELS)
    plan = yard.read("specs/plan.toml").partition('[[task]]\nid = "b"')[0]
    yard.write("specs/plan.toml", plan + 'context = ["notes.txt", "screen.PNG"]\n')
    return yard


def through(yard: Yard, name: str, **options) -> int:
    yard.configure(models={"default": Role(name, {}, options)})
    mailbox = yard.root / "mailbox"
    return yard.build(models=lambda role: open_model(role.model, mailbox=mailbox, options=role.options)).exit_code


def test_a_text_is_shown_whole_and_an_image_goes_along(shown: Yard):
    assert shown.build().exit_code == 0
    message = shown.model.requests[0].messages[1]
    assert "### notes.txt\n\n````txt\nClip sprites.\n````" in message.text
    assert "- screen.PNG" in message.text
    assert [(image.name, image.media_type, image.data) for image in message.images] == [
        ("screen.PNG", "image/png", PIXELS)
    ]


def test_another_image_is_a_reason_to_build_that_names_it(shown: Yard):
    shown.build()
    assert shown.build().exit_code == 0
    assert shown.model.asked == []
    (shown.root / "specs/screen.PNG").write_bytes(b"other")
    shown.build()
    assert shown.model.asked == ["a"]
    assert "the context file screen.PNG changed" in shown.reasons("a")


def test_the_store_keeps_the_image_and_the_request_names_it(shown: Yard):
    shown.build()
    report = check_store(Store(shown.root / "specs/.osteon"))
    assert report.problems == ()
    exchange = next((shown.root / "specs/.osteon/store").glob("*/*.json"))
    image = json.loads(exchange.read_text())["request"]["messages"][1]["images"][0]
    assert image["name"] == "screen.PNG"
    blob = shown.root / "specs/.osteon/blobs" / image["sha256"][:2] / image["sha256"]
    assert blob.read_bytes() == PIXELS
    blob.unlink()
    assert "screen.PNG" in check_store(Store(shown.root / "specs/.osteon")).problems[0].what


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("gone.png", None, "there is no such file"),
        ("m.vmd", b"", "it holds cases"),
        ("data.bin", b"\xff\xfe", "neither text in UTF-8 nor an image"),
    ],
)
def test_what_cannot_be_shown_is_named(shown: Yard, name: str, content: bytes | None, problem: str):
    if content is not None:
        (shown.root / "specs" / name).write_bytes(content)
    shown.replace("specs/plan.toml", "screen.PNG", name)
    result = shown.build()
    assert problem in result.verdicts["a"].reason
    assert name in result.verdicts["a"].reason


def test_a_hosted_model_gets_the_image_with_the_message(shown: Yard):
    require_litellm()
    with OpenAIServer([Reply(ANSWER)]) as server:
        assert through(shown, "openai/eyes", api_base=server.url) == 0
        content = server.requests[0].body["messages"][1]["content"]
    assert [part["type"] for part in content] == ["text", "image_url"]
    assert content[1]["image_url"]["url"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_a_mailbox_has_the_image_beside_the_prompt(shown: Yard):
    mailbox = shown.root / "mailbox"

    def answer() -> None:
        while not (prompts := list(mailbox.glob("*.prompt.md"))):
            threading.Event().wait(0.01)
        stem = prompts[0].name.removesuffix(".prompt.md")
        assert f"`{stem}.image-1.PNG`" in prompts[0].read_text()
        assert (mailbox / f"{stem}.image-1.PNG").read_bytes() == PIXELS
        (mailbox / f"{stem}.answer.md").write_text(ANSWER)

    thread = threading.Thread(target=answer)
    thread.start()
    assert through(shown, "mailbox") == 0
    thread.join()
    assert sorted(path.suffix for path in (mailbox / "answered").iterdir()) == [".PNG", ".md", ".md"]


def test_a_program_that_takes_text_only_is_refused(shown: Yard):
    assert through(shown, "command: cat") == 1
    reason = (shown.root / "specs/.osteon/tasks/a").rglob("*")
    assert any("takes text only" in path.read_text() for path in reason if path.is_file())


def test_codex_is_given_the_file(shown: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "programs"
    folder.mkdir()
    events = [
        {"type": "item.completed", "item": {"type": "agent_message", "text": ANSWER}},
        {"type": "turn.completed", "usage": {"input_tokens": 1, "output_tokens": 1}},
    ]
    lines = "\n".join(map(json.dumps, events))
    program = folder / "codex"
    program.write_text(
        '#!/bin/sh\ncat >/dev/null\nwhile [ "$1" != --image ]; do shift; done\n'
        f"cat \"$2\" >{folder}/seen\ncat <<'E'\n{lines}\nE\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    assert through(shown, "codex") == 0
    assert (folder / "seen").read_bytes() == PIXELS
