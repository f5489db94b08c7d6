"""Values of the core in the protocol's forms."""

from __future__ import annotations

from osteon.analysis.text import Blank, Span, edit_to_fill_in
from osteon.lsp.to_proto import snippet


def test_only_blanks_are_placeholders_in_a_snippet() -> None:
    edit = edit_to_fill_in(Span(0, 0), r"$1 \{a}", Blank("<x}$>"), " ${2:b}", Blank("ms"))
    assert edit.text == r"$1 \{a}<x}$> ${2:b}ms"
    assert snippet(edit) == r"\$1 \\{a\}${1:<x\}\$>} \${2:b\}${2:ms}"
