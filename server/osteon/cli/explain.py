"""`osteon explain`: show the manual page of a finding."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from osteon.analysis.rules import all_rules
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.cli.check_report import NAMES
from osteon.cli.exit_codes import OK
from osteon.project import UserError, find_project


@click.command("explain")
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Show what the finding CODE means, why it matters and how to fix it; without CODE, list all of them.

    The rules of the project around the current folder are among them.
    """
    rules = all_rules(find_project(Path.cwd()).configuration)
    if code is None:
        for rule in sorted(rules.values(), key=lambda rule: rule.code):
            click.echo(f"{rule.code:28} {NAMES[rule.severity]:8} {rule.summary}")
        return OK
    found = rules.get(code.casefold())
    if found is None:
        advice = did_you_mean(closest(code, rules), "`osteon explain` lists all of them")
        raise UserError(f"there is no finding called '{code}': {advice}")
    _show(f"# {found.code} ({NAMES[found.severity]})\n\n{found.manual}\n")
    return OK


def _show(markdown: str) -> None:
    """Print Markdown, laid out where a person reads it and as it is in a pipe."""
    if not sys.stdout.isatty():
        click.echo(markdown, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(markdown))
