"""What the checks of tags with a fixed set of values share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    fixes = replacements(file.path, span, closest(tag.value.text, choices)) if tag.value.text else ()
    yield Finding(code, severity, span, f"{what}: use one of {known}", fixes=fixes)
