"""One module per language feature: convert in, one core call, convert out."""
