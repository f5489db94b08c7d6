"""The command line: one module per verb, each of which parses arguments, calls and prints."""
