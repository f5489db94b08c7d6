"""The entry of `python -m chip8`."""

import sys

from chip8.cli import main

if __name__ == "__main__":
    sys.exit(main())
