"""Questions to a model about specs, and findings from its answers."""
