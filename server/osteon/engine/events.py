"""The events of a build, made from verdicts and messages."""

from __future__ import annotations

from osteon.engine.plan import Drifted, Failed, Stale, Verdict
from osteon.engine.ports import Event

CHOICES = (
    "it is left as it is; to keep it set manual = true in its task, to keep its meaning write it into the spec, "
    "and to discard it delete the file; then build again"
)


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
        case Drifted(paths, cause) if cause:
            return (cause, *(f"without it {path} cannot be told from a person's file" for path in paths), CHOICES)
        case Drifted(paths):
            return (*(f"{path} holds what no build wrote there" for path in paths), CHOICES)
        case _:
            return tuple(f"task {name} has to be settled first" for name in getattr(verdict, "by", ()))
