"""One source file, parsed: what it is, what it defines, what it refers to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any, Literal, Protocol, TypeAlias

from osteon.analysis import syntax
from osteon.analysis.acronyms import expansion_definitions
from osteon.analysis.case_model import CaseFile
from osteon.analysis.cases import parse_cases
from osteon.analysis.constants import constant_definitions
from osteon.analysis.coverage import cases_key, summaries_of
from osteon.analysis.file_paths import files_in
from osteon.analysis.glossary import term_definitions
from osteon.analysis.index import NO_PLACE, WHOLE, Definition, Facts, Key, Part, Reference, edges_key
from osteon.analysis.limits import limit_definitions
from osteon.analysis.mentions import mention_definitions
from osteon.analysis.model import (
    INTRO,
    Architecture,
    Component,
    Intents,
    Outline,
    Section,
    Spec,
    component_of,
    kibibytes,
    slug,
)
from osteon.analysis.non_goals import non_goal_definitions
from osteon.analysis.numbered import number_definitions
from osteon.analysis.origins import origin_references, record_definitions, record_references
from osteon.analysis.plan_file import PlanFile, TaskPiece, parse_plan
from osteon.analysis.plan_keys import (
    builder_key,
    folded_id_key,
    made_key,
    need_key,
    node_key,
    planned_key,
    product_key,
    task_key,
    use_key,
)
from osteon.analysis.ranges import range_definitions
from osteon.analysis.requirement_facts import requirement_definitions
from osteon.analysis.syntax import Piece
from osteon.analysis.task_ids import is_usable
from osteon.analysis.tasks import Task, mentions, removed
from osteon.analysis.text import Span, TextEdit, apply_edits
from osteon.analysis.values import parse_allow

FileKind = Literal["spec", "architecture", "cases", "intents", "plan"]

SUFFIXES: dict[str, FileKind] = {".smd": "spec", ".amd": "architecture", ".vmd": "cases", ".intent": "intents"}

_OUTLINES: dict[FileKind, type[Outline]] = {"spec": Spec, "architecture": Architecture, "intents": Intents}


def kind_of(path: str) -> FileKind | None:
    """Tell what kind of source a path is by its name; None for any other file. `x.smd.md` is the same as `x.smd`."""
    name = PurePosixPath(path).name
    if name == "plan.toml":
        return "plan"
    return SUFFIXES.get(PurePosixPath(name.removesuffix(".md")).suffix)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in the place of a text that could not be read. `why` completes the sentence "It cannot be read: …"."""

    why: str


class Divided(Protocol):
    """A text in pieces, which edits elsewhere leave the very same."""

    @property
    def pieces(self) -> Sequence[Piece | TaskPiece]: ...

    @property
    def starts(self) -> Sequence[int]:
        """Where each piece begins."""

    def number_of(self, piece: Any) -> int | None:
        """Return the index of a piece; None for one of another text."""

    def piece_at(self, offset: int) -> int:
        """Return the index of the piece that holds `offset`."""


Subject: TypeAlias = Section | TaskPiece
"""What checks look at of a part that is not the whole file."""


class SourceFile:
    """A parsed file. Never changes: an edit makes a new one that shares what the edit did not touch."""

    def __init__(
        self,
        path: str,
        kind: FileKind,
        text: str | Unreadable,
        *,
        outline: Outline | None = None,
        plan: PlanFile | None = None,
    ) -> None:
        self.path = path
        """Relative to the project, with forward slashes."""
        self.kind = kind
        self._text = "" if isinstance(text, Unreadable) else text
        self.unreadable = text.why if isinstance(text, Unreadable) else ""
        """Why its text could not be read; empty where it could."""
        if outline is not None:
            self.outline = outline
        if plan is not None:
            self.plan = plan

    @cached_property
    def outline(self) -> Outline | None:
        """The sections of a spec, an architecture or intents."""
        return _OUTLINES[self.kind](syntax.parse(self._text)) if self.kind in _OUTLINES else None

    @cached_property
    def cases(self) -> CaseFile | None:
        return parse_cases(self._text, path=self.path) if self.kind == "cases" else None

    @cached_property
    def plan(self) -> PlanFile | None:
        return parse_plan(self._text, path=self.path) if self.kind == "plan" else None

    def forget(self) -> None:
        """Forget what was read from its sections, which takes more memory than all else: few are looked at again."""
        for piece in self.outline.document.pieces if self.outline is not None else ():
            piece.forget()

    @property
    def _divided(self) -> Divided | None:
        return self.outline.document if self.outline is not None else self.plan

    def edited(self, edits: Sequence[TextEdit]) -> SourceFile:
        """Return the file after `edits`, each against the text that the one before it left."""
        if self.outline is not None:
            outline = type(self.outline)(syntax.reparse(self.outline.document, edits), self.outline)
            return SourceFile(self.path, self.kind, "", outline=outline)
        if self.plan is not None:
            plan = self.plan.edited(edits)
            return SourceFile(self.path, self.kind, "", plan=plan)
        text = self.text
        for edit in edits:
            text = apply_edits(text, (edit,))
        return SourceFile(self.path, self.kind, text)

    @property
    def text(self) -> str:
        parsed = self.outline if self.outline is not None else self.plan
        return self._text if parsed is None else parsed.text

    @property
    def length(self) -> int:
        """How many characters its text has."""
        return self.outline.document.length if self.outline is not None else len(self.text)

    def holds(self, found_in: Callable[[str], bool]) -> bool:
        """Tell whether something is found in the text of any part; typing elsewhere does not look there again."""
        if self.outline is None:
            return found_in(self.text)
        return next(self.outline.where(found_in), None) is not None

    @property
    def spec(self) -> Spec | None:
        return self.outline if isinstance(self.outline, Spec) else None

    @property
    def architecture(self) -> Architecture | None:
        return self.outline if isinstance(self.outline, Architecture) else None

    @property
    def intents(self) -> Intents | None:
        return self.outline if isinstance(self.outline, Intents) else None

    @property
    def spec_id(self) -> str:
        """The spec that this file is, or belongs to; empty where it does not say."""
        if self.spec is not None:
            return self.spec.id
        if self.outline is not None:
            return self.outline.header.text("spec")
        return self.cases.spec.text if self.cases and self.cases.spec else ""

    @cached_property
    def allows(self) -> tuple[tuple[str, Span], ...]:
        """The codes that `@allow` silences, each with the section that it stands in; one without a reason does not.

        In cases, which have no sections, one stands for the whole file.
        """
        sections = self.outline.tagged("allow") if self.outline else ()
        tags = [(tag.value, section.span) for section in sections for tag in section.tags("allow")]
        whole = Span(0, self.length + 1)
        tags += [
            (tag.value, whole) for tag in (self.cases.directives if self.cases else ()) if tag.name.text == "allow"
        ]
        read = ((parse_allow(value.text), span) for value, span in tags)
        return tuple((code.text, span) for (code, reason), span in read if reason.text)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What facts and findings are kept by, in order: the file as a whole, then each of its pieces."""
        return (WHOLE, *self._divided.pieces) if self._divided else (WHOLE,)

    def has(self, part: Part) -> bool:
        """Tell whether a part is one of this file."""
        return part is WHOLE or bool(self._divided and self._divided.number_of(part) is not None)

    def number_of(self, part: Part) -> int:
        """Return the number of a piece; -1 for the whole. Raises KeyError for a piece of another file."""
        if part is WHOLE:
            return -1
        number = self._divided.number_of(part) if self._divided else None
        if number is None:
            raise KeyError(part)
        return number

    def start_of(self, part: Part) -> int:
        """Return where a part begins. Raises KeyError for a piece that the file does not have."""
        return self._divided.starts[self.number_of(part)] if part and self._divided else 0

    def part_at(self, offset: int) -> Part:
        """Return the innermost part that holds an offset."""
        divided = self._divided
        return divided.pieces[divided.piece_at(offset)] if divided and divided.pieces else WHOLE

    def section_of(self, part: Part) -> Section | None:
        """Return the section that a piece is; None for the whole. Raises KeyError for a piece of another file."""
        return self.outline.section(self.number_of(part)) if part and self.outline else None

    def subject_of(self, part: Part) -> Subject | None:
        """Return what a part is for checks; None for the whole. Raises KeyError for a piece of another file."""
        return part if isinstance(part, TaskPiece) else self.section_of(part)

    def facts(self, part: Part) -> Facts:
        """Return what a part defines and refers to; spans count from the part's start."""
        if isinstance(part, TaskPiece):
            return Facts(tuple(_tasks_definitions(part, self.path)), tuple(_tasks_references(part)))
        section = self.section_of(part)
        if section is None:
            return Facts(tuple(self._whole_definitions()), tuple(self._whole_references()))
        by = -section.start
        return Facts(
            tuple(one.shifted(by) for one in _section_definitions(section, self)),
            tuple(one.shifted(by) for one in _section_references(section, self)),
        )

    def _whole_definitions(self) -> Iterator[Definition]:
        if self.spec is not None:
            return _spec_definitions(self.spec)
        return _cases_definitions(self.cases) if self.cases else iter(())

    def _whole_references(self) -> Iterator[Reference]:
        if self.cases is not None:
            return _cases_references(self.cases)
        return _header_references(self.outline) if self.outline else iter(())

    def references_in(self, part: Part) -> tuple[Reference, ...]:
        """Return what a part refers to, in its present places."""
        section = self.section_of(part)
        return tuple(_section_references(section, self) if section else self._whole_references())

    def definitions_in(self, part: Part) -> tuple[Definition, ...]:
        """Return what other places may refer to in a part, in its present places."""
        section = self.section_of(part)
        return tuple(_section_definitions(section, self) if section else self._whole_definitions())

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """What other files may refer to."""
        return tuple(one.shifted(self.start_of(part)) for part in self.parts for one in self.facts(part).definitions)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What this file refers to in this and other files."""
        return tuple(one.shifted(self.start_of(part)) for part in self.parts for one in self.facts(part).references)


def spec_key(spec_id: str) -> Key:
    """Return the key of a spec id."""
    return Key("spec", spec_id.casefold())


def anchor_key(spec_id: str, anchor: str) -> Key:
    """Return the key of a section: `anchor` without its `#`."""
    return Key("anchor", f"{spec_id}#{anchor}".casefold())


def heading_key(spec_id: str, title: str) -> Key:
    """Return the key of the sections that have a title."""
    return Key("heading", f"{spec_id}#{title}".casefold())


def architecture_key(spec_id: str) -> Key:
    """Return the key of all architectures of a spec."""
    return Key("architecture", spec_id.casefold())


def component_key(name: str, spec_id: str) -> Key:
    """Return the key of the component that `spec_id` calls `name`."""
    return Key("component", f"{spec_id}.{name}".casefold())


def component_keys(written: str, spec_id: str) -> tuple[Key, ...]:
    """Return what a name may mean, the first that is there counts: `Name` within `spec_id`, else `SPEC_ID.Name`.

    A component may be called `main.py`.
    """
    qualified = (Key("component", written.casefold()),) if "." in written else ()
    return (component_key(written, spec_id), *qualified)


def part_key(spec_id: str, anchor: str) -> Key:
    """Return the key of a section of a spec's architecture: `anchor` without its `#`."""
    return Key("part", f"{spec_id}#{anchor}".casefold())


def architecture_entry_keys(written: str, spec_id: str) -> tuple[Key, ...]:
    """Return what an entry of a task's `architecture` may mean: a component by name, or a section by `#anchor`."""
    spec, mark, anchor = written.partition("#")
    return (part_key(spec or spec_id, anchor),) if mark else component_keys(written, spec_id)


def reference_key(written: str, spec_id: str) -> Key:
    """Return the key that `SPEC_ID`, `SPEC_ID#anchor` or `#anchor` names, as written in a file of `spec_id`."""
    spec, mark, anchor = written.partition("#")
    return anchor_key(spec or spec_id, anchor) if mark else spec_key(spec)


def _spec_definitions(spec: Spec) -> Iterator[Definition]:
    tag = spec.header.get("id")
    if tag is None or not tag.value.text:
        return
    spec_id, title = spec.id, spec.title.title.text if spec.title else ""
    yield Definition(spec_key(spec_id), tag.value.span, spec_id, title)
    for word in spec.depends:
        yield Definition(edges_key(spec_key(spec_id)), word.span, word.text, spec_key(word.text))


def _section_definitions(section: Section, file: SourceFile) -> Iterator[Definition]:
    if file.spec is not None:
        yield from requirement_definitions(section, file.path)
    if file.spec is not None and file.spec.id:
        yield from _spec_section_definitions(section, file.spec.id)
        yield from number_definitions(section, file.path)
    elif file.architecture is not None:
        yield from _architecture_section_definitions(section, file.architecture.spec_id)
    elif file.intents is not None:
        yield from record_definitions(section, file.intents.spec_id)


def _spec_section_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    if section.level > 1:
        yield _anchor(spec_id, section, is_requirement=section.is_entry_of("requirements"))
        yield Definition(heading_key(spec_id, section.title.text), _anchor_span(section), section.title.text)
    if section.standing.introduces:
        yield _intro(anchor_key, spec_id, section)
    yield from constant_definitions(section, spec_id)
    yield from mention_definitions(section, spec_id)
    yield from range_definitions(section, spec_id)
    yield from limit_definitions(section, spec_id)
    yield from term_definitions(section, spec_id)
    yield from expansion_definitions(section)
    yield from non_goal_definitions(section, spec_id)


def _anchor(spec_id: str, section: Section, *, is_requirement: bool) -> Definition:
    detail = (section.title.text, is_requirement, section.has("no-verify"), kibibytes(section.span))
    return Definition(anchor_key(spec_id, section.anchor), _anchor_span(section), section.anchor, detail)


def _intro(key: Callable[[str, str], Key], spec_id: str, section: Section) -> Definition:
    anchor = f"{section.anchor}{INTRO}"
    detail = (section.title.text, False, False, kibibytes(section.piece.own_text))
    return Definition(key(spec_id, anchor), _anchor_span(section), anchor, detail)


def _anchor_span(section: Section) -> Span:
    place = section.attributes.anchor if section.attributes else None
    return section.at(place.span) if place else section.title.span


def _architecture_section_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    component = component_of(section)
    if component is not None:
        yield from _component_definitions(component, spec_id)
    if section.level > 1:
        size = (section.title.text, False, False, kibibytes(section.span))
        yield Definition(part_key(spec_id, section.anchor), _anchor_span(section), section.anchor, size)
    if section.standing.introduces:
        yield _intro(part_key, spec_id, section)
    yield from constant_definitions(section, spec_id)
    yield from mention_definitions(section, spec_id)
    yield from range_definitions(section, spec_id)


def _component_definitions(component: Component, spec_id: str) -> Iterator[Definition]:
    interface = component.interface.text if component.interface else ""
    path = component.path.text if component.path else ""
    depends = tuple(word.text for word in component.depends)
    detail = (path, interface, depends)
    yield Definition(component_key(component.name, spec_id), component.section.title.span, component.name, detail)
    if component.path:
        yield Definition(Key("output", normpath(path)), component.path.span, path, component.name)
    yield Definition(architecture_key(spec_id), NO_PLACE, component.name, interface)
    for word in component.depends:
        for target in component_keys(word.text, spec_id):
            yield Definition(edges_key(component_key(component.name, spec_id)), word.span, word.text, target)


def _tasks_definitions(piece: TaskPiece, plan: str) -> Iterator[Definition]:
    for task in piece.tasks:
        place = task.place("id")
        if task.id:
            yield Definition(task_key(task.id), place, task.id)
            yield Definition(node_key(plan, task.id), place, task.id)
        if is_usable(task.id):
            yield Definition(folded_id_key(plan, task.id), place, task.id, task.title)
        for number, need in enumerate(task.needs if task.id else ()):
            edges = edges_key(node_key(plan, task.id))
            yield Definition(edges, task.place("needs", number), need, node_key(plan, need))
        for path, place in task.products():
            yield Definition(product_key(plan, path), place, path, task.id)
            if task.id:
                yield Definition(made_key(plan, task.id), place, path)
        written = tuple((key, len(getattr(task, key)), (key, None) in task.spans) for key in _LISTS)
        yield Definition(Key("layout", f"{plan} {task.id}"), NO_PLACE, task.id, written)
        yield from _uses(task, plan, piece.text)
        yield from _of_spec(task) if task.spec else ()


_LISTS = ("sections", "covers", "architecture", "needs", "reads", "interfaces", "outputs")
"""The lists of a task that fixes elsewhere put items in: where to, depends on how they are written."""


def _uses(task: Task, plan: str, text: str) -> Iterator[Definition]:
    """Yield what a task has of others: files that it shows or names in a command, and tasks that it needs."""
    for role in ("reads", "interfaces"):
        for number, path in enumerate(getattr(task, role)):
            yield Definition(use_key(plan, path), task.place(role, number), path)
    for number, command in enumerate(task.verify):
        for path in files_in(command):
            yield Definition(use_key(plan, path), task.place("verify", number), path)
    times = Counter(task.needs)
    for number, need in enumerate(task.needs):
        can_go = times[need] == 1 and removed(text, task, "needs", number) is not None
        yield Definition(need_key(plan, need), task.place("needs", number), need, can_go)


def _of_spec(task: Task) -> Iterator[Definition]:
    by_hand, place = task.skip or task.manual, task.place("id")
    yield Definition(planned_key(task.spec, by_hand=by_hand), place, task.spec)
    for component in dict.fromkeys(slug(name.rpartition(".")[2]) for name in task.architecture):
        yield Definition(builder_key(task.spec, component), place, component, by_hand)


def _cases_definitions(cases: CaseFile) -> Iterator[Definition]:
    if cases.spec is not None:
        yield Definition(cases_key(cases.spec.text), NO_PLACE, cases.spec.text, summaries_of(cases))


def _header_references(outline: Outline) -> Iterator[Reference]:
    for tag in outline.header.tags:  # also one that a second of its name makes void: its names are checked all the same
        role = tag.name.text.casefold()
        for word in tag.items if role in ("depends", "spec", "arch") else ():
            yield Reference(spec_key(word.text), word.span, word.text, role)
    if isinstance(outline, Spec) and outline.id:
        yield Reference(cases_key(outline.id), NO_PLACE, outline.id, "cases")


def _section_references(section: Section, file: SourceFile) -> Iterator[Reference]:
    for word, _digest in section.links("see"):
        if file.spec_id or not word.text.startswith("#"):  # without an id, that id is what is missing
            yield Reference(reference_key(word.text, file.spec_id), word.span, word.text, "see")
    yield from origin_references(section, file.spec_id)
    if file.intents is not None:
        yield from record_references(section, file.spec_id)
    component = component_of(section) if file.architecture else None
    if component is not None:
        yield from _component_references(component, file.spec_id)


def _component_references(component: Component, spec_id: str) -> Iterator[Reference]:
    for word in component.depends:
        for key in component_keys(word.text, spec_id):
            yield Reference(key, word.span, word.text, "depends on")


_PLAN_KEYS = ("sections", "covers", "architecture", "needs")


def _tasks_references(piece: TaskPiece) -> Iterator[Reference]:
    for task in piece.tasks:
        if task.spec:
            yield Reference(spec_key(task.spec), task.place("spec"), task.spec, "task spec")
        for role in _PLAN_KEYS:
            for number, written in enumerate(getattr(task, role)):
                for key in _plan_keys(role, written, task):
                    yield Reference(key, task.place(role, number), written, role)
        for mention in mentions(task, piece.text):
            if mention.kind != "file":
                role = "architecture" if mention.kind == "component" else "sections"
                for key in _plan_keys(role, mention.name, task):
                    yield Reference(key, mention.span, mention.name, "mention")


def _plan_keys(role: str, written: str, task: Task) -> tuple[Key, ...]:
    if role == "needs":
        return (task_key(written),)
    return (
        architecture_entry_keys(written, task.spec) if role == "architecture" else (reference_key(written, task.spec),)
    )


def _cases_references(cases: CaseFile) -> Iterator[Reference]:
    for role, word in (("spec", cases.spec), ("arch", cases.arch)):
        if word is not None:
            yield Reference(spec_key(word.text), word.span, word.text, role)
            yield Reference(architecture_key(word.text), NO_PLACE, word.text, "interfaces")
    spec_id = cases.spec.text if cases.spec else ""
    for word in cases.covers if spec_id else ():
        quoted = cases.text[word.span.start] == '"'
        key = heading_key(spec_id, word.text) if quoted else anchor_key(spec_id, word.text)
        yield Reference(key, word.span, word.text, "covers")
