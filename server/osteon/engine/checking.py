"""Verifies a task's files: its commands where a person can see them, its hidden cases apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from osteon.engine.asking import Cancelled
from osteon.engine.bench import Bench
from osteon.engine.files import UnsafePath, inside, read_bytes
from osteon.engine.gather import Gathered, closure_files
from osteon.engine.generate import Checked
from osteon.engine.harness import REPORT
from osteon.engine.hidden_cases import HiddenCases
from osteon.engine.plan import owned
from osteon.engine.ports import Limits
from osteon.engine.site import Site
from osteon.engine.staging import altered, staged
from osteon.engine.store import Verified
from osteon.engine.verify import Verification, verify
from osteon.models.secrets import redact


def check(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes]) -> Checked:
    """Verify a task's files beside the outputs of everything upstream, and nothing else; then run its hidden cases."""
    checked = _run_commands(site, bench, now, files) if now.task.verify else Checked()
    for cases in now.cases:
        if checked.error:
            break
        hidden = _run_cases(site, bench, now, files, cases)
        checked = Checked(hidden.error, (*checked.steps, *hidden.steps))
    return checked


def _run_commands(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes]) -> Checked:
    with staged(bench.staging, files, closure_files(site, now.task)) as folder:
        done = _verify(site, bench, now, folder, now.task.verify)
        changed = altered(folder, files)
    steps = tuple(Verified(step.line, step.outcome.exit_code, step.outcome.level) for step in done.steps)
    if done.ok and changed:
        return Checked(f"verification may not change what it checks, but it changed {', '.join(changed)}\n", steps)
    return Checked(redact(done.error_text), steps)


def _run_cases(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes], cases: HiddenCases) -> Checked:
    """Run hidden cases in a folder of their own, which no visible check and no code under test saw before."""
    upstream = closure_files(site, now.task)
    everything = {path: read_bytes(file) or b"" for path, file in upstream.items()} | dict(files)
    harness = cases.render({path: data.decode("utf-8", "replace") for path, data in everything.items()})
    programs = {path: text.encode() for path, text in harness.files.items()}
    for reason in harness.not_run:
        bench.warn(f"{cases.path}: not run: {reason}", now.task)
    with staged(bench.staging, {**files, **programs}, upstream) as folder:
        done = _verify(site, bench, now, folder, (harness.command,))
        report = _report_in(folder)
    last = done.steps[-1].outcome
    if report and not done.ok:
        path = site.store.write_report(now.task.id, report)
        bench.warn(f"{cases.path}: some cases fail; {path} shows them with all values", now.task)
    step = Verified(f"cases {cases.path}: {harness.expected_cases}", last.exit_code, last.level)
    if done.ok and not harness.passed(last.output):
        return Checked(f"the cases of {cases.path} did not all run: the code under test ended them\n", (step,))
    return Checked(redact(done.error_text), (step,))


def _report_in(folder: Path) -> bytes | None:
    """Return what a harness wrote for a person; None where code under test put a link in its place."""
    try:
        return read_bytes(inside(folder, REPORT))
    except UnsafePath:
        return None


def _verify(site: Site, bench: Bench, now: Gathered, folder: Path, commands: Sequence[str]) -> Verification:
    """Run the project's setup, then `commands`. Raises Cancelled, SandboxUnavailable."""
    task, settings = now.task, site.configuration.verify
    bench.step(task, "verify")
    with bench.verification():
        done = verify(
            (*settings.setup, *commands),
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
