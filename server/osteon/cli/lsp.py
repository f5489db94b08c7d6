"""`osteon lsp`: the language server."""

from __future__ import annotations

import logging
import os
import sys

import click


@click.command("lsp")
@click.option("--tcp", type=click.IntRange(0, 65535), metavar="PORT", help="Serve one client on a local port instead.")
@click.option("--stdio", is_flag=True, expose_value=False, help="Serve standard input and output, as without it.")
@click.option("--verbose", "-v", is_flag=True, help="Log more to standard error.")
def lsp(tcp: int | None, verbose: bool) -> None:
    """Serve an editor that speaks the Language Server Protocol.

    Editors start this themselves, over standard input and output. The log goes to standard error.
    """
    from osteon.lsp.streams import accept_client, claim_standard_streams

    streams = claim_standard_streams() if tcp is None else None
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
    if streams is None:
        try:
            streams = accept_client(tcp or 0, announce=lambda text: click.echo(text, err=True))
        except OSError as error:
            raise click.ClickException(f"port {tcp} cannot be served: {error.strerror}; choose another") from error
    from osteon.lsp.server import run

    code = run(streams)
    logging.shutdown()
    os._exit(code)  # freeing every object of every project first would keep the editor waiting for seconds
