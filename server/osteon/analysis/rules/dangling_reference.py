"""A reference that names nothing.

## What it finds
`as described above`, `see below`, `the following section`, `as usual`, `see the documentation`, in what a spec demands.

## Why it matters
A task is shown the sections that it declares, and nothing above or below them; a link is followed, a word is not.

## Example
```
The reply shall have the format described above.
```

## Fix
Name the place: `the format of #reply-format`.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "dangling-reference"
SEVERITY = Severity.INFORMATION
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "name the section": "see above, see below, as above, as below, described above, described below"
        ", defined above, defined below, mentioned above, listed above, specified above, as described, as mentioned"
        ", as stated, previous section, following section, next section, previous chapter, next chapter"
        ", the relevant section, the aforementioned, in another document, in a separate document"
        ", the section above",
        "say what that is": "as usual, as before, as always, as expected, see the documentation, the usual way"
        ", see documentation, the standard way, as discussed, as agreed",
    },
    unless=r"(?:as\s+described|as\s+mentioned|as\s+stated|as\s+discussed|as\s+agreed)\s+(?:in|by|under|for|at|on)\b",
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report references in words."""
    for hit in hits(section, index, _WORDS):
        fix = hit.replaced(file.path, "Name the section", "in `#", Blank("anchor"), "`")
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' names no place: {hit.advice}", fix)
