"""The documents that an editor has open: their text follows the editor's edits, not the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from osteon.analysis.text import Span, TextEdit
from osteon.lsp import from_proto
from osteon.lsp.live_lines import LiveLines


class Document:
    """One open document. `path` is None where its uri names no file, not even one to be."""

    __slots__ = ("language", "lines", "path", "saved", "uri", "version")

    def __init__(self, uri: str, *, language: str, version: int, text: str) -> None:
        self.uri = uri
        self.path: Path | None = from_proto.path(uri) or from_proto.untitled_path(uri, language)
        self.language = language
        self.version = version
        self.lines = LiveLines(text)
        self.saved = not uri.startswith(f"{from_proto.UNTITLED}:")
        """The disk has this text, as far as the editor told."""

    @property
    def text(self) -> str:
        return self.lines.text

    def change(
        self, changes: Iterable[types.TextDocumentContentChangeEvent], *, version: int, encoding: str
    ) -> Iterator[TextEdit]:
        """Follow a client's changes; yield each as an edit in characters, made already, of the text before it."""
        self.version = version
        self.saved = False
        for change in changes:
            edit = self._as_edit(change, encoding)
            self.lines.edit(edit)
            yield edit

    def _as_edit(self, change: types.TextDocumentContentChangeEvent, encoding: str) -> TextEdit:
        if isinstance(change, types.TextDocumentContentChangePartial):
            return TextEdit(from_proto.span(change.range, self.lines, encoding), change.text)
        return difference(self.text, change.text)


class Documents:
    """The open documents, by the uri that the client uses for them and by their path."""

    def __init__(self) -> None:
        self._by_uri: dict[str, Document] = {}
        self._by_path: dict[Path, Document] = {}
        self.opened = 0
        """How often a document was opened or closed: while it stays the same, so do the uris of all files."""

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_uri.values())

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take over a document; one that is open already starts anew."""
        self.close(item.uri)
        document = Document(item.uri, language=str(item.language_id), version=item.version, text=item.text)
        self._by_uri[item.uri] = document
        self.opened += 1
        if document.path is not None:
            self._by_path[document.path] = document
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document and return it."""
        self.opened += 1
        document = self._by_uri.pop(uri, None)
        if document is not None and document.path is not None:
            self._by_path.pop(document.path, None)
        return document

    def get(self, uri: str) -> Document | None:
        """Return an open document by its uri; another spelling of the same file's uri is found too."""
        return self._by_uri.get(uri) or self.at(from_proto.path(uri))

    def at(self, path: Path | None) -> Document | None:
        """Return the open document of a file."""
        return self._by_path.get(path) if path is not None else None


def difference(before: str, after: str) -> TextEdit:
    """Return the smallest single edit that turns one text into the other."""
    shorter = min(len(before), len(after))
    start = _longest(shorter, lambda length: before[:length] == after[:length])
    end = _longest(shorter - start, lambda length: before[len(before) - length :] == after[len(after) - length :])
    return TextEdit(Span(start, len(before) - end), after[start : len(after) - end])


def _longest(limit: int, agrees: Callable[[int], bool]) -> int:
    """Return the greatest length up to `limit` that agrees, where every shorter one does too."""
    lengths: Sequence[int] = range(limit + 1)
    low, high = 0, len(lengths) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if agrees(middle) else (low, middle - 1)
    return low
