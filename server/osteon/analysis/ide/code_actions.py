"""What can be done about a range of a file: fixes of its findings, and the commands of Osteon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.build_state import GeneratedFile
from osteon.analysis.digests import LENGTH
from osteon.analysis.findings import Finding, Fix, fix_here
from osteon.analysis.ide.places import section_at, task_at
from osteon.analysis.ide.silencing import ConfigurationFile, silencings
from osteon.analysis.source_file import reference_key
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.workspace import Workspace


@dataclass(frozen=True, slots=True)
class QuickFix:
    """One fix of one finding."""

    finding: Finding
    fix: Fix


@dataclass(frozen=True, slots=True)
class CommandAction:
    """A command that makes sense at a place, with its arguments."""

    title: str
    command: str
    arguments: tuple[str, ...] = ()


def quick_fixes(
    workspace: Workspace, path: str, span: Span, *, configuration: ConfigurationFile | None = None
) -> Iterator[QuickFix]:
    """Return the fixes of all findings that a range touches, preferred ones first, then ways to silence them."""
    touched = [finding for finding in workspace.findings(path) if _touch(finding.span, span)]
    found = [QuickFix(finding, fix) for finding in touched for fix in finding.fixes]
    yield from sorted(found, key=lambda one: not one.fix.preferred)
    for finding in touched:
        yield from (QuickFix(finding, fix) for fix in silencings(finding, workspace.files[path], configuration))


def rewrites(workspace: Workspace, path: str, span: Span) -> Iterator[Fix]:
    """Return changes of a range that nothing calls for: a link there can record its target as it is now."""
    file = workspace.files.get(path)
    section = section_at(file, span.start) if file else None
    for target, recorded in section.links("see") if file and section else ():
        digest = workspace.index.text_digest(reference_key(target.text, file.spec_id)) if file else ""
        if recorded is None and digest and "#" in target.text and _touch(target.span, span):
            title = f"Record {target.text} as reviewed: a later change of it makes this link suspect"
            at = Span(target.span.end, target.span.end)
            yield fix_here(title, path, TextEdit(at, f"@{digest[:LENGTH]}"), preferred=False)


def command_actions(workspace: Workspace, path: str, offset: int) -> Iterator[CommandAction]:
    """Return the commands to offer at a place: many editors have no other way to reach them."""
    file = workspace.files.get(path)
    if file is None:
        return
    task = task_at(file, offset)
    if task is not None and task.id:
        yield from _of_task(task.id)
    if file.kind == "spec" and file.spec_id:
        yield CommandAction(f"Osteon: build spec {file.spec_id}", "osteon.buildSpec", (file.spec_id,))
    yield CommandAction("Osteon: check the project", "osteon.check")
    yield CommandAction("Osteon: plan the project", "osteon.plan")
    yield CommandAction("Osteon: preview the plan", "osteon.planPreview")
    yield CommandAction("Osteon: build the project", "osteon.build")
    yield CommandAction("Osteon: explain what a build would do", "osteon.explain")
    yield CommandAction("Osteon: list generated files that were edited", "osteon.drift")


def generated_actions(file: GeneratedFile) -> Iterator[CommandAction]:
    """Return the commands to offer in a generated file."""
    yield from _of_task(file.task)
    if file.state == "kept":
        yield CommandAction(f"Osteon: unpin task {file.task}", "osteon.driftUnpin", (file.path,))


def decisions(file: GeneratedFile) -> Iterator[CommandAction]:
    """Return what a person can decide about a generated file that was edited by hand."""
    yield CommandAction("Osteon: show what differs from what was built", "osteon.driftDiff", (file.path,))
    yield CommandAction("Osteon: keep your version, and pin the task", "osteon.driftKeep", (file.path,))
    yield CommandAction("Osteon: discard your version, and put it aside", "osteon.driftDiscard", (file.path,))


def _of_task(task: str) -> Iterator[CommandAction]:
    yield CommandAction(f"Osteon: build task {task}", "osteon.buildTask", (task,))
    yield CommandAction(f"Osteon: explain task {task}", "osteon.explain", (task,))
    yield CommandAction(f"Osteon: trace task {task}", "osteon.trace", (task,))
    yield CommandAction(f"Osteon: open the last prompt of {task}", "osteon.openPrompt", (task,))
    yield CommandAction(f"Osteon: open the last response to {task}", "osteon.openResponse", (task,))


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
