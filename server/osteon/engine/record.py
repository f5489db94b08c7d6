"""A task's record: what its last success rests on and led to, as TOML that diffs and merges well."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

FORMAT = 1
EARLIER_KEPT = 32
"""How many earlier results of a task stay listed in its record, newest first."""
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a character, which a broken reply may hold and UTF-8 cannot."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One verification step that a result passed: the command, its exit code and the sandbox level it ran at."""

    command: str
    exit_code: int | None
    level: str
    seconds: float | None = None
    """How long it took; None where an earlier version of Osteon did not note it."""


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """One thing that a reviewer found; `line` is counted from 1, 0 for the file as a whole."""

    requirement: str
    """The section or component that is not met, as the prompt names it."""
    file: str
    line: int
    severity: str
    """`error`, `warning` or `info`; an error fails the review."""
    problem: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a model said of a result that had passed its checks."""

    missing: str = ""
    """Why there is no review; empty where there is one."""
    findings: tuple[ReviewFinding, ...] = ()
    """What was found and does not fail it."""
    answered_by: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    """The exchanges of all reviews on the way to this result, as those of a record."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a build of a task led to under one key: the digests of its outputs, and the exchanges that made them."""

    key: str
    outputs: Mapping[str, str]
    attempts: tuple[str, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a task's last success. `inputs` are digests (or short values) by name, to explain a change."""

    task: str
    key: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    """Digest of every output by path."""
    attempts: tuple[str, ...] = ()
    """The exchanges that led here, in order: `<request digest>` or `<request digest>#<n>` for the n-th answer to it."""
    answered_by: tuple[str, ...] = ()
    verification: tuple[Verified, ...] = ()
    earlier: tuple[Result, ...] = ()
    review: Review | None = None
    """None where no review was asked for."""
    manual: bool = False
    """Whether a person wrote the outputs; no build may then take them for its own."""

    @property
    def results(self) -> tuple[Result, ...]:
        """Everything that builds of this task wrote, newest first."""
        now = Result(self.key, self.outputs, self.attempts, self.review)
        return self.earlier if self.manual else (now, *self.earlier)

    def result(self, key: str) -> Result | None:
        """Return what was recorded under `key`, now or earlier."""
        return next((result for result in self.results if result.key == key), None)

    def wrote(self, path: str, content: str) -> bool:
        """Tell whether a build has ever written this content (a digest) to this path."""
        return any(result.outputs.get(path) == content for result in self.results)


def record_text(record: Record) -> str:
    """Return the TOML text of a record."""
    head = {
        "format": FORMAT,
        "task": record.task,
        "key": record.key,
        "manual": record.manual,
        "attempts": record.attempts,
        "answered_by": record.answered_by,
    }
    return "".join(
        (
            toml_lines(head),
            "\n[inputs]\n" + toml_lines(dict(sorted(record.inputs.items()))),
            "\n[outputs]\n" + toml_lines(dict(sorted(record.outputs.items()))),
            *("\n[[verification]]\n" + toml_lines(asdict(step)) for step in record.verification),
            _review_text(record.review, "review"),
            *(_earlier_text(result) for result in record.earlier),
        )
    )


def _review_text(review: Review | None, table: str) -> str:
    if review is None:
        return ""
    head = {"missing": review.missing or None, "answered_by": review.answered_by, "attempts": review.attempts}
    findings = (f"\n[[{table}.findings]]\n{toml_lines(asdict(finding))}" for finding in review.findings)
    return f"\n[{table}]\n{toml_lines(head)}{''.join(findings)}"


def _earlier_text(result: Result) -> str:
    head = toml_lines({"key": result.key, "attempts": result.attempts})
    outputs = toml_lines(dict(sorted(result.outputs.items())))
    return f"\n[[earlier]]\n{head}[earlier.outputs]\n{outputs}{_review_text(result.review, 'earlier.review')}"


def toml_lines(values: Mapping[str, Any]) -> str:
    """Write keys with strings, numbers, truths and lists of strings; what is empty or false is left out.

    JSON's form of these is TOML's too, but for one control character that JSON leaves as it is.
    """
    written = {
        name: value for name, value in values.items() if value is not None and value is not False and value != ()
    }
    return "".join(f"{_toml_key(name)} = {_toml_value(value)}\n" for name, value in written.items())


def _toml_key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _toml_value(name)


def _toml_value(value: Any) -> str:
    return SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)).replace("\x7f", "\\u007f")


def read_record(text: str) -> Record:
    """Return the record in a text. Raises ValueError, TypeError, KeyError or AttributeError for another text."""
    value = tomllib.loads(text)
    require_format(value)
    return Record(
        task=str(value["task"]),
        key=str(value["key"]),
        inputs=strings(value["inputs"]),
        outputs=strings(value["outputs"]),
        attempts=tuple(map(str, value.get("attempts", ()))),
        answered_by=tuple(map(str, value.get("answered_by", ()))),
        verification=read_steps(value.get("verification", ())),
        earlier=tuple(_read_result(item) for item in value.get("earlier", ())),
        review=_read_review(value),
        manual=bool(value.get("manual", False)),
    )


def _read_result(value: Mapping[str, Any]) -> Result:
    attempts = tuple(map(str, value.get("attempts", ())))
    return Result(str(value["key"]), strings(value["outputs"]), attempts, _read_review(value))


def _read_review(result: Mapping[str, Any]) -> Review | None:
    if "review" not in result:
        return None
    value = result["review"]
    findings = (
        ReviewFinding(
            str(item["requirement"]), str(item["file"]), int(item["line"]), str(item["severity"]), str(item["problem"])
        )
        for item in value.get("findings", ())
    )
    return Review(
        str(value.get("missing", "")),
        tuple(findings),
        tuple(map(str, value.get("answered_by", ()))),
        tuple(map(str, value.get("attempts", ()))),
    )


def strings(value: Mapping[str, Any]) -> dict[str, str]:
    """Return a table whose values are all text."""
    return {name: str(item) for name, item in value.items()}


def require_format(value: Mapping[str, Any]) -> None:
    """Raise ValueError for a file that another version of Osteon wrote in a form of its own."""
    if value["format"] != FORMAT:
        raise ValueError(f"its format is {value['format']}, this version reads {FORMAT}")


def read_steps(values: Sequence[Mapping[str, Any]]) -> tuple[Verified, ...]:
    """Return verification steps; earlier versions did not note how long they took."""
    return tuple(
        Verified(str(step["command"]), step.get("exit_code"), str(step["level"]), step.get("seconds"))
        for step in values
    )


def succeeding(record: Record | None, new: Record) -> Record:
    """Return `new` with the results of the record it replaces listed as earlier ones."""
    if record is None:
        return new
    kept = [result for result in record.results if (result.key, result.outputs) != (new.key, new.outputs)]
    return replace(new, earlier=tuple(kept[:EARLIER_KEPT]))
