"""However a workspace came to hold its files, it finds what a new one with the same files finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.spec_texts import PATHS, PLAN_SNIPPETS, PLANS, SNIPPETS, text_for
from tests.fixtures import as_shown

from osteon.analysis import rules
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Severity
from osteon.analysis.index import MANY, Index
from osteon.analysis.own_rules import parse_own_rules
from osteon.analysis.plan_file import PlanFile
from osteon.analysis.rules.rule import Rule
from osteon.analysis.source_file import SourceFile, Subject
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.workspace import Workspace

paths = st.sampled_from(PATHS)

OWN_RULES = """
swapped = { kind = "substitution", swap = { must = "shall", a = "one" }, scope = "prose" }
counted = { kind = "occurrence", patterns = ["e\\w+"], max = 1, scope = "section", sections = ["Requirements", "a"] }
written = { kind = "existence", tokens = ["A", "x"], scope = "raw" }
headed = { kind = "existence", patterns = ["[A-Z]"], scope = "heading" }
named = { kind = "occurrence", tokens = ["T"], min = 2, max = 3, scope = "file" }
demanded = { kind = "occurrence", tokens = ["shall"], min = 1, scope = "requirement" }
"""
own = Configuration(rule_files=(parse_own_rules(OWN_RULES, "own.toml"),))


def cold(workspace: Workspace) -> Workspace:
    new = Workspace(workspace.configuration, workspace.index.exists)
    new.set_files({path: file.text for path, file in sorted(workspace.files.items())})
    return new


@st.composite
def some_edits(draw: st.DrawFn, length: int, snippets: st.SearchStrategy[str] = SNIPPETS) -> list[TextEdit]:
    edits = []
    for snippet in draw(st.lists(snippets, min_size=1, max_size=3)):
        start = draw(st.integers(0, length))
        end = min(length, start + draw(st.sampled_from([0, 0, 1, 5, 40])))
        edits.append(TextEdit(Span(start, end), snippet))
        length += len(snippet) - (end - start)
    return edits


def change_something(workspace: Workspace, data: st.DataObject) -> frozenset[str]:
    """Set, edit, remove or rename a file; return what the workspace says has changed."""
    path = data.draw(paths)
    action = data.draw(st.sampled_from(["edit", "edit", "edit", "set", "remove", "rename"]))
    if path not in workspace.files or action == "set":
        return workspace.set_file(path, data.draw(text_for(path)))
    if action == "edit":
        return workspace.edit_file(path, data.draw(some_edits(len(workspace.files[path].text))))
    text = workspace.files[path].text
    changed = workspace.remove_file(path)
    other = data.draw(st.sampled_from([other for other in PATHS if other[-4:] == path[-4:]]))
    return changed | workspace.set_file(other, text) if action == "rename" else changed


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_after_any_changes_findings_equal_a_cold_check(data: st.DataObject):
    workspace = Workspace(data.draw(st.sampled_from([Configuration(), own])))
    workspace.set_files({path: data.draw(text_for(path)) for path in data.draw(st.sets(paths, max_size=6))})
    for _ in range(data.draw(st.integers(1, 6))):
        before = as_shown(workspace)
        changed = change_something(workspace, data)
        after = as_shown(workspace)
        assert workspace.all_findings() == cold(workspace).all_findings()
        assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} <= changed


@st.composite
def edits_of_tasks(draw: st.DrawFn, plan: PlanFile) -> list[TextEdit]:
    """Return edits that move, repeat or delete a task, or that begin in one and end in another, or any others."""
    tasks = [(start, start + len(piece.text)) for start, piece in zip(plan.starts, plan.pieces, strict=True)]
    action = draw(st.sampled_from(["move", "repeat", "delete", "across", "any", "any"]))
    if action == "any" or not tasks:
        return draw(some_edits(len(plan.text), PLAN_SNIPPETS))
    start, end = draw(st.sampled_from(tasks))
    task, other = plan.text[start:end], draw(st.sampled_from(tasks))[0]
    if action == "across":
        middle = (start + end) // 2
        return [TextEdit(Span(min(middle, other), max(middle, other)), draw(PLAN_SNIPPETS))]
    if action == "repeat":
        return [TextEdit(Span(other, other), task)]
    deleted = TextEdit(Span(start, end), "")
    to = other if other <= start else other - len(task)
    return [deleted] if action == "delete" else [deleted, TextEdit(Span(to, to), task)]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_after_any_edits_of_plans_findings_equal_a_cold_check(data: st.DataObject):
    workspace = Workspace(Configuration(specs="."), lambda path: path == "c.txt")
    workspace.set_files({path: data.draw(text_for(path)) for path in ("a.smd", "a.amd")})
    workspace.set_files({path: data.draw(PLANS) for path in ("plan.toml", "sub/plan.toml")})
    for _ in range(data.draw(st.integers(1, 6))):
        before = as_shown(workspace)
        path = data.draw(st.sampled_from(["plan.toml", "plan.toml", "plan.toml", "sub/plan.toml", "a.smd", "a.amd"]))
        plan = workspace.files[path].plan
        edits = edits_of_tasks(plan) if plan else some_edits(len(workspace.files[path].text))
        changed = workspace.edit_file(path, data.draw(edits))
        after = as_shown(workspace)
        assert workspace.all_findings() == cold(workspace).all_findings()
        assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} <= changed


def test_a_cycle_is_found_again_when_a_file_far_away_closes_it():
    workspace = Workspace()
    workspace.set_files(
        {f"{name}.smd": f"# T\n\n@id: {name}\n@depends: {target}\n" for name, target in ("AB", "BC", "CD")}
    )
    assert not any(found.code == "dependency-cycle" for found in workspace.findings("A.smd"))
    changed = workspace.set_file("D.smd", "# T\n\n@id: D\n@depends: A\n")
    assert "A.smd" in changed
    assert [found.code for found in workspace.findings("A.smd")].count("dependency-cycle") == 1


def test_typing_in_a_section_checks_no_other_section(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    rule = Rule(
        "seen", Severity.HINT, "", lambda section, _file: looked_at.append(section.title.text) or (), None, None
    )
    monkeypatch.setattr(rules, "RULES", {"seen": rule})
    workspace = Workspace()
    sections = "".join(f"### S{number}\n\nText.\n\n" for number in range(9))
    workspace.set_file("a.smd", f"# T\n\n@id: A\n\n## Notes\n\n{sections}")
    assert len(looked_at) == 11
    looked_at.clear()
    at = workspace.files["a.smd"].text.index("Text", workspace.files["a.smd"].text.index("### S5"))
    workspace.edit_file("a.smd", [TextEdit(Span(at, at), "x")])
    assert looked_at == ["S5"]


def test_typing_in_a_task_checks_no_other_task(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    rule = Rule(
        "seen",
        Severity.HINT,
        "",
        None,
        None,
        None,
        check_task=lambda task, _file, _configuration: looked_at.append(task.id) or (),
        check_task_links=lambda task, _file, index, _configuration: looked_at.append(task.id) or (),
    )
    monkeypatch.setattr(rules, "RULES", {"seen": rule})
    workspace = Workspace()
    workspace.set_file("plan.toml", "".join(f'[[task]]\nid = "t{number}"\nnotes = "x"\n' for number in range(9)))
    looked_at.clear()
    at = workspace.files["plan.toml"].text.index("notes", workspace.files["plan.toml"].text.index("t5"))
    for new in ('z = "', "[", '"""'):
        workspace.edit_file("plan.toml", [TextEdit(Span(at, at), new)])
    assert set(looked_at) == {"t5"}


@pytest.mark.parametrize("broken", [1, 2, 2 * MANY - 2, 2 * MANY - 1])
def test_a_need_far_upstream_is_noticed_when_it_goes_and_when_it_comes(broken: int) -> None:
    workspace = Workspace()
    tasks = [f'[[task]]\nid = "t{number}"\nneeds = ["t{number - 1}"]\n' for number in range(2 * MANY)]
    workspace.set_file("plan.toml", f'{"".join(tasks)}reads = ["a"]\n'.replace('needs = ["t-1"]', 'outputs = ["a"]'))
    at = workspace.files["plan.toml"].text.index(f'["t{broken - 1}"]') + 2

    def unresolved() -> bool:
        return "unresolved-file" in {found.code for found in workspace.findings("plan.toml")}

    assert not unresolved()
    workspace.edit_file("plan.toml", [TextEdit(Span(at, at), "x")])
    assert unresolved()
    workspace.edit_file("plan.toml", [TextEdit(Span(at, at + 1), "")])
    assert not unresolved()


def titles(workspace: Workspace) -> list[str]:
    found = (finding for findings in workspace.all_findings().values() for finding in findings)
    return [fix.title for finding in found for fix in finding.fixes]


OTHERS = {
    "a comment in its list": ('["b", "a"]', '["b", # why\n"a"]'),
    "the same need twice": ('["b", "a"]', '["b", "a", "a"]'),
    "a use of the file": ('reads = ["b.py"]', 'reads = ["a.py"]'),
    "another writer": ('outputs = ["b.py"]', 'outputs = ["b.py", "a.py"]'),
    "a file that is called otherwise": ('outputs = ["b.py"]', 'outputs = ["bb.py"]'),
    "a way back": ('id = "b"', 'id = "b"\nneeds = ["d"]'),
    "a component": ('id = "z"', 'id = "z"\narchitecture = ["Line"]'),
    "work by hand": ('id = "w"', 'id = "w"\nmanual = true'),
}
"""What is changed in a task, and concerns a fix of a finding somewhere else."""


@pytest.mark.parametrize("name", OTHERS)
def test_a_fix_follows_what_it_has_to_do_with_in_other_tasks(name: str) -> None:
    plan = (
        '[[task]]\nid = "a"\nspec = "X"\noutputs = ["a.py"]\n'
        '[[task]]\nid = "b"\noutputs = ["b.py"]\n'
        '[[task]]\nid = "c"\nneeds = ["b", "a"]\nverify = ["cat ./b.pyc x/b.py", "cat b.pi"]\nreads = ["b.py"]\n'
        '[[task]]\nid = "d"\nverify = ["cat b.py"]\n'
    )
    plan += "".join(f'[[task]]\nid = "{name}"\nspec = "A"\n' for name in "wxyz")
    workspace = Workspace()
    workspace.set_file("a.smd", "# A\n\n@id: A\n\n## Requirements\n\n### Line\n\nA line.\n")
    workspace.set_file("plan.toml", plan)
    before, after = OTHERS[name]
    for old, new in ((before, after), (after, before)):
        offered = titles(workspace)
        at = workspace.files["plan.toml"].text.index(old)
        workspace.edit_file("plan.toml", [TextEdit(Span(at, at + len(old)), new)])
        assert titles(workspace) != offered
        assert workspace.all_findings() == cold(workspace).all_findings()


@pytest.mark.parametrize(
    "typed", ['sections = ["#a", "#b"]\n', "covers = []\n", 'notes = "Keep."\n', "sections = ['#b', 1]\n"]
)
def test_fixes_of_a_spec_follow_what_is_typed_in_the_task_that_they_would_change(typed: str) -> None:
    spec = "# T\n\n@id: A\n\n## Requirements\n\n" + "".join(f"### R {{#{name}}}\n\nStop.\n\n" for name in "abc")
    plan = '[[task]]\nid = "t"\nspec = "A"\n\n[[task]]\nid = "u"\nspec = "A"\nsections = ["#c"]\n'
    workspace = Workspace()
    workspace.set_files({"a.smd": spec, "plan.toml": plan})
    assert "unplanned-requirement" in {found.code for found in workspace.findings("a.smd")}
    at = plan.index("\n\n") + 1
    for place, character in enumerate(typed, at):
        workspace.edit_file("plan.toml", [TextEdit(Span(place, place), character)])
        assert workspace.all_findings() == cold(workspace).all_findings()


def test_a_file_that_was_missing_is_looked_for_again_at_any_edit_of_the_plan() -> None:
    on_disk: set[str] = set()
    workspace = Workspace(Configuration(specs="."), on_disk.__contains__)
    plan = '[[task]]\nid = "a"\ncontext = ["a.txt"]\n[[task]]\nid = "b"\ncases = ["b.vmd"]\n'
    workspace.set_file("plan.toml", plan)
    assert [found.code for found in workspace.findings("plan.toml")] == ["unresolved-file", "unresolved-file"]
    on_disk |= {"a.txt", "b.vmd"}
    workspace.edit_file("plan.toml", [TextEdit(Span(len(plan), len(plan)), "\n")])
    assert workspace.findings("plan.toml") == ()
    on_disk.clear()
    workspace.set_file("b.vmd", "@spec A\n")
    assert [found.span.start for found in workspace.findings("plan.toml")] == [plan.index('"b.vmd"')]


def test_places_in_other_sections_and_files_follow_the_edits_above_them() -> None:
    workspace = Workspace()
    workspace.set_files(
        {path: f"# T\n\n@id: {path[0]}\n\n## Notes\n\n## Notes {{#x}}\n" for path in ("a.smd", "A.smd")}
    )
    workspace.edit_file("a.smd", [TextEdit(Span(0, 0), "Above.\n\n")])
    duplicate = next(found for found in workspace.findings("A.smd") if found.code == "duplicate-id")
    place = duplicate.related[0].place
    assert workspace.files["a.smd"].text[slice(*place.span)] == "a"


def test_a_file_whose_findings_point_below_an_edit_is_told_when_lines_move() -> None:
    text = (
        "# T\n\n@id: A\n\n## Overview\n\nText.\n\n## Requirements\n\n### R\n\nThe oven shall ring when bread is done.\n"
    )
    workspace = Workspace()
    workspace.set_files({"a.smd": text, "b.smd": text.replace("@id: A", "@id: B")})
    assert [one.code for one in workspace.findings("b.smd") if one.related] == ["near-duplicate"]
    at = Span(text.index("Text"), text.index("Text"))
    assert workspace.edit_file("a.smd", [TextEdit(at, "More ")]) == {"a.smd"}
    assert workspace.edit_file("a.smd", [TextEdit(at, "More.\n")]) == {"a.smd", "b.smd"}


def test_a_finding_that_points_into_the_section_that_is_typed_in_follows_without_a_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "# T\n\n@id: A\n\n## Requirements\n\n### R\n\nFirst. The session timeout is 30 s. Last.\n"
    workspace = Workspace()
    workspace.set_files({"a.smd": text, "b.smd": text.replace("@id: A", "@id: B").replace("30 s", "40 s")})
    before = workspace.findings("b.smd")
    assert [found.code for found in before].count("contradictory-constant") == 1
    checked: list[str] = []
    of_links = rules.Checks.of_links

    def recorded(self: rules.Checks, rule: Rule, subject: Subject | None, file: SourceFile, index: Index):
        checked.append(file.path)
        return of_links(self, rule, subject, file, index)

    for word, told in (("Last", {"a.smd"}), ("First", {"a.smd", "b.smd"})):
        at = workspace.files["a.smd"].text.index(word)
        with monkeypatch.context() as patched:
            patched.setattr(rules.Checks, "of_links", recorded)
            assert workspace.edit_file("a.smd", [TextEdit(Span(at, at), "Very ")]) == told
        assert workspace.findings("b.smd") == cold(workspace).findings("b.smd")
    assert set(checked) == {"a.smd"}
    assert workspace.findings("b.smd") != before


def test_an_anchor_below_renames_the_heading_above_it_that_has_none() -> None:
    workspace = Workspace()
    workspace.set_file(
        "a.smd", "# T\n\n@id: A\n\n## Notes\n\n## Fill\n\nText.\n\n@see: #fill-1\n\n## Filled\n\nText.\n"
    )
    assert [found.code for found in workspace.findings("a.smd")].count("unresolved-reference") == 1
    at = workspace.files["a.smd"].text.index("Filled") + len("Filled")
    for snippet in (" {#fill", "}", "x"):
        workspace.edit_file("a.smd", [TextEdit(Span(at, at), snippet)])
        at += len(snippet)
        assert workspace.all_findings() == cold(workspace).all_findings()
        assert ("unresolved-reference" in {found.code for found in workspace.findings("a.smd")}) is (snippet != "}")


def test_what_is_allowed_counts_as_a_change():
    workspace = Workspace()
    workspace.set_file("a.smd", "# T\n\n@id: A\n@see: X\n@allow: unresolved-reference later\n")
    at = workspace.files["a.smd"].text.index("later")
    assert workspace.edit_file("a.smd", [TextEdit(Span(at, at + 5), "")]) == {"a.smd"}


def test_the_own_rules_of_the_property_above_all_find_something():
    workspace = Workspace(own)
    workspace.set_file("a.smd", "# T\n\n@id: A\n\n## Requirements\n\n### A\n\nIt must send every ember.\n")
    found = {finding.code for finding in workspace.findings("a.smd")}
    assert {rule.code for rule in own.own_rules} <= found
