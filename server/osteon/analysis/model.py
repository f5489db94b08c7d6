"""What specs, architectures and intents mean: headers, sections, requirements, components."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from osteon.analysis import front_matter
from osteon.analysis.shape import INTRO as INTRO
from osteon.analysis.shape import Shape, Standing, entry_of
from osteon.analysis.shape import slug as slug
from osteon.analysis.syntax import Document, Fence, Field, Piece, TagLine
from osteon.analysis.text import Span
from osteon.analysis.values import Attributes, Link, Outcome, Word, parse_link, parse_list, parse_outcome

Dialect = Literal["tags", "yaml", "both", "none"]

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""What a spec id looks like."""
STATUSES = ("draft", "review", "approved", "implemented", "deprecated")
ANYWHERE = frozenset({"see", "allow", "origin", "term"})
"""Tags that may stand under any heading: under the title, they are no header of their own."""
PRIORITIES = ("low", "medium", "high", "critical")


@dataclass(eq=False, slots=True)
class Section:
    """A heading with everything under it, up to the next heading of the same or a higher level.

    `level` is 0 for the text before the first heading. `anchor` is the explicit one, else the heading's slug,
    with a number behind it where an earlier heading or any explicit anchor of the file has it.
    """

    piece: Piece
    start: int
    level: int
    title: Word
    """The heading's title; its span, as all spans here, counts from the start of the file."""
    anchor: str
    attributes: Attributes | None
    outline: Outline = field(repr=False)
    number: int
    """Its place among the sections of its file."""

    @property
    def end(self) -> int:
        return self.outline.start_of(self.outline.shape.ends[self.number])

    @property
    def parent(self) -> Section | None:
        parent = self.outline.shape.parents[self.number]
        return self.outline.section(parent) if parent >= 0 else None

    @property
    def children(self) -> tuple[Section, ...]:
        """The headings right under this one."""
        return tuple(map(self.outline.section, self.outline.shape.children.get(self.number, ())))

    @property
    def standing(self) -> Standing:
        """How it stands among the headings of its file."""
        return self.outline.shape.standings[self.number]

    @property
    def name(self) -> str:
        """The title, folded for comparison."""
        return self.title.text.casefold()

    @property
    def own_end(self) -> int:
        """Where the text of this heading itself ends: at the next heading of any level."""
        return self.start + len(self.piece.text)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_empty(self) -> bool:
        return not self.standing.below and not self.piece.text[self.piece.heading_end :].strip()

    @property
    def has_own_text(self) -> bool:
        """Whether text stands right under the heading, before any heading below it; tags and comments are none."""
        return self.piece.own_text.end > self.piece.own_text.start

    def is_entry_of(self, name: str) -> bool:
        """Tell whether this is a `###` heading under a `##` heading called `name` (folded)."""
        above = self.standing.context.above
        return self.level == 3 and above is not None and above.level == 2 and above.name == name

    def has(self, name: str) -> bool:
        """Tell whether the heading carries the class `.name`."""
        return self.attributes is not None and name in self.attributes.classes

    def at(self, span: Span) -> Span:
        """Return a span of this section's piece as a span of the file."""
        return span.shifted(self.start)

    def word(self, word: Word) -> Word:
        """Return a word of this section's piece with its place in the file."""
        return Word(word.text, word.span.shifted(self.start))

    def tags(self, name: str) -> Iterator[TagLine]:
        """Return the tags called `name` right under this heading; spans count from the piece."""
        return (tag for tag in self.piece.tags if tag.name.text.casefold() == name)

    def words(self, tag_name: str) -> tuple[Word, ...]:
        """Return the items of all list tags called `tag_name` under this heading, with their places in the file."""
        return tuple(
            Word(item.text, item.span.shifted(self.start + tag.value.span.start))
            for tag in self.tags(tag_name)
            for item in parse_list(tag.value.text)
        )

    def links(self, tag_name: str) -> Iterator[Link]:
        """Return the references in all tags called `tag_name` under this heading, with their places in the file."""
        for item in self.words(tag_name):
            target, digest = parse_link(item.text)
            by = item.span.start
            placed = Word(digest.text, digest.span.shifted(by)) if digest else None
            yield Link(Word(target.text, target.span.shifted(by)), placed)

    def field(self, name: str) -> Field | None:
        """Return the first bold field called `name` under this heading, in any case; spans count from the piece."""
        return next((field for field in self.piece.fields if field.name.text.casefold() == name), None)

    def above(self) -> Iterator[Section]:
        """Return the sections that this one stands in, the innermost first."""
        section = self.parent
        while section is not None:
            yield section
            section = section.parent

    def walk(self) -> Iterator[Section]:
        """Return this section and all under it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class HeaderTag:
    """One entry of a header, in either dialect, with places in the file. `items` are the parts of a list."""

    name: Word
    value: Word
    items: tuple[Word, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What stands at the top of a file: `@`-tags under the title, YAML front matter, both (a finding) or nothing."""

    dialect: Dialect
    tags: tuple[HeaderTag, ...]
    span: Span
    """From the first entry to the last; an empty span where entries would stand if there are none."""
    problems: tuple[Word, ...] = ()
    """What is wrong with the front matter, as messages with their places."""

    def get(self, name: str) -> HeaderTag | None:
        """Return the last entry called `name`, in any case."""
        return next((tag for tag in reversed(self.tags) if tag.name.text.casefold() == name), None)

    def text(self, name: str) -> str:
        tag = self.get(name)
        return tag.value.text if tag else ""

    def items(self, name: str) -> tuple[Word, ...]:
        tag = self.get(name)
        return tag.items if tag else ()


class Outline:
    """The sections of one document and its header: what all kinds of Markdown source have in common.

    Sections are made when somebody asks for them, so that a long document that is typed in costs little.
    """

    def __init__(self, document: Document, before: Outline | None = None) -> None:
        """Read a document; `before` is the outline of the one that it was made from by `reparse`."""
        self.document = document
        self._made: dict[int, Section] = {}
        self._where: dict[Callable[[str], bool], tuple[int, ...]] = {}
        self._asked: set[Callable[[str], bool]] = set()
        if before is not None:
            self.shape = before.shape.updated(document.pieces, document.head, document.tail)
            self._share_header(before)
            self._share_where(before)

    @cached_property
    def shape(self) -> Shape:
        """How the sections nest."""
        return Shape(tuple(map(entry_of, self.document.pieces)))

    def _share_header(self, before: Outline) -> None:
        """Take over the header where no piece in front of it or in it changed."""
        title = self.shape.title
        same = self.shape is before.shape and self.document.head > (title or 0)
        if same and "header" in before.__dict__:
            self.header = before.header

    def _share_where(self, before: Outline) -> None:
        """Take over which sections hold something, and look at those that changed."""
        head, tail, count = self.document.head, self.document.tail, len(self.document.pieces)
        shift = count - len(before.document.pieces)
        for holds in before._asked:
            numbers = before._where[holds]
            fresh = (number for number in range(head, count - tail) if holds(self.document.pieces[number].text))
            behind = numbers[bisect_left(numbers, count - tail - shift) :]
            moved = (number + shift for number in behind) if shift else behind
            self._where[holds] = (*numbers[: bisect_left(numbers, head)], *fresh, *moved)

    def where(self, holds: Callable[[str], bool]) -> Iterator[Section]:
        """Return the sections whose own text holds something, in order; typing elsewhere looks at none again."""
        return map(self.section, self.numbers_where(holds))

    def numbers_where(self, holds: Callable[[str], bool]) -> tuple[int, ...]:
        """Return the numbers of these sections, for who looks at the pieces of many, and at few as sections."""
        self._asked.add(holds)
        if holds not in self._where:
            pieces = self.document.pieces
            self._where[holds] = tuple(number for number, piece in enumerate(pieces) if holds(piece.text))
        return self._where[holds]

    @property
    def text(self) -> str:
        return self.document.text

    def section(self, number: int) -> Section:
        """Return a section by its number, always the same object."""
        if number not in self._made:
            self._made[number] = self._section(number)
        return self._made[number]

    def _section(self, number: int) -> Section:
        piece, start = self.document.pieces[number], self.document.starts[number]
        heading = piece.heading
        if heading is None:
            return Section(piece, start, 0, Word("", Span(start, start)), "", None, self, number)
        title = Word(heading.title.text, heading.title.span.shifted(start))
        return Section(piece, start, heading.level, title, self.shape.anchors[number], heading.attributes, self, number)

    def start_of(self, number: int) -> int:
        """Return where a section starts; the end of the text behind the last."""
        return self.document.starts[number] if number < len(self.document.starts) else self.document.length

    def size_of(self, number: int) -> int:
        """Return how long a section is with all below it, in KiB."""
        return kibibytes(Span(self.start_of(number), self.start_of(self.shape.ends[number])))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return tuple(map(self.section, range(len(self.document.pieces))))

    @cached_property
    def title(self) -> Section | None:
        """The first level-one heading."""
        return self.section(self.shape.title) if self.shape.title is not None else None

    @cached_property
    def header(self) -> Header:
        return _header(self)

    @cached_property
    def by_anchor(self) -> Mapping[str, Section]:
        """The first section of each anchor, folded, below the title."""
        return {anchor: self.section(number) for anchor, number in self.shape.by_anchor.items()}

    @property
    def shared_anchors(self) -> frozenset[str]:
        """The anchors, folded, that more than one section has."""
        return self.shape.shared_anchors

    @cached_property
    def intros(self) -> Mapping[str, Section]:
        """The first section of each anchor, folded, with text of its own before other headings; a title may be one."""
        return {anchor: self.section(number) for anchor, number in self.shape.intros.items()}

    def passage(self, anchor: str) -> Span | None:
        """Return where `anchor` or `anchor/intro` stands; None where there is no such section or no such text."""
        folded = anchor.casefold()
        section = self.by_anchor.get(folded)
        if section is not None:
            return section.span
        section = self.intros.get(folded.removesuffix(INTRO)) if folded.endswith(INTRO) else None
        return section.at(section.piece.own_text) if section else None

    @cached_property
    def top(self) -> Mapping[str, Section]:
        """The first `##` section of each name, folded."""
        return {name: self.section(number) for name, number in self.shape.top.items()}

    def tagged(self, name: str) -> tuple[Section, ...]:
        """Return the sections with a tag called `name` (folded) right under their heading."""
        return tuple(map(self.section, self.shape.tagged.get(name, ())))

    def under(self, name: str) -> tuple[Section, ...]:
        """Return the `###` sections under every `##` section called `name` (folded)."""
        return tuple(
            child
            for number, entry in enumerate(self.shape.entries)
            if entry.level == 2 and entry.title.casefold() == name
            for child in self.section(number).children
            if child.level == 3
        )

    def section_at(self, offset: int) -> Section | None:
        """Return the innermost section that holds `offset`."""
        return self.section(self.document.piece_at(offset)) if self.document.pieces else None

    def body(self, section: Section) -> str:
        """Return a section verbatim: its heading and everything under it, byte for byte."""
        last = self.shape.ends[section.number]
        return "".join([piece.text for piece in self.document.pieces[section.number : last]])


def kibibytes(span: Span) -> int:
    """Return a length in KiB, rounded up: an edit of a few characters rarely changes it."""
    return (span.end - span.start) // 1024 + 1


@dataclass(frozen=True, slots=True)
class ErrorBullet:
    """One bullet of an `**Errors:**` field: `condition -> outcome`; spans count from the file."""

    outcome: Outcome
    span: Span


@dataclass(frozen=True, slots=True)
class Requirement:
    """One `###` heading under `## Requirements`."""

    section: Section
    errors: tuple[ErrorBullet, ...]

    @property
    def anchor(self) -> str:
        return self.section.anchor

    @property
    def title(self) -> str:
        return self.section.title.text

    @property
    def no_verify(self) -> bool:
        """It is on purpose without a test."""
        return self.section.has("no-verify")

    @property
    def inferred(self) -> bool:
        """A model added it and no person has accepted it yet."""
        return self.section.has("inferred") or any(
            tag.value.text.startswith("inferred") for tag in self.section.tags("origin")
        )


class Spec(Outline):
    """A `.smd` file: what the program must do."""

    @property
    def id(self) -> str:
        return self.header.text("id")

    @cached_property
    def depends(self) -> tuple[Word, ...]:
        return self.header.items("depends")

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(map(requirement_of, self.under("requirements")))


@dataclass(frozen=True, slots=True)
class Component:
    """One `###` heading under `## Components`: a file to build, its interface and its contracts."""

    section: Section
    path: Word | None
    """The value of `@path`, relative to the output folder."""
    interface: Fence | None
    """The code under `**Interface:**`; its span counts from the piece."""
    depends: tuple[Word, ...]
    """What `**Depends on:**` names: `Name`, or `SPEC_ID.Name` across specs."""
    implements: tuple[Word, ...]
    """What `@see` names: the requirements that this component implements, `#anchor` or `SPEC_ID#anchor`."""

    @property
    def name(self) -> str:
        return self.section.title.text


class Architecture(Outline):
    """An `.amd` file: components, paths, interfaces, contracts of one spec."""

    @property
    def spec_id(self) -> str:
        return self.header.text("spec")

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return tuple(map(_component, self.under("components")))


class Intents(Outline):
    """An `.intent` file: what users asked for, word for word."""

    @property
    def spec_id(self) -> str:
        return self.header.text("spec")

    @cached_property
    def records(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.level == 2)


def requirement_of(section: Section) -> Requirement:
    """Read a `###` heading under `## Requirements`."""
    return Requirement(section, _error_bullets(section))


def component_of(section: Section) -> Component | None:
    """Read a heading of an architecture; None where it is no component."""
    return _component(section) if section.is_entry_of("components") else None


def _header(outline: Outline) -> Header:
    title = outline.title
    tags = _header_tags(outline)
    own_tags = any(tag.name.text.casefold() not in ANYWHERE for tag in tags)
    first = _text_before_headings(outline)
    yaml = first.piece.front_matter if first else None
    if yaml is not None:
        entries, problems = front_matter.read(yaml.text)
        read = tuple(HeaderTag(entry.name, entry.value, entry.items, entry.span) for entry in entries)
        return Header("both" if own_tags else "yaml", (*read, *tags), yaml.span, problems)
    if tags:
        return Header("tags", tags, Span(tags[0].span.start, tags[-1].span.end))
    at = title.start + title.piece.heading_end if title else 0
    return Header("none", (), Span(at, at))


def _header_tags(outline: Outline) -> tuple[HeaderTag, ...]:
    """Return the `@`-tags of the head: before the title, under it, or at the top of a file without one."""
    head = [section for section in (_text_before_headings(outline), outline.title) if section]
    return tuple(_header_tag(section, tag) for section in head for tag in section.piece.tags)


def _text_before_headings(outline: Outline) -> Section | None:
    first = outline.section(0) if outline.document.pieces else None
    return first if first and not first.level else None


def _header_tag(section: Section, tag: TagLine) -> HeaderTag:
    value = section.word(tag.value)
    items = tuple(Word(item.text, item.span.shifted(value.span.start)) for item in parse_list(value.text))
    return HeaderTag(section.word(tag.name), value, items, section.at(tag.span))


def _error_bullets(section: Section) -> tuple[ErrorBullet, ...]:
    errors = section.field("errors")
    if errors is None:
        return ()
    return tuple(_error_bullet(item.text, section.start) for item in errors.items)


def _error_bullet(text: Word, start: int) -> ErrorBullet:
    by = start + text.span.start
    condition, result = parse_outcome(text.text)
    placed = Word(result.text, result.span.shifted(by)) if result else None
    return ErrorBullet(Outcome(Word(condition.text, condition.span.shifted(by)), placed), text.span.shifted(start))


def _component(section: Section) -> Component:
    interface = section.field("interface")
    return Component(
        section,
        next((section.word(tag.value) for tag in section.tags("path")), None),
        interface.fences[0] if interface and interface.fences else None,
        _depends(section),
        tuple(link.target for link in section.links("see")),
    )


_NONE = re.compile(r"none\b", re.IGNORECASE)
_ONE_LIST = re.compile(r"(?:[^\r\n]*,[ \t]*(?:\r\n|\n|\r))*[^\r\n]*")
"""A line, and the next one while a comma ends it."""


def _depends(section: Section) -> tuple[Word, ...]:
    """Return the names of `**Depends on:**`, from one line or from bullets; `None` means none."""
    depends = section.field("depends on")
    if depends is None:
        return ()
    bodies = [item.text for item in depends.items] or [_first_list(depends.body)]
    return tuple(
        Word(word.text, word.span.shifted(section.start + body.span.start))
        for body in bodies
        if not _NONE.match(body.text)
        for word in parse_list(body.text)
    )


def _first_list(body: Word) -> Word:
    match = _ONE_LIST.match(body.text)
    end = match.end() if match else 0
    return Word(body.text[:end], Span(body.span.start, body.span.start + end))
