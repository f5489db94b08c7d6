"""The fixture language fails where it must: a test that cannot fail shows nothing."""

import pytest
from tests.fixtures import Expected, check, parse_fixture

from osteon.analysis.workspace import Workspace

WRONG_STATUS = "# A\n\n@id: A\n@status: drafft\n"


def test_carets_stand_under_the_exact_range():
    check(WRONG_STATUS + "         ^^^^^^ invalid-status use one of\n", "invalid-status")


@pytest.mark.parametrize(
    "annotation",
    [
        "",
        "         ^^^^^^ invalid-priority\n",
        "         ^^^^^ invalid-status\n",
        "        ^^^^^^ invalid-status\n",
        "         ^^^^^^ invalid-status another message\n",
        "         ^^^^^^ invalid-status\n         ^^^^^^ invalid-status\n",
    ],
)
def test_a_missing_or_unexpected_finding_fails(annotation: str):
    with pytest.raises(pytest.fail.Exception, match=r"missing|not expected"):
        check(WRONG_STATUS + annotation, "invalid-status", "invalid-priority")


def test_a_fixture_holds_many_files_and_one_cursor():
    fixture = parse_fixture("""
        #- specs/a.smd
        # A
        #- b.amd
        # B
        @see: $0X
              ^ unresolved-reference
    """)
    assert fixture.files["specs/a.smd"] == "# A\n"
    assert fixture.files["b.amd"].startswith("# B\n@see: X\n")
    assert fixture.cursor == ("b.amd", 10)
    assert fixture.expected == (Expected("b.amd", 1, 6, 7, "unresolved-reference"),)


def test_ranges_may_be_empty_or_end_in_a_later_line():
    fixture = parse_fixture("text\n  ^^… a\n  ^| b said so\n")
    assert [(one.start, one.end, one.message) for one in fixture.expected] == [(2, None, ""), (2, 2, "said so")]


def test_line_ends_and_other_characters_stay_as_they_are():
    text = "a\r\n\x0bb\u2028c\n\n"
    assert parse_fixture(text).files == {"main.smd": text}


def test_the_workspace_is_a_real_one():
    assert isinstance(check(""), Workspace)
