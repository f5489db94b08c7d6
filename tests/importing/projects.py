"""Three small projects as Ossature's users have them, by its grammars: of 0.0.1, of 0.0.5 and of 0.2."""

from __future__ import annotations

from pathlib import Path

SECTIONS = """
## Overview

{title} in one sentence.

## Goals

- be right

## Non-Goals

- be fast

## Requirements

{requirements}

## Constraints

- no dependencies

## Examples

### {example}

**Input:**

```
1
```

**Output:**

```
2
```

## Acceptance Criteria

- the example holds
"""


def body(title: str, requirements: str, example: str = "One") -> str:
    """Return the sections that every spec of Ossature's has."""
    return SECTIONS.format(title=title, requirements=requirements.strip(), example=example)


def requirement(title: str, text: str) -> str:
    """Return a requirement with the fields that Ossature demands."""
    return f"### {title}\n\n{text}\n\n**Accepts:** a whole number\n\n**Returns:** a whole number\n"


COUNTER = body("Counter", requirement("Count up", "Adds 1 to the number.") + "\n" + requirement("Reset", "Gives 0."))

TAGGED = {
    "ossature.toml": '[project]\nname = "counter"\nversion = "0.0.1"\n\n[output]\nlanguage = "python"\n\n'
    '[llm]\nmodel = "anthropic:claude-x"\n',
    "specs/counter.smd": f"# Counter\n\n@id: COUNTER\n@status: draft\n@priority: high\n@depends: []\n{COUNTER}",
    "specs/counter.amd": "# Architecture: Counter\n\n@spec: COUNTER\n@status: draft\n\n## Overview\n\nOne module.\n\n"
    "## Components\n\n### Counter\n\n@path: counter.py\n\nCounts.\n\n**Interface:**\n\n```python\n"
    "def up(number: int) -> int: ...\n```\n",
}
"""Without a plan, as before the first audit."""

PLAIN = {
    "ossature.toml": '[project]\nspec_dir = "spec"\n\n[output]\ndir = "build"\nlanguage = "rust"\n'
    'framework = "axum"\n\n[build]\nmax_fix_attempts = 5\nreview = false\n'
    'setup = ["cargo fetch"]\n\n[llm]\nmodel = "openai:m"\n'
    'build = "ollama:coder"\nollama_base_url = "http://localhost:11434/v1"\napi_key = "sk-secret"\nretries = 2\n',
    "spec/parse.smd": "---\nid: PARSE\nstatus: approved\npriority: medium\n---\n\n# Parse\n"
    + body("Parse", requirement("Read a number", "Reads digits."), example="Read a number"),
    "spec/print.smd": "---\nid: PRINT\nstatus: draft\npriority: low\ndepends: [PARSE]\n---\n\n# Print\n"
    + body("Print", requirement("Write a number", "Writes digits.")),
    ".ossature/plan.toml": """\
# Made by an audit; reviewed by us.

[meta]
generated_at = "2026-01-01T00:00:00Z"
total_tasks = 3
specs = ["PARSE", "PRINT"]

# The ground floor.
[[task]]
id = "001"
spec = "PARSE"
title = "Scaffold"
description = "The crate."
outputs = ["Cargo.toml", "src/lib.rs"]
depends_on = []
spec_refs = ["overview", "Constraints"]
arch_refs = []
status = "done"
verify = ["test -s Cargo.toml"] # cheap

[[task]]
id = "002"
spec = "PARSE"
title = "Parser"
description = "The parser."
outputs = ["src/lib.rs"]
depends_on = ["001"]
spec_refs = ["Requirements > Read a number", "Nowhere"]
arch_refs = ["Components > Lexer"]
status = "failed"
verify = ["test -s src/lib.rs", "test -s src/none.rs"]

[[task]]
id = "003"
spec = "PRINT"
title = "Printer"
description = "The printer."
outputs = ["src/print.rs"]
depends_on = ["002"]
spec_refs = ["write a number"]
arch_refs = []
status = "skipped"
verify = "test -s src/print.rs"
cross_spec_interfaces = ["PARSE"]
""",
}
"""Two specs without an architecture, a plan with references that lead nowhere, and a key that is a secret."""

CASES = """\
@spec: COUNTER
@status: draft

@covers count-up
up(number)
zero | 0 | 1
nine | 9 | 10

scenario resets:
  when reset(5)
  then returns 0
"""

FULL = {
    "ossature.toml": '[project]\nname = "counter"\n\n[output]\ndir = "out"\nlanguage = "python"\n\n[test]\n'
    'require_coverage = true\n\n[llm]\nmodel = "anthropic:claude-x"\nreviewer = "openai:m"\n',
    "specs/counter.smd": f"---\nid: COUNTER\nstatus: approved\npriority: high\n---\n\n# Counter\n{COUNTER}".replace(
        "### Count up", "### Count up {#count-up}"
    ).replace("### Reset", "### Reset {#reset .no-verify}"),
    "specs/counter.amd": "---\nspec: COUNTER\nstatus: approved\n---\n\n# Counter\n\n## Overview\n\nOne module.\n\n"
    "## Components\n\n### Counter\n\n@path: counter.py\n\nCounts.\n\n**Interface:**\n\n```python\n"
    "def up(number: int) -> int: ...\ndef reset(number: int) -> int: ...\n```\n\n**Contracts:**\n\n- pure\n\n"
    "## Data Models\n\n### Number\n\n```python\nNumber = int\n```\n",
    "specs/counter.vmd": CASES,
    "context/logo.txt": "1 2 3\n",
    "context/notes/style.txt": "Short names.\n",
    ".ossature/plan.toml": """\
[meta]
generated_at = "2026-08-01T00:00:00Z"
total_tasks = 5
specs = ["COUNTER"]

[[task]]
id = "001"
spec = "COUNTER"
title = "Counter"
description = "Write the counter.\\nIn one file."
outputs = ["counter.py"]
depends_on = []
spec_refs = ["requirements", "constraints"]
arch_refs = ["Components > Counter", "Data Models > Number"]
status = "done"
verify = ["test -s counter.py"]
context_files = ["notes/style.txt"]
covers = ["count-up", "Reset"]
notes = "Short."

[[task]]
id = "002"
spec = "COUNTER"
title = "Verify: up"
description = "Runs cases."
outputs = ["tests/test_checks_counter_up.py"]
depends_on = ["001"]
spec_refs = []
arch_refs = []
status = "done"
verify = ["python -m pytest tests/test_checks_counter_up.py -q"]
kind = "verify"
vmd_file = "specs/counter.vmd"
vmd_group = "up/1"

[[task]]
id = "003"
spec = "COUNTER"
title = "Verify: scenarios (counter)"
description = "Runs scenarios."
outputs = []
depends_on = ["002"]
spec_refs = []
arch_refs = []
status = "done"
verify = []
kind = "verify"
vmd_file = "specs/counter.vmd"
vmd_group = "@scenarios"

[[task]]
id = "004"
spec = "COUNTER"
title = "Assets"
description = ""
outputs = ["assets/*.txt"]
depends_on = []
spec_refs = []
arch_refs = []
status = "pending"
verify = []
kind = "copy"
source = ["context://*.txt"]

[[task]]
id = "005"
spec = "COUNTER"
title = "By hand"
description = ""
outputs = ["main.py"]
depends_on = ["003"]
spec_refs = ["overview"]
arch_refs = []
status = "manual"
verify = []
inject_files = ["counter.py"]
""",
}
"""With an architecture, cases and tasks of every kind."""


def write(project: dict[str, str], folder: Path) -> Path:
    """Write a project's files below a folder, and return it."""
    for path, text in project.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder
