"""What the client said it can do, as the few questions that the server asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

ENCODINGS = ("utf-8", "utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Client:
    """A client's announcements; everything is off until it is announced."""

    encoding: str = "utf-16"
    """`utf-8`, `utf-16` or `utf-32`: the unit of every column on the wire."""
    pull_diagnostics: bool = False
    """The client asks for diagnostics, and can be told to ask again."""
    related_information: bool = False
    unnecessary_tag: bool = False
    apply_edit: bool = False
    document_changes: bool = False
    change_annotations: bool = False
    snippet_edits: bool = False
    """An edit may have blanks, which the editor visits in turn."""
    literal_actions: bool = False
    """Code actions may be objects with an edit; else they are bare commands."""
    lazy_edits: bool = False
    """A code action may come without its edit and get it when it is chosen."""
    preferred_actions: bool = False
    hierarchical_symbols: bool = False
    definition_links: bool = False
    snippets: bool = False
    completion_markdown: bool = False
    hover_markdown: bool = False
    progress: bool = False
    watches_files: bool = False
    workspace_folders: bool = False
    show_document: bool = False
    asks: bool = False
    """The client can put a question to the person."""
    content_requests: bool = False
    """The client shows documents that only the server has."""


def read(announced: types.ClientCapabilities) -> Client:
    """Return a client's announcements in Osteon's words."""

    def says(name: str) -> bool:
        return bool(get_capability(announced, name, None))

    def lists(name: str, value: Any) -> bool:
        return value in (get_capability(announced, name, None) or ())

    text = "text_document"
    edit = "workspace.workspace_edit"
    return Client(
        encoding=_encoding(announced),
        pull_diagnostics=says(f"{text}.diagnostic") and says("workspace.diagnostics.refresh_support"),
        related_information=says(f"{text}.publish_diagnostics.related_information"),
        unnecessary_tag=lists(f"{text}.publish_diagnostics.tag_support.value_set", types.DiagnosticTag.Unnecessary),
        apply_edit=says("workspace.apply_edit"),
        document_changes=says(f"{edit}.document_changes"),
        change_annotations=says(f"{edit}.change_annotation_support"),
        snippet_edits=says(f"{edit}.snippet_edit_support"),
        literal_actions=says(f"{text}.code_action.code_action_literal_support"),
        lazy_edits=says(f"{text}.code_action.data_support")
        and lists(f"{text}.code_action.resolve_support.properties", "edit"),
        preferred_actions=says(f"{text}.code_action.is_preferred_support"),
        hierarchical_symbols=says(f"{text}.document_symbol.hierarchical_document_symbol_support"),
        definition_links=says(f"{text}.definition.link_support"),
        snippets=says(f"{text}.completion.completion_item.snippet_support"),
        completion_markdown=lists(f"{text}.completion.completion_item.documentation_format", types.MarkupKind.Markdown),
        hover_markdown=lists(f"{text}.hover.content_format", types.MarkupKind.Markdown),
        progress=says("window.work_done_progress"),
        watches_files=says("workspace.did_change_watched_files.dynamic_registration"),
        workspace_folders=says("workspace.workspace_folders"),
        show_document=says("window.show_document.support"),
        asks=says("window.show_message"),
        content_requests=says("workspace.text_document_content"),
    )


def _encoding(announced: types.ClientCapabilities) -> str:
    """Return the first of the client's encodings that the server knows; UTF-16 where it names none."""
    offered = get_capability(announced, "general.position_encodings", None) or ()
    names = (str(getattr(encoding, "value", encoding)) for encoding in offered)
    return next((name for name in names if name in ENCODINGS), "utf-16")
