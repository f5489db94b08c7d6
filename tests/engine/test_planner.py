"""The plan that an architecture implies."""

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.plan_file import parse_plan
from osteon.analysis.workspace import Workspace
from osteon.engine.plan_merge import render
from osteon.engine.planner import PlannedTask, plan_tasks

STATE = """# State

@id: STATE

## Overview

Rows.

## Requirements

### Rows

There are 32.

### Clear {#clear-all}

All off.

## Constraints

Small.

## Notes

Not for a model.
"""
STATE_ARCHITECTURE = """# Architecture

@spec: state

## Components

### Screen Rows

@path: rows.py

Rows.

**Interface:**
```python
def rows(): ...
```
"""
DRAW = "# Draw\n\n@id: DRAW\n@depends: [STATE]\n\n## Requirements\n\n### Line\n\nA line.\n\n### Sprite\n\nA sprite.\n"
DRAW_ARCHITECTURE = """# Architecture

@spec: DRAW

## Components

### Sprite

@path: sprite.py

**Interface:**
```python
def sprite(): ...
```

**Depends on:** Line, STATE.Screen Rows

### Line

@path: line.py
@see: #line, STATE#rows

**Interface:**
```python
def line(): ...
def dot(): ...
```

**Depends on:** None
"""
FILES = {"specs/a.smd": DRAW, "specs/a.amd": DRAW_ARCHITECTURE, "specs/b.smd": STATE, "specs/b.amd": STATE_ARCHITECTURE}


def planned(configuration: str = "", **files: str) -> dict[str, PlannedTask]:
    workspace = Workspace(parse_configuration(configuration))
    workspace.set_files({**FILES, **{f"specs/{name.replace('_', '.')}": text for name, text in files.items()}})
    return {task.id: task for task in plan_tasks(workspace.files.values(), workspace.configuration)}


def test_components_are_tasks_in_dependency_order() -> None:
    assert list(planned()) == ["screen-rows", "line", "sprite"]


def test_a_task_shows_what_its_component_names_and_what_holds_for_the_spec() -> None:
    line = planned('[verify]\ncommands = ["ruff check {outputs}"]')["line"]
    assert line == PlannedTask(
        "line",
        "Line",
        "DRAW",
        sections=("#line", "STATE#rows"),
        architecture=("Line",),
        outputs=("line.py",),
        verify=("ruff check {outputs}",),
        covers=("#line",),
    )


def test_dependencies_become_needs_and_interfaces() -> None:
    sprite = planned()["sprite"]
    assert (sprite.needs, sprite.interfaces) == (("line", "screen-rows"), ("line.py", "rows.py"))


def test_requirements_that_no_component_names_go_to_the_only_component_or_to_the_namesake() -> None:
    tasks = planned()
    assert tasks["screen-rows"].sections == ("#overview", "#rows", "#clear-all", "#constraints")
    assert tasks["sprite"].covers == ("#sprite",)


def test_a_component_may_implement_a_spec_that_has_none() -> None:
    tasks = planned(b_amd="")
    assert tasks["line"].covers == ("#line", "STATE#rows")


def test_a_requirement_that_fits_no_component_is_left_unplanned() -> None:
    tasks = planned(a_smd=DRAW + "\n### Circle\n\nA circle.\n")
    assert not any("#circle" in task.sections for task in tasks.values())


def test_two_components_of_one_name_are_told_apart_by_their_specs() -> None:
    tasks = planned(b_amd=STATE_ARCHITECTURE.replace("Screen Rows", "Line"))
    assert list(tasks) == ["state-line", "draw-line", "sprite"]
    assert tasks["sprite"].needs == ("draw-line",)


def test_cases_run_with_the_last_component_that_offers_what_they_call() -> None:
    tasks = planned(a_vmd="@spec: DRAW\n\nline()\none | 1\n\nscenario both:\n  when sprite()\n  then returns 1\n")
    assert {task.id: task.cases for task in tasks.values() if task.cases} == {"sprite": ("a.vmd",)}


def test_cases_that_call_components_apart_from_each_other_are_a_task_of_their_own() -> None:
    apart = DRAW_ARCHITECTURE.replace("Depends on:** Line, STATE.Screen Rows", "Depends on:** None")
    tasks = planned(a_amd=apart, a_vmd="@spec: DRAW\n\n@covers line\nline()\none | 1\n\nsprite()\none | 1\n")
    assert tasks["a-cases"] == PlannedTask(
        "a-cases",
        "Cases of a.vmd",
        "DRAW",
        needs=("screen-rows", "sprite", "line"),
        cases=("a.vmd",),
        covers=("#line",),
    )


def test_cases_of_commands_wait_for_their_spec_and_those_it_depends_on() -> None:
    tasks = planned(b_vmd="@spec: STATE\n\nscenario runs:\n  when $ python rows.py\n  then exit 0\n")
    assert tasks["b-cases"].needs == ("screen-rows",)
    assert list(tasks) == ["screen-rows", "b-cases", "line", "sprite"]


def test_two_components_with_one_path_and_a_cycle_still_give_a_plan() -> None:
    cyclic = DRAW_ARCHITECTURE.replace("**Depends on:** None", "**Depends on:** Sprite, Line, Nowhere").replace(
        "line.py", "sprite.py"
    )
    tasks = planned(a_amd=cyclic, a_smd=DRAW, b_smd=STATE.replace("@id: STATE", "@id: STATE\n@depends: [DRAW]"))
    assert [tasks[name].outputs for name in ("line", "sprite")] == [("sprite.py",), ("sprite.py",)]
    assert (tasks["line"].needs, tasks["sprite"].needs) == (("sprite",), ("line", "screen-rows"))


def test_names_in_any_script_and_specs_without_an_id_give_valid_ids() -> None:
    tasks = planned(c_amd="# X\n\n## Components\n\n### 表示\n\n@path: x.py\n\n### Café Bar\n\n@path: y.py\n")
    assert {"task", "cafe-bar"} <= tasks.keys()
    assert parse_plan(render(tasks.values())).findings == ()


def test_the_plan_does_not_depend_on_the_order_of_files() -> None:
    workspace = Workspace()
    workspace.set_files(FILES)
    files = list(workspace.files.values())
    assert plan_tasks(files, workspace.configuration) == plan_tasks(reversed(files), workspace.configuration)


def test_what_stands_before_the_requirements_is_shown_by_every_task() -> None:
    text = DRAW.replace("\n## Requirements\n", "\nIn metres.\n\n## Requirements\n\n@see: STATE\n\nEach shall draw.\n")
    tasks = planned(a_smd=text)
    assert tasks["line"].sections == ("#draw/intro", "#requirements/intro", "#line", "STATE#rows")
    assert tasks["sprite"].sections == ("#draw/intro", "#requirements/intro", "#sprite")


def test_what_an_architecture_says_of_all_its_components_is_shown_by_every_task() -> None:
    before = "## Overview\n\nFor people.\n\n## Components\n\nAll are pure.\n"
    after = "\n## Data Models\n\nA dot.\n\n## Flow\n\n## Notes\n\nFor people.\n"
    tasks = planned(a_amd=DRAW_ARCHITECTURE.replace("## Components\n", before) + after)
    assert tasks["line"].architecture == ("Line", "#components/intro", "#data-models")
    assert tasks["sprite"].architecture == ("Sprite", "#components/intro", "#data-models")
    assert tasks["screen-rows"].architecture == ("Screen Rows",)


def test_a_component_with_a_dot_in_its_name_is_of_its_own_spec() -> None:
    dotted = DRAW_ARCHITECTURE.replace("### Line", "### line.py").replace("Depends on:** Line", "Depends on:** line.py")
    tasks = planned(a_amd=dotted)
    assert tasks["sprite"].needs == ("line-py", "screen-rows")
