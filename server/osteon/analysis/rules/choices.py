"""What the checks of tags with a fixed set of values share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.rules.suggestions import closest, replacements
from osteon.analysis.source_file import SourceFile


def outside_choices(
    file: SourceFile, name: str, choices: Sequence[str], code: str, severity: Severity
) -> Iterator[Finding]:
    """Report a header entry called `name` whose value, in any case, is none of `choices`."""
    tag = file.outline.header.get(name) if file.outline else None
    if tag is None or tag.value.text.casefold() in choices:
        return
    known = ", ".join(choices)
    what = f"'{tag.value.text}' is no {name}" if tag.value.text else f"The {name} is empty"
    span = tag.value.span if tag.value.text else tag.span
    near = closest(tag.value.text, choices)
    others = [choice for choice in choices if choice not in near]
    rest = (replace(fix, preferred=False) for fix in replacements(file.path, span, others))
    fixes = (*replacements(file.path, span, near), *rest) if tag.value.text else ()
    yield Finding(code, severity, span, f"{what}: use one of {known}", fixes=fixes)
