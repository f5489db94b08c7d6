import re
from pathlib import Path

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import Fixture, check, fixed, workspace_of

from osteon.analysis import cases as parser_module
from osteon.analysis.configuration import Configuration
from osteon.analysis.coverage import coverage
from osteon.analysis.rules import MODULES, RULES
from osteon.analysis.text import Span, TextEdit

LINKS = ("unresolved-reference", "target-not-in-interface", "uncovered-requirement", "error-without-case")

SPEC = """
    #- a.smd
    # A

    @id: A

    ## Requirements

    ### Draw a sprite {#draw}

    **Errors:**
    - outside -> RangeError: x
    - broken -> ValueError

    ### Clear the screen

    ### Colours {.no-verify}
    #- a.amd
    # A

    @spec: A

    ## Components

    ### Screen

    @path: a.py

    **Interface:**
    ```python
    def draw_sprite(rows): ...
    def clear(): ...
    class Screen:
        def flip(self): ...
    ```
"""


def with_cases(text, cases):
    return f"{text}    #- a.vmd\n" + "".join(f"    {line}\n" for line in cases.splitlines())


def messages(text, *codes, **settings):
    found = workspace_of(text, configuration=Configuration(**settings)).all_findings()
    return sorted(finding.message for findings in found.values() for finding in findings if finding.code in codes)


def test_everything_that_is_covered_and_expected_is_in_order():
    cases = """@spec A
@covers draw
draw_sprite(rows)
a | 1 | !RangeError: x
b | 2 | !ValueError

@covers "Clear the screen"
clear()
a | null"""
    check(with_cases(SPEC, cases), *LINKS)


def test_references_of_cases_resolve_or_are_found():
    check(
        """
        #- a.smd
        # A

        @id: ALPHA

        ## Requirements

        ### Draw a sprite {#draw}
        #- a.vmd
        @spec ALPHA
        @arch ALPHB
        #     ^^^^^ unresolved-reference did you mean ALPHA?
        @covers drow, #draw, "Draw a spirit"
        #       ^^^^ unresolved-reference did you mean draw?
        #                    ^^^^^^^^^^^^^^^ unresolved-reference did you mean "Draw a sprite"?
        f()
        a | 1
        #- b.vmd
        @spec ALHPA
        #     ^^^^^ unresolved-reference did you mean ALPHA?
        @covers nothing
        f()
        a | 1
        """,
        "unresolved-reference",
    )


@pytest.mark.parametrize(
    ("name", "then"), [('"Draw a spirit"', '"Draw a sprite"'), ("drow", "draw"), ("#drow", "#draw")]
)
def test_the_fix_of_a_target_keeps_how_it_is_written(name, then):
    before = workspace_of(with_cases(SPEC, f"@spec A\n@covers {name}\nclear()\na | 1"))
    finding = next(found for found in before.findings("a.vmd") if found.code == "unresolved-reference")
    assert f"@covers {then}\n" in fixed(before, finding.fixes[0].edits).files["a.vmd"].text


def test_a_function_that_no_interface_mentions_is_found_with_the_nearest_name():
    cases = """@spec A
@covers draw
draw_sprit(rows)
a | 1 | 2

@covers clear-the-screen
scenario one:
  given screen = 1
  when screen.flop()
  then ok
  when clear()
  then ok"""
    expected = [
        "No interface of A mentions draw_sprit: did you mean draw_sprite?",
        "No interface of A mentions flop: did you mean flip?",
    ]
    assert messages(with_cases(SPEC, cases), "target-not-in-interface") == expected


def test_calls_without_an_architecture_are_found():
    text = with_cases(SPEC.split("    #- a.amd")[0], "@spec A\nclear()\na | 1")
    assert messages(text, "target-not-in-interface") == [
        "A has no architecture that says where clear is: add an .amd file with its interface"
    ]


def test_uncovered_requirements_are_found_where_the_spec_has_cases():
    cases = "@spec A\n@covers draw\nscenario s:\n  when $ tool"
    assert messages(SPEC, "uncovered-requirement") == []
    assert messages(with_cases(SPEC, cases), "uncovered-requirement") == [
        "Nothing tests 'Clear the screen': add cases below `@covers clear-the-screen`"
    ]


def test_a_group_named_like_a_heading_covers_it():
    cases = "@spec A\n@covers draw\nscenario s:\n  when $ tool\n\nclear_the_screen()\na | 1"
    assert messages(with_cases(SPEC, cases), "uncovered-requirement") == []


def test_a_task_of_the_plan_covers_too():
    plan = '    #- plan.toml\n    [[task]]\n    id = "t"\n    spec = "A"\n    covers = ["#draw", "#clear-the-screen"]\n'
    cases = "@spec A\nscenario s:\n  when $ tool"
    assert messages(with_cases(SPEC + plan, cases), "uncovered-requirement") == []


def test_calls_cover_nothing_where_the_language_is_not_python():
    cases = "@spec A\n@covers draw\nclear()\na | 1\n\n@covers clear-the-screen\nscenario s:\n  when $ tool"
    text = with_cases(SPEC, cases)
    assert messages(text, "uncovered-requirement", language="python") == []
    assert messages(text, "uncovered-requirement", language="Python 3.12") == []
    assert messages(text, "uncovered-requirement", language="rust") == [
        "Nothing tests 'Draw a sprite': add cases below `@covers draw`"
    ]


@pytest.mark.parametrize(("heading", "marked"), [("Draw", "Draw {.no-verify}"), ("Draw {#d}", "Draw {#d .no-verify}")])
def test_a_fix_marks_a_requirement_as_on_purpose_without_a_test(heading, marked):
    spec = f"    #- a.smd\n    # A\n\n    @id: A\n\n    ## Requirements\n\n    ### {heading}\n\n    It draws.\n"
    before = workspace_of(with_cases(spec, "@spec A\nscenario s:\n  when $ tool"))
    finding = next(found for found in before.findings("a.smd") if found.code == "uncovered-requirement")
    after = fixed(before, finding.fixes[0].edits)
    assert f"### {marked}\n" in after.files["a.smd"].text
    assert not [found for found in after.findings("a.smd") if found.code == "uncovered-requirement"]


FIRES = {
    "error-without-case of groups": """
        #- a.smd
        # A

        @id: A

        ## Requirements

        ### Draw

        **Errors:**
        - outside -> RangeError: x
        - broken -> ValueError
        #           ^^^^^^^^^^ error-without-case add one that ends in `!ValueError`

        ### Print

        **Errors:**
        - broken -> PrintError
        #- a.vmd
        @spec A
        @covers draw
        draw(x, y)
          a | 1 | [2, 3] | !pkg.RangeError
          value-error | 1 | 2 | 3

        @covers print
        scenario commands have no error types:
          when $ tool
    """,
    "error-without-case of tables": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### Draw
        | Input | Outcome |
        |---|---|
        | a FontError | `InputError` |
        #                ^^^^^^^^^^ error-without-case
        | 2 | two |
        **Errors:**
        | When | What |
        |---|---|
        | outside | RangeError |
        #           ^^^^^^^^^^ error-without-case
        | a KeyError | RangeError |
        #   ^^^^^^^^ error-without-case
        #- a.vmd
        @spec A
        draw()
        a | 1
    """,
    "error-without-case of calls": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### Draw {#draw.it}
        **Errors:**
        - broken -> ValueError
        #           ^^^^^^^^^^ error-without-case
        #- a.vmd
        @spec A
        @fixture M = !Machine
        @fixture TWO = 2
        @covers "Draw"
        scenario raises ValueError:
          given a = {"k": 1}
          when draw(M, a, TWO, "x")
          then returns 2
    """,
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_at_the_exact_range_and_its_fixes_fix(name):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("groups", "value-error | 1 | 2 | 3\n  value-error-2 | 1 | [2, 3] | !ValueError\n\n@covers print"),
        (
            "calls",
            'then returns 2\n\n@covers "Draw"\nscenario raises ValueError 2:\n  when draw(M, {"k": 1}, 2, "x")\n'
            "  then raises ValueError\n",
        ),
    ],
)
def test_a_case_that_expects_a_declared_error_is_like_the_first(name, then):
    before = workspace_of(FIRES[f"error-without-case of {name}"])
    (found,) = [one for one in before.findings("a.smd") if one.code == "error-without-case"]
    assert then in fixed(before, found.fixes[0].edits).files["a.vmd"].text


def test_findings_follow_edits_of_the_cases_the_spec_and_the_architecture():
    text = with_cases(SPEC, "@spec A\n@covers draw\nclear()\na | !RangeError")
    workspace = workspace_of(text)
    edits = [
        ("a.vmd", "!RangeError", "!ValueError"),
        ("a.vmd", "clear()", "clr()"),
        ("a.amd", "def clear()", "def clr()"),
        ("a.vmd", "@covers draw", "@covers clear-the-screen"),
        ("a.smd", "Clear the screen", "Wipe the screen"),
        ("a.vmd", "clear-the-screen", '"Wipe the screen"'),
        ("a.smd", "Wipe the screen", "Wipe the screen {#wipe}"),
        ("a.smd", "Wipe the screen {#wipe}", "Wipe it {#wipe}"),
        ("a.smd", "@id: A", "@id: B"),
    ]
    for path, old, new in edits:
        at = workspace.files[path].text.index(old)
        workspace.edit_file(path, [TextEdit(Span(at, at + len(old)), new)])
        anew = workspace_of(Fixture({path: file.text for path, file in workspace.files.items()}))
        assert workspace.all_findings() == anew.all_findings()


def test_coverage_is_a_table_of_requirements():
    workspace = workspace_of(with_cases(SPEC, "@spec A\n@covers draw\nclear()\na | !RangeError"))
    table = coverage(workspace.files["a.smd"].spec, workspace.index)
    assert [
        (row.requirement.anchor, [case.label for case in row.cases], [error.text for error in row.missing_errors])
        for row in table
    ] == [
        ("draw", ["group clear"], ["ValueError"]),
        ("clear-the-screen", [], []),
        ("colours", [], []),
    ]


def test_tags_of_cases_are_known_or_found_and_allow_silences_the_file():
    assert messages(with_cases(SPEC, "@spec A\n@spek B\nclear()\na | 1"), "unknown-tag") == [
        "@spek is no tag of this kind of file: did you mean @spec?"
    ]
    allowed = "@spec A\n@allow target-not-in-interface it comes with the next release\nclr()\na | 1"
    assert messages(with_cases(SPEC, allowed), "unknown-tag", "target-not-in-interface") == []


def test_every_finding_of_the_parser_has_a_manual_page():
    folder = Path(parser_module.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("case*.py"))
    pages = {rule.CODE for rule in MODULES}
    codes = set(re.findall(r'report\.(?:error|unknown)\(\s*"([\w-]+)"', source))
    assert len(codes) > 15
    assert codes <= pages
    assert all("## Fix" in RULES[code].manual and "## Example" in RULES[code].manual for code in codes)
