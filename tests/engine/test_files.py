"""Paths that would leave their folder are refused, and a write is whole or did not happen."""

from __future__ import annotations

import os
import stat

import pytest

from osteon.engine.files import UnsafePath, inside, write_atomic, write_if_changed


@pytest.mark.parametrize(
    "path",
    [
        "",
        " ",
        "../x",
        "a/../../x",
        "/x",
        "~/x",
        "C:/x",
        "c:x",
        "a\\x",
        "a//x",
        "./x",
        "a/.",
        "a\nb",
        "a\0b",
        ".git/hooks/x",
        "a/.Git/x",
        ".osteon/x",
    ],
)
def test_unsafe_paths_are_refused(tmp_path, path):
    with pytest.raises(UnsafePath, match="cannot be written"):
        inside(tmp_path, path)


def test_safe_paths_stay_inside(tmp_path):
    assert inside(tmp_path, "a/b-c/d.py") == tmp_path / "a/b-c/d.py"


@pytest.mark.parametrize("path", ["link/x", "link"])
def test_symbolic_links_are_refused(tmp_path, path):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(UnsafePath, match="symbolic link"):
        inside(tmp_path, path)


def test_a_write_replaces_content_and_keeps_permissions(tmp_path):
    path = tmp_path / "deep" / "run.sh"
    write_atomic(path, b"one")
    path.chmod(0o750)
    write_atomic(path, b"two")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o750)


def test_a_write_that_fails_leaves_the_old_content_and_no_other_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomic(path, b"old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, b"new")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("file", b"old")]


def test_equal_content_is_not_written_again(tmp_path):
    path = tmp_path / "file"
    assert write_if_changed(path, b"same")
    assert not write_if_changed(path, b"same")
