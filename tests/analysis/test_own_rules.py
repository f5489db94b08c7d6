"""A project's own rules: what each kind finds in each scope, what is wrong with a file of them, and their fixes."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, workspace_of

from osteon.analysis.baseline import Baseline
from osteon.analysis.configuration import Configuration, parse_configuration
from osteon.analysis.findings import Severity
from osteon.analysis.fixing import fix_workspace
from osteon.analysis.ide.completion import complete
from osteon.analysis.ide.hover import hover
from osteon.analysis.own_rules import parse_own_rules
from osteon.analysis.rules import RULES, all_rules
from osteon.analysis.workspace import Workspace

HEAD = """
    # Clock

    @id: CLOCK

    ## Requirements

    ### Time

"""

FINDS = {
    "existence of a word, in what is demanded": (
        'house = { kind = "existence", tokens = ["simply", "of course"] }',
        """
        The clock shall simply tick, of
                        ^^^^^^ house 'simply' should not stand here
                                     ^^^… house 'of course' should not stand here
        course, at noon. `simply`, "simply" and simplyfied are right.
        """,
    ),
    "existence of a pattern, with a message": (
        "house = { kind = 'existence', patterns = ['\\d+ ?percent'], message = 'Write {found} with %' }",
        """
        The clock shall lose at most 3 percent.
                                     ^^^^^^^^^ house Write 3 percent with %
        """,
    ),
    "existence with exceptions and capitals": (
        'house = { kind = "existence", tokens = ["Log"], exceptions = ["Log file"], ignore_case = false }',
        """
        The Log shall be in the Log file, as a log.
            ^^^ house
        """,
    ),
    "substitution keeps capitals": (
        'house = { kind = "substitution", swap = { utilise = "use", "e-mail" = "email", javascript = "JavaScript" } }',
        """
        Utilise no E-MAIL, e-mails aside, for the Javascript of JavaScript.
        ^^^^^^^ house Write 'Use' instead of 'Utilise'
                   ^^^^^^ house Write 'EMAIL' instead of 'E-MAIL'
                                                  ^^^^^^^^^^ house Write 'JavaScript' instead of 'Javascript'
        """,
    ),
    "substitution by what holds the word itself": (
        'house = { kind = "substitution", swap = { test = "unit test" } }',
        """
        The unit test is a test.
                           ^^^^ house Write 'unit test' instead of 'test'
        """,
    ),
    "occurrence in a statement": (
        'house = { kind = "occurrence", tokens = ["shall"], max = 1 }',
        """
        It shall tick and shall chime.
                          ^^^^^ house 'shall' is counted 2 here: there should be at most 1
        """,
    ),
    "occurrence in a requirement": (
        'house = { kind = "occurrence", tokens = ["shall", "must"], min = 1, scope = "requirement" }',
        """
        It shall tick.

        ### Alarm
            ^^^^^ house 'shall' is counted 0 here: there should be at least 1

        It rings. It rings again.

        ### Chime

        It rings. It shall stop.
        """,
    ),
    "repetition": (
        'house = { kind = "repetition", scope = "prose", exceptions = ["had had"] }',
        """
        Then the the hand moves. It had had time. That that. That `a` a.
                ^^^^ house 'the' is written twice
                                                      ^^^^^ house 'that' is written twice
        """,
    ),
    "headings": (
        "house = { kind = 'existence', patterns = ['[.!?]$'], scope = 'heading' }",
        """
        It ticks.

        ### Is it right?
                       ^ house
        """,
    ),
    "cells of tables": (
        'house = { kind = "existence", tokens = ["N/A"], scope = "cell" }',
        """
        N/A

        | mode | time |
        |------|------|
        | on   | N/A  |
                 ^^^ house
        """,
    ),
    "what is written, with code": (
        'house = { kind = "existence", tokens = ["foo"], scope = "raw" }',
        """
        Not `foo`.
             ^^^ house

        ```
        foo()
        ^^^ house
        ```
        """,
    ),
    "some sections only": (
        'house = { kind = "existence", tokens = ["we"], scope = "prose", sections = ["Notes"] }',
        """
        Here we are.

        ## Notes

        ### Deeper

        Here we are.
             ^^ house
        """,
    ),
}


def configured(rules: str) -> Configuration:
    """Return the configuration of a project with one file of rules, in which nothing is wrong."""
    configuration = parse_configuration('rules = ["house.toml"]', read={"house.toml": rules}.get)
    assert not configuration.findings
    assert [file.findings for file in configuration.rule_files] == [()]
    return configuration


@pytest.mark.parametrize("name", FINDS)
def test_each_kind_finds_in_its_scope(name: str) -> None:
    rules, text = FINDS[name]
    configuration = configured(rules)
    fixture = dedent(HEAD) + dedent(text)
    assert_fixes_fix(check(fixture, "house", configuration=configuration))
    check(HEAD, "house", configuration=Configuration())


def test_a_rule_of_files_counts_in_specs_and_cases_but_not_in_what_users_said() -> None:
    rules = 'house = { kind = "occurrence", tokens = ["Owner:"], min = 1, scope = "file" }'
    fixture = """
        #- a.smd
        # A
        ^^^ house
        #- b.smd
        # B

        Owner: Maria
        #- c.vmd
        @spec: B
        ^^^^^^^^ house
        #- d.intent
        # D
        """
    check(fixture, "house", configuration=configured(rules))


def test_a_rule_looks_at_the_files_of_its_globs_only() -> None:
    rules = 'house = { kind = "existence", tokens = ["x"], scope = "heading", files = ["drafts/*"] }'
    fixture = """
        #- specs/a.smd
        # x
        #- drafts/a.smd
        # x
          ^ house
        """
    check(fixture, "house", configuration=configured(rules))


WRONG = {
    "house = 1": "`house` must be a table",
    "house = {}": "needs `kind",
    'house = { kind = "exists" }': "must be existence or substitution",
    'house = { kind = "existence" }': "needs `tokens` or `patterns`",
    'house = { kind = "existence", tokens = [] }': "empty",
    'house = { kind = "existence", token = ["a"] }': "did you mean `tokens`?",
    'house = { kind = "existence", patterns = ["(a+)+"] }': "could take very long",
    'house = { kind = "existence", tokens = ["a"], message = "{what}" }': "`{what}` is filled in by nothing",
    'house = { kind = "existence", tokens = ["a"], max = 1 }': "`max` says nothing in a rule of the kind existence",
    'house = { kind = "substitution" }': "needs `swap`",
    'house = { kind = "substitution", swap = {} }': "empty",
    'house = { kind = "substitution", swap = { a = "b", b = "a" } }': "is itself to be replaced",
    'house = { kind = "substitution", swap = { a = "" } }': "Both sides",
    'house = { kind = "occurrence", max = 1 }': "needs `tokens` or `patterns`, which it counts",
    'house = { kind = "occurrence", tokens = ["a"] }': "needs `min` or `max`",
    'house = { kind = "occurrence", tokens = ["a"], min = 2, max = 1 }': "`max` is less than `min`",
    'House = { kind = "repetition" }': "the key `House` must match",
    'missing-id = { kind = "repetition" }': "Osteon has a check called `missing-id`",
    "house = ": "Invalid value",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_rule_is_told_with_its_place_and_left_out(text: str) -> None:
    good = '\nright = { kind = "repetition" }\n'
    configuration = parse_configuration('rules = ["house.toml"]', read=lambda _path: text + good)
    (file,) = configuration.rule_files
    assert any(WRONG[text].casefold() in finding.message.casefold() for finding in file.findings)
    assert all(finding.span.end <= len(text) + 1 for finding in file.findings)
    assert "house" not in {rule.code for rule in configuration.own_rules}
    assert "right" in {rule.code for rule in configuration.own_rules}


def test_a_file_that_is_not_there_and_a_code_in_two_files_are_told() -> None:
    rules = {"a.toml": 'house = { kind = "repetition" }', "b.toml": 'house = { kind = "repetition" }'}
    configuration = parse_configuration('rules = ["a.toml", "b.toml", "c.toml"]', read=rules.get)
    assert [finding.code for finding in configuration.findings] == ["unresolved-file"]
    assert [finding.message for file in configuration.rule_files for finding in file.findings] == [
        "A.toml has a rule called `house` too: give one of them another name"
    ]
    assert [rule.path for rule in configuration.own_rules] == ["a.toml"]


SWAP = 'house = { kind = "substitution", swap = { utilise = "use", test = "unit test" }, scope = "prose", safe = true }'
TEXT = "# T\n\n@id: T\n\n## Requirements\n\n### A\n\nUtilise a test.\n\nUtilise `test`s.\n"


def test_fixes_that_are_declared_safe_are_made_unseen_and_once() -> None:
    workspace = workspace_of({"a.smd": TEXT}, configuration=configured(SWAP))
    assert [file.fixed for file in fix_workspace(workspace, ["a.smd"])] == [{"house": 3}]
    assert workspace.files["a.smd"].text.endswith("Use a unit test.\n\nUse `test`s.\n")
    assert fix_workspace(workspace, ["a.smd"]) == ()
    other = workspace_of({"a.smd": TEXT}, configuration=configured(SWAP.replace("true", "false")))
    assert fix_workspace(other, ["a.smd"]) == ()


CODES = ("house", "invalid-tag-value")


def found(workspace: Workspace) -> list[tuple[str, Severity]]:
    return [
        (one.code, one.severity) for one in workspace.findings("a.smd") if one.code in ("house", "invalid-tag-value")
    ]


def test_severities_allow_baseline_and_the_most_of_one_code_work_as_for_every_check() -> None:
    configuration = configured(SWAP.replace("kind", 'severity = "hint", kind', 1))
    workspace = workspace_of({"a.smd": TEXT}, configuration=configuration)
    assert found(workspace) == [("house", Severity.HINT)] * 3
    accepted = Workspace(configuration, baseline=Baseline(dict(workspace.entries("a.smd"))))
    accepted.set_file("a.smd", TEXT)
    assert found(accepted) == []
    allowed = TEXT.replace("### A\n", "### A\n\n@allow: house so\n")
    assert found(workspace_of({"a.smd": allowed}, configuration=configuration)) == []
    many = workspace_of({"a.smd": TEXT + "Utilise it.\n\n" * 60}, configuration=configuration)
    assert len(found(many)) == 51
    raised = parse_configuration('rules = ["h"]\n[check."*.smd"]\nhouse = "error"', read=lambda _path: SWAP)
    assert found(workspace_of({"a.smd": TEXT}, configuration=raised)) == [("house", Severity.ERROR)] * 3


def test_hover_and_completion_know_own_rules() -> None:
    rules = 'house = { kind = "existence", tokens = ["simply"], why = "It belittles.", fix = "Delete it." }'
    text = TEXT.replace("Utilise a", "It shall simply be a").replace("### A\n", "### A\n\n@allow: ho")
    workspace = workspace_of({"a.smd": text}, configuration=configured(rules))
    shown = hover(workspace, "a.smd", text.index("simply"))
    assert shown is not None
    assert all(
        part in shown.markdown for part in ("**house**", "`simply`", "It belittles.", "Delete it.", "house.toml")
    )
    assert "house" in {item.label for item in complete(workspace, "a.smd", text.index(": ho") + 4)}


def test_no_text_of_a_person_makes_a_rule_fail() -> None:
    rules = 'house = { kind = "substitution", swap = { "s(x" = "\\\\1", ss = "ß" }, scope = "raw" }'
    workspace = workspace_of({"a.smd": "# ſS s(x İ\n\nSS ſs\n\x00"}, configuration=configured(rules))
    assert {finding.code for finding in workspace.findings("a.smd")} >= {"house"}


def test_own_rules_are_not_among_those_of_osteon() -> None:
    assert all_rules(Configuration()) is RULES
    assert all_rules(configured(SWAP)).keys() - RULES.keys() == {"house"}
    assert parse_own_rules(SWAP, "x.toml").rules[0].path == "x.toml"
