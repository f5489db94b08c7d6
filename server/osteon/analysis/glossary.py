"""The terms that specs define under `## Glossary`: as headings with `@term`, as list items, as table rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from osteon.analysis.index import NO_PLACE, Definition, Index, Key
from osteon.analysis.model import Section
from osteon.analysis.text import Span
from osteon.analysis.values import Word

SECTIONS = frozenset({"glossary", "terms", "terminology", "definitions", "terms and definitions", "abbreviations"})
"""The `##` sections, folded, whose entries are terms."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a glossary, as other files see it."""

    name: str
    """The spelling to write."""
    others: tuple[str, ...] = ()
    """Other words for it, by `@term`."""
    kind: str = ""
    """What it is said to be: "a slip of paper that …" is a slip. Folded."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """The spellings that may be written: the name and its short forms."""
        return (self.name, *(other for other in self.others if is_short_form(other, self.name)))

    @property
    def wrong(self) -> tuple[str, ...]:
        """The other words that mean it, instead of which its name should be written."""
        return tuple(other for other in self.others if other not in self.accepted)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with the place of its name, counted from the start of the file."""

    term: Term
    place: Span
    meaning: str
    """How the entry begins to explain it, folded."""


def folded(text: str) -> str:
    """Return what all inflections of a term share: no capitals, hyphens as spaces, the last word in the singular."""
    words = re.split(r"[\s-]+", text.strip().casefold())
    return " ".join((*words[:-1], singular(words[-1])))


def is_short_form(other: str, name: str) -> bool:
    """Tell whether one of two names is short for the other: the same but for capitals, a part of it, its initials."""
    one, whole = sorted((folded(other).split(), folded(name).split()), key=len)
    initials = "".join(word[0] for word in whole)
    return set(one) <= set(whole) or "".join(one) in (initials, "".join(whole))


def singular(word: str) -> str:
    """Return a word without a plural ending, as far as its last letters tell."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def term_key(text: str) -> Key:
    """Return the key of a term, by any inflection of its name or of another word for it."""
    return Key("term", folded(text))


def glossary_key(spec_id: str) -> Key:
    """Return the key of all terms of a spec; the detail of each definition is the `Term`."""
    return Key("glossary", spec_id.casefold())


def meaning_key(term: Term) -> Key:
    """Return the key of what glossaries say that a term means; the detail of each definition is the term, and that."""
    return Key("meaning", folded(term.name))


def meaning_of(term: Term, index: Index) -> str:
    """Return how the entries of a term begin to explain it, folded."""
    details = (one.detail for _path, one in index.definitions(meaning_key(term)))
    return " ".join(detail[1] for detail in details if isinstance(detail, tuple) and detail[0] == term)


def term_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return the terms that a section of a spec defines."""
    for entry in entries_of(section):
        yield Definition(glossary_key(spec_id), NO_PLACE, entry.term.name, entry.term)
        yield Definition(meaning_key(entry.term), NO_PLACE, entry.term.name, (entry.term, entry.meaning))
        for key in dict.fromkeys(map(term_key, (entry.term.name, *entry.term.others))):
            yield Definition(key, entry.place, entry.term.name)


def in_glossary(section: Section) -> bool:
    """Tell whether a section is a glossary or in one."""
    return section.name in SECTIONS or any(one.name in SECTIONS for one in section.above())


def entries_of(section: Section) -> Iterator[Entry]:
    """Return the terms right under a heading: that of an entry, or a glossary with a list or a table."""
    if any(section.is_entry_of(name) for name in SECTIONS):
        if section.title.text.strip():
            yield _heading_entry(section)
    elif section.level == 2 and section.name in SECTIONS:
        yield from (_entry(section.word(word), (), meaning) for word, meaning in _listed(section))


def _heading_entry(section: Section) -> Entry:
    texts = (str(leaf) for leaf in section.piece.leaves() if leaf.type == "TEXT")
    others = tuple(word.text.strip("\"'") for word in section.words("term"))
    return _entry(section.title, others, next(texts, ""))


_ABBREVIATED = re.compile(r"(\S.*?)\s*\(([^()]+)\)")


def _entry(name: Word, others: tuple[str, ...], meaning: str) -> Entry:
    """Return an entry; `Random Access Memory (RAM)` has a short form."""
    match = _ABBREVIATED.fullmatch(name.text)
    first, short = (match[1], (match[2],)) if match else (name.text, ())
    said = meaning.strip()[:_MOST_SAID].casefold()
    kind = _KIND.match(said)
    term = Term(first, tuple(other for other in (*short, *others) if other.strip()), kind[1] if kind else "")
    return Entry(term, name.span, said)


_MOST_SAID = 160
"""So many characters of an explanation tell what a term is about."""
_KIND = re.compile(
    r"(?:an?|the)\s+([a-z]+)\s+(?:in|of|that|which|after|before|between|for|during|until|when|where|with)\b"
)


_ITEM = re.compile(
    r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+"
    r"(?:\*\*(?P<bold>[^*\r\n]{1,80}?):?\*\*|(?P<plain>[^:*`\r\n]{1,60}?)(?=:[ \t]|[ \t]+[–—-][ \t]))"
)
_CELL = re.compile(r"[ \t]*\|[ \t]*\**(?P<cell>[^|*`\r\n]*[^|*`\s])")
_RULE = re.compile(r"[ \t]*\|[ \t]*:?-")


def _listed(section: Section) -> Iterator[tuple[Word, str]]:
    """Return the terms of list items, `- **term**: meaning`, and of the first column of tables, with what follows."""
    rows: list[tuple[int, str]] = []
    for leaf in section.piece.leaves():
        at, line = leaf.start_pos or 0, str(leaf)
        if leaf.type == "BULLET" and (match := _ITEM.match(line)):
            group = "bold" if match["bold"] else "plain"
            yield Word(match[group].strip(), Span(*match.span(group)).shifted(at)), line[match.end() :].lstrip(" :–—-")
        elif leaf.type == "TABLE_ROW":
            rows.append((at, line))
    body = next((number + 1 for number, (_at, line) in enumerate(rows) if _RULE.match(line)), len(rows))
    for at, line in rows[body:]:
        if match := _CELL.match(line):
            yield Word(match["cell"], Span(*match.span("cell")).shifted(at)), line[match.end() :].lstrip(" |*")


def terms_for(spec_id: str, index: Index) -> tuple[Term, ...]:
    """Return the terms that hold in a spec: its own and those of all specs that it builds on."""
    return terms_of((spec_id,), index)


def terms_of(spec_ids: Iterable[str], index: Index) -> tuple[Term, ...]:
    """Return the terms of some specs and of all specs that they build on."""
    found = (term for spec_id in spec_ids for term in index.vocabulary(spec_id))
    return tuple(dict.fromkeys(term for term in found if isinstance(term, Term)))


_MOST_DEPENDENTS = 8
"""What more specs build on than this is common ground: it does not speak the language of each of them."""


def terms_of_dependents(spec_id: str, index: Index) -> tuple[Term, ...]:
    """Return the terms that specs define which build right on this one: they are often about the same things."""
    found = index.references(Key("spec", spec_id.casefold()))
    paths = dict.fromkeys(path for path, reference in found if reference.role == "depends")
    if len(paths) > _MOST_DEPENDENTS:
        return ()
    ids = dict.fromkeys(index.files[path].spec_id.casefold() for path in paths)
    known = [name for name in ids if name and index.definition(Key("spec", name))]  # asked, to be told when it changes
    details = (one.detail for name in known for _path, one in index.definitions(glossary_key(name)))
    return tuple(detail for detail in details if isinstance(detail, Term))


_LONGEST = 5
"""So many words a term may have for a cursor to find it."""


def term_at(text: str, offset: int, index: Index) -> tuple[Span, Key] | None:
    """Return the longest term around an offset of a text, with its place."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    words = list(re.finditer(r"[^\W_]+(?:['’.][^\W_]+)*", text[start : start + 2000]))
    for size in range(_LONGEST, 0, -1):
        for first in range(len(words) - size + 1):
            span = Span(words[first].start() + start, words[first + size - 1].end() + start)
            key = term_key(text[slice(*span)]) if span.contains(offset) else None
            if key and index.definition(key):
                return span, key
    return None


def any_inflection(spellings: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds all spellings, in the singular and the plural, with any separators and capitals."""
    words = (r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", spelling))) for spelling in set(spellings))
    longest = sorted((re.sub(r"y\Z", "(?:y|ie)", word) for word in words), key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(longest)})(?:es|s)?\b", re.IGNORECASE)
