"""Runs one task: decide, restore or ask, verify, record, and only then move its outputs into place."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from osteon.analysis.tasks import Task
from osteon.engine.asking import Answer, NotStored, total
from osteon.engine.bench import Bench
from osteon.engine.budget import OverBudget
from osteon.engine.checking import check as verify
from osteon.engine.events import reasons_of, verdict_event
from osteon.engine.files import UnsafePath, digest, inside, write_if_changed
from osteon.engine.gather import Gathered, disk_of, gather, pin_of, read_output, record_of
from osteon.engine.generate import Assignment, Checked, NotPassed, Trail, generate
from osteon.engine.pin import Pin
from osteon.engine.pinned import pinned_verdict, put_back
from osteon.engine.plan import Drifted, Failed, Fresh, Manual, Stale, Verdict, drifted_outputs, judge, owned, written
from osteon.engine.ports import Event
from osteon.engine.prompt import PromptError
from osteon.engine.record import Record, Review, Verified, succeeding
from osteon.engine.reviewing import review
from osteon.engine.site import FIXER, Site
from osteon.engine.store import StoreError
from osteon.models.port import Message, ModelError, Usage
from osteon.models.secrets import redact

Action = Literal["none", "built", "restored", "verified", "reviewed"]


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
class _Job:
    """A stale task with all that is needed to bring it up to date."""

    site: Site
    bench: Bench
    now: Gathered
    record: Record | None
    reasons: tuple[str, ...]
    fresh: bool = False
    """Whether only a review is lacking: its files are there and passed."""

    @property
    def task(self) -> Task:
        return self.now.task

    def check(self, files: Mapping[str, bytes]) -> Checked:
        return verify(self.site, self.bench, self.now, files)


@dataclass(frozen=True, slots=True)
class _Made:
    """Files that passed, and where they came from."""

    files: Mapping[str, bytes]
    steps: tuple[Verified, ...]
    action: Action
    attempts: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    review: Review | None = None

    @property
    def unreviewed(self) -> str:
        """Why nobody reviewed it, where a review was asked for."""
        return self.review.missing if self.review else ""


def run_task(site: Site, bench: Bench, task: Task) -> Done:
    """Bring one task up to date, whose upstream is settled.

    Every expected failure is a verdict. Raises Cancelled; SandboxUnavailable and SetupFailed, which
    concern the whole build.
    """
    record = record_of(site, task, lambda text: bench.warn(text, task))
    if pin := pin_of(site, task, lambda text: bench.warn(text, task)):
        return _run_pinned(site, bench, task, pin, record)
    try:
        now = gather(site, task)
    except PromptError as error:
        bench.report(verdict_event(task.id, Failed(str(error))))
        return Done(Failed(str(error)))
    disk = disk_of(site, task)
    verdict = judge(task, now.inputs, record, disk, site.wrote)
    if site.elsewhere and isinstance(verdict, Fresh) and not disk:
        verdict = Stale(("nothing was verified in this folder yet",))  # a task without outputs leaves no trace there
    if isinstance(verdict, Fresh) and verdict.unreviewed:
        return _run(_Job(site, bench, now, record, reasons_of(verdict), fresh=True))
    bench.report(verdict_event(task.id, verdict))
    if isinstance(verdict, Stale):
        return _run(_Job(site, bench, now, record, verdict.reasons))
    return Done(verdict, seen=_seen(site, now, disk))


def _run_pinned(site: Site, bench: Bench, task: Task, pin: Pin, record: Record | None) -> Done:
    """Leave a pinned task as it is; only where the kept version is gone it is put back."""
    before = pinned_verdict(site, task, pin, record)
    bench.report(verdict_event(task.id, before))
    if not isinstance(before, Stale):
        return Done(before, seen=_on_disk(site, disk_of(site, task)))
    started = time.monotonic()
    action: Action = "none"
    bench.report(Event("task-started", task.id, {"reasons": list(before.reasons)}))
    bench.step(task, "restore")
    try:
        put_back(site, task, pin)
        verdict, action = pinned_verdict(site, task, pin, record), "restored"
    except (StoreError, UnsafePath, OSError) as error:
        verdict = Failed(_in_words(error))
    done = Done(verdict, action, before.reasons, seen=_on_disk(site, disk_of(site, task)))
    bench.report(Event("task-finished", task.id, _finished(done, time.monotonic() - started)))
    return done


def _run(job: _Job) -> Done:
    trail, started = Trail(), time.monotonic()
    job.bench.report(Event("task-started", job.task.id, {"reasons": list(job.reasons)}))
    action: Action = "none"
    seen: Mapping[str, str | None] = {}
    try:
        made = _make(job, trail)
        _require_review(job, made)
        verdict, action = _keep(job, made), made.action
        seen = _seen(job.site, job.now, {path: digest(data) for path, data in made.files.items()})
        job.site.store.forget_failure(job.task.id)
    except (NotPassed, NotStored, ModelError, OverBudget, StoreError, UnsafePath, OSError) as error:
        verdict = Failed(_in_words(error))
        with contextlib.suppress(StoreError):
            job.site.store.write_failure(job.task.id, redact(verdict.reason) + "\n")
    usage = total(answer.response.usage for answer in trail.asked)
    done = Done(verdict, action, job.reasons, usage, seen)
    job.bench.report(Event("task-finished", job.task.id, _finished(done, time.monotonic() - started)))
    return done


def _in_words(error: Exception) -> str:
    """Say what stopped a task; an error of the operating system's with its file and what may help."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}; make room, or allow writing there, then build again"
    return str(error)


def _seen(site: Site, now: Gathered, outputs: Mapping[str, str | None]) -> dict[str, str | None]:
    copies = {str(site.specs / now.task.copy[path]): digest(data) for path, data in now.copies.items()}
    context = {str(site.specs / path): digest(data) for path, data in now.context.items()}
    return copies | context | _on_disk(site, outputs)


def _on_disk(site: Site, outputs: Mapping[str, str | None]) -> dict[str, str | None]:
    return {str(site.output / path): content for path, content in outputs.items()}


def _finished(done: Done, seconds: float) -> dict[str, Any]:
    verdict, why = type(done.verdict).__name__.lower(), list(reasons_of(done.verdict))
    usage = asdict(done.usage)
    return {"verdict": verdict, "action": done.action, "reasons": why, "seconds": round(seconds, 3), "usage": usage}


def _make(job: _Job, trail: Trail) -> _Made:
    """Get files that pass by the cheapest way there is: the person's, a recorded result, a copy, the model's."""
    if (job.task.verify or job.task.cases) and not job.fresh:
        job.bench.sandbox()  # no sandbox is a reason to stop before a model is paid, and so is a setup that fails
        job.bench.setup.mounts()
    if job.task.manual:
        return _passing(job, {path: read_output(job.site, path) or b"" for path in owned(job.task)}, "verified")
    if job.record and (restored := _restored(job, job.record)):
        return _with_review(job, trail, restored)
    if job.now.request is None:
        return _passing(job, job.now.copies, "built")
    earlier = _checked_anew(job, job.record, trail) if job.record else None
    if job.record and earlier and not earlier[1].error:
        files, checked = earlier
        _add_texts(job, trail)
        before = job.record
        made = _Made(_with_copies(job, files), checked.steps, "verified", before.attempts, before.answered_by)
        return replace(made, review=checked.review)
    return _generated(job, trail, earlier)


def _passing(job: _Job, files: Mapping[str, bytes], action: Action) -> _Made:
    """Return files as made if they pass. Raises NotPassed."""
    checked = job.check(files)
    if checked.error:
        raise NotPassed(checked.error)
    return _Made(files, checked.steps, action)


def _require_review(job: _Job, made: _Made) -> None:
    """Raise NotPassed where nobody reviewed what has to be reviewed."""
    if made.unreviewed and job.site.configuration.review.required:
        raise NotPassed(f"not reviewed: {made.unreviewed}\nThe configuration requires a review; build again for one.")


def _with_review(job: _Job, trail: Trail, made: _Made) -> _Made:
    """Have a restored result reviewed if nobody did so far; what fails is fixed."""
    if not job.site.reviews(job.task) or job.now.request is None or (made.review and not made.review.missing):
        return made
    checked = _reviewed(job, Checked("", made.steps), made.files, trail, "")
    if checked.error:
        return _generated(job, trail, ({path: made.files[path].decode() for path in written(job.task)}, checked))
    _add_texts(job, trail)
    done = checked.review is not None and not checked.review.missing
    return replace(made, review=checked.review, action="reviewed" if done and job.fresh else made.action)


def _checked(job: _Job, files: Mapping[str, bytes], trail: Trail, step: str = "") -> Checked:
    """Verify files and, when they pass, have them reviewed."""
    checked = job.check(files)
    return checked if checked.error else _reviewed(job, checked, files, trail, step)


def _reviewed(job: _Job, checked: Checked, files: Mapping[str, bytes], trail: Trail, step: str) -> Checked:
    if job.now.request is None:
        return checked
    texts = {path: files[path].decode() for path in written(job.task)}
    found = review(job.site, job.bench, job.now, texts, trail, step=step)
    return replace(checked, error=found.error, review=found.review)


def _add_texts(job: _Job, trail: Trail) -> None:
    """Put a review beside the readable form of the round that wrote the files."""
    texts = {name: redact(text) for name, text in trail.texts.items()}
    job.site.store.write_attempt(job.task.id, texts, whole=False)


def _restored(job: _Job, record: Record) -> _Made | None:
    """Return the result that is recorded under this very key, verified where it is put; None where there is none."""
    result = record.result(job.now.inputs.key)
    files = _from_blobs(job, result.outputs) if result else None
    if result is None or files is None:
        return None
    if job.fresh:
        return _Made(files, record.verification, "none", record.attempts, record.answered_by, record.review)
    job.bench.step(job.task, "restore")
    try:
        made = _passing(job, files, "restored")
    except NotPassed as error:
        question = "the recorded result does not pass here; is every tool of its checks installed?"
        raise NotPassed(f"{question}\n{error}") from None
    answered_by = record.answered_by if result.attempts == record.attempts else ()
    return replace(made, attempts=result.attempts, answered_by=answered_by, review=result.review)


def _checked_anew(job: _Job, record: Record, trail: Trail) -> tuple[Mapping[str, str], Checked] | None:
    """Check the recorded result where only the way of checking changed; None where more did."""
    if record.manual or not job.now.inputs.made_as(record.inputs):
        return None
    files = _from_blobs(job, record.outputs)
    if files is None:
        return None
    job.bench.step(job.task, "restore")
    return {path: files[path].decode() for path in written(job.task)}, _checked(job, files, trail)


def _from_blobs(job: _Job, outputs: Mapping[str, str]) -> dict[str, bytes] | None:
    found = {path: job.site.store.blob(content) for path, content in outputs.items()}
    files = {path: data for path, data in found.items() if data is not None}
    return files if files.keys() == set(owned(job.task)) else None


def _with_copies(job: _Job, texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()} | dict(job.now.copies)


def _generated(job: _Job, trail: Trail, start: tuple[Mapping[str, str], Checked] | None) -> _Made:
    """Have the files written. `start` is the recorded result with what it fails on, to be fixed first."""
    try:
        made = generate(_assignment(job, start, trail), trail)
    except NotStored as error:
        why = f"{'; '.join(job.reasons)} ({error})"
        message = f"task {job.task.id} needs a model, and this build may not ask one: {why}. Build without --offline."
        raise NotStored(message) from None
    finally:
        if trail.texts:
            job.site.store.write_attempt(job.task.id, {name: redact(text) for name, text in trail.texts.items()})
    before = job.record.attempts if job.record and start else ()
    attempts = (*before, *(answer.address for answer in trail.answers))
    answered_by = dict.fromkeys(answer.response.answered_by for answer in trail.answers)
    checked = made.checked
    return _Made(_with_copies(job, made.files), checked.steps, "built", attempts, tuple(answered_by), checked.review)


def _assignment(job: _Job, start: tuple[Mapping[str, str], Checked] | None, trail: Trail) -> Assignment:
    task, bench, request = job.task, job.bench, job.now.request
    assert request is not None
    used: set[str] = set()

    def on_text(text: str) -> None:
        bench.report(Event("task-text", task.id, {"text": text}))

    def ask(messages: tuple[Message, ...], *, step: str) -> Answer:
        name, fixes = step.rstrip("."), step.startswith("fix")
        bench.step(task, "fix" if fixes else "model", attempt=name)
        label = f"{task.id}.{name}" if name else task.id
        role, fixer = (FIXER, job.site.fixer) if fixes and job.site.fixer else (task.model, None)
        asked = replace(request, messages=messages)
        asked = replace(asked, model=fixer.model, parameters=fixer.parameters) if fixer else asked
        return bench.asker.ask(role, asked, label=label, used=used, on_text=on_text)

    def check(files: Mapping[str, str], *, step: str) -> Checked:
        bench.step(task, "write")
        return _checked(job, _with_copies(job, files), trail, step)

    return Assignment(request.messages, written(task), ask, check, job.site.configuration.fix_attempts, start)


def _keep(job: _Job, made: _Made) -> Verdict:
    """Record a result, then move its files into place.

    In this order a kill leaves files that the record or an earlier result knows, so that the next build finishes the
    move instead of taking them for a person's.
    """
    outputs = {path: digest(data) for path, data in made.files.items()}
    if not job.task.manual:
        disk = disk_of(job.site, job.task)
        if drifted := tuple(
            path for path in drifted_outputs(job.record, disk, job.site.wrote) if disk[path] != outputs[path]
        ):
            return Drifted(drifted)
        for data in made.files.values():
            job.site.store.put_blob(data)
    _write_record(job, made, outputs)
    if job.task.manual:
        return Manual()
    for path, data in made.files.items():
        write_if_changed(inside(job.site.output, path), data)
    return Fresh(made.unreviewed)


def _write_record(job: _Job, made: _Made, outputs: Mapping[str, str]) -> None:
    """Record a result, unless it is restored from the very record that holds it."""
    known = job.record and (job.record.key, job.record.review) == (job.now.inputs.key, made.review)
    if known and made.action in ("restored", "none"):
        return
    new = Record(
        task=job.task.id,
        key=job.now.inputs.key,
        inputs=job.now.inputs.values,
        outputs=outputs,
        attempts=made.attempts,
        answered_by=made.answered_by,
        verification=made.steps,
        review=made.review,
        manual=job.task.manual,
    )
    job.site.store.write_record(succeeding(job.record, new))
