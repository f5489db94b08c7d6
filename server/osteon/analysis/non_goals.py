"""What a spec excludes: the items under its Non-Goals, and the statements that demand one of them all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from osteon.analysis.constants import GENERIC
from osteon.analysis.index import Definition, Key
from osteon.analysis.lexicon import same_words, stem, synonyms
from osteon.analysis.model import Section
from osteon.analysis.quantities import singular
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.text import Span

SECTIONS = frozenset({"non-goals", "non goals", "nongoals", "out of scope", "not in scope", "exclusions"})
"""The headings, folded, under which a spec says what it does not do."""


Kind = Literal["", "thing", "means", "by itself", "of"]
"""What an item says beside naming something.

- `thing`: there is none: "A level editor", "No mobile app". Whoever mentions one demands it.
- `means`: it is not supported, "Mouse support". Whoever uses it demands it.
- `by itself`: something does not do it with itself, "a clock that sets itself": "set its clock" is meant.
- `of`: something does not have it: "Accounts for guests", "Letters in codes".
"""


class NonGoal(NamedTuple):
    """One thing that a spec excludes: the stems of the words that name it, in order."""

    stems: tuple[str, ...]
    is_deed: bool
    """It names an action with its object, "fixing links" or "control of the motor"; a statement may use the verb."""
    about: frozenset[str] = frozenset()
    """The stems of all words that tell what is excluded; empty where they are too few to tell it in any order."""
    core: str = ""
    """The stem of the one of these words that says what is not done or not there."""
    example: str = ""
    """The code in brackets that shows what is excluded, "(`invoice.*`)"."""
    kind: Kind = ""
    """What the item says of it beside its name."""
    alike: tuple[tuple[str, str], ...] = ()
    """The stems of other words for the object of an action, each with the stem that it stands for."""


class _Word(NamedTuple):
    text: str
    span: Span
    is_last: bool
    """No word follows right behind it: it ends a part of the sentence."""


def non_goals_key(spec_id: str) -> Key:
    """Return the key of all that a spec excludes."""
    return Key("non-goal", spec_id.casefold())


def non_goal_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return what the items of a section exclude; nothing where it is not one of non-goals."""
    if not any(one.name in SECTIONS for one in (section, *section.above())):
        return
    for statement in statements_of(section):
        if statement.origin == "item":
            for found in non_goals_of(statement.text):
                yield Definition(non_goals_key(spec_id), section.at(statement.span), named(statement.text), found)


def conflicts(statements: Iterable[Statement], excluded: Sequence[NonGoal]) -> Iterator[tuple[Statement, Span, int]]:
    """Yield statements that demand what is excluded, each with the place and the number of the non-goal."""
    for statement in statements:
        if not statement.normative or statement.origin == "cell" or statement.field == "errors":
            continue
        for number, non_goal in enumerate(excluded):
            if place := demanded(statement, non_goal):
                yield statement, place, number
                break


def demanded(statement: Statement, non_goal: NonGoal) -> Span | None:
    """Return where a statement demands what is excluded, counted from its piece; None where it does not.

    All words of the non-goal must stand close together in what the statement demands. One that denies anything is
    never taken for a demand: "links are not fixed" is what the non-goal says too.
    """
    instead = _INSTEAD.match(statement.text)
    begin = instead.end() if instead else 0
    if _DENIAL.search(statement.text, begin):
        return None
    words = [word for word in _words(statement.text) if word.span.start >= begin]
    if place := _spread(statement, words, non_goal):
        return place
    had = frozenset(_had(words, non_goal)) if non_goal.kind == "of" else frozenset()
    for first, last in (*_runs(words, non_goal), *had):
        here = Span(words[first].span.start, words[last].span.end)
        at = statement.span_of(here.start, here.end)
        conditions = (slot.span for slot in statement.slots if slot.name in ("condition", "trigger"))
        is_said = non_goal.kind in ("thing", "means") or (first, last) in had or _is_object(words, first, last)
        if is_said and not any(one.start <= at.start < one.end for one in conditions):
            return at
    return None


def _had(words: Sequence[_Word], non_goal: NonGoal) -> Iterator[tuple[int, int]]:
    """Yield the places where something shall have what it does not: "A guest may create an account"."""
    thing, whose = non_goal.stems
    for number in range(1, len(words) - 1):
        owner = words[number - 1]
        if words[number].text not in _MODALS or _root(owner.text) != whose:
            continue
        at = number + 2
        while at < len(words) and (words[at].text in _DETERMINERS or words[at].text.isdecimal()):
            at += 1
        has_it = words[number + 1].text in _HAS and at < len(words) and _root(words[at].text) == thing
        if has_it and _ends_phrase(words, at):
            yield number - 1, at


_HAS = frozenset(re.findall(r"\w+", "have get receive create make open contain hold own carry include show use take"))


def _ends_phrase(words: Sequence[_Word], number: int) -> bool:
    """Tell whether a word stands before no noun that it belongs to: "an account", not "an account number"."""
    return words[number].is_last or number + 1 == len(words) or words[number + 1].text in _BEHIND


def _spread(statement: Statement, words: Sequence[_Word], non_goal: NonGoal) -> Span | None:
    """Return the place of three words or more that tell what is excluded, three fifths of all, in any order.

    Its core is one of them, and demanded, as another one is too. Beside the example of the non-goal one word will do.
    """
    if non_goal.example and f"`{non_goal.example}`" in statement.text:
        return _beside_example(statement, words, non_goal)
    found = [number for number, word in enumerate(words) if stem(word.text) in non_goal.about]
    told = {stem(words[number].text) for number in found}
    if len(told) < _FEWEST or 5 * len(told) < 3 * len(non_goal.about):
        return None
    conditions = [slot.span for slot in statement.slots if slot.name in ("condition", "trigger")]
    places = {number: statement.span_of(*words[number].span) for number in found}
    demanded = [n for n in found if not any(one.start <= places[n].start < one.end for one in conditions)]
    has_core = any(stem(words[n].text) == non_goal.core and _leads(words, n) for n in demanded)
    return Span(places[demanded[0]].start, places[demanded[-1]].end) if has_core and len(demanded) > 1 else None


def _leads(words: Sequence[_Word], number: int) -> bool:
    """Tell whether a word is not only mentioned: "after payment"."""
    before = number - 1
    while before >= 0 and words[before].text in _DETERMINERS:
        before -= 1
    return before < 0 or words[before].text not in _MENTIONED_AFTER


def _beside_example(statement: Statement, words: Sequence[_Word], non_goal: NonGoal) -> Span | None:
    roots = {word[:_ROOT] for word in non_goal.about if len(word) >= _ROOT}
    found = [word for word in words if word.text[:_ROOT] in roots]
    return statement.span_of(found[0].span.start, found[-1].span.end) if found else None


_ROOT = 6
"""Words that share so many first letters mostly have one root: "subscribes" and "subscription"."""
_FEWEST = 3


# What is excluded -----------------------------------------------------------------------------------------------------

_CLAUSE_END = re.compile(r"[;:(–—]|\.(?=\s|\Z)| - |, (?:which|as|because|since|so|but|see)\b| because ")
_SAYS_SO = re.compile(
    r"\s(?:is|are|will be|remains?|stays?|belongs?)\s+(?:out of scope|not\b|never\b|left\b|handled\b|done\b|up to\b"
    r"|someone|somebody|another|outside\b).*",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING = re.compile(
    r"(?:.*\b(?:does|do|did|will|shall|is|are|must|can) ?not\s+|.*\b(?:never|cannot|doesn't|don't|won't)\s+"
    r"|(?:no|not)\s+)?"
    r"(?:(?:any|all|every|other|full|general)\s+)?(?:(?:support|handling|provision|offering|coverage) (?:of|for)\s+)?"
    r"(?:(?:supporting|handling|providing|offering|covering|support|handle|provide|offer|cover)\s+)?"
    r"(?:(?:any|an?|the)\s+)?",
    re.IGNORECASE | re.DOTALL,
)


def named(item: str) -> str:
    """Return the part of an item that names what is excluded, without its reason and without "no" and "support for"."""
    if _deed(item):
        return " ".join(_clause(item).split())
    clause = _SAYS_SO.sub("", _clause(item)).strip()
    begin = _BEGINNING.match(clause)
    return " ".join(clause[begin.end() if begin else 0 :].split())


def _clause(item: str) -> str:
    return _CLAUSE_END.split(_unmarked(item), maxsplit=1)[0].strip()


def non_goals_of(item: str) -> Iterator[NonGoal]:
    """Read an item of a list of non-goals: as a whole, and each part of "switching a heater or a chiller" by itself."""
    if whole := non_goal_of(item):
        yield whole
    yield from (found for part in _parts(item) if (found := non_goal_of(part)))


def _parts(item: str) -> tuple[str, ...]:
    """Return both things that an item has after one verb or preposition, before one "of", or both deeds to a thing."""
    clause = _clause(item)
    if not (" or " in clause or " and " in clause) or _OTHER_FORM.search(clause):
        return ()
    if found := _EITHER_DEED.fullmatch(clause):
        return tuple(f"{part} {found['of']}" for part in (found["one"], found["other"]))
    if found := _EITHER.fullmatch(clause):
        return tuple(f"{found['head']} {part}" for part in (found["one"], found["other"]))
    if found := _EITHER_OF.fullmatch(clause):
        return tuple(f"{part} {found['of']}" for part in (found["one"], found["other"]))
    return ()


_EITHER = re.compile(
    r"(?P<head>(?:[\w-]+ ){0,3}?(?:\w{3,}ing|by|with|for|from|to|in|on|of|over))"
    r" (?P<one>(?:an? |the )?[\w-]+(?: [\w-]+)?) (?:or|and) (?P<other>(?:an? |the )?[\w-]+(?: [\w-]+)?)",
    re.IGNORECASE,
)
_EITHER_DEED = re.compile(
    r"(?P<one>\w{3,}ing) (?:or|and) (?P<other>\w{3,}ing) (?P<of>(?:[\w-]+ ){0,3}[\w-]+)", re.IGNORECASE
)
_EITHER_OF = re.compile(
    r"(?P<one>[\w-]+) (?:or|and) (?P<other>[\w-]+) (?P<of>(?:of|for) (?:[\w-]+ ){0,2}[\w-]+)", re.IGNORECASE
)
_OTHER_FORM = re.compile(r"\b(?:is|are|does|do|not|no|never|cannot|between|both|support\w*)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def non_goal_of(item: str) -> NonGoal | None:
    """Read an item of a list of non-goals; None where it names nothing that can be looked for."""
    name = named(item)
    in_all = _OF_ANY_KIND.search(name)
    words = _words(_deed(item) or (name[: in_all.start()] if in_all else name).removesuffix(" support"))
    content = [word.text for word in words if word.text not in _FUNCTION_WORDS]
    if in_all and (len(content) == 1 or (len(content) == 2 and content[0] in _MAKING)):
        noun = content[-1]
        return NonGoal((_root(noun),), True, kind="means", alike=_alike(noun))
    about = _about(item)
    core = stem(_core(item, about)) if len(about) >= _FEWEST else ""
    example = _EXAMPLE.search(item)
    spread = (frozenset(map(stem, about)) if core or example else frozenset(), core, example[1] if example else "")
    if not 1 <= len(content) <= _MOST_WORDS or not (content[0][0].isalpha() or len(content) > 1):
        return NonGoal((), False, *spread) if core else None
    links = [word.text for word in words[1:]]
    is_deed = bool(_deed(item) or _NOT_DONE.search(_clause(item))) or content[0].endswith("ing") or links[:1] == ["of"]
    is_deed = is_deed or len(content) == 1
    alike = _alike(content[-1]) if is_deed and len(content) > 1 else ()
    return NonGoal(tuple(map(_root, content)), is_deed, *spread, _kind(item, content, words), alike)


def _kind(item: str, content: Sequence[str], words: Sequence[_Word]) -> Kind:
    clause = _clause(item)
    if _ITSELF.match(clause):
        return "by itself"
    if len(content) == 1:
        return "means" if _SUPPORTED.fullmatch(clause) and content[0] not in _SUPPORTED_PEOPLE else ""
    if len(content) == 2 and len(words) > len(content) and _OF.search(clause):
        return "of"
    return "thing" if _NO_SUCH.fullmatch(clause) else ""


def _alike(noun: str) -> tuple[tuple[str, str], ...]:
    return tuple((stem(other), _root(noun)) for other in sorted(synonyms(singular(noun))) if other not in GENERIC)


def _root(word: str) -> str:
    """Return the stem that stands for all forms of a word, and for the verbs that say the same."""
    found = stem(word)
    return _ROOTS.get(found, found)


_ROOTS = {stem(word): stem(said) for word, said in same_words().items()}
_OF_ANY_KIND = re.compile(r",? (?:(?:of|in) any (?:kind|sort|type|form|shape)|whatsoever|at all)\Z", re.IGNORECASE)
_MAKING = frozenset(re.findall(r"\w+", "making having giving producing emitting playing showing using no"))
"""Before what is not there at all they say nothing more."""
_ITSELF = re.compile(
    r"(?:an?|any|the)?\s*(?P<thing>[\w-]+) (?:that|which|who) (?P<does>\w+) (?:itself|themselves)\b", re.IGNORECASE
)
_SUPPORTED = re.compile(r"(?:no )?[\w-]+ support|(?:no )?support (?:for|of) (?:an? |the )?[\w-]+", re.IGNORECASE)
_SUPPORTED_PEOPLE = frozenset(
    re.findall(
        r"[\w-]+",
        "customer user client player guest buyer seller technical tech product phone telephone email e-mail chat live"
        " remote on-site first-level paid commercial professional extended application operator developer life",
    )
)
"""Before "support" they say who gives or gets help."""
_OF = re.compile(r"\w (?:for|in|on|inside|within) (?:an? |the |each |every )?\w", re.IGNORECASE)
_NO_SUCH = re.compile(r"(?:an?|no|any) (?!\w+ing\b)(?:[\w-]+ ){1,2}[\w-]+", re.IGNORECASE)


_NOT_DONE = re.compile(
    r"\b(?:does|do|will|can|shall|must) ?not\b|\bcannot\b|\b(?:do|does|wo|ca)n['’]t\b", re.IGNORECASE
)


def _core(item: str, about: Sequence[str]) -> str:
    """Return what is not done, "forwarded" in "no alarm is forwarded to a network", else the first word that tells."""
    done = _DONE.search(_clause(item))
    return done[1].casefold() if done and done[1].casefold() in about else about[0]


_DONE = re.compile(
    r"\b(?:is|are|be) (?:not |never )?(\w{2,}ed|sent|shown|kept|built|written|read|made)\b", re.IGNORECASE
)


def _about(item: str) -> list[str]:
    """Return the words that tell what an item excludes: not who does not do it, and nothing that is an exception."""
    text = _EXCEPTION.split(_clause(item), maxsplit=1)[0]
    if actor := _ACTOR.match(text):
        text = text[actor.end() :]
    words = (word.text for word in _words(text))
    return [word for word in words if word not in _FUNCTION_WORDS | _SAYS_NOTHING and word[0].isalpha()]


_EXAMPLE = re.compile(r"\(`([^`\s]+)`\)")
_EXCEPTION = re.compile(r"\b(?:other than|except|beyond|besides|apart from|unless|until|more than)\b", re.IGNORECASE)
_ACTOR = re.compile(r"(?:the|this|an?)\s+\w+\s+(?=(?:does|do|is|are|will|can|shall|must|may|cannot)\b)", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "no not neither nor any other all does do is are was be by one only even never cannot can will shall must may"
        " more than such it its they them there own support out scope part than s",
    )
)


_PASSIVE = re.compile(
    r"(?:(?P<no>no)\s+)?(?P<thing>(?:[\w-]+\s+){1,3}?)(?:(?P<not>(?:is|are|can|will|must) ?not|never)|is|are|can|will)"
    r"(?:\s+be)?\s+(?!(?:support|handl|provid|offer|cover|includ|plann|intend|need|requir)ed)"
    r"(?P<done>\w{2,}ed|sent|shown|kept|built|written|read|made)(?:\s+by\s[^,]*(?=,\s+not even\b))?(?:,.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)


def _deed(item: str) -> str:
    """Return "deleted records" for "Records cannot be deleted", and "sets clock" for "A clock that sets itself".

    It is nothing for an item of another form.

    "By a command" excludes one way only, unless "not even by …" follows.
    """
    if itself := _ITSELF.match(_clause(item)):
        return f"{itself['does']} {itself['thing']}"
    match = _PASSIVE.match(_clause(item))
    return f"{match['done']} {match['thing'].strip()}" if match and (match["no"] or match["not"]) else ""


_MOST_WORDS = 6
"""What needs more words to be named is too special for words alone to tell."""


# What is demanded -----------------------------------------------------------------------------------------------------

_DENIAL = re.compile(
    r"\b(?:no|not|never|without|nor|neither|cannot|none|nothing|nobody|except|excluding|unless|instead|rather"
    r"|other than|one after (?:an|the )other|outside|elsewhere"
    r"|un(?:supported|available)|out of scope|left (?:out|to)|later|future|only"
    r"|(?:skip|ignor|refus|reject|forbid|forbidd|prohibit|prevent|exclud|disabl|omit|omitt|den)(?:s|es|ed|ing|e|y|ies|ied)?)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?:instead|in place) of [^,.;]{1,80}, ", re.IGNORECASE)
"""What begins a statement and denies nothing of what it demands."""
_DETERMINERS = frozenset(
    re.findall(r"\w+", "a an the each every all any its their this that these those such some both")
)
_LINKS = frozenset(re.findall(r"\w+", "of for by on in at with from to into"))
_FUNCTION_WORDS = _DETERMINERS | _LINKS | {"and", "or", "be", "is", "are", "own"}
_NOT_DEMANDED_AFTER = frozenset(
    re.findall(r"\w+", "to from in into on with against than by at besides beyond like as about")
)
_OWN = frozenset({"its", "their", "own", "itself", "themselves"})
_DOES = frozenset(re.findall(r"\w+", "do make take accept offer provide perform support process allow play use"))
_BEHIND = _FUNCTION_WORDS | frozenset(
    re.findall(r"\w+", "as when if while until before after once again too also over via through within per than then")
)
"""What stands behind a noun that belongs to no other one."""
_CAN = frozenset(re.findall(r"\w+", "able allowed permitted possible have has offer offers option"))
"""Before "to" they say that something can be done."""
_MENTIONED_AFTER = (_NOT_DEMANDED_AFTER - {"in"}) | {"after", "before", "during", "until"}
_MODALS = frozenset(re.findall(r"\w+", "shall must should will may can"))
_BESIDE = 1
"""So many other words may stand among those of a non-goal: "fixing of broken links"."""


def _runs(words: Sequence[_Word], non_goal: NonGoal) -> Iterator[tuple[int, int]]:
    """Yield the first and last number of words that together name a non-goal."""
    content = [number for number, word in enumerate(words) if word.text not in _FUNCTION_WORDS]
    alike = dict(non_goal.alike)
    stems = [alike.get(found, found) for number in content if (found := _root(words[number].text))]
    wanted = sorted(non_goal.stems)
    for first in range(len(content)):
        if stems[first] not in non_goal.stems:
            continue
        for size in range(len(wanted), len(wanted) + _BESIDE + 1):
            run = content[first : first + size]
            if _holds(stems[first : first + size], wanted) and _belongs_together(words, run, non_goal):
                yield run[0], run[-1]
                break


def _holds(stems: Sequence[str], wanted: Sequence[str]) -> bool:
    """Tell whether a run begins and ends with wanted stems and has each of them."""
    rest = list(wanted)
    for one in stems:
        if one in rest:
            rest.remove(one)
    return not rest and len(stems) >= len(wanted) and stems[-1] in wanted


def _belongs_together(words: Sequence[_Word], run: Sequence[int], non_goal: NonGoal) -> bool:
    """Tell whether content words stand side by side, or are linked by a preposition, or are a verb with its object."""
    if len(run) == 1:
        return _is_done(words, run[0]) or (non_goal.kind == "means" and _ends_phrase(words, run[0]))
    in_order = _root(words[run[0]].text) == non_goal.stems[0]
    links = _LINKS if in_order else {"of"}
    for place, (one, other) in enumerate(pairwise(run)):
        between = {word.text for word in words[one + 1 : other]}
        is_object = place == 0 and non_goal.is_deed and in_order
        if not between <= (_DETERMINERS | links) or (between and not between & links and not is_object):
            return False
        if non_goal.kind == "by itself" and not between & _OWN:
            return False
        if place and len(run) > len(non_goal.stems) and in_order and non_goal.is_deed and "of" in between:
            return False  # "remove the entry of the account": the deed is done to the entry
    return words[run[-1]].span.end - words[run[0]].span.start < _LONGEST


def _is_done(words: Sequence[_Word], number: int) -> bool:
    """Tell whether one word is what shall be done: "shall encrypt", "shall be encrypted", "shall take the payment"."""
    before = number - 1
    if before >= 0 and words[before].text == "be":
        before -= 1
    elif _ends_phrase(words, number):
        while before > 0 and words[before].text in _DETERMINERS:
            before -= 1
        before -= before > 0 and words[before].text in _DOES
    return before >= 0 and words[before].text in _MODALS


_LONGEST = 80
"""So many characters the words may take up."""


def _is_object(words: Sequence[_Word], first: int, last: int) -> bool:
    """Tell whether what is named is demanded: done or made by somebody, or the subject of "shall"."""
    before = first - 1
    while before >= 0 and words[before].text in _DETERMINERS:
        before -= 1
    if before < 0:
        return any(word.text in _MODALS for word in words[last + 1 : last + 3])
    can = words[before].text == "to" and before and words[before - 1].text in _CAN
    return bool(can) or words[before].text not in _NOT_DEMANDED_AFTER


# Words ----------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def _words(text: str) -> list[_Word]:
    return [_word(match) for match in _TOKEN.finditer(text)]


def _word(match: re.Match[str]) -> _Word:
    text, (start, end) = match.string, match.span()
    is_last = not text[end : end + 1].isspace()
    word = match[0].casefold()
    if word == "times" and (_COUNTS.search(text, max(0, start - 12), start) or _FACTOR.match(text, end)):
        word = "×"
    return _Word(word, Span(start, end), is_last)


_COUNTS = re.compile(r"(?:\d|\b(?:two|three|four|five|six|ten|many|several|few))\s+\Z", re.IGNORECASE)
_FACTOR = re.compile(r"\s+(?:the|an?|its|\d)", re.IGNORECASE)
"""What stands before and behind "times" that is no time."""


def _unmarked(item: str) -> str:
    return re.sub(r"[*`\"“”]", "", item)
