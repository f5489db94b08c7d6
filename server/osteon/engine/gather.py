"""Everything a task rests on, read from the disk once: its prompt, its copied files, its hidden cases, its key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from osteon.analysis.file_paths import copy_problem, output_problem
from osteon.analysis.tasks import Task
from osteon.engine.files import FOLDER, LINK, UNREADABLE, UnsafePath, digest, inside, read_bytes
from osteon.engine.hidden_cases import HiddenCases, hidden_cases
from osteon.engine.keys import Inputs, inputs_of
from osteon.engine.pin import Pin
from osteon.engine.plan import owned, upstream_of, written
from osteon.engine.prompt import Prompt, PromptError, Unresolved, build_prompt
from osteon.engine.record import Record
from osteon.engine.review import settings_of
from osteon.engine.site import Site
from osteon.engine.store import StoreError
from osteon.models.port import Request


@dataclass(frozen=True, slots=True)
class Gathered:
    """A task's inputs, as they are now."""

    task: Task
    inputs: Inputs
    request: Request | None
    """None for a task that asks no model."""
    copies: Mapping[str, bytes]
    """The content of each copied output."""
    cases: tuple[HiddenCases, ...] = ()
    context: Mapping[str, bytes] = field(default_factory=dict)
    """The content of each file of the specs that the prompt shows as it is."""


def gather(site: Site, task: Task) -> Gathered:
    """Read and resolve what a task declares. Raises PromptError with every reference that leads nowhere."""
    problems = list(_bad_paths(site, task))
    copies = _copies(site, task, problems)
    context = _context(site, task, problems)
    prompt = _prompt(site, task, context, problems)
    cases = _cases(site, task, problems)
    if prompt and not site.configuration.knows_role(task.model):
        message = f"task {task.id}: model names {task.model!r}, but [tool.osteon.models] has no such role; add it"
        problems.append(Unresolved("model", task.model, task.place("model"), message))
    reviewer = site.configuration.review.role
    if site.reviews(task) and reviewer != "review" and not site.configuration.knows_role(reviewer):
        message = f"task {task.id}: review is for the role {reviewer!r}, but [tool.osteon.models] has no such role"
        problems.append(Unresolved("review", reviewer, task.place("review"), message))
    if problems:
        raise PromptError(task, problems)
    role, reviewed = site.role(task), prompt is not None and site.reviews(task)
    inputs = inputs_of(
        prompt=prompt,
        model=role.model,
        parameters=role.parameters,
        fixer=site.fixer,
        copies={path: digest(data) for path, data in copies.items()},
        verify=task.verify,
        cases={case.path: case.digest for case in cases},
        upstream=_verified_only(site, task),
        profile=site.configuration.verify,
        setup_files=site.setup_files,
        review=settings_of(site.reviewer) if reviewed else None,
    )
    request = Request(role.model, prompt.messages, role.parameters) if prompt else None
    return Gathered(task, inputs, request, copies, cases, context)


def disk_of(site: Site, task: Task) -> dict[str, str | None]:
    """Return what stands at each output path of a task, see `standing`."""
    return {path: standing(site, path) for path in owned(task)}


def standing(site: Site, path: str) -> str | None:
    """Return the digest of the file at an output path, words for what is no file, None where nothing stands."""
    target = site.output / path
    try:
        data = read_bytes(inside(site.output, path))
    except UnsafePath:
        return LINK if target.is_symlink() else None
    if data is not None:
        return digest(data)
    return (FOLDER if target.is_dir() else UNREADABLE) if os.path.lexists(target) else None


def read_output(site: Site, path: str) -> bytes | None:
    """Return the content of an output file; None where there is none, or only one outside the output folder."""
    try:
        return read_bytes(inside(site.output, path))
    except UnsafePath:
        return None


def closure_files(site: Site, task: Task) -> dict[str, Path]:
    """Return every output of the tasks that a task needs, directly or not, that is there."""
    paths = [path for need in upstream_of(site.tasks, task.id) for path in owned(site.tasks[need])]
    return {path: site.output / path for path in paths if read_output(site, path) is not None}


def record_of(site: Site, task: Task, warn: Callable[[str], None]) -> Record | None:
    """Return a task's record; one that cannot be read counts as none, with a warning."""
    try:
        return site.store.record(task.id)
    except StoreError as error:
        warn(str(error))
        return None


def pin_of(site: Site, task: Task, warn: Callable[[str], None]) -> Pin | None:
    """Return what pins a task that builds write; a pin that cannot be read counts as none, with a warning.

    Without it the kept version is a file that no build wrote: drift, which is not overwritten either.
    """
    if task.manual or task.skip:
        return None
    try:
        return site.store.pin(task.id)
    except StoreError as error:
        warn(str(error))
        return None


def _prompt(site: Site, task: Task, context: Mapping[str, bytes], problems: list[Unresolved]) -> Prompt | None:
    outputs = written(task)
    if task.manual or task.skip or not outputs:
        return None
    try:
        return build_prompt(
            task,
            site.sources,
            _upstream_text(site, task),
            language=site.configuration.language,
            outputs=outputs,
            context=context,
            lacking=lambda path: _why_lacking(site, task, path),
        )
    except PromptError as error:
        problems += error.unresolved
        return None


def _upstream_text(site: Site, task: Task) -> Callable[[str], str | None]:
    def text(path: str) -> str | None:
        if site.owners.get(path) not in upstream_of(site.tasks, task.id):
            return None
        data = read_output(site, path)
        try:
            return None if data is None else data.decode()
        except UnicodeDecodeError:
            return None

    return text


def _why_lacking(site: Site, task: Task, path: str) -> str:
    """Say why a file of `reads` or `interfaces` cannot be shown, and what helps."""
    owner = site.owners.get(path)
    if owner is None:
        return "no task writes that file; correct the path, or add a task that writes it"
    if owner not in upstream_of(site.tasks, task.id):
        return f"task {owner} writes that file; add {owner} to needs"
    if site.tasks[owner].skip:
        return f"task {owner}, which writes it, is skipped, and the file is not there; write it, or take out the skip"
    return f"what task {owner} left there is no text in UTF-8, or is gone"


def _bad_paths(site: Site, task: Task) -> Iterator[Unresolved]:
    for number, path in enumerate(task.outputs):
        if problem := output_problem(path, site.configuration):
            yield Unresolved(
                "outputs", path, task.place("outputs", number), f"task {task.id}: output {path!r}: {problem}"
            )
    for path in task.copy:
        if problem := output_problem(path, site.configuration):
            yield Unresolved("copy", path, task.place("copy"), f"task {task.id}: copied output {path!r}: {problem}")


def _copies(site: Site, task: Task, problems: list[Unresolved]) -> dict[str, bytes]:
    copies: dict[str, bytes] = {}
    for output, source in task.copy.items() if not task.manual else ():
        if (data := _material(site, task, "copy", source, problems)) is not None:
            copies[output] = data
    return copies


def _context(site: Site, task: Task, problems: list[Unresolved]) -> dict[str, bytes]:
    found = ((path, _material(site, task, "context", path, problems)) for path in dict.fromkeys(task.context))
    return {path: data for path, data in found if data is not None} if not task.manual else {}


def _material(site: Site, task: Task, key: str, path: str, problems: list[Unresolved]) -> bytes | None:
    """Return the content of a file of the specs that a task copies or shows; None where that cannot be."""
    refused = copy_problem(path, site.configuration)
    data = None if refused else _read_source(site, path)
    if data is None:
        why = refused or f"there is no such file in {site.specs.name}/"
        problems.append(Unresolved(key, path, task.place(key), f"task {task.id}: {key} names {path!r}, but {why}"))
    return data


def _read_source(site: Site, path: str) -> bytes | None:
    try:
        return read_bytes(inside(site.specs, path))
    except UnsafePath:
        return None


def _cases(site: Site, task: Task, problems: list[Unresolved]) -> tuple[HiddenCases, ...]:
    bound: list[HiddenCases] = []
    for number, path in enumerate(task.cases if not task.skip else ()):
        file = site.cases.get(path)
        if file is None:
            problem = f"there is no such .vmd file in {site.specs.name}/"
        else:
            language = site.configuration.language
            bound.append(hidden_cases(path, file, spec=task.spec, sources=site.sources, language=language))
            problem = bound[-1].problem
        if problem:
            message = f"task {task.id}: cases names {path!r}, but {problem}"
            problems.append(Unresolved("cases", path, task.place("cases", number), message))
    return tuple(bound)


def _verified_only(site: Site, task: Task) -> dict[str, str]:
    """Return the digests of the upstream files that a task checks and does not write itself."""
    if owned(task) and not task.manual:
        return {}
    return {path: digest(read_bytes(file) or b"") for path, file in closure_files(site, task).items()}
