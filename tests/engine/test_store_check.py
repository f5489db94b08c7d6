"""`osteon store check` finds whatever is wrong with a store, and nothing in a sound one."""

from __future__ import annotations

import pytest

from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.models.port import Message, Request, Response


@pytest.fixture
def built(yard):
    yard.build()
    return yard


def check(yard):
    return check_store(Store(yard.project.store))


def path_of(yard, pattern: str):
    return sorted(yard.project.store.glob(pattern))[0]


def test_a_store_after_builds_is_sound(built):
    built.replace("specs/m.smd", "512", "513")
    built.build()
    report = check(built)
    assert (report.problems, report.unknown) == ((), ())
    assert report.counts["records"] == 3
    assert report.counts["exchanges"] == report.counts["blobs"] == 5


def test_there_may_be_no_store(yard):
    assert check(yard).problems == ()


@pytest.mark.parametrize(
    ("pattern", "data", "said"),
    [
        ("blobs/*/*", b"edited", ["its content has the digest", "blobs/ has no sound file"]),
        ("store/*/*.json", b"{", ["it is no exchange", "store/ has no sound file"]),
        ("tasks/a/record.toml", b"format = ", ["it cannot be read"]),
        ("tasks/a/pin.toml", b"format = 1", ["it cannot be read"]),
    ],
)
def test_damage_is_named_with_its_file_what_rests_on_it_and_a_step(built, pattern, data, said):
    path = path_of(built, pattern) if "pin" not in pattern else built.project.store / pattern
    path.write_bytes(data)
    problems = check(built).problems
    assert path.relative_to(built.project.store).as_posix() in {problem.file for problem in problems}
    assert all(any(words in problem.what for problem in problems) for words in said)
    assert all(problem.step for problem in problems)


def test_a_changed_request_is_seen(built):
    path = path_of(built, "store/*/*.json")
    path.write_text(path.read_text().replace("It st", "It sh"))
    assert ["its request has the digest" in problem.what for problem in check(built).problems] == [True]


@pytest.mark.parametrize("pattern", ["blobs/*/*", "store/*/*.json"])
def test_what_a_record_names_and_nobody_has_is_named_in_the_record(built, pattern):
    path_of(built, pattern).unlink()
    (problem,) = check(built).problems
    assert problem.file.endswith("record.toml")


def test_an_answer_that_is_not_there_is_missed(built):
    record = built.project.store / "tasks/a/record.toml"
    record.write_text(record.read_text().replace('"]\nanswered_by', '#2"]\nanswered_by'))
    assert "there is no answer 2 in it, only 1" in check(built).problems[0].what


def test_a_request_with_a_credential_cannot_be_computed_again_and_is_no_problem(yard):
    store = Store(yard.project.store)
    store.add_response(Request("m", (Message("user", "x"),), {"api_key": "s"}), Response("y", "m"))
    store.add_response(Request("m", (Message("user", "x"),), {"stop": ("a",)}), Response("y", "m"))
    report = check(yard)
    assert (report.problems, report.counts["exchanges"]) == ((), 2)


def test_files_that_do_not_belong_are_named_and_no_problem(built):
    names = ["blobs/readme", "tasks/a/note.txt", "x.json"]
    for name in names:
        built.write(f"specs/.osteon/{name}", "?")
    report = check(built)
    assert (report.problems, list(report.unknown)) == ((), names)


def test_what_a_kill_or_a_damage_left_behind_is_a_problem(built):
    built.write("specs/.osteon/tasks/a/.record.toml.osteon-0123456789ab.tmp", "half")
    exchange = path_of(built, "store/*/*.json")
    exchange.with_suffix(".damaged").write_text("{")
    assert len(check(built).problems) == 2


def test_a_record_in_another_tasks_folder_is_a_problem(built):
    built.write("specs/.osteon/tasks/z/record.toml", built.read("specs/.osteon/tasks/a/record.toml"))
    assert [problem.file for problem in check(built).problems] == ["tasks/z/record.toml"]
