"""Regeneration of a plan keeps every edit and comment of a person."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.plan_file import parse_plan
from osteon.engine.plan_merge import Conflict, UnreadablePlan, merge_plan, render
from osteon.engine.planner import PlannedTask

A = PlannedTask("a", title="A", spec="S", sections=("#a",), outputs=("a.py",), verify=("ruff a.py",))
B = PlannedTask("b", title="B", spec="S", needs=("a",), outputs=("b.py",))
C = PlannedTask("c", title="C", spec="S", needs=("a",), outputs=("c.py",))
AB = render([A, B])

EDITED = """\
# Our plan
[[task]]
id = "b"   # second
title = "B"
spec = "S"
needs = ["a"] # must wait
outputs = [
    "b.py", # the one file
]
skip = true

# about a
[[task]]
id = "a"
title = "A"
spec = "S"
sections = ["#a"]
outputs = ["a.py"]
verify = ["make a"]
notes = "Careful."

[[task]]
id = "mine"
manual = true
"""

WORDS = st.lists(st.sampled_from(["#x", "y.py", "é𝒳", 'q"uote']), max_size=3, unique=True).map(tuple)
TASKS = st.builds(
    PlannedTask,
    st.just(""),
    title=st.sampled_from(["", "T", "long " * 5]),
    sections=WORDS,
    outputs=WORDS,
    verify=WORDS,
)
PLANS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5).flatmap(
    lambda ids: st.tuples(*[TASKS.map(lambda task, task_id=task_id: replace(task, id=task_id)) for task_id in ids])
)


def tasks(text: str) -> dict[str, dict[str, object]]:
    return {task["id"]: task for task in tomllib.loads(text).get("task", [])}


@given(PLANS, PLANS)
def test_a_plan_that_nobody_edited_becomes_the_new_plan(
    old: tuple[PlannedTask, ...], new: tuple[PlannedTask, ...]
) -> None:
    merged = merge_plan(render(old), render(old), new)
    assert tasks(merged.text) == tasks(render(new))
    assert not merged.conflicts
    assert not parse_plan(merged.text).findings
    assert merged.removed == tuple(task.id for task in old if task.id not in {known.id for known in new})


@given(PLANS, PLANS, st.data())
def test_every_edit_of_a_person_survives(
    old: tuple[PlannedTask, ...], new: tuple[PlannedTask, ...], data: st.DataObject
) -> None:
    lines: list[str] = []
    edits: list[str] = []
    for number, line in enumerate(render(old).splitlines()):
        edit = data.draw(st.sampled_from(["", "", "", "behind", "above"]))
        behind = edit == "behind" and not line.endswith(("[", ","))
        mark = f"# mark {number}"
        edits += [mark] if behind or edit == "above" else []
        lines += [mark] if edit == "above" else []
        lines.append(f"{line} {mark}" if behind else line)
        if line == "[[task]]" and data.draw(st.booleans()):
            lines += ["skip = true", f"notes = 'note {number}'"]
            edits += [f"note {number}"]
    text = data.draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])
    merged = merge_plan(text, render(old), new)
    assert [edit for edit in edits if edit not in merged.text] == []
    assert {task.id for task in new} <= tasks(merged.text).keys()
    again = merge_plan(merged.text, render(new), new)
    assert (again.text, again.conflicts) == (merged.text, ())
    assert ("\r\n" in text) <= (merged.text.count("\n") == merged.text.count("\r\n"))


def test_untouched_text_stays_byte_for_byte() -> None:
    merged = merge_plan(EDITED, AB, [A, B])
    assert (merged.text, merged.conflicts, merged.changed) == (EDITED, (), ())


def test_a_new_plan_reaches_what_was_not_touched_and_nothing_else() -> None:
    new_a = replace(A, title="A2", verify=("ruff check a.py",), covers=("#a",), sections=())
    new_b = replace(B, needs=(), outputs=("b.py", "b2.py"))
    merged = merge_plan(EDITED, AB, [new_a, new_b, C])
    expected = (
        EDITED.replace('needs = ["a"] # must wait', "# must wait")
        .replace('    "b.py", # the one file\n', '    "b.py", # the one file\n    "b2.py",\n')
        .replace('title = "A"', 'title = "A2"')
        .replace('sections = ["#a"]\n', "")
        .replace('verify = ["make a"]\n', 'verify = ["make a"]\ncovers = ["#a"]\n')
        .replace(
            'notes = "Careful."\n',
            'notes = "Careful."\n\n[[task]]\nid = "c"\ntitle = "C"\nspec = "S"\nneeds = ["a"]\noutputs = ["c.py"]\n',
        )
    )
    assert merged.text == expected
    assert merged.conflicts == (Conflict("a", "verify", ["make a"], ["ruff check a.py"]),)
    assert (merged.added, merged.changed) == (("c",), ("b", "a"))


def test_a_dropped_task_goes_unless_it_was_edited() -> None:
    merged = merge_plan(EDITED, AB, [])
    assert (merged.text, merged.removed) == (EDITED, ())
    assert [(conflict.task, conflict.key, conflict.planned) for conflict in merged.conflicts] == [
        ("b", "", None),
        ("a", "", None),
    ]
    assert merge_plan(AB, AB, [A]).text == render([A])
    assert merge_plan(AB, AB, [B]).text == render([B])
    assert merge_plan(AB, AB, []).text == render([])


def test_a_task_that_a_person_deleted_stays_deleted_and_a_change_of_it_is_reported() -> None:
    assert merge_plan(render([A]), AB, [A, B]).text == render([A])
    merged = merge_plan(render([A]), AB, [A, replace(B, title="B2")])
    assert (merged.text, [conflict.task for conflict in merged.conflicts]) == (render([A]), ["b"])


def test_without_the_last_generated_plan_every_difference_is_a_persons() -> None:
    merged = merge_plan(EDITED, None, [A, B])
    assert (merged.text, merged.conflicts) == (EDITED, (Conflict("a", "verify", ["make a"], ["ruff a.py"]),))


def test_a_first_plan_is_the_new_plan() -> None:
    merged = merge_plan(None, None, [A, B])
    assert (merged.text, merged.added) == (AB, ("a", "b"))
    assert parse_plan(merged.text).findings == ()


def test_a_new_first_task_goes_above_the_others() -> None:
    assert merge_plan(render([B]), render([B]), [A, B]).text == AB


@pytest.mark.parametrize(("text", "line"), [('[[task]]\nid = "a\n', 2), ('task = [{ id = "a" }]', 1)])
def test_a_plan_that_cannot_be_read_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadablePlan, match=f"^line {line}: .*left as it is"):
        merge_plan(text, None, [A])
