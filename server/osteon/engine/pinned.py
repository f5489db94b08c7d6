"""Pinned tasks in a build and in `status`: their verdict, and the kept version put back where it is gone."""

from __future__ import annotations

from osteon.analysis.tasks import Task
from osteon.engine.files import inside, write_if_changed
from osteon.engine.gather import disk_of, gather
from osteon.engine.pin import Pin
from osteon.engine.plan import Verdict, explain, judge_pinned, owned
from osteon.engine.prompt import PromptError
from osteon.engine.record import Record
from osteon.engine.site import Site
from osteon.engine.store import StoreError


def pinned_verdict(site: Site, task: Task, pin: Pin, record: Record | None) -> Verdict:
    """Return the verdict of a pinned task; that its references lead nowhere is only told, as nothing is built."""
    return judge_pinned(pin, record, disk_of(site, task), site.wrote, _changed(site, task, pin))


def put_back(site: Site, task: Task, pin: Pin) -> None:
    """Write the kept version to its places. Raises StoreError where the store has lost it, UnsafePath, OSError."""
    paths = [path for path in owned(task) if path in pin.outputs]
    contents = {path: site.store.blob(pin.outputs[path]) for path in paths}
    if lost := [path for path, data in contents.items() if data is None]:
        raise StoreError(
            f"the version of {', '.join(lost)} that was kept is no longer in {site.store.folder}/blobs. "
            f"Restore it from version control, or give it up: osteon drift unpin {task.id}"
        )
    for path, data in contents.items():
        write_if_changed(inside(site.output, path), data or b"")


def _changed(site: Site, task: Task, pin: Pin) -> tuple[str, ...]:
    try:
        inputs = gather(site, task).inputs
    except PromptError as error:
        return tuple(problem.message for problem in error.unresolved)
    if not pin.key or pin.key == inputs.key:
        return ()
    return tuple(explain(pin.inputs, inputs.values))
