"""Random files that refer to each other: few names, so that duplicates, cycles and loose ends come up often."""

from __future__ import annotations

from hypothesis import strategies as st

IDS = st.sampled_from(["A", "B", "C", "a", "A-1", ""])
ANCHORS = st.sampled_from(["draw", "Draw", "clear", "draw-1", "step"])
NAMES = st.sampled_from(["Screen", "screen", "Memory", "main.py", "Draw"])
PATHS = ("a.smd", "b.smd", "sub/a.smd", "a.amd", "sub/b.amd", "a.vmd", "sub/b.vmd", "a.intent", "plan.toml")

_INTROS = st.sampled_from(["requirements/intro", "components/intro", "t/intro", "draw/intro", "notes"])
_references = st.one_of(
    IDS,
    st.builds("{}#{}".format, IDS, st.one_of(ANCHORS, _INTROS)),
    st.builds("{}#{}@0123abcd".format, IDS, st.one_of(ANCHORS, _INTROS)),
)
_components = st.one_of(NAMES, st.builds("{}.{}".format, IDS, NAMES))


def _joined(parts: st.SearchStrategy[str], *, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map(", ".join)


def _blocks(*blocks: st.SearchStrategy[str], most: int = 6) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*blocks), max_size=most).map("".join)


_noise = st.sampled_from(
    [
        *("\n", "text\n", "# Two\n", "## Notes\n", "```\n", "~~~\n# no heading\n~~~\n", "<!-- x\n", "-->\n", "\ufeff"),
        *("@origin: explicit I-0001\n", "@origin: explicit\n", "@origin: inferred by x\n", "- item {.inferred}\n"),
        *("The screen shows every sprite that was drawn.\n", "It shows every sprite that was drawn once.\n"),
        *(
            "## Glossary\n\n### Time out\n\n@term: delay\n",
            "- **XYZ**: x\n",
            "A timeout or a delay of XYZ, XYZ (x y).\n",
        ),
        *(
            "## Errors\n",
            "#### Errors\n\nAnything else is refused.\n",
            "#### Acceptance\n\n- It shows.\n",
            "**Acceptance:**\n- x\n",
        ),
        *("## Notes\n\nOld.\n", "It waits TBD seconds.\n", "It shall run in order to end, etc.\n"),
        *("| State | Event | Next |\n|---|---|---|\n| a | b | a |\n| a | b | a |\n| c | b | a |\n", "| x | b | a |\n"),
        *("## Non-Goals\n\n- Sprites in colour.\n", "The screen shall show every sprite in colour without delay.\n"),
        *("- Given a sprite\n- When it is drawn\n- Then it shows\n", "It has the following three:\n\n- one\n- two\n"),
        *("| From | Event | To |\n|---|---|---|\n| on | stop | off |\n", "The screen should be fast and easy, etc.\n"),
        *("---\n", "@status: drafft\n", "@allow: unresolved-reference known\n", "@statuz: draft\n", "\r\n", "\x00"),
    ]
)
_says = st.builds(
    "{} is {}.\n".format,
    st.sampled_from(["The poll limit", "A poll limit", "A page"]),
    st.sampled_from(["3 s", "at most 4000 ms", "4 s", "4 KiB", "8 KB", "4096"]),
)
_accepts = st.builds("**Accepts:** an x from 0 to {}\n".format, st.sampled_from("012"))
_see = st.builds("@see: {}\n".format, _joined(_references))
_tags = _blocks(
    st.builds("@id: {}\n".format, IDS),
    st.builds("@depends: [{}]\n".format, _joined(IDS)),
    st.builds("@spec: {}\n".format, IDS),
    _see,
    _noise,
)
_yaml = st.builds("---\nid: {}\ndepends: [{}]\n---\n# T\n".format, IDS, _joined(IDS))
_requirement = st.builds(
    "### {} {{#{}}}\n\n{}\n{}{}".format,
    NAMES,
    ANCHORS,
    st.one_of(st.just("Text.\n"), _says, _accepts),
    st.sampled_from(["", "**Errors:**\n- empty\n- full -> RangeError\n", "**Accepts**: x\n"]),
    st.one_of(st.just(""), _see),
)
_spec_head = st.one_of(_yaml, st.builds("# T\n\n{}".format, _tags))
_requirements = st.builds("\n## Requirements\n\n{}".format, _blocks(_requirement, _noise, most=4))

SPECS = st.builds("{}{}{}".format, _spec_head, _requirements, _blocks(_noise, _requirement, most=2))

_component = st.builds(
    "### {}\n\n@path: {}\n\n**Depends on:** {}\n\n".format,
    NAMES,
    st.sampled_from(["a.py", "b.py", "../x"]),
    _joined(_components),
)
ARCHITECTURES = st.builds("# T\n\n{}## Components\n\n{}".format, _tags, _blocks(_component, _noise))
_record = st.builds("## {}\n\n@about: #{}\n\n> words\n".format, st.sampled_from(["I-0001", "I-2", "x"]), ANCHORS)
INTENTS = st.builds("# T\n\n@spec: {}\n\n{}".format, IDS, _blocks(_record, st.just("@sha256: 0a\n"), most=3))

_group = st.builds("{}(x)\none | 1 | {}\n\n".format, ANCHORS, st.sampled_from(["2", "!RangeError", "[", "!Other: x"]))
_scenario = st.builds("scenario {}:\n    when draw(1)\n    then returns 2\n\n".format, ANCHORS)
_covers = st.builds("@covers {}\n".format, _joined(ANCHORS, most=2))
CASES = st.builds("@spec {}\n@arch {}\n\n{}".format, IDS, IDS, _blocks(_group, _scenario, _covers, _noise))

_quoted = _joined(st.one_of(_references, _components).map('"{}"'.format))
_tasks = st.sampled_from(["one", "two", "three"])
_task = st.builds(
    '[[task]]\nid = "{}"\nspec = "{}"\nsections = [{}]\ncovers = [{}]\narchitecture = [{}]\nneeds = [{}]\n'
    'reads = [{}]\noutputs = [{}]\nverify = ["python a.py"]\n\n'.format,
    _tasks,
    IDS,
    _quoted,
    _quoted,
    _quoted,
    _joined(_tasks.map('"{}"'.format), most=2),
    _joined(st.sampled_from(['"a.py"', '"b.py"']), most=2),
    _joined(st.sampled_from(['"a.py"', '"b.py"', '"c.py"']), most=2),
)
_quotes = st.sampled_from(['"', "'", '"""', "'''", ""])
_line = st.one_of(
    st.builds("notes = {}{}{}\n".format, _quotes, _joined(st.one_of(_references, _components)), _quotes),
    st.builds("title = {}As in a.py and `Screen`.{}\n".format, _quotes, _quotes),
    st.builds("needs = [{}, {}{}\n".format, _tasks.map('"{}"'.format), _quotes, st.sampled_from(["]", ",", ""])),
    st.builds('id = "{}"\n'.format, st.sampled_from(["one", "One", "on e", "one-2", ""])),
    st.builds('outputs = ["{}"]\n'.format, st.sampled_from(["a.py", "./A.py", "a.smd", "specs/b.py", "../a"])),
    st.sampled_from(
        [
            *(
                "[[task]]\n",
                "[task.copy]\n",
                "[copy]\n",
                "[plan]\n",
                "[[task]\n",
                " [[task]]\n",
                '"""\n[[task]]\n"""\n',
            ),
            *('copy = { "c.py" = "c.txt" }\n', 'cases = ["a.vmd"]\n', 'context = ["x.txt"]\n', 'model = "strong"\n'),
            *("skip = true\n", "manual = true\n", 'needs = ["one", # why\n"two"]\n', 'architecture = ["draw"]\n'),
            *("skip = 1\n", "# [[task]]\n", "\n", "]\n", "task = []\n", "unknown = 1\n", '"\n', "\ufeff"),
        ]
    ),
)
PLANS = _blocks(_task, _line, st.sampled_from(["[plan]\nformat = 1\n\n", "unknown = 1\n", '"\n']), most=4)
PLAN_SNIPPETS = st.one_of(_task, _line, st.sampled_from(["", "x", '"', '"""', "[", "]", ",", "\n", "[[task]]"]))
"""What an edit inserts into a plan."""

_KINDS = {".smd": SPECS, ".amd": ARCHITECTURES, ".vmd": CASES, "tent": INTENTS, "toml": PLANS}


def text_for(path: str) -> st.SearchStrategy[str]:
    """Return texts of the kind that a path has."""
    return _KINDS[path[-4:]]


SNIPPETS = st.one_of(
    _noise,
    _requirement,
    _says,
    _see,
    _component,
    _task,
    st.sampled_from(["", "x", "#", "`", "\n\n", "A", "B", "draw", "- "]),
)
"""What an edit inserts."""

ANY_TEXT = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=80),
    st.lists(st.sampled_from(list('\n\r \t#`~-|>*@:{}[]"\\<!.a0\ufeff\x00\ud800\x0b\u2028')), max_size=80).map("".join),
    SPECS,
    ARCHITECTURES,
    CASES,
    PLANS,
)
"""Any text at all: lone surrogates, control characters, structure and half structure."""
