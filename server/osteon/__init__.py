"""Osteon: a language server and build engine for software whose source is its specification."""

__version__ = "0.1.0"
