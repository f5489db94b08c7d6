from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from osteon.models import command, open_model
from osteon.models.port import Message, ModelError, ModelRefused, Request, Response

PROMPT = (Message("system", "You write code."), Message("user", "Draw — ✓"))


def ask(program: str, *, text: str | None = None, timeout: float = 60, **hooks: object) -> Response:
    name = f"command: {shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    messages = PROMPT if text is None else (Message("user", text),)
    model = open_model(name, mailbox=Path("unused"), timeout=timeout)
    return model.complete(Request(name, messages), label="draw", **hooks)  # type: ignore[arg-type]


def test_the_prompt_goes_in_and_the_answer_comes_out_unchanged() -> None:
    response = ask("import sys; sys.stdout.buffer.write(b'<\\r\\n' + sys.stdin.buffer.read() + b'>\\n\\n')")
    assert response.text == "<\r\nYou write code.\n\nDraw — ✓\n>\n\n"
    assert response.answered_by == Path(sys.executable).stem


def test_a_schema_is_put_into_the_prompt(tmp_path: Path) -> None:
    request = Request("command: cat", PROMPT, schema={"required": ["verdict"]})
    answer = open_model("command: cat", mailbox=tmp_path).complete(request, label="draw").text
    assert '"verdict"' in answer


def test_a_longer_exchange_says_who_spoke(tmp_path: Path) -> None:
    request = Request("command: cat", (*PROMPT, Message("assistant", "Done."), Message("user", "Mend it.")))
    answer = open_model("command: cat", mailbox=tmp_path).complete(request, label="draw").text
    assert "[assistant]\n\nDone.\n\n[user]\n\nMend it.\n" in answer


def test_no_size_blocks() -> None:
    large = "0123456789abcdef\n" * 500_000
    program = "import sys; text = sys.stdin.read(); sys.stderr.write(text); sys.stdout.write(text)"
    assert ask(program, text=large).text == large


def test_a_program_that_ignores_its_input_is_fine() -> None:
    assert ask("print('hello')", text="x" * 10_000_000).text == "hello\n"


def test_text_arrives_in_pieces_that_break_no_character(tmp_path: Path) -> None:
    program = f"""
import pathlib, sys, time
sys.stdout.buffer.write('one ✓'.encode()[:-1]); sys.stdout.flush()
while not pathlib.Path({str(tmp_path / "heard")!r}).exists(): time.sleep(0.01)
sys.stdout.buffer.write('✓ two'.encode()[2:])"""
    pieces: list[str] = []

    def on_text(piece: str) -> None:
        pieces.append(piece)
        (tmp_path / "heard").touch()

    assert ask(program, on_text=on_text).text == "one ✓ two"
    assert pieces == ["one ", "✓ two"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import sys; print('half'); sys.exit('no credit')", "(?s)exit code 1.*no credit"),
        ("pass", "no answer"),
        ("print(' ')", "no answer"),
        ("import sys; sys.stdout.buffer.write(b'caf\\xe9')", r"not UTF-8 \(byte 3\)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "exit code -9"),
    ],
)
def test_a_program_that_fails_is_an_error_with_its_last_words(program: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        ask(program)


def test_a_key_that_a_program_prints_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "hunter2-hunter2")
    with pytest.raises(ModelError, match=r"denied \*\*\*"):
        ask("import os, sys; sys.exit('denied ' + os.environ['SOME_API_KEY'])")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("command:", "names no program"),
        ("command: no-such-program-here --print", "no-such-program-here; install it"),
        ("command: 'half a quote", "quote"),
    ],
)
def test_a_command_that_cannot_run_is_refused_with_a_next_step(name: str, message: str) -> None:
    with pytest.raises(ModelRefused, match=message):
        open_model(name, mailbox=Path("unused")).complete(Request(name, PROMPT), label="draw")


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
@pytest.mark.parametrize("ending", ["cancelled", "timeout", "exit"])
def test_nothing_is_left_running(tmp_path: Path, ending: str) -> None:
    pid_file = tmp_path / "pid"
    program = f"""
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path({str(tmp_path / "draft")!r}).write_text(str(child.pid))
pathlib.Path({str(tmp_path / "draft")!r}).rename({str(pid_file)!r})
print("answer", flush=True)
time.sleep({0 if ending == "exit" else 600})"""
    if ending == "exit":
        assert ask(program).text == "answer\n"
    else:
        with pytest.raises(ModelError, match=r"cancelled|no answer within"):
            ask(
                program,
                timeout=600 if ending == "cancelled" else 2,
                cancelled=lambda: ending == "cancelled" and pid_file.exists(),
            )
    assert ends(int(pid_file.read_text()))


def ends(pid: int) -> bool:
    """Tell whether a process ends soon; one that has ended but that nobody has waited for counts."""
    for _ in range(200):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_endless_output_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "LARGEST_ANSWER", 100_000)
    with pytest.raises(ModelError, match="more than 100,000 bytes"):
        ask("while True: print('x' * 1000)")


def test_the_program_stands_in_an_empty_folder_but_finds_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.py").write_text("import os; print(os.listdir())")
    monkeypatch.chdir(tmp_path)
    name = f"command: {shlex.quote(sys.executable)} model.py"
    assert open_model(name, mailbox=tmp_path).complete(Request(name, PROMPT), label="draw").text == "[]\n"
