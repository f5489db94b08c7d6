"""The cases a person wrote, made ready to run against built code: found, bound to modules, rendered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osteon.analysis.case_model import CaseFile
from osteon.analysis.findings import Severity
from osteon.engine.files import digest_text
from osteon.engine.harness import Harness, module_of, render_harness, target_names
from osteon.engine.sources import Sources

DEFINITION = r"^(?:async\s+def|def|class)\s+{name}\b|^{name}\s*[:=]"
"""How a name is defined at the top of a Python module or in an interface."""


@dataclass(frozen=True, slots=True)
class HiddenCases:
    """One `.vmd` file of a task. Its values reach the verification folder and nothing else."""

    path: str
    cases: CaseFile
    language: str
    modules: Mapping[str, str]
    """The path of the file behind each called name, as far as the architecture says."""

    @property
    def problem(self) -> str:
        """Say why the cases cannot all be trusted to run; empty where they can."""
        if any(finding.severity is Severity.ERROR for finding in self.cases.findings):
            return "it has errors; `osteon check` shows them"
        harness = self.render({})
        return (
            ""
            if harness.expected_cases
            else f"none of its cases can run: {'; '.join(harness.not_run) or 'it is empty'}"
        )

    @property
    def digest(self) -> str:
        """The digest of what is asked and expected: comments and layout of the file do not count.

        Nor does the program that judges: with a new version of Osteon a result is not in doubt. What must put it in
        doubt changes the format of the data, or of all keys.
        """
        harness = self.render({})
        data = {path: text for path, text in harness.files.items() if path.endswith(".json")}
        return digest_text(json.dumps([data, harness.command], sort_keys=True))

    def render(self, files: Mapping[str, str]) -> Harness:
        """Return the program that runs the cases; names that no architecture tells are looked for in `files`."""
        unknown = target_names(self.cases) - self.modules.keys()
        paths = {**find_modules(unknown, files.items()), **self.modules}
        roots = (".", "src") if any(path.startswith("src/") for path in paths.values()) else (".",)
        modules = {name: module_of(path.removeprefix("src/")) for name, path in paths.items()}
        return render_harness(self.cases, language=self.language, modules=modules, path=self.path, roots=roots)


def hidden_cases(path: str, cases: CaseFile, *, spec: str, sources: Sources, language: str) -> HiddenCases:
    """Bind a `.vmd` file to the components of its architecture; `spec` is its task's, where the file names none."""
    owner = cases.arch or cases.spec
    prefix = f"{owner.text if owner else spec}.".casefold()
    interfaces = [
        (component.path.text, component.interface.text)
        for key, (_, _, component) in sources.components.items()
        if key.startswith(prefix) and component.path and component.interface
    ]
    return HiddenCases(path, cases, language, find_modules(target_names(cases), interfaces))


def find_modules(names: Iterable[str], texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name the path of the first text that defines it; of `Class.method`, its class."""
    python = [(path, text) for path, text in texts if path.endswith(".py")]
    found = {name: _defined_in(name.partition(".")[0], python) for name in sorted(names)}
    return {name: path for name, path in found.items() if path}


def _defined_in(name: str, texts: Iterable[tuple[str, str]]) -> str:
    pattern = re.compile(DEFINITION.format(name=re.escape(name)), re.MULTILINE)
    return next((path for path, text in texts if pattern.search(text)), "")
