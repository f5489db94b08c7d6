"""Verifies a task's files: its commands where a person can see them, its hidden cases apart."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from osteon.engine.asking import Cancelled
from osteon.engine.bench import Bench
from osteon.engine.environment import link_environment
from osteon.engine.files import UnsafePath, inside, read_bytes
from osteon.engine.gather import Gathered, closure_files
from osteon.engine.generate import Checked
from osteon.engine.harness import FOLDER, REPORT, Harness, read_summary
from osteon.engine.hidden_cases import HiddenCases
from osteon.engine.plan import owned
from osteon.engine.ports import Limits, Outcome
from osteon.engine.record import Verified
from osteon.engine.site import Site
from osteon.engine.staging import altered, put, staged
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
    steps = tuple(_verified(step.line, step.outcome) for step in done.steps)
    if done.ok and changed:
        return Checked(f"verification may not change what it checks, but it changed {', '.join(changed)}\n", steps)
    return Checked(redact(done.error_text), steps)


def _verified(line: str, outcome: Outcome) -> Verified:
    return Verified(line, outcome.exit_code, outcome.level, round(outcome.seconds, 2))


def _run_cases(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes], cases: HiddenCases) -> Checked:
    """Run hidden cases in a folder of their own, which no visible check saw before.

    The code is prepared before the cases are there. Of what is said afterwards only the judge's own words go on.
    """
    upstream = closure_files(site, now.task)
    everything = {path: read_bytes(file) or b"" for path, file in upstream.items()} | dict(files)
    harness = cases.render({path: data.decode("utf-8", "replace") for path, data in everything.items()})
    for reason in harness.not_run:
        bench.warn(f"{cases.path}: not run: {reason}", now.task)
    with staged(bench.staging, files, upstream) as folder:
        prepared = _verify(site, bench, now, folder, site.configuration.verify.prepare)
        if not prepared.ok:
            problem = f"the code could not be prepared for the cases of {cases.path}:\n{prepared.error_text}"
            return Checked(redact(problem), tuple(_verified(step.line, step.outcome) for step in prepared.steps))
        _put_harness(folder, harness)
        done = _verify(site, bench, now, folder, (harness.command,))
        report = _report_in(folder)
    if report and not done.ok:
        path = site.store.write_report(now.task.id, report)
        bench.warn(f"{cases.path}: some cases fail; {path} shows them with all values", now.task)
    last = done.steps[-1].outcome
    step = _verified(f"cases {cases.path}: {harness.expected_cases}", last)
    if harness.passed(last.output) if done.ok else read_summary(last.output):
        return Checked(redact(done.error_text), (step,))
    ending = f" [{last.reason}]" if last.reason else ""
    return Checked(f"the cases of {cases.path} did not all run: the code under test ended them{ending}\n", (step,))


def _put_harness(folder: Path, harness: Harness) -> None:
    """Put the program that runs the cases into a folder, in the place of anything that stands in its way."""
    place = folder / FOLDER
    if place.is_symlink() or place.is_file():
        place.unlink()
    shutil.rmtree(place, ignore_errors=True)  # a module in it would be imported by the judge
    for path, text in harness.files.items():
        put(folder, path, text.encode())


def _report_in(folder: Path) -> bytes | None:
    """Return what a harness wrote for a person; None where code under test put a link in its place."""
    try:
        return read_bytes(inside(folder, REPORT))
    except UnsafePath:
        return None


def _verify(site: Site, bench: Bench, now: Gathered, folder: Path, commands: Sequence[str]) -> Verification:
    """Run `commands` in the sandbox. Raises Cancelled, SandboxUnavailable, SetupFailed."""
    task, settings = now.task, site.configuration.verify
    bench.step(task, "verify")
    mounts = bench.setup.mounts()
    link_environment(folder, mounts, bench.sandbox().level)
    with bench.verification():
        done = verify(
            commands,
            owned(task),
            folder=folder,
            sandbox=bench.sandbox(),
            limits=Limits(seconds=settings.timeout),
            network=settings.network is True,
            mounts=mounts,
            on_step=lambda line: bench.step(task, "verify", command=line),
            cancelled=bench.cancelled,
        )
    if bench.cancelled():
        raise Cancelled
    return done
