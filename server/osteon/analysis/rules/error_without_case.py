"""A requirement declares an error that none of its cases expects.

## What it finds
A type such as `StackError` or `ParseException` in the error bullets of a requirement, in a table below them, or in a
column of errors or outcomes of another table, where groups or calls cover the requirement and none of them expects
`!StackError` or `then raises StackError`.

## Why it matters
Error paths are what is built last and tested least; a person wrote this one down.

## Example
`- the stack is empty -> StackError` where all covering cases expect a value.

## Fix
Add a case that expects the error: `empty | [] | !StackError`. The quick fix puts a row like the first one below the
covering group, or a scenario below the covering one, with blanks for its inputs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count

from osteon.analysis.case_lines import scenario_slug
from osteon.analysis.case_model import Call, Group, Scenario
from osteon.analysis.configuration import Configuration
from osteon.analysis.coverage import Cover, cover_of, has_cases
from osteon.analysis.findings import FileEdit, Finding, Fix, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Requirement, Section, requirement_of
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "error-without-case"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, configuration: Configuration
) -> Iterator[Finding]:
    """Report the declared errors of a requirement without a case where their names stand."""
    if not is_requirement(section, file) or not has_cases(file.spec_id, index):
        return
    cover = cover_of(requirement_of(section), file.spec_id, index, language=configuration.language)
    for error in cover.missing_errors if not cover.requirement.no_verify else ():
        message = f"No case expects {error.text}: add one that ends in `!{error.text}`"
        yield Finding(CODE, SEVERITY, error.span, message, fixes=(_added(error.text, cover, index),))


def _added(error: str, cover: Cover, index: Index) -> Fix:
    """Return the fix that adds a row to the first covering group, or if there is none a scenario of the same call."""
    calling = [one for one in cover.cases if one.summary.calls]
    first = next((one for one in calling if one.summary.kind == "group"), calling[0])
    stanza, text = first.stanza(index), index.files[first.path].text
    if isinstance(stanza, Group):
        edit, title = _row(error, stanza, text), f"Add a case that expects {error} to {first.label}"
    else:
        cases = index.files[first.path].cases
        taken = {one.slug for one in cases.scenarios} if cases else set()
        edit = _scenario(error, _target(cover.requirement), stanza, taken)
        title = f"Add a scenario that expects {error} below {first.label}"
    return Fix(title, (FileEdit(first.path, (edit,)),), preferred=True)


def _row(error: str, group: Group, text: str) -> TextEdit:
    """Return a row like the first one of a group, with blanks for its name and inputs."""
    first = group.cases[0]
    before = text[group.span.start : first.span.start]
    indent = before[len(before.rstrip(" \t")) :]
    written = text[slice(*group.span)]
    name = next(name for name in _numbered(_kebab(error), "-") if name not in written)
    inputs = (part for value in first.inputs for part in (" | ", Blank(text[slice(*value.span)])))
    end = Span(group.span.end, group.span.end)
    return edit_to_fill_in(end, f"\n{indent}", Blank(name), *inputs, f" | !{error}")


def _target(requirement: Requirement) -> str:
    """Return how `@covers` names a requirement."""
    plain = re.fullmatch(r"[\w-]+", requirement.anchor)
    return requirement.anchor if plain else json.dumps(requirement.title, ensure_ascii=False)


def _scenario(error: str, target: str, like: Scenario, taken: set[str]) -> TextEdit:
    """Return a scenario that calls what another calls first, with blanks for its name and arguments."""
    call = next(step for step in like.steps if isinstance(step, Call))
    name = next(name for name in _numbered(f"raises {error}", " ") if scenario_slug(name) not in taken)
    arguments = [Blank(one.value.source if one.value else one.name) for one in call.arguments]
    inside = [part for argument in arguments for part in (", ", argument)][1:]
    end = Span(like.span.end, like.span.end)
    head = (f"\n\n@covers {target}\nscenario ", Blank(name), f":\n  when {call.target.text}(")
    return edit_to_fill_in(end, *head, *inside, f")\n  then raises {error}")


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _numbered(name: str, by: str) -> Iterator[str]:
    """Yield a name, then it with numbers."""
    yield name
    yield from (f"{name}{by}{number}" for number in count(2))
