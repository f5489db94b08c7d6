"""The checks, one module each; a module's docstring is the finding's manual page."""
