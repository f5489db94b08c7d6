"""Each check of structure: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.configuration import Configuration

FIRES = {
    "misplaced-tag": """
        # A
        @id: A
        ## Overview
        @status: draft
        ^^^^^^^^^^^^^^ misplaced-tag move it there
        @id: B
        ^^^^^^ misplaced-tag
        #- b.smd
        ---
        id: B
        ---
        # B
        ## Overview
        @status: draft
        ^^^^^^^^^^^^^^ misplaced-tag
        #- a.amd
        # A
        @path: a.py
        ^^^^^^^^^^^ misplaced-tag under a `###` heading
        ## Components
    """,
    "unknown-attribute": """
        # A
        ## Requirements
        ### R {#r noverify #second}
                  ^^^^^^^^ unknown-attribute did you mean .no-verify
                            ^^^^^^ unknown-attribute write `#anchor`
        ### S {#no .noverify .mine key=value}
                   ^^^^^^^^^ unknown-attribute did you mean .no-verify
    """,
    "missing-id": """
        # Draw & clear
          ^^^^^^^^^^^^ missing-id add `@id: DRAW_CLEAR`

        @status: draft
    """,
    "missing-id empty": """
        # A
          ^ missing-id
        @id:
    """,
    "missing-id in front matter": """
        ---
        status: draft
        ---
        # A
          ^ missing-id
    """,
    "missing-id without a title": """
        ## Overview
        ^^^^^^^^^^^ missing-id add `@id: SPEC`
        Text.
    """,
    "invalid-status": """
        # A
        @status: drafft
                 ^^^^^^ invalid-status use one of draft, review
    """,
    "invalid-status empty": """
        #- a.amd
        # A
        @status:
        ^^^^^^^^ invalid-status The status is empty
    """,
    "invalid-status in front matter": """
        ---
        status: [draft]
                ^^^^^^^ invalid-status
        ---
        # A
    """,
    "invalid-priority": """
        # A
        @priority: hihg
                   ^^^^ invalid-priority use one of low, medium
    """,
    "invalid-tag-value of an id": """
        # A
        @id: 1 display
             ^^^^^^^^^ invalid-tag-value use a letter
    """,
    "invalid-tag-value of allow": """
        # A
        @allow: no-such-check it is fine
                ^^^^^^^^^^^^^^^^^^^^^^^^ invalid-tag-value no check called 'no-such-check'
        @allow: missing-id
                ^^^^^^^^^^ invalid-tag-value needs a reason
    """,
    "invalid-tag-value of origin and see": """
        # A
        @origin: maybe
                 ^^^^^ invalid-tag-value Write `@origin: explicit
        @see:
        ^^^^^ invalid-tag-value The list is empty
    """,
    "unknown-tag": """
        # A
        @statuz: draft
         ^^^^^^ unknown-tag did you mean @status
        ## Notes
        @whatever: B
         ^^^^^^^^ unknown-tag declare it
    """,
    "unknown-tag near a known one in front matter": """
        ---
        statuz: draft
        ^^^^^^ unknown-tag did you mean
        tool: other
        ---
        # A
    """,
    "duplicate-tag": """
        # A
        @id: A
        @status: draft
        @id: B
        ^^^^^^ duplicate-tag @id stands twice
    """,
    "duplicate-tag in front matter": """
        ---
        id: A
        depends:
          - B
        status: draft
        Depends: [C]
        ^^^^^^^^^^^^ duplicate-tag depends stands twice
        status: review # now
        ^^^^^^^^^^^^^^ duplicate-tag status stands twice
        ---
        # A
    """,
    "two-headers": """
        ---
        ^^^… two-headers keep one
        id: A
        depends: [B, C]
        ---
        # A
        @status: draft
    """,
    "front-matter-syntax": """
        ---
        id: [A
        status: draft
              ^ front-matter-syntax not valid YAML
        ---
        # A
    """,
    "front-matter-syntax no mapping": """
        ---
        just text
        ^^^^^^^^^ front-matter-syntax
        ---
        # A
    """,
    "front-matter-syntax without an end": """
        ---
        ^^^ front-matter-syntax close it
        id: A

        # A
    """,
    "missing-title": """
        @id: A
        ^^^^^^ missing-title add `# Main`
    """,
    "missing-title empty": """
        #
        ^ missing-title
        @id: A
    """,
    "missing-section": """
        # A
          ^ missing-section no `## Overview`
          ^ missing-section no `## Requirements`
          ^ missing-section no `## Acceptance Criteria`
    """,
    "missing-section of an architecture": """
        #- a.amd
        # A
          ^ missing-section no `## Components`
        ## Flow
        x
    """,
    "empty-section": """
        # A
        ## Requirements
           ^^^^^^^^^^^^ empty-section has no requirement
        - the program shall
        ## Notes
           ^^^^^ empty-section delete the heading
        ## Goals
        ### Two
            ^^^ empty-section
    """,
    "duplicate-section": """
        # A
        ## Notes
        x
        ## notes
           ^^^^^ duplicate-section join the two
        y
        ### One
        ### One
            ^^^ duplicate-section
    """,
    "duplicate-anchor": """
        # A
        ## Requirements
        ### Draw {#draw}
        ### Draw twice {.x #Draw}
                            ^^^^ duplicate-anchor belongs to 'Draw'
    """,
    "duplicate-anchor of three": """
        # A
        ## Glossary
        ### Fill
        ## Requirements
        ### Fill up {#fill}
        ### Filled {#fill .no-verify}
                     ^^^^ duplicate-anchor belongs to 'Fill up'
        ### Fill
    """,
    "missing-path": """
        #- a.amd
        # A
        ## Components
        ### Main loop
            ^^^^^^^^^ missing-path add `@path: main_loop.py`
        ### Other
            ^^^^^ missing-path
        @path:
        ### Shader
            ^^^^^^ missing-path add `@path: shader.rs`
        **Interface:**
        ```rust
        fn shade();
        ```
        ### build.zig
            ^^^^^^^^^ missing-path add `@path: build.zig`
    """,
    "escaping-path": """
        #- a.amd
        # A
        ## Components
        ### A
        @path: ../a.py
               ^^^^^^^ escaping-path
        ### B
        @path: C:/b.py
               ^^^^^^^ escaping-path
        ### C
        @path: /etc/passwd
               ^^^^^^^^^^^ escaping-path
        ### D
        @path: a\\b.py
               ^^^^^^ escaping-path use / between folders
        ### E
        @path: a/../b.py
               ^^^^^^^^^ escaping-path a dot part
        ### F
        @path: .git/hooks/x
               ^^^^^^^^^^^^ escaping-path not for outputs
    """,
    "missing-interface": """
        #- a.amd
        # A
        ## Components
        ### A
            ^ missing-interface add `**Interface:**`
        Text.
        ### B
            ^ missing-interface
        **Interface:** none
    """,
    "contracts-none-with-items": """
        #- a.amd
        # A
        ## Components
        ### A
        **Contracts:** None
                       ^^^^ contracts-none-with-items delete one
        - never raises
    """,
    "missing-arrow": """
        # A
        ## Requirements
        ### R
        **Errors:**
        - empty: ValueError
          ^^^^^^^^^^^^^^^^^ missing-arrow no arrow
        - -> ValueError
          ^^^^^^^^^^^^^ missing-arrow Nothing stands before
        - empty →
          ^^^^^^^ missing-arrow Nothing stands after
    """,
    "example-without-output": """
        # A
        ## Examples
        ### One
            ^^^ example-without-output no `**Output:**`
        **Input:**
        ```
        x
        ```
        ### Two
            ^^^ example-without-output no `**Input:**`
        **Output:** x
          ^^^^^^ example-without-output no code fence
        ### Three
            ^^^^^ example-without-output no `**Input:**` and no `**Output:**`: add both
    """,
    "unclosed-fence": """
        # A
          ````py
          ^^^^^^ unclosed-fence never ends
        ```
        # B
    """,
    "mixed-line-endings": "# A\n\n@id: A\r\n          ^… mixed-line-endings 1 line ends\n".replace(
        "          ^…", "      ^^…"
    ),
    "not-utf8": "# A \udce9\udcff\n    ^^ not-utf8 bytes e9 ff\n",
}

SILENT = {
    "misplaced-tag": "@id: A\n# A\n@status: draft\n## Components\n#- a.amd\n# A\n## Components\n### C\n@path: a.py\n",
    "unknown-attribute": "# A\n### Set {x}\n### R {#r .no-verify .inferred .mine k=v}\n### S {}\n",
    "missing-id": "# A\n@ID: A\n",
    "missing-id where front matter cannot be read": "---\nid: [A\n---\n# A\n",
    "invalid-status": "# A\n@status: Draft\n",
    "invalid-priority": "---\npriority: critical\n---\n# A\n",
    "invalid-tag-value": "# A\n@id: a-1_B\n@allow: missing-id: known\n@origin: explicit I-0001\n",
    "unknown-tag": "---\nid: A\nowner: me\n---\n# A\n```\n@property: x\n```\nmail@name: x\n",
    "duplicate-tag": "# A\n@see: #a\n@see: #b\n",
    "two-headers": "---\nid: A\n---\n# A\n@allow: missing-section a note\n",
    "front-matter-syntax": "---\nid: NO\n---\n# A\n\n---\n",
    "missing-title": "\ufeff# A\n",
    "missing-section": "# A\n## OVERVIEW\n## requirements\n## Acceptance criteria\n",
    "empty-section": "# A\n## Notes\n### One\nx\n## Components\n- a list of no component\n",
    "duplicate-section": "# A\n## One\n### Why\n## Two\n### Why\n",
    "duplicate-anchor": "# A\n## Foo\n## Foo\n## Foo 1\n## FOO\n## Bar {#Foo-1}\n## Straße\n## Strasse\n",
    "missing-path": "#- a.amd\n# A\n## Components\n### C\n@path: c.py\n## Flow\n### No component\n",
    "escaping-path": "#- a.amd\n# A\n## Components\n### C\n@path: a/..b/c.py\n",
    "missing-interface": "#- a.amd\n# A\n## Components\n### C\n**Interface**:\n~~~\nx\n~~~\n",
    "contracts-none-with-items": """
        #- a.amd
        # A
        ## Components
        ### C
        **Contracts:** None of these raise
        - a
        ### D
        **Contracts:** None.

        **Depends on:** None
    """,
    "missing-arrow": """
        # A
        ## Requirements
        ### R
        **Errors:**
        - a -> b
          - detail
        - c → d
        ### S
        **Errors:**
        - None
    """,
    "example-without-output": "# A\n## Examples\n### E\n- Given x\n- **When** y\n- Then z\n## Notes\n### No example\n",
    "unclosed-fence": "# A\n```\n~~~\n```\n",
    "mixed-line-endings": "# A\r\n\r\n@id: A\r\n",
    "not-utf8": "# Ä \U0001f600 \ud800\n",
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_at_the_exact_range_and_its_fixes_fix(name: str):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])


@pytest.mark.parametrize(
    ("language", "path"), [("Go", "screen.go"), ("Python 3.12", "screen.py"), ("Quenya", "screen")]
)
def test_a_path_is_made_in_the_language_of_the_project(language: str, path: str):
    workspace = check(
        f"#- a.amd\n# A\n## Components\n### Screen\n    ^^^^^^ missing-path add `@path: {path}`\n",
        "missing-path",
        configuration=Configuration(language=language),
    )
    assert_fixes_fix(workspace, "missing-path")


YAML = {
    "id: [A\n": "id: A\n",
    "see: [A\n": "see: [A]\n",
    "id: A\ndepends: [B, C\nstatus: draft\n": "id: A\ndepends: [B, C]\nstatus: draft\n",
    "id: A\ndepends: ['B, C]\n": "id: A\ndepends: [B, C]\n",
    "id: A\ndepends: [, B, , C]\n": "id: A\ndepends: [B, C]\n",
    "id: A\nwhat: a: b\n": 'id: A\nwhat: "a: b"\n',
    'id: "A\nstatus: draft\nwhat: b\n': 'id: "A"\nstatus: draft\nwhat: b\n',
    "id: A\r\nstatus draft\r\n": "id: A\r\nstatus: draft\r\n",
    "id: A\ndepends:\n\t- B\n": "id: A\ndepends:\n  - B\n",
    "id: @A\n": 'id: "@A"\n',
}


@pytest.mark.parametrize("entries", YAML)
def test_front_matter_that_cannot_be_read_is_put_right(entries: str):
    workspace = workspace_of({"a.smd": f"---\n{entries}---\n# A\n"})
    (found,) = [one for one in workspace.findings("a.smd") if one.code == "front-matter-syntax"]
    after = fixed(workspace, found.fixes[0].edits)
    assert after.files["a.smd"].text == f"---\n{YAML[entries]}---\n# A\n"
    assert not [one for one in after.findings("a.smd") if one.code == "front-matter-syntax"]


def test_front_matter_that_can_mean_anything_has_no_fix():
    for entries in ("- A\n- B\n", "id: A\n  b: c\n", "some words\n", f"id: [{'A, ' * 1000}\n"):
        found = workspace_of({"a.smd": f"---\n{entries}---\n# A\n"}).findings("a.smd")
        assert [one.fixes for one in found if one.code == "front-matter-syntax"] == [()]
