"""The exit codes of every verb."""

OK = 0
FAILED = 1
"""A finding of severity error, a task that failed, a file that is not formatted."""
USAGE = 2
"""Usage or configuration."""
DRIFT = 3
"""A generated file was changed by hand."""
CANCELLED = 130
