"""What holds for any inputs and any interruption: keys tell inputs apart, and a resumed build ends like another."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.test_keys import CHANGES, INDIFFERENT, keyed

from osteon.analysis.configuration import VerifySettings
from osteon.engine.gather import gather
from osteon.engine.keys import inputs_of
from osteon.engine.plan import explain
from osteon.engine.prompt import Prompt
from osteon.engine.site import open_site
from osteon.models.port import Message

__all__ = ["keyed"]

TEXT = st.text("ab \n\"'\\[],", max_size=4)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
BY_NAME = st.dictionaries(TEXT.filter(bool), TEXT, max_size=2)
PROFILE = st.builds(VerifySettings, setup=TEXTS, timeout=st.sampled_from([1.0, 2.0]), network=st.booleans())
ARGUMENTS = st.fixed_dictionaries(
    {
        "messages": TEXTS,
        "model": TEXT,
        "parameters": st.dictionaries(st.sampled_from(["seed", "top"]), st.integers(0, 2), max_size=2),
        "schema": st.none() | st.fixed_dictionaries({"type": TEXT}),
        "copies": BY_NAME,
        "verify": TEXTS,
        "cases": BY_NAME,
        "upstream": BY_NAME,
        "profile": PROFILE,
        "setup_files": BY_NAME,
    }
)


def key_of(arguments) -> str:
    rest = dict(arguments)
    prompt = Prompt(tuple(Message("user", text) for text in rest.pop("messages")), {})
    return inputs_of(prompt=prompt, **rest).key


@given(one=ARGUMENTS, other=ARGUMENTS)
def test_keys_are_equal_exactly_where_all_inputs_are(one, other):
    assert (key_of(one) == key_of(other)) == (one == other)


@given(arguments=ARGUMENTS, other=ARGUMENTS, name=st.sampled_from(["copies", "verify", "cases", "profile", "schema"]))
def test_one_input_alone_tells_keys_apart(arguments, other, name):
    changed = {**arguments, name: other[name]}
    assert (key_of(changed) == key_of(arguments)) == (changed == arguments)


def values(yard) -> dict[str, str]:
    site = open_site(yard.project)
    return dict(gather(site, site.tasks["t"]).inputs.values)


def test_everything_that_is_no_input_together_changes_no_key(keyed):
    before = values(keyed)
    for change in INDIFFERENT.values():
        change(keyed)
    assert values(keyed) == before


REASONS = {
    "a section": "section M#start changed",
    "a component": "component M.Core changed",
    "contracts of an interface": "the contracts of face.py changed",
    "a read file": "upstream file up.py changed",
    "an interface": "the interface of upstream file face.py changed",
    "the title": "the task's title changed",
    "the notes": "the task's notes changed",
    "the outputs": "the task's outputs changed",
    "the commands": "the verify commands changed: added 'test'; removed 'check'",
    "the cases": "the cases of m.vmd changed",
    "a copied file": "the file copied to font.bin changed",
    "a context file": "the context file notes.txt changed",
    "a context image": "the context file screen.png changed",
    "a fixer": 'the model that fixes changed from none to ["other",{}]',
    "a setup file": "setup file osteon.toml was added",
    "where it is copied to": "the file copied to fount.bin was added",
    "the model": "the model changed from fake to other",
    "the parameters": 'the model\'s parameters changed from none to {"temperature":0}',
    "the language": "the instructions to the model changed (another version of Osteon, or another language)",
}
IN_CONFIGURATION = {
    "the sandbox": 'sandbox from "auto" to "none"',
    "the network": "network from false to true",
    "the time limit": "timeout from 120.0 to 1.0",
    "the setup": 'setup from none to ["make"]',
    "what prepares for cases": 'prepare from none to ["make"]',
}


def test_there_is_a_reason_for_every_change():
    assert CHANGES.keys() - IN_CONFIGURATION.keys() == REASONS.keys()


@pytest.mark.parametrize("name", REASONS)
def test_a_change_is_named(keyed, name):
    before = values(keyed)
    CHANGES[name](keyed)
    assert REASONS[name] in list(explain(before, values(keyed)))


@pytest.mark.parametrize("name", IN_CONFIGURATION)
def test_a_change_of_the_configuration_is_named(keyed, name):
    before = values(keyed)
    CHANGES[name](keyed)
    assert list(explain(before, values(keyed))) == [f"how verification runs changed: {IN_CONFIGURATION[name]}"]


TOGETHER = {"the model", "the parameters", "the language", "a copied file", "a fixer"}
APART = [name for name in REASONS if name not in TOGETHER]
"""Changes that do not undo each other and have a reason of their own beside others."""


@pytest.mark.parametrize(("one", "other"), [*combinations(APART, 2)])
def test_of_two_changes_both_are_named(keyed, one, other):
    before = values(keyed)
    CHANGES[one](keyed)
    CHANGES[other](keyed)
    assert {REASONS[one], REASONS[other]} <= set(explain(before, values(keyed)))


def lasting(yard) -> dict[str, bytes]:
    """Every file but what this machine alone keeps, without times of day."""
    files = {name: data for name, data in yard.tree().items() if not name.endswith("fresh.json")}
    return {name: re.sub(rb'"time": "[^"]*"', b"", data) for name, data in files.items()}


@pytest.mark.parametrize("looks", [*range(1, 12), 20, 30])
def test_a_build_that_is_stopped_anywhere_and_resumed_ends_like_one_that_is_not(yard, tmp_path_factory, looks):
    other = replace(yard, root=tmp_path_factory.mktemp("whole"))
    for name in ("specs/m.smd", "specs/plan.toml"):
        other.write(name, yard.read(name))
    other.build()
    for stop in (looks, looks + 3):
        seen = count()
        yard.build(cancelled=lambda seen=seen, stop=stop: next(seen) >= stop)
    yard.build()
    assert lasting(yard) == lasting(other)
    assert {type(verdict).__name__ for verdict in yard.assess().values()} == {"Fresh"}
