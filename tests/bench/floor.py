"""The floor: a language server of pygls as its tutorial has it, with one regular expression as its only check.

`python -m tests.bench.floor` serves standard input and output. It searches the whole text at every edit, in C, and
publishes what it finds: what any server in Python pays for the protocol alone.
"""

from __future__ import annotations

import re

from lsprotocol import types
from pygls.lsp.server import LanguageServer

PATTERN = re.compile(r"#no-such-[a-z]+")
server = LanguageServer("floor", "1")


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    _publish(ls, params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    _publish(ls, params.text_document.uri)


def _publish(ls: LanguageServer, uri: str) -> None:
    document = ls.workspace.get_text_document(uri)
    found = [_diagnostic(document.source, match) for match in PATTERN.finditer(document.source)]
    params = types.PublishDiagnosticsParams(uri, found, document.version)
    ls.text_document_publish_diagnostics(params)


def _diagnostic(source: str, match: re.Match[str]) -> types.Diagnostic:
    line = source.count("\n", 0, match.start())
    start = match.start() - source.rfind("\n", 0, match.start()) - 1
    begin, end = types.Position(line, start), types.Position(line, start + len(match[0]))
    return types.Diagnostic(types.Range(begin, end), f"{match[0]} leads nowhere", source="floor")


if __name__ == "__main__":
    server.start_io()
