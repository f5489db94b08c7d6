"""Builds a project: the entry point of the engine."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from osteon.analysis.configuration import Configuration, Role
from osteon.analysis.tasks import Task
from osteon.engine.asking import Asker, Pool
from osteon.engine.backends import backends, prices
from osteon.engine.bench import Bench
from osteon.engine.budget import Budget
from osteon.engine.environment import Setup, SetupFailed
from osteon.engine.events import message, verdict_event
from osteon.engine.exclusive import exclusive
from osteon.engine.plan import Drifted, Failed, Verdict, upstream_of
from osteon.engine.ports import Commands, Event, Progress, SandboxUnavailable
from osteon.engine.remembered import recall, remember, source_digests
from osteon.engine.run import run_tasks
from osteon.engine.sandbox import open_sandbox
from osteon.engine.site import Site, open_site
from osteon.engine.store import Store, StoreError
from osteon.engine.task import Done, run_task
from osteon.models.port import Model
from osteon.project import Project, UserError

__all__ = ["BuildResult", "build", "exit_code_of", "with_model"]

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
    UserError for what concerns the whole build: no plan, an unusable plan, another build, no sandbox, a setup that
    fails.
    """
    folder = output or project.output
    report = _one_at_a_time(progress)
    started = time.monotonic()
    if only is None and (settled := recall(project, folder)):
        with suppress(StoreError):  # where nothing can be written, nothing has to be ignored
            Store(project.store).prepare()
        return _nothing_to_do(settled, jobs, started, report)
    sources = source_digests(project)
    site = open_site(project, output=output)
    tasks = _selected(site, only)
    with exclusive(site) as staging:
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
        except (SandboxUnavailable, SetupFailed) as error:
            raise UserError(str(error)) from error
        remember(project, site, done, sources)
    return _finished(done, len(tasks), started, bench.asker.budget.spent, report)


def _nothing_to_do(
    settled: Mapping[str, Verdict], jobs: int, started: float, report: Callable[[Event], None]
) -> BuildResult:
    report(Event("build-started", None, {"tasks": len(settled), "jobs": jobs}))
    for task, verdict in settled.items():
        report(verdict_event(task, verdict))
    done = {task: Done(verdict) for task, verdict in settled.items()}
    return _finished(done, len(settled), started, 0.0, report)


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


def exit_code_of(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code for verdicts: a failure counts more than a drift, and nothing else counts."""
    listed = list(verdicts)
    if any(isinstance(verdict, Failed) for verdict in listed):
        return FAILED
    return DRIFT if any(isinstance(verdict, Drifted) for verdict in listed) else OK


def _selected(site: Site, only: Iterable[str] | None) -> list[Task]:
    if only is None:
        return list(site.tasks.values())
    wanted = list(only)
    if unknown := [task for task in wanted if task not in site.tasks]:
        raise UserError(f"there is no task {', '.join(unknown)}; the plan has {', '.join(site.tasks)}")
    needed = {need for task in wanted for need in (task, *upstream_of(site.tasks, task))}
    return [task for task in site.tasks.values() if task.id in needed]


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
        backends(project, models, report),
        Pool(jobs),
        Budget(project.configuration.budget_usd),
        prices(project, report),
        offline=offline,
        cancelled=cancelled,
        warn=lambda text: report(message(text)),
    )
    settings = project.configuration.verify
    opened = lru_cache(maxsize=1)(sandbox or (lambda: open_sandbox(settings.sandbox)))
    setup = Setup(
        settings, project.root, opened, lambda line: report(message(f"setup: {line}", severity="info")), cancelled
    )
    return Bench(asker, opened, staging, setup, threading.Semaphore(jobs), report, cancelled)


def _one_at_a_time(progress: Progress) -> Callable[[Event], None]:
    lock = threading.Lock()

    def report(event: Event) -> None:
        with lock:
            progress.report(event)

    return report


def _outcome(done: Done) -> str:
    return done.action if done.action != "none" else type(done.verdict).__name__.lower()


def with_model(configuration: Configuration, model: str, *, role: str = "default") -> Configuration:
    """Return the configuration with `model` in the place of a role's; what else is set for the role stays."""
    known = configuration.role(role) or Role(model)
    return replace(configuration, models={**configuration.models, role: replace(known, model=model)})
