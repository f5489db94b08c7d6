"""Diagnostics as JSON texts: one is written anew only where its finding is new, or stands on other lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from osteon.analysis.anchored import Anchored
from osteon.analysis.findings import Finding, Place, Severity
from osteon.analysis.index import Holder, Part
from osteon.analysis.reported import Kept
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Lines, Span
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer

Line: TypeAlias = tuple[str, int]
"""A uri, and a line of what it names."""


class DiagnosticTexts:
    """Writes the findings of files as diagnostics, and remembers for each file what it wrote last."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._written: dict[tuple[Path, str], dict[int, _Written]] = {}
        self._tables: dict[OpenProject, _LineTable] = {}

    def of(self, project: OpenProject, path: str) -> list[str]:
        """Return all findings of a file as diagnostics, in order of place."""
        from osteon.lsp import generated  # with all rules, which the first message need not wait for

        if settings := project.settings.get(path):
            return [_json(one) for one in self.plain(project, path, settings)]
        kept = project.workspace.kept(path)
        texts = [((one.span, one.severity, one.code), text) for one, text in self._texts(project, path, kept)]
        others = project.stale(path) or (() if kept else generated.findings(self._server, project, path))
        for one, plain in zip(others, self.plain(project, path, others), strict=True):
            texts.append(((one.span, one.severity, one.code), _json(plain)))
        return [text for _order, text in sorted(texts)]

    def plain(self, project: OpenProject, path: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        """Return some findings of a file as JSON-ready diagnostics."""

        def locate(place: Place) -> dict[str, Any] | None:
            if place.path not in project.workspace.files:
                return None
            lines = self._server.lines(project, place.path)
            range_ = to_proto.plain_range(place.span, lines, self._server.client.encoding)
            return {"uri": self._server.uri(project, place.path), "range": range_}

        lines = self._server.lines(project, path)
        return to_proto.diagnostics(findings, lines, self._server.client, locate)

    def forget(self, project: OpenProject) -> None:
        """Forget what was written for a project."""
        self._written = {file: texts for file, texts in self._written.items() if file[0] != project.root}
        self._tables.pop(project, None)

    def _table(self, project: OpenProject) -> _LineTable:
        if project not in self._tables:
            self._tables[project] = _LineTable(self._server, project)
        return self._tables[project]

    def _texts(self, project: OpenProject, path: str, kept: Iterable[Kept]) -> Iterator[tuple[Kept, str]]:
        """Yield findings with their texts, and remember those and no others."""
        before = self._written.pop((project.root, path), {})
        after: dict[int, _Written] = {}
        line_of = self._table(project).line_of
        for one in kept:
            known = before.get(id(one.anchored))
            holders = _holders(path, one) if known is None else known.holders
            lines = tuple(map(line_of, holders))
            if known is None or not holders or (known.severity, known.lines) != (one.severity, lines):
                finding = one.placed(path, project.workspace.index)
                known = _Written(
                    one.anchored, one.severity, holders, lines, _json(self.plain(project, path, [finding])[0])
                )
            after[id(one.anchored)] = known
            yield one, known.text
        if after:
            self._written[project.root, path] = after


class _Written(NamedTuple):
    """A diagnostic as it was written. It holds its finding, so that no other one can have its identity."""

    anchored: Anchored
    severity: Severity
    holders: tuple[Holder, ...]
    """The parts whose lines tell whether the text still holds; none where they do not."""
    lines: tuple[Line, ...]
    text: str


class _LineTable:
    """Tells on which line of which uri a part of a project begins; of a file that stays as it is it remembers that."""

    def __init__(self, server: OsteonServer, project: OpenProject) -> None:
        self._server = server
        self._project = project
        self._known: dict[str, _Known] = {}

    def line_of(self, holder: Holder) -> Line:
        """Return where a part begins, as things stand now."""
        source = self._project.workspace.files.get(holder.path)
        known = self._known.get(holder.path)
        if known is None or known.source is not source or known.opened != self._server.documents.opened:
            known = self._known[holder.path] = self._look_at(holder.path, source)
        line = known.lines.get(holder.part)
        if line is None:
            number = known.table.position(source.start_of(holder.part)).line if source else -1
            line = known.lines[holder.part] = known.uri, number
        return line

    def _look_at(self, path: str, source: SourceFile | None) -> _Known:
        server, project = self._server, self._project
        return _Known(source, server.documents.opened, server.uri(project, path), server.lines(project, path), {})


class _Known(NamedTuple):
    """What is known of a file as long as it is this one, and the same documents are open."""

    source: SourceFile | None
    opened: int
    uri: str
    table: Lines
    lines: dict[Part, Line]


def _holders(path: str, kept: Kept) -> tuple[Holder, ...]:
    """Return the parts that hold what a diagnostic shows; none where that is not all within parts."""
    finding = kept.anchored.finding
    spans = (finding.span, *(related.place.span for related in finding.related))
    holders = kept.anchored.elsewhere[: len(spans)] or (Holder(path, kept.part),) * len(spans)
    return tuple(dict.fromkeys(holders)) if all(map(_is_inside, spans, holders)) else ()


def _is_inside(span: Span, holder: Holder) -> bool:
    """Tell whether a span of a part is within that part, which moves as one."""
    return holder.part is not None and span.end <= len(holder.part.text)


def _json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, separators=(",", ":"))
