"""The model backends, one module each, behind the port in `port`."""
