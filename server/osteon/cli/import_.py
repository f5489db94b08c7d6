"""`osteon import`: make a project of Ossature's one of Osteon's."""

from __future__ import annotations

import os
from pathlib import Path

import click

from osteon.cli.exit_codes import OK
from osteon.cli.import_report import as_json, as_text
from osteon.cli.progress import printable
from osteon.importing.ossature import find_ossature
from osteon.importing.proposal import propose
from osteon.importing.writing import carry_out


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Make the project in another folder.")
@click.option("--dry-run", is_flag=True, help="Write nothing; report what would be written.")
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
def import_(path: Path, *, into: Path | None, dry_run: bool, json_wanted: bool) -> int:
    """Make the Ossature project around PATH, the current folder by default, a project of Osteon's.

    Reads `ossature.toml`, the specs, architectures and cases of any version from 0.0.1 to 0.2, and the plan; adds
    `osteon.toml` and Osteon's `plan.toml`. Specs stay byte for byte as they are, but for errors that have a mechanical
    fix; the report shows each change. Ossature's own files stay. What has no counterpart is named, with the reason.

    A plan's tasks keep their ids, order and comments; what they built has to be built again. Nothing is overwritten,
    no secret is copied, and a second run changes nothing.

    \b
    With --json one object:
      format         1; keys may be added under this number, none is taken away
      source, project  the two folders; dry_run, done (imported before)
      counts         specs, architectures, cases, tasks_before, tasks
      files          [{path, change: new|changed|copied|kept, diff}]
      fixed          {path: {code: how many}}: errors that were corrected in specs
      keys           {key of ossature.toml: key of osteon.toml}
      notes          [{kind: left out|changed|note, place, text}]
      errors         [{path, line, code, message}] that `osteon check` will report
      next           [sentence]

    Exit codes: 0 imported, or there was nothing to do; 2 no such project, or the import would overwrite something.
    """  # noqa: D301 - a backspace is what click knows a list by
    source = find_ossature(path)
    proposal = propose(source, Path(os.path.abspath(into)) if into else source.root)
    if not dry_run:
        carry_out(proposal)
    say = as_json if json_wanted else as_text
    click.echo(printable(say(proposal, dry_run=dry_run)))
    return OK
