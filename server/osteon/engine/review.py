"""What a reviewer is asked and may answer: finished files against the sections and components of their task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from osteon.analysis.configuration import Role
from osteon.engine.exchanges import without_secrets
from osteon.engine.files import digest_text
from osteon.engine.keys import canonical
from osteon.engine.prompt import files_text
from osteon.engine.record import ReviewFinding
from osteon.models.port import Message, Request
from osteon.models.structured import ReplyInvalid, parse_reply

INSTRUCTIONS = """\
You review source files against their specification. They have passed their checks; look for what checks miss: a rule,
value, limit, error or word of output that the specification or the architecture states and the files do not keep, and
behaviour that contradicts it. The specification is the only source of truth; matters of taste, and wishes that it does
not state, are no findings.

Go through every section and every component. Report each place where the files differ from one, and no other:

- `requirement`: the section or component, as its heading in the prompt names it, for example `SPEC_ID#anchor`
- `file`: the path of the file under review
- `line`: the line, counted from 1; 0 where no line is to blame, because something is missing
- `severity`: `error` where the files break the specification, `warning` where they may, `info` for a remark
- `problem`: what is wrong, and what the specification says instead, in one or two sentences

Answer with JSON alone: {"findings": [...]}, with an empty list where nothing differs.
"""

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["findings"],
    "properties": {
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["requirement", "file", "line", "severity", "problem"],
                "properties": {
                    "requirement": {"type": "string"},
                    "file": {"type": "string"},
                    "line": {"type": "integer"},
                    "severity": {"enum": ["error", "warning", "info"]},
                    "problem": {"type": "string", "minLength": 1},
                },
            },
        }
    },
}
"""What an answer must be; that a finding names what is there is checked beyond it."""

UNUSABLE = """\
That answer cannot be used:

{problem}

Answer again, with JSON alone, in the form that was asked for.
"""


def settings_of(role: Role) -> dict[str, Any]:
    """Return what of a review goes into a task's key: another reviewer, or other questions, may find other things."""
    asked = digest_text(INSTRUCTIONS + canonical(SCHEMA))
    return {"model": role.model, "parameters": without_secrets(role.parameters), "asked": asked}


def review_request(request: Request, role: Role, files: Mapping[str, str]) -> Request:
    """Return what a reviewer is asked about files: all that their writer was told, and the files."""
    body = f"{request.messages[1].text}\n## Files under review\n\n{files_text(files)}"
    messages = (Message("system", INSTRUCTIONS), replace(request.messages[1], text=body))
    return Request(role.model, messages, role.parameters, SCHEMA)


def again_message(problem: str) -> Message:
    """Return the message that says why an answer cannot be used."""
    return Message("user", UNUSABLE.replace("{problem}", problem))


def read_verdict(text: str, references: Sequence[str], files: Mapping[str, str]) -> tuple[ReviewFinding, ...]:
    """Return the findings of an answer. Raises ReplyInvalid where it is not what was asked for.

    `references` are the sections and components that a finding may name, `files` those under review.
    """
    value = parse_reply(text, SCHEMA)
    findings = tuple(ReviewFinding(**item) for item in value["findings"])
    problems = [problem for finding in findings for problem in _astray(finding, references, files)]
    if problems:
        raise ReplyInvalid("\n".join(f"- {problem}" for problem in problems))
    return findings


def _astray(finding: ReviewFinding, references: Sequence[str], files: Mapping[str, str]) -> Iterator[str]:
    if finding.requirement not in references:
        yield f"there is no section or component {finding.requirement!r}; there are {', '.join(references)}"
    if finding.file not in files:
        yield f"{finding.file!r} is not under review; {', '.join(files)} is"
    elif not 0 <= finding.line <= files[finding.file].count("\n") + 1:
        yield f"{finding.file} has no line {finding.line}"


def error_text(findings: Sequence[ReviewFinding]) -> str:
    """Say what fails a review, for a fix and for a person; empty where nothing does."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return ""
    listed = "".join(f"{_place(finding)}: {finding.requirement}: {finding.problem}\n" for finding in errors)
    return f"A review found that the files do not keep to the specification:\n{listed}"


def _place(finding: ReviewFinding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file
