"""An acronym is explained nowhere.

## What it finds
A word of two to six capitals in the prose of a spec or an architecture, at its first use in the file, that no file
writes out, as in `Random Access Memory (RAM)`, and that is no entry of a glossary, no spec id and no word of the
project's `vocabulary`. Left out are acronyms that everybody knows and words such as READY and MUTE (`WELL_KNOWN` in
`osteon.analysis.acronyms`), Roman numbers, repeated letters (`NNN`), words that stand in small letters in the same file
too, lists and names of several words in capitals, what stands before a number (a version), in short cells and in names
such as `REQ-12`. Nor is a word reported that stands in any file as a name: in code, alone in a heading, in bold or in
quotes, as the name of a column or a row, as the term of an item, or behind what it is ("the state SLEEP").

Measured on the 97 specs of `tests/corpus`: 2 findings, both of use to a reader, and 23 of 25 seeded faults found. The
list of acronyms that everybody knows was made with this corpus at hand; so were the signs of a name.

## Why it matters
What the author's team calls a PSU is a power supply to one reader and something else to another, and a model takes the
likelier of the two.

## Example
"The DSO confirms the reading", where no file says what a DSO is.

## Fix
Write it out at its first use, or give it an entry under `## Glossary`, which the quick fix prepares. A name that stands
for nothing else goes into `vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from osteon.analysis.acronyms import acronym_key, acronyms, may_have_acronyms
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.glossary import SECTIONS, term_key
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Outline
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in
from osteon.analysis.values import Word

CODE = "undefined-acronym"
SEVERITY = Severity.HINT
LEXICAL = True


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each unexplained acronym where a file first uses it."""
    if file.kind not in ("spec", "architecture") or file.outline is None:
        return
    for word in _first_uses(file.outline):
        known = (acronym_key(word.text), term_key(word.text), Key("spec", word.text.casefold()))
        if not index.first_defined(known) and not _is_no_acronym(word.text, file.outline):
            message = f"Nothing says what {word.text} stands for: write it out here, or add it to a glossary"
            yield Finding(CODE, SEVERITY, word.span, message, fixes=_fixes(word.text, file.outline, file))


def _first_uses(outline: Outline) -> Iterator[Word]:
    seen: set[str] = set()
    for number in outline.numbers_where(may_have_acronyms):
        for word in acronyms(outline.document.pieces[number]):
            if word.text not in seen:
                seen.add(word.text)
                yield outline.section(number).word(word)


def _is_no_acronym(word: str, outline: Outline) -> bool:
    """Tell whether a word in capitals is an emphasis, as it is written in small letters too."""
    return next(outline.where(_writes_small(word)), None) is not None


@lru_cache(maxsize=1024)
def _writes_small(word: str) -> Callable[[str], bool]:
    """Return what tells whether a text has a word in small letters; the very same for a word, so that it is kept."""
    spellings = (word.lower(), word.capitalize())
    small = re.compile(rf"(?<![\w-])(?:{'|'.join(spellings)})s?(?![\w-])")
    return lambda text: any(one in text for one in spellings) and small.search(text) is not None


def _fixes(acronym: str, outline: Outline, file: SourceFile) -> tuple[Fix, ...]:
    """Offer an entry at the end of the glossary, or a glossary at the end of a spec."""
    if file.kind != "spec" or any(section.piece.open_fence for section in outline.sections):
        return ()
    glossary = next((outline.top[name] for name in outline.top if name in SECTIONS), None)
    end = glossary.end if glossary else len(outline.text)
    at = len(outline.text[:end].rstrip())
    entry = (f"### {acronym}\n\n", Blank(f"<what {acronym} stands for>"))
    edit: TextEdit = edit_to_fill_in(Span(at, at), "\n\n" if glossary else "\n\n## Glossary\n\n", *entry)
    return (fix_here(f"Add {acronym} to the glossary", file.path, edit),)
