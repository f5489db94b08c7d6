"""From Osteon's values to the protocol's: character offsets to positions in the client's encoding, paths to uris."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types

from osteon.analysis.findings import FileEdit, Finding, Place
from osteon.analysis.text import Lines, Span, TextEdit, line_end
from osteon.lsp.capabilities import Client

SOURCE = "osteon"
UNNECESSARY = frozenset({"orphan-task", "superfluous-infinitive"})
"""Findings about text that could go: editors fade it."""


def position(offset: int, lines: Lines, encoding: str) -> types.Position:
    """Return where an offset is in the client's units."""
    line, units = _units(offset, lines, encoding)
    return types.Position(line, units)


def range_(span: Span, lines: Lines, encoding: str) -> types.Range:
    """Return a span in the client's units."""
    return types.Range(position(span.start, lines, encoding), position(span.end, lines, encoding))


def plain_range(span: Span, lines: Lines, encoding: str) -> dict[str, Any]:
    """Return a span in the client's units as JSON-ready data."""
    start_line, start = _units(span.start, lines, encoding)
    end_line, end = _units(span.end, lines, encoding)
    return {"start": {"line": start_line, "character": start}, "end": {"line": end_line, "character": end}}


def text_edit(edit: TextEdit, lines: Lines, encoding: str) -> types.TextEdit:
    """Return an edit in the client's units."""
    return types.TextEdit(range_(edit.span, lines, encoding), edit.text)


def uri(path: Path) -> str:
    """Return the `file:` uri of an absolute path."""
    return path.as_uri()


class TargetFile(NamedTuple):
    """A file that an edit changes, as the client knows it: `version` is None where it is not open."""

    uri: str
    version: int | None
    lines: Lines


def workspace_edit(
    edits: Iterable[FileEdit], client: Client, target: Callable[[str], TargetFile], *, label: str
) -> types.WorkspaceEdit:
    """Return edits in the richest form that the client announced; `label` is what a preview of them says."""
    targets = ((target(file.path), file.edits) for file in edits)
    files = [(to, [one.with_line_end(line_end(to.lines.text)) for one in made]) for to, made in targets]
    if not client.document_changes:
        changes = {file.uri: [text_edit(one, file.lines, client.encoding) for one in made] for file, made in files}
        return types.WorkspaceEdit(changes=changes)
    annotated = client.change_annotations and len(files) > 1
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(file.uri, file.version),
                [_rich_edit(one, file.lines, client, annotation=SOURCE if annotated else None) for one in made],
            )
            for file, made in files
        ],
        change_annotations={SOURCE: types.ChangeAnnotation(label)} if annotated else None,
    )


def _rich_edit(
    edit: TextEdit, lines: Lines, client: Client, *, annotation: str | None
) -> types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit:
    where = range_(edit.span, lines, client.encoding)
    if edit.blanks and client.snippet_edits:
        return types.SnippetTextEdit(where, types.StringValue(snippet(edit)), annotation)
    if annotation:
        return types.AnnotatedTextEdit(annotation, where, edit.text)
    return types.TextEdit(where, edit.text)


def snippet(edit: TextEdit) -> str:
    """Return an edit's text in the protocol's snippet syntax: each blank a placeholder, all else as it is."""
    pieces: list[str] = []
    at = 0
    for number, blank in enumerate(edit.blanks, 1):
        pieces += (_escaped(edit.text[at : blank.start]), f"${{{number}:{_escaped(edit.text[slice(*blank)])}}}")
        at = blank.end
    return "".join((*pieces, _escaped(edit.text[at:])))


def _escaped(text: str) -> str:
    return re.sub(r"[\\$}]", r"\\\g<0>", text)


def diagnostics(
    findings: Iterable[Finding],
    lines: Lines,
    client: Client,
    locate: Callable[[Place], dict[str, Any] | None],
) -> list[dict[str, Any]]:
    """Return findings as JSON-ready diagnostics, with nothing that the client did not announce.

    `locate` gives the location of a place in the client's units.
    """
    return [_diagnostic(finding, lines, client, locate) for finding in findings]


def _diagnostic(
    finding: Finding,
    lines: Lines,
    client: Client,
    locate: Callable[[Place], dict[str, Any] | None],
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "range": plain_range(finding.span, lines, client.encoding),
        "severity": int(finding.severity),
        "code": finding.code,
        "source": SOURCE,
        "message": finding.message,
    }
    if client.unnecessary_tag and finding.code in UNNECESSARY:
        found["tags"] = [types.DiagnosticTag.Unnecessary.value]
    if client.related_information and finding.related:
        places = ((locate(related.place), related.message) for related in finding.related)
        found["relatedInformation"] = [{"location": at, "message": why} for at, why in places if at]
    return found


def _units(offset: int, lines: Lines, encoding: str) -> tuple[int, int]:
    at = lines.position(offset)
    if encoding == types.PositionEncodingKind.Utf32:
        return at
    before = lines.before(at)
    if before.isascii():
        return at
    if encoding == types.PositionEncodingKind.Utf8:
        return at.line, len(before.encode("utf-8", "surrogatepass"))
    return at.line, at.column + sum(character > "\uffff" for character in before)
