"""`osteon trace`: how a task's result, or a generated file, came to be."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.exit_codes import OK
from osteon.cli.progress import printable
from osteon.project import find_project

if TYPE_CHECKING:
    from osteon.engine.record import Review, Verified
    from osteon.engine.site import Site
    from osteon.engine.trace import Asked, TaskTrace
    from osteon.models.port import Usage

UNKNOWN = "not recorded"
LOST = "its content is not in the store"


@click.command("trace")
@click.argument("name", metavar="TASK|FILE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def trace(name: str, *, as_json: bool) -> int:
    """Show what was asked, answered, verified, fixed and reviewed for a TASK, by whom and for how much.

    For a generated FILE: which task wrote it, from which sections, and then the same.
    """
    from osteon.engine.site import open_plan
    from osteon.engine.trace import trace_task

    project = find_project(Path.cwd())
    site = open_plan(project)
    path = _file(site, name)
    found = trace_task(project, site, path[1] if path else name)
    if as_json:
        click.echo(json.dumps({"file": path[0] if path else None, **_value(found)}, indent=2))
    else:
        for line in (*_about(found, path[0] if path else None), *_lines(found)):
            click.echo(printable(line))
    return OK


def _file(site: Site, name: str) -> tuple[str, str] | None:
    """Return the output that a name means, and its task; a task's id goes before a file of that name."""
    from osteon.engine.trace import writer_of

    if name in site.tasks:
        return None
    here = Path(os.path.abspath(name))
    below = [here.relative_to(site.output).as_posix()] if here.is_relative_to(site.output) else []
    found = ((path, writer_of(site, path)) for path in (*below, name))
    return next(((path, task) for path, task in found if task), None)


def _value(found: TaskTrace) -> dict[str, Any]:
    value = {**asdict(found), "fixes": found.fixes}
    pin = found.pin
    value["pin"] = {"since": pin.since, "reason": pin.reason, "failure": pin.failure} if pin else None
    return value


def _about(found: TaskTrace, file: str | None) -> Iterator[str]:
    if file:
        yield f"{file} is an output of task {found.task}"
    yield f"{found.task}{f': {found.title}' if found.title else ''}"
    if not found.planned:
        yield "  it left the plan"
    if not found.recorded:
        yield "  no build of it has succeeded yet"
    if found.failure:
        yield f"  its last build failed: {found.failure.splitlines()[-1]}"
    if found.pin:
        why = f" ({found.pin.reason})" if found.pin.reason else ""
        yield f"  pinned since {found.pin.since}{why}: a person's version stands in the place of what is traced here"


def _lines(found: TaskTrace) -> Iterator[str]:
    if found.recorded:
        yield "asked"
        yield from (f"  {kind:11} {', '.join(names)}" for kind, names in found.inputs.items())
        yield "answered"
        yield from (f"  {line}" for item in found.asked for line in _asked(item))
        if not found.asked:
            yield "  a person wrote it" if found.manual else "  no model was needed"
        yield "verified"
        yield from (f"  {_verified(step)}" for step in found.verification)
        if not found.verification:
            yield "  nothing was run"
        yield from _review(found.review)
        yield "outputs"
        yield from (f"  {item.state:8} {item.path}  {item.blob or LOST}" for item in found.outputs)
        yield "in all"
        yield f"  {_total(found)}"
    if found.files:
        yield "read"
        yield from (f"  {path}" for path in found.files)


def _asked(item: Asked) -> Iterator[str]:
    if not item.file:
        yield f"{item.kind:6} {item.exchange[:12]} is not in the store"
        return
    by = (
        item.answered_by
        if item.answered_by == item.model
        else f"{item.answered_by} (asked for {item.model or UNKNOWN})"
    )
    yield f"{item.kind:6} {item.time or UNKNOWN}  {by}, {_usage(item.usage)}"
    yield f"       {item.file}"


def _usage(usage: Usage) -> str:
    known = (usage.input_tokens, usage.output_tokens)
    tokens = "tokens unknown" if None in known else f"{known[0]:,} tokens in, {known[1]:,} out"
    return f"{tokens}, {'price unknown' if usage.usd is None else f'{usage.usd:.4f} USD'}"


def _verified(step: Verified) -> str:
    from osteon.engine.trace import CASES

    seconds = UNKNOWN if step.seconds is None else f"{step.seconds:.1f} s"
    cases = CASES.fullmatch(step.command)
    what = f"{cases[2]} hidden cases of {cases[1]}" if cases else step.command
    outcome = "killed" if step.exit_code is None else f"exit {step.exit_code}"
    return f"{outcome}, {step.level}, {seconds}: {what}"


def _review(review: Review | None) -> Iterator[str]:
    if review is None:
        return
    yield "reviewed"
    if review.missing:
        yield f"  not reviewed: {review.missing}"
    elif not review.findings:
        yield "  nothing was found"
    for item in review.findings:
        yield f"  {item.severity}: {item.file}:{item.line}: {item.problem} ({item.requirement})"


def _total(found: TaskTrace) -> str:
    count, fixes = len(found.asked), found.fixes
    who = f" by {', '.join(found.answered_by)}" if found.answered_by else ""
    exchanges = f"{count} exchange{'' if count == 1 else 's'}, {fixes} fix{'' if fixes == 1 else 'es'}"
    spent = f", {_usage(found.usage)}" if count else ""
    return f"{exchanges}{spent}{who}; {found.earlier} earlier results"
