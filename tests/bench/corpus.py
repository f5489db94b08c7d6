"""What the checks say about careful specs, and which of the faults that are seeded into them they find."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import OURS, Measure, Scale

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.rules import RULES
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.text import Span
from osteon.analysis.workspace import Workspace
from osteon.project import find_project, load_workspace, read_source

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
UNSEEN = CORPUS / "unseen"
"""Projects with faults of their own that nobody tunes the checks for."""

STATEMENT_CODES = (
    "vague-adjective",
    "vague-adverb",
    "vague-quantity",
    "escape-clause",
    "open-ended-list",
    "unspecific-verb",
    "compound-modal",
    "superfluous-infinitive",
    "and-or",
    "placeholder",
    "performance-without-number",
    "indefinite-time",
    "long-statement",
    "number-without-unit",
)
"""The checks of the wording of statements that are on unless a project says otherwise."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of a `faults.toml`: a change of one place in the projects beside it that a check must notice."""

    code: str
    file: str
    find: str
    replace: str
    to: str = ""
    """Where the changed text is written, if not in place of `file`."""
    encoding: str = "utf-8"
    why: str = ""
    """What makes it a fault, where the change does not say so by itself."""
    corpus: Path = CORPUS

    @property
    def project(self) -> str:
        return self.file.partition("/")[0]

    def seeded(self) -> str:
        """Return the changed text as a project reads it: bytes that are not UTF-8 are lone surrogates."""
        changed = read_source(self.corpus / self.file).replace(self.find, self.replace, 1)
        return changed.encode(self.encoding).decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks say about a seeded fault that they did not say before."""

    fault: Fault
    new: tuple[tuple[str, Finding], ...]
    """Findings by path, of any code."""

    @property
    def found(self) -> bool:
        return any(finding.code == self.fault.code for _path, finding in self.new)


def run(scale: Scale) -> Iterator[Measure]:
    """Check every project of the corpus as it is, then with each fault alone; of the unseen ones, recall only."""
    workspaces = projects()
    yield from _clean(workspaces)
    yield from _seeded("seeded", faults(), workspaces, scale)
    yield from _seeded("unseen", faults(UNSEEN), projects(UNSEEN), scale)


def projects(corpus: Path = CORPUS) -> dict[str, Workspace]:
    """Return the workspace of every project of a corpus, by the name of its folder."""
    return {folder.name: load_workspace(find_project(folder)) for folder in project_folders(corpus)}


def project_folders(corpus: Path = CORPUS) -> list[Path]:
    """Return the folders that have a configuration."""
    return sorted(folder for folder in corpus.iterdir() if any((folder / name).exists() for name in _CONFIGURATIONS))


_CONFIGURATIONS = ("osteon.toml", "pyproject.toml")


def faults(corpus: Path = CORPUS) -> list[Fault]:
    """Return the faults of a corpus in the order of their file."""
    entries = tomllib.loads((corpus / "faults.toml").read_text())["fault"]
    return [Fault(**entry, corpus=corpus) for entry in entries]


def seed(fault: Fault, workspace: Workspace) -> Outcome:
    """Check a project with one fault; the workspace is afterwards as it was."""
    if fault.file.endswith("osteon.toml"):
        findings = parse_configuration(fault.seeded()).findings
        return Outcome(fault, tuple((fault.file, finding) for finding in findings))
    path = (fault.to or fault.file).partition("/")[2]
    before = Counter(_told(workspace))
    old = workspace.files.get(path)
    workspace.set_file(path, fault.seeded())
    new = _beyond(before, workspace)
    if old is None:
        workspace.remove_file(path)
    else:
        workspace.set_file(path, old.text)
    return Outcome(fault, tuple(new))


def _told(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    for path, findings in workspace.all_findings().items():
        yield from ((path, finding.code, finding.message) for finding in findings)


def _beyond(before: Counter[tuple[str, str, str]], workspace: Workspace) -> list[tuple[str, Finding]]:
    """Return the findings that say something that was not said before, or say it once more."""
    left, new = before.copy(), []
    for path, findings in workspace.all_findings().items():
        for finding in findings:
            left[path, finding.code, finding.message] -= 1
            if left[path, finding.code, finding.message] < 0:
                new.append((path, finding))
    return new


# The clean corpus -----------------------------------------------------------------------------------------------------


def _clean(workspaces: Mapping[str, Workspace]) -> Iterator[Measure]:
    files = [(file, workspace.findings(path)) for workspace in workspaces.values() for path, file in _files(workspace)]
    specs = sum(file.spec is not None for file, _findings in files)
    demands = sum(statement.normative for file, _findings in files for _at, statement in statements(file))
    yield _count("specs", specs)
    yield _count("normative statements", demands)
    for severity in Severity:
        number = sum(finding.severity is severity for _file, findings in files for finding in findings)
        yield _count(f"findings: {severity.name.lower()}", number)
    flagged = Counter(code for file, findings in files for code in _flags(file, findings))
    yield from (_count("statements flagged", flagged[code], code) for code in STATEMENT_CODES if code in RULES)
    yield _count("statements flagged", flagged[""], "any of the above")
    share = 100 * flagged[""] / demands
    yield Measure("corpus", "statements flagged per hundred", "clean", demands, OURS, "", (share,))


def _files(workspace: Workspace) -> Iterable[tuple[str, SourceFile]]:
    return sorted(workspace.files.items())


def statements(file: SourceFile) -> Iterator[tuple[Span, Statement]]:
    """Return the statements of a spec with their spans in the file."""
    for section in file.spec.sections if file.spec else ():
        yield from ((section.at(statement.span), statement) for statement in statements_of(section))


def _flags(file: SourceFile, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield each code once for each statement it stands in, and an empty text once for each flagged statement."""
    lexical = [finding for finding in findings if finding.code in STATEMENT_CODES]
    for span, _statement in statements(file):
        codes = {one.code for one in lexical if span.start <= one.span.start < span.end}
        yield from codes
        if codes:
            yield ""


def _count(quantity: str, number: int, subject: str = OURS) -> Measure:
    return Measure("corpus", quantity, "clean", 1, subject, "", (number,))


# The seeded faults ----------------------------------------------------------------------------------------------------


def _seeded(case: str, known: Iterable[Fault], workspaces: Mapping[str, Workspace], scale: Scale) -> Iterator[Measure]:
    """Yield the recall of each code whose rule exists, and of all of them together."""
    of_code: dict[str, list[bool]] = {}
    for number, fault in enumerate(known):
        if fault.code in RULES and (scale > Scale.TINY or number % 20 == 0):
            of_code.setdefault(fault.code, []).append(seed(fault, workspaces[fault.project]).found)
    for code, found in sorted(of_code.items()):
        yield _share("recall", case, code, found)
    yield _share("recall", case, "all codes", [one for found in of_code.values() for one in found])


def _share(quantity: str, case: str, subject: str, what: list[bool]) -> Measure:
    return Measure("corpus", quantity, case, len(what), subject, "", (sum(what) / max(1, len(what)),))
