"""A real server over pipes and a client that keeps no rule: errors, no hang, no process that is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.lsp.conftest import SPEC
from tests.lsp.wire import SECONDS, Wire, frame
from tests.reliability.row import Row
from tests.reliability.texts import MARKS, mutated

MESSAGES = 120
"""How many messages a session has."""

METHODS = (
    *("hover", "definition", "references", "completion", "documentSymbol", "codeAction", "codeLens", "rename"),
    *("prepareRename", "formatting", "foldingRange", "semanticTokens/full", "documentHighlight", "documentLink"),
    *("inlayHint", "diagnostic", "selectionRange", "declaration", "didOpen", "didChange", "didSave", "didClose"),
)
OTHERS = (
    *("workspace/symbol", "workspace/executeCommand", "workspace/didChangeWatchedFiles", "workspace/diagnostic"),
    *("workspace/didChangeWorkspaceFolders", "window/workDoneProgress/cancel", "$/cancelRequest", "$/setTrace"),
    *("initialize", "initialized", "osteon/nonsense", "", "\ud800", "completionItem/resolve", "codeAction/resolve"),
)
JUNK: tuple[Any, ...] = (
    *(None, True, -1, 2**31, 2**63, 1e308, 0.5, "", "file:///", "file:///%00", "\x00", [], {}, [[]], {"uri": 7}),
    *("file://host/a.smd", "untitled:x", "x" * 5000, {"line": -1}, [1, "x", None]),
)

SLEEPS = """\
import time
time.sleep(600)
"""


def attempt(chance: random.Random) -> str:
    """Hold one session with a server of its own, and end it in some way."""
    with tempfile.TemporaryDirectory(prefix="osteon-protocol-") as folder:
        wire = Wire(folder=_project(Path(folder)))
        try:
            return Session(chance, wire, Path(folder)).run()
        except (AssertionError, subprocess.TimeoutExpired, OSError) as error:
            return f"{type(error).__name__}: {error}"[:3000]
        finally:
            wire.kill()


def _project(folder: Path) -> Path:
    (folder / "specs").mkdir()
    (folder / "model.py").write_text(SLEEPS)
    model = json.dumps(f"command: {sys.executable} {folder / 'model.py'}")
    (folder / "osteon.toml").write_text(f'[verify]\nsandbox = "none"\n[models]\ndefault = {model}\n')
    (folder / "specs/display.smd").write_text(SPEC)
    (folder / "specs/plan.toml").write_text(
        '[plan]\nformat = 1\n[[task]]\nid = "a"\nspec = "DISPLAY"\nsections = ["#draw-sprite"]\noutputs = ["a.py"]\n'
    )
    return folder


class Session:
    """One client with one server; `asked` are the requests that must each get one reply."""

    def __init__(self, chance: random.Random, wire: Wire, folder: Path) -> None:
        self.chance, self.wire = chance, wire
        self.spec = folder / "specs/display.smd"
        self.asked: list[int] = []
        self.version = 1

    def run(self) -> str:
        """Send messages before, within and after the session's life; then end it and look at what is left."""
        for _ in range(self.chance.choice((0, 0, 3))):
            self._any_request()
        self.wire.initialize(self.spec.parents[1] if self.chance.random() < 0.8 else None)
        self.wire.open(self.spec, SPEC)
        for _ in range(MESSAGES):
            self.chance.choice(ACTIONS)(self)
        if self.chance.random() < 0.3:
            self._start_build()
        if problem := self._all_answered():
            return problem
        return self._end()

    # -- messages --------------------------------------------------------------------------------------------------

    def _any_request(self) -> None:
        """Ask anything, with parameters that may be right in part."""
        method = self.chance.choice((*(f"textDocument/{name}" for name in METHODS), *OTHERS))
        message = {"jsonrpc": "2.0", "method": method, "params": self._params()}
        if self.chance.random() < 0.8 and not method.startswith("$/"):
            self.asked.append(10_000 + len(self.asked))
            message["id"] = self.asked[-1]
        self.wire.send(message)

    def _params(self) -> Any:
        keys = ("textDocument", "position", "range", "context", "command", "arguments", "query", "newName", "event")
        params = {key: self._value(key) for key in keys if self.chance.random() < 0.7}
        return self.chance.choice((params, params, params, self.chance.choice(JUNK)))

    def _value(self, key: str) -> Any:
        """Return what a parameter may hold, or junk in its place."""
        if self.chance.random() < 0.15:
            return self.chance.choice(JUNK)
        uri = self.chance.choice((self.spec.as_uri(), "file:///gone.smd"))
        fitting = {
            "textDocument": {"uri": uri, "version": self.version, "languageId": "x", "text": "# A\n"},
            "position": self._position(),
            "range": {"start": self._position(), "end": self._position()},
            "context": {"diagnostics": [], "includeDeclaration": True, "triggerKind": self.chance.choice((1, 9))},
            "command": self.chance.choice(("osteon.status", "osteon.cancel", "osteon.check", "osteon.x")),
            "arguments": self.chance.choice(([], [uri], [{}], ["ghost"])),
            "newName": "x" * self.chance.choice((0, 1, 99)),
        }
        return fitting.get(key, self.chance.choice(MARKS))

    def _position(self) -> dict[str, Any]:
        return {key: self.chance.choice((0, 1, 5, 11, 2**31 - 1, -1, 2**40)) for key in ("line", "character")}

    def _edit(self) -> None:
        """Change the open spec at places that may not be there, or as a whole."""
        whole = {"text": mutated(self.chance, SPEC)}
        part = {"range": {"start": self._position(), "end": self._position()}, "text": self.chance.choice(MARKS)}
        self.version += self.chance.choice((1, 1, 1, 0, -1, 100))
        self.wire.edit(self.spec.as_uri(), self.version, *self.chance.choices((whole, part, part), k=2))

    def _cancel(self) -> None:
        """Cancel a request that is under way, long done, or was never made."""
        params = {"id": self.chance.choice([*self.asked[-5:], "x", None, -7])}
        self.wire.notify("$/cancelRequest", self.chance.choice((params, params, None)))

    def _malformed(self) -> None:
        """Send a frame without a message in it, or a header without a frame after it."""
        body = json.dumps({"jsonrpc": "2.0", "id": "m", "method": "textDocument/hover", "params": {}}).encode()
        cut = self.chance.randrange(len(body))
        self.wire.send_bytes(
            self.chance.choice(
                (
                    frame(body[:cut]),
                    frame(body[:cut] + self.chance.randbytes(5) + body[cut:]),
                    frame(self.chance.randbytes(40)),
                    frame(self.chance.choice((b"[", b'{"a":')) * 10_000),
                    frame(json.dumps(self.chance.choice(JUNK)).encode()),
                    frame(b"1" * 10_000),
                    b"Content-Type: x\r\n\r\n",
                    b"Content-Length: -5\r\n\r\n",
                    b"Content-Length: x\r\n\r\n",
                    b"x" * self.chance.choice((3, 20_000)) + b"\r\n\r\n",
                )
            )
        )

    def _start_build(self) -> None:
        self.asked.append(10_000 + len(self.asked))
        params = {"command": "osteon.build", "arguments": []}
        message = {"jsonrpc": "2.0", "id": self.asked[-1], "method": "workspace/executeCommand", "params": params}
        self.wire.send(message)

    # -- what must hold --------------------------------------------------------------------------------------------

    def _all_answered(self) -> str:
        """Ask one more thing, and wait until it and everything before it has its one reply."""
        self.wire.error("osteon/last")
        self.asked.sort(key=lambda number: not any(message.get("id") == number for message in self.wire.seen))
        for number in self.asked:
            self.wire.reply(number)
        replies = [message.get("id") for message in self.wire.seen if "method" not in message]
        twice = [number for number in self.asked if replies.count(number) != 1]
        return f"more than one reply to {twice}" if twice else ""

    def _end(self) -> str:
        """End in some way; the server must go, with everything that it started."""
        started = descendants(self.wire.process.pid)
        wanted = self.chance.choice(ENDS)(self)
        code = self.wire.wait_for_end()
        if code not in wanted:
            return f"the server ended with {code}, not {wanted}: {self.wire.stderr.decode(errors='replace')}"
        until = time.monotonic() + SECONDS
        while left := [pid for pid in started if _runs(pid)]:
            if time.monotonic() > until:
                return f"left behind: {[Path('/proc', pid, 'cmdline').read_bytes() for pid in left]}"
            time.sleep(0.02)
        return ""

    def _shut_down(self) -> tuple[int, ...]:
        self.wire.request("shutdown")
        number = self.wire.start_request("textDocument/hover", self._params())
        if "error" not in self.wire.reply(number):
            return ()
        self.wire.notify("exit", None)
        return (0,)

    def _exit(self) -> tuple[int, ...]:
        self.wire.notify("exit", None)
        return (1,)

    def _break_off(self) -> tuple[int, ...]:
        """Die in the middle of a message, or of a promise of a huge one."""
        half = self.chance.choice(
            (b"", b"Content-Le", b"Content-Length: 9999999999\r\n\r\n{", frame(b'{"id": 1}')[:-4])
        )
        self.wire.send_bytes(half)
        assert self.wire.process.stdin
        self.wire.process.stdin.close()
        return (1,)

    def _terminate(self) -> tuple[int, ...]:
        self.wire.process.send_signal(signal.SIGTERM)
        return (1,)


ACTIONS: tuple[Callable[[Session], None], ...] = (
    Session._any_request,
    Session._any_request,
    Session._any_request,
    Session._edit,
    Session._edit,
    Session._cancel,
    Session._malformed,
)
ENDS = (Session._shut_down, Session._exit, Session._break_off, Session._terminate)


def descendants(pid: int | str) -> list[str]:
    """Return the ids of all processes below one."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [*children, *(below for child in children for below in descendants(child))]


def _runs(pid: str) -> bool:
    """Tell whether a process runs; one that nobody waited for is dead."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


ROW = Row(
    "protocol",
    "any messages in any order, any end: one reply to each request, no hang, no process that is left",
    attempt,
    seconds=60.0,
    unit="messages",
    weight=MESSAGES,
    needs=lambda: "" if os.path.isdir("/proc/self/task") else "needs /proc, to find what is left",
)
