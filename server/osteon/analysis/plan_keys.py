"""The keys that the tasks of one plan know each other by; two plans of a project have nothing to do with each other."""

from __future__ import annotations

from posixpath import normpath

from osteon.analysis.index import Key


def task_key(task_id: str) -> Key:
    """Return the key of the tasks that a person calls so, in any plan."""
    return Key("task", task_id)


def node_key(plan: str, task_id: str) -> Key:
    """Return the key of the tasks with an id in the plan at a path, whose dependencies are their needs."""
    return Key("node", f"{plan}\n{task_id}")


def folded_id_key(plan: str, task_id: str) -> Key:
    """Return the key of the tasks whose ids can be used and fold alike; the detail of a definition is the title."""
    return Key("folded id", f"{plan}\n{task_id.casefold()}")


def product_key(plan: str, path: str) -> Key:
    """Return the key of a file that tasks write, however its path is written; the detail is the task's id."""
    return Key("product", f"{plan}\n{normpath(path).casefold()}")


def made_key(plan: str, task_id: str) -> Key:
    """Return the key of the files that the tasks with an id write."""
    return Key("made", f"{plan}\n{task_id}")


def use_key(plan: str, path: str) -> Key:
    """Return the key of the places where tasks show a file, or name it in a command; only as it is written there."""
    return Key("use", f"{plan}\n{path}")


def need_key(plan: str, task_id: str) -> Key:
    """Return the key of the places where tasks need one; the detail tells whether it can be taken out there."""
    return Key("need", f"{plan}\n{task_id}")


def planned_key(spec_id: str, *, by_hand: bool) -> Key:
    """Return the key of the tasks of a spec, in any plan: of those that a model does, or of all others."""
    return Key("planned", f"{spec_id.casefold()}\n{'by hand' if by_hand else ''}")


def builder_key(spec_id: str, component: str) -> Key:
    """Return the key of the tasks of a spec for a component with a slug; the detail tells which no model does."""
    return Key("builder", f"{spec_id.casefold()}\n{component}")


def of_plan(plan: str) -> str:
    """Return what the names of all keys of a plan begin with."""
    return f"{plan}\n"
