"""What a model sees of a task: the sections, components and files that it declares, verbatim and whole, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.engine.files import digest
from osteon.engine.interfaces import interface_of
from osteon.engine.sources import Passage, Sources
from osteon.models.port import Image, Message

SURROGATE = re.compile(r"[\ud800-\udfff]")
IMAGES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
"""The media types that models take, by the ending of a file's name."""
BACKTICKS = re.compile(r"`{3,}")

INSTRUCTIONS = """\
You write source files from a specification. The specification is the only source of truth.

- Do everything it says, exactly: every rule, value, limit, error and word of output. Where it gives an algorithm,
  use that one.
- Do nothing that it does not ask for. Where it is silent, choose the plainest behaviour that contradicts none of it.
- Use the architecture's names, paths and signatures as they are written; its contracts hold for every input.
- Files that are shown belong to other tasks. Import from them as they are; never write them again.
- Write finished {language}: typed where the language has types, with short documentation on what is public,
  idiomatic, and without stubs, placeholders, debugging output or unused code.
- Rely on the standard library and on what the specification, the architecture or the shown files name, on no more.
- Tests that you write check what the specification says through the public interface, with its limits and errors;
  they need no network and do not depend on time or order.

Answer with complete files and nothing else. Head each with a line `### ` and its path; put its whole text in a fence
of four backticks or more, longer than any run of backticks within the file:

### path/to/file.ext
````text
the whole file
````

Write every file that the task lists, each once, and no other.
"""

FIX = """\
The files do not pass; what the checks said stands below. Find the cause and correct the files. The specification
stays the only source of truth, so do not weaken a test that states it.

Answer with each file to change, whole as before, or as exact edits. For an edit, head it with the same `### ` line,
then put the present text in a fence marked `find` and the new text in a fence marked `replace`. The text to find is
whole lines and must occur exactly once in the file:

### path/to/file.ext
````find
the present lines
````
````replace
the new lines
````
"""

ASK_AGAIN = """\
That reply cannot be used:

{problems}

Answer again, in the form that was asked for: {form}.
"""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reference of a task that leads nowhere: its place in the plan, and a sentence with the next step."""

    key: str
    """The key in the plan, such as `sections`."""
    reference: str
    span: Span
    message: str


class PromptError(Exception):
    """A task declares what cannot be found. `unresolved` holds every such reference, not only the first."""

    def __init__(self, task: Task, unresolved: Sequence[Unresolved]) -> None:
        super().__init__("\n".join(problem.message for problem in unresolved))
        self.task = task
        self.unresolved = tuple(unresolved)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages of a task's request, and its parts by name: what the task's key and its explanations rest on."""

    messages: tuple[Message, ...]
    parts: Mapping[str, str]
    """Text by name: `section SPEC_ID#anchor`, `component SPEC_ID.Name`, `read PATH`, `interface PATH`, `notes` …"""


NOT_UPSTREAM = "no task that this one needs has written that file as text; add its task to needs"


def build_prompt(
    task: Task,
    sources: Sources,
    upstream: Callable[[str], str | None],
    *,
    language: str,
    outputs: Sequence[str],
    context: Mapping[str, bytes] | None = None,
    lacking: Callable[[str], str] = lambda _path: NOT_UPSTREAM,
) -> Prompt:
    """Return everything the model gets for a task, the same bytes for the same inputs.

    `context` are the files that the task's `context` names: text is shown whole, images go along. `upstream` gives
    the text of a file that an upstream task wrote, None where there is none; `lacking` then says why, with the next
    step. `outputs` are the files to write. Raises PromptError with every reference that does not resolve.
    """
    found = _Found(task, sources, upstream, lacking)
    sections = found.passages("sections", task.sections, sources.sections)
    components = found.passages("architecture", task.architecture, sources.parts)
    reads = found.files("reads", task.reads)
    interfaces = {path: interface_of(path, text) for path, text in found.files("interfaces", task.interfaces).items()}
    texts, images = found.context(context or {})
    if found.unresolved:
        raise PromptError(task, found.unresolved)
    contracts = {path: contract for path in interfaces if (contract := sources.contracts(path))}
    body = _user_message(task, outputs, _Shown(sections, components, reads, interfaces, contracts, texts, images))
    messages = (Message("system", INSTRUCTIONS.replace("{language}", language)), Message("user", body, images))
    parts = {
        "title": task.title,
        "notes": task.notes,
        "outputs to write": "\n".join(outputs),
        **{f"section {passage.reference}": passage.text for passage in sections},
        **{f"component {passage.reference}": passage.text for passage in components},
        **{f"read {path}": text for path, text in reads.items()},
        **{f"interface {path}": text for path, text in interfaces.items()},
        **{f"contracts {path}": text for path, text in contracts.items()},
        **{f"context {path}": text for path, text in texts.items()},
        **{f"context {image.name}": image.sha256 for image in images},
    }
    return Prompt(messages, parts)


def files_message(files: Mapping[str, str]) -> Message:
    """Return files as the model's own reply: what a fix begins from."""
    return Message("assistant", files_text(files))


def files_text(files: Mapping[str, str]) -> str:
    """Return files in the form of a reply, each under its path."""
    return "\n".join(_file(f"### {path}", path, text) for path, text in sorted(files.items()))


def fix_message(error: str) -> Message:
    """Return the message that asks for a correction after what the checks said."""
    return Message("user", f"{FIX}\n## What the checks said\n\n{_fenced(error, 'text')}")


def quoted(reply: str, longest: int) -> Message:
    """Return a reply that could not be used, as what the model said; providers take no message without a word."""
    text = reply[:longest].encode("utf-8", "replace").decode()
    return Message("assistant", text if text.strip() else "(nothing)")


def ask_again_message(problems: Iterable[str], outputs: Sequence[str]) -> Message:
    """Return the message that says why a reply cannot be used."""
    form = f"{', '.join(outputs)}, each headed by its path, in fences of four backticks or more"
    listed = "\n".join(f"- {problem}" for problem in problems)
    return Message("user", ASK_AGAIN.replace("{problems}", listed).replace("{form}", form))


class _Found:
    """Resolves the references of one task and gathers those that lead nowhere."""

    def __init__(
        self,
        task: Task,
        sources: Sources,
        upstream: Callable[[str], str | None],
        lacking: Callable[[str], str],
    ) -> None:
        self._task = task
        self._sources = sources
        self._upstream = upstream
        self._lacking = lacking
        self.unresolved: list[Unresolved] = []

    def passages(
        self, key: str, references: Sequence[str], resolve: Callable[[str, str], Sequence[Passage]]
    ) -> list[Passage]:
        """Return what the references stand for, without passages that another one of them holds whole."""
        found: list[Passage] = []
        for number, reference in enumerate(references):
            passages = resolve(self._task.spec, reference)
            in_architecture = key == "architecture"
            ambiguity = self._sources.ambiguity(self._task.spec, reference, in_architecture=in_architecture)
            undecoded = next((passage.path for passage in passages if SURROGATE.search(passage.text)), "")
            if ambiguity or not passages:
                self._missing(key, number, reference, ambiguity or self._hint(key, reference))
            elif undecoded:
                hint = f"{undecoded} has bytes there that are not UTF-8; save it as UTF-8"
                self._missing(key, number, reference, hint)
            else:
                found += passages
        return list(_without_parts(found))

    def files(self, key: str, paths: Sequence[str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for number, path in enumerate(paths):
            text = self._upstream(path)
            if text is None:
                self._missing(key, number, path, self._lacking(path))
            else:
                texts[path] = text
        return texts

    def context(self, files: Mapping[str, bytes]) -> tuple[dict[str, str], tuple[Image, ...]]:
        """Return the texts and the images among context files."""
        texts: dict[str, str] = {}
        images: list[Image] = []
        for number, (path, data) in enumerate(files.items()):
            media_type = IMAGES.get(path.rpartition(".")[2].casefold())
            if media_type:
                images.append(Image(path, media_type, digest(data), data))
                continue
            try:
                texts[path] = data.decode()
            except UnicodeDecodeError:
                self._missing(
                    "context", number, path, f"it is neither text in UTF-8 nor an image ({', '.join(IMAGES)})"
                )
        return texts, tuple(images)

    def _missing(self, key: str, number: int, reference: str, hint: str) -> None:
        message = f"task {self._task.id}: {key} names {reference!r}, but {hint}"
        self.unresolved.append(Unresolved(key, reference, self._task.place(key, number), message))

    def _hint(self, key: str, reference: str) -> str:
        if key == "architecture" and "#" in reference:
            return "no architecture of that spec has such a heading; correct the anchor, or take it out"
        if key == "architecture":
            known = sorted({component.name for _, _, component in self._sources.components.values()})
            return f"there is no such component; there are {_list(known)}"
        named, mark, _ = reference.partition("#")
        if not mark:
            return f"a section is written #anchor or SPEC_ID#anchor; use {reference}#… or #{reference}"
        found = self._sources.specs.get((named or self._task.spec).casefold())
        if found is None:
            known = sorted(spec.id for _, spec in self._sources.specs.values())
            return f"there is no spec {named or self._task.spec!r}; there are {_list(known)}"
        path, spec = found
        return f"{path} has no such anchor; there are {_list([f'#{s.anchor}' for s in spec.sections if s.level > 1])}"


def _without_parts(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Drop what another passage holds whole; of two equal ones the first stays."""
    for number, passage in enumerate(passages):
        holders = (other for at, other in enumerate(passages) if at != number and other.holds(passage))
        if not any(other.span != passage.span or passages.index(other) < number for other in holders):
            yield passage


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a task shows, resolved; files and contracts by path."""

    sections: Sequence[Passage]
    components: Sequence[Passage]
    reads: Mapping[str, str]
    interfaces: Mapping[str, str]
    contracts: Mapping[str, str]
    context: Mapping[str, str]
    images: Sequence[Image]


def _user_message(task: Task, outputs: Sequence[str], shown: _Shown) -> str:
    blocks = [
        f"# Task: {task.title or task.id}\n",
        "## Files to write\n\n" + "".join(f"- {path}\n" for path in outputs),
    ]
    blocks += _group("## Specification", [_passage(passage) for passage in shown.sections])
    blocks += _group("## Architecture", [_passage(passage) for passage in shown.components])
    blocks += _group("## Files of other tasks, whole", _files(shown.reads))
    blocks += _group(
        "## Files of other tasks, their interfaces only (bodies are left out)",
        [
            _file(f"### {path}", path, text) + _contracts(shown.contracts.get(path, ""))
            for path, text in shown.interfaces.items()
        ],
    )
    blocks += _group("## Material that goes with the specification", _files(shown.context))
    names = "".join(f"- {image.name}\n" for image in shown.images)
    blocks += _group("## Attached images, in this order", [names] if names else [])
    blocks += _group("## Notes", [task.notes.rstrip("\n") + "\n"] if task.notes.strip() else [])
    return "\n".join(blocks)


def _files(texts: Mapping[str, str]) -> list[str]:
    return [_file(f"### {path}", path, text) for path, text in texts.items()]


def _group(title: str, blocks: Sequence[str]) -> list[str]:
    return [title + "\n", *blocks] if blocks else []


def _passage(passage: Passage) -> str:
    return f"### {passage.reference}\n\n{_fenced(passage.text, 'markdown')}"


def _contracts(text: str) -> str:
    return f"\n{_fenced(text, 'markdown')}" if text else ""


def _file(heading: str, path: str, text: str) -> str:
    return f"{heading}\n\n{_fenced(text, _language(path))}"


def _language(path: str) -> str:
    return {"py": "python", "pyi": "python"}.get(
        suffix := path.rpartition(".")[2], suffix if "/" not in suffix else "text"
    )


def _fenced(text: str, language: str) -> str:
    """Put text in a fence that nothing within it can close; its last line is completed where it has no end."""
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    fence = "`" * max(4, longest + 1)
    return f"{fence}{language}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{fence}\n"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "") if names else "none"
