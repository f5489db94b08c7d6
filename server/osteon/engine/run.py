"""Runs the tasks of a plan in parallel, each when everything it needs is settled, the longest chain first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from osteon.analysis.tasks import Task
from osteon.engine.asking import Cancelled
from osteon.engine.plan import Blocked, Drifted, Failed, critical_lengths, dependents_of
from osteon.engine.task import Done


def run_tasks(
    tasks: Sequence[Task],
    work: Callable[[Task], Done],
    *,
    threads: int,
    cancelled: Callable[[], bool] = lambda: False,
    blocked: Callable[[Task, Blocked], None] = lambda _task, _verdict: None,
) -> dict[str, Done]:
    """Run `work` for every task, at most `threads` at once, and return what became of each.

    Of the tasks that are ready the one that the longest chain waits for goes first, then file order. A task with
    upstream that failed or drifted is Blocked, without being run. After a cancellation nothing new starts, and the
    tasks that did not end are missing from the result. Raises what `work` raises besides Cancelled, once the tasks
    that run have ended.
    """
    queue = _Queue(tasks)
    done: dict[str, Done] = {}
    running: dict[Future[Done], Task] = {}
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="task") as executor:
        while queue.ready or running:
            while queue.ready and len(running) < threads and not cancelled():
                task = queue.pop()
                if by := _obstacles(task, done):
                    done[task.id] = Done(Blocked(by))
                    blocked(task, Blocked(by))
                    queue.finish(task)
                else:
                    running[executor.submit(work, task)] = task
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                _take(future, running.pop(future), done, queue)
    return done


@dataclass(slots=True)
class _Queue:
    tasks: Sequence[Task]
    ready: list[tuple[int, int]] = field(default_factory=list)
    """A heap: the length of the chain that waits, negated, and the place in the plan."""
    _dependents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _open: dict[str, set[str]] = field(default_factory=dict)
    _rank: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = critical_lengths(self.tasks)
        self._rank = {task.id: (-lengths.get(task.id, 0), place) for place, task in enumerate(self.tasks)}
        self._dependents = dependents_of(self.tasks)
        self._open = {task.id: {need for need in task.needs if need in self._rank} for task in self.tasks}
        self.ready = [self._rank[task] for task, needs in self._open.items() if not needs]
        heapify(self.ready)

    def pop(self) -> Task:
        return self.tasks[heappop(self.ready)[1]]

    def finish(self, task: Task) -> None:
        for dependent in self._dependents[task.id]:
            self._open[dependent].discard(task.id)
            if not self._open[dependent]:
                heappush(self.ready, self._rank[dependent])


def _take(future: Future[Done], task: Task, done: dict[str, Done], queue: _Queue) -> None:
    try:
        done[task.id] = future.result()
    except Cancelled:
        return
    queue.finish(task)


def _obstacles(task: Task, done: Mapping[str, Done]) -> tuple[str, ...]:
    """Return the tasks at the root of what blocks a task: those that failed or drifted, not those in between."""
    roots: dict[str, None] = {}
    for need in task.needs:
        verdict = done[need].verdict if need in done else None
        if isinstance(verdict, Blocked):
            roots |= dict.fromkeys(verdict.by)
        elif isinstance(verdict, Failed | Drifted):
            roots[need] = None
    return tuple(roots)
