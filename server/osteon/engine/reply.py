"""From a model's reply to files: whole files or exact edits in fenced blocks, and nothing the task did not declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from osteon.analysis.file_paths import path_problem

LARGEST_REPLY = 8 * 1024 * 1024
"""Characters of a whole reply; more is refused unread."""
MAY_BE_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep")

EDIT = ("find", "replace")

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$")
HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
BARE_PATH = re.compile(r"[ \t]*(?:\*\*|`)+([^*`]+)(?:\*\*|`)+:?[ \t]*$")
SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply holds: the whole text of every output by path, or the problems that make it unusable."""

    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its content, its info string, and the path named above it (empty where none is)."""

    path: str
    info: str
    text: str
    closed: bool


def parse_reply(text: str, outputs: Sequence[str], *, current: Mapping[str, str] | None = None) -> Reply:
    """Read the files of a reply.

    `current` holds the files as they are when the reply is a fix: it may then name only the files it changes, whole or
    by `find` and `replace` blocks. Each problem is a sentence that can be sent back to the model.
    """
    if problem := _unreadable(text):
        return Reply(problems=(problem,))
    blocks = list(fenced_blocks(text, outputs))
    named = [block for block in blocks if block.path]
    problems = [*_broken_fences(blocks), *_foreign_paths(named, outputs)]
    if not named:
        return Reply(problems=(*problems, _no_files(text, outputs)))
    files, more = _assemble([block for block in named if block.path in outputs], current or {})
    problems += more
    problems += [f"the file {path} is missing" for path in outputs if path not in files]
    problems += [problem for path, content in files.items() if (problem := _bad_content(path, content))]
    return Reply(problems=tuple(dict.fromkeys(problems))) if problems else Reply(files=files)


def fenced_blocks(text: str, outputs: Sequence[str]) -> Iterator[Block]:
    """Find the fenced blocks of a reply; a block belongs to the path that heads it or that its info string names.

    A fence is closed by a bare fence of the same character that is at least as long, as in CommonMark.
    """
    lines = iter(text.split("\n"))
    path = ""
    for line in lines:
        if fence := FENCE.match(line.rstrip("\r")):
            content, closed = _until_closed(lines, fence[1])
            info = fence[2].strip()
            yield Block(_path_in_info(info, outputs) or path, info, content, closed)
            path = path if info in EDIT else ""
        else:
            path = _path_above(line.rstrip("\r"), path, outputs)


def _until_closed(lines: Iterator[str], opening: str) -> tuple[str, bool]:
    closing = re.compile(rf" {{0,3}}{re.escape(opening)}{re.escape(opening[0])}*[ \t\r]*")
    content: list[str] = []
    for line in lines:
        if closing.fullmatch(line):
            return "".join(f"{line}\n" for line in content), True
        content.append(line)
    return "\n".join(content), False


def _path_above(line: str, path: str, outputs: Sequence[str]) -> str:
    """Return the path in force after a line of prose: a heading or a bare path sets it, other lines leave it."""
    if heading := HEADING.match(line):
        return _path_in_words(heading[1], outputs)
    bare = BARE_PATH.match(line)
    return (_path_in_words(bare[1], outputs) if bare else "") or path


def _path_in_info(info: str, outputs: Sequence[str]) -> str:
    """`python chip8/cpu.py` and `python path=chip8/cpu.py` name a path; `python` does not."""
    words = info.split()
    named = [word.split("=", 1)[-1].strip("\"'") for word in words]
    return next((word for word in named if word in outputs or "/" in word), "")


def _path_in_words(words: str, outputs: Sequence[str]) -> str:
    candidate = re.sub(r"^(?:file|path)\s*:\s*", "", words.strip(" *`:"), flags=re.IGNORECASE).strip(" *`:")
    return candidate if candidate in outputs or _looks_like_path(candidate) else ""


def _looks_like_path(text: str) -> bool:
    return " " not in text and ("/" in text or "\\" in text or bool(re.search(r"\w\.\w{1,8}$", text)))


def _assemble(blocks: Sequence[Block], current: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    files = dict(current)
    problems: list[str] = []
    whole: set[str] = set()
    waiting: Block | None = None
    for block in blocks:
        if block.info == "find" and current:
            waiting = block
        elif block.info == "replace" and waiting is not None and waiting.path == block.path:
            problems += _edit(files, waiting, block.text)
            waiting = None
        elif block.path in whole:
            problems.append(f"the file {block.path} is there twice; write it once")
        else:
            whole.add(block.path)
            files[block.path] = block.text
    if waiting is not None:
        problems.append(f"a find block for {waiting.path} has no replace block after it")
    return files, problems


def _edit(files: dict[str, str], find: Block, replacement: str) -> list[str]:
    text = files.get(find.path, "")
    count = text.count(find.text) if find.text else 0
    if count != 1:
        return [
            f"a find block for {find.path} matches {count} times; it must match exactly once, or send the whole file"
        ]
    files[find.path] = text.replace(find.text, replacement)
    return []


def _unreadable(text: str) -> str:
    if len(text) > LARGEST_REPLY:
        return f"the reply is too long: {len(text)} characters, at most {LARGEST_REPLY} are read"
    return "" if text.strip() else "the reply is empty; the model may have refused"


def _broken_fences(blocks: Sequence[Block]) -> list[str]:
    problems = [
        f"the fence of {block.path or 'the last block'} is never closed; the reply may have been cut off"
        for block in blocks
        if not block.closed
    ]
    seen_file = False
    for block in blocks:
        if seen_file and not block.path and not block.info and block.closed:
            problems.append(
                "a bare fence stands after a file, so it is not certain where the file ends; use longer fences"
            )
        seen_file = seen_file or bool(block.path)
    return problems


def _foreign_paths(blocks: Sequence[Block], outputs: Sequence[str]) -> list[str]:
    return [_foreign_path(block.path) for block in blocks if block.path not in outputs]


def _foreign_path(path: str) -> str:
    if problem := path_problem(path):
        return f"the path {path!r} is refused: {problem}"
    return f"{path} is not an output of this task; write only the declared files"


def _no_files(text: str, outputs: Sequence[str]) -> str:
    beginning = " ".join(text.split())[:200]
    return f"there is no file in the reply, which begins {beginning!r}; write {', '.join(outputs)} in fenced blocks"


def _bad_content(path: str, content: str) -> str:
    if "\0" in content:
        return f"the file {path} has a NUL character"
    if SURROGATE.search(content):
        return f"the file {path} has characters that are not valid Unicode"
    if not content.strip() and not path.endswith(MAY_BE_EMPTY):
        return f"the file {path} is empty"
    return ""
