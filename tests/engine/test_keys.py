"""Each input alone changes a task's key, and nothing else does."""

from __future__ import annotations

import pytest

from osteon.analysis.configuration import Role, VerifySettings
from osteon.engine import keys
from osteon.engine.gather import gather
from osteon.engine.record import Record
from osteon.engine.site import open_site

PLAN = """\
[plan]
format = 1

[[task]]
id = "up"
spec = "M"
outputs = ["up.py", "face.py"]
manual = true

[[task]]
id = "t"
title = "Title"
spec = "M"
sections = ["#start"]
architecture = ["Core"]
needs = ["up"]
reads = ["up.py"]
interfaces = ["face.py"]
outputs = ["t.py"]
verify = ["check"]
cases = ["m.vmd"]
notes = "Notes."
context = ["notes.txt", "screen.png"]
copy = { "font.bin" = "font.bin" }
"""


ARCHITECTURE = """\
# M

@spec: M

## Components

### Core

@path: t.py

It works.

### Face

@path: face.py

**Contracts:**
- Quick.
"""


@pytest.fixture
def keyed(yard):
    yard.write("specs/plan.toml", PLAN)
    yard.write("specs/m.amd", ARCHITECTURE)
    yard.write("specs/m.vmd", "@spec: M\n\nadd(a)\n  one | 1 | 2\n")
    yard.write("specs/font.bin", "font")
    yard.write("specs/notes.txt", "notes")
    yard.write("specs/screen.png", "pixels")
    yard.write("up.py", "x = 1\n")
    yard.write("face.py", "def f() -> int:\n    return 1\n")
    return yard


def key(yard) -> str:
    site = open_site(yard.project)
    return gather(site, site.tasks["t"]).inputs.key


CHANGES = {
    "a section": lambda yard: yard.replace("specs/m.smd", "512", "513"),
    "a component": lambda yard: yard.replace("specs/m.amd", "It works.", "It runs."),
    "contracts of an interface": lambda yard: yard.replace("specs/m.amd", "Quick", "Slow"),
    "a read file": lambda yard: yard.write("up.py", "x = 2\n"),
    "an interface": lambda yard: yard.write("face.py", "def f() -> str:\n    return 1\n"),
    "the title": lambda yard: yard.replace("specs/plan.toml", "Title", "Heading"),
    "the notes": lambda yard: yard.replace("specs/plan.toml", "Notes.", "More."),
    "the outputs": lambda yard: yard.replace("specs/plan.toml", '"t.py"', '"s.py"'),
    "the commands": lambda yard: yard.replace("specs/plan.toml", '"check"', '"test"'),
    "the cases": lambda yard: yard.replace("specs/m.vmd", "1 | 2", "1 | 3"),
    "a copied file": lambda yard: yard.write("specs/font.bin", "other"),
    "a context file": lambda yard: yard.write("specs/notes.txt", "other"),
    "a context image": lambda yard: yard.write("specs/screen.png", "other"),
    "a fixer": lambda yard: yard.configure(models={"default": Role("fake"), "fix": Role("other")}),
    "a setup file": lambda yard: yard.configure(verify=VerifySettings(setup_files=("osteon.toml",))),
    "where it is copied to": lambda yard: yard.replace("specs/plan.toml", '"font.bin" =', '"fount.bin" ='),
    "the model": lambda yard: yard.configure(models={"default": Role("other")}),
    "the parameters": lambda yard: yard.configure(models={"default": Role("fake", {"temperature": 0})}),
    "the language": lambda yard: yard.configure(language="Python"),
    "the sandbox": lambda yard: yard.configure(verify=VerifySettings(sandbox="none")),
    "the network": lambda yard: yard.configure(verify=VerifySettings(network=True)),
    "the time limit": lambda yard: yard.configure(verify=VerifySettings(timeout=1.0)),
    "what prepares for cases": lambda yard: yard.configure(verify=VerifySettings(prepare=("make",))),
    "the setup": lambda yard: yard.configure(verify=VerifySettings(setup=("make",))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_each_input_alone_changes_the_key(keyed, change):
    before = key(keyed)
    change(keyed)
    assert key(keyed) != before


def test_the_format_version_changes_the_key(keyed, monkeypatch):
    before = key(keyed)
    monkeypatch.setattr(keys, "FORMAT", "next")
    assert key(keyed) != before


INDIFFERENT = {
    "another section": lambda yard: yard.replace("specs/m.smd", "It stops", "It halts"),
    "another component": lambda yard: yard.replace("specs/m.amd", "### Face", "### Visage"),
    "a body": lambda yard: yard.write("face.py", "def f() -> int:\n    return 2\n"),
    "a comment in the plan": lambda yard: yard.replace("specs/plan.toml", "[plan]", "# mine\n[plan]"),
    "another task": lambda yard: yard.write(
        "specs/plan.toml", PLAN + '[[task]]\nid = "z"\nspec = "M"\noutputs = ["z"]\n'
    ),
    "a comment in the cases": lambda yard: yard.replace("specs/m.vmd", "add(a)", "# so\nadd(a)"),
    "the name of the spec's file": lambda yard: (yard.root / "specs/m.smd").rename(yard.root / "specs/n.smd"),
    "options that only reach the server": lambda yard: yard.configure(
        models={"default": Role("fake", {}, {"retries": 9})}
    ),
    "the attempts to fix": lambda yard: yard.configure(fix_attempts=9),
    "the budget": lambda yard: yard.configure(budget_usd=1.0),
    "a credential": lambda yard: yard.configure(models={"default": Role("fake", {"api_key": "x"})}),
}


@pytest.mark.parametrize("change", INDIFFERENT.values(), ids=INDIFFERENT.keys())
def test_anything_else_does_not(keyed, change):
    before = key(keyed)
    change(keyed)
    assert key(keyed) == before


def test_only_the_way_of_checking_differs(keyed):
    def inputs():
        site = open_site(keyed.project)
        return gather(site, site.tasks["t"]).inputs

    record = Record("t", inputs().key, inputs().values, {})
    for name in ("the commands", "the cases", "the sandbox"):
        CHANGES[name](keyed)
        assert inputs().made_as(record.inputs)
    CHANGES["a section"](keyed)
    assert not inputs().made_as(record.inputs)
