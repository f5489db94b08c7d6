"""Each check of sets of requirements: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.similar import are_alike, phrase_keys, said

FIRES = {
    "near-duplicate": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### One
        The player shall stop the sound when the window loses the focus.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file and 1 more
        It beeps.
        ### Two
        - Short words are alike.
        - The player shall stop the sound when
          ^^^^… near-duplicate in this file and 1 more
          the window loses the focus
        #- b.smd
        # B
        @id: B
        ## Constraints
        It hums. The player shall stop the sound when the window loses the picture. Short words are alike.
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate a.smd and 1 more
    """,
    "requirement-against-non-goal": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### One
        With `--fix`, the checker fixes every broken link, and reads HTML files.
                                  ^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Fixing of links'
        - It shall translate what it reads.
                   ^^^^^^^^^ requirement-against-non-goal 'Translation'
        When a record is old, it shall delete all records.
                                       ^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Records cannot be deleted by a
        ## Constraints
        Number plate recognition shall take a second.
        ^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'recognition of number plates'
        ## Out of scope
        - Does not support the recognition of
          number plates; the operator does that.
        - Records cannot be deleted by a command, not even by staff.
        #- b.smd
        # More of A
        @id: A
        ## Non-Goals
        - Fixing of links.
        - Translation
    """,
    "suspect-link": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### One
        @see: #two@0123abcd, B, B#draw@0123ABCD0123
                   ^^^^^^^^ suspect-link #two changed since this link was reviewed
                                       ^^^^^^^^^^^^ suspect-link B#draw changed
        ### Two
        It says something else now.
        #- a.amd
        # A
        @spec: A
        ## Components
        ### Screen
        @path: screen.py
        @see: #two@0123abcd
                   ^^^^^^^^ suspect-link
        #- b.smd
        # B
        @id: B
        @see: #draw/intro@0123abcd
                          ^^^^^^^^ suspect-link
        ## Requirements
        ### Draw
        Nobody looked at this.
        #### Lines
        Nor at this.
    """,
    "term-drift": """
        # A
        @id: A
        @depends: B
        ## Requirements
        ### One
        The access token ends. An access token lasts an hour; access tokens are kept in the access-token cache.
        - the access-token is lost, the accesstokens too, and so is a login key in `accesstoken`
              ^^^^^^^^^^^^ term-drift The glossary calls this 'access token'
                                        ^^^^^^^^^^^^ term-drift 'access tokens'
                                                                      ^^^^^^^^^ term-drift 'access token'
        - a time out on Github, 2 repos
            ^^^^^^^^ term-drift 'timeout'
                        ^^^^^^ term-drift 'GitHub'
                                  ^^^^^ term-drift 'repositories'
        - the repository is a repository, the token a token
        #- b.smd
        # B
        @id: B
        ## Glossary
        The accesstoken of a glossary is its own matter.
        ### Access token
        @term: token, login key
        ### Timeout
        ## Terms
        - **GitHub**: a place
        - repository: a store
        ### Repository
        @term: repo
    """,
    "undefined-acronym": """
        # A
        @id: A
        ## Requirements
        ### One
        The DSO asks the PSU. The DSO answers.
            ^^^ undefined-acronym Nothing says what DSO stands for
                         ^^^ undefined-acronym Nothing says what PSU stands for
        ## Glossary
        ### Volt
        Tension.
        ## Notes
    """,
    "unresolved-reference to a number": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### REQ-1 Latency
        While it runs, it shall meet REQ-02, REQ-7
                                             ^^^^^ unresolved-reference No heading, item or row has the number REQ-7
        and REQ-31.
        ### REQ-2: Log
        | Field | Content |
        |---|---|
        | detail | 1 to 5, see REQ-1 and REQ-9 |
                                         ^^^^^ unresolved-reference
        #- b.smd
        # B
        @id: B
        ## Requirements
        - **REQ-31**: an item
    """,
    "undefined-acronym in a long cell and before a hyphen": """
        # A
        @id: A
        ## Requirements
        The EOL-corrected range of the QED-ID is sent.
            ^^^ undefined-acronym
        | Check | Passed when |
        |---|---|
        | 1 | the sum equals the one of the DSO |
                                            ^^^ undefined-acronym
        | 2 | the DSO |
    """,
    "undefined-acronym where there is no glossary yet": """
        # A
        @id: A
        ## Requirements
        The DSO asks.
            ^^^ undefined-acronym
        #- a.amd
        # A
        @spec: A
        ## Overview
        Two DSOs answer.
            ^^^ undefined-acronym
    """,
    "error-path-missing": """
        # A
        @id: A
        ## Requirements
        ### Volume
        Sets the volume.

        **Accepts:** a level from 0 to 10
          ^^^^^^^ error-path-missing 'Volume' does not say what happens to input that does not fit

        **Returns:**
        - the level before
        ### Load
        **Accepts**: the path of a script
          ^^^^^^^ error-path-missing 'Load'
    """,
    "missing-acceptance": """
        # A
        @id: A
        ## Requirements
        ### One
        **Acceptance:** a sprite is seen
        ### Two
        #### Acceptance criteria
        - a beep is heard
        ### Three
            ^^^^^ missing-acceptance 'Three' has no acceptance criteria
        Scrolls.
        ### Four {.no-verify}
        ### Five
        **Acceptance criteria:**
        - done
    """,
}

SILENT = {
    "near-duplicate where the words differ, or demand nothing, or test": """
        #- a.smd
        # A
        @id: A
        ## Overview
        The whole thing shows sprites on a screen of pixels.
        ## Requirements
        ### One
        `clear()` turns every pixel of the screen off at once.
        **Errors:**
        - the file that is named is not there -> FileNotFoundError
        | The program shall say what the matter is with it |
        |---|
        | The program shall say what the matter is with it |
        ## Acceptance Criteria
        - `clear()` turns every pixel of the screen off at once.
        #- b.smd
        # B
        @id: B
        ## Overview
        The whole thing shows sprites on a screen of pixels.
        ## Requirements
        ### One
        `fill()` turns every pixel of the screen on at once.
        **Errors:**
        - the file that is named is not there -> FileNotFoundError
    """,
    "requirement-against-non-goal where it is denied, a condition, or only mentioned": """
        # A
        @id: A
        ## Overview
        The checker fixes links.
        ## Non-Goals
        - Fixing links.
        - HTML files
        - Payment at the exit column
        - Translation, because others do that
        - Files over 2 GB
        - Cells of a chemistry other than lithium
        - Redirects are not followed.
        - No files are sent by mail
        Some prose that excludes nothing: a bold aim.
        ## Requirements
        ### One
        The checker does not fix links, and skips HTML files. While a person is fixing links, it shall wait.
        It shall follow links to HTML files. It shall report links to fix. Each file has some HTML in it.
        After payment the exit column shall open. The translation is kept. It reads files up to 2 GB.
        The cells shall have a chemistry with lithium. It shall keep a bold aim.
        It shall redirect, and send files.
        **Errors:**
        - it should fix links -> exit code 1
        #- b.smd
        # B
        @id: B
        ## Requirements
        ### One
        It shall fix links.
    """,
    "suspect-link where the target is as it was, or is not there, or no section": """
        # A
        @id: A
        @see: A, #gone@0123abcd, A@0123abcd, #one
        ## Requirements
        ### One
        @see: #two@5647e34b, #two@5647E34B9000
        ### Two {#two .no-verify}
        @see: #one@0123abc
        It says what it said.
    """,
    "near-duplicate of the steps of scenarios": """
        # A
        @id: A
        ## Requirements
        ### One
        - Given the vents of the house are open at the top
        - When the rain begins to fall on them
        - Then the vents close within the minute that follows
        ### Two
        - Given the vents of the house are open at the top
        - When the storm comes
        - Then the vents close within the minute that follows
    """,
    "near-duplicate of a set phrase": "\n".join(
        f"#- {n}.smd\n# A\n@id: A{n}\n## Requirements\nEvery refusal shall name the reason in one sentence.\n"
        for n in range(17)
    ),
    "term-drift of a word that means all sorts of things": """
        # A
        @id: A
        ## Requirements
        The boat sails, and the boat lands. A wrong entry is struck out.
        ## Glossary
        ### Boat
        @term: entry
    """,
    "term-drift where a word means something else": """
        # A
        @id: A
        ## Requirements
        The boat sails. A boat has a crew. The boat lands. The boat sinks.
        Each entry is written down, an entry has a number, no entry is lost.
        The boat's battery system is the boat.
        Guests check in at the door.
        ## Glossary
        ### Boat
        @term: entry, battery
        ### Check-in
        ### VX
        @term: Vx
        #- b.smd
        # B
        @id: B
        ## Requirements
        The checkin of a spec that does not build on the other.
    """,
    "undefined-acronym where it is a name in code": """
        # A
        @id: A
        ## Requirements
        ### One
        The tool shall skip OFFSET octets, and LEN of MODES later.
        ```
        tool [-s OFFSET] FILE
        ```
        ### Two
        `LEN` is a number, `MODES` are words.
    """,
    "unresolved-reference to a number of something else": """
        # A
        @id: A
        ## Requirements
        ### REQ-1 Latency
        As REQ-7 of the contract says. It replaces REQ-5. It is about REQ-1 to REQ-9, `REQ-8`, SHA-256 and HC-5.
        ### REQ-3
        #### HC-4
        [REQ-6] It shall stop. REQ-4 was deleted. See [the list](#REQ-11) and REQ-6.
    """,
    "undefined-acronym where it is the name of a state, a key or an answer": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        The clock leaves DOZE at HUSH, at a ZAP and a PUFF.
        It shall answer WOW, NOPE, PIF or PAF. It is READY to SET NNNN or YYMM.
        #- b.smd
        # B
        @id: B
        ## Requirements
        The keys `HUSH` and ZAP, and the answers are "WOW", NOPE and *PIF*. The clock has a **PUFF**:
        - PAF: it is heard
        | State | ZIP |
        |---|---|
        | DOZE | DOZE |
    """,
    "undefined-acronym where somebody explains it": """
        #- a.smd
        # A
        @id: A
        @depends: B
        ## Requirements
        The DSO, the PSU, the BMS, the UPS and the API of NASA ESA. It needs QXR 115, and QFILE as in `cp QFILE`.
        They MUST use B and PART, REQ-12, `XYZ`, IV and a part.
        | QED |
        |---|
        | the QED of a table with words |
        ## Glossary
        - **BMS**: battery management system
        #- b.smd
        # B
        @id: B
        ## Requirements
        The power supply unit (PSU) of the DSO (distribution system operator).
        ## Glossary
        | Term | Meaning |
        |---|---|
        | UPS | uninterruptible power supply |
    """,
    "error-path-missing where every input fits": """
        # A
        @id: A
        ## Requirements
        ### Draw
        **Accepts:** a picture
        ### Clear
        **Accepts:** nothing
    """,
    "error-path-missing where the text says what happens": """
        # A
        @id: A
        ## Requirements
        ### Volume
        A level above 10 is rejected.
        **Accepts:** a level from 0 to 10
        ### Load
        **Accepts:** a path
        #### When the file is missing
        Loading fails with the path in its message.
        ### Scale
        **Accepts:** a factor of at least 1
        **Errors:** None
        ### Count
        **Accepts:** a number from 1 to 9
        **Raises:** RangeError
    """,
    "error-path-missing in a spec with a section about errors": """
        # A
        @id: A
        ## Requirements
        ### Volume
        **Accepts:** a level from 0 to 10
        ## Error handling
        Any other value gives exit code 2.
    """,
    "missing-acceptance where few requirements have criteria": """
        # A
        @id: A
        ## Requirements
        ### One
        **Acceptance:** seen
        ### Two
        **Acceptance:** heard
        ### Three
        ### Four
    """,
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_at_the_exact_range_and_its_fixes_fix(name: str):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


def test_a_demand_or_the_whole_item_that_excludes_it_is_deleted():
    demand = "# A\n@id: A\n## Requirements\n### One\nIt reads. It shall fix links.\n"
    excluded = "# B\n@id: A\n## Non-Goals\n- Fixing of links.\n  It is not\n  wanted.\n- Other\n"
    workspace = workspace_of({"a.smd": demand, "b.smd": excluded})
    (found,) = [one for one in workspace.findings("a.smd") if one.code == "requirement-against-non-goal"]
    texts = [{path: file.text for path, file in fixed(workspace, fix.edits).files.items()} for fix in found.fixes]
    assert texts == [
        {"a.smd": demand.replace(" It shall fix links.", ""), "b.smd": excluded},
        {"a.smd": demand, "b.smd": "# B\n@id: A\n## Non-Goals\n- Other\n"},
    ]


def test_a_set_phrase_that_is_taken_back_somewhere_is_a_duplicate_again():
    workspace = workspace_of(SILENT["near-duplicate of a set phrase"])
    changed = workspace.remove_file("3.smd")
    assert len(changed) == 17
    assert all(any(one.code == "near-duplicate" for one in workspace.findings(path)) for path in workspace.files)
    workspace.set_file("3.smd", "# A\n@id: A3\n## Requirements\nEvery refusal shall name the reason in one sentence.\n")
    assert not any(one.code == "near-duplicate" for path in workspace.files for one in workspace.findings(path))


def test_a_set_phrase_may_be_taken_back_everywhere_at_once():
    said = "".join(f"### R{number}\n\nEvery refusal shall name the reason in one sentence.\n\n" for number in range(20))
    spec = "# A\n\n@id: A\n\n## Requirements\n\n"
    workspace = workspace_of({"a.smd": spec + said})
    workspace.set_file("a.smd", spec)
    workspace.set_file("a.smd", spec + said)
    workspace.remove_file("a.smd")
    assert workspace.all_findings() == {}


words = st.lists(st.sampled_from(["the", "sprite", "is", "drawn", "at", "once", "a", "row"]), max_size=12).map(" ".join)


@settings(deadline=None)
@given(words, words)
def test_statements_that_are_alike_share_a_key(one: str, other: str):
    triples = [{tuple(text.split()[at : at + 3]) for at in range(len(text.split()) - 2)} for text in (one, other)]
    both = len(triples[0] & triples[1]) / max(1, len(triples[0] | triples[1]))
    are_long = min(len(one.split()), len(other.split())) >= 6
    assert are_alike(one, other) == (are_long and (both >= 0.8 or said(one) == said(other) != ""))
    assert not are_alike(one, other) or set(phrase_keys(one)) & set(phrase_keys(other))


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])
