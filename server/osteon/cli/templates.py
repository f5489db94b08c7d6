"""What `osteon init` and `osteon new` write."""

from __future__ import annotations

CONFIGURATION = """\
# Every key has a default; `osteon doctor` shows what is in force.

specs = "specs"        # where the specs, plan.toml and the store are
output = "."           # where generated files go
language = "python"

[verify]
commands = []          # run for each task; {outputs} stands for the files it wrote
timeout = 120          # seconds for one command
sandbox = "auto"       # auto, bwrap, landlock, none
network = false

[models]
default = "mailbox"    # a litellm model ("openai/gpt-…"), "claude-code", "codex", "command: PROGRAM", "replay" …
"""

SPEC = """\
# {title}

@id: {id}
@status: draft
@priority: medium

## Overview

What {title} is for, and for whom.

## Goals

- What it must achieve.

## Non-Goals

- What it leaves to others.

## Requirements

### First requirement {{#first-requirement}}

What the program must do, in short and exact sentences.

**Accepts:** what goes in, with types and limits.

**Returns:** what comes out.

**Errors:**

- what goes wrong -> what happens then

## Constraints

- What holds everywhere, with numbers and units.

## Examples

### A first example

**Input:**

```
input
```

**Output:**

```
output
```

## Acceptance Criteria

- How a person sees that it is done.
"""

ARCHITECTURE = """\
# {title}

@spec: {id}
@status: draft

## Overview

How {title} is divided, and why.

## Components

### {component}

@path: {path}
@see: #first-requirement

What this component does.

**Interface:**

```python
def first(value: str) -> str: ...
```

**Contracts:** None

**Depends on:** None
"""

CASES = """\
@spec: {id}

# A group calls one function; a row is: name | inputs | expected.
@covers first-requirement
first(value)
example | "input" | "output"
"""

INTENT = """\
# Intents: {title}

@spec: {id}
"""
