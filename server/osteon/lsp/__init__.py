"""The language server: the only place that speaks the Language Server Protocol."""
