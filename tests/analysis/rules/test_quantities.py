"""Checks of quantities: contradictions, mixed units, miscounts, examples outside their limits, gaps in tables."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check

FIRES = {
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
}

SILENT = {
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


@pytest.mark.parametrize("name", FIRES)
def test_fires(name: str):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize("name", SILENT)
def test_is_silent(name: str):
    check(SILENT[name], name.split()[0])
