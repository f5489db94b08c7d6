"""Regular expressions that people write for their own rules: a subset whose time to match is bounded before it runs.

A pattern is read into a tree, and refused where matching it could take more than `MOST_TRIES` steps from one place of a
text: the number of ways to match (two repetitions that compete for the same characters multiply) times its length. An
open repetition (`*`, `+`, `{2,}`) goes no further than `FARTHEST` times, so that the number is a bound for every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_TRIES = 50_000
"""So many steps from one place of a text are quick."""
FARTHEST = 100
"""How often an open repetition repeats at most."""
LONGEST = 500
"""So many characters of a pattern are read; also what keeps the reading from nesting too deep."""
DEEPEST = 20
"""So many groups may stand in each other."""


class UnsafePattern(ValueError):
    """A pattern that is no regular expression of the subset, or that could take long; the message says why."""


@lru_cache(maxsize=1024)
def safe_pattern(written: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    r"""Return a pattern that takes a bounded time at each place of any text.

    Known are literals, `.`, classes, `\d \s \w \b` and their opposites, `^ $`, groups, `|`, and repetitions. Raises
    UnsafePattern for what is not known (look-around, back-references), what could take long, and what matches nothing.
    """
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    try:
        tree = _Reader(written, flags).read()
        compiled = re.compile(_source(tree), flags)
    except (re.error, OverflowError) as error:
        raise UnsafePattern(f"it is no regular expression: {error}") from None
    if compiled.fullmatch("") or _least(tree) == 0:
        raise UnsafePattern("it also matches where nothing is: let it need at least one character")
    if _ways(tree, frozenset()) * _length(tree) > MOST_TRIES:
        raise UnsafePattern(
            "matching it could take very long: let no two repetitions compete for the same characters "
            "(`(a+)+`, `.*.*`), or bound them (`.{0,20}`)"
        )
    return compiled


# The tree -------------------------------------------------------------------------------------------------------------

Letters = frozenset[str]
"""Characters of a sample: the ASCII ones, some of other scripts, and all that the pattern names."""


@dataclass(frozen=True, slots=True)
class _One:
    """One character, or none for an anchor, as it is written; `letters` are those of the sample that it matches."""

    source: str
    letters: Letters
    width: int = 1


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    body: _Node
    least: int
    most: int
    lazy: bool


_Node = _One | _Sequence | _Choice | _Repeat

_SAMPLE = frozenset(map(chr, range(128))) | frozenset("\x85\xa0äßéÉµŁłжЖαΩ字かأ٣²½–—’“…€\ufffc😀")
_ATOM = re.compile(
    r"(?P<group>\((?:\?:)?)(?!\?)|(?P<class>\[\^?\]?(?:(?!--|&&|~~|\|\|)(?:\\.|[^\]\\\[]))*\])|(?P<anchor>\\[bB]|[$^])"
    r"|(?P<one>\\[dDsSwWtnrfv]|\\[^A-Za-z0-9]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|[^\\()\[|*+?])",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"(?:(?P<mark>[*+?])|\{(?P<least>\d{0,4})(?P<comma>,)?(?P<most>\d{0,4})\})(?P<lazy>\?)?")
_MARKS = {"*": (0, FARTHEST), "+": (1, FARTHEST), "?": (0, 1)}


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, written: str, flags: re.RegexFlag) -> None:
        if len(written) > LONGEST:
            raise UnsafePattern(f"it is longer than {LONGEST} characters: make several patterns of it")
        self._written = written
        self._flags = flags
        self._at = 0
        self._sample = "".join(sorted(_SAMPLE | frozenset(written)))

    def read(self) -> _Node:
        tree = self._choice(0)
        if self._at < len(self._written):
            raise self._unknown()
        return tree

    def _choice(self, depth: int) -> _Node:
        if depth > DEEPEST:
            raise UnsafePattern(f"more than {DEEPEST} groups stand in each other")
        branches = [self._sequence(depth)]
        while self._next("|"):
            branches.append(self._sequence(depth))
        return _Choice(tuple(branches)) if len(branches) > 1 else branches[0]

    def _sequence(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while self._at < len(self._written) and self._written[self._at] not in "|)":
            parts.append(self._repeated(self._atom(depth)))
        return _Sequence(tuple(parts))

    def _atom(self, depth: int) -> _Node:
        match = _ATOM.match(self._written, self._at)
        if match is None:
            raise self._unknown()
        self._at = match.end()
        if match["group"]:
            inner = self._choice(depth + 1)
            if not self._next(")"):
                raise UnsafePattern("a group is not closed: write `)`")
            return inner
        if match["anchor"]:
            return _One(match[0], frozenset(self._sample), 0)
        pattern = re.compile(match[0], self._flags | re.DOTALL)
        return _One(match[0], frozenset(filter(pattern.fullmatch, self._sample)))

    def _repeated(self, body: _Node) -> _Node:
        match = _QUANTIFIER.match(self._written, self._at)
        if match is None or match[0] in ("{}", "{,}"):
            return body
        if isinstance(body, _One) and not body.width:
            raise UnsafePattern(f"`{body.source}` is a place, which cannot be repeated: take out `{match[0]}`")
        self._at = match.end()
        if match["mark"]:
            least, most = _MARKS[match["mark"]]
        else:
            least = int(match["least"] or 0)
            open_most = max(least, FARTHEST) if match["comma"] else least
            most = int(match["most"]) if match["most"] else open_most
        if most < least:
            raise UnsafePattern(f"`{match[0]}` asks for at least {least} and at most {most}")
        if _QUANTIFIER.match(self._written, self._at):
            raise UnsafePattern(f"a repetition of the repetition `{match[0]}`: put it in a group, or take it out")
        return _Repeat(body, least, most, bool(match["lazy"]))

    def _next(self, mark: str) -> bool:
        found = self._written.startswith(mark, self._at)
        self._at += found
        return found

    def _unknown(self) -> UnsafePattern:
        rest = self._written[self._at : self._at + 8]
        return UnsafePattern(
            f"`{rest}` is not known here (there is no look-around and no back-reference); for the character itself "
            f"write a backslash before it"
        )


def _source(node: _Node) -> str:
    """Return a tree as a pattern in which no repetition is open."""
    if isinstance(node, _One):
        return node.source
    if isinstance(node, _Sequence):
        return "".join(map(_source, node.parts))
    if isinstance(node, _Choice):
        return f"(?:{'|'.join(map(_source, node.branches))})"
    return f"(?:{_source(node.body)}){{{node.least},{node.most}}}{'?' * node.lazy}"


# What it costs --------------------------------------------------------------------------------------------------------


def _ways(node: _Node, after: Letters) -> int:
    """Return in how many ways a node can match from one place, as far as a first character of `after` can follow."""
    if isinstance(node, _One):
        return 1
    if isinstance(node, _Choice):
        return _ways_of_choice(node, after)
    if isinstance(node, _Repeat):
        return _ways_of_repeat(node, after)
    ways = 1
    for number, part in enumerate(node.parts):
        ways = min(ways * _ways(part, _first(node.parts[number + 1 :], after)), MOST_TRIES + 1)
    return ways


def _ways_of_choice(node: _Choice, after: Letters) -> int:
    ways = [_ways(branch, after) for branch in node.branches]
    firsts = [_first((branch,), after) for branch in node.branches]
    apart = sum(map(len, firsts)) == len(frozenset[str]().union(*firsts))
    return max(ways) if apart else sum(ways)


def _ways_of_repeat(node: _Repeat, after: Letters) -> int:
    """Return the ways of a repetition: one where each next character says whether it goes on, else one per length."""
    begin = _first((node.body,), frozenset())
    inner = _ways(node.body, begin | after)
    if _least(node.body) == 0 and node.most > 1:
        return MOST_TRIES + 1
    if inner == 1:
        return 1 if begin.isdisjoint(after) or node.least == node.most else node.most - node.least + 1
    total = power = 1
    for _times in range(node.most):
        power = min(power * inner, MOST_TRIES + 1)
        total = min(total + power, MOST_TRIES + 1)
    return total


def _first(parts: tuple[_Node, ...], after: Letters) -> Letters:
    """Return the characters that a sequence can begin with; those of `after`, too, where it may be empty."""
    found: set[str] = set()
    for part in parts:
        found.update(_begins(part))
        if _least(part) > 0:
            return frozenset(found)
    return frozenset(found) | after


def _begins(node: _Node) -> Iterator[str]:
    if isinstance(node, _One):
        yield from node.letters if node.width else ()
    elif isinstance(node, _Choice):
        for branch in node.branches:
            yield from _begins(branch)
    elif isinstance(node, _Sequence):
        yield from _first(node.parts, frozenset())
    else:
        yield from _begins(node.body) if node.most else ()


def _least(node: _Node) -> int:
    """Return the length of the shortest text that a node matches."""
    if isinstance(node, _One):
        return node.width
    if isinstance(node, _Choice):
        return min(map(_least, node.branches))
    return sum(map(_least, node.parts)) if isinstance(node, _Sequence) else node.least * _least(node.body)


def _length(node: _Node) -> int:
    """Return the length of the longest text that a node matches, at least 1."""
    if isinstance(node, _One):
        return 1
    if isinstance(node, _Choice):
        return max(map(_length, node.branches))
    return max(1, sum(map(_length, node.parts)) if isinstance(node, _Sequence) else node.most * _length(node.body))
