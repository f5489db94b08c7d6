"""The build hook that compiles the emulator's core with mypyc while a wheel is made.

`OSTEON_COMPILE` decides what happens: unset, the core is compiled if that works and otherwise ships as Python;
`require`, anything but a compiled core fails the build (for releases); `skip`, nothing is compiled.
Editable installs are never compiled: an extension beside a module would hide edits to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CORE = ("machine.py", "memory.py", "display.py", "timers.py", "rng.py")
"""The modules of `chip8` that mypyc compiles: the machine and what its loop calls. The others stay Python."""

MODES = ("", "require", "skip")

BRANCH_ALIGNMENT = "-Wa,-mbranches-within-32B-boundaries"
"""Keeps jumps off 32-byte boundaries, which some x86 processors run from a slow path (Intel's JCC erratum)."""


class CompilationFailed(Exception):
    """mypyc or the C compiler refused the core; the message is the end of what it said."""


class CoreBuildHook(BuildHookInterface[Any]):
    """Puts the compiled core into the wheel and tags the wheel for this platform."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        mode = requested_mode()
        if mode == "skip" or version == "editable":
            return
        package = Path(self.root, "chip8", "chip8")
        self._scratch = tempfile.TemporaryDirectory(prefix="osteon-core-")
        try:
            extensions = compile_core(package, Path(self._scratch.name))
        except CompilationFailed as failure:
            if mode == "require":
                raise
            self.app.display_warning(f"The emulator's core stays interpreted, since it did not compile:\n{failure}")
            return
        # a target is a path in the checkout: hatchling then drops the leading "chip8/", as for every module beside it
        targets = {str(Path(self._scratch.name, name)): f"chip8/{name}" for name in extensions}
        build_data["force_include"].update(targets)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()


def requested_mode() -> str:
    """Return `OSTEON_COMPILE`; raise `ValueError` if it is not one of `MODES`."""
    mode = os.environ.get("OSTEON_COMPILE", "")
    if mode not in MODES:
        raise ValueError(f"OSTEON_COMPILE is {mode!r}; use 'require', 'skip' or leave it unset")
    return mode


def compile_core(package: Path, scratch: Path) -> list[str]:
    """Compile the core of `package` in `scratch`; return the extensions' paths relative to `scratch`.

    A process of its own does it, because mypyc works on its current folder and ends the interpreter on an error.
    """
    modules = [name for name in CORE if (package / name).is_file()]
    if not modules:
        raise CompilationFailed(f"none of {', '.join(CORE)} is in {package}")
    shutil.copytree(package, scratch / "source" / package.name, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    paths = [f"{package.name}/{name}" for name in modules]
    command = [sys.executable, __file__, str(scratch), *paths]
    child = subprocess.run(command, cwd=scratch / "source", capture_output=True, text=True, errors="replace")
    if child.returncode != 0:
        raise CompilationFailed("\n".join((child.stdout + child.stderr).splitlines()[-30:]))
    return [path.relative_to(scratch).as_posix() for path in sorted(scratch.glob(f"{package.name}/*"))]


def build_extensions(destination: str, paths: Sequence[str]) -> None:
    """Run mypyc and the C compiler on `paths`, in the current folder, into `destination`."""
    from setuptools import setup  # before mypyc, which patches it

    from mypyc.build import mypycify  # isort: skip

    extensions = mypycify(["--config-file=", *paths], debug_level="0", group_name="chip8.core")
    if compiler_accepts(BRANCH_ALIGNMENT):
        for extension in extensions:
            extension.extra_compile_args.append(BRANCH_ALIGNMENT)
    arguments = ["--quiet", "build_ext", "--build-lib", destination, "--build-temp", "objects"]
    setup(name="chip8-core", ext_modules=extensions, script_args=arguments)


def compiler_accepts(flag: str) -> bool:
    """Tell whether the C compiler that Python was built with takes `flag`."""
    import sysconfig

    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()
    Path("probe.c").write_text("int probe(int x) { return x ? 1 : 2; }\n")
    command = [*compiler, flag, "-c", "probe.c", "-o", "probe.o"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    build_extensions(sys.argv[1], sys.argv[2:])
