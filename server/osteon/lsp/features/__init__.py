"""The language features, one module each: convert in, one call into the core, convert out.

A module is imported when its feature is used for the first time. Its functions take the server and the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types


@dataclass(frozen=True, slots=True)
class Feature:
    """A request that the server answers: with `function` of the module `features/<module>.py`."""

    method: str
    module: str
    function: str = "respond"
    options: Any = None


FEATURES = (
    Feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        "code_action",
        options=types.CodeActionOptions(
            code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.Source, "source.fixAll.osteon"],
            resolve_provider=True,
        ),
    ),
    Feature(types.CODE_ACTION_RESOLVE, "code_action", "resolve"),
    Feature(
        types.TEXT_DOCUMENT_COMPLETION,
        "completion",
        options=types.CompletionOptions(trigger_characters=["@", "#", ":", " ", ",", "[", '"', "."]),
    ),
    Feature(types.TEXT_DOCUMENT_DEFINITION, "definition"),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "document_highlight"),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "document_symbol"),
    Feature(types.TEXT_DOCUMENT_FOLDING_RANGE, "folding_range"),
    Feature(types.TEXT_DOCUMENT_FORMATTING, "formatting"),
    Feature(types.TEXT_DOCUMENT_HOVER, "hover"),
    Feature(types.TEXT_DOCUMENT_REFERENCES, "references"),
    Feature(types.WORKSPACE_SYMBOL, "workspace_symbol"),
)

PULL = Feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    "diagnostic",
    options=types.DiagnosticOptions(identifier="osteon", inter_file_dependencies=True, workspace_diagnostics=False),
)
"""Offered only to clients that can also be told to ask again."""
