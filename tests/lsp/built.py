"""A small project that a real build has built: a program answers for the model, checks run without a sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODEL = """\
import re, sys, time
prompt = sys.stdin.read()
time.sleep({seconds})
for path in re.findall("^- (.+)$", prompt.split("## Files to write")[1].split("\\n## ")[0], re.MULTILINE):
    print(f"### {{path}}\\n\\n````python\\nWIDTH = 64\\nHEIGHT = 32\\n````\\n")
"""
SPEC = """\
# Display

@id: DISPLAY
@status: draft

## Overview

A picture of 64 by 32 pixels.

## Requirements

### Draw a sprite {#draw-sprite}

The display shall draw sprites of 8 pixels.

### Clear {#clear}

The display shall turn off all 2048 pixels.

## Acceptance Criteria

- A sprite is drawn.
"""
PLAN = """\
[plan]
format = 1

[[task]]
id = "draw"
title = "Draw sprites"
spec = "DISPLAY"
sections = ["#overview", "#draw-sprite", "#acceptance-criteria"]
outputs = ["out/draw.py"]
verify = ["test -s out/draw.py"]

[[task]]
id = "clear"
title = "Clear the picture"
spec = "DISPLAY"
sections = ["#clear"]
needs = ["draw"]
outputs = ["out/clear.py"]
verify = ["test -s out/clear.py"]
"""
CONTENT = "WIDTH = 64\nHEIGHT = 32\n"


def write_project(root: Path, *, plan: str = PLAN, spec: str = SPEC, seconds: float = 0) -> Path:
    """Write a project whose model answers after some seconds, always the same."""
    (root / "specs").mkdir(exist_ok=True)
    (root / "specs" / "display.smd").write_text(spec)
    (root / "specs" / "plan.toml").write_text(plan)
    (root / "model.py").write_text(MODEL.format(seconds=seconds))
    program = f"command: {sys.executable} {root / 'model.py'}"
    (root / "osteon.toml").write_text(f"[models]\ndefault = '{program}'\n[verify]\nsandbox = 'none'\n")
    return root


def build(root: Path) -> None:
    """Build it, as a person would on the command line."""
    command = [sys.executable, "-m", "osteon", "build"]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env={**os.environ, "PWD": str(root)})
