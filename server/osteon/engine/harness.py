"""Makes a program that runs the cases of a `.vmd` file against built code, and reads what it said.

Of a case that fails a model is told the file's name, the name of its group or scenario and of the case, the step, what
it covers, what kind of thing went wrong (with the names of types and of exceptions that stand in Python or in built
files), and the line of built code that raised. Inputs, expected values and results it is not told; so a case's name
should not say them either. Built code is given the inputs, since it is called with them.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from osteon.analysis.case_model import (
    Argument,
    Call,
    Case,
    CaseFile,
    Check,
    Command,
    Expected,
    Fixture,
    Given,
    Group,
    Mode,
    Parameter,
    Scenario,
    Stanza,
    Value,
)
from osteon.analysis.configuration import is_python

FOLDER = "osteon_cases"
"""The folder of the harness in staging. It is there during verification only; no model may read it."""
REPORT = "cases-report.json"
"""What the harness writes for a person, with every value: it must not enter a prompt."""
CALL_SECONDS = 10.0
COMMAND_SECONDS = 60.0
_SCRIPTS = ("case_judge.py", "case_compare.py", "case_worker.py")
_SUMMARY = re.compile(r"osteon-cases: (\d+) run, (\d+) passed")
_CONSTRUCTOR = re.compile(r"\s*(?P<name>[^\W\d][\w.]*)\s*(?:\((?P<arguments>.*)\))?\s*", re.DOTALL)

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Harness:
    """The program for one `.vmd` file: its files, by path in the output folder, and the command that runs it."""

    files: Mapping[str, str]
    command: str
    expected_cases: int
    """How many rows and scenarios it runs."""
    not_run: tuple[str, ...] = ()
    """What cannot run, and why; none of it counts as covered."""

    def passed(self, output: str) -> bool:
        """Tell from the program's output whether all cases ran and passed."""
        return read_summary(output) == (self.expected_cases, self.expected_cases)


def render_harness(
    cases: CaseFile,
    *,
    language: str,
    modules: Mapping[str, str],
    path: str = "cases.vmd",
    roots: tuple[str, ...] = (".",),
) -> Harness:
    """Return the program that runs `cases`.

    `modules` maps each name in `target_names(cases)` to the Python module that defines it; `path` is the file's name in
    messages; `roots` are the folders, relative to the output folder, that modules are imported from.
    """
    writer = _Writer(cases, modules, PurePosixPath(path).name)
    runnable = list(writer.scenarios(commands=True))
    not_run: tuple[str, ...] = ()
    if is_python(language):
        runnable = [*writer.groups(), *writer.scenarios(commands=False), *runnable]
        not_run = tuple(writer.unmade())
    else:
        not_run = tuple(writer.foreign(language))
    stem = re.sub(r"\W+", "_", path.removesuffix(".md").removesuffix(".vmd"))
    data = {"format": 1, "expected": len(runnable), "roots": roots, "not_run": not_run, "cases": runnable}
    data_file = f"{FOLDER}/{stem}.json"
    scripts = {f"{FOLDER}/{name}": _script(name) for name in _SCRIPTS}
    command = shlex.join(("python", "-B", f"{FOLDER}/case_judge.py", data_file, "--report", REPORT))
    return Harness({**scripts, data_file: json.dumps(data) + "\n"}, command, len(runnable), not_run)


def read_summary(output: str) -> tuple[int, int] | None:
    """Return how many cases ran and how many passed, from the last line of a harness's output."""
    lines = output.rstrip().splitlines()
    match = _SUMMARY.fullmatch(lines[-1]) if lines else None
    return (int(match[1]), int(match[2])) if match else None


def target_names(cases: CaseFile) -> frozenset[str]:
    """Return every function and constructor that the cases call by name: what `modules` has to map."""
    groups = {group.name.text for group in cases.groups}
    bound = {given.name.text for scenario in cases.scenarios for given in scenario.givens}
    bound |= {fixture.name.text for fixture in cases.fixtures}
    calls = {target.text for scenario in cases.scenarios for target in scenario.targets}
    constructors = {name for fixture in cases.fixtures if (name := _constructor_name(fixture))}
    return frozenset(name for name in groups | calls | constructors if name.partition(".")[0] not in bound)


def module_of(path: str) -> str:
    """Return the module that a Python file is, imported from the output folder: `pkg/a.py` is `pkg.a`."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


def _script(name: str) -> str:
    """Return a script that needs no package: its imports of the others name them as neighbours."""
    text = (files("osteon.engine") / name).read_text(encoding="utf-8")
    return text.replace("from osteon.engine.", "from ")


class _Writer:
    """The cases of one file as data for the judge."""

    def __init__(self, cases: CaseFile, modules: Mapping[str, str], file: str) -> None:
        self.cases = cases
        self.modules = modules
        self.file = file
        self.fixtures = {fixture.name.text: fixture for fixture in cases.fixtures}

    def groups(self) -> Iterator[Data]:
        for group in self.cases.groups:
            if self._makeable(group):
                yield from (self._row(group, case) for case in group.cases)

    def scenarios(self, *, commands: bool) -> Iterator[Data]:
        for scenario in self.cases.scenarios:
            if scenario.steps and isinstance(scenario.steps[0], Command) is commands and self._makeable(scenario):
                yield self._scenario(scenario, commands=commands)

    def unmade(self) -> Iterator[str]:
        """Say which groups and scenarios need a fixture that no constructor makes."""
        for stanza in self.cases.stanzas:
            if not self._makeable(stanza):
                yield f"{_label(stanza)}: a fixture it uses names no constructor"

    def foreign(self, language: str) -> Iterator[str]:
        """Say which groups and scenarios call functions, which only Python code can be asked for."""
        for stanza in self.cases.stanzas:
            if isinstance(stanza, Group) or stanza.targets:
                yield f"{_label(stanza)}: functions in {language} cannot be called from here"

    def _makeable(self, stanza: Stanza) -> bool:
        used = _fixture_names(stanza)
        return all(_constructor_name(self.fixtures[name]) for name in used if self._opaque(name))

    def _opaque(self, name: str) -> bool:
        return name in self.fixtures and self.fixtures[name].opaque

    def _row(self, group: Group, case: Case) -> Data:
        inputs = iter(case.inputs)
        arguments = [
            {"name": parameter.name.text} if parameter.opaque else _input(parameter, next(inputs))
            for parameter in group.parameters
        ]
        names = [parameter.name.text for parameter in group.parameters]
        step: Data = {"target": group.name.text, "names": names, "arguments": arguments, "checks": []}
        step |= {"expected": _expected(case.expected, group.modes), "modes": _modes(group.modes)}
        bindings = {name: self._binding(name) for name in names if self._opaque(name)}
        label = f"{_label(group)}, case {case.name.text}"
        return self._case(label, group, [step], bindings, own_folder=False)

    def _scenario(self, scenario: Scenario, *, commands: bool) -> Data:
        if commands:
            steps = [_command(step) for step in scenario.steps if isinstance(step, Command)]
        else:
            steps = [_call(step, scenario.modes) for step in scenario.steps if isinstance(step, Call)]
        bindings = {
            given.name.text: self._given(given) for given in scenario.givens if given.kind in ("value", "stdin")
        }
        if not commands:
            bindings |= {name: self._binding(name) for name in _fixture_names(scenario) - bindings.keys()}
        case = self._case(_label(scenario), scenario, steps, {} if commands else bindings, own_folder=True)
        texts = {kind: _texts(scenario, kind) for kind in ("file", "env", "stdin")}
        case |= {"files": texts["file"], "env": texts["env"], "stdin": texts["stdin"].get("stdin", "")}
        return {**case, "kind": "commands" if commands else "calls"}

    def _case(self, label: str, stanza: Stanza, steps: list[Data], bindings: Data, *, own_folder: bool) -> Data:
        limit = next((mode.argument for mode in stanza.modes if mode.name.text == "timeout"), None)
        usual = COMMAND_SECONDS if steps and "words" in steps[0] else CALL_SECONDS
        return {
            "kind": "calls",
            "file": self.file,
            "label": label,
            "covers": [word.text for word in stanza.covers],
            "seconds": limit or usual,
            "modules": self._used_modules(steps, bindings),
            "bindings": bindings,
            "files": {},
            "env": {},
            "stdin": "",
            "own_folder": own_folder,
            "steps": steps,
        }

    def _used_modules(self, steps: list[Data], bindings: Data) -> Data:
        targets = [step["target"] for step in steps if "target" in step]
        targets += [binding["make"] for binding in bindings.values() if "make" in binding]
        names = {name for target in targets for name in (target, target.partition(".")[0])} - bindings.keys()
        return {name: self.modules[name] for name in sorted(names) if name in self.modules}

    def _given(self, given: Given) -> Data:
        return self._binding(given.name.text) if given.value is None else {"json": given.value.data}

    def _binding(self, name: str) -> Data:
        fixture = self.fixtures.get(name)
        if fixture is None or fixture.label is None:
            return {"json": fixture.value.data if fixture and fixture.value else None}
        match = _CONSTRUCTOR.fullmatch(fixture.label.text)
        return {
            "make": _constructor_name(fixture),
            "arguments": json.loads(f"[{(match and match['arguments']) or ''}]"),
        }


def _label(stanza: Stanza) -> str:
    return f"group {stanza.name.text}" if isinstance(stanza, Group) else f"scenario {stanza.name.text}"


def _fixture_names(stanza: Stanza) -> set[str]:
    """Return the names that a group or a scenario may have from fixtures."""
    if isinstance(stanza, Group):
        return {parameter.name.text for parameter in stanza.parameters if parameter.opaque}
    given = {given.name.text for given in stanza.givens if given.kind == "value"}
    calls = [step for step in stanza.steps if isinstance(step, Call)]
    arguments = {argument.name for call in calls for argument in call.arguments if argument.name}
    return given | arguments


def _constructor_name(fixture: Fixture) -> str:
    """Return the name in a label such as `Machine` or `Machine(4096)`; empty where a label is no call."""
    match = _CONSTRUCTOR.fullmatch(fixture.label.text) if fixture.label else None
    if match is None:
        return ""
    try:
        json.loads(f"[{match['arguments'] or ''}]")
    except (ValueError, RecursionError):
        return ""
    return match["name"]


def _texts(scenario: Scenario, kind: str) -> dict[str, str]:
    found = [given for given in scenario.givens if given.kind == kind and given.value is not None]
    return {given.name.text: given.value.data for given in found if given.value}


def _input(parameter: Parameter, value: Value) -> Data:
    return {"decimal": _decimal_text(value)} if parameter.decimal else {"json": value.data}


def _decimal_text(value: Value) -> str:
    """Return the digits that a person wrote, which a float would not keep."""
    return str(value.data) if isinstance(value.data, str) else value.source


def _argument(argument: Argument) -> Data:
    return {"name": argument.name} if argument.name else {"json": argument.value.data if argument.value else None}


def _modes(modes: tuple[Mode, ...]) -> Data:
    return {mode.name.text: mode.argument for mode in modes if mode.name.text != "timeout"}


def _expected(expected: Expected | None, modes: tuple[Mode, ...]) -> Data:
    if expected is None or expected.kind == "ok":
        return {"kind": "ok"}
    if expected.value is None:
        message = expected.message.text if expected.message else ""
        return {"kind": "error", "error": expected.error.text if expected.error else "", "message": message}
    decimal = any(mode.name.text == "decimal" for mode in modes)
    return {"kind": "value", "value": _decimal_text(expected.value) if decimal else expected.value.data}


def _call(call: Call, modes: tuple[Mode, ...]) -> Data:
    return {
        "target": call.target.text,
        "names": None,
        "arguments": [_argument(argument) for argument in call.arguments],
        "expected": _expected(call.expected, modes),
        "modes": _modes(modes),
        "checks": [_check(check) for check in call.checks],
    }


def _command(command: Command) -> Data:
    return {
        "words": command.words,
        "exit_code": command.exit_code or 0,
        "output": command.output,
        "checks": [_check(check) for check in command.checks],
    }


def _check(check: Check) -> Data:
    return {"stream": check.stream, "operator": check.operator, "text": check.text, "path": check.path}
