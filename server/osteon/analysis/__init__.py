"""The pure core: text in, values out; no file, protocol, editor or model is known here."""
