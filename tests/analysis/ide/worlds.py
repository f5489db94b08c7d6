"""The small project that the tests of the language features look around in."""

WORLD = """\
#- out/display.py
print()
#- specs/memory.smd
# Memory

@id: MEMORY

## Overview

4096 bytes.

## Requirements

### Read a byte

It shall return the byte at an address.
#- specs/display.smd
# Display

@id: DISPLAY
@depends: MEMORY

## Overview

A picture.

## Requirements

### Draw {#draw-sprite}

It shall draw.
#- specs/display.amd
# Architecture: Display

@spec: DISPLAY

## Components

### Screen

@path: display.py
@see: #draw-sprite

**Depends on:** None
#- specs/display.vmd
@spec: DISPLAY
@covers: #draw-sprite

draw(x)
one | 1 | 1
#- specs/plan.toml
[plan]
format = 1

[[task]]
id = "draw"
spec = "DISPLAY"
sections = ["#draw-sprite", "MEMORY#read-a-byte"]
architecture = ["Screen"]
outputs = ["display.py"]

[[task]]
id = "show"
spec = "DISPLAY"
needs = ["draw"]
reads = ["display.py"]
outputs = ["show.py"]
"""


def at(path: str, text: str, *, world: str = WORLD) -> str:
    """Return the world with the cursor, written `$0`, in the file at the place of `text` without its `$0`."""
    before, mark, after = world.partition(f"#- {path}\n")
    plain = text.replace("$0", "")
    assert mark, path
    assert plain in after, plain
    return f"{before}{mark}{after.replace(plain, text, 1)}"
