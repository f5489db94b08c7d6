"""Each check of references between files: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check

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


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])
