"""A change upstream rebuilds a task that sees an interface only where the interface changed."""

from __future__ import annotations

import pytest
from tests.engine.conftest import as_reply, asked_for, by_prompt
from tests.engine.interfaces.examples import EXAMPLES

PLAN = """\
[plan]
format = 1

[[task]]
id = "up"
spec = "M"
sections = ["#start"]
outputs = ["PATH"]

[[task]]
id = "down"
spec = "M"
sections = ["#stop"]
needs = ["up"]
interfaces = ["PATH"]
outputs = ["down.txt"]
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path)
def test_a_body_rebuilds_nothing_and_a_signature_what_sees_it(yard, example):
    text = example.source

    def answer(request):
        return as_reply({example.path: text}) if asked_for(request) == [example.path] else by_prompt(request)

    def rebuilt(new: str) -> list[str]:
        nonlocal text
        text = new
        yard.replace("specs/m.smd", "512", "5120")
        yard.build()
        assert yard.read(example.path) == new
        return yard.model.asked

    yard.model.answer = answer
    yard.write("specs/plan.toml", PLAN.replace("PATH", example.path))
    yard.build()
    assert rebuilt(example.source.replace(*example.unseen[0])) == ["up"]
    assert rebuilt(example.source.replace(*example.seen[0])) == ["up", "down"]
