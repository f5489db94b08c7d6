"""What Ossature's parsers accept, in any of its versions, is no error here: both headers, all sections, all fields."""

from __future__ import annotations

import pytest
from tests.fixtures import workspace_of

from osteon.analysis.findings import Severity
from osteon.analysis.workspace import Workspace

BODY = """
## Overview

Tells how long ago something was.

## Goals

- be short

## Non-Goals

- time zones

## Requirements

### Relative time {#relative-time .no-verify}

Says "5 minutes ago".

**Accepts:** two timestamps
**Returns:** a string

**Errors:**
- the second is before the first → `ValueError`
- not a number -> TypeError

| from | text |
|---|---|
| 0 | now |

## Constraints

- no dependencies

## Examples

### Now

**Input:**

```python
ago(0)
```

**Output:**

```
now
```

## Acceptance Criteria

- all examples pass

## Notes

None.
"""

TAGGED = """\


A line above the title.

# Spec: Time ago

Some words.
@id: TIME_AGO
@status: approved
unknown lines here
@priority: high
@author: someone
@depends: []
"""

YAML = """\
---
id: TIME_AGO
status: implemented
priority: critical
depends:
version: 3
tags: [a, b]
---

# Time ago
"""

ARCHITECTURE = """
## Overview

One module.

## Components

### Ago

@path: time_ago.py

Finds the largest unit.

**Interface:**

```python
def ago(then: int, now: int) -> str: ...
```

**Contracts:**
- never negative
  even when asked to
- pure

**Depends on:** Units

### Units

@path: src/units.py

Names of units.

**Depends on:** None (leaf)

**Contracts:** None

**Interface:**

```
UNITS = ...
```

## Data Models

### Unit

```python
Unit = tuple[str, int]
```

## Flow

```
then -> ago -> text
```

## Dependencies

- pytest: tests
"""


def errors(workspace: Workspace) -> list[str]:
    return [
        f"{path}: {finding.code}: {finding.message}"
        for path, findings in workspace.all_findings().items()
        for finding in findings
        if finding.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("head", [TAGGED, YAML, "\ufeff" + YAML, YAML.replace("depends:\n", "depends: ''\n")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_spec_is_accepted(head: str, end: str):
    workspace = workspace_of((head + BODY).replace("\n", end))
    assert errors(workspace) == []
    assert workspace.files["main.smd"].spec_id == "TIME_AGO"


@pytest.mark.parametrize(
    "head", ["# Architecture: Time ago\n@spec: TIME_AGO\n@status: draft\n", YAML.replace("id:", "spec:")]
)
def test_an_architecture_is_accepted(head: str):
    workspace = workspace_of(f"{TAGGED}{BODY}\n#- a.amd\n{head}{ARCHITECTURE}")
    assert errors(workspace) == []
    assert [component.name for component in workspace.files["a.amd"].architecture.components] == ["Ago", "Units"]


@pytest.mark.parametrize(
    ("written", "depends"),
    [
        ("@depends: [A, B]", ["A", "B"]),
        ("@depends: A, B", ["A", "B"]),
        ("@depends:A,B ,", ["A", "B"]),
        ("@depends: [ ]", []),
        ("  @depends: A", ["A"]),
    ],
)
def test_depends_in_tags(written: str, depends: list[str]):
    spec = workspace_of(f"# T\n@id: T\n{written}\n").files["main.smd"].spec
    assert [word.text for word in spec.depends] == depends


@pytest.mark.parametrize(
    ("written", "depends"),
    [
        ("depends: [A, B]", ["A", "B"]),
        ("depends:\n  - A\n  - 'B'", ["A", "B"]),
        ("depends:\n- A\n- B # why", ["A", "B"]),
        ("depends: A, B", ["A", "B"]),
        ('depends: "A, B"', ["A", "B"]),
        ("depends: [NO, 010]", ["NO", "010"]),
        ("depends:", []),
        ("depends: null", []),
        ("depends: ~", []),
        ("depends: []", []),
    ],
)
def test_depends_in_front_matter(written: str, depends: list[str]):
    text = f"---\nid: T\n{written}\n---\n# T\n"
    spec = workspace_of(text).files["main.smd"].spec
    assert [word.text for word in spec.depends] == depends
    assert [text[word.span.start : word.span.end].strip("'\"") for word in spec.depends] == depends


@pytest.mark.parametrize(
    ("written", "depends"),
    [
        ("A, B", ["A", "B"]),
        ("A,\nB\n\nMore words.", ["A", "B"]),
        ("\n- A\n- B.C", ["A", "B.C"]),
        ("None (leaf)", []),
        ("none", []),
        ("NoneSuch", ["NoneSuch"]),
    ],
)
def test_depends_on_of_a_component(written: str, depends: list[str]):
    text = f"#- a.amd\n# T\n## Components\n### C\n**Depends on:** {written}\n\n**Contracts:** None\n"
    architecture = workspace_of(text).files["a.amd"].architecture
    assert [word.text for word in architecture.components[0].depends] == depends
