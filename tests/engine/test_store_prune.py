"""Pruning removes what nothing needs, and a build afterwards finds all that it found before."""

from __future__ import annotations

import os
import time

import pytest

from osteon.engine.lock import build_lock
from osteon.engine.plan import Drifted, Fresh
from osteon.engine.site import open_site
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.engine.store_prune import Wish, prunable, prune
from osteon.project import UserError

ALL = Wish(days=0)


def pruned(yard, wish: Wish = ALL) -> set[str]:
    """Prune, and return the files that went; what was foretold is what goes, and the store stays sound."""
    site = open_site(yard.project)
    before = set(yard.tree("specs/.osteon"))
    foretold = {item.file for item in prunable(site, wish).garbage}
    assert set(yard.tree("specs/.osteon")) == before
    prune(site, wish)
    gone = before - set(yard.tree("specs/.osteon")) - {"fresh.json"}
    assert gone == foretold
    assert check_store(Store(yard.project.store)).problems == ()
    return gone


def without_task_c(yard) -> None:
    plan = yard.read("specs/plan.toml")
    yard.write("specs/plan.toml", plan[: plan.index('[[task]]\nid = "c"')])


def test_a_store_of_which_all_is_needed_keeps_all(yard):
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    assert pruned(yard) == set()


def test_an_answer_that_led_nowhere_goes_with_its_prompt(yard):
    yard.commands.run_one = lambda command: "wrong" if "a.py" in command.line else ""
    yard.build()
    assert pruned(yard) == set()  # the next build begins with it
    yard.replace("specs/m.smd", "512", "513")
    yard.commands.run_one = lambda command: ""
    yard.build()
    gone = pruned(yard)
    assert gone
    assert all(name.startswith("store/") for name in gone)


def test_what_is_young_stays(yard):
    yard.build()
    without_task_c(yard)
    (yard.root / "c.py").unlink()
    assert pruned(yard, Wish()) == set()
    then = time.time() - 30 * 24 * 60 * 60
    for path in yard.project.store.rglob("*"):
        os.utime(path, (then, then))
    assert {name.partition("/")[0] for name in pruned(yard, Wish())} == {"blobs", "tasks"}  # its answer has a time


def test_a_task_that_left_the_plan_is_known_until_its_files_are_gone(yard):
    yard.build()
    without_task_c(yard)
    assert pruned(yard) == set()
    (yard.root / "c.py").unlink()
    assert {name.split("/")[0] for name in pruned(yard)} == {"blobs", "store", "tasks"}
    assert not (yard.project.store / "tasks/c").exists()


def test_earlier_results_go_when_few_are_to_be_kept(yard):
    yard.build()
    for old, new in (("512", "513"), ("513", "514")):
        yard.replace("specs/m.smd", old, new)
        yard.build()
    assert {name.partition("/")[0] for name in pruned(yard, Wish(keep=1, days=0))} == {"blobs", "store"}
    yard.replace("specs/m.smd", "514", "513")
    yard.build(offline=True)
    assert yard.model.asked == []
    assert pruned(yard, Wish(keep=0, days=0))
    assert set(yard.build(offline=True).verdicts.values()) == {Fresh()}


def test_a_file_that_builds_forgot_is_drift_and_not_overwritten(yard):
    yard.build()
    old = yard.read("a.py")
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    pruned(yard, Wish(keep=0, days=0))
    yard.write("a.py", old)
    assert yard.build().verdicts["a"] == Drifted(("a.py",))


def test_what_is_not_understood_stays(yard):
    yard.build()
    for name in ("note.txt", "blobs/readme", "store/ab/x.json", "discarded/1/a.py"):
        yard.write(f"specs/.osteon/{name}", "?")
    assert pruned(yard) == set()
    assert pruned(yard, Wish(days=0, discarded=True)) == {"discarded/1/a.py"}


def test_a_record_that_cannot_be_read_stops_it(yard):
    yard.build()
    yard.write("specs/.osteon/tasks/a/record.toml", "format = ")
    with pytest.raises(UserError, match=r"record\.toml cannot be read"):
        pruned(yard)


def test_it_waits_for_no_build(yard):
    yard.build()
    with build_lock(yard.project.store), pytest.raises(UserError, match="another build"):
        prune(open_site(yard.project), ALL)
