"""The project to oneself: what changes the store or the outputs holds the build lock while it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osteon.engine.files import UnsafePath, sweep
from osteon.engine.lock import BuildLocked, build_lock
from osteon.engine.site import Site
from osteon.engine.staging import remove_left_behind, staging_root
from osteon.engine.store import StoreError
from osteon.project import UserError


@contextmanager
def exclusive(site: Site) -> Iterator[Path]:
    """Hold the project's lock and yield a folder for staging; what a killed process left behind is cleared first.

    Raises UserError where another process holds the lock, or where the store cannot be written.
    """
    with staging_root() as staging:
        try:
            with build_lock(site.store.folder, note=str(staging)) as left_behind:
                if left_behind:
                    _clean_up_after_a_kill(site, left_behind)
                site.store.prepare()
                yield staging
        except (BuildLocked, StoreError, UnsafePath) as error:
            raise UserError(str(error)) from error
        except OSError as error:
            raise UserError(f"{error.filename or site.store.folder}: {error.strerror or error}") from error


def _clean_up_after_a_kill(site: Site, staging: str) -> None:
    remove_left_behind(staging)
    sweep(site.store.folder, deep=True)
    for folder in {(site.output / path).parent for path in site.owners}:
        sweep(folder)
