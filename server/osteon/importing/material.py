"""Finds what `context_files` and `context://` name, and where it will stand: beside the specs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath

from osteon.analysis.configuration import Configuration
from osteon.analysis.file_paths import copy_problem, path_problem
from osteon.analysis.source_file import kind_of
from osteon.importing.ossature import OssatureProject

SCHEME = "context://"


@dataclass(frozen=True, slots=True)
class Material:
    """The files beside the specs that an imported plan names. `files` gathers them: path below the specs to origin."""

    project: OssatureProject
    files: dict[str, Path] = field(default_factory=dict)

    def take(self, written: str) -> tuple[str, str]:
        """Return the path below the specs that a context file will have, and what is wrong with it, if anything."""
        name = normpath(written.removeprefix(SCHEME))
        if problem := path_problem(name):
            return "", problem
        folder = self.project.context_folder
        inside = name.removeprefix(f"{self.project.context}/")
        found = next((one for one in dict.fromkeys((name, inside)) if (folder / one).is_file()), None)
        if found is None:
            return "", f"there is no such file in {self.project.context}"
        path = self._path(found)
        if kind_of(path) or (problem := copy_problem(path, Configuration())):
            return "", problem or "beside the specs it would be read as one of them"
        self.files[path] = folder / found
        return path, ""

    def _path(self, name: str) -> str:
        """Return where a context file stands seen from the specs: as it is where it is below them already."""
        context, specs = self.project.context, self.project.specs
        if specs == ".":
            return join(context, name)
        return join(context.removeprefix(f"{specs}/"), name)

    def copies(self, pattern: str, output: str) -> Iterator[tuple[str, str]]:
        """Yield output and name of each context file that a pattern with `*` or `**` stands for."""
        written = normpath(pattern.removeprefix(SCHEME))
        if "*" not in written:
            yield output, written
            return
        shape = re.compile("".join(_SHAPES.get(part, re.escape(part)) for part in _STARS.split(written)))
        star = "**" if "**" in output else "*"
        for name in self._names():
            if match := shape.fullmatch(name):
                yield output.replace(star, match[1], 1), name

    def _names(self) -> Iterator[str]:
        folder = self.project.context_folder
        for where, folders, names in os.walk(folder):
            folders.sort()
            yield from (Path(where, name).relative_to(folder).as_posix() for name in sorted(names))


_STARS = re.compile(r"(\*\*|\*)")
_SHAPES = {"**": "(.+)", "*": "([^/]+)"}
