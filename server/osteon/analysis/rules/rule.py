"""What a check is, and how all of them are run over a file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

SectionCheck = Callable[[Section, SourceFile], Iterable[Finding]]
FileCheck = Callable[[SourceFile, Configuration], Iterable[Finding]]
LinkCheck = Callable[[SourceFile, Index, Configuration], Iterable[Finding]]
SectionLinkCheck = Callable[[Section, SourceFile, Index, Configuration], Iterable[Finding]]
TaskCheck = Callable[[Task, SourceFile, Configuration], Iterable[Finding]]
TaskLinkCheck = Callable[[Task, SourceFile, Index, Configuration], Iterable[Finding]]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One check: its code, its default severity, its manual page, and the function that finds."""

    code: str
    severity: Severity
    manual: str
    """Markdown: what it finds, why it matters, an example, the fix."""
    check_section: SectionCheck | None
    check_file: FileCheck | None
    check_links: LinkCheck | None
    check_section_links: SectionLinkCheck | None = None
    enabled: bool = True
    """Whether it runs without being named in the configuration."""
    lexical: bool = False
    """Whether it is about the very words that a finding stands at, so that a project's vocabulary may exempt them."""
    from_builds: bool = False
    """Whether it rests on the state of builds, so that editors show it and `osteon check` does not."""
    check_task: TaskCheck | None = None
    check_task_links: TaskLinkCheck | None = None

    @property
    def summary(self) -> str:
        """The manual's first sentence."""
        return self.manual.partition("\n")[0]


def rule_of(module: ModuleType) -> Rule:
    """Read a rule from its module (see the package's docstring)."""
    return Rule(
        module.CODE,
        module.SEVERITY,
        inspect.cleandoc(module.__doc__ or ""),
        getattr(module, "check_section", None),
        getattr(module, "check_file", None),
        getattr(module, "check_links", None),
        getattr(module, "check_section_links", None),
        getattr(module, "ENABLED", True),
        getattr(module, "LEXICAL", False),
        getattr(module, "FROM_BUILDS", False),
        getattr(module, "check_task", None),
        getattr(module, "check_task_links", None),
    )
