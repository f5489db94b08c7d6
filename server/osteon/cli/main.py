"""The command `osteon`: finds the verb, and turns every failure into one message and an exit code."""

from __future__ import annotations

import atexit
import gc
import importlib
import keyword
import os
import sys

import click

from osteon import __version__
from osteon.cli.exit_codes import CANCELLED, FAILED

VERBS = {
    "init": "Start a project in a folder.",
    "new": "Add a spec, an architecture, cases or intents from a template.",
    "import": "Make a project of Ossature's one of Osteon's.",
    "check": "Report every problem of specs, plan and configuration.",
    "explain": "Show the manual page of a finding.",
    "coverage": "Show which requirement is covered by what.",
    "accept": "Make what a model added your own, or delete it.",
    "intent": "Record what a user asked for, word for word.",
    "fmt": "Bring files into canonical form.",
    "plan": "Make plan.toml from the architecture or by a model, keeping every human edit.",
    "build": "Build what is stale, task by task, verified in a sandbox.",
    "status": "Show what is fresh, stale, drifted or blocked, and why.",
    "drift": "List generated files that you changed; keep, discard or compare them.",
    "trace": "Show how a task or a generated file came to be: asked, answered, verified, by whom.",
    "store": "Check or prune what builds have stored.",
    "doctor": "Show what is installed, what works here, and the next step.",
    "lsp": "Run the language server on standard input and output.",
}
"""Every verb with its help line: a verb's module is imported only when it is called."""
COLLECT_AFTER = (100_000, 5, 5)
"""When garbage is collected: with Python's own numbers an edit of a long spec takes three times as long."""


class Verbs(click.Group):
    """The verbs, each the function of its own name in `osteon.cli.<verb>`; a keyword of Python's has `_` behind it."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"osteon.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="osteon", message="%(prog)s %(version)s")
def osteon() -> None:
    """Check, plan and build software whose source is its specification.

    Exit codes: 0 all is well, 1 something failed or was found, 2 usage or configuration, 3 drift, 130 interrupted.
    """


def main() -> None:
    """Run the command line. Nothing but this function turns exceptions into messages."""
    from osteon.project import UserError

    gc.set_threshold(*COLLECT_AFTER)
    atexit.register(gc.freeze)  # else Python looks for garbage among all there is once more before it ends
    try:
        sys.exit(osteon.main(standalone_mode=False) or 0)
    except UserError as error:
        _stop(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _stop("interrupted", CANCELLED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if os.environ.get("OSTEON_DEBUG"):
            raise
        _stop(
            f"internal error: {type(error).__name__}: {error}\n  OSTEON_DEBUG=1 shows where; please report it", FAILED
        )


def _stop(message: str, code: int) -> None:
    click.echo(f"osteon: {message}", err=True)
    sys.exit(code)
