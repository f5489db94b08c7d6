"""Whole sessions of a client library with the real server and its real children, as three recorded editors."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, client_capabilities, fixture
from tests.lsp.editor import Editor, new_editor
from tests.lsp.wire import SECONDS

from osteon.engine.ports import SandboxUnavailable
from osteon.engine.sandbox import open_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

EDITORS = ("neovim", "visual-studio-code", "emacs")

SPEC = """\
# Greeting 👋

@id: GREETING
@status: draft

## Overview

A greeting in a file.

## Requirements

### Say hello

The program keeps the text `hello` in `greeting.txt`.

## Acceptance Criteria

- The file holds the text `hello`.
"""
FAULTY = SPEC.replace("@status", "@statsu")
ARCHITECTURE = """\
# Architecture: Greeting

@spec: GREETING

## Overview

One file.

## Components

### Keeper

@path: greeting.txt
@see: #say-hello

Keeps the greeting.

**Interface:**

```
hello
```

**Contracts:** None

**Depends on:** None
"""
PLAN = """\
[plan]
format = 1

[[task]]
id = "greeting"
spec = "GREETING"
sections = ["#say-hello"]
covers = ["#say-hello"]
outputs = ["greeting.txt"]
verify = ["grep -q hello greeting.txt"]
"""
ANSWERS = """\
import sys
prompt = sys.stdin.read()
assert "The program keeps the text" in prompt
print("### greeting.txt\\n````\\nhello\\n````")
"""
NEVER_ANSWERS = """\
import os, signal, sys
pipe = open(sys.argv[1], "w")
print(os.getpid(), os.getppid(), file=pipe, flush=True)
signal.pause()
"""


def write_project(folder: Path, model: str, *arguments: str) -> None:
    """Write a project whose model is a program: what `model` says."""
    (folder / "specs").mkdir(parents=True)
    (folder / "specs/greeting.smd").write_text(SPEC)
    (folder / "model.py").write_text(model)
    command = shlex.join([sys.executable, str(folder / "model.py"), *arguments])
    (folder / "osteon.toml").write_text(
        f'specs = "specs"\noutput = "out"\n[models]\ndefault = {json.dumps(f"command: {command}")}\n'
        f'[verify]\nsandbox = "{sandbox()}"\ncommands = ["grep -q hello {{outputs}}"]\n'
    )


def sandbox() -> str:
    """Return what a person without a choice has: a sandbox, or none where no kind of it works here."""
    try:
        open_sandbox()
    except SandboxUnavailable:
        return "none"
    return "auto"


@fixture(
    scope="module",
    params=EDITORS,
    config=ClientServerConfig([sys.executable, "-m", "osteon", "lsp"], client_factory=new_editor),
)
async def editor(
    client: Editor, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """Start an editor that shows two projects: one whose model answers, one whose model never does."""
    client.folder = tmp_path_factory.mktemp("session")
    write_project(client.folder / "quick", ANSWERS)
    os.mkfifo(client.folder / "pipe")
    write_project(client.folder / "stuck", NEVER_ANSWERS, str(client.folder / "pipe"))
    (client.folder / "quick/specs/greeting.amd").write_text(ARCHITECTURE)
    (client.folder / "stuck/specs/plan.toml").write_text(PLAN)
    folders = [types.WorkspaceFolder((client.folder / name).as_uri(), name) for name in ("quick", "stuck")]
    capabilities = client_capabilities(request.param)
    result = await client.initialize_session(
        types.InitializeParams(capabilities=capabilities, root_uri=folders[0].uri, workspace_folders=folders)
    )
    assert result.server_info
    assert result.server_info.name == "osteon"
    yield
    await client.shutdown_session()
    assert client._server
    assert client._server.returncode == 0


async def test_a_fault_is_shown_where_it_is_and_gone_when_it_is_fixed(editor: Editor) -> None:
    uri = editor.open("quick/specs/greeting.smd", FAULTY)
    (found,) = await editor.codes(uri, ["unknown-tag"])
    assert found.range == types.Range(types.Position(3, 1), types.Position(3, 7))
    context = types.CodeActionContext([found], only=[types.CodeActionKind.QuickFix])
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), found.range, context)
    offered = await editor.text_document_code_action_async(params)
    fix = next(one for one in offered or () if one.title == "Change to status")
    assert isinstance(fix, types.CodeAction)
    if fix.edit is None:
        fix = await editor.code_action_resolve_async(fix)
    assert fix.edit
    editor.apply(fix.edit)
    await editor.codes(uri, [])
    editor.close(uri)


async def test_a_reference_explains_itself_and_leads_to_what_it_names(editor: Editor) -> None:
    uri = editor.open("quick/specs/greeting.amd", ARCHITECTURE)
    spec = (editor.folder / "quick/specs/greeting.smd").as_uri()
    here = (types.TextDocumentIdentifier(uri), types.Position(13, 9))
    hover = await editor.text_document_hover_async(types.HoverParams(*here))
    assert hover
    assert isinstance(hover.contents, types.MarkupContent)
    assert "keeps the text `hello`" in hover.contents.value
    (target,) = await editor.text_document_definition_async(types.DefinitionParams(*here)) or ()
    assert (target.target_uri if isinstance(target, types.LocationLink) else target.uri) == spec
    editor.close(uri)


async def test_a_tag_is_completed(editor: Editor) -> None:
    uri = editor.open("quick/specs/greeting.smd", SPEC.replace("@status: draft", "@status: "))
    where = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(3, 9))
    found = await editor.text_document_completion_async(where)
    assert isinstance(found, types.CompletionList)
    assert {"draft", "approved"} <= {one.label for one in found.items}
    editor.close(uri)


async def test_a_file_has_an_outline(editor: Editor) -> None:
    uri = editor.open("quick/specs/greeting.smd", SPEC)
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
    (title,) = await editor.text_document_document_symbol_async(params) or ()
    assert isinstance(title, types.DocumentSymbol)
    assert [one.name for one in title.children or ()] == ["Overview", "Requirements", "Acceptance Criteria"]
    editor.close(uri)


async def test_check_plan_and_build_run_and_say_how_it_went(editor: Editor) -> None:
    uri = (editor.folder / "quick/specs/greeting.amd").as_uri()
    for verb, says in (("check", "0 errors"), ("plan", "done"), ("build", "1 built")):
        assert await editor.execute(f"osteon.{verb}", uri) is None
        assert says in await editor.told(f"Osteon: {verb} ")
        bar = editor.bar(f"Osteon: {verb}")
        assert bar
        assert [bar[1][0].kind, bar[1][-1].kind] == ["begin", "end"]
    assert any("verify" in one.message for one in bar[1][1:-1])
    assert (editor.folder / "quick/specs/plan.toml").is_file()
    assert (editor.folder / "quick/out/greeting.txt").read_text() == "hello\n"


async def test_a_build_that_is_cancelled_leaves_no_process(editor: Editor) -> None:
    pipe = await opened_pipe(editor.folder / "pipe")
    assert await editor.execute("osteon.build", (editor.folder / "stuck/specs/plan.toml").as_uri()) is None
    async with asyncio.timeout(SECONDS):
        model, build = map(int, (await pipe.readline()).split())
    bar = editor.bar("Osteon: build")
    assert bar
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(bar[0]))
    await editor.told("build cancelled")
    async with asyncio.timeout(SECONDS):
        assert await pipe.read() == b""  # which comes when the model's program, that holds the other end, is gone
    for process in (model, build):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert not (editor.folder / "stuck/out").exists()


async def opened_pipe(path: Path) -> asyncio.StreamReader:
    """Return what is written into a named pipe, from whenever someone writes."""
    reader = asyncio.StreamReader()
    stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")  # the transport closes it
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stream)
    return reader
