from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import workspace_of

from osteon.analysis.case_model import Command
from osteon.analysis.cases import case_tree, parse_cases
from osteon.analysis.text import apply_edits

PIECES = st.sampled_from(
    [
        *("@spec X", '@covers #a, "B c" # d', "@fixture A = [1]", "@fixture M = !M", "scenario s:", "scenario", "wat"),
        *("f(a, b: decimal) -> int | None ~approx:0.1", "f(a", "ok | 1 | 2", 'ok | "x| | !E: m', "given a = 1"),
        *('given file "p" = "t"', "given env", "when f(1, [2])", 'when $ p "a b" \\x41', "when $ a ; b", "> out"),
        *("then returns 1", "then exit", 'then file "p" has "x"', "~", '"', "\\", "|", "#", "(", "\r\n", "\n", "\r"),
        *("\ufeff", " ", "[", "!", "=", ","),
    ]
)


def codes(text):
    return [finding.code for finding in parse_cases(text).findings]


def marked(text):
    """Return the findings of `text` as `code: text in its range`."""
    return [f"{finding.code}: {text[finding.span.start : finding.span.end]}" for finding in parse_cases(text).findings]


@given(
    st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("\n".join))
)
def test_any_text_parses_and_its_leaves_joined_are_the_text(text):
    assert "".join(case_tree(text).scan_values(lambda _: True)) == text
    assert all(0 <= finding.span.start <= finding.span.end <= len(text) for finding in parse_cases(text).findings)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '"\\' * 50_000, " " * 100_000 + "x", "f(" + "->" * 50_000, "1" * 10_000]
)
def test_hostile_values_are_findings(text):
    assert codes(f"@spec X\nf(a)\nok | {text} | 1\n")


def test_a_group_has_its_parameters_modes_rows_and_covers():
    head = '\ufeff@spec: X\r\n@covers #draw, "Draw it"  # why\r\n'
    text = f'{head}f(a, b: decimal) -> int | None ~approx:0.5 ~timeout:3\r\nok | "x|#" | 2 | !E: m # c\r\n'
    cases = parse_cases(text)
    (group,) = cases.groups
    (case,) = group.cases
    assert cases.findings == ()
    assert [(parameter.name.text, parameter.decimal) for parameter in group.parameters] == [("a", False), ("b", True)]
    assert [(mode.name.text, mode.argument) for mode in group.modes] == [("approx", 0.5), ("timeout", 3.0)]
    assert [word.text for word in group.covers] == ["draw", "Draw it"]
    assert [value.data for value in case.inputs] == ["x|#", 2]
    assert (case.expected.error.text, case.expected.message.text) == ("E", "m")
    assert text[case.span.start : case.span.end] == 'ok | "x|#" | 2 | !E: m'


def test_an_opaque_fixture_takes_no_column_and_a_value_fixture_may_stand_below_its_use():
    (group,) = parse_cases("@spec X\n@fixture m = !Machine\nf(m, a)\nok | A | true\n\n@fixture A = [1]").groups
    assert [value.data for value in group.cases[0].inputs] == [[1]]
    assert group.key == "f/1"


def test_a_scenario_has_givens_and_several_calls():
    text = """@spec X
scenario keeps a log: ~approx
  given a = 1
  given file "in.txt" = "text"
  given env MODE = "fast"
  given stdin = "typed"
  when f(a, [2, {"k": ")"}])
  then returns 1.5
  then file "log.txt" has "done"
  when g()
  then raises ValueError: no log
"""
    cases = parse_cases(text)
    (scenario,) = cases.scenarios
    assert cases.findings == ()
    assert [given.kind for given in scenario.givens] == ["value", "file", "env", "stdin"]
    assert [argument.value.data for argument in scenario.steps[0].arguments] == [1, [2, {"k": ")"}]]
    assert [step.expected.kind for step in scenario.steps] == ["value", "error"]
    assert [word.text for word in scenario.targets] == ["f", "g"]


def test_a_command_has_words_exit_code_checks_and_output_lines():
    text = 'scenario s:\nwhen $ prog "a b" --x="c" \\x41\\ z\nthen exit 2\nthen stderr empty\n> one # two\n>\n'
    (step,) = parse_cases("@spec X\n" + text).scenarios[0].steps
    assert step.words == ("prog", "a b", "--x=c", "A z")
    assert (step.exit_code, step.output) == (2, ("one # two", ""))
    assert [(check.stream, check.operator) for check in step.checks] == [("stderr", "empty")]


def test_bytes_of_a_command_survive():
    (scenario,) = parse_cases("@spec X\nscenario s:\nwhen $ p \\xff\n").scenarios
    assert isinstance(scenario.steps[0], Command)
    assert scenario.steps[0].words[1].encode("utf-8", "surrogateescape") == b"\xff"


LINES = [
    ("@status drafty", "invalid-status: drafty"),
    ("@status draft\n@status draft", "duplicate-tag: @status draft"),
    ("@arch a b", "invalid-tag-value: a b"),
    ("@arch", "invalid-tag-value: @arch"),
    ("@fixture A", "invalid-fixture: @fixture A"),
    ("@fixture A = !", "invalid-fixture: !"),
    ("@fixture 1 = 1", "invalid-fixture: 1"),
    ("@fixture null = 1", "invalid-fixture: null"),
    ("@fixture A = [", "invalid-json: ["),
    ("@fixture A = 1\n@fixture A = 2", "duplicate-fixture: A"),
    ("@covers", "invalid-covers: @covers"),
    ("@covers a b\nh()\nx | 1", "invalid-covers: b"),
    ("@covers a,\nh()\nx | 1", "invalid-covers: @covers a,"),
    ('@covers ""\nh()\nx | 1', 'invalid-covers: ""'),
    ("@covers a", "invalid-covers: @covers a"),
    ("hello", "vmd-syntax: hello"),
    ("ok | 1", "vmd-syntax: ok | 1"),
    ("then ok", "vmd-syntax: then ok"),
    ("9f(a)\nx | 1 | 2", "vmd-syntax: 9f"),
    ("h(a\nx | 1 | 2", "vmd-syntax: h(a"),
    ("h() what\nx | 1", "vmd-syntax: what"),
    ("h(a,)\nx | 1 | 2", "invalid-parameter: "),
    ("h(a b)\nx | 1 | 2", "invalid-parameter: a b"),
    ("h(a, a)\nx | 1 | 1 | 2", "invalid-parameter: a"),
    ("h(a: int)\nx | 1 | 2", "invalid-parameter:  int"),
    ("h() ~aprox\nx | 1", "invalid-mode: aprox"),
    ("h() ~approx:x\nx | 1", "invalid-mode: ~approx:x"),
    ("h() ~timeout\nx | 1", "invalid-mode: ~timeout"),
    ("h() ~struct:1\nx | {}", "invalid-mode: ~struct:1"),
    ("h() ~cli\nx | 1", "invalid-mode: ~cli"),
    ("h() ~approx ~approx\nx | 1", "invalid-mode: ~approx"),
    ("f(z)\nx | 1 | 2", "duplicate-group: f"),
    ("h()", "no-cases: h()"),
    ("h(a)\nx | 1", "column-count: x | 1"),
    ("h(a)\nx y | 1 | 2", "invalid-case: x y"),
    ("h(a)\nx | 1 | 2\nx | 3 | 4", "duplicate-case: x"),
    ("h(a)\nx | | 2", "invalid-json: "),
    ("h(a)\nx | True | 2", "invalid-json: True"),
    ("h(a)\nx | A | 2", "unknown-fixture: A"),
    ("@fixture M = !M\nh(a)\nx | M | 2", "unknown-fixture: M"),
    ('h(a: decimal)\nx | "q" | 2', 'invalid-case: "q"'),
    ("h()\nx | !1: m", "invalid-case: 1"),
    ("h() ~matches\nx | 1", "invalid-case: 1"),
    ('h() ~matches\nx | "["', 'invalid-case: "["'),
    ("h() ~struct\nx | 1", "invalid-case: 1"),
    ("h() ~schema\nx | 1", "invalid-case: 1"),
    ('h() ~schema\nx | {"items": {"$ref": "#"}}', 'invalid-case: {"items": {"$ref": "#"}}'),
    ("a | 1\nb | 2", "vmd-syntax: a | 1"),
    ("scenario :\nwhen $ p", "scenario-step: scenario :"),
    ("scenario s\nwhen $ p", "scenario-step: scenario s"),
    ("scenario a-b:\nwhen $ p\n\nscenario A b:\nwhen $ p", "duplicate-scenario: A b"),
]


@pytest.mark.parametrize(("line", "finding"), LINES)
def test_what_is_wrong_is_a_finding_in_its_place(line, finding):
    assert marked(f"@spec X\nf(a)\nok | 1 | 2\n\n{line}\n") == [finding]


STEPS = [
    ("", "scenario s:"),
    ("given a = 1", "scenario s:"),
    ("when f()", "when f()"),
    ("when f()\nthen ok\ngiven a = 1", "given a = 1"),
    ("given\nwhen $ p", "given"),
    ("given a = 1\ngiven a = 2\nwhen $ p", "given a = 2"),
    ('given file "../x" = "t"\nwhen $ p', '"../x"'),
    ('given file "x" "t"\nwhen $ p', 'given file "x" "t"'),
    ("given stdin = 3\nwhen $ p", "3"),
    ("given env A\nwhen $ p", "given env A"),
    ("when $ p\nwhen f()\nthen ok", "when f()"),
    ("when f", "when f"),
    ("when f(1 2)\nthen ok", "2"),
    ("when f(1,)\nthen ok", ","),
    ("then ok\nwhen $ p", "then ok"),
    ("when f()\nthen ok\nthen ok", "then ok"),
    ("when f()\nthen exit 1\nthen ok", "then exit 1"),
    ("when f()\nthen explodes\nthen ok", "explodes"),
    ("when f()\nthn ok\nthen ok", "thn"),
    ("when $ p\nthen ok", "then ok"),
    ("when $ p\nthen exit x", "x"),
    ("when $ p\nthen exit 0\nthen exit 0", "then exit 0"),
    ('when $ p\nthen stdout contains "x"', "contains"),
    ("when $ p\nthen stdout has 1", "1"),
    ('when $ p\nthen stdout matches "["', '"["'),
    ("when $ p\nthen stdout empty 1", "1"),
    ('when $ p\nthen stdout is "a"\nthen stdout is "b"', 'then stdout is "b"'),
    ('when $ p\n> a\nthen stdout is "b"', 'then stdout is "b"'),
    ('when $ p\nthen stdout is "b"\n> a', "> a"),
    ("when f()\nthen ok\n> a", "> a"),
    ('when $ p\nthen file "/x" has "b"', '"/x"'),
    ("when $", "when $"),
    ("when $ a | b", "|"),
    ('when $ "a', '"a'),
    ("when $ a\\q", "\\q"),
]


@pytest.mark.parametrize(("steps", "finding"), STEPS)
def test_a_step_that_cannot_run_is_a_finding(steps, finding):
    assert marked(f"@spec X\nscenario s:\n{steps}\n") == [f"scenario-step: {finding}"]


LINE_BY_LINE = [f"@spec X\nf(a)\nok | 1 | 2\n\n{line}\n" for line, _ in LINES]
STEP_BY_STEP = [f"@spec X\nscenario s:\n{steps}\n" for steps, _ in STEPS]
FIXED = ("vmd-syntax", "duplicate-group", "invalid-covers", "scenario-step")


@pytest.mark.parametrize("text", [*LINE_BY_LINE, *STEP_BY_STEP])
def test_each_fix_fixes(text):
    workspace = workspace_of({"a.vmd": text})
    assert_fixes_fix(workspace)
    assert [found for found in workspace.findings("a.vmd") if found.code in FIXED and not found.fixes] == []


def test_a_file_without_a_spec_or_without_cases_says_what_to_add():
    assert codes("f()\nok | 1") == ["missing-spec-directive"]
    assert codes("@spec X\n") == ["no-cases"]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("f(a)\nx | True | 'b'", 'f(a)\nx | true | "b"'),
        ("f() ~aprox\nx | 1", "f() ~approx\nx | 1"),
        ("f()\nx y | 1", "f()\nx-y | 1"),
        ("f()\nx | 1\nx | 2", "f()\nx | 1\nx-2 | 2"),
        ("@fixture Alpha = 1\nf()\nx | Alhpa", "@fixture Alpha = 1\nf()\nx | Alpha"),
        ("@status darft\nf()\nx | 1", "@status draft\nf()\nx | 1"),
        ("f(a)\nx | 1 | 2\n\n# why\n\ny | 1 | 2\nz | 1 | 2", "f(a)\nx | 1 | 2\n# why\ny | 1 | 2\nz | 1 | 2"),
        ("scenario s:\n  when $ p\n\n  then exit 0\n  > x", "scenario s:\n  when $ p\n  then exit 0\n  > x"),
        ("f(a\nx | 1 | 2", "f(a)\nx | 1 | 2"),
        (
            "f(a)\nx | 1 | 2\n\n@covers b, c\nf(b)\n  # c\n  x | 3 | 4 # d\ny | 5 | 6\n\ng()\nx | 1",
            "@covers b, c\nf(a)\nx | 1 | 2\n  # c\n  x-2 | 3 | 4 # d\ny | 5 | 6\n\ng()\nx | 1",
        ),
        ("f()\nx | 1\n\nf() ~approx\nx | 1", "f()\nx | 1\n\nf_2() ~approx\nx | 1"),
        ("@covers a b c # d\nf()\nx | 1", "@covers a, b, c # d\nf()\nx | 1"),
        ("@covers a!b\nf()\nx | 1", "@covers a-b\nf()\nx | 1"),
    ],
)
def test_fixes_repair_what_they_are_about(text, fixed):
    text, fixed = f"@spec X\n{text}", f"@spec X\n{fixed}"
    edits = [edit for finding in parse_cases(text, path="a.vmd").findings for edit in finding.fixes[0].edits[0].edits]
    assert apply_edits(text, edits) == fixed


@pytest.mark.parametrize(
    ("steps", "fixed"),
    [
        ("when f()\nthen ok\ngiven a = 1 # why", "given a = 1 # why\nwhen f()\nthen ok"),
        ("given a b = 1\nwhen $ p", "given a_b = 1\nwhen $ p"),
        ('given file in.txt = "t"\nwhen $ p', 'given file "in.txt" = "t"\nwhen $ p'),
        ('given file "../a/b" = "t"\nwhen $ p', 'given file "a/b" = "t"\nwhen $ p'),
        ('given stdin "x"\nwhen $ p', 'given stdin = "x"\nwhen $ p'),
        ('given file "x"\nwhen $ p', 'given file "x" = ""\nwhen $ p'),
        ("given a = 1\ngiven a = 2\nwhen $ p", "given a = 1\nwhen $ p"),
        ("when f(1 2)\nthen ok", "when f(1, 2)\nthen ok"),
        ("when f\nthen ok", "when f()\nthen ok"),
        ("when p a\nthen exit 0", "when $ p a\nthen exit 0"),
        ("when $ p\nwhen f()\nthen ok", "when $ p\n\nscenario s 2:\nwhen f()\nthen ok"),
        ("when $ a && b; c", "when $ a\nwhen $ b\nwhen $ c"),
        ("when $ a > b | c", "when $ a"),
        ("when $ a\\q", "when $ a\\\\q"),
        ("when f()\nthen ok\nthen ok", "when f()\nthen ok\nwhen f()\nthen ok"),
        ("when f()\nthen ok\nthen exit 1", "when f()\nthen ok"),
        ("when $ p\nthen ok", "when $ p\nthen exit 0"),
        ("when $ p\nthen returns 3", 'when $ p\nthen stdout has "3"'),
        ('when $ p\nthen stdout "x"', 'when $ p\nthen stdout has "x"'),
        ('when $ p\nthen stdout matches "["', 'when $ p\nthen stdout has "["'),
        ('when $ p\nthen file out has "x"', 'when $ p\nthen file "out" has "x"'),
        ('when $ p\nthen stdout is "b"\n> a', 'when $ p\nthen stdout is "b"'),
    ],
)
def test_a_step_is_put_right(steps, fixed):
    text, fixed = f"@spec X\nscenario s:\n{steps}\n", f"@spec X\nscenario s:\n{fixed}\n"
    finding = parse_cases(text, path="a.vmd").findings[0]
    assert apply_edits(text, finding.fixes[0].edits[0].edits) == fixed
    assert parse_cases(fixed).findings == ()


def test_the_second_of_two_points_to_the_first():
    (finding,) = parse_cases("@spec X\nf()\nx | 1\nx | 2", path="a.vmd").findings
    assert finding.related[0].place.path == "a.vmd"
    assert finding.related[0].place.span.start == 12


def test_the_grammar_file_is_the_one_that_ships():
    assert (Path(__file__).parents[2] / "grammar" / "cases.lark").is_file()
