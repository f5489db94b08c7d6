"""What a person changed is listed, kept or discarded as the person says, and nothing of it is lost."""

from __future__ import annotations

import os

import pytest

from osteon.engine import drift_choices
from osteon.engine.drift import drifts
from osteon.engine.drift_diff import three_way
from osteon.engine.events import reasons_of
from osteon.engine.leftovers import leftovers, remove_leftovers
from osteon.engine.lock import build_lock
from osteon.engine.plan import Blocked, Drifted, Failed, Fresh, Pinned, Stale
from osteon.engine.ports import SandboxUnavailable
from osteon.engine.site import open_site
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.engine.store_prune import Wish, prune
from osteon.project import UserError


@pytest.fixture
def built(yard):
    yard.build()
    return yard


@pytest.fixture
def edited(built):
    built.write("a.py", "mine\n")
    return built


def states(yard) -> dict[str, str]:
    return {drift.path: drift.state for drift in drifts(open_site(yard.project))}


def targets(yard, *names: str):
    site = open_site(yard.project)
    return site, drift_choices.targets(site, names, yard.root)


def keep(yard, *names: str, **options):
    site, wanted = targets(yard, *names)
    options.setdefault("sandbox", lambda: yard.commands)
    return drift_choices.keep(yard.project, site, wanted, **options)


def discard(yard, *names: str):
    return drift_choices.discard(*targets(yard, *names))


def unpin(yard, *names: str):
    return drift_choices.unpin(*targets(yard, *names))


# Listing --------------------------------------------------------------------------------------------------------------


def test_nothing_drifts_after_a_build(built):
    assert states(built) == {}


def test_an_earlier_build_is_no_drift(built):
    old = built.read("a.py")
    built.replace("specs/m.smd", "512", "513")
    built.build()
    built.write("a.py", old)
    assert states(built) == {}


def test_each_way_to_differ_has_its_name(built):
    built.write("a.py", "mine")
    (built.root / "b.py").unlink()
    (built.root / "c.py").unlink()
    (built.root / "c.py").mkdir()
    assert states(built) == {"a.py": "edited", "b.py": "deleted", "c.py": "replaced"}


def test_a_file_that_no_build_wrote_is_unknown(yard):
    yard.write("a.py", "mine")
    assert states(yard) == {"a.py": "unknown"}


def test_a_person_s_own_tasks_do_not_drift(built):
    built.replace("specs/plan.toml", 'id = "a"', 'id = "a"\nmanual = true')
    built.write("a.py", "mine")
    assert states(built) == {}


@pytest.mark.parametrize("what", ["folder", "link", "broken link"])
def test_what_is_no_file_is_drift_and_stays(built, what, tmp_path_factory):
    place = built.root / "a.py"
    place.unlink()
    elsewhere = tmp_path_factory.mktemp("else") / "x.py"
    if what == "folder":
        place.mkdir()
        (place / "work").write_text("mine")
    else:
        place.symlink_to(elsewhere)
        if what == "link":
            elsewhere.write_text("mine")
    assert built.build().verdicts["a"] == Drifted(("a.py",))
    (done,) = discard(built, "a.py")
    assert done.restored
    assert "# a.py" in built.read("a.py")
    if what == "folder":
        assert (done.put_aside / "work").read_text() == "mine"
    else:
        assert os.readlink(done.put_aside) == str(elsewhere)
    assert elsewhere.exists() == (what == "link")
    assert built.build().exit_code == 0


# Keep -----------------------------------------------------------------------------------------------------------------


def test_a_kept_version_stays_and_what_needs_it_sees_it(edited):
    (pin,) = keep(edited, "a.py", reason="faster")
    assert (pin.outputs.keys(), pin.failure, pin.reason) == ({"a.py"}, "", "faster")
    assert edited.commands.ran[-1] == "check a.py"
    result = edited.build()
    assert result.verdicts == {"a": Pinned(), "b": Fresh(), "c": Fresh()}
    assert edited.model.asked == ["b"]
    assert "mine" in edited.model.requests[0].messages[1].text
    assert states(edited) == {"a.py": "kept"}
    assert edited.build().exit_code == 0
    assert edited.model.asked == []


def test_a_build_with_a_pin_and_nothing_to_do_is_remembered_until_the_pin_goes(edited):
    keep(edited, "a")
    edited.build()
    assert edited.build().verdicts["a"] == Pinned()
    unpin(edited, "a")
    assert edited.assess()["a"] == Drifted(("a.py",))


def test_the_plan_and_the_records_are_not_touched(edited):
    before = edited.read("specs/plan.toml"), edited.read("specs/.osteon/tasks/a/record.toml")
    keep(edited, "a")
    assert (edited.read("specs/plan.toml"), edited.read("specs/.osteon/tasks/a/record.toml")) == before
    assert check_store(Store(edited.project.store)).problems == ()


def test_changed_inputs_of_a_pinned_task_are_told_and_nothing_is_built(edited):
    keep(edited, "a")
    edited.replace("specs/m.smd", "512", "513")
    assert edited.assess()["a"] == Pinned(("section M#start changed",))
    assert "inputs changed: section M#start changed" in reasons_of(edited.assess()["a"])
    edited.build()
    assert edited.read("a.py") == "mine\n"
    assert "a" not in edited.model.asked
    keep(edited, "a")  # kept again, it is what goes with the new inputs
    assert edited.assess()["a"] == Pinned()


def test_a_pinned_task_whose_sections_are_gone_stays_pinned(edited):
    keep(edited, "a")
    edited.replace("specs/plan.toml", '"#start"', '"#begin"')
    verdict = edited.build().verdicts["a"]
    assert isinstance(verdict, Pinned)
    assert "#begin" in verdict.changed[0]


def test_a_version_that_does_not_pass_is_kept_and_it_is_told(edited):
    edited.commands.run_one = lambda command: "too slow"
    (pin,) = keep(edited, "a")
    assert "too slow" in pin.failure
    assert edited.assess()["a"] == Pinned((), pin.failure)
    assert any("did not pass" in reason for reason in reasons_of(edited.assess()["a"]))


def test_without_a_sandbox_it_is_kept_unverified(edited):
    def no_sandbox():
        raise SandboxUnavailable("none works here")

    assert keep(edited, "a", sandbox=no_sandbox)[0].failure == "not verified: none works here"


def test_a_kept_version_that_is_edited_again_is_drift_again(edited):
    keep(edited, "a")
    edited.write("a.py", "mine, better\n")
    assert edited.build().verdicts["a"] == Drifted(("a.py",))
    keep(edited, "a")
    assert edited.build().exit_code == 0
    assert edited.read("a.py") == "mine, better\n"


@pytest.mark.parametrize("instead", [None, "generated"])
def test_a_kept_version_that_is_gone_is_put_back_and_no_model_is_asked(built, instead):
    generated = built.read("a.py")
    built.write("a.py", "mine\n")
    keep(built, "a")
    if instead:
        built.write("a.py", generated)
    else:
        (built.root / "a.py").unlink()
    assert isinstance(built.assess()["a"], Stale)
    built.build(only=["a"])
    assert (built.read("a.py"), built.model.asked) == ("mine\n", [])


def test_another_folder_gets_the_kept_version(edited):
    keep(edited, "a")
    edited.build()
    assert edited.build(output=edited.root / "elsewhere", offline=True).exit_code == 0
    assert edited.read("elsewhere/a.py") == "mine\n"


def test_a_kept_version_that_the_store_lost_is_an_error_with_a_step(edited):
    (pin,) = keep(edited, "a")
    Store(edited.project.store).blob_path(pin.outputs["a.py"]).unlink()
    (edited.root / "a.py").unlink()
    verdict = edited.build().verdicts["a"]
    assert isinstance(verdict, Failed)
    assert "osteon drift unpin a" in verdict.reason


def test_a_pin_that_cannot_be_read_overwrites_nothing(edited):
    keep(edited, "a")
    edited.write("specs/.osteon/tasks/a/pin.toml", "format = ")
    assert edited.build().verdicts["a"] == Drifted(("a.py",))
    assert unpin(edited, "a") == ("a",)


def test_binary_files_are_kept_as_they_are(built):
    (built.root / "a.py").write_bytes(b"\xff\x00")
    keep(built, "a")
    (built.root / "a.py").unlink()
    built.build(only=["a"])
    assert (built.root / "a.py").read_bytes() == b"\xff\x00"


def test_a_task_is_kept_as_a_whole(yard):
    yard.replace("specs/plan.toml", '["a.py"]\nverify', '["a.py", "a2.py"]\nverify')
    yard.build()
    yard.write("a.py", "mine")
    yard.write("a2.py", "mine too")
    with pytest.raises(UserError, match=r"a2\.py of the same task differs too"):
        keep(yard, "a.py")
    (pin,) = keep(yard, "a.py", "a2.py")
    assert pin.outputs.keys() == {"a.py", "a2.py"}


def test_what_is_not_there_cannot_be_kept(built):
    (built.root / "a.py").unlink()
    with pytest.raises(UserError, match=r"a\.py is not there as a file"):
        keep(built, "a")


def test_a_name_that_leads_nowhere_is_an_error(built):
    with pytest.raises(UserError, match=r"z\.py is no task and no output"):
        keep(built, "z.py")


def test_a_build_that_runs_is_not_disturbed(edited):
    with build_lock(edited.project.store), pytest.raises(UserError, match="another build"):
        keep(edited, "a")


# Discard and unpin ----------------------------------------------------------------------------------------------------


def test_discarding_goes_back_and_puts_the_version_aside(built):
    generated = built.read("a.py")
    built.write("a.py", "mine\n")
    (done,) = discard(built, "a.py")
    assert built.read("a.py") == generated
    assert done.put_aside.read_text() == "mine\n"
    built.write("a.py", "mine again\n")
    assert discard(built, "a")[0].put_aside.read_text() == "mine again\n"
    assert done.put_aside.read_text() == "mine\n"
    assert built.build().exit_code == 0
    assert check_store(Store(built.project.store)).unknown == ()


def test_discarding_a_file_that_was_never_built_makes_room_for_it(yard):
    yard.write("a.py", "mine\n")
    (done,) = discard(yard, "a.py")
    assert (done.restored, done.put_aside.read_text()) == (False, "mine\n")
    assert yard.build().exit_code == 0


def test_discarding_a_deletion_puts_the_file_back(built):
    generated = built.read("a.py")
    (built.root / "a.py").unlink()
    assert discard(built, "a.py")[0].put_aside is None
    assert built.read("a.py") == generated


def test_there_is_nothing_to_discard_where_nothing_differs(built):
    with pytest.raises(UserError, match="nothing to discard"):
        discard(built, "a.py")


def test_an_edit_of_a_kept_version_goes_back_to_that(edited):
    keep(edited, "a")
    edited.write("a.py", "worse\n")
    discard(edited, "a.py")
    assert edited.read("a.py") == "mine\n"
    with pytest.raises(UserError, match="osteon drift unpin a"):
        discard(edited, "a.py")


def test_after_unpinning_the_file_is_drift_and_can_be_discarded(built):
    generated = built.read("a.py")
    built.write("a.py", "mine\n")
    keep(built, "a")
    unpin(built, "a.py")
    result = built.build()
    assert (result.verdicts["a"], result.verdicts["b"]) == (Drifted(("a.py",)), Blocked(("a",)))
    discard(built, "a")
    assert built.read("a.py") == generated
    with pytest.raises(UserError, match="not pinned"):
        unpin(built, "a")


def test_pruning_leaves_kept_versions_and_what_they_replaced(edited):
    (pin,) = keep(edited, "a")
    edited.build()
    prune(open_site(edited.project), Wish(keep=0, days=0))
    store = Store(edited.project.store)
    assert store.blob(pin.outputs["a.py"]) == b"mine\n"
    assert store.blob(pin.base["a.py"])


# Comparing ------------------------------------------------------------------------------------------------------------


def compare(yard, path: str):
    site = open_site(yard.project)
    return three_way(site, next(drift for drift in drifts(site) if drift.path == path))


def test_the_difference_has_three_sides(built):
    first = built.read("a.py")
    built.replace("specs/m.smd", "512", "513")
    built.build()
    second = built.read("a.py")
    built.replace("specs/m.smd", "513", "512")
    built.write("a.py", "mine")
    found = compare(built, "a.py")
    assert (found.base, found.yours, found.next) == (second.encode(), b"mine", first.encode())
    assert "+mine\n\\ No newline at end of file\n" in found.changed
    assert f"+{first}" in found.coming
    assert found.origin == "a build would restore this result"


def test_a_stored_answer_is_what_a_build_would_begin_with(built):
    first = built.read("a.py")
    (built.project.store / "tasks/a/record.toml").unlink()
    built.write("a.py", "mine\n")
    found = compare(built, "a.py")
    assert (found.base, found.next) == (None, first.encode())
    assert "not verified" in found.origin


def test_what_a_model_would_write_is_not_known(edited):
    edited.replace("specs/m.smd", "512", "513")
    assert "a model would be asked" in compare(edited, "a.py").origin


def test_binary_content_has_no_difference_as_text(built):
    (built.root / "a.py").write_bytes(b"\xff\x00")
    assert compare(built, "a.py").changed == ""


# Leftovers ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def without_c(built):
    plan = built.read("specs/plan.toml")
    built.write("specs/plan.toml", plan[: plan.index('[[task]]\nid = "c"')])
    return built


def test_files_of_tasks_that_left_the_plan_are_listed_and_removed_where_they_are_as_built(without_c):
    assert states(without_c) == {"c.py": "left"}
    content = without_c.read("c.py")
    assert remove_leftovers(open_site(without_c.project), ["c.py", "a.py"]) == ("c.py",)
    assert not (without_c.root / "c.py").exists()
    assert (without_c.root / "a.py").exists()
    assert content.encode() in without_c.tree("specs/.osteon/blobs").values()


def test_a_leftover_that_a_person_changed_is_theirs(without_c):
    without_c.write("c.py", "mine")
    assert states(without_c) == {"c.py": "left-edited"}
    assert remove_leftovers(open_site(without_c.project), ["c.py"]) == ()
    assert without_c.read("c.py") == "mine"


def test_an_output_that_was_renamed_leaves_its_old_file(built):
    built.replace("specs/plan.toml", '"c.py"', '"c2.py"')
    built.build()
    assert [(item.path, item.task) for item in leftovers(open_site(built.project))] == [("c.py", "c")]
