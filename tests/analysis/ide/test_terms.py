"""The terms of glossaries are known wherever prose uses them."""

from __future__ import annotations

import pytest
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.ide.completion import complete
from osteon.analysis.ide.definition import definitions
from osteon.analysis.ide.hover import hover
from osteon.analysis.ide.occurrences import occurrences, occurrences_in_file
from osteon.analysis.workspace import Workspace

GLOSSARY = """
#- b.smd
# B
@id: B
## Glossary
### Access token {#token}
@term: login key
Opens the door.
## Terms
- **Random access memory (RAM)**: where bytes are
| Term | Meaning |
|---|---|
| Key map | who is who |
"""


def world(prose: str) -> tuple[Workspace, str, int]:
    read = parse_fixture(f"# A\n@id: A\n@depends: B\n## Requirements\n### One\n{prose}\n{GLOSSARY}")
    assert read.cursor
    return (workspace_of(read), *read.cursor)


@pytest.mark.parametrize(
    ("prose", "meaning"),
    [
        ("Two access-to$0kens.", "### Access token {#token}\n@term: login key\nOpens the door."),
        ("A log$0in key.", "### Access token"),
        ("How much R$0AM is there?", "- **Random access memory (RAM)**: where bytes are"),
        ("The key map$0s.", "| Key map | who is who |"),
    ],
)
def test_a_hover_shows_what_a_term_means_and_a_jump_leads_there(prose: str, meaning: str) -> None:
    found = hover(*world(prose))
    assert found
    assert meaning in found.markdown
    (target,) = definitions(*world(prose))
    assert target.path == "b.smd"


@pytest.mark.parametrize("prose", ["An acc$0ess is no term.", "The map$0 alone.", "$0"])
def test_other_words_have_no_meaning(prose: str) -> None:
    assert hover(*world(prose)) is None
    assert definitions(*world(prose)) == ()


def test_all_uses_of_a_term_are_found_from_a_use_and_from_its_entry() -> None:
    workspace, path, offset = world("An access tok$0en, the login keys, no token.")
    uses = [
        (one.path, workspace.files[one.path].text[slice(*one.span)]) for one in occurrences(workspace, path, offset)
    ]
    here = [("main.smd", "access token"), ("main.smd", "login keys")]
    assert uses == [("b.smd", "Access token"), ("b.smd", "login key"), *here]
    assert len(occurrences_in_file(workspace, path, offset)) == 2
    entry = workspace.files["b.smd"].text.index("Access token")
    assert {*here} <= {
        (one.path, workspace.files[one.path].text[slice(*one.span)]) for one in occurrences(workspace, "b.smd", entry)
    }


@pytest.mark.parametrize(
    ("prose", "offered"),
    [
        ("The acc$0", ["access token"]),
        ("The R$0", []),
        ("The Ra$0", ["RAM", "Random access memory"]),
        ("`acc$0", []),
        ("The log$0", []),
    ],
)
def test_terms_are_offered_in_prose(prose: str, offered: list[str]) -> None:
    assert [item.insert for item in complete(*world(prose))] == offered
