"""No task builds a requirement.

## What it finds
A requirement that no task shows or covers, in a spec that the plan has tasks for.

## Why it matters
No model ever sees it: the program will be built without it.

## Example
A new `### Scroll` under `## Requirements`, while the plan is as it was.

## Fix
Where a component says `@see: #scroll`, has the requirement's name or is the only one, run `osteon plan`. Otherwise add
`@see: #scroll` to the component that builds it first: what no component claims is never planned. Or add the anchor to
the `sections` and `covers` of a task yourself; the quick fixes do that for the tasks of the spec, or for the one whose
component has the requirement's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Section, slug
from osteon.analysis.rules.plan_edits import additions
from osteon.analysis.rules.plan_tasks import is_planned, tasks_of
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile, anchor_key

CODE = "unplanned-requirement"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a requirement that the plan leaves out at its heading."""
    spec_id = file.spec_id if is_requirement(section, file) else ""
    if not spec_id or not is_planned(spec_id, index):
        return
    around = (section.anchor, section.parent.anchor if section.parent else "")
    keys = [anchor_key(spec_id, anchor) for anchor in around]
    if not any(_has_role(key, ("sections", "covers"), index) for key in keys):
        anchor = section.anchor
        claim = "" if _is_claimed(section, spec_id, index) else f"add `@see: #{anchor}` to a component and "
        message = f"No task builds this: {claim}run `osteon plan`, or add #{anchor} to a task's sections"
        tasks = tasks_of(spec_id, index, building=(anchor.casefold(), slug(section.title.text)))
        fixes = tuple(additions(f"#{anchor}", ("sections", "covers"), tasks))
        yield Finding(CODE, SEVERITY, section.title.span, message, fixes=fixes)


def _is_claimed(section: Section, spec_id: str, index: Index) -> bool:
    """Tell whether the planner would give a requirement to a component: by `@see`, by its name or as the only one."""
    names = index.names("component", f"{spec_id.casefold()}.")
    uses = index.references(anchor_key(spec_id, section.anchor))
    return (
        len(names) == 1
        or any(slug(name) in (section.anchor.casefold(), slug(section.title.text)) for name in names)
        or any(use.role == "see" and index.files[path].architecture for path, use in uses)
    )


def _has_role(key: Key, roles: tuple[str, ...], index: Index) -> bool:
    """Tell whether a plan names a key in one of the roles; cases too say what they cover."""
    return any(reference.role in roles and index.files[path].plan for path, reference in index.references(key))
