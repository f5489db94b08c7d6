"""The events of a build, made from verdicts and messages."""

from __future__ import annotations

from osteon.engine.plan import Drifted, Failed, Fresh, Pinned, Stale, Verdict
from osteon.engine.ports import Event

CHOICES = (
    "it is left as it is, and you decide: `osteon drift diff` shows the difference, `osteon drift keep` pins your "
    "version, `osteon drift discard` goes back; or write what it means into the spec"
)


KEPT = "your version is kept, and it is not built until `osteon drift unpin`"


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
        case Fresh(unreviewed) if unreviewed:
            return (f"not reviewed: {unreviewed}; the next build tries again",)
        case Stale(reasons):
            return reasons
        case Failed(reason):
            return (reason,)
        case Pinned(changed, failure):
            failed = (f"it did not pass when it was kept: {_last_line(failure)}",) if failure else ()
            return (KEPT, *(f"inputs changed: {sentence}" for sentence in changed), *failed)
        case Drifted(paths, cause) if cause:
            return (cause, *(f"without it {path} cannot be told from a person's file" for path in paths), CHOICES)
        case Drifted(paths):
            return (*(f"{path} holds what no build wrote there" for path in paths), CHOICES)
        case _:
            return tuple(f"task {name} has to be settled first" for name in getattr(verdict, "by", ()))


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
