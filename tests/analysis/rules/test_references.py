"""Each check of references between files: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

FIRES = {
    "duplicate-id": """
        #- a.smd
        # A
        @id: DISPLAY
             ^^^^^^^ duplicate-id also the id of b.smd
        #- b.smd
        ---
        id: display
            ^^^^^^^ duplicate-id also the id of a.smd
        ---
        # B
    """,
    "unresolved-reference to a spec": """
        # A
        @id: A
        @depends: [MEMROY, X]
                   ^^^^^^ unresolved-reference did you mean MEMORY
                           ^ unresolved-reference There is no spec X
        #- b.intent
        # B
        @spec: MEMRY
               ^^^^^ unresolved-reference
        #- memory.smd
        # Memory
        @id: MEMORY
    """,
    "unresolved-reference, which never means the spec itself": """
        # A
        @id: MEMORY
        @depends: [MEMRY]
                   ^^^^^ unresolved-reference There is no spec MEMRY: write it or correct the name
    """,
    "unresolved-reference in front matter": """
        ---
        id: A
        depends:
          - "B"
            ^^^ unresolved-reference
        ---
        # A
    """,
    "unresolved-reference in a list that a second one makes void": """
        ---
        id: A
        depends: [X]
                  ^ unresolved-reference There is no spec X
        depends: [Y]
                  ^ unresolved-reference There is no spec Y
        ---
        # A
    """,
    "unresolved-reference to an anchor": """
        # A
        @id: A
        ## Requirements
        ### Draw {#draw-sprite}
        @see: #draw-sprit, A#draw, B#draw-sprite
              ^^^^^^^^^^^ unresolved-reference did you mean #draw-sprite
                           ^^^^^^ unresolved-reference A has no heading #draw
                                   ^^^^^^^^^^^^^ unresolved-reference There is no spec B
    """,
    "unresolved-reference to an anchor of a misspelt spec": """
        # A
        @id: A
        @see: MEMROY#read, MEMROY#wirte, MEMROY#zzz
              ^^^^^^^^^^^ unresolved-reference did you mean MEMORY#read?
                           ^^^^^^^^^^^^ unresolved-reference did you mean MEMORY#write?
                                         ^^^^^^^^^^ unresolved-reference did you mean MEMORY?
        #- memory.smd
        # Memory
        @id: MEMORY
        ## Read
        ## Write
    """,
    "dependency-cycle": """
        #- c.smd
        # C
        @id: C
        @depends: A
        #- a.smd
        # A
        @id: A
        @depends: [B, A]
                   ^ dependency-cycle A -> B -> C -> A
                      ^ dependency-cycle A -> A
        #- b.smd
        # B
        @id: B
        @depends: C
    """,
    "dependency-cycle of components": """
        # A
        @id: A
        #- a.amd
        # A
        @spec: A
        ## Components
        ### One
        **Depends on:** Two
                        ^^^ dependency-cycle
        ### Two
        **Depends on:**
        - One
    """,
    "orphan-architecture": """
        # Main
        @id: MAIN
        #- main.amd
        # Main
          ^^^^ orphan-architecture add `@spec
        #- b.amd
        # B
        @spec: MIAN
               ^^^^ orphan-architecture did you mean MAIN
    """,
    "duplicate-component": """
        #- a.amd
        # A
        @spec: A
        ## Components
        ### Screen
        #- b.amd
        # B
        @spec: A
        ## Components
        ### screen
            ^^^^^^ duplicate-component in a.amd
    """,
    "duplicate-path": """
        #- a.amd
        # A
        ## Components
        ### One
        @path: a.py
        ### Two
        @path: ./a.py
               ^^^^^^ duplicate-path path of One
    """,
    "unknown-component with a dot in its name": """
        #- a.amd
        # A
        @spec: A
        ## Components
        ### main.py
        ### log.py
        **Depends on:** mian.py
                        ^^^^^^^ unknown-component did you mean main.py?
    """,
    "duplicate-component with a dot in its name": """
        #- a.amd
        # A
        @spec: A
        ## Components
        ### main.py
        ### main.py
            ^^^^^^^ duplicate-component
        #- b.amd
        # B
        @spec: B
        ## Components
        ### main.py
    """,
    "unknown-component": """
        # A
        @id: Disp
        #- a.amd
        # A
        @spec: Disp
        ## Components
        ### Screen
        ### Sound
        **Depends on:** Scren, Other.Screen
                        ^^^^^ unknown-component did you mean Screen
                               ^^^^^^^^^^^^ unknown-component did you mean Disp.Screen
    """,
}

SILENT = {
    "unknown-component with a dot in its name": """
        # A
        @id: A
        #- a.amd
        # A
        @spec: A
        ## Components
        ### main.py
        ### log.py
        **Depends on:** main.py, A.main.py
    """,
    "duplicate-id": "# A\n@id: A\n#- b.smd\n# B\n@id: B\n",
    "unresolved-reference": "# A\n@id: A\n@see: #notes, b#NOTES, B\n## Notes\n#- b.smd\n# B\n@id: B\n## Notes\n",
    "unresolved-reference without an id of its own": "# A\n@see: #notes\n## Notes\n",
    "dependency-cycle": "# A\n@id: A\n@depends: B, C\n#- b.smd\n# B\n@id: B\n@depends: C\n#- c.smd\n# C\n@id: C\n",
    "orphan-architecture": "# A\n@id: A\n#- a.amd\n# A\n@spec: a\n",
    "duplicate-component": """
        #- a.amd
        # A
        @spec: A
        ## Components
        ### C
        #- b.amd
        # B
        @spec: B
        ## Components
        ### C
    """,
    "duplicate-path": "#- a.amd\n# A\n## Components\n### C\n@path: a.py\n### D\n@path: b/a.py\n",
    "unknown-component": (
        "#- a.amd\n# A\n@spec: A\n## Components\n### C\n**Depends on:** D, b.E\n### D\n**Depends on:** None.\n"
        "#- b.amd\n# B\n@spec: B\n## Components\n### E\n**Depends on:**\n- A.C\n"
    ),
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_at_the_exact_range_and_its_fixes_fix(name: str):
    code = name.split()[0].rstrip(",")
    assert_fixes_fix(check(FIRES[name], code), code)


TAKEN_OUT = {
    "@depends: [B, X, C]\n": "@depends: [B, C]\n",
    "@depends: [X, C]\n": "@depends: [C]\n",
    "@depends: B, X\n": "@depends: B\n",
    "@status: draft\n@depends: X\n@see: B\n": "@status: draft\n@see: B\n",
    "@see: #x@0123abcd, B\n": "@see: B\n",
    "@see: B, #x@0123abcd\n": "@see: B\n",
}


@pytest.mark.parametrize("tags", TAKEN_OUT)
def test_a_name_that_leads_nowhere_is_taken_out_of_its_list(tags: str):
    specs = {f"{name}.smd": f"# {name}\n@id: {name}\n" for name in "BC"}
    workspace = workspace_of({"a.smd": f"# A\n@id: A\n{tags}\n## Notes\n", **specs})
    (found,) = [one for one in workspace.findings("a.smd") if one.code == "unresolved-reference"]
    assert found.fixes[-1].title.startswith("Take ")
    assert fixed(workspace, found.fixes[-1].edits).files["a.smd"].text == f"# A\n@id: A\n{TAKEN_OUT[tags]}\n## Notes\n"


IN_YAML = {
    "depends:\n  - B\n  - X\n  - C\n": "depends:\n  - B\n  - C\n",
    "depends: [B, 'X']  # why\nstatus: draft\n": "depends: [B]  # why\nstatus: draft\n",
    "depends: X, B\n": "depends: B\n",
    "depends: X\r\nstatus: draft\n": "status: draft\n",
    "depends:\n  - X\nstatus: draft\n": "status: draft\n",
    "depends: [X]\n": "",
}


@pytest.mark.parametrize("entries", IN_YAML)
def test_a_name_that_leads_nowhere_is_taken_out_of_front_matter(entries: str):
    specs = {f"{name}.smd": f"# {name}\n@id: {name}\n" for name in "BC"}
    workspace = workspace_of({"a.smd": f"---\nid: A\n{entries}---\n# A\n", **specs})
    (found,) = [one for one in workspace.findings("a.smd") if one.code == "unresolved-reference"]
    after = fixed(workspace, found.fixes[-1].edits).files["a.smd"].text
    assert after == f"---\nid: A\n{IN_YAML[entries]}---\n# A\n"


IN_FIELDS = {
    "**Depends on:** Three, One": "**Depends on:** Three",
    "**Depends on:** One": "**Depends on:** None",
    "**Depends on:** One\n\nIt is small, and pure.\n": "**Depends on:** None\n\nIt is small, and pure.\n",
    "**Depends on:** One,\nThree": "**Depends on:** Three",
    "**Depends on:**\n- One\n- Three\n": "**Depends on:**\n- Three\n",
    "**Depends on:**\n- Three\n- Three, One\n": "**Depends on:**\n- Three\n- Three\n",
    "**Depends on:**\n\n- One\n": "**Depends on:**\n\n- None\n",
}


@pytest.mark.parametrize("depends", IN_FIELDS)
def test_either_edge_of_a_circle_of_components_is_taken_out(depends: str):
    head = "# A\n@spec: A\n## Components\n### Three\n### One\n**Depends on:** Two\n### Two\n"
    workspace = workspace_of({"a.amd": f"{head}{depends}"})
    (found,) = [one for one in workspace.findings("a.amd") if one.code == "dependency-cycle"]
    assert [fix.title for fix in found.fixes] == ["One does not depend on Two", "Two does not depend on One"]
    texts = [fixed(workspace, fix.edits).files["a.amd"].text for fix in found.fixes]
    assert texts == [f"{head.replace('on:** Two', 'on:** None')}{depends}", f"{head}{IN_FIELDS[depends]}"]
    assert_fixes_fix(workspace, "dependency-cycle")


def test_names_in_cases_are_taken_out():
    cases = "@spec A\n@arch X # why\n@covers #b, #x\nf()\na | 1\n\n@covers x\ng()\na | 1\n"
    workspace = workspace_of({"a.smd": "# A\n@id: A\n## Requirements\n### B\n", "a.vmd": cases})
    found = [one for one in workspace.findings("a.vmd") if one.code == "unresolved-reference"]
    texts = [fixed(workspace, one.fixes[-1].edits).files["a.vmd"].text for one in found]
    gone = [("@arch X # why\n", ""), (", #x", ""), ("@covers x\n", "")]
    assert texts == [cases.replace(*one) for one in gone]


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])
