"""A task asks for a model that is not configured.

## What it finds
A `model` of a task that is neither `default` nor a role of `[tool.osteon.models]`.

## Why it matters
A build refuses the task: the model that it would take in its place is not the one that was meant.

## Example
`model = "stong"`, where the configuration has `strong`

## Fix
Correct the name, or add the role to the configuration; the quick fixes offer the nearest roles, then others that are
configured.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.analysis.rules.toml_text import toml_choices, toml_replacements
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

CODE = "unknown-role"
SEVERITY = Severity.ERROR

_MOST_OTHERS = 3


def check_task(task: Task, file: SourceFile, configuration: Configuration) -> Iterator[Finding]:
    """Report each role that no model is configured for."""
    if not configuration.knows_role(task.model):
        near = closest(task.model, ("default", *configuration.models))
        advice = did_you_mean(near, "correct it, or add it to [tool.osteon.models]")
        span = task.place("model")
        message = f"No model is configured for the role {task.model}: {advice}"
        others = [name for name in ("default", *configuration.models) if name not in near][:_MOST_OTHERS]
        fixes = (*toml_replacements(file.path, span, near), *toml_choices(file.path, span, others))
        yield Finding(CODE, SEVERITY, span, message, fixes=fixes)
