"""Each check of words and sentences: where it fires, at which range, and where it must be silent."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check, fixed, workspace_of

from osteon.analysis.configuration import Configuration
from osteon.analysis.rules import RULES
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.workspace import Workspace

FIRES = {
    "vague-adjective": """
        The dialog shall offer an appropriate, user-friendly default.
                                  ^^^^^^^^^^^ vague-adjective 'appropriate' cannot be tested: say which
                                               ^^^^^^^^^^^^^ vague-adjective
    """,
    "vague-adverb": """
        It usually closes connections gracefully, in approximately 5 s.
           ^^^^^^^ vague-adverb say in which cases
                                      ^^^^^^^^^^ vague-adverb say which steps
                                                     ^^^^^^^^^^^^^ vague-adverb give a tolerance
    """,
    "vague-quantity": """
        The client retries several times, with various servers.
                           ^^^^^^^ vague-quantity write the number
                                               ^^^^^^^ vague-quantity list them
    """,
    "escape-clause": """
        It restores the session if possible, and shall try to save it.
                                ^^^^^^^^^^^ escape-clause say when it is not
                                                       ^^^^^^ escape-clause say what must be reached
    """,
    "open-ended-list": """
        It accepts comments, blank lines, etc. Also tags and so on.
                                          ^^^ open-ended-list
                                                         ^^^^^^^^^ open-ended-list
    """,
    "unspecific-verb": """
        The importer shall handle malformed rows and deal
                           ^^^^^^ unspecific-verb say what is done
                                                     ^^^^… unspecific-verb 'deal with'
        with others.
    """,
    "compound-modal": """
        The client should have to confirm. It may or may not ask.
                   ^^^^^^^^^^^^^^ compound-modal write 'shall' or 'should'
                                              ^^^^^^^^^^^^^^ compound-modal say in which case
    """,
    "superfluous-infinitive": """
        The pump shall be able to stop. The pump must be capable of stopping.
                 ^^^^^^^^^^^^^^^^ superfluous-infinitive write 'shall' and the verb
                                                 ^^^^^^^^^^^^^^^^^^ superfluous-infinitive write 'must'
    """,
    "and-or": """
        The alarm flashes and/or sounds.
                          ^^^^^^ and-or three readings
    """,
    "placeholder": """
        The session ends after TBD minutes, its name is to be decided.
                               ^^^ placeholder
                                                     ^^^^^^^^^^^^^^^^ placeholder
        | Code | Text |
        |---|---|
        | 1 | TODO |
              ^^^^ placeholder
    """,
    "performance-without-number": """
        The search shall respond quickly. It is scalable.
                                 ^^^^^^^ performance-without-number within <number> ms
                                                ^^^^^^^^ performance-without-number at which load
    """,
    "indefinite-time": """
        The client shall periodically send a heartbeat and stop after a while.
                         ^^^^^^^^^^^^ indefinite-time every <number> s
                                                                ^^^^^^^^^^^^^ indefinite-time for <number> s
        It shall regularly repeat check 2, as REQ-17 says.
                 ^^^^^^^^^ indefinite-time
    """,
    "long-statement": f"""
        The list has {"one more name " * 20}at its end.
        {"^" * 304} long-statement 66 words
    """,
    "number-without-unit": """
        A timeout of 30, at a temperature above 80 or so. It waits for 5.
                     ^^ number-without-unit 30 of what
                                                ^^ number-without-unit
                                                                       ^ number-without-unit
    """,
    "passive-without-actor": """
        The log shall be rotated. It shall be read by the server.
                ^^^^^^^^^^^^^^^^ passive-without-actor '<actor> shall …'
    """,
    "ambiguous-pronoun": """
        The server sends the file to a client. It logs the transfer. This is all.
                                               ^^ ambiguous-pronoun repeat the noun
    """,
    "negation": """
        The form shall not accept it, and may not close.
                 ^^^^^^^^^ negation say what happens instead
                                          ^^^^^^^ negation need not
    """,
    "double-negation": """
        Nothing is sent and no request is valid. It shall not be unset. It never ends without a word.
                                                          ^^^^^^^^^^^^ double-negation
                                                                           ^^^^^^^^^^^^^^^^^^ double-negation
    """,
    "comparative-without-baseline": """
        Searches are faster. They are faster than before.
                     ^^^^^^ comparative-without-baseline by how much
    """,
    "unachievable-absolute": """
        It is available under all circumstances and never fails.
                        ^^^^^^^^^^^^^^^^^^^^^^^ unachievable-absolute say under which
                                                    ^^^^^^^^^^^ unachievable-absolute
    """,
    "conjoined-action": """
        The server shall store the file and shall notify the owner.
                                        ^^^^^^^^^ conjoined-action
    """,
    "missing-else": """
        If the file exists, the tool shall append to it.
           ^^^^^^^^^^^^^^^ missing-else 'Otherwise'
    """,
    "open-range": """
        A password has at least 8 characters. A name has at least 1 and at most 9 characters.
                       ^^^^^^^^^^^^^^^^^^^^^ open-range at most
    """,
    "limit-without-value": """
        Uploads have a maximum size. Names have a maximum size of 5 KiB.
                     ^^^^^^^^^^^^^^ limit-without-value
    """,
    "dangling-reference": """
        The reply has the format described above. It ends as described in `#end`.
                                 ^^^^^^^^^^^^^^^ dangling-reference name the section
    """,
    "implementation-leak": """
        The names are kept in a hash map, not in `array`.
                                ^^^^^^^^ implementation-leak what can be observed
    """,
    "purpose-phrase": """
        The server shall compress replies in order to save bandwidth.
                                          ^^^^^^^^^^^ purpose-phrase Rationale
    """,
    "ears-shape": """
        The pump shall stop when the tank is empty.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ears-shape begin the sentence with it
        Must stop.
        ^^^^^^^^^^ ears-shape 'The <actor> shall …'
    """,
    "modality-mix": """
        The lamp shall blink. The fan shall turn. The horn must sound.
                                                           ^^^^ modality-mix write 'shall' here too
    """,
    "missing-subject": """
        - Shall store the file.
          ^^^^^ missing-subject Begin with the actor
    """,
    "nested-conditions": """
        If it is open, when a key is pressed, unless it is on, it blinks.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nested-conditions 3 conditions
    """,
}

SILENT = {
    "vague-adjective": 'Sufficient funds, `appropriate` and "user-friendly" are names. If not appropriate, it stops.',
    "vague-adverb": "The process exits normally. The values are approximately equal.",
    "vague-quantity": "When several turns are equal, as many as 5 are kept. How many? With several, it beeps.",
    "escape-clause": "It is sent as required by `RFC 1`, and attempts to connect 3 times. A user tries to log in.\n\n"
    "If an outdated client tries to connect, it shall refuse.",
    "open-ended-list": "Bit 7 is at column 0, bit 6 at column 1, and so on. It shows a page and more similar ones.",
    "unspecific-verb": "The importer shall handle an error by exit code 2. The file handle is closed.",
    "compound-modal": "It shall run, and should log.",
    "superfluous-infinitive": "The user shall be able to cancel.",
    "and-or": "A and B, or C.",
    "placeholder": "The value is to be defined by the user. `TBD` is a name. Why?",
    "performance-without-number": "It responds quickly: within 200 ms. Fast forward is a key. If too fast, it stops.",
    "indefinite-time": "It regularly polls, every 5 s. As soon as it opens, it starts. It frequently polls, at 3:30.",
    "long-statement": f"It has {'one `a b c`, ' * 20}at the end: {'more and ' * 20}less.",
    "number-without-unit": "A timeout of 30 s, waits of 1, 2 and 4 s; a delay of 0, at a speed of 5 or 6 km/h.",
    "missing-else": "If it is full, then it shall stop.",
    "missing-subject": "The pump shall:\n\n- shall stop",
    "double-negation": "A key that is not down changes nothing.",
}

HEAD = "# A\n\n@id: A\n\n## Requirements\n\n### R\n\n"
ALL = Configuration(check=dict.fromkeys(FIRES, "warning"))


def in_a_requirement(text: str) -> Workspace:
    return workspace_of(f"{HEAD}{text}\n", configuration=ALL)


def codes(workspace: Workspace) -> set[str]:
    """Return which checks of words say something."""
    return {finding.code for finding in workspace.findings("main.smd")} & FIRES.keys()


@pytest.mark.parametrize("code", FIRES)
def test_it_fires_at_the_words_and_its_fixes_fix(code: str):
    lines = FIRES[code].removeprefix("\n").split("\n")
    workspace = check(HEAD + "\n".join(line[8:] for line in lines), code, configuration=ALL)
    assert_fixes_fix(workspace, code)


@pytest.mark.parametrize("code", SILENT)
def test_it_is_silent_where_the_words_are_right(code: str):
    check(f"{HEAD}{SILENT[code]}\n", code, configuration=ALL)


@pytest.mark.parametrize("code", FIRES)
def test_it_is_silent_in_overviews_notes_and_code(code: str):
    written = "\n".join(line[8:] for line in FIRES[code].split("\n") if "^" not in line)
    text = f"# A\n\n{written}\n\n## Overview\n\n{written}\n\n## Notes\n\n{written}\n\n## Requirements\n\n### R\n"
    check(f"{text}\n```\n{written}\n```\n", code, configuration=ALL)


@pytest.mark.parametrize(
    "remark",
    [
        "Many files in the wild are unsorted.",
        "A reasonable person would delete it.",
        "It's easy to miss one.",
        "Good servers answer properly.",
        "We poll quickly.",
        "Printing is usually quick, so the slot has no lamp.",
        "The first shall open. The second must close. Clouds pass quickly and somehow.",
    ],
)
def test_sentences_that_explain_are_no_demands(remark: str):
    assert codes(workspace_of(f"{HEAD}{remark}\n")) == set()


@pytest.mark.parametrize(
    ("demand", "code"),
    [
        ("Some of the chests are trapped.", "vague-quantity"),
        ("The list is usually printed.", "vague-adverb"),
        ("We want fast answers.", "performance-without-number"),
        ("- Many files are kept.", "vague-quantity"),
        ("It answers quickly, so that nobody waits.", "performance-without-number"),
        ("Usually the file is kept.", "vague-adverb"),
    ],
)
def test_sentences_without_a_modal_verb_can_be_demands(demand: str, code: str):
    assert codes(workspace_of(f"{HEAD}{demand}\n")) == {code}


def test_a_section_that_comes_under_other_headings_is_judged_anew():
    body = "\n\n".join(line[8:] for text in FIRES.values() for line in text.split("\n") if line and "^" not in line)
    workspace = workspace_of(f"{HEAD}{body}\n", configuration=ALL)
    names = ("## Notes", "## Requirements", "## Overview", "## Design", "## X\n\n# Y\n\n#### Z", "## Non-Goals")
    told = []
    for before, after in pairwise(("## Requirements", *names)):
        at = workspace.files["main.smd"].text.index(before)
        workspace.edit_file("main.smd", [TextEdit(Span(at, at + len(before)), after)])
        anew = workspace_of(workspace.files["main.smd"].text, configuration=ALL)
        assert workspace.findings("main.smd") == anew.findings("main.smd")
        told.append(sum(finding.code in FIRES for finding in anew.findings("main.smd")))
    notes, requirements, overview, design, *_ = told
    assert notes == overview == 0 < design < requirements


def test_terms_of_any_glossary_and_of_the_vocabulary_are_right():
    text = "#- a.smd\n# A\n@id: A\n## Requirements\n### R\nIt is easy to win, smooth and modern.\n"
    glossary = "#- b.smd\n# B\n@id: B\n## Glossary\n### Modern\n@term: smooth\nOf this century.\n"
    both = Configuration(vocabulary=frozenset({"easy to", "smooth"}))
    check(f"{text}{' ' * 30}^^^^^^ vague-adjective\n", "vague-adjective", configuration=both)
    one = Configuration(vocabulary=frozenset({"easy to"}))
    check(text + glossary, "vague-adjective", configuration=one)


def test_opt_in_checks_run_only_where_they_are_named():
    assert [code for code in FIRES if not RULES[code].enabled] == list(FIRES)[14:]
    check(HEAD + "The log shall be rotated.", "passive-without-actor")


LONG = f"The server shall keep {'one more name ' * 12}and it shall drop {'one more place ' * 6}at its end."
SPLIT = LONG.replace(" and it", ". It")


@pytest.mark.parametrize(
    ("text", "title", "then"),
    [
        ("The pump shall be able to stop.", "Write 'shall'", "The pump shall stop."),
        ("The pump must be capable of stopping.", "Write 'must' and the verb", "The pump must stop."),
        ("It may or may not ask.", "Say in which case", "It shall, when <condition>, ask."),
        ("It shall or may ask.", "Write 'may'", "It may ask."),
        ("It is scalable.", "Give a number", "It is <number and unit>."),
        ("It flashes and/or sounds.", "Write 'or … or both'", "It flashes or sounds or both."),
        ("The pump shall stop when it is full.", "Put the condition first", "When it is full, the pump shall stop."),
        ("It restarts several times.", "Write the number", "It restarts <number> times."),
        ("It answers quickly.", "Give the time", "It answers within <number> ms."),
        ("It closes gracefully now.", "Delete 'gracefully'", "It closes now."),
        ("It closes, properly.", "Delete 'properly'", "It closes."),
        ("Shall stop.", "Name the actor", "The <actor> shall stop."),
        ("It reads a,\n  b, etc. and c.", "Write what else belongs to it", "It reads a,\n  b and <what else> and c."),
        ("It reads a (or b, or similar).", "Write what else belongs to it", "It reads a (or b or <what else>)."),
        ("It reads a, b, and so on.", "These are all: delete 'and so on'", "It reads a, b."),
        ("It reads, among others, a.", "These are all: delete 'among others'", "It reads a."),
        ("It has files, including but not limited to a.", "These are all: write 'namely'", "It has files, namely a."),
        ("It includes but is not limited to a.", "These are all: write 'is'", "It is a."),
        ("It is not limited to a.", "These are all: write 'limited to'", "It is limited to a."),
        ("Its size is to be decided.", "Write what is decided", "Its size is <what is decided>."),
        ("It waits TBD s.\n\n## Notes", "Move it to Notes", "\n## Notes\n\n- It waits TBD s."),
        ("- It waits TBD s.\n\n## Notes\n\n- No.", "Move it to Notes", "\n## Notes\n\n- It waits TBD s.\n- No."),
        ("The form shall not exceed 3 kB.", "Write 'shall be at most'", "The form shall be at most 3 kB."),
        ("It must not change the name.", "Write 'must keep'", "It must keep the name."),
        ("It must not change.", "Say what happens instead", "It must <what happens>, not change."),
        ("It shall never open or close.", "Say what happens instead", "It shall <what happens>, not open or close."),
        ("It may not end.", "Write 'need not': it is allowed not to", "It need not end."),
        ("It shall not be unset.", "Write 'be set'", "It shall be set."),
        ("It never ends without a key.", "Write 'ends only with'", "It ends only with a key."),
        ("It does not reply unless asked.", "Write 'replies only if'", "It replies only if asked."),
        ("It did not reply unless asked.", "Say it in the positive", "It did <the positive> asked."),
        ("It is never sent without being signed.", "Say it in the positive", "It is <the positive> being signed."),
        ("It shall be 100 % available.", "Give a limit", "It shall be available <number> % of each month."),
        ("It takes all possible names.", "Say under which", "It takes all <which> names."),
        ("It runs at all times.", "Say under which", "It runs when <condition>."),
        ("It runs under all circumstances.", "Delete 'under all circumstances'", "It runs."),
        ("It has an array.", "It is a name of the interface: write `array`", "It has an `array`."),
        (
            "It shall run in order to end.",
            "Move the reason to **Rationale:**",
            "It shall run.\n\n**Rationale:** to end.",
        ),
        ("In order to end, it shall run.", "Delete the reason", "It shall run."),
        ("It shall run because it can, and shall log it.", "Delete the reason", "It shall run, and shall log it."),
        (
            "It shall run so that it ends\n\n**Rationale:** None.",
            "Move the reason to **Rationale:**",
            "It shall run\n\n**Rationale:** None. So that it ends.",
        ),
        (LONG, "Make several sentences", SPLIT),
        (
            f"If it is full, {LONG}",
            "Make several sentences",
            f"If it is full, {SPLIT.replace('. It', '. In that case, it')}",
        ),
        (
            LONG.replace("and it shall drop", "and then"),
            "Make several sentences",
            SPLIT.replace("It shall drop", "<who does>"),
        ),
        (
            "1. It is on if it is in, when it runs or while\n   it is hot. It ends.",
            "Write one item for each condition",
            "1. It is on under any of these conditions:\n\n"
            "   - if it is in\n   - when it runs\n   - while it is hot\n\n   It ends.",
        ),
        (
            "If it is in, when it runs, the lamp is on unless it is hot.\nIt ends.",
            "Write one item for each condition",
            "The lamp is on under all of these conditions:\n\n- if it is in\n- when it runs\n- unless it is hot\n\n"
            "It ends.",
        ),
    ],
)
def test_fixes_write_what_the_message_says(text: str, title: str, then: str):
    workspace = in_a_requirement(text)
    fix = next(fix for one in workspace.findings("main.smd") for fix in one.fixes if fix.title == title)
    assert fixed(workspace, fix.edits).files["main.smd"].text == f"{HEAD}{then}\n"
    assert fix.is_automatic == (title == "Write 'shall'")
    assert_fixes_fix(workspace, *FIRES)
