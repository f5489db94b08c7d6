"""`python -m osteon` is `osteon`."""

from osteon.cli.main import main

main()
