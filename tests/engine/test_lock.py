"""One build at a time, and the holder's name for everyone else."""

from __future__ import annotations

import os
import shutil

import pytest

from osteon.engine.lock import BuildLocked, build_lock


def test_a_second_holder_is_told_of_the_first_and_what_to_do(tmp_path):
    with (
        build_lock(tmp_path),
        pytest.raises(BuildLocked, match=f"process {os.getpid()} on .*Wait"),
        build_lock(tmp_path),
    ):
        pass


def test_the_lock_is_free_after_a_build_and_after_a_failure(tmp_path):
    with pytest.raises(ZeroDivisionError), build_lock(tmp_path):
        raise ZeroDivisionError
    with build_lock(tmp_path):
        pass


@pytest.mark.parametrize("left", ["", "{", "[]", '{"pid": 1, "note": "/tmp/there"}'])
def test_what_a_dead_holder_left_is_no_obstacle(tmp_path, left):
    (tmp_path / "lock.holder").write_text(left)
    with build_lock(tmp_path) as note:
        assert note == ""
    assert not (tmp_path / "lock.holder").exists()


def test_a_holder_that_died_leaves_its_note_and_one_that_was_copied_does_not(tmp_path):
    here, copied = tmp_path / "here", tmp_path / "copied"
    with build_lock(here, note="its staging"):
        shutil.copytree(here, copied)
        holder = (here / "lock.holder").read_bytes()
    with build_lock(copied) as note:
        assert note == ""
    (here / "lock.holder").write_bytes(holder)
    with build_lock(here) as note:
        assert note == "its staging"
