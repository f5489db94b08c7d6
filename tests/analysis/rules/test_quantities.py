"""Checks of quantities: contradictions, mixed units, miscounts, examples outside their limits, gaps in tables."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.workspace import Workspace

FIRES = {
    "contradictory-constant of what is needed, counted, of a first one, or beside an average": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### One
        Vents need 180 s from closed to open. A race has a time limit of 2 h for the first boat.
                   ^^^^^ contradictory-constant 240 s in b.smd
                                                                         ^^^ contradictory-constant 90 min in b.smd
        - A member has at most 12 loans at a time; a junior has 6.
                       ^^^^^^^^^^ contradictory-constant at most 10 in b.smd
        - Chunks have 1 KiB to 8 KiB and 2 KiB on average.
                      ^^^^^^^^^^^^^^ contradictory-constant 1 KiB to 4 KiB below
        ### Two
        Chunks have 1 KiB to 4 KiB.
                    ^^^^^^^^^^^^^^ contradictory-constant above
        #- b.smd
        # B
        @id: B
        ## Requirements
        ### One
        Vents need 240 s from closed to open. A race has a time limit of 90 min for the first boat.
                   ^^^^^ contradictory-constant 180 s in a.smd
                                                                         ^^^^^^ contradictory-constant 2 h in a.smd
        - A member has at most 10 loans at a time.
                       ^^^^^^^^^^ contradictory-constant at most 12 in a.smd
    """,
    "count-mismatch where a sentence stands between": """
        # A
        @id: A
        ## Requirements
        ### One
        It shall read the following three files. They are in one folder.
                                    ^^^^^ count-mismatch
        - names
        - sizes
    """,
    "contradictory-constant": """
        # A
        @id: A
        ## Requirements
        ### R
        The session timeout is 30 s.
                               ^^^^ contradictory-constant 30 s here, 1 min in b.smd
        #- b.smd
        # B
        @id: B
        ## Constraints
        - Session timeout: 1 min
                           ^^^^^ contradictory-constant 1 min here, 30 s in main.smd
    """,
    "contradictory-constant of a size": """
        # A
        @id: A
        ## Requirements
        ### R
        The memory of the display has a size of **4,096**, and no more.
        ### S
        | Setting | Value |
        |---|---|
        | Display memory | 4096 |
                           ^^^^ contradictory-constant 4096 here, 2 KB below: write one value for both
        ### T
        The memory of the display is 2 KB.
                                     ^^^^ contradictory-constant 2 KB here, 4096 above
    """,
    "contradictory-constant of bounds": """
        # A
        @id: A
        ## Requirements
        ### R
        A password has at least 8 characters.
                       ^^^^^^^^^^^^^^^^^^^^^ contradictory-constant
        ### S
        Passwords shall have at least 12
                             ^^^^^^^^… contradictory-constant
        characters.
    """,
    "contradictory-constant outside a bound": """
        # A
        @id: A
        ## Requirements
        ### R
        The upload limit of 5 MB is fixed.
                            ^^^^ contradictory-constant 5 MB here, at most 4 MB below
        ### S
        The upload limit is at most 4 MB.
                            ^^^^^^^^^^^^ contradictory-constant
    """,
    "unit-mix": """
        # A
        @id: A
        ## Requirements
        ### R
        The poll interval is 2 s.
        ### S
        The poll interval shall be 2,000 ms.
                                   ^^^^^^^^ unit-mix 2,000 ms here, 2 s elsewhere
    """,
    "unit-mix of doubles": """
        # A
        @id: A
        ## Requirements
        ### R
        A page holds 4 KiB and a cache 64 KB.
                                       ^^^^^ unit-mix kB here, KiB elsewhere
    """,
    "count-mismatch": """
        # A
        ## Requirements
        ### R
        An order is in one of the following three states:
                                            ^^^^^ count-mismatch three promises 3, and 4 items follow

        - open
          - really
        - paid

          Since yesterday.
        - sent
        - returned
        ### S
        - The charge is computed in 3 steps:
                                    ^ count-mismatch 3 promises 3, and 2 items follow
          1. weigh
          2. multiply
        - other
        ### T
        Both of the following hold:
        ^^^^ count-mismatch Both promises 2, and 1 item follows
        - it is red
        ### U
        There are three sizes: small, medium, large, and huge. The shop knows two kinds: tea and coffee.
                  ^^^^^ count-mismatch three promises 3, and 4 words or phrases follow
    """,
    "count-mismatch of the names in a table": """
        # A
        ## Requirements
        ### R
        A lock is in one of three states. It opens by key.
                            ^^^^^ count-mismatch three promises 3, and 2 rows follow

        | State | Key | Next state |
        |---|---|---|
        | open | turned | shut |
        | open | lost | open |
        | shut | turned | open |

        It shall write each event in the following list of two.
                                                           ^^^ count-mismatch two promises 2, and 1 row follows

        | Event | Code |
        |---|---|
        | open | 1 |
    """,
    "count-mismatch of a table": """
        # A
        ## Requirements
        ### R
        The price list has these four rows:
                                 ^^^^ count-mismatch four promises 4, and 2 rows follow

        | Size | Price |
        |---|--:|
        | small | 2 |
        | large | 3 |

        A receipt has 3 columns:
                      ^ count-mismatch 3 promises 3, and 2 columns follow
        | Name | Price |
        |---|--:|
        | tea | 2 |
    """,
    "state-table-gap of a state table": """
        # A
        ## Requirements
        ### R
        The door begins closed.

        | State | Event | Next state |
        |---|---|---|
        | `closed` | open | open |
        | open | close | closed |
        | open | close | locked |
        ^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row for open, close leads to closed: decide for one
        | broken | repair | closed |
          ^^^^^^ state-table-gap No row leads to the state broken
        | open | "close" | closed |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row for open, close says so already
    """,
    "state-table-gap of a full table": """
        # A
        ## Requirements
        ### R
        | From | Trigger | To |
        |---|---|---|
        | Idle | start | Busy |
        | Idle | stop | Idle |
        | Busy | start | Busy |
          ^^^^ state-table-gap State Busy has no row for stop: add one
        ### S
        | State | Start | Stop |
        |---|---|---|
        | Idle | Busy | |
          ^^^^ state-table-gap State Idle does not say what Stop leads to
        | Busy | Busy | Idle |
        ### T
        - in an item:

          | State | Start | Stop | Break
          |---|---|---|---|
          | Idle | Busy |
            ^^^^ state-table-gap State Idle does not say what Stop leads to
            ^^^^ state-table-gap State Idle does not say what Break leads to
          | Busy | Busy | Idle
            ^^^^ state-table-gap State Busy does not say what Break leads to
          | Late | Busy | Idle | Late |
            ^^^^ state-table-gap No row leads to the state Late
    """,
    "state-table-gap of states without a way to them": """
        # A
        ## Requirements
        ### R
        | Note | From | Trigger | To |
        |---|---|---|---|
        | | Idle | start, begin | Busy |
        | | Lost | find | Found |
            ^^^^ state-table-gap No row leads to the state Lost
        | | Found, Lost | drop | Idle |
            ^^^^^^^^^^^ state-table-gap No row leads to the state Found
        | | Gone | find | Gone |
            ^^^^ state-table-gap No row leads to the state Gone
        | | Gone | drop | Gone |
        | | Idle | begin, end | Later |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row for Idle, begin or end leads to Busy
    """,
    "state-table-gap of a decision table": """
        # A
        ## Requirements
        ### R
        | Rule | Paid | Member | Action |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides Paid no, Member yes: add it
        |---|---|---|---|
        | 1 | yes | - | open |
        | 2 | no | no | refuse |
        | 3 | yes | no | call |
        ^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row decides Paid yes, Member no differently
    """,
    "example-violates-constraint in cases": """
        # A
        @id: A
        ## Requirements
        ### Set the level {#level}
        **Accepts:** a level from 1 to 5, and `mode`: one of `fast`, `slow` or `auto`.
        **Errors:**
        - the level is outside -> LevelError
        ### Register
        | Field | Values | Minimum | Maximum |
        |---|---|---|---|
        | `name` | 1 to 8 characters | | |
        | maxAge | | 0 | 120 |
        | unit | `m` or `s` | | |
        | speed | more than 3 | | 1,000 |
        | code | 3 to 4 characters | | |
        #- a.vmd
        @spec A
        @fixture NINE = 9
        @covers level
        set_level(level, mode)
        low  | 0 | "fast" | "ok"
               ^ example-violates-constraint level is 0 here, and must be at least 1 and at most 5
        high | 6 | "slow" | !LevelError
        odd  | 2 | "hot"  | "ok"
                   ^^^^^ example-violates-constraint mode is "hot" here, and must be one of fast, slow, auto

        register(name, max_age, unit)
        long | "Maximiliana" | 121 | "s" | true
               ^^^^^^^^^^^^^ example-violates-constraint at most 8 long
                               ^^^ example-violates-constraint must be at most 120
        good | "Max" | 12 | "m" | true

        @covers register
        move(speed, code)
        slow | 3 | "abc" | true
               ^ example-violates-constraint must be more than 3
        low | 2.5 | "ab" | true
              ^^^ example-violates-constraint
                    ^^^^ example-violates-constraint must be at least 3 and at most 4 long
        fast | 1200 | "abc" | true
               ^^^^ example-violates-constraint must be at most 1000

        @covers level
        scenario by name:
            given level = NINE
            when f(level)
            then returns 2

        @covers level
        scenario by fixture:
            given level = 9
                          ^ example-violates-constraint
            when f(level)
            then returns 2

        scenario set_the_level:
            given level = 9
            when f(level)
            then returns 2
    """,
    "example-violates-constraint in examples": """
        # A
        @id: A
        ## Requirements
        ### Sign in
        A password has at least 12 characters. The age is at most 120.
        ## Examples
        ### A new user
        **Input:**
        ```
        register(password="short", age=130)
                          ^^^^^^^ example-violates-constraint password is "short" here, and must be at least 12 long
                                       ^^^ example-violates-constraint age is 130 here
        {"password": "tiny", "age": 12}
                     ^^^^^^ example-violates-constraint
        ```
        **Output:**
        ```
        ok
        ```
    """,
}

SILENT = {
    "contradictory-constant of a first and a second one": """
        #- a.smd
        # A
        @id: A
        ## Requirements
        ### One
        The first retry waits 1 s. The second retry waits 2 s. The first takes 3 s.
        #- b.smd
        # B
        @id: B
        ## Requirements
        ### One
        The third retry waits 4 s. The first takes 5 s.
    """,
    "example-violates-constraint": """
        # A
        @id: A
        ## Requirements
        ### Set the level {#level}
        **Accepts:** a level from 1 to 5, or 0 for off, a name of at most 3 characters, and a depth from 1 to 9
        **Errors:**
        - the name is too long -> it is refused with code 22
        ### Set the volume {#volume}
        **Accepts:** a volume from 0 to 11
        Values outside are clamped.
        ### Other
        **Accepts:** a depth from 0 to 99, and a gain from 1 to 2
        ## Examples
        ### Refused
        **Input:**
        ```
        f(gain=9)
        ```
        **Output:**
        ```
        error: gain
        ```
        ### One of two depths
        **Input:**
        ```
        depth = 50, ratio: 3:4, gain = 2
        ```
        **Output:**
        ```
        1
        ```
        #- a.vmd
        @spec A
        @covers level, volume
        set(level, name, volume, gain)
        low  | 0 | "Maximilian" | 12 | 9 | "ok"
        @covers other
        check(gain, depth)
        a | 3   | 12 | false
        b | 1.5 | 12 | 1
        c | "x" | 12 | 1
        d | 7   | 12 | "gain is out of range"
    """,
    "state-table-gap of events that are counted": """
        # A
        ## Requirements
        ### R
        | State | Event | Next state |
        |---|---|---|
        | sending | timeout or error, attempt 1 to 7 | waiting |
        | sending | timeout or error, attempt 8 | failed |
        | waiting | due | sending |
    """,
    "state-table-gap": """
        # A
        ## Requirements
        ### Sparse, with several states in a cell, an end, and a guard
        | Current state | Event | Guard | Next state |
        |---|---|---|---|
        | draft, rejected | submit | | review |
        | review | decide | good | published |
        | review | decide | bad | rejected |
        | any | delete | | gone |
        ### Where the prose says the rest
        After a reset the lamp is red. Other events are ignored.
        | State | Event | Next state |
        |---|---|---|
        | green | tick | yellow |
        | green | night | dark |
        | yellow | tick | green |
        | red | tick | green |
        | dark | tick | green |
        ### A step back
        | State | Event | Next state |
        |---|---|---|
        | on | pause | paused |
        | paused | go | the previous state |
        | lost | found | on |
        ### Decisions
        | Paid | Member | Action |
        |---|---|---|
        | yes | - | open |
        | no | yes | open |
        | otherwise | | refuse |
        ### In order
        The first row that matches wins.
        | Paid | Member | Result |
        |---|---|---|
        | yes | - | open |
        | - | - | refuse |
        ### Plain tables
        | State | Capital | Next election |
        |---|---|---|
        | Texas | Austin | |
        | Texas | Austin | |

        | Feature | Free | Paid |
        |---|---|---|
        | chat | yes | yes |
        | calls | no | yes |

        | Nothing | below | Next state |
        |---|---|---|
    """,
    "count-mismatch of a table with a row for each column, and of one with several rows for each": """
        # A
        ## Requirements
        ### R
        The list shows the following three columns.

        | Column | Holds |
        |---|---|
        | name | the name of the crate |
        | zone | where it goes |
        | weight | in kg |

        The link knows the following two states.

        | State | Event | Next |
        |---|---|---|
        | idle | call | busy |
        | idle | end | idle |
        | busy | end | idle |
    """,
    "count-mismatch": """
        # A
        ## Requirements
        ### R
        Two players take turns:
        - White begins.
        There are 16 lines: 8 across and 8 down. At most three attempts are made:
        - a
        - b
        A mill is three men on a line of three points:
        - a
        The following two colours are used:

        1. red

           ```
           x
           ```

        2. blue

        Then something else:
        - c
        After 3 days:
        - d
        In two cases, that is, both seldom: it stops.
        The order has these two parts, head and tail:
        | a | b |
        |---|---|
        | head | 1 |
        | tail | 2 |

        A lock is in one of three states. Each state has five doors.

        | State | Key |
        |---|---|
        | open, ajar | any |
        | shut | none |

        There are three doors.

        | Size | Key |
        |---|---|
        | big | one |
    """,
    "contradictory-constant": """
        # A
        @id: A
        ## Requirements
        ### The same value in another unit, and a bound that allows it
        The session timeout is 60 s. The retry delay is at most 5 s.
        ### Conditions
        When the battery is low, the sample interval is 10 s. At night the sample interval is 60 s.
        The retry limit is 3 for members. The retry limit is 6 for staff.
        ### Other things
        The upload limit is 5 MB. The download limit is 50 MB. The name has 16 characters.
        Moving: the hand is empty and more than three men are on the board.
        Flying: the hand is empty and exactly three men are on the board.
        ### First
        - Upload limit: 3
        ### Second
        - Upload limit: 4
        ## Examples
        ### E
        The session timeout is 10 s.
        #- b.smd
        # B
        @id: B
        ## Requirements
        ### R
        The session timeout is 1 min. The retry delay is 4 s. The name has 32 characters. The limit is 7 s.
        The cache size is 4 KB, the buffer is about 10 s.
        #- c.smd
        # C
        @id: C
        ## Requirements
        ### R
        The limit is 9 s. The cache size is 4096. The buffer is 20 s.
    """,
    "contradictory-constant of what varies": """
        # A
        @id: A
        ## Requirements
        ### R
        The shelf height is 1 m.
        ### S
        The shelf height is 2 m.
        ### T
        The shelf height is 3 m.
        ### U
        The shelf height is 4 m.
    """,
    "unit-mix": """
        # A
        @id: A
        ## Requirements
        ### R
        The poll interval is 2 s. The read timeout is 30 ms. A page holds 4 KiB, the disk 64 GB.
        ### S
        The poll interval is 2 s. The write timeout is 30 s.
    """,
}


TWO = "on | go | off\noff | go | on"


@pytest.mark.parametrize(
    ("row", "title", "then"),
    [
        ("lost | find | on", "Add a row that leads to lost", "| on | <event> | lost |\n"),
        ("lost | find | on", "Delete the state lost", "| off | go | on |\n"),
        ("on | end | on", "Add a row for end", "| off | go | on |\n| off | end | <next state> |\n| on | end | on |\n"),
        ("on | end | on", "Say that it is ignored", "| on | end | on |\n\nOther events are ignored.\n"),
        ("off | go | on", "Delete this row", "| off | go | on |\n"),
    ],
)
def test_a_gap_of_a_state_table_is_closed(row: str, title: str, then: str):
    rows = "".join(f"| {one} |\n" for one in ("State | Event | Next", "---|---|---", *TWO.splitlines(), row))
    workspace = workspace_of(f"# A\n\n## Requirements\n\n### R\n\n{rows}")
    (found,) = [one for one in workspace.findings("main.smd") if one.code == "state-table-gap"]
    (fix,) = [fix for fix in found.fixes if fix.title == title]
    after = fixed(workspace, fix.edits)
    assert after.files["main.smd"].text.endswith(then)
    assert not [one for one in after.findings("main.smd") if one.code == "state-table-gap"]


@pytest.mark.parametrize(
    ("text", "title", "then"),
    [
        (
            "| State | Event | Next |\n|-|-|-|\n| idle | go | running |\n| running | go | runing |\n"
            "| idle | end | Runing |\n| running | end | idle |\n",
            "Change to running",
            "| running | go | running |\n| idle | end | running |\n| running | end | idle |\n",
        ),
        (
            "| State | Event | Next |\n|-|-|-|\n| idle | go | on |\n| on | go | idle |\n\nIdle and on are both "
            "of the states: idle, on and late.\n",
            "Add a row for late",
            "| on | go | idle |\n| late | <event> | <next state> |\n",
        ),
        (
            "The two states:\n\n| State | Event | Next |\n|-|-|-|\n| idle | go | on |\n| on | go | gone |\n"
            "| on | end | idle |\n",
            "Add a row for gone",
            "| on | end | idle |\n| gone | <event> | <next state> |\n",
        ),
        (
            "| State | Go | Stop |\n|-|-|-|\n| on | on | idle |\n| idle | on | - |\n| late | on | idle |\n",
            "Delete the state late",
            "| idle | on | - |\n",
        ),
        (
            "| Age | Member | Do |\n|-|-|-|\n| 0 to 9 | Yes | a |\n| 0 to 9 | No | b |\n| 10 to 19 | Yes | c |\n"
            "| 10 to 19 | No | d |\n| 20 to 29 | Yes | e |\n",
            "Add what is missing",
            "| 20 to 29 | Yes | e |\n| 20 to 29 | No | <action> |\n",
        ),
    ],
)
def test_a_state_or_a_combination_that_a_table_lacks_is_added_or_corrected(text: str, title: str, then: str):
    workspace = workspace_of(f"# A\n\n## Requirements\n\n### R\n\n{text}")
    found = [one for one in workspace.findings("main.smd") if one.code == "state-table-gap"]
    (fix,) = [fix for one in found for fix in one.fixes if fix.title == title]
    assert then in fixed(workspace, fix.edits).files["main.smd"].text
    assert_fixes_fix(workspace, "state-table-gap")


def test_a_combination_that_is_not_decided_is_added_in_the_words_of_the_table():
    workspace = workspace_of(
        "## R\n\n| # | A | B | Do | Then |\n|-|-|-|-|-|\n| 1 | Y | - | a | |\n| 2 | N | Y | b | |\n"
    )
    (found,) = [one for one in workspace.findings("main.smd") if one.code == "state-table-gap"]
    rows = [fixed(workspace, fix.edits).files["main.smd"].text.splitlines()[-1] for fix in found.fixes]
    assert rows == ["| 3 | N | N | <action> | <action> |", "| 3 | otherwise | | <action> | <action> |"]


LIMITED = """
    # A
    @id: A
    ## Requirements
    ### Move
    **Accepts:** a level from 1 to 5, and `mode`: one of `up`, `level` or `down`.
    **Errors:**
    - too fast -> SpeedError
    ### Name
    | Field | Values | Maximum |
    |---|---|---|
    | code | 3 to 4 characters | |
    | maxAge | | 1,000 |
    | speed | more than 3 | |
    #- a.vmd
    @spec A
    @fixture level = 9
    @covers move, name
    f(level, mode, speed, code, max_age)
"""
SCENARIO = "@covers move\n    scenario s:\n      given level\n      when f(level)\n      then returns 2"


@pytest.mark.parametrize(
    ("case", "title", "then"),
    [
        ('a | 7 | "up" | 4 | "abc" | 1 | 2', "Change to 5", 'a | 5 | "up" | 4 | "abc" | 1 | 2'),
        ('a | 1 | "up" | 3 | "abc" | 1 | 2', "Change to 4", 'a | 1 | "up" | 4 | "abc" | 1 | 2'),
        ('a | 1 | "dwn" | 4 | "abc" | 1 | 2', 'Change to "down"', 'a | 1 | "down" | 4 | "abc" | 1 | 2'),
        ('a | 1 | "up" | 4 | "abcde" | 1 | 2', 'Change to "abcd"', 'a | 1 | "up" | 4 | "abcd" | 1 | 2'),
        ('a | 1 | "up" | 4 | "a" | 1 | 2', 'Change to "axx"', 'a | 1 | "up" | 4 | "axx" | 1 | 2'),
        ('a | 7 | "up" | 4 | "abc" | 1 | 2', "Expect an error: `!SpeedError`", "| 1 | !SpeedError"),
        ('a | 7 | "up" | 4 | "abc" | 1 | 2', "Change the limit of level: allow 7", "a level from 1 to 7, a"),
        ('a | 1 | "on" | 4 | "abc" | 1 | 2', 'Change the limit of mode: allow "on"', "one of `on`, `up`, `level`"),
        ('a | 1 | "up" | 4 | "ab" | 1 | 2', 'Change the limit of code: allow "ab"', "| 2 to 4 characters |"),
        ('a | 1 | "up" | 4 | "abc" | 1200 | 2', "Change the limit of maxAge: allow 1200", "| maxAge | | 1200 |"),
        (SCENARIO, "Change to 5", "given level = 5\n"),
    ],
)
def test_a_value_outside_its_limits_is_corrected_or_allowed(case: str, title: str, then: str):
    workspace = workspace_of(f"{LIMITED}    {case}\n")
    (found,) = [one for one in workspace.findings("a.vmd") if one.code == "example-violates-constraint"]
    (fix,) = [fix for fix in found.fixes if fix.title == title]
    after = fixed(workspace, fix.edits)
    assert then in after.files["a.vmd"].text + after.files["main.smd"].text
    assert not fix.is_automatic
    assert not fix.preferred
    assert_fixes_fix(workspace, found.code)


@pytest.mark.parametrize(
    ("given", "title", "then"),
    [
        ("`delay 9 s`", "Change to 5", "`delay 5 s`"),
        ("`delay 9000 ms`", "Change to 5000", "`delay 5000 ms`"),
        ("`delay_ms=9000`", "Change to 5000", "`delay_ms=5000`"),
        ('`{"delay": "9000 ms"}`', 'Change to "5000 ms"', '"5000 ms"'),
        ("`delay_ms=9000`", "Change the limit of delay: allow 9000", "at most 9 s"),
        ("`delay 9 s`", 'Change the limit of delay: allow "9 s"', "at most 9 s"),
    ],
)
def test_a_value_with_a_unit_is_corrected_in_it(given: str, title: str, then: str):
    spec = "# A\n\n@id: A\n\n## Requirements\n\n### R\n\nThe delay is at most 5 s.\n\n## Examples\n\n### E\n\n"
    workspace = workspace_of(f"{spec}**Input:** {given}\n**Output:** nothing\n")
    (found,) = [one for one in workspace.findings("main.smd") if one.code == "example-violates-constraint"]
    (fix,) = [fix for fix in found.fixes if fix.title == title]
    assert then in fixed(workspace, fix.edits).files["main.smd"].text
    assert_fixes_fix(workspace, found.code)


@pytest.mark.parametrize("name", FIRES)
def test_fires(name: str):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize("name", SILENT)
def test_is_silent(name: str):
    check(SILENT[name], name.split()[0])


def test_a_control_character_in_an_example_is_no_obstacle():
    shown = '**Input:**\n```\nname = "a\x0bb"\n```\n**Output:**\n```\n"name": "a\x0bb", label "\x01"\n```\n'
    spec = "# A\n\n@id: A\n\n## Requirements\n\n### R\n\n`name` has at most 2 characters.\n\n## Examples\n\n### E\n\n"
    workspace = Workspace()
    workspace.set_file("a.smd", spec + shown)
    assert workspace.findings("a.smd")


@pytest.mark.parametrize("above", ["", "|---|---|\n", "|\n", "||\n"])
def test_a_table_without_titles_is_no_obstacle(above: str):
    workspace = Workspace()
    table = f"{above}|---|---|\n| calm | green |\n| breeze | yellow |\n| gale | red |\n"
    workspace.set_file("a.smd", f"# A\n\n@id: A\n\n## Requirements\n\n### R\n\n{table}")
    assert "missing-section" in {found.code for found in workspace.findings("a.smd")}
