"""A tag's value has the wrong form.

## What it finds
An id that is not a letter followed by letters, digits, `_` and `-`; an `@allow` with an unknown code or without a
reason; an `@origin` that is neither `explicit …` nor `inferred by …`; an empty `@see` or `@depends`.

## Why it matters
A value of the wrong form is not read as what it was meant to be.

## Example
`@id: 8bit display`

## Fix
Write the value in the form that the message shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import ID, Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import TextEdit
from osteon.analysis.values import Word, parse_allow, parse_list

CODE = "invalid-tag-value"
SEVERITY = Severity.ERROR

_ORIGIN = re.compile(r"explicit\b.*|inferred by \S.*", re.DOTALL)


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report an id that is none."""
    if file.spec is not None:
        yield from _check_id(file)


def check_section_links(
    section: Section, _file: SourceFile, _index: Index, configuration: Configuration
) -> Iterator[Finding]:
    """Report the value of every tag that has a form."""
    for tag in section.piece.tags:
        problem = _FORMS.get(tag.name.text.casefold(), _any_form)(tag.value, configuration)
        if problem:
            span = section.at(tag.value.span if tag.value.text else tag.span)
            yield Finding(CODE, SEVERITY, span, problem)


def _check_id(file: SourceFile) -> Iterator[Finding]:
    tag = file.spec.header.get("id") if file.spec else None
    if tag is None or not tag.value.text or ID.fullmatch(tag.value.text):
        return
    message = f"'{tag.value.text}' is no id: use a letter, then letters, digits, `_` and `-`"
    yield Finding(CODE, SEVERITY, tag.value.span, message, fixes=_valid_id(tag.value, file.path))


def _valid_id(value: Word, path: str) -> tuple[Fix, ...]:
    valid = re.sub(r"[^A-Za-z0-9_-]+", "_", value.text).strip("_-").lstrip("0123456789_-")
    return (fix_here(f"Change to {valid}", path, TextEdit(value.span, valid)),) if valid else ()


def _allow_form(value: Word, configuration: Configuration) -> str | None:
    from osteon.analysis.rules import all_rules

    code, reason = parse_allow(value.text)
    if code.text not in all_rules(configuration):
        return f"There is no check called '{code.text}': write `@allow: code reason`"
    return None if reason.text else f"@allow needs a reason: write `@allow: {code.text} why it is right here`"


def _origin_form(value: Word, _configuration: Configuration) -> str | None:
    fits = _ORIGIN.fullmatch(value.text)
    return None if fits else "Write `@origin: explicit I-0001` or `@origin: inferred by <who>, from <what>`"


def _list_form(value: Word, _configuration: Configuration) -> str | None:
    return None if parse_list(value.text) else "The list is empty: name what you mean or delete the tag"


def _any_form(_value: Word, _configuration: Configuration) -> str | None:
    return None


_FORMS: Mapping[str, Callable[[Word, Configuration], str | None]] = {
    "allow": _allow_form,
    "origin": _origin_form,
    "see": _list_form,
}
