"""Carries an import out: each file at once, the configuration last, so that a second run ends what was broken off."""

from __future__ import annotations

from osteon.engine.files import read_bytes, write_atomic
from osteon.importing.proposal import Proposal
from osteon.project import UserError


def carry_out(proposal: Proposal) -> None:
    """Write the files of an import in their order. Raises UserError for one that changed or cannot be written.

    A project exists from the last file on, its configuration: until then an import can be run again.
    """
    for write in proposal.writes:
        path = proposal.root / write.path
        if read_bytes(path) != write.before:
            raise UserError(f"{path}: it changed meanwhile; run `osteon import` again")
        try:
            write_atomic(path.resolve(), write.data)
        except OSError as error:
            raise UserError(f"{path}: {error.strerror or error}; correct that and run `osteon import` again") from error
