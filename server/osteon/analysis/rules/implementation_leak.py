"""A demand says how, where it should say what.

## What it finds
Words of a solution, such as `database table`, `thread`, `hash map`, `singleton`, `cron job`, in the requirements of a
spec. What is a name of the interface stands in code spans, and is no finding.

## Why it matters
How belongs into the architecture, where it can change without changing what users get.

## Example
```
The names shall be kept in a hash map.
```

## Fix
Say what can be observed, `A name shall be found in at most 1 ms`, or move the sentence to the `.amd` file. The quick
fixes put a blank in the place of the word, or mark it as a name of the interface.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, Span, TextEdit

CODE = "implementation-leak"
SEVERITY = Severity.HINT
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "say what can be observed, or move it to the architecture": "database table, database tables, sql, sql query"
        ", foreign key, primary key, stored procedure, index on, hash map, hash table, hashmap, linked list"
        ", binary tree, array, mutex, semaphore, thread, threads, thread pool, worker thread, singleton, factory"
        ", base class, subclass, superclass, abstract class, inheritance, design pattern, microservice, microservices"
        ", cron job, for loop, while loop, global variable, pointer, malloc, garbage collector, orm, middleware"
        ", docker, kubernetes, redis, kafka, postgres, postgresql, mysql, mongodb, sqlite, react, angular"
        ", dependency injection, callback function",
    }
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report words of a solution in the requirements of a spec; constraints may have them."""
    if file.kind == "spec" and any(above.name.endswith("requirements") for above in section.above()):
        for hit in hits(section, index, _WORDS):
            message = f"'{hit.word}' is a solution: {hit.advice}"
            observed = hit.replaced(file.path, "Say what can be observed", Blank("<what can be observed>"))
            yield hit.finding(CODE, SEVERITY, message, observed, _as_name(hit, file.path))


def _as_name(hit: Hit, path: str) -> Fix:
    """Return the fix that marks a word as a name of the interface."""
    marks = (TextEdit(Span(at, at), "`") for at in hit.span)
    return fix_here(f"It is a name of the interface: write `{hit.word}`", path, *marks, preferred=False)
