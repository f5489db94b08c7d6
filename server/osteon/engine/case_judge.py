"""Runs the cases of one `.vmd` file against built code, and says which fail without saying what they hold.

Runs as a script outside of the package: the standard library, and what is copied beside it, is all it may import. Its
standard output is read by a model and holds no input, no expected value and no result; the report file holds them all,
for a person. Built code runs in other processes, which are told inputs only.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteon.engine.case_compare import matches

IMPORT_SECONDS = 60.0
HURRIED_SECONDS = 1.0
"""What a case may take after three others of its function did not end."""
MOST_OUTPUT = 16 * 1024**2
"""Bytes of a command's output that are looked at."""
PROGRAM_FOLDERS = ("target/release", "target/debug", "zig-out/bin", "build", "bin", "dist", ".")

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a case failed: `public` may be read by anyone, `detail` by a person only."""

    public: str
    detail: Data = field(default_factory=dict)


def main() -> int:
    """Run the cases in a data file; the exit code is 0 when every one of them ran and passed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--report", type=Path, default=Path("cases-report.json"))
    arguments = parser.parse_args()
    close_memory()
    data = json.loads(arguments.data.read_text(encoding="utf-8"))
    arguments.data.unlink()  # built code must not find it
    failures = Judge(data).run()
    for case, failure in zip(data["cases"], failures, strict=True):
        if failure is not None:
            print(_line(case, failure))
    for text in data["not_run"]:
        print(f"not run: {text}")
    passed = failures.count(None)
    _write_report(arguments.report, data, failures)
    print(f"osteon-cases: {len(failures)} run, {passed} passed")
    return 0 if passed == len(failures) == data["expected"] else 1


def close_memory() -> None:
    """Let no process of the same user read or trace this one: it will hold what the cases expect.

    Built code runs as that user; where that is root, it must not have the capability either that overrides this.
    """
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0)  # refused without privileges, which is as good


PR_SET_DUMPABLE, PR_CAPBSET_DROP, CAP_SYS_PTRACE = 4, 24, 19
"""From `linux/prctl.h` and `linux/capability.h`."""


def _line(case: Data, failure: Failure) -> str:
    covers = f" (covers {', '.join(case['covers'])})" if case["covers"] else ""
    return f"{case['file']}: {case['label']}{covers}: {failure.public}"


def _write_report(path: Path, data: Data, failures: Sequence[Failure | None]) -> None:
    rows = [
        {**case, "passed": failure is None, **({"failure": failure.public, **failure.detail} if failure else {})}
        for case, failure in zip(data["cases"], failures, strict=True)
    ]
    text = json.dumps({"format": 1, "cases": rows, "not_run": data["not_run"]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


class Judge:
    """Runs cases one after the other; a case that hangs or takes its process down costs only itself."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.root = Path.cwd()
        self.roots = [str((self.root / root).resolve()) for root in data["roots"]]
        self.worker = Worker(self.roots)
        self.unimportable: dict[str, Failure] = {}
        self.hung: Counter[str] = Counter()

    def run(self) -> list[Failure | None]:
        try:
            for module in sorted({module for case in self.data["cases"] for module in case["modules"].values()}):
                self._import(module)
            return [self._run_case(case) for case in self.data["cases"]]
        finally:
            self.worker.stop()

    def _import(self, module: str) -> None:
        failure = self._expect_done({"do": "import", "module": module}, IMPORT_SECONDS)
        if failure is not None:
            self.unimportable[module] = Failure(f"{module} cannot be imported: {failure.public}", failure.detail)

    def _expect_done(self, request: Data, seconds: float) -> Failure | None:
        answer = self.worker.ask(request, seconds)
        return None if answer.get("done") else _unexpected(answer)

    def _run_case(self, case: Data) -> Failure | None:
        for module in case["modules"].values():
            if module in self.unimportable:
                return self.unimportable[module]
        with tempfile.TemporaryDirectory(prefix="osteon-case-", ignore_cleanup_errors=True) as folder:
            for path, text in case["files"].items():
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_bytes(text))
            return self._run_calls(case, folder) if case["kind"] == "calls" else self._run_commands(case, folder)

    def _run_calls(self, case: Data, folder: str) -> Failure | None:
        seconds = case["seconds"]
        names = ",".join(sorted({step["target"] for step in case["steps"]}))
        if self.hung[names] >= 3:
            seconds = min(seconds, HURRIED_SECONDS)
        where = folder if case["own_folder"] else ""
        kept = {key: case[key] for key in ("env", "stdin", "modules", "bindings")}
        failure = self._expect_done({"do": "begin", "folder": where, **kept}, seconds)
        for number, step in enumerate(case["steps"], 1):
            failure = failure or self._run_call(step, folder, seconds)
            if failure is not None:
                self.hung[names] += failure.public == TIMED_OUT
                return _in_step(failure, number, case)
        return failure

    def _run_call(self, step: Data, folder: str, seconds: float) -> Failure | None:
        request = {"do": "call", **{key: step[key] for key in ("target", "names", "arguments")}}
        answer = self.worker.ask(request, seconds)
        failure = _judge_answer(step["expected"], step["modes"], answer)
        return failure or _judge_checks(step["checks"], "", "", folder)

    def _run_commands(self, case: Data, folder: str) -> Failure | None:
        for number, step in enumerate(case["steps"], 1):
            failure = self._run_command(case, step, folder)
            if failure is not None:
                return _in_step(failure, number, case)
        return None

    def _run_command(self, case: Data, step: Data, folder: str) -> Failure | None:
        program = _find_program(step["words"][0], self.root)
        if program is None:
            return Failure("the program is neither in the build folder nor on the PATH")
        paths = [*self.roots, os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **case["env"]}
        try:
            done = run_program(
                [program, *step["words"][1:]], folder, environment, _bytes(case["stdin"]), case["seconds"]
            )
        except (OSError, ValueError) as error:
            return Failure("the program could not be started", {"error": str(error)})
        return (
            None if (found := _judge_command(step, done, folder)) is None else _with_traceback(found, done, self.root)
        )


TIMED_OUT = "timed out"


def _in_step(failure: Failure, number: int, case: Data) -> Failure:
    several = len(case["steps"]) > 1
    return Failure(f"step {number}: {failure.public}", {**failure.detail, "step": number}) if several else failure


def _unexpected(answer: Data) -> Failure:
    """Say why an answer is neither a result nor a plain success."""
    if "timeout" in answer:
        return Failure(TIMED_OUT)
    if "ended" in answer:
        return Failure("the call ended the whole process", {"exit_code": answer["ended"]})
    if "missing" in answer:
        return Failure("missing function: the built code does not define it")
    at = f" at {answer['path']}:{answer['line']}" if answer["path"] else ""
    name = answer["shown"] or "an exception of its own"
    return Failure(f"raised {name}{at}", {"raised": answer["raised"], "message": answer["message"]})


def _judge_answer(expected: Data, modes: Data, answer: Data) -> Failure | None:
    if expected["kind"] == "error" and "raised" in answer:
        return _judge_error(expected, answer)
    if "returned" not in answer:
        return _unexpected(answer)
    result = answer["returned"]
    if expected["kind"] == "error":
        return Failure("did not raise", {"got": result})
    try:
        if expected["kind"] == "ok" or matches(expected["value"], result, modes):
            return None
    except Exception as error:  # whatever a person wrote, the other cases go on and nothing of it is printed
        return Failure("what the case expects cannot be compared", {"got": result, "error": str(error)})
    return Failure(_wrong_result(expected["value"], modes, result), {"got": result})


def _judge_error(expected: Data, answer: Data) -> Failure | None:
    if expected["error"] not in answer["raised"]:
        failure = _unexpected(answer)
        return Failure(f"{failure.public}, which is another error than the case asks for", failure.detail)
    if expected["message"] not in answer["message"]:
        return Failure(
            "raised the right error with a message that lacks the wanted text", {"message": answer["message"]}
        )
    return None


_KINDS = {bool: "bool", int: "int", float: "float", str: "str", list: "list", dict: "dict"}


def _wrong_result(expected: Any, modes: Data, result: Data) -> str:
    """Say what kind of result came, and what kind is wanted where that differs."""
    got = result["type"] or "an object of its own"
    wanted = _KINDS.get(type(expected))
    if {"schema", "matches", "decimal", "struct"} & modes.keys() or wanted is None or wanted == result["kind"]:
        return f"wrong result: returned {got}"
    return f"wrong result: returned {got}, wanted {wanted}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a program did; `exit_code` is None where it ran out of time."""

    exit_code: int | None
    stdout: str
    stderr: str


def run_program(
    words: Sequence[str], folder: str, environment: Mapping[str, str], stdin: bytes, seconds: float
) -> Done:
    """Run a program without a shell, in a process group of its own that does not outlive it."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            words, cwd=folder, env=dict(environment), stdin=given, stdout=out, stderr=errors, start_new_session=True
        )
        try:
            exit_code: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            exit_code = None
        finally:
            _kill(process)
        texts = []
        for stream in (out, errors):
            stream.seek(0)
            texts.append(_text(stream.read(MOST_OUTPUT)))
        return Done(exit_code, *texts)


def _kill(process: subprocess.Popen[Any]) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _find_program(name: str, root: Path) -> str | None:
    if name in ("python", "python3"):
        return sys.executable
    for folder in PROGRAM_FOLDERS:
        found = shutil.which(str(root / folder / name))
        if found:
            return found
    return shutil.which(name)


def _judge_command(step: Data, done: Done, folder: str) -> Failure | None:
    if done.exit_code is None:
        return Failure(TIMED_OUT, {"stdout": done.stdout, "stderr": done.stderr})
    detail = {"exit_code": done.exit_code, "stdout": done.stdout, "stderr": done.stderr}
    if done.exit_code != step["exit_code"]:
        return Failure("wrong exit code", detail)
    if step["output"] is not None and "\n".join(step["output"]) != done.stdout.removesuffix("\n"):
        return Failure("wrong standard output", detail)
    failure = _judge_checks(step["checks"], done.stdout, done.stderr, folder)
    return failure and Failure(failure.public, {**detail, **failure.detail})


_STREAMS = {"stdout": "standard output", "stderr": "standard error", "file": "a file"}


def _judge_checks(checks: Sequence[Data], stdout: str, stderr: str, folder: str) -> Failure | None:
    for check in checks:
        text: str | None = stdout if check["stream"] == "stdout" else stderr
        if check["stream"] == "file":
            text = _read(Path(folder, check["path"]))
        if text is None:
            return Failure("a file that it must write is missing", {"path": check["path"]})
        if not _fits(check["operator"], check["text"], text):
            return Failure(f"wrong content of {_STREAMS[check['stream']]}", {"check": check, "got": text})
    return None


def _read(path: Path) -> str | None:
    try:
        return _text(path.read_bytes())
    except OSError:
        return None


def _fits(operator: str, wanted: str | None, text: str) -> bool:
    if wanted is None:
        return not text
    if operator == "has":
        return wanted in text
    if operator == "matches":
        return re.search(wanted, text) is not None
    return wanted == text or (not wanted.endswith("\n") and wanted == text.removesuffix("\n"))


_FRAME = re.compile(r'^  File "(?P<path>[^"\n]+)", line (?P<line>\d+)', re.MULTILINE)


def _with_traceback(failure: Failure, done: Done, root: Path) -> Failure:
    """Add the last place in a built file where standard error has a Python traceback."""
    frames = [match for match in _FRAME.finditer(done.stderr) if Path(match["path"]).is_relative_to(root)]
    if not frames or "Traceback" not in done.stderr:
        return failure
    path = Path(frames[-1]["path"]).relative_to(root)
    if not (root / path).is_file():
        return failure
    return Failure(f"{failure.public}, after an exception at {path.as_posix()}:{frames[-1]['line']}", failure.detail)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Worker:
    """The process that calls built functions; started when asked, and again after it ended."""

    def __init__(self, roots: Sequence[str]) -> None:
        self.roots = roots
        self.process: subprocess.Popen[str] | None = None
        self.answers: queue.Queue[str | None] = queue.Queue()

    def ask(self, request: Data, seconds: float) -> Data:
        """Return the answer, or `timeout`, or `ended` with the exit code of a worker that is gone."""
        process = self.process or self._start()
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = self.answers.get(timeout=seconds)
        except queue.Empty:
            self.stop()
            return {"timeout": True}
        except BrokenPipeError:
            line = None
        if line is None:
            self.stop()
            return {"ended": process.returncode}
        answer: Data = json.loads(line)
        return answer

    def stop(self) -> None:
        if self.process is not None:
            _kill(self.process)
            for stream in (self.process.stdin, self.process.stdout):
                _close(stream)
        self.process = None

    def _start(self) -> subprocess.Popen[str]:
        script = str(Path(__file__).with_name("case_worker.py"))
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-P", script, *self.roots],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.answers = queue.Queue()
        threading.Thread(target=_forward, args=(self.process.stdout, self.answers), daemon=True).start()
        return self.process


def _forward(stream: Any, answers: queue.Queue[str | None]) -> None:
    for line in stream:
        answers.put(line)
    answers.put(None)


def _close(stream: Any) -> None:
    with contextlib.suppress(BrokenPipeError):
        stream.close()


if __name__ == "__main__":
    sys.exit(main())
