"""Random texts for what reads them: bytes, beginnings of real files, mutations, nesting, hostile lines."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from osteon.analysis.source_file import kind_of

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = (TESTS / "faults", *sorted((TESTS / "corpus").iterdir()), TESTS.parent / "specs")
SUFFIXES = (".smd", ".amd", ".vmd", ".intent")

MARKS = (
    *("\n", "\r", "\r\n", "\t", " ", "#", "## ", "### X {#x}\n", "- ", "1. ", "> ", "| ", "|--|--|\n", "```", "~~~"),
    *("<!-- ", "-->", "---\n", "@", "@id: ", "@see: #", "@allow: ", "**", "**Accepts:** ", "`", "[", "]", "{", "}"),
    *(
        '"',
        '"""',
        "'",
        "\\",
        "(",
        ")",
        "!",
        "=",
        "->",
        "://",
        ".",
        ",",
        ";",
        ":",
        "%",
        "$",
        "*",
        "_",
        "-",
        "&",
        "\ufeff",
    ),
    *(
        "\x00",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x85",
        "\u2028",
        "\u200b",
        "\u202e",
        "\udc80",
        "\udcff",
        "é",
        "漢",
        "👋",
        "İ",
        "ß",
    ),
    *(
        "a",
        "x ",
        "the ",
        "shall ",
        "not ",
        "and ",
        "or ",
        "if ",
        "at most ",
        "between ",
        "is ",
        "0",
        "512",
        "0x1F",
        "-1",
    ),
    *(
        "3 ms ",
        "4 KiB ",
        "1e9",
        "1,000 ",
        "1.5",
        "10^3",
        "XYZ ",
        "[[task]]\n",
        "[models]\n",
        'id = "a"\n',
        "= [",
        "true",
    ),
    *("scenario a:\n", "    when x(1)\n", "@covers ", "    then returns ", "cases(x)\n", "1 | 2 | 3\n", "{.inferred}"),
)
"""What is put together to hostile lines, and put into mutations."""


def projects() -> Sequence[Mapping[str, str]]:
    """Return the sources of every project that the tests know, by path, as a project reads them."""
    return tuple(_sources(folder) for folder in FOLDERS if folder.is_dir())


@cache
def _sources(folder: Path) -> Mapping[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".osteon" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): decoded(path.read_bytes())
        for path in found
        if kind_of(path.name) or path.name == "osteon.toml"
    }


def decoded(data: bytes) -> str:
    """Decode bytes as the project reads files: what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def any_path(chance: random.Random) -> str:
    """Return the path of a source file of any kind."""
    return chance.choice([*(f"a{suffix}" for suffix in SUFFIXES), "plan.toml", "osteon.toml"])


def real_text(chance: random.Random) -> tuple[str, str]:
    """Return the path and text of a file of any project."""
    return chance.choice([file for project in projects() for file in project.items()])


def any_text(chance: random.Random) -> tuple[str, str]:
    """Return a path of any kind, and some text of any shape for it."""
    return chance.choice((_bytes, _beginning, _mutated, _mutated, _nested, _hostile))(chance)


def mutated(chance: random.Random, text: str, *, others: Sequence[str] = MARKS) -> str:
    """Return a text after a few changes: parts gone, moved, twice or in the place of others, flipped bytes."""
    for _ in range(chance.randint(1, 6)):
        text = chance.choice(CHANGES)(chance, text, others)
    return text


def some_of(chance: random.Random, text: str, longest: int) -> slice:
    start = chance.randint(0, len(text))
    return slice(start, min(len(text), start + chance.randint(0, longest)))


def _without(chance: random.Random, text: str, others: Sequence[str]) -> str:
    gone = some_of(chance, text, 200)
    return text[: gone.start] + text[gone.stop :]


def _inserted(chance: random.Random, text: str, others: Sequence[str]) -> str:
    place = some_of(chance, text, chance.choice((0, 3)))
    return text[: place.start] + chance.choice(others) * chance.choice((1, 1, 1, 3, 50)) + text[place.stop :]


def _moved(chance: random.Random, text: str, others: Sequence[str]) -> str:
    part = text[some_of(chance, text, 400)]
    at = chance.randint(0, len(text))
    return text[:at] + part + text[at:]


def _flipped(chance: random.Random, text: str, others: Sequence[str]) -> str:
    data = bytearray(text.encode("utf-8", "surrogateescape"))
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return decoded(bytes(data))


def _other_line_ends(chance: random.Random, text: str, others: Sequence[str]) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", " ", "\x0b")))


Change = Callable[[random.Random, str, Sequence[str]], str]
CHANGES: tuple[Change, ...] = (_without, _inserted, _inserted, _moved, _flipped, _other_line_ends)


def _bytes(chance: random.Random) -> tuple[str, str]:
    return any_path(chance), decoded(chance.randbytes(chance.choice((0, 1, 10, 300, 3000))))


def _beginning(chance: random.Random) -> tuple[str, str]:
    path, text = real_text(chance)
    return path, text[: chance.randint(0, len(text))]


def _mutated(chance: random.Random) -> tuple[str, str]:
    path, text = real_text(chance)
    return path, mutated(chance, text[some_of(chance, text, 6000)])


def _nested(chance: random.Random) -> tuple[str, str]:
    deep = chance.choice((10, 100, 3000))
    opening = chance.choice(
        ("[", "{", "(", "> ", "- ", "**", "`", "#", "a = [", "{x = ", "[[", '{"a": ', "not ", "<!--")
    )
    closing = chance.choice(("", "]", "}", ")", "\n"))
    steps = "".join(f"{'  ' * depth}- x\n" for depth in range(min(deep, 300)))
    nested = chance.choice((opening * deep + closing * deep, steps, f"{opening}\n" * deep))
    path, text = real_text(chance)
    place = some_of(chance, text, 0).start
    return path, text[:place][-3000:] + nested + text[place:][:3000]


def _hostile(chance: random.Random) -> tuple[str, str]:
    path, begin = begun(chance)
    return path, begin + unit(chance) * chance.randint(1, 300)


BEGUN: Mapping[str, Sequence[str]] = {
    "a.smd": (
        "",
        "# T\n\n@id: A\n\n## Requirements\n\n### X {#x}\n\n",
        "# T\n\n@id: A\n\n## Glossary\n\n",
        "# T\n\n@id: A\n\n## R\n\n### X\n\n**Accepts:** ",
        "# T\n\n| a | b |\n|---|---|\n",
        "---\nid: A\ndepends: [",
        "# T\n\n@depends: ",
        "# ",
    ),
    "a.amd": ("", "# T\n\n@spec: A\n\n## Components\n\n### C\n\n@path: c.py\n\n**Depends on:** "),
    "a.vmd": ("", "@spec A\n@arch A\n\n", "@spec A\n\ncases(x)\n", "scenario a:\n    when x("),
    "a.intent": ("", "# T\n\n@spec: A\n\n## I-0001\n\n> "),
    "plan.toml": ("", "[plan]\nformat = 1\n", '[[task]]\nid = "a"\noutputs = ["'),
    "osteon.toml": ("", "[models]\n", 'specs = "'),
}
"""How files begin, with their last part open: what follows is read as that part."""


def begun(chance: random.Random) -> tuple[str, str]:
    """Return a path and how its file begins."""
    path = chance.choice(list(BEGUN))
    return path, chance.choice(BEGUN[path])


def unit(chance: random.Random) -> str:
    """Return a short text to be repeated: one long line, or many."""
    return "".join(chance.choice(MARKS) for _ in range(chance.randint(1, 5)))
