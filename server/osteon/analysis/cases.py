"""Parses `.vmd` files: any text gives its groups and scenarios, and findings for what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count, groupby

from lark import Token, Tree

from osteon.analysis.case_fixes import Written, doubled, parted, strays, untargeted
from osteon.analysis.case_groups import read_group
from osteon.analysis.case_lines import NAME, Line, Report, parser, read_line, scenario_slug, without_comment
from osteon.analysis.case_model import CaseFile, Directive, Fixture, Group, Scenario, Stanza
from osteon.analysis.case_scenarios import read_scenario
from osteon.analysis.case_values import RESERVED, json_value, read_json
from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.model import STATUSES
from osteon.analysis.text import Blank, Span, edit_to_fill_in
from osteon.analysis.values import Word

_SPEC_ID = re.compile(r"[A-Za-z0-9_-]+")
_DIRECTIVE = re.compile(r"\s*@(?P<name>[\w-]*)[^\S\r\n]*:?(?P<value>[\s\S]*)")
_TARGET = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|#?(?P<anchor>[^,\s"#]*)|(?P<odd>[^,]*))\s*(?P<rest>,|#[\s\S]*|\Z|[^,]*,?)'
)


@lru_cache(maxsize=256)
def parse_cases(text: str, *, path: str = "") -> CaseFile:
    """Parse any text; never fails. `path` is the file that fixes and related places name, relative to the workspace."""
    return _Reader(Report(path, text), text).read()


def case_tree(text: str) -> Tree[Token]:
    """Return the parse tree of `grammar/cases.lark`; its leaves joined are `text`."""
    return parser().parse(text, start="start")


class _Reader:
    """One file, as far as it was read."""

    def __init__(self, report: Report, text: str) -> None:
        self.report = report
        self.text = text
        self.tree = case_tree(text)
        self.directives = tuple(_directives(self.tree))
        self.slugs = frozenset(_slugs(self.tree))
        self.fixtures = _read_fixtures(report, self.directives)
        self.covers: list[Word] = []
        self.covers_lines: list[Span] = []
        self.above: Stanza | None = None
        """The group or scenario that nothing but blank lines follows up to here."""
        self.groups: list[Group] = []
        self.first: dict[str, Written] = {}
        """The first group of each key."""
        self.scenarios: list[Scenario] = []

    def read(self) -> CaseFile:
        spec, architecture = self._spec_id("spec"), self._spec_id("arch")
        status = self._status()
        if spec is None and not any(directive.name.text == "spec" for directive in self.directives):
            at = Span(0, len(self.text.split("\n", 1)[0].rstrip("\r")))
            start = len(self.text) - len(self.text.removeprefix("\ufeff"))
            edit = edit_to_fill_in(Span(start, start), "@spec ", Blank("SPEC_ID"), "\n")
            message = "say whose cases these are: begin the file with `@spec SPEC_ID`"
            self.report.error("missing-spec-directive", at, message, fix_here("Name the spec", self.report.path, edit))
        remaining = iter(self.directives)
        stray: list[Token] = []
        for child in self.tree.children:
            if isinstance(child, Tree):
                self._read_stanza(child, remaining)
            else:
                stray.append(child)
        self._report_stray(stray)
        self._covers_end()
        if not self.groups and not self.scenarios and not self.report.findings:
            message = "there are no cases yet; write a group or a scenario"
            self.report.error("no-cases", Span(0, len(self.text)), message, self._first_scenario())
        return CaseFile(
            self.text,
            self.directives,
            spec,
            architecture,
            status,
            tuple(self.fixtures.values()),
            tuple(self.groups),
            tuple(self.scenarios),
            tuple(sorted(self.report.findings)),
        )

    def _read_stanza(self, tree: Tree[Token], directives: Iterator[Directive]) -> None:
        tokens = [token for token in tree.children if isinstance(token, Token)]
        head, lines = tokens[0], [token for token in tokens[1:] if token.type != "COMMENT"]
        span = _stanza_span(tokens)
        if tree.data == "group":
            self.above = self._read_group(head, lines, span)
        elif tree.data == "scenario":
            self.above = self._read_scenario(head, lines, span)
        else:
            if head.type == "DIRECTIVE":
                self.above = None
                self._read_covers(next(directives))
            self._report_stray(lines)

    def _read_group(self, head: Token, lines: list[Token], span: Span) -> Group | None:
        rows = [read_line(token) for token in lines]
        covers_lines = tuple(self.covers_lines)
        group = read_group(
            self.report, read_line(head), rows, span=span, fixtures=self.fixtures, covers=self._take_covers()
        )
        if group is None:
            return None
        written = Written(group, tuple(row.cells()[0] for row in rows), covers_lines)
        first = self.first.setdefault(group.key, written)
        if first is not written:
            number = len(group.columns)
            parameters = f"{number} parameter{'s' * (number != 1)}"
            message = f"another group `{group.name.text}` has {parameters} too; put the rows into one"
            fixes = doubled(self.report, first, written, self.first.keys())
            self.report.error("duplicate-group", group.name.span, message, *fixes, first=first.group.name.span)
        self.groups.append(group)
        return group

    def _read_scenario(self, head: Token, lines: list[Token], span: Span) -> Scenario:
        scenario = read_scenario(
            self.report,
            head,
            lines,
            span=span,
            fixtures=self.fixtures,
            covers=self._take_covers(),
            taken=self.slugs,
        )
        first = next((other for other in self.scenarios if scenario.slug and other.slug == scenario.slug), None)
        if first is not None:
            message = f"another scenario is named `{first.name.text}`; rename one"
            fix = self._renamed(scenario)
            self.report.error("duplicate-scenario", scenario.name.span, message, fix, first=first.name.span)
        self.scenarios.append(scenario)
        return scenario

    def _renamed(self, scenario: Scenario) -> Fix:
        taken = {other.slug for other in self.scenarios}
        names = (f"{scenario.name.text} {number}" for number in count(2))
        return self.report.replacement(scenario.name, next(name for name in names if scenario_slug(name) not in taken))

    def _report_stray(self, tokens: list[Token]) -> None:
        """Report lines that are in no group and no scenario: of several rows or steps only the first."""
        lines = [token for token in tokens if token.type not in ("COMMENT", "BOM")]
        for message, run in groupby(lines, _stray_message):
            kind = list(run)
            for one in [[token] for token in kind] if kind[0].type == "TEXT" else [kind]:
                fixes = strays(self.report, one, self.above, alone=len(one) == len(lines))
                self.report.error("vmd-syntax", read_line(one[0]).span, message, *fixes)
                self.above = None

    def _first_scenario(self) -> Fix:
        lead = "" if not self.text or self.text.endswith("\n\n") else "\n" if self.text.endswith("\n") else "\n\n"
        parts = ("scenario ", Blank("does what"), ":\n  when $ ", Blank("program"), "\n  then exit ", Blank("0"), "\n")
        return self.report.completion(len(self.text), "Write a scenario", lead, *parts)

    def _spec_id(self, name: str) -> Word | None:
        word = self._single(name)
        if word is not None and word.text and not _SPEC_ID.fullmatch(word.text):
            self.report.error(
                "invalid-tag-value", word.span, f"`{word.text}` is not a spec id; use letters, digits, `-`, `_`"
            )
            return None
        return word if word and word.text else None

    def _status(self) -> Word | None:
        word = self._single("status")
        if word is not None and word.text and word.text not in STATUSES:
            self.report.unknown(
                "invalid-status", word, f"`{word.text}` is not a status; use {', '.join(STATUSES)}", STATUSES
            )
        return word

    def _single(self, name: str) -> Word | None:
        """Return the value of a directive that a file may have once."""
        found = [directive for directive in self.directives if directive.name.text == name]
        for again in found[1:]:
            fix = self.report.removal(again.span, f"Remove this `@{name}`")
            self.report.error(
                "duplicate-tag", again.span, f"`@{name}` is there twice; keep one", fix, first=found[0].span
            )
        if found and not found[0].value.text:
            self.report.error("invalid-tag-value", found[0].span, f"`@{name}` needs a value")
        return found[0].value if found else None

    def _read_covers(self, directive: Directive) -> None:
        if directive.name.text != "covers":
            return
        targets = tuple(_targets(self.report, directive))
        if not targets and not directive.value.text.strip("#"):
            fix = self.report.removal(directive.span, "Remove the `@covers`")
            self.report.error("invalid-covers", directive.span, "`@covers` needs an anchor or a heading in quotes", fix)
        self.covers += targets
        if targets:
            self.covers_lines.append(directive.span)

    def _take_covers(self) -> tuple[Word, ...]:
        taken = tuple(self.covers)
        self.covers, self.covers_lines = [], []
        return taken

    def _covers_end(self) -> None:
        for span in self.covers_lines:
            fix = self.report.removal(span, "Remove the `@covers`")
            self.report.error(
                "invalid-covers", span, "no group or scenario follows this `@covers`; move it above one", fix
            )


def _directives(tree: Tree[Token]) -> Iterator[Directive]:
    for token in tree.scan_values(lambda value: isinstance(value, Token) and value.type == "DIRECTIVE"):
        line = read_line(token)
        match = _DIRECTIVE.match(line.text)
        assert match is not None, "the grammar lets a directive begin with `@` only"
        name = line.group(match, "name")
        raw = match["value"] if name.text == "covers" else without_comment(match["value"])
        start = match.start("value")
        value = line.word(start, start + len(raw))
        yield Directive(name, value, Span(line.span.start, max(name.span.end, value.span.end)))


def _slugs(tree: Tree[Token]) -> Iterator[str]:
    """Yield what identifies each scenario."""
    for token in tree.scan_values(lambda value: isinstance(value, Token) and value.type == "SCENARIO"):
        yield scenario_slug(read_line(token).text.strip().removeprefix("scenario").partition(":")[0])


def _read_fixtures(report: Report, directives: tuple[Directive, ...]) -> Mapping[str, Fixture]:
    """Read every fixture of the file first, so that a case may use one that stands below it."""
    fixtures: dict[str, Fixture] = {}
    for directive in directives:
        fixture = _fixture(report, directive) if directive.name.text == "fixture" else None
        if fixture is None:
            continue
        first = fixtures.get(fixture.name.text)
        if first is not None:
            message = f"there is another fixture `{fixture.name.text}`; rename one"
            free = next(name for number in count(2) if (name := f"{fixture.name.text}{number}") not in fixtures)
            fix = report.replacement(fixture.name, free)
            report.error("duplicate-fixture", fixture.name.span, message, fix, first=first.name.span)
        fixtures.setdefault(fixture.name.text, fixture)
    return fixtures


def _fixture(report: Report, directive: Directive) -> Fixture | None:
    line = Line(directive.value.text, directive.value.span.start)
    equals = line.text.find("=")
    if equals < 0:
        report.error(
            "invalid-fixture", directive.span, "write `@fixture NAME = <JSON>` or `@fixture NAME = !constructor`"
        )
        return None
    name, value = line.word(0, equals), line.word(equals + 1)
    if not NAME.fullmatch(name.text):
        plain = re.sub(r"\W+", "_", name.text).strip("_")
        fixes = [report.replacement(name, plain)] if NAME.fullmatch(plain) and plain not in RESERVED else []
        message = f"`{name.text}` is not a fixture name; use letters, digits and `_`"
        report.error("invalid-fixture", name.span, message, *fixes)
        return None
    if name.text in RESERVED:
        message = f"`{name.text}` means something else in a cell; choose another name"
        report.error("invalid-fixture", name.span, message, report.replacement(name, f"{name.text}_"))
        return None
    if not value.text.startswith("!"):
        read = json_value(report, value, f"the value of fixture `{name.text}`")
        return None if read is None else Fixture(name, read)
    label = line.word(line.text.index("!", equals) + 1)
    if not label.text:
        report.error("invalid-fixture", value.span, f"name what makes fixture `{name.text}`, as in `!Machine`")
        return None
    return Fixture(name, label=label)


def _targets(report: Report, directive: Directive) -> Iterator[Word]:
    """Read `anchor, #anchor, "Heading"`; a `#` that does not begin a target begins a comment."""
    line = Line(directive.value.text, directive.value.span.start)
    at = 0
    while at < len(line.text):
        match = _TARGET.match(line.text, at)
        if match is None or line.text.startswith("# ", at):
            return
        word = _target(report, line, match)
        if word is not None:
            yield word
        rest = match["rest"]
        if rest and not rest.startswith((",", "#")):
            fixes = parted(report, line, match)
            report.error("invalid-covers", line.group(match, "rest").span, "put a `,` between two targets", *fixes)
        if not rest.endswith(",") or rest.startswith("#"):
            return
        at = match.end()
        if not line.text[at:].strip():
            comma = line.start + match.end() - 1
            fix = report.removal(Span(comma, comma + 1), "Remove the comma")
            message = "a target is missing behind the last `,`; remove the comma or add one"
            report.error("invalid-covers", directive.span, message, fix)


def _target(report: Report, line: Line, match: re.Match[str]) -> Word | None:
    if match["quoted"] is not None:
        word = line.group(match, "quoted")
        heading = read_json(word.text).data
        if isinstance(heading, str) and heading.strip():
            return Word(heading.strip(), word.span)
        fixes = untargeted(report, line, match, word)
        report.error("invalid-covers", word.span, f"{word.text} is not a heading in quotes", *fixes)
        return None
    word = line.group(match, "anchor") if match["anchor"] is not None else line.group(match, "odd")
    if re.fullmatch(r"[\w-]+", word.text):
        return word
    message = f"`{word.text}` is not a target; write an anchor such as `draw-sprite`, or a heading in quotes"
    fixes = untargeted(report, line, match, word)
    report.error("invalid-covers", word.span if word.text else line.span, message, *fixes)
    return None


def _stanza_span(tokens: list[Token]) -> Span:
    text = "".join(tokens)
    start = tokens[0].start_pos or 0
    return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def _stray_message(token: Token) -> str:
    match token.type:
        case "ROW":
            return "a row in no group: put it under a signature like `name(param1, param2)`, with no blank line between"
        case "GIVEN" | "WHEN" | "THEN" | "OUTPUT":
            return "a step in no scenario: put it under `scenario name:`, with no blank line between"
        case _:
            return "write a signature such as `name(param1, param2)`, or `scenario name:`; a comment begins with `#`"
