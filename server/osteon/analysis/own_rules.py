"""A project's own rules: files of tables, each a finding code with words or patterns to look for, and where."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from osteon.analysis.findings import Finding
from osteon.analysis.patterns import UnsafePattern, safe_pattern
from osteon.analysis.text import Span
from osteon.analysis.toml_shape import Checker, Shape, invalid, listed
from osteon.analysis.toml_tree import Table, Value, read_toml

Kind = Literal["existence", "substitution", "occurrence", "repetition"]
Scope = Literal["statement", "prose", "heading", "cell", "requirement", "section", "raw", "file"]

KINDS: Mapping[Kind, str] = {
    "existence": "Words or patterns that should not be there",
    "substitution": "Words that have a better one",
    "occurrence": "Words or patterns that should be there so often",
    "repetition": "A word that is written twice in a row",
}
SCOPES: Mapping[Scope, str] = {
    "statement": "each statement that demands something",
    "prose": "each sentence, list item and table cell",
    "heading": "each heading",
    "cell": "each table cell, however short",
    "requirement": "each requirement, its prose as one",
    "section": "each section, the prose right under its heading as one",
    "raw": "each section as it is written, with its code",
    "file": "each file as it is written",
}


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule that a project wrote itself."""

    code: str
    kind: Kind
    scope: Scope = "statement"
    tokens: tuple[str, ...] = ()
    """Words and phrases."""
    patterns: tuple[str, ...] = ()
    """Regular expressions, see `patterns`."""
    swap: tuple[tuple[str, str], ...] = ()
    """Words and phrases, each with what to write instead."""
    exceptions: tuple[str, ...] = ()
    """Words and phrases that are right, also where something else is found in them."""
    least: int = 0
    most: int | None = None
    """How often something may occur; None for any number."""
    ignore_case: bool = True
    severity: str = "warning"
    message: str = ""
    """With `{found}`, `{better}` and `{count}`; empty for the kind's own."""
    safe: bool = False
    """Whether its fix may be applied unseen."""
    files: tuple[str, ...] = ()
    """Globs of the files that it looks at; none for all."""
    sections: tuple[str, ...] = ()
    """The names, folded, of the sections that it looks at, with those below them; none for all."""
    why: str = ""
    fix: str = ""
    path: str = ""
    """The file that it is written in."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules: those that can be used, and what is wrong with it."""

    path: str
    text: str = ""
    rules: tuple[OwnRule, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """The codes that a rule may not have: those of Osteon, and those of files before, with the file."""

    built_in: Container[str] = ()
    own: Mapping[str, str] = field(default_factory=dict)


def parse_own_rules(text: str, path: str, taken: Taken | None = None) -> RuleFile:
    """Read a file of rules. Never fails: a rule with something wrong is left out, and findings say what and where."""
    root, syntax = read_toml(text, path)
    checker = Checker(path, "unknown-key")
    findings = [*syntax, *checker.check_table(root, RULE_FILE)]
    rules: list[OwnRule] = []
    for code, (key, value) in root.entries.items():
        if not isinstance(value.data, Table) or any(_in(entry, key, value) for entry in findings):
            continue
        rule = _rule(code, checker.accepted(root, RULE_FILE)[code], path)
        wrong = [*_wrong_code(code, key, taken or Taken()), *_wrong_rule(rule, value.data, key)]
        findings += wrong
        rules += () if wrong else (rule,)
    return RuleFile(path, text, tuple(rules), tuple(sorted(findings)))


def _in(finding: Finding, key: Span, value: Value) -> bool:
    spans = (key, value.data.span if isinstance(value.data, Table) else value.span)
    return any(span.start <= finding.span.start <= span.end for span in spans)


# The shape of the file ------------------------------------------------------------------------------------------------

_WORDS = Shape("string", pattern=r"\S(?:.*\S)?")
_PLACEHOLDERS = ("found", "better", "count")

OWN_RULE = Shape(
    "object",
    "A rule: what to look for, and where.",
    keys={
        "kind": Shape("string", "What the rule does.", choices=tuple(KINDS)),
        "scope": Shape("string", "What it looks at: `statement` where nothing is said.", choices=tuple(SCOPES)),
        "tokens": listed(_WORDS, "Words and phrases to look for."),
        "patterns": listed(Shape("string", pattern=r".+"), "Regular expressions to look for."),
        "swap": Shape("object", "Words and phrases, each with what to write instead.", others=Shape("string")),
        "exceptions": listed(_WORDS, "Words and phrases that are right."),
        "min": Shape("integer", "The fewest occurrences.", minimum=0),
        "max": Shape("integer", "The most occurrences.", minimum=0),
        "ignore_case": Shape("boolean", "Whether capitals count as small letters; true where nothing is said."),
        "severity": Shape("string", "How much it matters.", choices=("error", "warning", "info", "hint")),
        "message": Shape("string", "What to say, with `{found}`, `{better}` and `{count}`.", pattern=r".*\S.*"),
        "safe": Shape("boolean", "Whether its fix never changes the meaning, so that it may be applied unseen."),
        "files": listed(Shape("string", pattern=r"\S.*"), "Globs of the files that it looks at."),
        "sections": listed(_WORDS, "Names of the sections that it looks at, with all below them."),
        "why": Shape("string", "Why it matters, for its manual page."),
        "fix": Shape("string", "How to put it right, for its manual page."),
    },
    required=("kind",),
)

RULE_FILE = Shape(
    "object",
    "Rules of a project, each under the code of its findings.",
    others=OWN_RULE,
    names=Shape("string", pattern="[a-z][a-z0-9]*(?:-[a-z0-9]+)*"),
)

_NEEDS: Mapping[Kind, tuple[str, ...]] = {
    "existence": ("tokens", "patterns"),
    "substitution": ("swap",),
    "occurrence": ("min", "max"),
    "repetition": (),
}
"""For each kind the keys of which it needs one."""
_NO_USE: Mapping[Kind, tuple[str, ...]] = {
    "existence": ("swap", "min", "max", "safe"),
    "substitution": ("tokens", "patterns", "min", "max"),
    "occurrence": ("swap", "safe"),
    "repetition": ("swap", "min", "max"),
}
"""For each kind the keys that say nothing."""


# From tables to rules -------------------------------------------------------------------------------------------------


def _rule(code: str, values: Mapping[str, Any], path: str) -> OwnRule:
    """Return the rule that checked values stand for."""
    words = ("kind", "scope", "ignore_case", "severity", "message", "safe", "why", "fix")
    lists = ("tokens", "patterns", "exceptions", "files")
    settings: dict[str, Any] = {key: values[key] for key in words if key in values}
    settings |= {key: tuple(values[key]) for key in lists if key in values}
    return OwnRule(
        code,
        **settings,
        swap=tuple(values.get("swap", {}).items()),
        least=values.get("min", 0),
        most=values.get("max"),
        sections=tuple(name.casefold() for name in values.get("sections", ())),
        path=path,
    )


def _wrong_code(code: str, key: Span, taken: Taken) -> Iterator[Finding]:
    if code in taken.built_in:
        yield invalid(key, f"Osteon has a check called `{code}`: give this rule another name")
    elif code in taken.own:
        yield invalid(key, f"{taken.own[code]} has a rule called `{code}` too: give one of them another name")


def _wrong_rule(rule: OwnRule, table: Table, key: Span) -> Iterator[Finding]:
    """Yield what is wrong with a rule whose keys and values are right one by one."""
    yield from _wrong_keys(rule, table, key)
    for name in ("patterns", "tokens", "exceptions"):
        yield from _wrong_words(rule, table.get(name))
    yield from _wrong_swap(table.get("swap"))
    yield from _wrong_message(table.get("message"))


def _wrong_keys(rule: OwnRule, table: Table, key: Span) -> Iterator[Finding]:
    needs = _NEEDS[rule.kind]
    if needs and not any(table.get(name) for name in needs):
        yield invalid(key, f"A rule of the kind {rule.kind} needs {_or(needs)}")
    if rule.kind == "occurrence" and not (rule.tokens or rule.patterns):
        yield invalid(key, "A rule of the kind occurrence needs `tokens` or `patterns`, which it counts")
    if rule.most is not None and rule.most < rule.least:
        yield invalid(table.entries["max"].value.span, f"`max` is less than `min`, which is {rule.least}")
    for name in _NO_USE[rule.kind]:
        if name in table.entries:
            yield invalid(
                table.entries[name].key, f"`{name}` says nothing in a rule of the kind {rule.kind}: delete it"
            )


def _wrong_words(rule: OwnRule, value: Value | None) -> Iterator[Finding]:
    """Yield the patterns that cannot be used, and each list that is empty."""
    items = value.data if value and isinstance(value.data, list) else []
    if value and not items:
        yield invalid(value.span, "This list is empty: put something into it, or delete it")
    for item in items:
        if item.data in rule.patterns:
            try:
                safe_pattern(str(item.data), ignore_case=rule.ignore_case)
            except UnsafePattern as error:
                yield invalid(item.span, f"This pattern cannot be used: {error}")


def _wrong_swap(value: Value | None) -> Iterator[Finding]:
    """Yield the pairs of which one undoes the other, and those without a word."""
    entries = value.data.entries if value and isinstance(value.data, Table) else {}
    if value and not entries:
        yield invalid(value.span, 'This table is empty: write `wrong = "right"` into it')
    for wrong, (key, right) in entries.items():
        if not wrong.strip() or not str(right.data).strip():
            yield invalid(key, "Both sides of a pair need a word")
        elif any(str(right.data) == other for other in entries if other != wrong):
            yield invalid(right.span, f"`{right.data}` is itself to be replaced: write what it is replaced by")


def _wrong_message(value: Value | None) -> Iterator[Finding]:
    if value is None:
        return
    for name in re.findall(r"\{(\w*)\}", str(value.data)):
        if name not in _PLACEHOLDERS:
            yield invalid(value.span, f"`{{{name}}}` is filled in by nothing: use {_or(_PLACEHOLDERS)}")


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)
