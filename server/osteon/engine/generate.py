"""From a prompt to files that pass: reply, check, fix, and again, within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from osteon.engine.asking import Answer, NotStored
from osteon.engine.prompt import ask_again_message, files_message, fix_message, quoted
from osteon.engine.record import Review, Verified
from osteon.engine.reply import parse_reply
from osteon.models.port import Message

ASK_AGAIN = 2
"""How many times a reply that cannot be used is asked for again."""
LONGEST_QUOTE = 20_000
"""Characters of an unusable reply that are sent back with the reason."""


class NotPassed(Exception):
    """No reply led to files that pass. The message is what the last one failed on."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What verification, and then a review, said of a set of files: nothing in `error` means that they passed."""

    error: str = ""
    steps: tuple[Verified, ...] = ()
    review: Review | None = None
    """None where no review is asked for, and where verification failed."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Files that passed, and how they came to be."""

    files: Mapping[str, str]
    checked: Checked


class Ask(Protocol):
    """Gets an answer to messages; `step` names the exchange: empty for the first, then `fix-1.` and so on."""

    def __call__(self, messages: tuple[Message, ...], *, step: str) -> Answer: ...


class Check(Protocol):
    """Verifies files and has them reviewed; `step` names the round as it does for Ask."""

    def __call__(self, files: Mapping[str, str], *, step: str) -> Checked: ...


@dataclass(slots=True)
class Trail:
    """Every exchange and check of a task, in order, also when it fails: for its record and its readable form."""

    answers: list[Answer] = field(default_factory=list)
    reviews: list[Answer] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """The addresses of all stored answers that were used."""
    texts: dict[str, str] = field(default_factory=dict)
    """The last round in readable form, by file name."""

    @property
    def asked(self) -> list[Answer]:
        """The answers that a model gave in this build."""
        return [answer for answer in (*self.answers, *self.reviews) if answer.asked]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is asked for, and how to ask and to check."""

    messages: tuple[Message, ...]
    outputs: Sequence[str]
    ask: Ask
    check: Check
    fix_attempts: int
    start: tuple[Mapping[str, str], Checked] | None = None
    """Earlier files and what they failed on, to be fixed before anything is written anew."""


def generate(assignment: Assignment, trail: Trail) -> Generated:
    """Return files that pass.

    Stored answers are replayed first. When they alone lead to a failure, the request is asked anew: so a build that is
    repeated after a failure gets another chance, and one that was killed pays for nothing twice. Raises NotPassed, and
    what `ask` raises.
    """
    failure: NotPassed | None = None
    while True:
        asked_before = len(trail.asked)
        trail.texts.clear()
        try:
            return _one_round(assignment, trail)
        except NotPassed as error:
            if len(trail.asked) > asked_before:
                raise
            failure = error
        except NotStored as error:
            raise failure or error from None


def _one_round(assignment: Assignment, trail: Trail) -> Generated:
    """Go through one chain of answers; each round takes at least one that no round before it took."""
    if assignment.start and assignment.fix_attempts:
        files, checked = assignment.start
    else:
        files = _reply(assignment, trail, assignment.messages, "", None)
        checked = _check(assignment, trail, files, "")
    for number in range(1, assignment.fix_attempts + 1):
        if not checked.error:
            break
        messages = (*assignment.messages, files_message(files), fix_message(checked.error))
        files = _reply(assignment, trail, messages, f"fix-{number}.", files)
        checked = _check(assignment, trail, files, f"fix-{number}.")
    if checked.error:
        raise NotPassed(checked.error)
    return Generated(files, checked)


def _check(assignment: Assignment, trail: Trail, files: Mapping[str, str], step: str) -> Checked:
    checked = assignment.check(files, step=step)
    trail.texts[f"{step}verify.log"] = checked.error or "passed\n"
    return checked


def _reply(
    assignment: Assignment,
    trail: Trail,
    messages: tuple[Message, ...],
    step: str,
    current: Mapping[str, str] | None,
) -> Mapping[str, str]:
    problems: tuple[str, ...] = ()
    for again in range(ASK_AGAIN + 1):
        text = _ask(assignment, trail, messages, f"{step}again-{again}." if again else step)
        reply = parse_reply(text, assignment.outputs, current=current)
        if not reply.problems:
            return reply.files
        problems = reply.problems
        messages = (*messages, quoted(text, LONGEST_QUOTE), ask_again_message(problems, assignment.outputs))
    raise NotPassed("the replies could not be used: " + "; ".join(problems))


def _ask(assignment: Assignment, trail: Trail, messages: tuple[Message, ...], step: str) -> str:
    trail.texts[f"{step}prompt.md"] = as_text(messages)
    answer = assignment.ask(messages, step=step)
    trail.answers.append(answer)
    trail.texts[f"{step}response.md"] = answer.response.text
    return answer.response.text


def as_text(messages: Sequence[Message]) -> str:
    """Return messages in a form for people."""
    return "\n".join(f"<!-- {message.role} -->\n\n{message.text}" for message in messages)
