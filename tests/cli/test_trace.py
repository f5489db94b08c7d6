"""`osteon trace` as a person and a program see it."""

from __future__ import annotations

import json

from tests.cli.test_build import project, run

__all__ = ["project"]


def test_a_task_is_traced_with_files_to_read(project, capsys):
    run(capsys, "build")
    code, text = run(capsys, "trace", "b")
    assert code == 0
    assert "  sections    M#stop\n" in text
    assert "exit 0, none, 0." in text
    assert "tokens unknown, price unknown" in text
    files = text.partition("read\n")[2].split()
    assert "specs/.osteon/tasks/b/prompt.md" in files
    assert all((project / file).is_file() for file in files)


def test_a_file_leads_to_its_task(project, capsys, monkeypatch):
    run(capsys, "build")
    monkeypatch.chdir(project / "specs")
    assert run(capsys, "trace", "../b.py")[1].startswith("b.py is an output of task b\nb\nasked\n")
    value = json.loads(run(capsys, "trace", "b.py", "--json")[1])
    assert (value["file"], value["task"], value["inputs"]) == ("b.py", "b", {"sections": ["M#stop"]})


def test_a_pin_is_told(project, capsys):
    run(capsys, "build")
    (project / "b.py").write_text("mine\n")
    run(capsys, "drift", "keep", "b", "--reason", "faster")
    text = run(capsys, "trace", "b")[1]
    assert "(faster): a person's version" in text
    assert "  kept     b.py" in text
