"""The plan that an architecture implies: one task per component, in dependency order, without a model."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from osteon.analysis.case_model import CaseFile
from osteon.analysis.configuration import Configuration
from osteon.analysis.model import INTRO, Architecture, Component, Outline, Section, Spec, slug
from osteon.analysis.source_file import SourceFile

LEFT_OUT = frozenset({"requirements", "notes"})
"""Sections of a spec that no task shows whole: requirements are shown one by one, and notes are for people."""
NOT_SHARED = frozenset({"overview", "components", "notes"})
"""Sections of an architecture that its tasks do not all show: each shows its component; the others are for people."""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task as a planner proposes it, its fields in the order in which a plan file shows them."""

    id: str
    title: str = ""
    spec: str = ""
    sections: tuple[str, ...] = ()
    architecture: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    notes: str = ""

    def values(self) -> dict[str, Any]:
        """Return the keys that say something, with lists for tuples, as TOML has them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def plan_tasks(files: Iterable[SourceFile], configuration: Configuration) -> tuple[PlannedTask, ...]:
    """Return the tasks that specs, architectures and cases imply, each after those it needs; the same every time.

    Any files give a plan. Names in them that lead nowhere stay in it, where the checks of the plan report them.
    """
    sources = sorted(files, key=lambda file: file.path)
    project = _project(sources)
    cases = {file: file.cases for file in sources if file.cases and (file.cases.groups or file.cases.scenarios)}
    owners = {file: _owner(case_file, project) for file, case_file in cases.items()}
    paths = {file: posixpath.relpath(file.path, configuration.specs or ".") for file in cases}
    bound = [(part, tuple(paths[file] for file in cases if owners[file] is part)) for part in project.parts]
    tasks = [_component_task(part, of_part, project, configuration) for part, of_part in bound]
    taken = {task.id for task in tasks}
    for file in (file for file, owner in owners.items() if owner is None):
        _insert(tasks, _case_task(cases[file], paths[file], project, taken))
    return tuple(tasks)


def _insert(tasks: list[PlannedTask], task: PlannedTask) -> None:
    """Put a task right after the last one that it needs."""
    after = (at for at in range(len(tasks), 0, -1) if tasks[at - 1].id in task.needs)
    tasks.insert(next(after, len(tasks)), task)


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """A component that has a path, and the id of its spec as the spec itself writes it."""

    spec_id: str
    component: Component
    path: str

    @property
    def key(self) -> str:
        return f"{self.spec_id}.{self.component.name}".casefold()

    def depends(self, known: Container[str]) -> Iterator[str]:
        """Yield which of the `known` keys of components it depends on: those of its own spec before others."""
        for word in self.component.depends:
            keys = (f"{self.spec_id}.{word.text}".casefold(), word.text.casefold())
            yield from [key for key in keys if key in known][:1]

    def implements(self) -> Iterator[tuple[str, str]]:
        """Yield spec id and anchor of what it names by `@see`; the anchor is empty for a whole spec."""
        for word in self.component.implements:
            spec, _, anchor = word.text.partition("#")
            yield spec or self.spec_id, anchor


@dataclass(frozen=True, slots=True)
class _Project:
    """Specs by folded id and components, both in dependency order."""

    specs: Mapping[str, Spec]
    parts: tuple[_Part, ...]
    by_key: Mapping[str, _Part]
    ids: Mapping[_Part, str]
    """The task id of each component."""
    claimed: frozenset[tuple[str, str]]
    """The requirements, as folded spec id and anchor, that a component is responsible for."""
    shared: Mapping[str, tuple[str, ...]]
    """What every task of a spec, by its folded id, shows of the spec's architecture."""

    def upstream(self, part: _Part) -> list[_Part]:
        """Return the components that a component depends on."""
        found = (self.by_key[key] for key in dict.fromkeys(part.depends(self.by_key)))
        return [other for other in found if other is not part]

    def of_specs(self, spec_ids: Iterable[str]) -> list[_Part]:
        wanted = {spec_id.casefold() for spec_id in spec_ids}
        return [part for part in self.parts if part.spec_id.casefold() in wanted]


def _project(files: Sequence[SourceFile]) -> _Project:
    specs = specs_in_order(files)
    place = {spec_id: at for at, spec_id in enumerate(specs)}
    parts = sorted(_parts(files, specs), key=lambda part: place.get(part.spec_id.casefold(), len(place)))
    by_key = {part.key: part for part in reversed(parts)}
    ordered = _in_order(parts, lambda part: [by_key[key] for key in part.depends(by_key)])
    built = {part.spec_id.casefold() for part in parts}
    claimed = frozenset(claim for part in parts for claim in _claims(part, built))
    shared: dict[str, tuple[str, ...]] = {}
    for file in files:
        if file.architecture:
            known = shared.get(file.spec_id.casefold(), ())
            shared[file.spec_id.casefold()] = tuple(dict.fromkeys((*known, *_shared(file.architecture))))
    return _Project(specs, ordered, by_key, _task_ids(ordered), claimed, shared)


def specs_in_order(files: Iterable[SourceFile]) -> dict[str, Spec]:
    """Return the specs by folded id, each after those it depends on; of two with one id the first."""
    found: dict[str, Spec] = {}
    for file in files:
        if file.spec is not None and file.spec.id:
            found.setdefault(file.spec.id.casefold(), file.spec)
    return {spec_id: found[spec_id] for spec_id in _in_order(found, lambda spec_id: spec_depends(found, spec_id))}


def _claims(part: _Part, built: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield what a component's `@see` makes it responsible for: in its own spec, or in one without components."""
    own = part.spec_id.casefold()
    for spec_id, anchor in part.implements():
        if spec_id.casefold() == own or spec_id.casefold() not in built:
            yield spec_id.casefold(), anchor.casefold()


def spec_depends(specs: Mapping[str, Spec], spec_id: str) -> list[str]:
    """Return the folded ids of the specs that one names under `@depends`, as far as they are there."""
    named = (word.text.casefold() for word in specs[spec_id].depends)
    return [name for name in named if name in specs]


def _parts(files: Iterable[SourceFile], specs: Mapping[str, Spec]) -> Iterator[_Part]:
    for file in files:
        spec = specs.get(file.spec_id.casefold())
        for component in file.architecture.components if file.architecture else ():
            if component.path and component.path.text:
                yield _Part(spec.id if spec else file.spec_id, component, component.path.text)


Node = TypeVar("Node", bound=Hashable)


def _in_order(nodes: Iterable[Node], upstream: Callable[[Node], Iterable[Node]]) -> tuple[Node, ...]:
    """Return the nodes, each after its upstream and otherwise as they come; an edge that closes a cycle is ignored."""
    done: dict[Node, None] = {}
    entered: set[Node] = set()
    for root in nodes:
        path = [(root, iter(upstream(root)))] if root not in entered else []
        entered.add(root)
        while path:
            node, waiting = path[-1]
            following = next((other for other in waiting if other not in entered), None)
            if following is None:
                done[node] = None
                path.pop()
            else:
                entered.add(following)
                path.append((following, iter(upstream(following))))
    return tuple(done)


def _task_ids(parts: Sequence[_Part]) -> dict[_Part, str]:
    """Return an id for each component: its name, led by its spec's id where two share it, numbered if that fails."""
    short = Counter(_word(part.component.name) for part in parts)
    ids: dict[_Part, str] = {}
    taken: set[str] = set()
    for part in parts:
        name = _word(part.component.name)
        ids[part] = _free(name if short[name] == 1 else f"{_word(part.spec_id)}-{name}", taken)
    return ids


def _word(name: str) -> str:
    """Return a name as a part of a task id: ASCII letters, digits and hyphens, in lower case."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or "task"


def _free(wanted: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, and take it."""
    number = 1
    while (name := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    taken.add(name)
    return name


# One component, one task ----------------------------------------------------------------------------------------------


def _component_task(
    part: _Part, cases: tuple[str, ...], project: _Project, configuration: Configuration
) -> PlannedTask:
    upstream = project.upstream(part)
    references = tuple(dict.fromkeys(_references(part, project)))
    return PlannedTask(
        id=project.ids[part],
        title=part.component.name,
        spec=part.spec_id,
        sections=references,
        architecture=(part.component.name, *project.shared.get(part.spec_id.casefold(), ())),
        needs=tuple(project.ids[other] for other in upstream),
        interfaces=tuple(dict.fromkeys(other.path for other in upstream if other.path != part.path)),
        outputs=(part.path,),
        verify=configuration.verify.commands,
        cases=cases,
        covers=tuple(reference for reference in references if _is_covered(reference, part, project)),
    )


def _references(part: _Part, project: _Project) -> Iterator[str]:
    """Yield what a component's builder has to read: in its own spec in the order of the text, then in others."""
    named = [*part.implements(), *((part.spec_id, anchor) for anchor in _unclaimed(part, project))]
    spec = project.specs.get(part.spec_id.casefold())
    own = {anchor.casefold() for spec_id, anchor in named if spec_id.casefold() == part.spec_id.casefold()}
    for section in spec.sections if spec else ():
        if _has_common_intro(section, spec) and section.anchor.casefold() not in own:
            yield f"#{section.anchor}{INTRO}"
        if section.level > 1 and (section.anchor.casefold() in own or _is_common(section)):
            yield f"#{section.anchor}"
            own.discard(section.anchor.casefold())
    for spec_id, anchor in named:
        if spec_id.casefold() != part.spec_id.casefold():
            yield from _foreign(spec_id, anchor, project)
        elif anchor.casefold() in own and anchor:
            yield f"#{anchor}"


def _is_common(section: Section) -> bool:
    """Tell whether every task of a spec shows a section: what holds for all of it."""
    return section.level == 2 and section.name not in LEFT_OUT and not section.is_empty


def _has_common_intro(section: Section, outline: Outline | None) -> bool:
    """Tell whether every task shows the text between a heading and the first one under it."""
    of_entries = section.level == 2 and section.name in ("requirements", "components")
    known = outline.intros.get(section.anchor.casefold()) if outline else None
    return known is section and (section.level == 1 or of_entries)


def _shared(architecture: Architecture) -> Iterator[str]:
    """Yield what every task of an architecture shows beside its component: what holds for all of them."""
    for section in architecture.sections:
        if _has_common_intro(section, architecture):
            yield f"#{section.anchor}{INTRO}"
        elif section.level == 2 and section.name not in NOT_SHARED and not section.is_empty:
            yield f"#{section.anchor}"


def _foreign(spec_id: str, anchor: str, project: _Project) -> Iterator[str]:
    """Yield references into another spec; a spec without an anchor stands for all its sections."""
    spec = project.specs.get(spec_id.casefold())
    name = spec.id if spec else spec_id
    if anchor or spec is None:
        yield f"{name}#{anchor}" if anchor else name
        return
    for section in spec.sections:
        if section.level == 1 and _has_common_intro(section, spec):
            yield f"{name}#{section.anchor}{INTRO}"
        elif section.level == 2 and not section.is_empty:
            yield f"{name}#{section.anchor}"


def _unclaimed(part: _Part, project: _Project) -> Iterator[str]:
    """Yield the requirements that no component names and that fall to this one, by its name or as the only one."""
    spec = project.specs.get(part.spec_id.casefold())
    siblings = project.of_specs([part.spec_id])
    for requirement in spec.requirements if spec else ():
        free = (part.spec_id.casefold(), requirement.anchor.casefold()) not in project.claimed
        namesake = slug(part.component.name) in (requirement.anchor.casefold(), slug(requirement.title))
        if free and (namesake or siblings == [part]):
            yield requirement.anchor


def _is_covered(reference: str, part: _Part, project: _Project) -> bool:
    """Tell whether a reference is a requirement of the component's own spec, or of one without components."""
    spec_id, _, anchor = reference.partition("#")
    spec = project.specs.get((spec_id or part.spec_id).casefold())
    if spec is None or (spec_id and project.of_specs([spec_id])):
        return False
    return anchor.casefold() in {known.anchor.casefold() for known in spec.requirements}


# Cases ----------------------------------------------------------------------------------------------------------------


def _owner(cases: CaseFile, project: _Project) -> _Part | None:
    """Return the last component whose interface names what the cases call, if it is built on all the others that do."""
    spec = cases.arch or cases.spec
    targets = [*(group.name for group in cases.groups), *(name for case in cases.scenarios for name in case.targets)]
    names = {target.text.rpartition(".")[2] for target in targets}
    owners = [part for part in project.of_specs([spec.text] if spec else []) if _offers(part.component, names)]
    if not owners:
        return None
    below = set(_in_order(owners[-1:], project.upstream))
    return owners[-1] if below.issuperset(owners) else None


def _offers(component: Component, names: Iterable[str]) -> bool:
    interface = component.interface.text if component.interface else ""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", interface) for name in names)


def _case_task(cases: CaseFile, path: str, project: _Project, taken: set[str]) -> PlannedTask:
    """Return the task that runs cases which belong to no single component, once all they may use is built."""
    spec_id = cases.spec.text if cases.spec else ""
    arch = cases.arch.text if cases.arch else spec_id
    spec = project.specs.get(spec_id.casefold())
    upstream = _in_order([spec_id.casefold()] if spec else [], lambda name: spec_depends(project.specs, name))
    stem = posixpath.basename(path).partition(".")[0]
    return PlannedTask(
        id=_free(f"{_word(stem)}-cases", taken),
        title=f"Cases of {path}",
        spec=spec.id if spec else spec_id,
        needs=tuple(project.ids[part] for part in project.of_specs((spec_id, arch, *upstream))),
        cases=(path,),
        covers=tuple(dict.fromkeys(f"#{anchor}" for word in cases.covers if (anchor := _anchor(word.text, spec)))),
    )


def _anchor(target: str, spec: Spec | None) -> str:
    """Return the anchor that a `@covers` target names by itself or by its heading; empty where there is none."""
    requirements = spec.requirements if spec else ()
    named = (
        known.anchor for known in requirements if target.casefold() in (known.anchor.casefold(), known.title.casefold())
    )
    return next(named, "")
