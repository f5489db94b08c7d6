"""What a test needs to be installed, told without importing it."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def require_litellm() -> None:
    """Skip the test, or the module that is being loaded, where litellm is not installed.

    Imported as nobody prepared it, litellm would fetch a list of prices from the network.
    """
    if find_spec("litellm") is None:
        pytest.skip("litellm is not installed", allow_module_level=True)
