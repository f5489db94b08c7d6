"""Each check of where requirements come from: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Severity

CONTEXT = "```\nthe selected text\n\nand more\n```"
SEAL = sha256(f"cut it off,\n\nnot wrapped\0{CONTEXT}".encode()).hexdigest()
LEDGER = f"""\
# Intents: A

@spec: A

## I-0001

@by: maria
@sha256: {SEAL}

> cut it off,
>
> not wrapped

### Context

```
the selected text

and more
```
"""

FIRES = {
    "inferred-unaccepted": """
        # A
        @id: A
        ## Requirements
        ### Wrap {#wrap .inferred key=1}
            ^^^^ inferred-unaccepted A model added 'Wrap' (by audit, from missing-else): no person accepted it
        @origin: inferred by audit, from missing-else
        Wraps.
        ### Clip
        Clips.
        - at the left {.inferred}
                      ^^^^^^^^^^^ inferred-unaccepted 'at the left'
          - and more
        - at the right
        #- a.amd
        # A
        @spec: A
        ## Components
        ### Screen {.inferred}
            ^^^^^^ inferred-unaccepted A model added 'Screen'
        @path: a.py
    """,
    "inferred-unaccepted where something names it: no fix deletes it": """
        # A
        @id: A
        @see: #wrap
        ## Requirements
        ### Wrap
            ^^^^ inferred-unaccepted
        @origin: inferred by audit
        Wraps.
    """,
    "explicit-without-intent": """
        # A
        @id: A
        ## Requirements
        ### One
        @origin: explicit
                 ^^^^^^^^ explicit-without-intent This names no record
        ### Two
        @origin: explicit I-0001
        ### Three
            ^^^^^ explicit-without-intent No record says who asked for 'Three'
        ### Four {#four}
        ### Five {.inferred}
        #- a.intent
        # A
        @spec: A
        ## I-0001
        > words
        ## I-0002
        @about: #four
        > words
    """,
    "intent-tampered": """
        #- a.intent
        # A
        @spec: A
        ## I-0001
        @sha256: 0123abcd
                 ^^^^^^^^ intent-tampered I-0001 was changed after it was recorded
        > words
        ## I-0002
           ^^^^^^ intent-tampered I-0002 has no digest
        @by: maria
        > words
        ## I-0003
           ^^^^^^ intent-tampered I-0003 has no digest
        > words
        ## I-0004
           ^^^^^^ intent-tampered I-0004 has no digest
        @sha256:
        > words
    """,
    "unresolved-reference to a record": """
        # A
        @id: A
        ## Requirements
        ### One
        @origin: explicit I-0001, I-0003
                                  ^^^^^^ unresolved-reference A has no intent I-0003: did you mean I-0001?
        #- a.intent
        # A
        @spec: A
        ## I-0001
        > words
    """,
}

SILENT = {
    "inferred-unaccepted where nothing is marked": """
        # A
        @id: A
        ## Requirements
        ### What was inferred
        @origin: explicit I-0001
        - the class `{.inferred}`
        - inferred values {.other}
    """,
    "explicit-without-intent without records": """
        # A
        @id: A
        ## Requirements
        ### One
        @origin: explicit
        #- b.intent
        # B
        @spec: B
        ## I-0001
        > words
    """,
    "explicit-without-intent where few requirements lead back to a record": """
        # A
        @id: A
        ## Requirements
        ### One
        @origin: explicit I-0001
        ### Two
        ### Three
        ### Four
        #- a.intent
        # A
        @spec: A
        ## I-0001
        > words
    """,
    "intent-tampered where nothing was said yet": """
        #- a.intent
        # A
        @spec: A
        ## I-0001
        ## Notes
        > words
    """,
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_at_the_exact_range_and_its_fixes_fix(name: str):
    code = name.split()[0].rstrip(":")
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])


@pytest.mark.parametrize(
    ("before", "after", "is_whole"),
    [
        ("", "", True),
        ("\n", "\r\n", True),
        (">\n", ">   \n", True),
        ("> not wrapped\n", "> not wrapped  \n\n\n", True),
        ("@by: maria", "@by: paul", True),
        ("cut it off", "wrap it", False),
        ("the selected text", "another text", False),
        ("### Context", "### Other", False),
    ],
)
def test_a_seal_covers_the_words_and_the_context_and_no_white_space(before: str, after: str, is_whole: bool):
    workspace = workspace_of(f"#- a.intent\n{LEDGER.replace(before, after) if before else LEDGER}")
    assert [one.code for one in workspace.findings("a.intent") if one.code == "intent-tampered"] == (
        [] if is_whole else ["intent-tampered"]
    )


def test_a_broken_seal_is_never_mended_unasked():
    workspace = workspace_of(f"#- a.intent\n{LEDGER.replace('cut', 'cast')}")
    (found,) = (one for one in workspace.findings("a.intent") if one.code == "intent-tampered")
    assert found.severity is Severity.ERROR
    assert not any(fix.safe or fix.preferred for fix in found.fixes)


def test_accepting_takes_every_mark_away_and_rejecting_takes_the_whole():
    workspace = workspace_of(FIRES["inferred-unaccepted"])
    heading, item = (one for one in workspace.findings("main.smd") if one.code == "inferred-unaccepted")
    accepted = fixed(fixed(workspace, item.fixes[0].edits), heading.fixes[0].edits).files["main.smd"].text
    assert "### Wrap {#wrap key=1}\n" in accepted
    assert "inferred" not in accepted
    assert "- at the left\n" in accepted
    rejected = fixed(fixed(workspace, item.fixes[1].edits), heading.fixes[1].edits).files["main.smd"].text
    assert rejected == "# A\n@id: A\n## Requirements\n### Clip\nClips.\n- at the right\n"


@pytest.mark.parametrize(("strict", "severity"), [(True, Severity.ERROR), (False, Severity.WARNING)])
def test_what_a_task_builds_unaccepted_is_an_error_where_that_is_wanted(strict: bool, severity: Severity):
    fixture = """
        # A
        @id: A
        ## Requirements
        ### Wrap {.inferred}
        ### Clip {.inferred}
        #- plan.toml
        [[task]]
        id = "one"
        spec = "A"
        sections = ["#wrap"]
    """
    workspace = workspace_of(fixture, configuration=replace(Configuration(), strict=strict))
    found = [one.severity for one in workspace.findings("main.smd") if one.code == "inferred-unaccepted"]
    assert found == [severity, Severity.WARNING]
