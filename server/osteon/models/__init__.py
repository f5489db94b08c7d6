"""The model backends, one module each, behind the port in `port`; `open_model` finds the one that a string names."""

from osteon.models.opening import open_model

__all__ = ["open_model"]
