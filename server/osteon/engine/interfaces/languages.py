"""The languages whose interfaces are known beside Python, one table each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tree_sitter import Node

from osteon.engine.interfaces.outline import Grammar

JAVADOC = re.compile(r"/\*\*")


# JavaScript and TypeScript --------------------------------------------------------------------------------------------

_STATEMENTS = frozenset({"hash_bang_line", "class_static_block", "statement_block"})
_EXPORTS = re.compile(rb"(?:module|exports|globalThis|window)\b")


def _js_idle(node: Node) -> bool:
    if node.type == "expression_statement":
        return node.named_children[0].type not in ("assignment_expression", "internal_module")
    return node.type in _STATEMENTS or (node.type.endswith("_statement") and node.type not in _JS_DECLARING)


_JS_DECLARING = frozenset({"export_statement", "import_statement"})


def _js_hidden(node: Node) -> bool:
    """Tell whether a member of a class says that it is private, or anything else is not exported."""
    parent = node.parent.type if node.parent else ""
    if parent == "class_body":
        return any(child.type == "private_property_identifier" or child.text == b"private" for child in node.children)
    if parent not in ("program", "statement_block") or node.type in ("export_statement", "ambient_declaration"):
        return False
    assigned = node.type == "expression_statement"
    return not (assigned and _EXPORTS.match(node.text or b""))


JAVASCRIPT = Grammar(
    "tree_sitter_javascript",
    functions=frozenset(
        {
            "arrow_function",
            "function_declaration",
            "function_expression",
            "generator_function",
            "generator_function_declaration",
            "method_definition",
        }
    ),
    groups=frozenset({"program", "class_body", "object"}),
    sealed=frozenset({"class_body"}),
    valued=frozenset({"assignment_expression", "field_definition", "variable_declarator"}),
    structures=frozenset({"arrow_function", "class", "function_expression", "generator_function", "object"}),
    attached=frozenset({"decorator"}),
    idle=_js_idle,
    hidden=_js_hidden,
    doc=JAVADOC,
)

TYPESCRIPT = replace(
    JAVASCRIPT,
    package="tree_sitter_typescript",
    entry="language_typescript",
    groups=JAVASCRIPT.groups | {"enum_body", "interface_body", "object_type", "statement_block"},
    valued=JAVASCRIPT.valued | {"public_field_definition"},
)

TSX = replace(TYPESCRIPT, entry="language_tsx")


# Rust -----------------------------------------------------------------------------------------------------------------


def _rust_idle(node: Node) -> bool:
    return node.type in ("inner_attribute_item", "expression_statement", "empty_statement")


def _rust_hidden(node: Node) -> bool:
    """Tell whether a declaration lacks a `pub`, but for what a trait asks for."""
    parent = node.parent
    if parent is None or parent.type not in ("source_file", "declaration_list"):
        return False
    owner = parent.parent
    if owner is not None and (owner.type == "trait_item" or owner.child_by_field_name("trait")):
        return False
    if node.type == "macro_invocation":
        return not re.search(rb"\bpub\b", node.text or b"")
    if node.type == "macro_definition":
        return not _macro_is_exported(node)
    return node.type != "foreign_mod_item" and all(child.type != "visibility_modifier" for child in node.children)


def _macro_is_exported(node: Node) -> bool:
    above = node.prev_sibling
    while above is not None and (above.type == "attribute_item" or above.type.endswith("comment")):
        if b"macro_export" in (above.text or b""):
            return True
        above = above.prev_sibling
    return False


RUST = Grammar(
    "tree_sitter_rust",
    functions=frozenset({"closure_expression", "function_item"}),
    groups=frozenset({"declaration_list", "enum_variant_list", "field_declaration_list", "source_file"}),
    valued=frozenset({"const_item", "static_item"}),
    attached=frozenset({"attribute_item"}),
    idle=_rust_idle,
    hidden=_rust_hidden,
    doc=re.compile(r"///(?!/)|/\*\*(?!\*|/)"),
    inner_doc=re.compile(r"//!|/\*!"),
)


# Go -------------------------------------------------------------------------------------------------------------------

GO = Grammar(
    "tree_sitter_go",
    functions=frozenset({"func_literal", "function_declaration", "method_declaration"}),
    groups=frozenset(
        {
            "const_declaration",
            "field_declaration_list",
            "interface_type",
            "source_file",
            "type_declaration",
            "var_declaration",
            "var_spec_list",
        }
    ),
    valued=frozenset({"const_spec", "var_spec"}),
    structures=frozenset({"func_literal"}),
    imports=("import_declaration", "import_spec"),
    touching=True,
)
"""Every name is visible: other files of its package use it whether or not it is exported."""


# C --------------------------------------------------------------------------------------------------------------------


def _c_idle(node: Node) -> bool:
    return node.type == "expression_statement"


def _c_hidden(node: Node) -> bool:
    return node.type in ("declaration", "function_definition") and any(
        child.text == b"static" for child in node.children
    )


_FOR_CPP = re.compile(
    rb"^[ \t]*#[ \t]*ifdef[ \t]+__cplusplus\b(?:(?!^[ \t]*#[ \t]*if)[\s\S])*?#[ \t]*endif[^\n]*", re.M
)
"""What a C++ compiler alone sees: the braces of `extern "C"`, which no C is balanced with."""

C_HEADER = Grammar(
    "tree_sitter_c",
    functions=frozenset({"function_definition"}),
    groups=frozenset(
        {
            "declaration_list",
            "enumerator_list",
            "field_declaration_list",
            "preproc_elif",
            "preproc_else",
            "preproc_if",
            "preproc_ifdef",
            "translation_unit",
        }
    ),
    valued=frozenset({"init_declarator"}),
    idle=_c_idle,
    ignored=_FOR_CPP,
    touching=True,
)

C = replace(C_HEADER, hidden=_c_hidden)


# Lua ------------------------------------------------------------------------------------------------------------------

_LUA_DECLARING = frozenset(
    {"assignment_statement", "function_declaration", "return_statement", "variable_declaration", "field"}
)


def _lua_idle(node: Node) -> bool:
    return node.type not in _LUA_DECLARING


def _lua_hidden(node: Node) -> bool:
    return node.children[0].type == "local"


LUA = Grammar(
    "tree_sitter_lua",
    functions=frozenset({"function_declaration", "function_definition"}),
    groups=frozenset({"chunk", "table_constructor"}),
    valued=frozenset({"assignment_statement"}),
    structures=frozenset({"function_definition", "table_constructor"}),
    idle=_lua_idle,
    hidden=_lua_hidden,
    touching=True,
)


# Zig ------------------------------------------------------------------------------------------------------------------


def _zig_idle(node: Node) -> bool:
    return node.type in ("test_declaration", "comptime_declaration")


def _zig_hidden(node: Node) -> bool:
    """Tell whether a function, constant or variable lacks a `pub`; fields are never hidden."""
    return node.type.endswith("_declaration") and all(child.type not in ("pub", "export") for child in node.children)


_ZIG_CONTAINERS = frozenset({"enum_declaration", "opaque_declaration", "struct_declaration", "union_declaration"})

ZIG = Grammar(
    "tree_sitter_zig",
    functions=frozenset({"function_declaration"}),
    groups=_ZIG_CONTAINERS | {"error_set_declaration", "source_file"},
    valued=frozenset({"container_field", "variable_declaration"}),
    structures=_ZIG_CONTAINERS | {"error_set_declaration"},
    idle=_zig_idle,
    hidden=_zig_hidden,
    doc=re.compile(r"///(?!/)"),
    inner_doc=re.compile(r"//!"),
)


# Java -----------------------------------------------------------------------------------------------------------------


def _java_idle(node: Node) -> bool:
    return node.type in ("block", "static_initializer")


def _java_hidden(node: Node) -> bool:
    first = node.children[0] if node.children else None
    modifiers = first.children if first is not None and first.type == "modifiers" else ()
    return node.type == "import_declaration" or any(child.type == "private" for child in modifiers)


JAVA = Grammar(
    "tree_sitter_java",
    functions=frozenset(
        {
            "compact_constructor_declaration",
            "constructor_declaration",
            "enum_constant",
            "lambda_expression",
            "method_declaration",
        }
    ),
    groups=frozenset(
        {"annotation_type_body", "class_body", "enum_body", "enum_body_declarations", "interface_body", "program"}
    ),
    sealed=frozenset({"class_body", "enum_body_declarations"}),
    valued=frozenset({"variable_declarator"}),
    structures=frozenset({"lambda_expression"}),
    idle=_java_idle,
    hidden=_java_hidden,
    doc=JAVADOC,
)

BY_SUFFIX: Mapping[str, Grammar] = {
    ".c": C,
    ".cjs": JAVASCRIPT,
    ".cts": TYPESCRIPT,
    ".go": GO,
    ".h": C_HEADER,
    ".java": JAVA,
    ".js": JAVASCRIPT,
    ".jsx": JAVASCRIPT,
    ".lua": LUA,
    ".mjs": JAVASCRIPT,
    ".mts": TYPESCRIPT,
    ".rs": RUST,
    ".ts": TYPESCRIPT,
    ".tsx": TSX,
    ".zig": ZIG,
}
"""The grammar of each file name's end. A file of any other kind is its own interface."""
