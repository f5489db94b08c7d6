"""Settles what tasks of an imported plan share: outputs, cases, interfaces, the files that commands name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from osteon.analysis.file_paths import files_in
from osteon.analysis.tasks import Task
from osteon.engine.plan import in_order
from osteon.importing.notes import Notes
from osteon.importing.plan_reading import VERIFYING
from osteon.importing.tasks import Imported


def settle(found: Sequence[Imported], notes: Notes) -> list[Imported]:
    """Return tasks that can be built together: one owner for each output, no circle, files from above."""
    tasks = _without_circles(list(found), notes)
    tasks = _cases_where_they_belong(tasks, notes)
    tasks = _one_owner_each(tasks, notes)
    tasks = [_with_interfaces(one, tasks, notes) for one in tasks]
    for number in range(len(tasks)):
        tasks[number] = _with_files_from_above(tasks[number], tasks, notes)
        tasks[number] = _with_runnable_commands(tasks[number], tasks, notes)
    return tasks


def upstream(task: Task, tasks: Iterable[Imported]) -> dict[str, Imported]:
    """Return what a task needs, directly or not, by id."""
    by_id = {one.task.id: one for one in tasks}
    found: dict[str, Imported] = {}
    waiting = list(task.needs)
    while waiting:
        need = waiting.pop()
        if need not in found and need in by_id:
            found[need] = by_id[need]
            waiting += by_id[need].task.needs
    return found


def _without_circles(tasks: list[Imported], notes: Notes) -> list[Imported]:
    """Take out the needs that stand later in the plan, of tasks in a circle: Ossature runs in file order."""
    whole = set(in_order([one.task for one in tasks]))
    seen: set[str] = set()
    for number, one in enumerate(tasks):
        late = [need for need in one.task.needs if need not in seen and need not in whole]
        if one.task.id not in whole and late:
            notes.left_out(f"{one.was.place}: depends_on", f"{', '.join(late)} would make a circle")
            tasks[number] = one.but(needs=tuple(need for need in one.task.needs if need not in late))
        seen.add(one.task.id)
    return tasks


# Cases ----------------------------------------------------------------------------------------------------------------


def _cases_where_they_belong(tasks: list[Imported], notes: Notes) -> list[Imported]:
    """Let each file of cases run once: with the task it waited for, or in a task of its own after several of them."""
    verifying = {one.task.id: one for one in tasks if one.was.kind == VERIFYING}
    kept = [_without_needs_of(one, verifying, tasks) for one in tasks]
    first: dict[tuple[str, ...], str] = {}
    for one in kept:
        if one.task.id in verifying:
            first.setdefault(one.task.cases, one.task.id)
    for cases, task_id in first.items():
        group = [one for one in kept if one.task.id in verifying and one.task.cases == cases]
        kept = _joined_cases(kept, group, task_id, notes)
    return kept


def _without_needs_of(one: Imported, verifying: dict[str, Imported], tasks: list[Imported]) -> Imported:
    """Let a task need what the verifying tasks before it needed: they write nothing."""
    if not verifying.keys() & set(one.task.needs):
        return one
    above = upstream(one.task, tasks)
    reached = [need for need in one.task.needs if need not in verifying]
    through = {need for gate in above.values() if gate.task.id in verifying for need in gate.task.needs}
    reached += [need for need in above if need in through and need not in verifying]
    return one.but(needs=tuple(dict.fromkeys(reached)))


def _joined_cases(tasks: list[Imported], group: list[Imported], task_id: str, notes: Notes) -> list[Imported]:
    """Replace the verifying tasks of one file of cases."""
    gone = {one.task.id for one in group}
    rest = [one for one in tasks if one.task.id not in gone]
    place, cases = group[0].was.place, group[0].task.cases
    needs = tuple(dict.fromkeys(need for one in group for need in one.task.needs))
    above = {need for other in needs for need in upstream(_named(tasks, other).task, tasks)}
    last = [need for need in needs if need not in above]
    if not cases:
        notes.left_out(place, "a task that verifies without cases has nothing to do")
        return rest
    if len(last) == 1:
        notes.changed(place, f"{cases[0]} runs with task {last[0]}, by a harness of Osteon's own")
        return [one.but(cases=(*one.task.cases, *cases)) if one.task.id == last[0] else one for one in rest]
    notes.changed(
        place, f"{', '.join(sorted(gone))}: one task, {task_id}, runs {cases[0]}, by a harness of Osteon's own"
    )
    joined = _named(group, task_id).but(needs=needs, title=f"Cases of {cases[0]}", notes="")
    end = max(number for number, one in enumerate(tasks) if one.task.id in gone) + 1 - len(gone)
    return [*rest[:end], joined, *rest[end:]]


def _named(tasks: Iterable[Imported], task_id: str) -> Imported:
    return next(one for one in tasks if one.task.id == task_id)


# Outputs --------------------------------------------------------------------------------------------------------------


def _one_owner_each(tasks: list[Imported], notes: Notes) -> list[Imported]:
    """Give each output to one task: a later task of the same files becomes part of the first one where it can."""
    done: list[Imported] = []
    waiting = list(tasks)
    while waiting:
        one = waiting.pop(0)
        owners = {path.casefold(): other.task.id for other in done for path in other.task.produces}
        shared = [path for path in one.task.produces if path.casefold() in owners]
        if not shared:
            done.append(one)
            continue
        owner = _named(done, owners[shared[0].casefold()])
        joined = _joined(owner, one)
        everything = [joined if other is owner else other for other in done]
        renamed = [_renamed(other, one.task.id, owner.task.id) for other in (*everything, *waiting)]
        if _is_joinable(one, owner, shared, owners) and len(in_order([other.task for other in renamed])) == len(
            renamed
        ):
            notes.changed(
                one.was.place, f"{one.task.id} is part of {owner.task.id} now: both write {', '.join(shared)}"
            )
            done, waiting = renamed[: len(done)], renamed[len(done) :]
        else:
            done.append(_without_outputs(one, shared, owners, notes))
    return done


def _is_joinable(one: Imported, owner: Imported, shared: list[str], owners: dict[str, str]) -> bool:
    """Tell whether two tasks are of one kind, and share with nobody else."""
    alike = (one.task.skip, one.task.manual, bool(one.task.copy), one.task.spec.casefold())
    of_owner = (owner.task.skip, owner.task.manual, bool(owner.task.copy), owner.task.spec.casefold())
    return alike == of_owner and not one.task.copy and {owners[path.casefold()] for path in shared} == {owner.task.id}


def _joined(owner: Imported, one: Imported) -> Imported:
    """Return a task that does the work of two."""
    lists = ("sections", "architecture", "needs", "reads", "outputs", "verify", "cases", "covers", "context")
    values = {key: tuple(dict.fromkeys((*getattr(owner.task, key), *getattr(one.task, key)))) for key in lists}
    values["needs"] = tuple(need for need in values["needs"] if need not in (owner.task.id, one.task.id))
    values["reads"] = tuple(path for path in values["reads"] if path not in values["outputs"])
    notes = "\n\n".join(filter(None, (owner.task.notes, f"{one.task.title}: {one.task.notes}".strip(": "))))
    return owner.but(**values, notes=notes)


def _renamed(one: Imported, old: str, new: str) -> Imported:
    if old not in one.task.needs:
        return one
    needs = dict.fromkeys(new if need == old else need for need in one.task.needs)
    return one.but(needs=tuple(need for need in needs if need != one.task.id))


def _without_outputs(one: Imported, shared: list[str], owners: dict[str, str], notes: Notes) -> Imported:
    """Leave outputs to the tasks that write them already; the task is told of the files."""
    for path in shared:
        notes.left_out(
            f"{one.was.place}: outputs",
            f"{path} is written by {owners[path.casefold()]}, and one file has one task: "
            f"move what {one.task.id} would add there to that task, or to a file of its own",
        )
    outputs = tuple(path for path in one.task.outputs if path not in shared)
    copy = {path: source for path, source in one.task.copy.items() if path not in shared}
    reads = tuple(dict.fromkeys((*one.task.reads, *shared)))
    return one.but(outputs=outputs, copy=copy, reads=reads)


# Files from above -----------------------------------------------------------------------------------------------------


def _with_interfaces(one: Imported, tasks: list[Imported], notes: Notes) -> Imported:
    """Show the interfaces of the specs a task names; of what it needs where it names no file."""
    above = upstream(one.task, tasks)
    wanted = {spec.casefold() for spec in one.was.list("cross_spec_interfaces")}
    shown = [path for other in above.values() if other.task.spec.casefold() in wanted for path in other.task.outputs]
    for spec in one.was.list("cross_spec_interfaces"):
        if not any(other.task.spec.casefold() == spec.casefold() for other in above.values()):
            notes.left_out(f"{one.was.place}: cross_spec_interfaces", f"nothing it needs builds {spec}")
    if not shown and not one.task.reads and one.task.outputs:
        shown = [path for need in one.task.needs if need in above for path in above[need].task.outputs]
        if shown:
            notes.changed(
                one.was.place, f"it names no file to look at: it is shown the interfaces of {', '.join(shown)}"
            )
    files = (path for path in shown if path not in one.task.reads and path not in one.task.produces)
    return one.but(interfaces=tuple(sorted(dict.fromkeys(files))))


def _with_files_from_above(one: Imported, tasks: list[Imported], notes: Notes) -> Imported:
    """Let a task need whoever writes the files it reads; one that nobody can have written by then is left out."""
    reads = []
    for path in one.task.reads:
        needing = _needing_owner_of(path, one, tasks)
        if needing is None:
            notes.left_out(f"{one.was.place}: inject_files", f"no task before it writes {path}")
        else:
            one = needing
            reads.append(path)
    return one.but(reads=tuple(path for path in reads if path not in one.task.produces))


def _with_runnable_commands(one: Imported, tasks: list[Imported], notes: Notes) -> Imported:
    """Let a task need whoever writes the files its commands name; a command with a file of nobody's is left out."""
    commands = []
    for command in one.task.verify:
        lost = ""
        for path in files_in(command):
            needing = _needing_owner_of(path, one, tasks)
            one, lost = (needing, lost) if needing else (one, path)
        if lost:
            notes.left_out(f"{one.was.place}: verify", f"`{command}` names {lost}, which no task before it writes")
        else:
            commands.append(command)
    return one.but(verify=tuple(commands))


def _needing_owner_of(path: str, one: Imported, tasks: list[Imported]) -> Imported | None:
    """Return a task that has a file by the time it runs; None where nobody writes it, or only what needs this task."""
    owner = next((other for other in tasks if path in other.task.produces), None)
    if owner is None:
        return None
    above = upstream(one.task, tasks)
    if owner.task.id == one.task.id or owner.task.id in above:
        return one
    if one.task.id in upstream(owner.task, tasks):
        return None
    return one.but(needs=(*one.task.needs, owner.task.id))
