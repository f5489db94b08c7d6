"""`textDocument/completion`: tags, values, references, plan keys; snippets for clients that expand them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.completion import Item, ItemKind, complete
from osteon.analysis.text import Lines, TextEdit
from osteon.lsp import to_proto
from osteon.lsp.capabilities import Client

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer

KINDS: Mapping[ItemKind, types.CompletionItemKind] = MappingProxyType(
    {
        "tag": types.CompletionItemKind.Keyword,
        "value": types.CompletionItemKind.EnumMember,
        "spec": types.CompletionItemKind.Module,
        "anchor": types.CompletionItemKind.Reference,
        "component": types.CompletionItemKind.Class,
        "task": types.CompletionItemKind.Function,
        "file": types.CompletionItemKind.File,
        "key": types.CompletionItemKind.Property,
        "section": types.CompletionItemKind.Keyword,
        "code": types.CompletionItemKind.Constant,
        "snippet": types.CompletionItemKind.Snippet,
        "term": types.CompletionItemKind.Text,
    }
)
_MARK = re.compile(r"\$\{\d+:?([^}]*)\}|\$\d+")


def respond(server: OsteonServer, params: types.CompletionParams) -> types.CompletionList | None:
    """Return what may be written at a position."""
    spot = server.spot(params.text_document.uri, params.position)
    if spot is None:
        return None
    lines = server.lines(spot.project, spot.path)
    found = complete(spot.project.workspace, spot.path, spot.offset)
    return types.CompletionList(
        is_incomplete=False,
        items=[_item(item, number, lines, server.client) for number, item in enumerate(found)],
    )


def _item(item: Item, number: int, lines: Lines, client: Client) -> types.CompletionItem:
    snippet = item.kind == "snippet" and client.snippets
    insert = item.insert if snippet else _MARK.sub(r"\1", item.insert) if item.kind == "snippet" else item.insert
    return types.CompletionItem(
        label=item.label,
        kind=KINDS[item.kind],
        detail=item.detail or None,
        documentation=_documentation(item.documentation, client),
        sort_text=f"{number:05}",
        filter_text=lines.text[item.span.start : item.span.end] if snippet else _filter(item),
        insert_text_format=types.InsertTextFormat.Snippet if snippet else None,
        text_edit=to_proto.text_edit(TextEdit(item.span, insert), lines, client.encoding),
    )


def _filter(item: Item) -> str:
    """Return what the typed text is compared with: the text that the item replaces begins like this."""
    return item.insert.strip() or item.label


def _documentation(text: str, client: Client) -> types.MarkupContent | str | None:
    if not text:
        return None
    return types.MarkupContent(types.MarkupKind.Markdown, text) if client.completion_markdown else text
