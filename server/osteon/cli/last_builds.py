"""What builds left of each task, as JSON for editors: outputs with every digest, the last result and its price."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from osteon.project import Project, UserError

if TYPE_CHECKING:
    from osteon.analysis.tasks import Task
    from osteon.engine.drift import Drift
    from osteon.engine.site import Site


def last_builds(project: Project, site: Site) -> dict[str, dict[str, Any]]:
    """Return by task its `sections`, its `outputs`, its `last` build and the `files` of its last attempt.

    Paths are relative to the project. Of an output: `digests` of everything that builds ever wrote there, its `state`
    (`built` or as `osteon drift` names it), `base`, the file of the store that holds what was built last, and `kept`,
    the digest of a person's version that is pinned.
    """
    written = defaultdict(set)
    for path, digest in site.written_before:
        written[path].add(digest)
    return {
        task.id: {
            "sections": [name if name[:1] != "#" else f"{task.spec}{name}" for name in task.sections],
            "outputs": _outputs(project, site, task, written),
            **_last(project, site, task),
        }
        for task in site.tasks.values()
    }


def _outputs(project: Project, site: Site, task: Task, written: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    from osteon.engine.drift import drifts_of
    from osteon.engine.plan import owned

    if task.manual or task.skip:
        return []
    drifts = {drift.path: drift for drift in drifts_of(site, task)}
    return [_output(project, site, task, path, written.get(path, set()), drifts.get(path)) for path in owned(task)]


def _output(
    project: Project, site: Site, task: Task, path: str, digests: set[str], drift: Drift | None
) -> dict[str, Any]:
    from osteon.engine.drift import base_of
    from osteon.engine.gather import pin_of, record_of

    pin = pin_of(site, task, _ignore)
    base = base_of(path, record_of(site, task, _ignore), pin)
    return {
        "path": _relative(project, site.output / path),
        "state": drift.state if drift else "built",
        "digests": sorted(digests),
        "base": _relative(project, site.store.blob_path(base)) if base else None,
        "kept": pin.outputs.get(path) if pin else None,
    }


def _last(project: Project, site: Site, task: Task) -> dict[str, Any]:
    """Return the files of the last attempt, and who answered in the last build that succeeded, when, at what price."""
    from osteon.engine.trace import trace_task

    with suppress(UserError):  # a record that cannot be read: a build says so
        found = trace_task(project, site, task.id)
        last = {
            "answered_by": list(found.answered_by),
            "time": max((asked.time for asked in found.asked), default=""),
            "exchanges": len(found.asked),
            "fixes": found.fixes,
            "input_tokens": found.usage.input_tokens,
            "output_tokens": found.usage.output_tokens,
            "usd": found.usage.usd,
        }
        return {"files": list(found.files), "last": last if found.recorded else None}
    return {"files": [], "last": None}


def _relative(project: Project, path: os.PathLike[str]) -> str:
    return os.path.relpath(path, project.root).replace(os.sep, "/")


def _ignore(_message: str) -> None:
    """Say nothing of what cannot be read: builds and `osteon store check` do."""
