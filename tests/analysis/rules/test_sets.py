"""Each check of sets of requirements: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check

FIRES = {
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


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.split()[0])
