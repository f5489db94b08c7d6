"""Reads the scenarios of a `.vmd` file: what is given, what is called or run, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from lark import Token

from osteon.analysis import step_fixes
from osteon.analysis.case_groups import expected_problem, pattern_problem, read_modes
from osteon.analysis.case_lines import NAME, TARGET, Line, Report, read_line, scenario_slug
from osteon.analysis.case_model import Call, Check, Command, Expected, Fixture, Given, Mode, Scenario, Stream, Value
from osteon.analysis.case_values import (
    fixture_value,
    json_value,
    read_arguments,
    read_error,
    read_json_prefix,
    string_value,
)
from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import Blank, Span, edit_to_fill_in
from osteon.analysis.values import Word

Step = Call | Command

_HEADER = re.compile(r"\s*scenario\s*(?P<name>[^:]*)(?P<colon>:)?(?P<modes>[\s\S]*)")
_GIVEN = re.compile(r"\s*given\s+(?:(?P<kind>file|env|stdin)(?=\s+[^=\s]|\s*=))?(?P<rest>[\s\S]*)")
_WHEN = re.compile(
    r"\s*when\s+(?:(?P<command>\$)(?P<words>[\s\S]*)|(?P<target>[^(\s]+)\s*\((?P<inside>[\s\S]*)\)\s*\Z)?"
)
_THEN = re.compile(r"\s*then\s*(?P<verb>[^\s:]*)(?P<rest>[\s\S]*)")
_OPERATOR = re.compile(r"\s*(?P<operator>\w*)(?P<rest>[\s\S]*)")
_WORD_PART = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)(?P<close>"?)|(?P<shell>[|<>;&])|(?P<plain>(?:[^\s"\\|<>;&]|\\.?)+)'
)
_ESCAPE = re.compile(r'\\(?:x(?P<byte>[0-9A-Fa-f]{2})|(?P<mark>["\\ ])|(?P<bad>[\s\S]|\Z))')
_OUTCOMES = ("returns", "raises", "ok")
_VERBS = (*_OUTCOMES, "exit", "stdout", "stderr", "file")
_OPERATORS = ("has", "is", "matches", "empty")


def read_scenario(
    report: Report,
    header: Token,
    lines: list[Token],
    *,
    span: Span,
    fixtures: Mapping[str, Fixture],
    covers: tuple[Word, ...],
    taken: frozenset[str],
) -> Scenario:
    """Read a scenario; `lines` are its other lines but comments, `taken` what identifies the scenarios of the file."""
    line = read_line(header)
    match = _HEADER.match(line.text)
    assert match is not None, "the grammar lets a scenario begin with no other word"
    name = line.group(match, "name")
    if match["colon"] is None:
        fix = report.completion(line.span.end, "End it with `:`", ":")
        report.error("scenario-step", line.span, "end the scenario's name with `:`", fix)
    if not scenario_slug(name.text):
        message = "a scenario needs a name of at least one word: `scenario clears the screen:`"
        start = line.span.start + len("scenario")
        edit = edit_to_fill_in(Span(start, max(start, name.span.end)), " ", Blank("does what"))
        report.error("scenario-step", line.span, message, fix_here("Name it", report.path, edit))
    modes = read_modes(report, Line(match["modes"], line.start + match.start("modes")))
    reader = _Reader(report, fixtures, modes, name.text, taken)
    for token in lines:
        reader.read(token)
    return Scenario(
        name, scenario_slug(name.text), tuple(reader.givens), reader.finish(line.span, name), modes, covers, span
    )


class _Reader:
    """The steps of one scenario, as far as they were read."""

    def __init__(
        self, report: Report, fixtures: Mapping[str, Fixture], modes: tuple[Mode, ...], name: str, taken: frozenset[str]
    ) -> None:
        self.report = report
        self.name = name
        self.taken = taken
        self.fixtures = fixtures
        self.modes = {mode.name.text for mode in modes}
        self.givens: list[Given] = []
        self.steps: list[Step] = []
        self.unreadable = False
        """Whether a `when` line was there that could not be read: what follows it is not judged."""
        self.end = 0
        """Where the last line ends; 0 where there is none below the header."""

    def read(self, token: Token) -> None:
        line = read_line(token)
        self.end = line.span.end
        match token.type:
            case "GIVEN":
                self.read_given(line)
            case "WHEN":
                self.read_when(line)
            case "THEN":
                self.read_then(line)
            case "OUTPUT":
                self.read_output(line)
            case _:
                self.stray(line)

    def finish(self, header: Span, name: Word) -> tuple[Call, ...] | tuple[Command, ...]:
        """Judge the whole and return its steps."""
        if not self.steps and not self.unreadable:
            message = f"scenario `{name.text}` does nothing; add `when target(arguments)` or `when $ command`"
            parts = ("\n  when $ ", Blank("program"), "\n  then exit ", Blank("0"))
            self.error(header, message, self.report.completion(self.end or header.end, "Run a command", *parts))
        calls = tuple(step for step in self.steps if isinstance(step, Call))
        for call in calls:
            if call.expected is None and not call.checks:
                message = "say what must come of this call: `then returns …`, `then raises …` or `then ok`"
                fix = self.report.completion(call.span.end, "Say what it returns", "\n  then returns ", Blank("null"))
                self.error(call.span, message, fix)
        return calls or tuple(step for step in self.steps if isinstance(step, Command))

    def error(self, span: Span, message: str, *fixes: Fix, first: Span | None = None) -> None:
        self.report.error("scenario-step", span, message, *fixes, first=first)

    def stray(self, line: Line) -> None:
        word, *_ = line.span and line.word().text.split(None, 1)
        known = ("given", "when", "then")
        start = line.span.start
        message = "in a scenario, a line begins with given, when, then or `>`"
        named = Word(word.lower(), Span(start, start + len(word)))
        self.report.unknown("scenario-step", named, message, known, self.report.commented(line.span))

    def read_given(self, line: Line) -> None:
        if self.steps:
            fix = step_fixes.moved_up(self.report, line.span, self.steps[0].span)
            self.error(line.span, "a given comes before the first when; move it up", fix)
        match = _GIVEN.match(line.text)
        if match is None:
            message = 'write `given name = <JSON>`, `given FIXTURE` or `given file "path" = "text"`'
            self.error(line.span, message, *step_fixes.given(self.report, line, None, Line("", line.span.end)))
            return
        rest = Line(match["rest"], line.start + match.start("rest"))
        given = self._given(line, match["kind"], rest)
        if given is None:
            return
        again = next(
            (other for other in self.givens if (other.kind, other.name.text) == (given.kind, given.name.text)), None
        )
        if again is not None:
            fix = self.report.line_removal(line.span)
            self.error(line.span, f"`{given.name.text}` is given twice; remove one", fix, first=again.span)
        self.givens.append(given)

    def _given(self, line: Line, kind: str | None, rest: Line) -> Given | None:
        is_value = kind in ("file", "env") and rest.text.lstrip().startswith("=")
        if kind == "file" and not is_value:
            return self._given_file(line, rest)
        if kind == "env" and not is_value:
            return self._given_text(line, "env", rest)
        if kind == "stdin":
            return self._given_text(line, "stdin", Line("stdin" + rest.text, rest.start - len("stdin")))
        if is_value:
            rest = Line(f"{kind}{rest.text}", rest.start - len(kind or ""))
        return self._given_value(line, rest)

    def _given_value(self, line: Line, rest: Line) -> Given | None:
        name, value = _assignment(rest)
        if not NAME.fullmatch(name.text):
            message = f"`{name.text}` is not a name; write `given name = <JSON>` or `given FIXTURE`"
            self.error(line.span, message, *step_fixes.given(self.report, line, None, rest))
            return None
        if value is not None:
            read = json_value(self.report, value, f"the value of `{name.text}`")
            return Given("value", name, read, line.span)
        fixture = self.fixtures.get(name.text)
        if fixture is None:
            message = f"there is no fixture `{name.text}`; give it a value: `given {name.text} = <JSON>`"
            self.report.unknown("unknown-fixture", name, message, self.fixtures)
            return None
        return Given("value", name, fixture_value(fixture, name), line.span)

    def _given_file(self, line: Line, rest: Line) -> Given | None:
        read = read_json_prefix(rest.text, len(rest.text) - len(rest.text.lstrip()))
        after = rest.text[read.end :].lstrip()
        if read.problem or not isinstance(read.data, str) or not after.startswith("="):
            fixes = step_fixes.given(self.report, line, "file", rest)
            self.error(line.span, 'write `given file "path" = "text"`', *fixes)
            return None
        path = rest.word(0, read.end)
        if not self._path_allowed(read.data, path.span):
            return None
        text = rest.word(rest.text.index("=", read.end) + 1)
        value = self._text_value(text, f"the text of file {path.text}")
        return Given("file", Word(read.data, path.span), value, line.span) if value is not None else None

    def _given_text(self, line: Line, kind: str, rest: Line) -> Given | None:
        name, text = _assignment(rest)
        if text is None or not NAME.fullmatch(name.text):
            message = 'write `given stdin = "text"`' if kind == "stdin" else 'write `given env NAME = "text"`'
            behind = Line(rest.text.removeprefix("stdin"), rest.start + len("stdin")) if kind == "stdin" else rest
            self.error(line.span, message, *step_fixes.given(self.report, line, kind, behind))
            return None
        value = self._text_value(text, f"`{name.text}`")
        if value is None:
            return None
        if "\0" in value.data and kind == "env":
            self.error(text.span, "an environment variable cannot hold a NUL character")
            return None
        return Given("env" if kind == "env" else "stdin", name, value, line.span)

    def _text_value(self, word: Word, what: str) -> Value | None:
        text = string_value(self.report, word, "scenario-step", what)
        return None if text is None else Value(text, word.text, word.span)

    def _path_allowed(self, path: str, span: Span) -> bool:
        parts = PurePosixPath(path.replace("\\", "/"))
        if (
            path
            and "\0" not in path
            and not parts.is_absolute()
            and ".." not in parts.parts
            and ":" not in parts.parts[:1]
        ):
            return True
        message = f"`{path}` must be a path inside the scenario's folder, without `..`"
        self.error(span, message, *step_fixes.inside(self.report, path, span))
        return False

    def read_when(self, line: Line) -> None:
        match = _WHEN.match(line.text)
        step: Step | None = None
        if match is not None and match["command"]:
            step = self._command(line, Line(match["words"], line.start + match.start("words")))
        elif match is not None and match["target"]:
            step = self._call(line, match)
        else:
            start = line.text.find("when") + len("when")
            fixes = step_fixes.when(self.report, line, line.word(start))
            self.error(line.span, "write `when target(arguments)` or `when $ command`", *fixes)
        self.unreadable = step is None
        if step is None:
            return
        if self.steps and type(step) is not type(self.steps[0]):
            fix = step_fixes.begun(self.report, line.span, self.name, self.taken)
            self.error(line.span, "a scenario has calls or commands, not both; make two scenarios", fix)
            self.unreadable = True
            return
        self.steps.append(step)

    def _call(self, line: Line, match: re.Match[str]) -> Call | None:
        target = line.group(match, "target")
        if not TARGET.fullmatch(target.text):
            fixes = step_fixes.target(self.report, target)
            self.error(target.span, f"`{target.text}` is not the name of a function", *fixes)
            return None
        known: dict[str, Value | None] = {name: fixture.value for name, fixture in self.fixtures.items()}
        known |= {given.name.text: given.value for given in self.givens if given.kind in ("value", "stdin")}
        inside = Line(match["inside"], line.start + match.start("inside"))
        return Call(target, read_arguments(self.report, inside, known), line.span)

    def _command(self, line: Line, rest: Line) -> Command | None:
        words = _command_words(self.report, rest)
        if words is None:
            return None
        if not words or not words[0]:
            fix = self.report.completion(line.span.end, "Name the program", " ", Blank("program"))
            self.error(line.span, "the command is empty; write `when $ program arguments`", fix)
            return None
        return Command(words, line.span)

    def read_then(self, line: Line) -> None:
        match = _THEN.match(line.text)
        if match is None or self.unreadable:
            return
        verb = line.group(match, "verb")
        if not self.steps:
            fix = step_fixes.then_without_when(self.report, line.span, verb.text)
            self.error(line.span, "a then needs a when above it", fix)
            return
        rest = Line(match["rest"], line.start + match.start("rest"))
        if verb.text not in _VERBS:
            message = f"`then {verb.text}` is not known; use {', '.join(_VERBS)}"
            self.report.unknown("scenario-step", verb, message, _VERBS, self.report.commented(line.span))
        elif verb.text == "file":
            self._then_file(line, rest)
        elif isinstance(self.steps[-1], Call):
            self._then_call(line, verb.text, rest, self.steps[-1])
        else:
            self._then_command(line, verb.text, rest, self.steps[-1])

    def _then_call(self, line: Line, verb: str, rest: Line, call: Call) -> None:
        if verb not in _OUTCOMES:
            message = f"`then {verb}` belongs to a command; after a call write returns, raises, ok or file"
            fixes = step_fixes.then_of_call(self.report, line, verb, is_open=call.expected is None)
            self.error(line.span, message, *fixes)
        elif call.expected is not None:
            again = step_fixes.above(self.report, line.span, "Call it again", self.report.text[slice(*call.span)])
            message = "this call has a then already; repeat the when for a second call"
            removal = self.report.line_removal(line.span)
            self.error(line.span, message, again, removal, first=call.expected.span)
        else:
            expected = self._outcome(line, verb, rest.word())
            # Even an outcome that cannot be read is one: the call is not reported again for having none.
            self.steps[-1] = replace(call, expected=expected or Expected("ok", line.span))

    def _outcome(self, line: Line, verb: str, word: Word) -> Expected | None:
        if verb == "ok":
            if word.text:
                fix = self.report.removal(word.span, "Remove the value")
                self.error(word.span, "`then ok` takes no value; write `then returns …` to compare", fix)
            return Expected("ok", line.span)
        if verb == "raises":
            return read_error(self.report, word, "then raises")
        value = self._returned(word)
        problem = value and expected_problem(self.modes, value)
        if value is not None and problem:
            self.report.error("invalid-case", value.span, problem)
        return Expected("value", word.span, value) if value is not None else None

    def _returned(self, word: Word) -> Value | None:
        given = next((given for given in self.givens if given.kind == "value" and given.name.text == word.text), None)
        if given is not None:
            return given.value
        fixture = self.fixtures.get(word.text)
        return (
            fixture_value(fixture, word)
            if fixture
            else json_value(self.report, word, "the value behind `then returns`")
        )

    def _then_command(self, line: Line, verb: str, rest: Line, command: Command) -> None:
        if verb in _OUTCOMES:
            message = f"`then {verb}` belongs to a call; after a command write exit, stdout, stderr or file"
            self.error(line.span, message, *step_fixes.then_of_command(self.report, line, verb, rest.word()))
        elif verb == "exit":
            self._then_exit(line, rest.word(), command)
        elif verb == "stdout" and command.output is not None:
            fix = self.report.line_removal(line.span)
            self.error(line.span, "use either `>` lines or `then stdout`, not both", fix)
        elif verb in ("stdout", "stderr"):
            check = self._check(line, "stdout" if verb == "stdout" else "stderr", rest)
            if check is not None and not self._repeats(check, command):
                self.steps[-1] = replace(command, checks=(*command.checks, check))

    def _then_exit(self, line: Line, word: Word, command: Command) -> None:
        if command.exit_code is not None:
            fix = self.report.line_removal(line.span)
            self.error(line.span, "this command has a `then exit` already", fix)
        elif not re.fullmatch(r"-?\d{1,9}", word.text):
            edit = edit_to_fill_in(line.span, "then exit ", Blank("0"))
            message = f"`then exit` needs a whole number, as in `then exit 0`, not `{word.text}`"
            self.error(word.span, message, fix_here("Change to `then exit 0`", self.report.path, edit))
        else:
            self.steps[-1] = replace(command, exit_code=int(word.text))

    def _then_file(self, line: Line, rest: Line) -> None:
        read = read_json_prefix(rest.text, len(rest.text) - len(rest.text.lstrip()))
        if read.problem or not isinstance(read.data, str):
            fixes = step_fixes.file_check(self.report, line, rest)
            self.error(line.span, 'write `then file "path" has "text"`', *fixes)
            return
        if not self._path_allowed(read.data, rest.word(0, read.end).span):
            return
        check = self._check(line, "file", Line(rest.text[read.end :], rest.start + read.end), path=read.data)
        step = self.steps[-1]
        if check is not None and not self._repeats(check, step):
            self.steps[-1] = replace(step, checks=(*step.checks, check))

    def _check(self, line: Line, stream: Stream, rest: Line, *, path: str = "") -> Check | None:
        match = _OPERATOR.match(rest.text)
        operator = rest.group(match, "operator") if match else Word("", line.span)
        word = rest.word(match.start("rest")) if match else operator
        if operator.text == "empty":
            if word.text:
                fix = self.report.removal(word.span, "Remove the value")
                self.error(word.span, f"`then {stream} empty` takes no value", fix)
            return Check(stream, "empty", None, line.span, path)
        if operator.text not in ("has", "is", "matches"):
            span = operator if operator.text else Word("", line.span)
            message = f"write has, is, matches or empty after `then {stream}`"
            fixes = step_fixes.operator(self.report, span, word)
            self.report.unknown("scenario-step", span, message, _OPERATORS, *fixes)
            return None
        text = string_value(self.report, word, "scenario-step", f"`then {stream} {operator.text}`")
        problem = pattern_problem(text) if operator.text == "matches" and text is not None else ""
        if problem:
            fix = self.report.replacement(operator, "has")
            self.error(word.span, problem, fix)
        if text is None or problem:
            return None
        return Check(
            stream,
            "has" if operator.text == "has" else "is" if operator.text == "is" else "matches",
            text,
            line.span,
            path,
        )

    def _repeats(self, check: Check, step: Step) -> bool:
        """Report a check that says the same twice, or that leaves an earlier one on the same text nothing to say."""
        for other in step.checks:
            same_text = (other.stream, other.path) == (check.stream, check.path)
            whole = {"is", "empty"} & {other.operator, check.operator}
            if same_text and (whole or (other.operator, other.text) == (check.operator, check.text)):
                message = f"a second `then {check.stream}` check on the same text; keep one"
                self.error(check.span, message, self.report.line_removal(check.span), first=other.span)
                return True
        return False

    def read_output(self, line: Line) -> None:
        if self.unreadable:
            return
        step = self.steps[-1] if self.steps else None
        if not isinstance(step, Command):
            fix = self.report.commented(line.span)
            if step is None:
                fix = step_fixes.then_without_when(self.report, line.span, "stdout")
            self.error(line.span, "`>` lines need a `when $ command` above them", fix)
        elif any(check.stream == "stdout" for check in step.checks):
            fix = self.report.line_removal(line.span)
            self.error(line.span, "use either `>` lines or `then stdout`, not both", fix)
        else:
            text = re.sub(r"\A\s*> ?", "", line.text)
            self.steps[-1] = replace(step, output=(*(step.output or ()), text))


def _assignment(rest: Line) -> tuple[Word, Word | None]:
    """Split `name = value` at its first `=`."""
    equals = rest.text.find("=")
    return (rest.word(), None) if equals < 0 else (rest.word(0, equals), rest.word(equals + 1))


def _command_words(report: Report, line: Line) -> tuple[str, ...] | None:
    """Split a command into words; None where it cannot be run, which is reported."""
    words: list[bytes] = []
    end = -1
    for match in _WORD_PART.finditer(line.text):
        word = line.group(match)
        if match["shell"]:
            message = (
                f"shell features are not available (`{match['shell']}`); put it in quotes, or use several when steps"
            )
            report.error("scenario-step", word.span, message, *step_fixes.shell(report, line, match.start()))
            return None
        if match["quoted"] is not None and not match["close"]:
            fix = report.completion(word.span.end, 'Close it with `"`', '"')
            report.error("scenario-step", word.span, 'close the quote with `"`', fix)
            return None
        part = _unescape(report, line, match)
        if part is None:
            return None
        if match.start() == end:
            words[-1] += part
        else:
            words.append(part)
        end = match.end()
    return tuple(word.decode("utf-8", "surrogateescape") for word in words)


def _unescape(report: Report, line: Line, match: re.Match[str]) -> bytes | None:
    """Return the bytes of a part of a word."""
    group = "plain" if match["quoted"] is None else "quoted"
    text, start = match[group], match.start(group)
    pieces: list[bytes] = []
    at = 0
    for escape in _ESCAPE.finditer(text):
        if escape["bad"] is not None:
            span = Span(*escape.span()).shifted(line.start + start)
            fix = report.completion(span.start, r"Write `\\` for the backslash itself", "\\")
            message = r"this escape is not known; write `\\`, `\"`, `\ ` or `\xNN` for a byte"
            report.error("scenario-step", span, message, fix)
            return None
        literal = bytes([int(escape["byte"], 16)]) if escape["byte"] else escape["mark"].encode()
        pieces += (_bytes(text[at : escape.start()]), literal)
        at = escape.end()
    return b"".join((*pieces, _bytes(text[at:])))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
