"""From Ossature's tasks to tasks of a plan here, one for one; what several of them share is decided afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import normpath

from osteon.analysis.configuration import Configuration
from osteon.analysis.file_paths import output_problem
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.analysis.tasks import TASK_ID, Task
from osteon.engine.sources import Sources
from osteon.importing.material import Material
from osteon.importing.notes import Notes
from osteon.importing.plan_reading import COPYING, VERIFYING, OssaturePlan, OssatureTask
from osteon.importing.references import architecture_reference, section_reference, titles_of


@dataclass(frozen=True, slots=True)
class Imported:
    """A task of the new plan and the one that it was. Cases are put where they belong later on."""

    task: Task
    was: OssatureTask

    def but(self, **values: object) -> Imported:
        """Return it with other values of the task."""
        return Imported(replace(self.task, **values), self.was)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tasks refer to: the sources and files of the project, and where notes go."""

    sources: Sources
    configuration: Configuration
    material: Material
    cases: tuple[str, ...]
    """Every `.vmd` file, relative to the specs."""
    notes: Notes


def import_tasks(plan: OssaturePlan, around: Surroundings) -> list[Imported]:
    """Return the tasks of a plan, in its order, each with what of its references leads somewhere."""
    ids = dict(_ids(plan.tasks))
    first: dict[str, str] = {}
    for was, task_id in ids.items():
        first.setdefault(was.text("id"), task_id)
        if task_id != was.text("id"):
            around.notes.changed(
                was.place, f"the task is called {task_id} now, since {was.text('id')!r} is taken, or can be no id"
            )
    return [Imported(_Conversion(was, task_id, first, around).task(), was) for was, task_id in ids.items()]


def _ids(tasks: Sequence[OssatureTask]) -> Iterator[tuple[OssatureTask, str]]:
    """Yield each task with an id of its own: the one it has, if it can be one and is not taken."""
    taken: set[str] = set()
    for task in tasks:
        written = task.text("id")
        wanted = written if re.fullmatch(TASK_ID, written) else _as_id(written or task.text("title"))
        names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(tasks) + 2)))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        yield task, name


def _as_id(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).strip("-._").lower()[:60] or "task"


def _last(written: str) -> str:
    return written.rpartition(">")[2].strip()


@dataclass(frozen=True, slots=True)
class _Conversion:
    """One task on its way."""

    was: OssatureTask
    id: str
    ids: Mapping[str, str]
    """What each id of the old plan is now."""
    around: Surroundings

    def task(self) -> Task:
        """Return the task, and note what of it leads nowhere."""
        self._note_what_is_unknown()
        task = self._task()
        self._note_if_blind(task)
        return task

    def _note_what_is_unknown(self) -> None:
        was = self.was
        if was.kind not in ("task", COPYING, VERIFYING):
            self._left_out("kind", f"{was.kind} is no kind that is known; the task is taken for a generating one")
        if was.text("status") not in ("", "pending", "done", "failed", "skipped", "manual"):
            self._left_out("status", f"{was.text('status')} is no status that is known")

    def _task(self) -> Task:
        was = self.was
        spec = self._spec()
        copy = dict(self._copy())
        outputs = tuple(dict.fromkeys(path for path in self._outputs() if path not in copy))
        copying, verifying = was.kind == COPYING, was.kind == VERIFYING
        return Task(
            id=self.id,
            span=was.table.span,
            title=was.text("title"),
            spec=spec,
            sections=() if verifying else self._sections("spec_refs", spec),
            architecture=() if verifying or copying else self._architecture(spec, outputs),
            needs=tuple(self._needs()),
            reads=tuple(map(normpath, was.list("inject_files"))),
            outputs=() if verifying or copying else outputs,
            verify=() if verifying else was.list("verify"),
            cases=self._cases() if verifying else (),
            covers=() if verifying else self._sections("covers", spec),
            notes="\n\n".join(filter(None, map(str.strip, (was.text("description"), was.text("notes"))))),
            context=tuple(dict.fromkeys(self._context())),
            skip=was.text("status") == "skipped",
            manual=was.text("status") == "manual",
            copy=copy,
        )

    def _left_out(self, key: str, why: str) -> None:
        self.around.notes.left_out(f"{self.was.place}: {key}", why)

    def _spec(self) -> str:
        written = self.was.text("spec")
        known = self.around.sources.specs.get(written.casefold())
        if written and known is None:
            self._left_out("spec", f"there is no spec {written}")
        return known[1].id if known else ""

    def _needs(self) -> Iterator[str]:
        for need in dict.fromkeys(self.was.list("depends_on")):
            if need not in self.ids:
                self._left_out("depends_on", f"there is no task {need}")
            elif self.ids[need] == self.id:
                self._left_out("depends_on", "a task cannot need itself")
            else:
                yield self.ids[need]

    def _sections(self, key: str, spec: str) -> tuple[str, ...]:
        found = [(written, section_reference(written, spec, self.around.sources)) for written in self.was.list(key)]
        for written, reference in found:
            if reference is None:
                near = did_you_mean(closest(_last(written), titles_of(spec, self.around.sources)), "")
                self._left_out(key, f"{written!r} is no heading of {spec or 'any spec'}; {near}".rstrip("; "))
        return tuple(dict.fromkeys(reference for _, reference in found if reference))

    def _note_if_blind(self, task: Task) -> None:
        """Say where a task shows a model nothing of its spec: Ossature lets that pass, and invents the rest."""
        written = set(task.outputs) - set(task.copy)
        if written and not task.sections and not (task.skip or task.manual):
            self.around.notes.note(self.was.place, f"{task.id} shows no section of its spec: add some to `sections`")

    def _architecture(self, spec: str, outputs: Sequence[str]) -> tuple[str, ...]:
        """Return the entries that are named, and the components whose files the task writes, as Ossature shows them."""
        sources = self.around.sources
        found = [(written, architecture_reference(written, spec, sources)) for written in self.was.list("arch_refs")]
        for written, reference in found:
            if reference is None:
                self._left_out(
                    "arch_refs", f"{written!r} is neither a component nor a heading of {spec}'s architecture"
                )
        written_here = [sources.components[sources.by_path[path]] for path in outputs if path in sources.by_path]
        own = (
            component.name if outline.spec_id.casefold() == spec.casefold() else f"{outline.spec_id}.{component.name}"
            for _, outline, component in written_here
        )
        return tuple(dict.fromkeys((*(reference for _, reference in found if reference), *own)))

    def _outputs(self) -> Iterator[str]:
        for written in self.was.list("outputs"):
            path = normpath(written)
            if self.was.kind == COPYING and "*" in path:
                continue
            if problem := output_problem(path, self.around.configuration):
                self._left_out("outputs", f"no task may write {written}: {problem}")
            else:
                yield path

    def _copy(self) -> Iterator[tuple[str, str]]:
        """Yield output and file of each copy; a pattern is all files that there are now."""
        sources, outputs = self.was.list("source"), self.was.list("outputs")
        if self.was.kind == COPYING and len(sources) != len(outputs):
            self._left_out(
                "source", f"{len(sources)} sources cannot be copied to {len(outputs)} outputs: they are pairs"
            )
        for pattern, output in zip(sources, outputs, strict=False):
            copies = list(self.around.material.copies(pattern, normpath(output)))
            if not copies:
                self._left_out("source", f"no file is like {pattern}")
            for path, name in copies:
                file, problem = self.around.material.take(name)
                if problem := problem or output_problem(path, self.around.configuration):
                    self._left_out("source", f"{name} is not copied to {path}: {problem}")
                else:
                    yield path, file

    def _context(self) -> Iterator[str]:
        for written in dict.fromkeys(self.was.list("context_files")):
            path, problem = self.around.material.take(written)
            if problem:
                self._left_out("context_files", f"{written}: {problem}")
            else:
                yield path

    def _cases(self) -> tuple[str, ...]:
        """Return the file of cases that the task verified with; it may be named from any folder."""
        written = normpath(self.was.text("vmd_file"))
        near = [
            path for path in self.around.cases if f"/{written}".endswith(f"/{path}") or path.endswith(f"/{written}")
        ]
        if len(near) == 1 or written in near:
            return (written if written in near else near[0],)
        self._left_out("vmd_file", f"{written} is {'several files' if near else 'no file'} of cases")
        return ()
