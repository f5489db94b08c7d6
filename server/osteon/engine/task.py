"""Runs one task: decide, restore or ask, verify, record, and only then move its outputs into place."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from osteon.analysis.plan_file import Task
from osteon.engine.asking import Answer, Asker, Cancelled, NotStored, OverBudget, total
from osteon.engine.files import UnsafePath, digest, inside, read_bytes, write_if_changed
from osteon.engine.gather import Gathered, closure_files, disk_of, gather, read_output, record_of
from osteon.engine.generate import Assignment, Checked, NotPassed, Trail, generate
from osteon.engine.hidden_cases import HiddenCases
from osteon.engine.plan import Drifted, Failed, Fresh, Manual, Stale, Verdict, drifted_outputs, judge, owned, written
from osteon.engine.ports import Commands, Event, Limits
from osteon.engine.prompt import PromptError
from osteon.engine.site import Site
from osteon.engine.staging import altered, staged
from osteon.engine.store import Record, StoreError, Verified, succeeding
from osteon.engine.verify import Verification, verify
from osteon.models.port import Message, ModelError, Usage
from osteon.models.secrets import redact

CHOICES = (
    "it is left as it is; to keep it set manual = true in its task, to keep its meaning write it into the spec, "
    "and to discard it delete the file; then build again"
)
Action = Literal["none", "built", "restored", "verified"]


@dataclass(frozen=True, slots=True)
class Done:
    """How a task ended: its verdict now, what was done for it, and why."""

    verdict: Verdict
    action: Action = "none"
    reasons: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seen: Mapping[str, str | None] = field(default_factory=dict)
    """The digest of each file that the verdict rests on beside the sources, by absolute path."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What running a task needs beside the site: a model, a sandbox, a place to work, someone to tell."""

    asker: Asker
    sandbox: Callable[[], Commands]
    """Opens the sandbox at the first call. Raises SandboxUnavailable."""
    staging: Path
    verifications: threading.Semaphore
    """How many verification processes may run at once."""
    report: Callable[[Event], None] = lambda _event: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, task: Task, step: str, **data: Any) -> None:
        if self.cancelled():
            raise Cancelled
        self.report(Event("task-step", task.id, {"step": step, **data}))

    def warn(self, text: str, task: Task | None = None) -> None:
        self.report(message(text, task=task.id if task else None))

    @contextmanager
    def verification(self) -> Iterator[None]:
        """Hold one of the places for verification processes."""
        while not self.verifications.acquire(timeout=0.1):
            if self.cancelled():
                raise Cancelled
        try:
            yield
        finally:
            self.verifications.release()


@dataclass(frozen=True, slots=True)
class _Made:
    """Files that passed, and where they came from."""

    files: Mapping[str, bytes]
    steps: tuple[Verified, ...]
    action: Action
    attempts: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()


def run_task(site: Site, bench: Bench, task: Task) -> Done:
    """Bring one task up to date, whose upstream is settled.

    Every expected failure is a verdict. Raises Cancelled, and SandboxUnavailable, which concerns the whole build.
    """
    try:
        now = gather(site, task)
    except PromptError as error:
        return _failed(bench, task, str(error))
    record = record_of(site, task, lambda text: bench.warn(text, task))
    disk = disk_of(site, task)
    verdict = judge(task, now.inputs, record, disk)
    bench.report(verdict_event(task.id, verdict))
    if not isinstance(verdict, Stale):
        return Done(verdict, seen=_seen(site, now, disk))
    return _run(site, bench, now, record, verdict.reasons)


def message(text: str, *, severity: str = "warning", task: str | None = None) -> Event:
    """Return the event that tells something in words; `severity` is `error`, `warning` or `info`."""
    return Event("message", task, {"severity": severity, "text": text})


def verdict_event(task: str, verdict: Verdict) -> Event:
    """Return the event that tells a task's verdict with its reasons."""
    data = {"verdict": type(verdict).__name__.lower(), "reasons": list(reasons_of(verdict))}
    return Event("task-verdict", task, data)


def reasons_of(verdict: Verdict) -> tuple[str, ...]:
    """Say in sentences what a verdict rests on; nothing for a task that is as it should be."""
    match verdict:
        case Stale(reasons):
            return reasons
        case Failed(reason):
            return (reason,)
        case Drifted(paths):
            return (*(f"{path} holds what no build wrote there" for path in paths), CHOICES)
        case _:
            return tuple(f"task {name} has to be settled first" for name in getattr(verdict, "by", ()))


def _failed(bench: Bench, task: Task, reason: str) -> Done:
    verdict = Failed(reason)
    bench.report(verdict_event(task.id, verdict))
    return Done(verdict)


def _run(site: Site, bench: Bench, now: Gathered, record: Record | None, reasons: tuple[str, ...]) -> Done:
    task, trail, started = now.task, Trail(), time.monotonic()
    bench.report(Event("task-started", task.id, {"reasons": list(reasons)}))
    action: Action = "none"
    seen: Mapping[str, str | None] = {}
    try:
        made = _make(site, bench, now, record, trail, reasons)
        verdict, action = _keep(site, now, record, made), made.action
        seen = _seen(site, now, {path: digest(data) for path, data in made.files.items()})
    except (NotPassed, NotStored, ModelError, OverBudget, StoreError, UnsafePath, OSError) as error:
        verdict = Failed(str(error))
        with contextlib.suppress(StoreError):
            site.store.write_failure(task.id, redact(verdict.reason) + "\n")
    else:
        site.store.forget_failure(task.id)
    usage = total(answer.response.usage for answer in trail.asked)
    done = Done(verdict, action, reasons, usage, seen)
    bench.report(Event("task-finished", task.id, _finished(done, time.monotonic() - started)))
    return done


def _seen(site: Site, now: Gathered, outputs: Mapping[str, str | None]) -> dict[str, str | None]:
    copies = {str(site.specs / now.task.copy[path]): digest(data) for path, data in now.copies.items()}
    return copies | {str(site.output / path): content for path, content in outputs.items()}


def _finished(done: Done, seconds: float) -> dict[str, Any]:
    usage = {"input_tokens": done.usage.input_tokens, "output_tokens": done.usage.output_tokens, "usd": done.usage.usd}
    verdict = type(done.verdict).__name__.lower()
    why = list(reasons_of(done.verdict))
    return {"verdict": verdict, "action": done.action, "reasons": why, "seconds": round(seconds, 3), "usage": usage}


def _make(
    site: Site, bench: Bench, now: Gathered, record: Record | None, trail: Trail, reasons: tuple[str, ...]
) -> _Made:
    """Get files that pass by the cheapest way there is: the person's, a recorded result, a copy, the model's."""
    if now.task.verify or now.task.cases:
        bench.sandbox()
    if now.task.manual:
        return _of_a_person(site, bench, now)
    if restored := _restored(site, bench, now, record):
        return restored
    if now.request is None:
        return _checked_or_raise(site, bench, now, now.copies, "built")
    return _generated(site, bench, now, record, trail, reasons)


def _of_a_person(site: Site, bench: Bench, now: Gathered) -> _Made:
    files = {path: read_output(site, path) or b"" for path in owned(now.task)}
    return _checked_or_raise(site, bench, now, files, "verified")


def _restored(site: Site, bench: Bench, now: Gathered, record: Record | None) -> _Made | None:
    """Return the result that is recorded under this very key, verified where it is put; None where there is none."""
    result = record.result(now.inputs.key) if record else None
    files = _from_blobs(site, now.task, result.outputs) if result else None
    if result is None or files is None or record is None:
        return None
    bench.step(now.task, "restore")
    try:
        made = _checked_or_raise(site, bench, now, files, "restored")
    except NotPassed as error:
        raise NotPassed(
            f"the recorded result does not pass here; is every tool of its checks installed?\n{error}"
        ) from None
    answered_by = record.answered_by if result.attempts == record.attempts else ()
    return replace(made, attempts=result.attempts, answered_by=answered_by)


def _from_blobs(site: Site, task: Task, outputs: Mapping[str, str]) -> dict[str, bytes] | None:
    found = {path: site.store.blob(content) for path, content in outputs.items()}
    files = {path: data for path, data in found.items() if data is not None}
    return files if files.keys() == set(owned(task)) else None


def _checked_or_raise(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes], action: Action) -> _Made:
    checked = check(site, bench, now, files)
    if checked.error:
        raise NotPassed(checked.error)
    return _Made(files, checked.steps, action)


def _generated(
    site: Site, bench: Bench, now: Gathered, record: Record | None, trail: Trail, reasons: tuple[str, ...]
) -> _Made:
    assignment = _assignment(site, bench, now)
    earlier = _still_good(site, bench, now, record)
    if record and earlier and not earlier[1].error:
        files = {path: text.encode() for path, text in earlier[0].items()} | dict(now.copies)
        return _Made(files, earlier[1].steps, "verified", record.attempts, record.answered_by)
    try:
        made = generate(replace(assignment, start=earlier), trail)
    except NotStored as error:
        raise NotStored(_offline_message(now.task, reasons, error)) from None
    finally:
        _write_trail(site, now.task, trail)
    files = {path: text.encode() for path, text in made.files.items()} | dict(now.copies)
    before = record.attempts if record and earlier else ()
    attempts = (*before, *(answer.address for answer in trail.answers))
    answered_by = dict.fromkeys(answer.response.answered_by for answer in trail.answers)
    return _Made(files, made.steps, "built", attempts, tuple(answered_by))


def _still_good(
    site: Site, bench: Bench, now: Gathered, record: Record | None
) -> tuple[Mapping[str, str], Checked] | None:
    """Check the recorded result anew where only the way of checking changed; None where more did."""
    if record is None or record.manual or not now.inputs.made_as(record.inputs):
        return None
    files = _from_blobs(site, now.task, record.outputs)
    if files is None:
        return None
    bench.step(now.task, "restore")
    texts = {path: files[path].decode() for path in written(now.task)}
    return texts, check(site, bench, now, files)


def _assignment(site: Site, bench: Bench, now: Gathered) -> Assignment:
    task, request = now.task, now.request
    assert request is not None
    used: set[str] = set()

    def ask(messages: tuple[Message, ...], *, step: str) -> Answer:
        bench.step(task, "fix" if step.startswith("fix") else "model", attempt=step.rstrip("."))
        on_text = lambda text: bench.report(Event("task-text", task.id, {"text": text}))  # noqa: E731
        label = f"{task.id}.{step.rstrip('.')}" if step else task.id
        return bench.asker.ask(task.model, replace(request, messages=messages), label=label, used=used, on_text=on_text)

    def check_texts(files: Mapping[str, str]) -> Checked:
        bench.step(task, "write")
        data = {path: text.encode() for path, text in files.items()} | dict(now.copies)
        return check(site, bench, now, data)

    return Assignment(request.messages, written(task), ask, check_texts, site.configuration.fix_attempts)


def _offline_message(task: Task, reasons: tuple[str, ...], error: NotStored) -> str:
    changed = "; ".join(reasons)
    return (
        f"task {task.id} needs a model, and this build may not ask one: {changed} ({error}). Build without --offline."
    )


def _write_trail(site: Site, task: Task, trail: Trail) -> None:
    if trail.texts:
        site.store.write_attempt(task.id, {name: redact(text) for name, text in trail.texts.items()})


def check(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes]) -> Checked:
    """Verify a task's files beside the outputs of everything upstream, and nothing else; then run its hidden cases."""
    task, settings = now.task, site.configuration.verify
    checked = Checked()
    if task.verify:
        checked = _run_commands(site, bench, task, files, (*settings.setup, *task.verify))
    for cases in now.cases:
        if checked.error:
            break
        hidden = _run_cases(site, bench, now, files, cases)
        checked = Checked(hidden.error, (*checked.steps, *hidden.steps))
    return checked


def _run_commands(site: Site, bench: Bench, task: Task, files: Mapping[str, bytes], commands: Sequence[str]) -> Checked:
    with staged(bench.staging, files, closure_files(site, task)) as folder:
        done = _verify(site, bench, task, folder, commands)
        changed = altered(folder, files)
    steps = tuple(Verified(step.line, step.outcome.exit_code, step.outcome.level) for step in done.steps)
    if done.ok and changed:
        return Checked(f"verification may not change what it checks, but it changed {', '.join(changed)}\n", steps)
    return Checked(redact(done.error_text), steps)


def _run_cases(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes], cases: HiddenCases) -> Checked:
    """Run hidden cases in a folder of their own, which no visible check and no code under test saw before."""
    upstream = closure_files(site, now.task)
    texts = {path: (read_bytes(file) or b"").decode("utf-8", "replace") for path, file in upstream.items()}
    texts |= {path: data.decode("utf-8", "replace") for path, data in files.items()}
    harness = cases.render(texts)
    programs = {path: text.encode() for path, text in harness.files.items()}
    for reason in harness.not_run:
        bench.warn(f"{cases.path}: not run: {reason}", now.task)
    with staged(bench.staging, {**files, **programs}, upstream) as folder:
        done = _verify(site, bench, now.task, folder, (*site.configuration.verify.setup, harness.command))
    last = done.steps[-1].outcome
    step = Verified(f"cases {cases.path}: {harness.expected_cases}", last.exit_code, last.level)
    if done.ok and not harness.passed(last.output):
        return Checked(f"the cases of {cases.path} did not all run: the code under test ended them\n", (step,))
    return Checked(redact(done.error_text), (step,))


def _verify(site: Site, bench: Bench, task: Task, folder: Path, commands: Sequence[str]) -> Verification:
    settings = site.configuration.verify
    bench.step(task, "verify")
    with bench.verification():
        done = verify(
            commands,
            owned(task),
            folder=folder,
            sandbox=bench.sandbox(),
            limits=Limits(seconds=settings.timeout),
            network=settings.network,
            on_step=lambda line: bench.step(task, "verify", command=line),
            cancelled=bench.cancelled,
        )
    if bench.cancelled():
        raise Cancelled
    return done


def _keep(site: Site, now: Gathered, record: Record | None, made: _Made) -> Verdict:
    """Record a result, then move its files into place.

    In this order a kill leaves files that the record or an earlier result knows, so that the next build finishes the
    move instead of taking them for a person's.
    """
    task = now.task
    outputs = {path: digest(data) for path, data in made.files.items()}
    if not task.manual:
        unknown = drifted_outputs(record, disk_of(site, task))
        if drifted := tuple(path for path in unknown if disk_of(site, task)[path] != outputs[path]):
            return Drifted(drifted)
        for data in made.files.values():
            site.store.put_blob(data)
    new = Record(
        task=task.id,
        key=now.inputs.key,
        inputs=now.inputs.values,
        outputs=outputs,
        attempts=made.attempts,
        answered_by=made.answered_by,
        verification=made.steps,
        manual=task.manual,
    )
    if record is None or record.key != new.key or made.action != "restored":
        site.store.write_record(succeeding(record, new))
    if task.manual:
        return Manual()
    for path, data in made.files.items():
        write_if_changed(inside(site.output, path), data)
    return Fresh()
