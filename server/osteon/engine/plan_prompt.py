"""What a model is asked when it plans a spec: the spec's files whole, what exists, and the form of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from osteon.analysis.configuration import Configuration
from osteon.analysis.model import INTRO, Spec
from osteon.analysis.source_file import SourceFile
from osteon.engine.planner import PlannedTask
from osteon.models.port import Message

BACKTICKS = re.compile(r"`{3,}")

INSTRUCTIONS = """\
You divide the building of a specification into tasks. Another model then does each task, and sees of it what you name
in it and nothing else: the sections in full, the files of other tasks, your notes. You write no code.

- Give every requirement to the task that fulfils it: name its anchor in `sections` and in `covers`. Name in `sections`
  too whatever else the task has to know: constraints, examples, terms, requirements of other tasks that it relies on.
- One task is one piece that can be written and checked by itself: mostly one file, with its tests if the commands below
  run tests. Prefer few tasks. A file that others use comes first.
- `needs` names the tasks whose files a task uses. Show such a file by `interfaces` where its signatures are enough, and
  by `reads` where the whole text is needed; both name files among the outputs of tasks that are needed.
- `outputs` are the files that the task writes, relative to the output folder. Each file has one owner.
- `verify` are command lines that succeed when the task is done. They run in a folder that holds the outputs of the task
  and of all that it needs, and nothing else; `{outputs}` stands for the task's outputs. Leave out the commands that
  run anyway.
- `id` is short, in lower case with hyphens. `title` says what is built. `notes` say what the other model cannot see but
  has to know, such as the names that tasks share; they add no behaviour to the specification.
- Add nothing that the specification does not ask for.

References: `#anchor` is a heading of this specification, `#anchor/intro` only the text between it and the first heading
under it, `SPEC_ID#anchor` a heading of another one. Those that exist are listed.

Where the specification leaves open what must be decided before it can be divided, answer with no tasks and with your
questions in `unclear`. Otherwise leave `unclear` empty, and choose the plainest division.
"""

AGAIN = """\
That plan cannot be used:

{problems}

Answer with the whole plan again, corrected.
"""

_TEXTS = {"type": "array", "items": {"type": "string"}}
_TASK_KEYS: Mapping[str, Any] = {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "sections": _TEXTS,
    "needs": _TEXTS,
    "reads": _TEXTS,
    "interfaces": _TEXTS,
    "outputs": {**_TEXTS, "minItems": 1},
    "verify": _TEXTS,
    "covers": _TEXTS,
    "notes": {"type": "string"},
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "tasks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _TASK_KEYS,
                "required": list(_TASK_KEYS),
                "additionalProperties": False,
            },
        },
        "unclear": _TEXTS,
    },
    "required": ["tasks", "unclear"],
    "additionalProperties": False,
}
"""The form of the answer: every key is required, as servers with strict schemas want it; empty means none."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What the plan of one spec is made from."""

    spec: Spec
    own: tuple[SourceFile, ...]
    """The spec's own file, and architectures of it that describe no component with a path."""
    upstream: tuple[SourceFile, ...]
    """The specs that it depends on, directly or not, with their architectures."""
    existing: tuple[PlannedTask, ...]
    """The tasks of those specs."""
    before: tuple[PlannedTask, ...] = ()
    """The tasks that were planned for it when it read otherwise."""


def plan_messages(context: PlanContext, configuration: Configuration) -> tuple[Message, ...]:
    """Return everything the model gets for one spec, the same bytes for the same inputs."""
    body = (
        *plan_subject(context, configuration),
        *_group("Specifications that it depends on", map(_file, context.upstream)),
        *_group("Commands that run for every task", [_list(configuration.verify.commands)]),
        *_group("The plan of this specification as it read before", [_before(context.before)]),
    )
    return (Message("system", INSTRUCTIONS), Message("user", "\n".join(body)))


def plan_subject(context: PlanContext, configuration: Configuration) -> Sequence[str]:
    """Return the part of the prompt that a plan has to follow: when it is another one, the plan is outdated."""
    return (
        f"# Plan: {context.spec.id}\n\nThe code is to be written in {configuration.language}.\n",
        *_group("Specification", map(_file, context.own)),
        *_group("References", [_list(_references(context.spec))]),
        *_group("Tasks of specifications that it depends on", [_list(map(_existing, context.existing))]),
    )


def plan_again_message(problems: Iterable[str]) -> Message:
    """Return the message that says why a plan cannot be used."""
    return Message("user", AGAIN.replace("{problems}", _list(problems)))


def _group(title: str, blocks: Iterable[str]) -> Sequence[str]:
    written = [block for block in blocks if block]
    return [f"## {title}\n", *written] if written else []


def _file(file: SourceFile) -> str:
    longest = max((len(run) for run in BACKTICKS.findall(file.text)), default=0)
    fence = "`" * max(4, longest + 1)
    return f"### {file.path}\n\n{fence}markdown\n{file.text}{'' if file.text.endswith(chr(10)) else chr(10)}{fence}\n"


def _list(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _references(spec: Spec) -> Iterable[str]:
    for section in spec.sections:
        if spec.intros.get(section.anchor.casefold()) is section:
            yield f"`#{section.anchor}{INTRO}`"
        if section.level > 1:
            yield f"`#{section.anchor}`: {section.title.text}"


def _existing(task: PlannedTask) -> str:
    return f"`{task.id}` ({task.spec}) writes {', '.join(task.outputs)}"


def _before(tasks: Sequence[PlannedTask]) -> str:
    if not tasks:
        return ""
    plan = json.dumps([_as_answered(task) for task in tasks], indent=1, ensure_ascii=False)
    return (
        "Keep every task, with its id, that the specification as it reads now does not change; "
        f"change, add and remove what it does.\n\n````json\n{plan}\n````\n"
    )


def _as_answered(task: PlannedTask) -> dict[str, Any]:
    values = task.values()
    return {
        key: values.get(key, [] if shape is _TEXTS or "items" in shape else "") for key, shape in _TASK_KEYS.items()
    }
