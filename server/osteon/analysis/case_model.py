"""The cases of one `.vmd` file: groups, scenarios and fixtures, each value with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from osteon.analysis.findings import Finding
from osteon.analysis.text import Span
from osteon.analysis.values import Word

SpecialGiven = Literal["value", "file", "env", "stdin"]
Operator = Literal["has", "is", "matches", "empty"]
Stream = Literal["stdout", "stderr", "file"]


@dataclass(frozen=True, slots=True)
class Directive:
    """A `@name value` or `@name: value` line."""

    name: Word
    value: Word
    span: Span


@dataclass(frozen=True, slots=True)
class Value:
    """A JSON value that a person wrote; `fixture` is the name it was written by, if it was."""

    data: Any
    source: str
    """The JSON text, from which exact decimals are read."""
    span: Span
    fixture: str = ""


@dataclass(frozen=True, slots=True)
class Fixture:
    """`@fixture NAME = JSON`, or `NAME = !label` for an object that the constructor `label` makes."""

    name: Word
    value: Value | None = None
    label: Word | None = None

    @property
    def opaque(self) -> bool:
        return self.label is not None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a call must do: return `value`, raise `error` with `message` in its text, or just not fail (`ok`)."""

    kind: Literal["value", "error", "ok"]
    span: Span
    value: Value | None = None
    error: Word | None = None
    message: Word | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """How results are compared, or how long a case may take: `~approx:0.01`, `~timeout:5`."""

    name: Word
    argument: float | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a group; one that is named like an opaque fixture takes no column."""

    name: Word
    decimal: bool = False
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a group, with one input for each parameter that has a column."""

    name: Word
    inputs: tuple[Value, ...]
    expected: Expected
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one function."""

    name: Word
    parameters: tuple[Parameter, ...]
    modes: tuple[Mode, ...]
    cases: tuple[Case, ...]
    covers: tuple[Word, ...]
    span: Span
    """The whole group, comments included."""
    signature: Span

    @property
    def columns(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if not parameter.opaque)

    @property
    def key(self) -> str:
        """What identifies the group in its spec: two groups may differ in the number of columns only."""
        return f"{self.name.text.lower()}/{len(self.columns)}"


@dataclass(frozen=True, slots=True)
class Given:
    """A value, file, variable or standard input that a scenario starts from. `value` is None for an opaque fixture."""

    kind: SpecialGiven
    name: Word
    value: Value | None
    span: Span


@dataclass(frozen=True, slots=True)
class Check:
    """`then stdout has "…"`, `then file "path" is "…"`: `text` is None for `empty`."""

    stream: Stream
    operator: Operator
    text: str | None
    span: Span
    path: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call: a JSON value, or the name of a given value or fixture."""

    name: str
    value: Value | None
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`when target(arguments)` with what must come of it."""

    target: Word
    arguments: tuple[Argument, ...]
    span: Span
    expected: Expected | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """`when $ words` with what must come of it. Bytes that are not UTF-8 are surrogates, as for `os.fsencode`."""

    words: tuple[str, ...]
    span: Span
    exit_code: int | None = None
    """None where the scenario does not say: then it must be 0."""
    checks: tuple[Check, ...] = ()
    output: tuple[str, ...] | None = None
    """The lines of standard output, from `>` lines."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Calls, or commands, that run one after the other from the same start."""

    name: Word
    slug: str
    givens: tuple[Given, ...]
    steps: tuple[Call, ...] | tuple[Command, ...]
    modes: tuple[Mode, ...]
    covers: tuple[Word, ...]
    span: Span

    @property
    def targets(self) -> tuple[Word, ...]:
        """The functions it calls; empty for a scenario of commands."""
        return tuple(step.target for step in self.steps if isinstance(step, Call))


Stanza = Group | Scenario
"""What `@covers` stands above."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A parsed `.vmd` file; `findings` are what is wrong with the file by itself."""

    text: str
    directives: tuple[Directive, ...] = ()
    spec: Word | None = None
    arch: Word | None = None
    """The spec id in `@arch`, where the interfaces are another spec's."""
    status: Word | None = None
    fixtures: tuple[Fixture, ...] = ()
    groups: tuple[Group, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def covers(self) -> tuple[Word, ...]:
        """Every `@covers` target, anchors without their `#` and headings without their quotes."""
        return tuple(word for stanza in self.stanzas for word in stanza.covers)

    @property
    def stanzas(self) -> tuple[Stanza, ...]:
        return (*self.groups, *self.scenarios)
