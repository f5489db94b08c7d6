from __future__ import annotations

import threading
from pathlib import Path

import pytest

from osteon.models.mailbox import Mailbox
from osteon.models.port import Message, ModelError, ModelRefused, Request, Response, digest

REQUEST = Request("mailbox", (Message("system", "You write code."), Message("user", "Draw — ✓\n```\nx\n```")))
STEM = f"draw.{digest(REQUEST)[:12]}"


def ask(folder: Path, *, timeout: float | None = 30, label: str = "draw", **hooks: object) -> Response:
    return Mailbox(folder, timeout=timeout, poll=0.01).complete(REQUEST, label=label, **hooks)  # type: ignore[arg-type]


def when_asked(folder: Path, answer: bytes) -> threading.Thread:
    """Answer the first prompt from another thread, the way a tool does it: slowly, after an empty file."""

    def reply() -> None:
        while not list(folder.glob("*.prompt.md")):
            threading.Event().wait(0.005)
        (folder / f"{STEM}.answered-by.txt").write_text("maria\n")
        (folder / f"{STEM}.answer.md").touch()
        threading.Event().wait(0.05)
        (folder / "draft").write_bytes(answer)
        (folder / "draft").rename(folder / f"{STEM}.answer.md")

    thread = threading.Thread(target=reply)
    thread.start()
    return thread


def test_a_prompt_is_written_whole_and_its_answer_is_taken_byte_for_byte(tmp_path: Path) -> None:
    answer = "\ufeffone\r\ntwo ✓\n\n"
    thread = when_asked(tmp_path, answer.encode())
    assert ask(tmp_path) == Response(answer, "maria")
    thread.join()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answered"]
    prompt = (tmp_path / "answered" / f"{STEM}.prompt.md").read_text()
    assert prompt.splitlines()[0].count(f"{STEM}.answer.md") == 1
    assert all(message.text in prompt for message in REQUEST.messages)
    assert (tmp_path / "answered" / f"{STEM}.answer.md").read_bytes() == answer.encode()


def test_an_answer_that_is_there_first_is_taken_without_asking(tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.answer.md").write_text("early")
    assert ask(tmp_path) == Response("early", "mailbox")
    assert not list(tmp_path.rglob("*.prompt.md"))


def test_nothing_that_was_answered_before_is_overwritten(tmp_path: Path) -> None:
    for answer in ("first", "second"):
        (tmp_path / f"{STEM}.answer.md").write_text(answer)
        assert ask(tmp_path).text == answer
    assert sorted(path.read_text() for path in (tmp_path / "answered").iterdir()) == ["first", "second"]


def test_an_answer_that_is_not_utf_8_is_an_error_and_is_kept(tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.answer.md").write_bytes(b"caf\xe9")
    with pytest.raises(ModelError, match=r"not UTF-8 \(byte 3\)"):
        ask(tmp_path)
    assert (tmp_path / f"{STEM}.answer.md").read_bytes() == b"caf\xe9"


def test_an_answer_that_still_grows_is_awaited(tmp_path: Path) -> None:
    answer = tmp_path / f"{STEM}.answer.md"
    looks: list[int] = []

    def grow() -> bool:
        looks.append(len(looks))
        if len(looks) <= 5:
            answer.write_text("line\n" * len(looks))
        return False

    assert ask(tmp_path, cancelled=grow).text == "line\n" * 5


@pytest.mark.parametrize("blank", [b"", b" \n\n"])
def test_a_blank_answer_is_still_awaited_and_the_question_stays(tmp_path: Path, blank: bytes) -> None:
    (tmp_path / f"{STEM}.answer.md").write_bytes(blank)
    with pytest.raises(ModelError, match=r"no answer in .* within 0\.1 seconds"):
        ask(tmp_path, timeout=0.1)
    assert (tmp_path / f"{STEM}.prompt.md").exists()


def test_cancelling_ends_the_wait_and_the_question_stays(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cancelled"):
        ask(tmp_path, timeout=None, cancelled=lambda: bool(list(tmp_path.glob("*.prompt.md"))))
    assert [path.name for path in tmp_path.iterdir()] == [f"{STEM}.prompt.md"]


@pytest.mark.parametrize("label", ["../../etc/passwd", "a/b\\c", "", "....", "ä" * 300, "x" * 5000, ".hidden\0"])
def test_no_label_leads_out_of_the_folder(tmp_path: Path, label: str) -> None:
    folder = tmp_path / "mailbox"
    with pytest.raises(ModelError, match="no answer"):
        ask(folder, timeout=0, label=label)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.parent == folder
    assert not file.name.startswith(".")


def test_a_folder_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file is in the way")
    with pytest.raises(ModelRefused, match="mailbox cannot be used"):
        ask(tmp_path / "mailbox")


def test_requests_that_differ_in_anything_get_different_files(tmp_path: Path) -> None:
    others = [
        Request("other", REQUEST.messages),
        Request("mailbox", REQUEST.messages[:1]),
        Request("mailbox", REQUEST.messages, {"temperature": 0}),
        Request("mailbox", REQUEST.messages, {}, {"type": "object"}),
    ]
    assert len({digest(request) for request in [REQUEST, *others]}) == 5
