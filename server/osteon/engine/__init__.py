"""Decides what to build and runs it; reports to a port and never prints."""
