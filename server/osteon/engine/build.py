"""Builds a project, or says what a build would do: the entry points of the engine."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from osteon.analysis.configuration import Configuration, Role
from osteon.analysis.findings import Severity
from osteon.analysis.plan_file import Task, parse_plan
from osteon.analysis.source_file import SourceFile, kind_of
from osteon.analysis.text import Lines
from osteon.engine.asking import Asker, Budget, Pool
from osteon.engine.files import sweep
from osteon.engine.gather import Site, disk_of, gather, record_of, tasks_by_id
from osteon.engine.lock import BuildLocked, build_lock
from osteon.engine.plan import (
    Blocked,
    Drifted,
    Failed,
    Fresh,
    Manual,
    Stale,
    Verdict,
    in_order,
    judge,
    plan_problems,
    upstream_of,
)
from osteon.engine.ports import Commands, Event, Progress, SandboxUnavailable
from osteon.engine.prompt import PromptError
from osteon.engine.remembered import recall, remember, source_digests
from osteon.engine.run import run_tasks
from osteon.engine.sandbox import open_sandbox
from osteon.engine.sources import collect
from osteon.engine.staging import remove_left_behind, staging_root
from osteon.engine.store import Store, StoreError
from osteon.engine.task import Bench, Done, message, run_task, verdict_event
from osteon.models import open_model
from osteon.models.port import Model, ModelRefused
from osteon.project import Project, UserError, read_source, source_files

__all__ = ["BuildResult", "assess", "build", "exit_code_of", "message", "open_site", "with_model"]

OK, FAILED, DRIFT, CANCELLED = 0, 1, 3, 130
"""Exit codes of a build; 2 is a UserError's."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build came to: what became of every task that ended, and the exit code."""

    tasks: Mapping[str, Done]
    exit_code: int

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        return {task: done.verdict for task, done in self.tasks.items()}


def build(
    project: Project,
    *,
    jobs: int = 4,
    offline: bool = False,
    only: Iterable[str] | None = None,
    output: Path | None = None,
    progress: Progress,
    cancelled: Callable[[], bool] = lambda: False,
    models: Callable[[Role], Model] | None = None,
    sandbox: Callable[[], Commands] | None = None,
) -> BuildResult:
    """Bring every task of the plan up to date, or those in `only` and what they need.

    `jobs` bounds the model calls and, apart from them, the verification processes at once. `output` is a folder to
    build into instead of the configured one. `models` opens the backend of a role; `sandbox` opens the sandbox. Raises
    UserError for what concerns the whole build: no plan, an unusable plan, another build, no sandbox.
    """
    folder = output or project.output
    report = _one_at_a_time(progress)
    started = time.monotonic()
    if only is None and (settled := recall(project, folder)):
        report(Event("build-started", None, {"tasks": len(settled), "jobs": jobs}))
        done = {task: Done(verdict) for task, verdict in settled.items()}
        for task, verdict in settled.items():
            report(verdict_event(task, verdict))
        return _finished(done, len(settled), started, 0.0, report)
    sources = source_digests(project)
    site = open_site(project, output=output)
    tasks = _selected(site, only)
    with _prepared(site) as staging:
        report(Event("build-started", None, {"tasks": len(tasks), "jobs": jobs}))
        bench = _bench(project, site, staging, jobs, offline, report, cancelled, models, sandbox)
        try:
            done = run_tasks(
                tasks,
                lambda task: run_task(site, bench, task),
                threads=2 * jobs,
                cancelled=cancelled,
                blocked=lambda task, verdict: report(verdict_event(task.id, verdict)),
            )
        except SandboxUnavailable as error:
            raise UserError(str(error)) from error
        remember(project, site, done, sources)
    return _finished(done, len(tasks), started, bench.asker.budget.spent, report)


def _finished(
    done: Mapping[str, Done], tasks: int, started: float, usd: float, report: Callable[[Event], None]
) -> BuildResult:
    exit_code = exit_code_of(result.verdict for result in done.values()) if len(done) == tasks else CANCELLED
    counts = dict(sorted(Counter(_outcome(result) for result in done.values()).items()))
    seconds = round(time.monotonic() - started, 3)
    report(
        Event("build-finished", None, {"counts": counts, "exit": exit_code, "seconds": seconds, "usd": round(usd, 6)})
    )
    return BuildResult(done, exit_code)


def assess(project: Project, *, output: Path | None = None) -> dict[str, Verdict]:
    """Return the verdict of every task as things stand, in an order that a build could run them; nothing is changed.

    A task that rests on a stale one is stale too: whether it really has to run is known once the other has run.
    """
    if settled := recall(project, output or project.output):
        return settled
    site = open_site(project, output=output)
    verdicts: dict[str, Verdict] = {}
    for task_id in in_order(list(site.tasks.values())):
        verdicts[task_id] = _assess(site, site.tasks[task_id], verdicts)
    return verdicts


def open_site(project: Project, *, output: Path | None = None) -> Site:
    """Read a project's plan and sources. Raises UserError where there is no usable plan."""
    tasks = _read_plan(project)
    files = [file for file in _parsed(project) if file is not None]
    outlines = ((file.path, outline) for file in files if (outline := file.spec or file.architecture))
    specs = project.specs.relative_to(project.root).as_posix()
    return Site(
        configuration=project.configuration,
        specs=project.specs,
        output=output or project.output,
        store=Store(project.store),
        tasks=tasks_by_id(tasks),
        sources=collect(outlines),
        cases={_below(file.path, specs): file.cases for file in files if file.cases is not None},
    )


def exit_code_of(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code for verdicts: a failure counts more than a drift, and nothing else counts."""
    listed = list(verdicts)
    if any(isinstance(verdict, Failed) for verdict in listed):
        return FAILED
    return DRIFT if any(isinstance(verdict, Drifted) for verdict in listed) else OK


def _assess(site: Site, task: Task, verdicts: Mapping[str, Verdict]) -> Verdict:
    open_needs = [need for need in task.needs if isinstance(verdicts.get(need), Stale)]
    if blocked := [need for need in task.needs if isinstance(verdicts.get(need), Failed | Drifted | Blocked)]:
        return Blocked(tuple(blocked))
    try:
        verdict = judge(task, gather(site, task).inputs, record_of(site, task, lambda _: None), disk_of(site, task))
    except PromptError as error:
        return Stale(_waits_for(open_needs)) if open_needs else Failed(str(error))
    if isinstance(verdict, Stale):
        return Stale((*verdict.reasons, *_waits_for(open_needs), *_failed_before(site, task)))
    return Stale(_waits_for(open_needs)) if open_needs and isinstance(verdict, Fresh | Manual) else verdict


def _failed_before(site: Site, task: Task) -> tuple[str, ...]:
    lines = site.store.failure(task.id).strip().splitlines()
    return (f"its last build failed: {lines[-1]}",) if lines else ()


def _waits_for(needs: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"it needs task {need}, which is stale" for need in needs)


def _read_plan(project: Project) -> tuple[Task, ...]:
    where = _shown(project, project.plan)
    if not project.plan.is_file():
        raise UserError(f"{where}: there is no plan; make one with `osteon plan`")
    plan = parse_plan(read_source(project.plan))
    lines = Lines(plan.text)
    problems = [
        f"{where}:{lines.position(finding.span.start).line + 1}: {finding.message}"
        for finding in plan.findings
        if finding.severity is Severity.ERROR
    ]
    problems += [f"{where}: {problem}" for problem in plan_problems(plan.tasks)]
    if problems:
        raise UserError("\n".join(problems))
    return plan.tasks


def _parsed(project: Project) -> Iterator[SourceFile | None]:
    for path in source_files(project):
        kind = kind_of(path.name)
        if kind in ("spec", "architecture", "cases"):
            yield SourceFile(project.relative(path), kind, read_source(path))


def _below(path: str, folder: str) -> str:
    return path if folder == "." else path.removeprefix(f"{folder}/")


def _shown(project: Project, path: Path) -> str:
    return project.relative(path) if path.is_relative_to(project.root) else str(path)


def _selected(site: Site, only: Iterable[str] | None) -> list[Task]:
    if only is None:
        return list(site.tasks.values())
    wanted = list(only)
    if unknown := [task for task in wanted if task not in site.tasks]:
        raise UserError(f"there is no task {', '.join(unknown)}; the plan has {', '.join(site.tasks)}")
    needed = {need for task in wanted for need in (task, *upstream_of(site.tasks, task))}
    return [task for task in site.tasks.values() if task.id in needed]


@contextmanager
def _prepared(site: Site) -> Iterator[Path]:
    """Hold the project's lock and yield the folder for staging."""
    with staging_root() as staging:
        try:
            with build_lock(site.store.folder, note=str(staging)) as left_behind:
                if left_behind:
                    _clean_up_after_a_kill(site, left_behind)
                site.store.prepare()
                yield staging
        except (BuildLocked, StoreError) as error:
            raise UserError(str(error)) from error
        except OSError as error:
            raise UserError(f"{error.filename or site.store.folder}: {error.strerror or error}") from error


def _clean_up_after_a_kill(site: Site, staging: str) -> None:
    remove_left_behind(staging)
    sweep(site.store.folder, deep=True)
    for folder in {(site.output / path).parent for path in site.owners}:
        sweep(folder)


def _bench(
    project: Project,
    site: Site,
    staging: Path,
    jobs: int,
    offline: bool,
    report: Callable[[Event], None],
    cancelled: Callable[[], bool],
    models: Callable[[Role], Model] | None,
    sandbox: Callable[[], Commands] | None,
) -> Bench:
    asker = Asker(
        site.store,
        _backends(project, models, report),
        Pool(jobs),
        Budget(project.configuration.budget_usd),
        offline=offline,
        cancelled=cancelled,
        warn=lambda text: report(message(text)),
    )
    level = project.configuration.verify.sandbox
    opened = lru_cache(maxsize=1)(sandbox or (lambda: open_sandbox(level)))
    return Bench(asker, opened, staging, threading.Semaphore(jobs), report, cancelled)


def _backends(
    project: Project, models: Callable[[Role], Model] | None, report: Callable[[Event], None]
) -> Callable[[str], Model]:
    """Return what opens the backend of a role, once for each role."""
    mailbox = project.store / "mailbox"

    @lru_cache
    def opened(name: str) -> Model:
        role = project.configuration.role(name)
        if role is None:
            raise ModelRefused(
                f"no model is configured for the role {name!r}; "
                'set one, for example default = "mailbox" in [tool.osteon.models], or pass --model'
            )
        if role.model == "mailbox":
            where = _shown(project, mailbox)
            report(message(f"prompts appear in {where}; put each answer beside its prompt", severity="info"))
        return models(role) if models else open_model(role.model, mailbox=mailbox, options=role.options)

    return opened


def _one_at_a_time(progress: Progress) -> Callable[[Event], None]:
    lock = threading.Lock()

    def report(event: Event) -> None:
        with lock:
            progress.report(event)

    return report


def _outcome(done: Done) -> str:
    return done.action if done.action != "none" else type(done.verdict).__name__.lower()


def with_model(configuration: Configuration, model: str) -> Configuration:
    """Return the configuration with `model` in the place of the default role's."""
    default = configuration.models.get("default", Role(model))
    return replace(configuration, models={**configuration.models, "default": replace(default, model=model)})
