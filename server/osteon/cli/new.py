"""`osteon new`: add a spec, an architecture, cases or intents from a template."""

from __future__ import annotations

import re
from pathlib import Path

import click

from osteon.cli import templates
from osteon.cli.exit_codes import OK
from osteon.project import UserError, find_project

_KINDS = {
    "spec": (".smd", templates.SPEC),
    "architecture": (".amd", templates.ARCHITECTURE),
    "cases": (".vmd", templates.CASES),
    "intent": (".intent", templates.INTENT),
}


@click.command("new")
@click.argument("name")
@click.option("-k", "--kind", type=click.Choice(list(_KINDS)), default="spec", help="What to write; a spec by default.")
def new(name: str, kind: str) -> int:
    """Write a file called NAME from a template into the project's specs folder.

    NAME is words, such as `display` or "Sound chip"; id, title and file name are made from it.
    """
    words = re.findall(r"[A-Za-z0-9]+", name)
    if not words or not words[0][0].isalpha():
        raise UserError(f"'{name}' makes no id: use words of letters and digits, the first beginning with a letter")
    suffix, template = _KINDS[kind]
    path = find_project(Path.cwd()).specs / ("_".join(words).lower() + suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_filled(template, words))
    except FileExistsError as error:
        raise UserError(f"{path}: this file is there already; choose another name or edit it") from error
    click.echo(f"{path} is written. Next: edit it, then `osteon check`.")
    return OK


def _filled(template: str, words: list[str]) -> str:
    lower = "_".join(words).lower()
    return template.format(
        title=" ".join(words).capitalize(),
        id="_".join(words).upper(),
        component="".join(word.capitalize() for word in words),
        path=f"{lower}.py",
    )
