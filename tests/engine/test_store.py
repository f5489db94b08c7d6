"""The store keeps every answer, never rewrites what is equal, and says which file is broken."""

from __future__ import annotations

import json

import pytest

from osteon.engine.record import Record, Result, Verified, succeeding
from osteon.engine.store import Store, StoreError
from osteon.models.port import Message, Request, Response, Usage, digest

REQUEST = Request(
    "m", (Message("user", "Say ü."),), {"temperature": 0, "api_key": "secret", "deep": {"token": "secret"}}
)
RECORD = Record(
    task="t",
    key="k",
    inputs={"model": "m", 'section X#"y"': "d"},
    outputs={"b.py": "2", "a.py": "1"},
    attempts=("r1", "r1#2"),
    answered_by=("m-1",),
    verification=(Verified("check", 0, "bwrap"), Verified("killed", None, "none")),
    earlier=(Result("old", {"a.py": "0"}, ("r0",)),),
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / ".osteon")


def answer(text: str) -> Response:
    return Response(text, "m-1", Usage(1, 2, None))


def test_an_answer_is_found_by_its_request(store):
    store.add_response(REQUEST, answer("ü"))
    assert store.exchange(digest(REQUEST)).responses == (answer("ü"),)
    assert store.exchange("0" * 64).responses == ()


def test_a_request_that_is_asked_again_keeps_both_answers(store):
    assert [store.add_response(REQUEST, answer(text)) for text in ("one", "two")] == [0, 1]
    assert [response.text for response in store.exchange(digest(REQUEST)).responses] == ["one", "two"]


def test_an_exchange_is_stable_text_with_everything_but_credentials(store):
    store.add_response(REQUEST, answer("x"))
    text = next(store.folder.glob("store/*/*.json")).read_text()
    assert text.endswith("}\n")
    assert "secret" not in text
    assert "Say ü." in text
    value = json.loads(text)
    assert value["request"]["parameters"] == {"temperature": 0, "deep": {}}
    assert list(value) == sorted(value)


def test_half_a_character_survives(store):
    store.add_response(REQUEST, answer("\ud800"))
    assert store.exchange(digest(REQUEST)).responses[0].text == "\ud800"


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"responses": [{}]}', b'{"responses": [{"text": 1, "answered_by": ""}]}', b"\xff"]
)
def test_a_damaged_exchange_is_named_and_set_aside_not_lost(store, damage):
    store.add_response(REQUEST, answer("x"))
    path = next(store.folder.glob("store/*/*.json"))
    path.write_bytes(damage)
    with pytest.raises(StoreError, match=path.name):
        store.exchange(digest(REQUEST))
    store.add_response(REQUEST, answer("y"))
    assert store.exchange(digest(REQUEST)).responses == (answer("y"),)
    assert path.with_suffix(".damaged").read_bytes() == damage


def test_a_blob_that_was_edited_is_no_longer_there(store):
    key = store.put_blob(b"data")
    assert store.blob(key) == b"data"
    next(store.folder.glob("blobs/*/*")).write_bytes(b"edited")
    assert store.blob(key) is None
    store.put_blob(b"data")
    assert store.blob(key) == b"data"


def test_a_record_is_read_as_it_was_written_and_written_once(store):
    store.write_record(RECORD)
    path = store.task_folder("t") / "record.toml"
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert store.record("t") == RECORD
    store.write_record(RECORD)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


@pytest.mark.parametrize(
    "damage", [b"key = ", b"", b"format = 1\n", b"format = 2\n", b"format = 1\nkey = 'k'\ninputs = 3\n", b"\xff"]
)
def test_a_damaged_record_is_named(store, damage):
    store.write_record(RECORD)
    path = store.task_folder("t") / "record.toml"
    path.write_bytes(damage)
    with pytest.raises(StoreError, match=r"record\.toml"):
        store.record("t")


def test_a_record_remembers_what_it_replaces(store):
    new = succeeding(RECORD, Record("t", "new", {}, {"a.py": "9"}))
    assert [result.key for result in new.results] == ["new", "k", "old"]
    assert new.wrote("a.py", "1")
    assert not new.wrote("a.py", "7")
    again = succeeding(new, Record("t", "new", {}, {"a.py": "9"}))
    assert [result.key for result in again.results] == ["new", "k", "old"]


def test_a_persons_files_are_nothing_that_a_build_wrote():
    by_hand = Record("t", "k", {}, {"a.py": "1"}, manual=True)
    assert not by_hand.wrote("a.py", "1")
    assert succeeding(by_hand, Record("t", "new", {}, {"a.py": "2"})).earlier == ()


def test_the_readable_attempt_is_only_the_last(store):
    store.write_attempt("t", {"prompt.md": "p", "fix-1.prompt.md": "f", "verify.log": "v"})
    store.write_record(RECORD)
    store.write_attempt("t", {"prompt.md": "q"})
    assert {path.name for path in store.task_folder("t").iterdir()} == {"prompt.md", "record.toml"}


@pytest.mark.parametrize("task", ["..", "a/b", "", "x" * 200, "ü", ".hidden"])
def test_any_task_id_gets_a_folder_of_its_own_inside(store, task):
    assert store.task_folder(task).parent == store.folder / "tasks"
    assert ".." not in store.task_folder(task).name


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "file").put_blob(b"x")
