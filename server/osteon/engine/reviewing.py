"""Has a task's files reviewed by a model, after they passed; that nobody could is said, and never counts as a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from osteon.engine.asking import NotStored
from osteon.engine.bench import Bench
from osteon.engine.budget import OverBudget
from osteon.engine.gather import Gathered
from osteon.engine.generate import ASK_AGAIN, LONGEST_QUOTE, Trail, as_text
from osteon.engine.prompt import quoted
from osteon.engine.record import Review, ReviewFinding
from osteon.engine.review import again_message, error_text, read_verdict, review_request
from osteon.engine.site import Site
from osteon.models.port import ModelError, Request
from osteon.models.structured import ReplyInvalid


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a review: what fails the files, for the fix loop, and what goes into the record."""

    error: str = ""
    review: Review | None = None
    """None where no review is asked for."""


@dataclass(frozen=True, slots=True)
class _Review:
    """One review of one set of files."""

    site: Site
    bench: Bench
    now: Gathered
    files: Mapping[str, str]
    trail: Trail
    step: str

    @property
    def references(self) -> tuple[str, ...]:
        """The sections and components of the prompt, as it names them."""
        parts = (name.partition(" ") for name in self.now.inputs.values)
        return tuple(what for kind, _, what in parts if kind in ("section", "component"))

    def ask(self, request: Request, again: int) -> str:
        task, name = self.now.task, f"{self.step}review{f'-again-{again}' if again else ''}"
        self.bench.step(task, "review", attempt=name)
        role = self.site.configuration.review.role
        self.trail.texts[f"{name}.prompt.md"] = as_text(request.messages)
        answer = self.bench.asker.ask(role, request, label=f"{task.id}.{name}", used=self.trail.used)
        self.trail.reviews.append(answer)
        self.trail.texts[f"{name}.response.md"] = answer.response.text
        return answer.response.text


def review(
    site: Site, bench: Bench, now: Gathered, files: Mapping[str, str], trail: Trail, *, step: str = ""
) -> Reviewed:
    """Return what a reviewer says of files; every answer goes to the trail. Raises Cancelled, StoreError."""
    if now.request is None or not site.reviews(now.task):
        return Reviewed()
    request = review_request(now.request, site.reviewer, files)
    try:
        findings = _until_usable(_Review(site, bench, now, files, trail, step), request)
    except (NotStored, ModelError, OverBudget) as error:
        return Reviewed(review=Review(str(error), (), (), _addresses(trail)))
    by = tuple(dict.fromkeys(answer.response.answered_by for answer in trail.reviews[-1:]))
    return Reviewed(error_text(findings), Review("", findings, by, _addresses(trail)))


def _addresses(trail: Trail) -> tuple[str, ...]:
    return tuple(answer.address for answer in trail.reviews)


def _until_usable(asked: _Review, request: Request) -> tuple[ReviewFinding, ...]:
    """Return the findings of the first usable answer: stored ones first, then a model is asked.

    Stored answers that cannot be used do not stand in the way of a new one.
    """
    while True:
        before = len(asked.trail.asked)
        try:
            return _one_round(asked, request)
        except ReplyInvalid:
            if len(asked.trail.asked) > before:
                raise


def _one_round(asked: _Review, request: Request) -> tuple[ReviewFinding, ...]:
    problem = ReplyInvalid("")
    for again in range(ASK_AGAIN + 1):
        text = asked.ask(request, again)
        try:
            return read_verdict(text, asked.references, asked.files)
        except ReplyInvalid as error:
            problem = error
            quote = quoted(text, LONGEST_QUOTE)
            request = Request(
                request.model, (*request.messages, quote, again_message(str(error))), request.parameters, request.schema
            )
    raise ReplyInvalid(f"its answers could not be used: {problem}")
