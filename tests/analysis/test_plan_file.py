"""A `plan.toml` as tasks with places, and what is wrong with the file by itself."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.findings import Finding
from osteon.analysis.plan_file import PlanFile, parse_plan
from osteon.analysis.tasks import HEAD
from osteon.analysis.text import Span, TextEdit, apply_edits

PLAN = """\
[plan]
format = 1

[[task]]
id = "draw"  # é
title = "Draw"
spec = "DISPLAY"
needs = ["a", "b"]
skip = true
copy = { "out.txt" = "in.txt" }

[[task]]
id = "show"
[task.copy]
"é.txt" = "f.txt"
"""


def codes(text: str) -> list[tuple[str, str]]:
    """Return each finding's code with the text under it."""
    return [(finding.code, text[slice(*finding.span)]) for finding in parse_plan(text).findings]


def fixed(plan: PlanFile, finding: Finding) -> str:
    return apply_edits(plan.text, finding.fixes[0].edits[0].edits)


def test_values_and_their_places() -> None:
    draw, show = parse_plan(PLAN).tasks
    assert (draw.title, draw.needs, draw.skip, draw.model) == ("Draw", ("a", "b"), True, "default")
    assert (draw.copy, show.copy) == ({"out.txt": "in.txt"}, {"é.txt": "f.txt"})
    places = [draw.place("needs", 1), draw.place("key:needs"), draw.place("reads"), draw.spans[HEAD], show.span]
    assert [PLAN[slice(*place)] for place in places] == [
        '"b"',
        "needs",
        '"draw"',
        "[[task]]",
        PLAN[PLAN.rindex("[[task]]") :].rstrip(),
    ]
    assert parse_plan(PLAN).findings == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("skip = 1", ("invalid-value", "1")),
        ("needs = [1]", ("invalid-value", "1")),
        ("copy = { a = true }", ("invalid-value", "true")),
        ('outputs = ["../x"]', ("escaping-path", '"../x"')),
        ('outputs = ["C:/x"]', ("escaping-path", '"C:/x"')),
        ('outputs = [""]', ("invalid-value", '""')),
        ('outputs = ["specs/../x.py"]', ("invalid-value", '"specs/../x.py"')),
        ('reads = ["/etc/passwd"]', ("escaping-path", '"/etc/passwd"')),
        ('copy = { "a/../../b" = "c" }', ("escaping-path", '"a/../../b"')),
        ("status = 1", ("unknown-key", "status")),
        ("title =", ("toml-syntax", "title =")),
    ],
)
def test_what_is_wrong_with_a_task(line: str, found: tuple[str, str]) -> None:
    assert codes(f'[[task]]\nid = "a"\n{line}\n') == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[task]]\ntitle = 1", [("invalid-task-id", "[[task]]"), ("invalid-value", "1")]),
        ('[[task]]\nid = "../a"', [("invalid-task-id", '"../a"')]),
        ('[[task]]\nid = ""', [("invalid-task-id", '""')]),
        ('[[task]]\nid = "a"\n[[task]]\nid = "A"', [("duplicate-task", '"A"')]),
        ("[plan]\nformat = 2", [("invalid-value", "2")]),
        ('task = "x"', [("invalid-value", '"x"')]),
        ("[tasks]", [("unknown-key", "tasks")]),
    ],
)
def test_what_is_wrong_with_a_plan(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == found


def test_a_misspelt_key_and_a_key_of_ossature_have_a_fix() -> None:
    plan = parse_plan('[[task]]\nid = "a"\nneed = []\n')
    assert fixed(plan, plan.findings[0]) == '[[task]]\nid = "a"\nneeds = []\n'
    plan = parse_plan('[[task]]\nid = "a"\ndepends_on = []\n')
    assert fixed(plan, plan.findings[0]) == '[[task]]\nid = "a"\nneeds = []\n'


def test_text_where_a_list_belongs_is_put_in_brackets() -> None:
    plan = parse_plan('[[task]]\nid = "a"\nverify = "make"\n', path="specs/plan.toml")
    assert fixed(plan, plan.findings[0]) == '[[task]]\nid = "a"\nverify = ["make"]\n'
    assert plan.findings[0].fixes[0].edits[0].path == "specs/plan.toml"


def test_the_tasks_around_a_broken_one_are_there() -> None:
    text = '[[task]]\nid = "a"\n\n[[task]]\nid = "b\nneeds = ["a",\ntitle = "B"\n\n[[task]]\nid = "c"\n'
    assert [(task.id, task.title) for task in parse_plan(text).tasks] == [("a", ""), ("", "B"), ("c", "")]


@given(st.lists(st.sampled_from(["[[task]]", "[task]", "task", ".", "id", "=", '"a"', "[", "]", "\n", "{", "}"])))
def test_any_text_is_a_plan_with_findings_inside_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert all(0 <= f.span.start <= f.span.end <= len(text) for f in parse_plan(text).findings)


HEADERS = ["[[task]]", "[[task]] # x", " [[task]]", "[task]", "[task.copy]", "[plan]", "[[x]]", "[x]", "[[task]", ""]
PAIRS = ['id = "a"', 'title = "é"', 'needs = ["a",', '"b"]', "skip = 1", "format = 1", "copy = {", "task = []", "é = 1"]
QUOTES = ['notes = """', '"""', '# """', "notes = '''", "'''"]
LINES = st.sampled_from(HEADERS + PAIRS + QUOTES)
PLANS = st.lists(LINES, max_size=12).map("\n".join)


@given(PLANS)
def test_a_plan_has_the_tasks_that_the_standard_library_reads_or_says_what_is_not_toml(text: str) -> None:
    plan = parse_plan(text)
    try:
        tables = tomllib.loads(text).get("task", [])
    except tomllib.TOMLDecodeError:
        assert "toml-syntax" in {finding.code for finding in plan.findings}
    else:
        assert "toml-syntax" not in {finding.code for finding in plan.findings}
        tables = tables if isinstance(tables, list) else []
        assert [(task.id, task.title) for task in plan.tasks] == [
            (table.get("id", ""), table.get("title", "")) for table in tables
        ]
        assert all(f'"{task.id}"' == text[slice(*task.place("id"))] for task in plan.tasks if task.id)


def state(plan: PlanFile) -> tuple[object, ...]:
    return plan.text, plan.tasks, plan.findings, [(piece.text, plan.tasks_of(piece)) for piece in plan.pieces]


@settings(deadline=None)
@given(PLANS, st.data())
def test_after_any_edits_a_plan_is_read_as_if_it_were_new(text: str, data: st.DataObject) -> None:
    plan = parse_plan(text)
    for _ in range(data.draw(st.integers(1, 4))):
        edits = []
        for new in data.draw(st.lists(st.one_of(PLANS, LINES, st.sampled_from(["", "x", '"', "\n"])), max_size=3)):
            start = data.draw(st.integers(0, len(text)))
            end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 10, 100])))
            edits.append(TextEdit(Span(start, end), new))
            text = text[:start] + new + text[end:]
        plan = plan.edited(edits)
        assert state(plan) == state(parse_plan(text))
        assert len(set(plan.pieces)) == len(plan.pieces)


def touched(before: str, old: str, new: str) -> list[str]:
    """Return the pieces that are other ones once `old` is `new`."""
    plan = parse_plan(before)
    start = before.index(old)
    after = plan.edited([TextEdit(Span(start, start + len(old)), new)])
    assert state(after) == state(parse_plan(before.replace(old, new, 1)))
    return [piece.text for piece in after.pieces if piece not in plan.pieces]


TASKS = [f'[[task]]\nid = "{name}"\nnotes = "of {name}"\n' for name in "abcdef"]


@pytest.mark.parametrize(
    ("old", "new", "others"),
    [
        ('"of b"', '"of b', 1),
        ('"of b"', '["of b"', 1),
        ('"of b"', '"""of b', 1),
        ('"of b"\n', "", 1),
        (TASKS[1], "", 0),
        (TASKS[1], TASKS[1] * 2, 2),
        ("", TASKS[0], 1),
        ("[[task]]", "", 1),
        ("[[task]]", "[[task]", 1),
        ('"of b"\n[[task]]', '"of b"\n\n[[task]]\nid = "x"\n\n[[task]]', 3),
    ],
)
def test_an_edit_reads_the_tasks_again_that_it_touches(old: str, new: str, others: int) -> None:
    broken = TASKS[4].replace('e"\n', "e\n", 1)
    within = TASKS[5].replace('"of f"', "'''\n[[task]]\n'''")
    for text in ("".join(TASKS), "".join((*TASKS, broken, within))):
        assert len(touched(text, old, new)) == others


def test_a_string_ends_where_toml_ends_it() -> None:
    for quotes in ('"""', "'''"):
        text = f'[[task]]\nid = "a"\nnotes = {quotes}\n[[task]]\n# "{quotes}\n[[task]]\nid = "b"\n'
        assert [task.id for task in parse_plan(text).tasks] == ["a", "b"]
        assert [piece.text.count("[[task]]") for piece in parse_plan(text).pieces] == [2, 1]


def test_a_string_that_looks_like_a_task_is_none_while_another_is_typed() -> None:
    text = '[[task]]\nid = "a"\nnotes = """\n[[task]]\nid = "x"\n"""\n\n[[task]]\nid ='
    assert [task.id for task in parse_plan(text).tasks] == ["a", ""]
