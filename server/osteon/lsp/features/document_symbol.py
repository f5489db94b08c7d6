"""`textDocument/documentSymbol`: the outline of a file, as a tree or as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.symbols import Symbol, SymbolKind, symbols
from osteon.analysis.text import Lines
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer

KINDS: Mapping[SymbolKind, types.SymbolKind] = MappingProxyType(
    {
        "file": types.SymbolKind.File,
        "section": types.SymbolKind.Namespace,
        "requirement": types.SymbolKind.Interface,
        "example": types.SymbolKind.String,
        "component": types.SymbolKind.Class,
        "task": types.SymbolKind.Function,
        "group": types.SymbolKind.Function,
        "scenario": types.SymbolKind.Event,
        "case": types.SymbolKind.Constant,
    }
)


def respond(
    server: OsteonServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """Return the outline of a document."""
    source = server.source(params.text_document.uri)
    if source is None:
        return None
    project, path = source
    found = symbols(project.workspace.files[path]) if path in project.workspace.files else ()
    lines = server.lines(project, path)
    if server.client.hierarchical_symbols:
        return [_tree(symbol, lines, server.client.encoding) for symbol in found]
    return list(_flat(found, params.text_document.uri, lines, server.client.encoding))


def _tree(symbol: Symbol, lines: Lines, encoding: str) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail,
        kind=KINDS[symbol.kind],
        range=to_proto.range_(symbol.span, lines, encoding),
        selection_range=to_proto.range_(symbol.name_span, lines, encoding),
        children=[_tree(child, lines, encoding) for child in symbol.children],
    )


def _flat(
    found: Iterable[Symbol], uri: str, lines: Lines, encoding: str, *, container: str | None = None
) -> Iterator[types.SymbolInformation]:
    for symbol in found:
        location = types.Location(uri, to_proto.range_(symbol.span, lines, encoding))
        yield types.SymbolInformation(location, symbol.name, KINDS[symbol.kind], container_name=container)
        yield from _flat(symbol.children, uri, lines, encoding, container=symbol.name)
