"""What becomes of the tasks of a plan, one question at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importing.projects import FULL, body, requirement, write

from osteon.analysis.plan_file import parse_plan
from osteon.analysis.tasks import Task
from osteon.importing.ossature import find_ossature
from osteon.importing.proposal import Proposal, propose

PARSE = "---\nid: PARSE\nstatus: draft\npriority: low\n---\n\n# Parse\n" + body(
    "Parse", requirement("Token Format {#tokens}", "Digits.") + "\n" + requirement("Errors/limits", "At most 9.")
)
PRINT = "---\nid: PRINT\nstatus: draft\npriority: low\ndepends: [PARSE]\n---\n\n# Print\n" + body(
    "Print", requirement("Write", "Digits.")
)
ARCHITECTURE = FULL["specs/counter.amd"].replace("COUNTER", "PARSE").replace("counter.py", "parse.py")


def task(task_id: str, **values: Any) -> str:
    """Return a task of Ossature's, of the spec PARSE, with what it must have."""
    known = {"id": task_id, "spec": "PARSE", "title": task_id, "outputs": [f"{task_id}.py"], "verify": ["true"]}
    lines = (f"{key} = {json.dumps(value)}" for key, value in {**known, "spec_refs": ["overview"], **values}.items())
    return "[[task]]\n" + "\n".join(lines) + "\n"


def proposal(folder: Path, *tasks: str, **files: str) -> Proposal:
    project = {"ossature.toml": "", "specs/parse.smd": PARSE, "specs/print.smd": PRINT, "specs/p.amd": ARCHITECTURE}
    write({**project, ".ossature/plan.toml": "\n".join(tasks), **files}, folder)
    return propose(find_ossature(folder), folder)


def plan_of(found: Proposal) -> str:
    return next(write.data for write in found.writes if write.path == "specs/plan.toml").decode()


def tasks_of(found: Proposal) -> dict[str, Task]:
    """Return the tasks of the proposed plan, which must be one that can be built."""
    plan = parse_plan(plan_of(found))
    assert plan.findings == ()
    assert found.errors == ()
    return {one.id: one for one in plan.tasks}


def left_out(found: Proposal) -> list[str]:
    return [note.text for note in found.notes if note.kind == "left out"]


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ("Overview", "#overview"),
        ("requirements", "#requirements"),
        ("ACCEPTANCE CRITERIA", "#acceptance-criteria"),
        ("Token Format", "#tokens"),
        ("tokens", "#tokens"),
        ("#tokens", "#tokens"),
        ("### Token Format {#tokens}", "#tokens"),
        ("Requirements > Token Format", "#tokens"),
        ("Requirements: Token Format", "#tokens"),
        ("`Token Format`", "#tokens"),
        ("Errors/limits", "#errorslimits"),
        ("Requirements/Errors/limits", None),
        ("PRINT > Requirements > Write", "PRINT#write"),
        ("Examples > One", "#one"),
        ("Examples > Token Format", None),
        ("Nothing", None),
    ],
)
def test_a_section_is_found_by_title_path_or_anchor(written, section, tmp_path):
    found = proposal(tmp_path, task("1", spec_refs=["goals", written]))
    assert tasks_of(found)["1"].sections == ("#goals", *([section] if section else []))
    assert len(left_out(found)) == (section is None)


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("Counter", "Counter"),
        ("Components > counter", "Counter"),
        ("components", "#components"),
        ("Data Models > Number", "#number"),
        ("overview", "#overview"),
        ("Components > Nothing", None),
    ],
)
def test_a_component_is_found_by_name_or_path(written, entry, tmp_path):
    found = proposal(tmp_path, task("1", arch_refs=[written]))
    assert tasks_of(found)["1"].architecture == ((entry,) if entry else ())
    assert len(left_out(found)) == (entry is None)


def test_what_is_left_out_has_a_line_and_a_near_name(tmp_path):
    found = proposal(tmp_path, task("1", outputs=[]), task("2", spec_refs=["Token Formats"]))
    assert [(note.place, note.text) for note in found.notes if note.kind == "left out"] == [
        (".ossature/plan.toml:9: spec_refs", "'Token Formats' is no heading of PARSE; did you mean Token Format?")
    ]


def test_the_component_of_an_output_is_shown(tmp_path):
    assert tasks_of(proposal(tmp_path, task("1", outputs=["parse.py"])))["1"].architecture == ("Counter",)


def test_tasks_of_the_same_file_become_one(tmp_path):
    found = proposal(
        tmp_path,
        task("1", notes="First."),
        task("2", outputs=["1.py", "2.py"], depends_on=["1"], title="More", notes="Second.", spec_refs=["tokens"]),
        task("3", depends_on=["2"]),
    )
    tasks = tasks_of(found)
    assert list(tasks) == ["1", "3"]
    assert (tasks["1"].outputs, tasks["1"].sections) == (("1.py", "2.py"), ("#overview", "#tokens"))
    assert (tasks["1"].notes, tasks["3"].needs) == ("First.\n\nMore: Second.", ("1",))


def test_a_file_stays_with_its_first_task_where_joining_would_make_a_circle(tmp_path):
    found = proposal(
        tmp_path, task("1"), task("2", depends_on=["1"]), task("3", outputs=["1.py", "3.py"], depends_on=["2"])
    )
    assert tasks_of(found)["3"].outputs == ("3.py",)
    assert tasks_of(found)["3"].reads == ("1.py",)
    assert "1.py is written by 1, and one file has one task" in left_out(found)[0]


def test_a_circle_is_opened_where_it_points_down_the_file(tmp_path):
    found = proposal(tmp_path, task("1", depends_on=["2"]), task("2", depends_on=["1", "9", "2"]))
    assert [one.needs for one in tasks_of(found).values()] == [(), ("1",)]
    assert len(left_out(found)) == 3


def test_files_that_are_read_or_verified_come_from_tasks_that_are_needed(tmp_path):
    found = proposal(
        tmp_path,
        task("1"),
        task("2", inject_files=["1.py", "none.py"], verify=["pytest 3.py", "pytest none.py"]),
        task("3"),
    )
    second = tasks_of(found)["2"]
    assert (second.reads, second.verify, second.needs) == (("1.py",), ("pytest 3.py",), ("1", "3"))
    assert len(left_out(found)) == 2


def test_interfaces_of_another_spec_are_its_files(tmp_path):
    found = proposal(
        tmp_path, task("1"), task("2", spec="PRINT", depends_on=["1"], cross_spec_interfaces=["parse", "NONE"])
    )
    assert tasks_of(found)["2"].interfaces == ("1.py",)
    assert left_out(found) == ["nothing it needs builds NONE"]


def test_cases_after_several_tasks_are_one_task_of_their_own(tmp_path):
    verify = {"kind": "verify", "vmd_file": "specs/parse.vmd", "outputs": []}
    cases = "@spec PARSE\n\nup(x)\na | 1 | 2\n\ndown(x)\na | 1 | 0\n"
    found = proposal(
        tmp_path,
        task("1"),
        task("2", depends_on=["1"], vmd_group="up/1", **verify),
        task("3"),
        task("4", depends_on=["3"], vmd_group="down/1", **verify),
        task("5", depends_on=["4"]),
        **{"specs/parse.vmd": cases},
    )
    tasks = tasks_of(found)
    assert list(tasks) == ["1", "3", "2", "5"]
    assert (tasks["2"].cases, tasks["2"].needs, tasks["5"].needs) == (("parse.vmd",), ("1", "3"), ("3",))


def test_files_to_copy_and_to_show_are_put_beside_the_specs(tmp_path):
    found = proposal(
        tmp_path,
        task("1", kind="copy", source=["context://img/*.png", "context://a.txt"], outputs=["i/*.png", "b.txt"]),
        task("2", context_files=["a.txt", "context/a.txt", "../ossature.toml", "none.txt", "x.smd"]),
        **{"context/img/p.png": "P", "context/img/q.png": "Q", "context/a.txt": "A", "context/x.smd": "# X\n"},
    )
    tasks = tasks_of(found)
    assert tasks["1"].copy == {
        "i/p.png": "context/img/p.png",
        "i/q.png": "context/img/q.png",
        "b.txt": "context/a.txt",
    }
    assert tasks["2"].context == ("context/a.txt",)
    assert len(left_out(found)) == 3
    copied = [write.path for write in found.writes if write.change == "copied"]
    assert copied == ["specs/context/a.txt", "specs/context/img/p.png", "specs/context/img/q.png"]


def test_ids_that_cannot_be_ones_are_changed_with_all_that_need_them(tmp_path):
    found = proposal(tmp_path, task("a b"), task("2", depends_on=["a b"]), task("2", outputs=["x.py"]))
    assert {task_id: one.needs for task_id, one in tasks_of(found).items()} == {"a-b": (), "2": ("a-b",), "2-2": ()}


COMMENTED = """\
# at the top

[meta] # about it
total_tasks = 1

# above
[[task]] # head
id = "1" # the id
spec = "PARSE"
outputs = ["a.py"] # stays
depends_on = [] # nothing
spec_refs = [
    "Overview", # why
    "goals",
]
verify = ["true"]
status = "done"
# at the end
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_and_line_ends_stay(end, tmp_path):
    text = plan_of(proposal(tmp_path, COMMENTED.replace("\n", end)))
    assert text.replace(end, "\n") == (
        "# at the top\n\n[plan]\nformat = 1 # about it\n\n# above\n[[task]] # head\n"
        'id = "1" # the id\nspec = "PARSE"\noutputs = ["a.py"] # stays\n# nothing\n'
        '# why\nsections = ["#overview", "#goals"]\nverify = ["true"]\n# at the end\n'
    )


VALUES = st.recursive(
    st.sampled_from(["", "1", "2", "PARSE", "a.py", "../a", "context://*", "**", "overview", "tokens", "\n", "é", "#"])
    | st.integers(-1, 3)
    | st.booleans(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)
KEYS = ("id", "spec", "title", "description", "outputs", "depends_on", "spec_refs", "arch_refs", "status", "verify")
MORE = ("kind", "vmd_file", "inject_files", "cross_spec_interfaces", "context_files", "source", "covers", "notes", "x")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tasks=st.lists(st.dictionaries(st.sampled_from(KEYS + MORE), VALUES), min_size=1, max_size=4))
def test_any_values_give_a_plan_that_can_be_read(tasks, tmp_path):
    text = "\n".join(
        "[[task]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items()) for one in tasks
    )
    tasks_of(proposal(tmp_path, "[meta]\n", text))
