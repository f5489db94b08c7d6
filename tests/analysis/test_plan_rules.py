"""The checks of a plan, each with what it finds and what it leaves alone."""

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.configuration import Configuration, Role
from osteon.analysis.rules import RULES

SPEC = """
#- draw.smd
# Draw

@id: DRAW

## Requirements

### Line

A line.

### Sprite

A sprite.

## Constraints

Small.
#- draw.amd
# Draw

@spec: DRAW

## Components

### Pen

@path: pen.py

**Interface:**
```python
def line(): ...
```
#- plan.toml
"""


def plan_check(plan: str, *codes: str, configuration: Configuration | None = None) -> str:
    """Check a plan beside a small spec, and each fix; return the plan after the first one, if there is one."""
    workspace = check(SPEC + plan, *codes, configuration=configuration)
    assert_fixes_fix(workspace, *codes)
    fixes = [fix for found in workspace.findings("plan.toml") if found.code in codes for fix in found.fixes]
    return fixed(workspace, fixes[0].edits).files["plan.toml"].text if fixes else ""


def test_a_need_that_is_no_task() -> None:
    after = plan_check(
        """[[task]]
id = "draw"
[[task]]
id = "show"
needs = ["draw", "drwa"]
                 ^^^^^^ unknown-task There is no task drwa: did you mean draw?
""",
        "unknown-task",
    )
    assert after.endswith('needs = ["draw", "draw"]\n')


def test_tasks_in_a_circle_are_reported_once_with_every_edge() -> None:
    workspace = check(
        """
        #- plan.toml
        [[task]]
        id = "a"
        needs = ["b"]
                 ^^^ task-cycle a -> b -> c -> a
        [[task]]
        id = "b"
        needs = ["x", "c"]
        [[task]]
        id = "c"
        needs = ["a"]
        [[task]]
        id = "self"
        needs = ["self"]
                 ^^^^^^ task-cycle self -> self
        """,
        "task-cycle",
    )
    first = workspace.findings("plan.toml")[0]
    assert [related.message for related in first.related] == ["b needs c", "c needs a"]


def test_one_file_of_two_tasks() -> None:
    plan_check(
        """[[task]]
id = "a"
outputs = ["x.py", "y.py"]
[[task]]
id = "b"
outputs = ["./X.py"]
           ^^^^^^^^ two-owners ./X.py is an output of a already
copy = { "y.py" = "z" }
                  ^^^ two-owners
[[task]]
id = "c"
outputs = ["w.py"]
copy = { "w.py" = "z" }
""",
        "two-owners",
    )


def test_files_that_only_people_write_and_cases_that_no_model_may_see() -> None:
    plan_check(
        """[[task]]
id = "a"
outputs = ["a.py", "b.smd", "specs/x.py"]
                   ^^^^^^^ forbidden-file No task may write b.smd: people write that file
                            ^^^^^^^^^^^^ forbidden-file in the folder of the specs
copy = { "c.vmd" = "c.txt", "d.txt" = "d.vmd", "e.txt" = "plan.toml", "f.txt" = "f.txt" }
                   ^^^^^^^ forbidden-file No task may write c.vmd
                                      ^^^^^^^ forbidden-file holds cases, which no model may see
                                                         ^^^^^^^^^^^ forbidden-file
""",
        "forbidden-file",
    )


def test_sections_that_are_not_there() -> None:
    after = plan_check(
        """[[task]]
id = "a"
spec = "draw"
sections = ["#lin", "DRAW#sprite", "DRWA#line", "Sprite"]
            ^^^^^^ unresolved-section draw has no heading #lin: did you mean #line?
                                   ^^^^^^^^^^^ unresolved-section did you mean DRAW#line?
                                                ^^^^^^^^ unresolved-section did you mean #sprite?
covers = ["#constraints", "#zzz"]
                          ^^^^^^ unresolved-section take it out
[[task]]
id = "b"
sections = ["#line"]
            ^^^^^^^ unresolved-section give the task a `spec`
[[task]]
id = "c"
spec = "NOWHERE"
sections = ["#line"]
""",
        "unresolved-section",
    )
    assert 'sections = ["#line", "DRAW#sprite"' in after


def test_components_that_are_not_there() -> None:
    after = plan_check(
        """[[task]]
id = "a"
spec = "DRAW"
architecture = ["Pen", "Pne", "DRAW.Pen"]
                       ^^^^^ unresolved-component did you mean Pen?
""",
        "unresolved-component",
    )
    assert '"Pen", "Pen"' in after


def test_a_spec_that_is_not_there() -> None:
    after = plan_check(
        '[[task]]\nid = "a"\nspec = "DARW"\n       ^^^^^^ orphan-task did you mean DRAW?\n', "orphan-task"
    )
    assert 'spec = "DRAW"' in after


@pytest.mark.parametrize("needs", ["", "needs = []\n", 'needs = ["o"]\n'])
def test_a_file_of_a_task_that_is_not_needed(needs: str) -> None:
    after = plan_check(
        f"""[[task]]
id = "o"
[[task]]
id = "a"
outputs = ["a.py", "mine.py"]
[[task]]
id = "b"
{needs}interfaces = ["a.py"]
              ^^^^^^ unresolved-file a.py is an output of a, which this task does not need
""",
        "unresolved-file",
    )
    assert ('needs = ["o", "a"]' if '"o"' in needs else 'needs = ["a"]') in after


def test_files_that_nothing_produces() -> None:
    plan_check(
        """[[task]]
id = "a"
outputs = ["a.py"]
reads = ["a.py", "b.py"]
         ^^^^^^ unresolved-file an output of this task itself
                 ^^^^^^ unresolved-file No task produces b.py: did you mean a.py?
[[task]]
id = "b"
needs = ["a"]
[[task]]
id = "c"
needs = ["b"]
reads = ["a.py"]
cases = ["draw.smd", "no.vmd"]
                     ^^^^^^^^ unresolved-file There is no file no.vmd
copy = { "c.txt" = "none.txt" }
                   ^^^^^^^^^^ unresolved-file
""",
        "unresolved-file",
        configuration=Configuration(specs="."),
    )


def test_a_command_that_names_a_file_which_is_not_there() -> None:
    after = plan_check(
        """[[task]]
id = "a"
outputs = ["src/a.py"]
verify = ["python -m pytest -q src/a.py::test_x", "ruff {outputs} --config=x/y.toml", "src/b.py 'x"]
                                                                                      ^^^^^^^^^^^^^ verify-unrunnable
[[task]]
id = "b"
outputs = ["src/b.py"]
verify = ["python -m src.tool ./src/b.py $HOME/x.py /usr/x.py src/*.py", "cat src/c.py"]
                                                                         ^^^^^^^^^^^^^^ verify-unrunnable which neither
""",
        "verify-unrunnable",
    )
    assert 'id = "a"\nneeds = ["b"]\n' in after


def test_a_task_that_nothing_checks() -> None:
    plan_check(
        """[[task]]
id = "a"
     ^^^ empty-verify
outputs = ["a.py"]
[[task]]
id = "b"
outputs = ["b.py"]
cases = ["x.vmd"]
[[task]]
id = "c"
outputs = ["c.py"]
manual = true
[[task]]
id = "d"
outputs = ["d.py"]
skip = true
[[task]]
id = "e"
copy = { "e.py" = "e" }
[[task]]
id = "f"
outputs = ["f.py"]
verify = ["true"]
[[task]]
id = "g"
needs = ["f"]
""",
        "empty-verify",
    )


def test_a_requirement_that_no_task_names() -> None:
    plain = """
    #- draw.smd
    # Draw

    @id: DRAW

    ## Requirements

    ### Line

    A line.

    ### Sprite
    MARK

    A sprite.
    #- draw.vmd
    @spec: DRAW
    @covers sprite
    sprite()
    one | 1
    #- plan.toml
    [[task]]
    id = "a"
    """
    mark = "        ^^^^^^ unplanned-requirement run `osteon plan`"
    check(plain.replace("    MARK\n", ""), "unplanned-requirement")
    planned = plain + 'spec = "DRAW"\n    covers = ["#line"]\n'
    workspace = check(planned.replace("    MARK", mark), "unplanned-requirement")
    assert_fixes_fix(workspace, "unplanned-requirement")
    check(planned.replace("    MARK\n", "").replace("#line", "#requirements"), "unplanned-requirement")


def test_notes_that_speak_of_what_the_task_does_not_show() -> None:
    plan_check(
        """[[task]]
id = "a"
spec = "DRAW"
title = "As #line"
            ^^^^^ closure-leak The model will not see #line: add it to sections
outputs = ["a.py"]
[[task]]
id = "b"
spec = "DRAW"
sections = ["#line"]
notes = "Not #line, #nothing, issue #1 or e.g. this, but `Pen`, DRAW.Pen, a.py and DRAW#constraints."
                                                          ^^^ closure-leak add it to architecture
                                                                ^^^^^^^^ closure-leak
                                                                          ^^^^ closure-leak reads or interfaces
                                                                                   ^^^^^^^^^^^^^^^^ closure-leak
[[task]]
id = "c"
spec = "DRAW"
sections = ["#requirements"]
interfaces = ["pen.py"]
notes = "#line with the `Pen`."
""",
        "closure-leak",
    )


def test_a_prompt_over_the_limit() -> None:
    plan = """[[task]]
id = "a"
spec = "DRAW"
sections = ["#line", "#sprite"]
           ^^^^^^^^^^^^^^^^^^^^ context-budget about 512 tokens, over the limit of 500
[[task]]
id = "b"
spec = "DRAW"
sections = ["#line"]
"""
    plan_check(plan, "context-budget", configuration=Configuration(context_tokens=500))


@pytest.mark.parametrize(
    "code",
    ["toml-syntax", "unknown-key", "invalid-value", "invalid-task-id", "duplicate-task", "unknown-configuration-key"],
)
def test_what_the_parsers_report_has_a_manual_page(code: str) -> None:
    assert "## Fix" in RULES[code].manual


UNSHOWN = """
    #- draw.smd
    Lost.
    ^^^^^ unshown-text above the title
    # Draw
      ^^^^ unshown-text add "#draw/intro" to the sections

    @id: DRAW

    Under the title.

    ## Goals
       ^^^^^ unshown-text add "#goals" to the sections

    ### Fast

    As light.

    ## Requirements
       ^^^^^^^^^^^^ unshown-text add "#requirements/intro" to the sections

    In metres.

    ### Line

    A line.

    ## Examples

    ### Shown

    One.

    ### Hidden
        ^^^^^^ unshown-text add "#hidden" to the sections

    Two.

    ## Notes

    For people.
    #- draw.amd
    # Draw

    @spec: DRAW

    ## Overview

    For people.

    ## Components
       ^^^^^^^^^^ unshown-text add "#components/intro" to the architecture

    All are pure.

    ### Pen
        ^^^ unshown-text add "Pen" to the architecture

    @path: pen.py

    It draws.

    ### Ink

    @path: ink.py

    ## Flow
       ^^^^ unshown-text add "#flow" to the architecture

    From left to right.
    #- plan.toml
    [[task]]
    id = "a"
    spec = "DRAW"
    sections = ["#shown"]
    architecture = ["Ink"]
"""


def test_text_that_no_task_shows() -> None:
    workspace = check(UNSHOWN, "unshown-text")
    assert_fixes_fix(workspace, "unshown-text")
    plan = workspace.files["plan.toml"].text.replace(
        "#shown", '#draw/intro", "#goals", "#requirements/intro", "#examples'
    )
    plan = plan.replace('"Ink"', '"Ink", "Pen", "#components/intro", "#flow"')
    workspace.set_file("plan.toml", plan)
    assert [found.message for found in workspace.findings("draw.amd") if found.code == "unshown-text"] == []
    (only,) = [found for found in workspace.findings("draw.smd") if found.code == "unshown-text"]
    assert "above the title" in only.message
    assert [found for found in workspace.findings("plan.toml") if found.code.startswith("unresolved")] == []


def test_nothing_is_unshown_where_no_plan_has_a_task_of_the_spec() -> None:
    check("# Draw\n\n@id: DRAW\n\nText.\n#- plan.toml\n[[task]]\nid = 'a'\n", "unshown-text")


def test_sections_of_the_architecture_that_are_not_there() -> None:
    after = plan_check(
        """[[task]]
id = "a"
spec = "DRAW"
architecture = ["#componets", "DRAW#components"]
                ^^^^^^^^^^^^ unresolved-component did you mean #components?
""",
        "unresolved-component",
    )
    assert '"#components", "DRAW#components"' in after


def test_a_role_that_no_model_is_configured_for() -> None:
    after = plan_check(
        """[[task]]
id = "a"
model = "stong"
        ^^^^^^^ unknown-role did you mean strong?
[[task]]
id = "b"
model = "strong"
[[task]]
id = "c"
model = "default"
""",
        "unknown-role",
        configuration=Configuration(models={"strong": Role("mailbox")}),
    )
    assert 'id = "a"\nmodel = "strong"' in after


def test_a_requirement_that_no_component_claims_is_planned_by_nobody() -> None:
    check(
        """
        # Draw
        @id: DRAW
        ## Requirements
        ### Line
            ^^^^ unplanned-requirement add `@see: #line` to a component and run `osteon plan`
        ### Dot
            ^^^ unplanned-requirement No task builds this: run `osteon plan`
        ### Pen
            ^^^ unplanned-requirement No task builds this: run `osteon plan`
        #- draw.amd
        # Draw
        @spec: DRAW
        ## Components
        ### Pen
        ### Ink
        @see: #dot
        #- plan.toml
        [[task]]
        id = "a"
        spec = "DRAW"
        """,
        "unplanned-requirement",
    )


def test_the_task_of_the_component_with_a_requirements_name_is_the_one_that_is_offered() -> None:
    plan = "".join(f'[[task]]\nid = "{name}"\nspec = "DRAW"\n' for name in "abcd")
    plan += 'architecture = ["Sprite"]\n[[task]]\nid = "e"\nspec = "DRAW"\nskip = true\n'
    workspace = workspace_of(SPEC + plan)
    found = [one for one in workspace.findings("draw.smd") if one.code == "unplanned-requirement"]
    titles = [[fix.title for fix in one.fixes] for one in found]
    assert titles == [
        [f"Add #line to the sections and covers of {name}" for name in "ab"],
        ["Add #sprite to the sections and covers of d"],
    ]
    after = fixed(workspace, found[1].fixes[0].edits).files["plan.toml"].text
    assert 'id = "d"\nsections = ["#sprite"]\ncovers = ["#sprite"]\nspec = "DRAW"\n' in after
    assert_fixes_fix(workspace, "unplanned-requirement", "unshown-text")


PLAN_FIXES = {
    "Take #sprite out of sections": (
        '[[task]]\nid = "a"\nspec = "DRAW"\nsections = ["#line", "#sprite"]\ncovers = ["#line"]\n',
        '[[task]]\nid = "a"\nspec = "DRAW"\nsections = ["#line"]\ncovers = ["#line"]\n',
    ),
    "Delete the task b, and take it out of what others need": (
        '[[task]]\nid = "a"\nneeds = ["b", "c"]\n\n[[task]]  # old\nid = "b"\nspec = "X"\n[task.copy]\n"b" = "b" # b\n'
        '\n# three\n[[task]]\nid = "c"\n',
        '[[task]]\nid = "a"\nneeds = ["c"]\n\n# three\n[[task]]\nid = "c"\n',
    ),
    "Delete the task a": ('[[task]]\nid = "a"\nspec = "X"', ""),
    "Write it to x.py": (
        '[[task]]\nid = "a"\noutputs = ["specs/x.py"]\n',
        '[[task]]\nid = "a"\noutputs = ["x.py"]\n',
    ),
    "Take x.smd out of outputs": (
        '[[task]]\nid = "a"\noutputs = ["x.smd", "y.py"]\n',
        '[[task]]\nid = "a"\noutputs = ["y.py"]\n',
    ),
    "Take a.vmd out of context": (
        '[[task]]\nid = "a"\ncontext = ["a.vmd"]\n',
        '[[task]]\nid = "a"\ncontext = []\n',
    ),
    "Take a out of copy": (
        '[[task]]\nid = "a"\ncopy = { a = "a.vmd" }\nneeds = []\n',
        '[[task]]\nid = "a"\nneeds = []\n',
    ),
    "Take b out of copy": (
        '[[task]]\nid = "a"\ncopy = { "a" = "#", b = "b.vmd", "c" = "c" }\n',
        '[[task]]\nid = "a"\ncopy = { "a" = "#", "c" = "c" }\n',
    ),
    "Take c out of copy": (
        '[[task]]\nid = "a"\n[task.copy]\nc = "c.vmd"\nd = "d"\n',
        '[[task]]\nid = "a"\n[task.copy]\nd = "d"\n',
    ),
    "Take d out of copy": (
        '[[task]]\nid = "a"\n[task.copy]\nd = "d.vmd"\n[[task]]\nid = "b"\n',
        '[[task]]\nid = "a"\n[[task]]\nid = "b"\n',
    ),
    "Change to src/a.py": (
        '[[task]]\nid = "a"\noutputs = ["src/a.py"]\nverify = ["python src/aa.py"]\n',
        '[[task]]\nid = "a"\noutputs = ["src/a.py"]\nverify = ["python src/a.py"]\n',
    ),
    "Add src/b.py to outputs": (
        '[[task]]\nid = "a"\nverify = ["python src/b.py"]\n',
        '[[task]]\nid = "a"\noutputs = ["src/b.py"]\nverify = ["python src/b.py"]\n',
    ),
    "Take cat b.py out of verify": (
        '[[task]]\nid = "a"\nverify = ["cat b.py", "true"]\n',
        '[[task]]\nid = "a"\nverify = ["true"]\n',
    ),
    "Take Nib out of architecture": (
        '[[task]]\nid = "a"\nspec = "DRAW"\narchitecture = ["Nib", "Pen"]\n',
        '[[task]]\nid = "a"\nspec = "DRAW"\narchitecture = ["Pen"]\n',
    ),
    "Take y out of copy": (
        '[[task]]\nid = "a"\ncopy = { x = "draw.smd", y = "none.txt" }\n',
        '[[task]]\nid = "a"\ncopy = { x = "draw.smd" }\n',
    ),
    "Add b.py to reads, and b to needs": (
        '[[task]]\nid = "a"\nnotes = "As b.py."\n[[task]]\nid = "b"\noutputs = ["b.py"]\nverify = ["true"]\n',
        '[[task]]\nid = "a"\nneeds = ["b"]\nreads = ["b.py"]\nnotes = "As b.py."\n'
        '[[task]]\nid = "b"\noutputs = ["b.py"]\nverify = ["true"]\n',
    ),
    "Change to default": ('[[task]]\nid = "a"\nmodel = "x"\n', '[[task]]\nid = "a"\nmodel = "default"\n'),
}


@pytest.mark.parametrize("title", PLAN_FIXES)
def test_what_is_wrong_in_a_plan_is_put_right(title: str) -> None:
    before, after = PLAN_FIXES[title]
    workspace = workspace_of(SPEC + before, configuration=Configuration(context_tokens=300))
    fix = next(fix for one in workspace.findings("plan.toml") for fix in one.fixes if fix.title == title)
    assert fixed(workspace, fix.edits).files["plan.toml"].text == after
    assert_fixes_fix(workspace)


def test_a_file_of_a_task_that_waits_for_this_one_is_taken_out() -> None:
    plan = '[[task]]\nid = "a"\nreads = ["b.py"]\nverify = ["cat x/b.py"]\n[[task]]\nid = "b"\nneeds = ["a"]\n'
    workspace = workspace_of(f'{SPEC}{plan}outputs = ["b.py", "x/b.py"]\nverify = ["true"]\n')
    found = [one for one in workspace.findings("plan.toml") if one.code in ("unresolved-file", "verify-unrunnable")]
    titles = [fix.title for one in found for fix in one.fixes]
    assert titles == ["Take b.py out of reads", "Take cat x/b.py out of verify"]
    assert_fixes_fix(workspace)


@pytest.mark.parametrize(
    "plan",
    [
        '[[task]]\nid = "a"\nspec = "X"\noutputs = ["a.py"]\n[[task]]\nid = "b"\nneeds = ["a"]\nreads = ["a.py"]\n',
        '[[task]]\nid = "a"\nspec = "X"\n[[task]]\nid = "b"\nneeds = ["c", # why\n"a"]\n[[task]]\nid = "c"\n',
        '[[task]]\nid = "a"\noutputs = ["a.smd"]\nverify = ["cat x/a.smd"]\n[[task]]\nid = "b"\nreads = ["a.smd"]\n',
    ],
)
def test_what_others_use_is_not_deleted(plan: str) -> None:
    workspace = workspace_of(SPEC + plan)
    found = [one for one in workspace.findings("plan.toml") if one.code in ("orphan-task", "forbidden-file")]
    assert [one.fixes for one in found] == [()]


def test_a_component_with_a_dot_in_its_name_is_found() -> None:
    dotted = SPEC.replace("### Pen", "### pen.py")
    check(
        dotted + '[[task]]\nid = "a"\nspec = "DRAW"\narchitecture = ["pen.py", "DRAW.pen.py"]\n', "unresolved-component"
    )
