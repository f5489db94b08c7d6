"""A link was made to a section that says something else by now.

## What it finds
A reference in `@see` that records the digest of its target, as in `@see: DISPLAY#draw-sprite@1a2b3c4d`, where the
section has another digest now. White space at the end of lines, empty lines, tags and attributes do not count.

## Why it matters
What refers to a section was written with what the section said in mind. When that changes, somebody should look whether
this is still right; nothing else in the text shows that there is anything to look at.

## Example
`@see: POWER#cut-off@9c1e02ab`, after the voltage under "Cut-off" went from 3.0 V to 2.8 V.

## Fix
Read the section that is named, and this one again. Then let the quick fix "Mark as reviewed" record the section as it
is now. It stands in the text like all else: a task that is shown this text is built again. Where a link records
nothing, the action "Record what is named here as reviewed" makes it do so.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile, reference_key
from osteon.analysis.text import TextEdit
from osteon.analysis.values import Word

CODE = "suspect-link"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report the links of a section whose targets changed since somebody looked."""
    for target, recorded in section.links("see"):
        if recorded is not None and (file.spec_id or not target.text.startswith("#")):
            yield from _check(target, recorded, reference_key(target.text, file.spec_id), file.path, index)


def _check(target: Word, recorded: Word, key: Key, path: str, index: Index) -> Iterator[Finding]:
    found, now = index.definition(key), index.text_digest(key)
    if found is None or not now or now.startswith(recorded.text.casefold()):
        return
    message = f"{target.text} changed since this link was reviewed: read the section again, then mark it as reviewed"
    edit = TextEdit(recorded.span, now[: len(recorded.text)])
    fix = fix_here("Mark as reviewed: the section is right as it is now", path, edit, preferred=False)
    related = (Related(Place(found[0], found[1].span), "This is what changed"),)
    yield Finding(CODE, SEVERITY, recorded.span, message, related, (fix,))
