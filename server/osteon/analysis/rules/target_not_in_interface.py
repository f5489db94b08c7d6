"""Cases call a function that no interface mentions.

## What it finds
A group or a call in a scenario whose function stands in no `**Interface:**` of the components of the spec, or of the
spec that `@arch` names; and calls where the spec has no architecture at all.

## Why it matters
The interface is all that the builder of the function is told of its name. If the cases call it by another one, they
fail whatever is built; without any architecture nobody knows in which file to look for it.

## Example
`draw_sprit(rows)` where the interface has `def draw_sprite(rows)`.

## Fix
Correct the name, for which the quick fix offers the nearest ones, or add the function to an interface.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.case_model import CaseFile
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.rules.suggestions import closest, did_you_mean, replacements
from osteon.analysis.source_file import SourceFile, architecture_key, spec_key
from osteon.analysis.values import Word

CODE = "target-not-in-interface"
SEVERITY = Severity.WARNING

_CALLABLE = re.compile(r"([^\W\d]\w*)\s*(?:<[^<>()]*>)?\(")


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report every function that is called and in no interface."""
    owner = file.cases and (file.cases.arch or file.cases.spec)
    if file.cases is None or not owner or not index.definition(spec_key(owner.text)):
        return
    interfaces = [definition for _path, definition in index.definitions(architecture_key(owner.text))]
    text = "\n".join(str(definition.detail) for definition in interfaces)
    for target in called(file.cases):
        if not re.search(rf"\b{re.escape(target.text)}\b", text):
            yield _finding(file, target, owner.text, text if interfaces else None)


def _finding(file: SourceFile, target: Word, spec_id: str, text: str | None) -> Finding:
    if text is None:
        message = f"{spec_id} has no architecture that says where {target.text} is: add an .amd file with its interface"
        return Finding(CODE, SEVERITY, target.span, message)
    near = closest(target.text, _CALLABLE.findall(text))
    advice = did_you_mean(near, "add it to the interface of a component")
    message = f"No interface of {spec_id} mentions {target.text}: {advice}"
    return Finding(CODE, SEVERITY, target.span, message, fixes=replacements(file.path, target.span, near))


def called(cases: CaseFile) -> Iterator[Word]:
    """Return the functions that cases call, of a dotted name only its last part."""
    calls = (target for scenario in cases.scenarios for target in scenario.targets)
    for target in (*(group.name for group in cases.groups), *calls):
        last = target.text.rpartition(".")[2]
        yield Word(last, target.span._replace(start=target.span.end - len(last)))
