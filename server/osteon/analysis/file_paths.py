"""Which paths a plan may name: plain ones, and as outputs none that people write; which ones a command names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename, join, normpath, relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteon.analysis.configuration import Configuration

RESERVED = frozenset({".git", ".hg", ".svn", ".osteon", ".github"})
"""Folders that no task may write into: the history, what its host runs, and the build's own memory."""
VERIFICATION = frozenset({"osteon_cases", "cases-report.json"})
"""Where hidden cases are put and told of while they run; a file there could read them."""
SOURCE = re.compile(r"(?:.*/)?(?:plan\.toml|osteon\.toml|[^/]*\.(?:smd|amd|vmd|intent)(?:\.md)?)")
CASES = re.compile(r".*\.vmd(?:\.md)?")
DRIVE = re.compile(r"[A-Za-z]:")


@lru_cache(maxsize=4096)  # several checks ask for the same path
def path_problem(relative: str) -> str:
    """Say what makes `relative` unfit as the path of a file in a plan; an empty string where nothing does."""
    parts = relative.split("/")
    if not relative.strip() or any(ord(character) < 32 for character in relative):
        return "it is empty or has control characters"
    if "\\" in relative:
        return "use / between folders"
    if relative.startswith(("/", "~")) or DRIVE.match(relative):
        return "it is absolute; use a path relative to the output folder"
    if normpath(relative).startswith(".."):
        return "it leaves the output folder"
    if {"", ".", ".."} & set(parts):
        return "it has an empty part or a dot part; leave that out"
    if RESERVED & {part.lower() for part in parts}:
        return "that folder is not for outputs"
    return ""


def output_problem(path: str, configuration: Configuration) -> str:
    """Say why no task may write `path`, relative to the output folder; an empty string where one may."""
    if problem := path_problem(path):
        return problem
    folded = path.casefold()
    if SOURCE.fullmatch(folded) or folded in _own_files(configuration):
        return "people write that file, and builds only read it"
    specs = _from_output(configuration.specs, configuration)
    if not specs.startswith(".") and folded.startswith(f"{specs}/"):
        return "it is in the folder of the specs, where only people write"
    if folded.partition("/")[0] in VERIFICATION:
        return "verification needs that place for itself"
    return ""


def copy_problem(source: str, configuration: Configuration) -> str:
    """Say why no task may copy `source`, relative to the specs; an empty string where one may."""
    folded = normpath(source).casefold()
    if CASES.fullmatch(folded):
        return "it holds cases, which no model may see"
    plan = relpath(f"/{configuration.plan}", f"/{configuration.specs}") if configuration.plan else ""
    if basename(folded) == "plan.toml" or folded == plan.casefold():
        return "a plan is no material of a build"
    return ""


def _own_files(configuration: Configuration) -> frozenset[str]:
    named = ("pyproject.toml", configuration.plan or join(configuration.specs, "plan.toml"))
    return frozenset(_from_output(path, configuration) for path in named)


def _from_output(path: str, configuration: Configuration) -> str:
    """Return a path of the configuration as it is seen from the output folder, folded."""
    return relpath(f"/{path}", f"/{configuration.output}").casefold()


_FILE = re.compile(r"(?:\./)?([\w.-]+(?:/[\w.-]+)+\.[A-Za-z]\w{0,4}|[\w-]+\.(?:py|pyi|js|ts|rs|go|lua|rb|c|h|zig|sh))")


@lru_cache(maxsize=4096)
def files_in(command: str) -> tuple[str, ...]:
    """Return the words of a command that are relative paths of files; not the name of a module to run."""
    try:
        words = shlex.split(command, comments=True)
    except ValueError:
        words = command.split()
    return tuple(_paths(words))


def _paths(words: list[str]) -> Iterator[str]:
    for before, word in zip(["", *words], words, strict=False):
        match = _FILE.fullmatch(word.partition("::")[0])
        if match and before not in ("-m", "-c", "-o", ">", ">>", "touch") and ".." not in word.split("/"):
            yield match[1]
