"""`osteon init`: start a project in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from osteon.cli.exit_codes import OK
from osteon.cli.templates import CONFIGURATION
from osteon.project import UserError, configuration_file


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> int:
    """Start a project in FOLDER (the current one by default): `osteon.toml` and an empty `specs` folder.

    Nothing that is there already is changed.
    """
    present = configuration_file(folder) if folder.is_dir() else None
    if present is not None:
        raise UserError(f"{present}: this folder is a project already; `osteon new NAME` adds a spec to it")
    (folder / "specs").mkdir(parents=True, exist_ok=True)
    path = folder / "osteon.toml"
    with path.open("x", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    click.echo(f"{path} and {folder / 'specs'} are ready. Next: `osteon new NAME` writes the first spec.")
    return OK
