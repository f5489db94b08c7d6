"""A term of the glossary is written in another way.

## What it finds
In a spec or an architecture, where its own glossary or that of a spec it builds on (or "the glossary of `OTHER`") has a
term: another word for it that `@term` names, where a file uses that word once or twice only and the term more often;
and a spelling that differs from the term by a hyphen, by white space, or (for a name such as `GitHub`) by its capitals.
Other words for the terms of the specs that build right on this one count too, their spellings do not. Plurals are no
drift, nor are short forms in `@term`: a part of the name, its initials, the same letters. Before another noun a hyphen
may be right ("access-token cache"), and a word where the term does not stand before that noun too; a verb with its
object is no noun ("the patron needs a card"), and before none stands a word in the plural. A word that means all sorts
of things ("entry", "record") counts behind an article only and before no noun, where the file has it once or twice and
the term more often than twice; of the terms of specs that build on this one it never counts.

A noun that nobody named is found too where people write it for the term ("dispatch" for delivery, "lever" for plunger)
and it stands for itself behind an article or a number, once or twice in a file that has the term more often than twice,
in no glossary. Where it means all sorts of things, the word before it must be about the term: "journal entry", where a
record is "16 bytes in the log". Which words people write for which is a list of some 300 groups of nouns.

Measured on the 97 specs of `tests/corpus`: 2 findings, both useful; 28 of 30 seeded faults found. Of twelve slips in
another style, with words that no glossary named, 8 were found at first sight and 9 now; of twelve other uses of such
words 3 were reported at first sight and 1 now: "it is a chore to do it".

## Why it matters
One thing with two names looks like two things, to a reader and to a model: the code then has a `Timeout` and a
`time_out`.

## Example
```
## Glossary

### Access token

@term: token, login key
```
and elsewhere "the accesstoken has expired" or "a login key". "The token" is a short form.

## Fix
Write the term as the glossary does, which the quick fix does. A word that `@term` should not
have named goes from there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from osteon.analysis.configuration import Configuration
from osteon.analysis.constants import GENERIC
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.glossary import Term, in_glossary, meaning_of, singular, terms_of, terms_of_dependents
from osteon.analysis.index import Index
from osteon.analysis.lexicon import are_synonyms, synonyms
from osteon.analysis.passages import per_reading
from osteon.analysis.prose import blocks_of
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span, TextEdit

CODE = "term-drift"
SEVERITY = Severity.HINT
LEXICAL = True

_DETERMINER = re.compile(r"\b(?:a|an|the|each|every|this|that|no|its|any|one)\s+\Z", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[.,;:!?)|→—–]|-[->]|\Z)|['’]s\b|\s+(?:is|are|was|were|has|have|had|must|shall|should|may|can|will|does|do|and|or|of|in|on|at|to"
    r"|for|from|by|with|that|which|when|if|until|before|after|than|as|not|whose|where|while|who|every|each|within|without"
    r"|into|onto|through|between|under|over|during|per|because|but|so|then|again|also|only|never|always|first|twice|once"
    r"|instead|too|here|there|now|cannot|unless|above|below|behind|beside|against|about|per)\b",
    re.IGNORECASE,
)
"""What follows a noun that stands for itself."""


_SLIPS = 2
"""A word that a file uses more often than this is no slip: it means something else there."""


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the wrong spellings in the prose of a file outside of glossaries."""
    if file.kind not in ("spec", "architecture") or not file.spec_id or file.outline is None:
        return
    named = (
        name for section in file.outline.where(_names_glossary) for name in _GLOSSARY_OF.findall(section.piece.text)
    )
    spellings = _spellings(terms_of((file.spec_id, *named), index), terms_of_dependents(file.spec_id, index))
    if spellings is None:
        return
    found = [
        (slip, section.at(slip.span))
        for section in file.outline.where(spellings.may_be_in)
        if (slips := _slips(section.piece, spellings)) and not in_glossary(section)
        for one in slips
        if (slip := _resolved(one, spellings, index) if isinstance(one, _Guess) else one)
    ]
    uses = Counter(slip.other for slip, _span in found)
    for slip, span in found:
        if not slip.other or (uses[slip.other] <= _SLIPS and _is_meant(slip, file.text)):
            yield _finding(file, slip, span)


_GLOSSARY_OF = re.compile(r"\b(?:glossary|glossaries|terms|definitions) (?:of|in|from) `([\w-]+)`", re.IGNORECASE)


def _names_glossary(text: str) -> bool:
    """Tell whether a text says that it uses the terms of another spec."""
    may_be = "lossar" in text or "erms " in text or "efinitions " in text
    return may_be and _GLOSSARY_OF.search(text) is not None


def _finding(file: SourceFile, slip: _Slip, span: Span) -> Finding:
    right = _inflected(slip.name, slip.written)
    who = "The glossary seems to call" if slip.guessed else "The glossary calls"
    message = f"{who} this '{right}': use one name for one thing"
    fix = fix_here(f"Change to '{right}'", file.path, TextEdit(span, right))
    return Finding(CODE, SEVERITY, span, message, fixes=(fix,))


def _is_meant(slip: _Slip, text: str) -> bool:
    """Tell whether a text has a term more often than the other word for it; before a noun, with the same noun."""
    usual, rare = (_count(word, text) for word in (slip.name, slip.other))
    if (slip.guessed or slip.other in GENERIC) and not (usual > _SLIPS >= rare):
        return False
    return usual > rare and (not slip.before or _count(f"{slip.name} {slip.before}", text) > 0)


def _count(words: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(words)}s?\b", text, re.IGNORECASE))


_AS_SPACES = str.maketrans(dict.fromkeys("*_\r\n\t", " "))


@dataclass(frozen=True, slots=True)
class _Slip:
    """A wrong spelling. `other` is the other word for the term, empty where only the spelling differs."""

    name: str
    written: str
    other: str
    before: str
    """The noun that another word for a term stands before, as in "encounter number"."""
    span: Span
    """Counted from the piece."""
    guessed: bool = False
    """Nobody named the other word; the lexicon knows it."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """A noun that people write for one of some terms, by itself and with the word before it."""

    terms: tuple[Term, ...]
    head: str
    """The noun, folded and in the singular."""
    alone: _Written
    modifier: str
    """The word before it, folded; empty where there is none."""
    modified: _Written


class _Written(NamedTuple):
    text: str
    span: Span
    is_introduced: bool
    """An article or another word stands before it after which a name begins."""


@per_reading
def _slips(piece: Piece, spellings: _Spellings) -> tuple[_Slip | _Guess, ...]:
    """Return the wrong spellings of a piece, and what may be one as far as the names of terms tell."""
    return tuple(_find(piece, spellings))


def _find(piece: Piece, spellings: _Spellings) -> Iterator[_Slip | _Guess]:
    for block in blocks_of(piece):
        for match in spellings.pattern.finditer(block.masked):
            name = spellings.meant(match)
            if name is None:
                yield from _guess(match, spellings, block.start)
            else:
                other = _singular(match[0]).casefold()
                span = Span(*match.span()).shifted(block.start)
                before = "" if _stands_for_itself(match) else _noun_behind(match)
                is_other = other in spellings.wrong
                yield _Slip(name, match[0], other if is_other else "", before if is_other else "", span)


def _guess(match: re.Match[str], spellings: _Spellings, start: int) -> Iterator[_Guess]:
    """Yield a noun that stands for itself and that people write for a term, though the glossary does not say so."""
    head = _singular(match[0]).casefold()
    terms = spellings.guesses.get(head, ())
    ends = _ENDS.match(match.string, match.end())
    if not terms or not (_does(match) or _is_plural(match) if ends is None else ends[0].strip() != "of"):
        return
    begin = match.start()
    before = _MODIFIER.search(match.string, max(0, begin - 24), begin)
    alone = _written(match, begin, start)
    if before:
        yield _Guess(terms, head, alone, before[1].casefold(), _written(match, before.start(1), start))
    elif alone.is_introduced and head not in GENERIC:
        yield _Guess(terms, head, alone, "", alone)


def _written(match: re.Match[str], begin: int, start: int) -> _Written:
    span = Span(begin, match.end()).shifted(start)
    is_introduced = _INTRODUCED.search(match.string, max(0, begin - 16), begin) is not None
    return _Written(match.string[begin : match.end()], span, is_introduced)


def _resolved(guess: _Guess, spellings: _Spellings, index: Index) -> _Slip | None:
    """Return a guess as a wrong spelling of one term, if what explains the terms says so too."""
    about = guess.terms if not guess.modifier else _about(guess, index)
    written = guess.modified if guess.modifier and about else guess.alone
    found = about or guess.terms
    if len(found) != 1 or not written.is_introduced or _joined(_singular(written.text)) in spellings.accepted:
        return None
    if written is guess.alone and (guess.head in GENERIC or spellings.tell(guess.head, index)):
        return None  # by itself it may be anything
    name = found[0].name
    return _Slip(name, written.text, _singular(written.text).casefold(), "", written.span, guessed=True)


def _about(guess: _Guess, index: Index) -> tuple[Term, ...]:
    return tuple(term for term in guess.terms if _is_about(term, guess.modifier, index))


def _does(match: re.Match[str]) -> bool:
    """Tell whether a verb in the third person follows a noun in the singular."""
    return _singular(match[0]) == match[0] and _VERB.match(match.string, match.end()) is not None


def _is_plural(match: re.Match[str]) -> bool:
    """Tell whether a noun is in the plural, in which hardly one stands before another noun, and a word follows it."""
    may_be = _singular(match[0]) != match[0] and not _is_verb(match)
    return may_be and _WORD_BEHIND.match(match.string, match.end()) is not None


def _is_verb(match: re.Match[str]) -> bool:
    """Tell whether a word that may be a noun in the plural is a verb: "the run stores the chunk"."""
    return _singular(match[0]) != match[0] and _OBJECT.match(match.string, match.end()) is not None


def _stands_for_itself(match: re.Match[str]) -> bool:
    """Tell whether a noun stands before no other noun: "the patron of", "the patron needs a card", "patrons share"."""
    text, end = match.string, match.end()
    return _ENDS.match(text, end) is not None or _ACTS_ON.match(text, end) is not None or _is_plural(match)


_VERB = re.compile(r" [a-z]{2,}[^s]s\b")
_WORD_BEHIND = re.compile(r" [a-z]")
_OBJECT = re.compile(
    r" (?:an?|the|its|their|his|her|no|each|every|all|any|one|two|three|this|these|those|it|them|\d+)\b"
)
"""How the object of a verb begins: after a plural noun no article follows."""
_ACTS_ON = re.compile(rf" [a-z]{{2,}}[^s]s(?: (?:off|up|out|down|in|on|over|away|back|aside))?{_OBJECT.pattern}")


_MODIFIER = re.compile(r"\b([a-z]{3,})[ -]\Z", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b(?:an?|the|each|every|this|that|no|its|any|one|two|three|per|\d+|oldest|newest|last|next|first|new|old|current)\s+\Z",
    re.IGNORECASE,
)


def _is_about(term: Term, modifier: str, index: Index) -> bool:
    """Tell whether a word before a noun is in the name of a term or in what explains it, in another form or word."""
    if modifier in term.name.casefold().split():
        return True
    words = set(_words_of(meaning_of(term, index)))
    return (
        modifier not in words
        and len(modifier) > 3
        and any(are_synonyms(modifier, word) or _have_one_root(modifier, word) for word in words)
    )


def _have_one_root(one: str, other: str) -> bool:
    return len(one) > _ROOT <= len(other) and one[:_ROOT] == other[:_ROOT] and abs(len(one) - len(other)) < _ROOT


_ROOT = 5
"""Words that share so many first letters are forms of one: "silence" and "silent"."""


def _words_of(text: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[a-z]{3,}", text)]


_NOUN_BEHIND = re.compile(r"[ ](?P<noun>[a-z]{3,})\b")


def _is_plainly_introduced(match: re.Match[str]) -> bool:
    """Tell whether a word that may mean all sorts of things stands right behind an article, and for itself."""
    ends = _ENDS.match(match.string, match.end())
    begin = match.start()
    introduced = _DETERMINER.search(match.string, max(0, begin - 10), begin)
    return introduced is not None and ends is not None and ends[0].strip() != "of"


def _noun_behind(match: re.Match[str]) -> str:
    noun = _NOUN_BEHIND.match(match.string, match.end())
    return _singular(noun["noun"]) if noun else ""


@dataclass(frozen=True, slots=True, eq=False)
class _Spellings:
    """What to look for, and the term that each wrong spelling means."""

    pattern: re.Pattern[str]
    wrong: Mapping[str, str]
    """The other words for a term, folded."""
    accepted: Mapping[str, str]
    """The term that is meant, by its accepted spellings, folded and without separators."""
    right: frozenset[str]
    """All accepted spellings, folded; those of names with capitals within a word as they are."""
    guesses: Mapping[str, tuple[Term, ...]]
    """The terms for which people write a noun that no glossary names, by that noun."""
    terms: tuple[Term, ...]

    def tell(self, word: str, index: Index) -> bool:
        """Tell whether a word names a term or explains one."""
        texts = (f"{term.name.casefold()} {meaning_of(term, index)}" for term in self.terms)
        return any(word in _words_of(text) for text in texts)

    def may_be_in(self, text: str) -> bool:
        """Tell whether a text, marks of emphasis aside, may have a wrong spelling."""
        return self.pattern.search(text.translate(_AS_SPACES)) is not None

    def meant(self, match: re.Match[str]) -> str | None:
        """Return the spelling to write for what was found; None where that is right as it is."""
        written = _singular(match[0])
        if written.casefold() in self.wrong:
            if written.casefold() in GENERIC:
                return self.wrong[written.casefold()] if _is_plainly_introduced(match) else None
            is_noun = _ENDS.match(match.string, match.end()) or _noun_behind(match)
            return self.wrong[written.casefold()] if is_noun and not _is_verb(match) else None
        name = self.accepted.get(_joined(written))
        if name is None or _form(written, name) in self.right or written in self.right:
            return None
        return name if _is_drift(written, name, match) else None


@lru_cache(maxsize=64)
def _spellings(terms: tuple[Term, ...], near: tuple[Term, ...]) -> _Spellings | None:
    """Return how terms may be written wrongly; of those of specs `near` by, only the other words for them count."""
    right = [spelling for term in terms for spelling in term.accepted]
    named = {
        _singular(spelling).casefold(): term.name for term in (*near, *terms) for spelling in term.wrong if spelling
    }
    own = {_singular(spelling).casefold() for term in terms for spelling in term.wrong if spelling}
    wrong = {other: name for other, name in named.items() if other not in GENERIC or other in own}
    accepted = {_joined(_singular(spelling)): spelling for spelling in reversed(right)}
    forms = frozenset(_form(_singular(spelling), spelling) for spelling in right)
    guesses = {other: named for other, named in _guesses(terms).items() if other not in wrong or other in GENERIC}
    patterns = [re.escape(spelling) for spelling in (*wrong, *guesses)] + [
        one for name in accepted.values() for one in _variants(name)
    ]
    if not patterns:
        return None
    longest = sorted(patterns, key=lambda one: (-len(one), one))
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?:es|s)?(?![\w-])", re.IGNORECASE)
    return _Spellings(pattern, wrong, accepted, forms, guesses, (*near, *terms))


def _guesses(terms: tuple[Term, ...]) -> dict[str, tuple[Term, ...]]:
    """Return the nouns that people write for a term: for its name, for its last word, and for what it is said to be."""
    found: defaultdict[str, dict[Term, None]] = defaultdict(dict)
    for term in terms:
        words = re.split(r"[\s-]+", _singular(term.name).casefold())
        others = synonyms("-".join(words))
        if len(words) > 1 or words[0] in GENERIC:
            others |= synonyms(words[-1])
        if term.kind and len(words) > 1:
            others |= synonyms(term.kind)
        for other in others:
            found[other.replace("-", " ")][term] = None
    return {other: tuple(named) for other, named in found.items()}


def _variants(name: str) -> Iterator[str]:
    """Return patterns of what a term may have been written as; short words and code have no variants."""
    words = re.split(r"[\s-]+", _singular(name))
    if len(words) > 1 and all(len(word) > 1 and word.isalpha() for word in words):
        yield r"[\s-]?".join(map(re.escape, words))
    elif len(words) == 1 and words[0].isalpha() and (_has_inner_capital(name) or len(name) >= 6):
        word = words[0]
        yield re.escape(word)
        yield from (rf"{word[:at]}[\s-]{word[at:]}" for at in range(3, len(word) - 2))


def _is_drift(written: str, name: str, match: re.Match[str]) -> bool:
    """Tell whether a spelling is another one of a term, and not the same words in another role."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _joined(written) != written.casefold() and " " in re.sub(r"\s", " ", written):
        return _DETERMINER.search(before) is not None and _ENDS.match(after) is not None
    if "-" in written:
        return " " not in name or _ENDS.match(after) is not None
    return not _has_inner_capital(written) or _has_inner_capital(name)


def _form(written: str, name: str) -> str:
    """Return a spelling as it is compared: with its capitals where the term has some within a word."""
    spaced = re.sub(r"\s+", " ", written)
    return spaced if _has_inner_capital(name) else spaced.casefold()


def _has_inner_capital(name: str) -> bool:
    """Tell whether a name has a capital behind a small letter, as in `GitHub`; one in capitals is an acronym."""
    return re.search(r"[a-z][A-Z]", name) is not None


def _joined(spelling: str) -> str:
    return re.sub(r"[\s-]+", "", spelling.casefold())


def _singular(spelling: str) -> str:
    last = re.split(r"[\s-]", spelling)[-1]
    return spelling.removesuffix(last) + singular(last)


def _inflected(name: str, written: str) -> str:
    """Return a term with the plural ending and the first capital of what was written."""
    right = name if _singular(written) == written else _plural(name)
    first = name[0].upper() if written[0].isupper() else name[0].lower() if _is_plain(name) else name[0]
    return f"{first}{right[1:]}"


def _plural(name: str) -> str:
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    if name.endswith("s") and not name.endswith("ss"):
        return name
    return f"{name}es" if name.endswith(("ss", "x", "z", "ch", "sh")) else f"{name}s"


def _is_plain(name: str) -> bool:
    """Tell whether only the first letter of a term is a capital, as in a heading: within a sentence it is small."""
    return name[1:] == name[1:].lower()
