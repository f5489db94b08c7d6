"""Replies that a model should never give: refused with the reason, asked again, and nothing lands anywhere else."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from tests.engine.conftest import SPEC, Yard, as_reply
from tests.reliability.row import Row
from tests.reliability.texts import MARKS, decoded, mutated

from osteon.analysis.configuration import Configuration, Role
from osteon.engine.generate import ASK_AGAIN
from osteon.models.port import Request

OUTPUTS = ("made/a.py", "made/deep/b.py")
PLAN = f"""\
[plan]
format = 1

[[task]]
id = "a"
spec = "M"
sections = ["#start"]
outputs = ["{OUTPUTS[0]}", "{OUTPUTS[1]}"]
verify = ["check"]
"""
GOOD = {path: f"# {path}\n" for path in OUTPUTS}

ELSEWHERE = (
    *("../a.py", "made/../../a.py", "/tmp/osteon-hostile.py", "/etc/passwd", "C:\\a.py", "made\\a.py", "//host/a.py"),
    *("~/.bashrc", ".git/hooks/post-commit", "specs/m.smd", "specs/plan.toml", "osteon.toml", "notes.txt", "made/c.py"),
    *("made/./a.py", "made//a.py", "MADE/A.PY", "made/a.py/x.py", "specs/.osteon/tasks/a.toml", "./made/a.py"),
    *("made/a\x00.py", "made/a.py\u202e.py", "$HOME/a.py", "../" * 400 + "a.py", "made/" + "x" * 5000 + ".py"),
)
"""Paths that are no output of the task."""


def bad(chance: random.Random) -> str:
    """Return a reply that cannot be used, whatever stands in it beside."""
    good, path = as_reply(GOOD), chance.choice(OUTPUTS)
    content = chance.choice(("x\x00y\n", decoded(b"\xff\xfe\n"), "\ud800\n", "", "\n\n"))
    return chance.choice(
        (
            good + as_reply({chance.choice(ELSEWHERE): "x = 1\n"}),
            as_reply({chance.choice(ELSEWHERE): "x = 1\n"}) + good,
            as_reply({**GOOD, path: content}),
            as_reply({name: text for name, text in GOOD.items() if name != path}),
            good + as_reply({path: "x = 1\n"}),
            good.rstrip("`\n"),
            good[: chance.randrange(good.rindex("# made"))],
            "",
            " \n",
            "I cannot help with that.",
            "`" * chance.randrange(1, 100_000),
            decoded(chance.randbytes(2000)),
        )
    )


def attempt(chance: random.Random) -> str:
    """Build once with a model that gives bad replies, mutated ones and good ones, perhaps where a link leads away."""
    kinds = chance.choices(("bad", "mutation", "good"), (5, 4, 1), k=ASK_AGAIN + 1)
    return _built(kinds, [KINDS[kind](chance) for kind in kinds], link=chance.choice(("", "", "", "file", "folder")))


def huge(chance: random.Random) -> str:
    """Give a hundred megabytes in the place of a file, then a good reply."""
    start = as_reply(GOOD)[: chance.choice((0, 30))]
    return _built(["bad", "good", "good"], [start + "x" * 100_000_000, as_reply(GOOD), ""])


def _mutation(chance: random.Random) -> str:
    return mutated(chance, as_reply(GOOD), others=(*MARKS, *ELSEWHERE, *OUTPUTS, "````find\n", "````replace\n"))


KINDS = {"bad": bad, "mutation": _mutation, "good": lambda chance: as_reply(GOOD)}


def _built(kinds: Sequence[str], replies: Sequence[str], *, link: str = "") -> str:
    with tempfile.TemporaryDirectory(prefix="osteon-hostile-") as folder:
        yard = _project(Path(folder), replies, link)
        before = _not_built(yard)
        with patch("tempfile.tempdir", str(Path(folder, "tmp"))):
            code = yard.build().exit_code
        if _not_built(yard) != before:
            return f"something was written where no output is: {replies}"
        return _judged(yard, code, kinds[: len(yard.model.asked)], link)


def _project(folder: Path, replies: Sequence[str], link: str) -> Yard:
    """Write a project beside a folder that is none of its business, and link an output to there."""
    yard = Yard(folder / "project", Configuration(models={"default": Role("fake")}))
    yard.write("specs/m.smd", SPEC)
    yard.write("specs/plan.toml", PLAN)
    yard.write("notes.txt", "mine\n")
    yard.write("../outside/a.py", "mine\n")
    (folder / "tmp").mkdir()
    if link == "folder":
        (yard.root / "made").symlink_to(folder / "outside")
    elif link:
        (yard.root / "made").mkdir()
        (yard.root / "made/a.py").symlink_to(folder / "outside/a.py")

    def answer(request: Request) -> str:
        return replies[len(yard.model.asked) - 1]

    yard.model.answer = answer
    return yard


def _not_built(yard: Yard) -> Mapping[str, bytes]:
    """Return every file but the build's own and the task's outputs; what is staged is gone by now."""
    outputs = {f"project/{path}" for path in OUTPUTS}
    files = Yard(yard.root.parent).tree()
    return {path: data for path, data in files.items() if path not in outputs and "project/specs/.osteon" not in path}


def _judged(yard: Yard, code: int, given: Sequence[str], link: str) -> str:
    """Say what is wrong with the end of a build that was `given` these kinds of replies."""
    made = {path: yard.read(path) for path in OUTPUTS if (yard.root / path).is_file()}
    if link:
        return "" if code else f"it passed, and an output is a link to another {link}"
    if code:
        said = str([event.data for event in yard.events.of("task-finished")])
        refused = "good" not in given and len(given) == ASK_AGAIN + 1 and "could not be used" in said
        return "" if refused and not made else f"after {given} it failed, left {sorted(made)} and said {said}"
    if given[-1] == "bad" or made.keys() != set(OUTPUTS) or (given[-1] == "good" and made != GOOD):
        return f"after {given} it passed with {made}"
    return ""


ROWS = (
    Row(
        "hostile replies",
        "refused with the reason, asked again within the limit, nothing written that is no output",
        attempt,
        seconds=20.0,
        unit="builds",
    ),
    Row("replies of 100 MB", "the same", huge, seconds=5.0, unit="replies"),
)
