"""What a wheel and a source archive give a person: the right files, the asked flavour of core, a command that runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from osteon import __version__

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = '''\
"""A stand-in for the emulator's core, used while no build has written it."""


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number
'''


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    specification = spec_from_file_location("compile_hook", ROOT / "chip8" / "compile_hook.py")
    assert specification is not None
    assert specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, hook: ModuleType) -> Path:
    """Copy what a wheel is made from, so that building writes nothing into the tree under test."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("server", "chip8", "grammar"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.so", ".*_cache"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy / name)
    if not core_modules(copy, hook):
        (copy / "chip8" / "chip8" / hook.CORE[0]).write_text(STAND_IN)
    return copy


@pytest.fixture(scope="module")
def pure_wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(checkout, "wheel", tmp_path_factory.mktemp("pure"), OSTEON_COMPILE="skip")


@pytest.fixture(scope="module")
def compiled_wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which(os.environ.get("CC", "cc")):
        stop = pytest.fail if os.environ.get("OSTEON_REQUIRE_COMPILER") == "1" else pytest.skip
        stop("no C compiler on this machine")
    return built(checkout, "wheel", tmp_path_factory.mktemp("compiled"), OSTEON_COMPILE="require")


def test_the_pure_wheel_holds_the_packages_and_the_grammars_and_nothing_else(checkout: Path, pure_wheel: Path) -> None:
    expected = files_below(checkout / "server" / "osteon", "osteon") | files_below(
        checkout / "chip8" / "chip8", "chip8"
    )
    expected |= {f"osteon/grammar/{grammar.name}" for grammar in (checkout / "grammar").glob("*.lark")}
    assert {name for name in files_of(pure_wheel) if ".dist-info/" not in name} == expected
    assert pure_wheel.name.endswith("-py3-none-any.whl")


def test_the_compiled_wheel_adds_one_extension_for_each_core_module(
    checkout: Path, pure_wheel: Path, compiled_wheel: Path, hook: ModuleType
) -> None:
    added = {name.split(".")[0] for name in files_of(compiled_wheel) - files_of(pure_wheel)}
    assert added == {f"chip8/{name}" for name in core_modules(checkout, hook)} | {"chip8/core__mypyc"}
    assert "-none-any" not in compiled_wheel.name


def test_an_installed_pure_wheel_runs_the_core_as_python(
    checkout: Path, pure_wheel: Path, hook: ModuleType, tmp_path: Path
) -> None:
    python = install(pure_wheel, tmp_path / "venv")
    assert {origin.suffix for origin in core_origins(python, checkout, hook)} == {".py"}
    run(python, "-m", "pytest", folder=checkout / "chip8" / "tests")
    assert_osteon_runs(python, tmp_path)


def test_an_installed_compiled_wheel_runs_the_core_compiled(
    checkout: Path, compiled_wheel: Path, hook: ModuleType, tmp_path: Path
) -> None:
    python = install(compiled_wheel, tmp_path / "venv")
    assert {origin.suffix for origin in core_origins(python, checkout, hook)} == {".so"}
    run(python, "-m", "pytest", folder=checkout / "chip8" / "tests")
    assert_osteon_runs(python, tmp_path)


def test_without_a_working_compiler_the_wheel_is_pure_and_the_build_says_so(
    checkout: Path, pure_wheel: Path, tmp_path: Path
) -> None:
    outcome = build(checkout, "wheel", tmp_path / "wheel", CC="/nonexistent/cc")
    assert "stays interpreted" in outcome.stdout + outcome.stderr
    (wheel,) = (tmp_path / "wheel").iterdir()
    assert files_of(wheel) == files_of(pure_wheel)


def test_a_release_build_fails_without_a_working_compiler(checkout: Path, tmp_path: Path) -> None:
    outcome = build(checkout, "wheel", tmp_path / "wheel", CC="/nonexistent/cc", OSTEON_COMPILE="require")
    assert outcome.returncode != 0
    assert list((tmp_path / "wheel").iterdir()) == []


def test_an_unknown_compile_mode_is_refused_by_name(checkout: Path, tmp_path: Path) -> None:
    outcome = build(checkout, "wheel", tmp_path / "wheel", OSTEON_COMPILE="yes")
    assert outcome.returncode != 0
    assert "OSTEON_COMPILE is 'yes'" in outcome.stderr


def test_a_wheel_from_the_source_archive_has_the_same_files(checkout: Path, pure_wheel: Path, tmp_path: Path) -> None:
    archive = built(checkout, "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as contents:
        contents.extractall(tmp_path, filter="data")
    wheel = built(tmp_path / archive.name.removesuffix(".tar.gz"), "wheel", tmp_path / "wheel", OSTEON_COMPILE="skip")
    assert files_of(wheel) == files_of(pure_wheel)


def test_what_builds_the_wheel_is_pinned_with_everything_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["build-system"]["requires"]) <= set(project["dependency-groups"]["build"])


def core_modules(checkout: Path, hook: ModuleType) -> set[str]:
    """Return the names of the core's modules that a build has written."""
    return {name.removesuffix(".py") for name in hook.CORE if (checkout / "chip8" / "chip8" / name).exists()}


def core_origins(python: Path, checkout: Path, hook: ModuleType) -> list[Path]:
    """Import every core module in `python`'s environment; return the files they were loaded from."""
    names = ", ".join(f"chip8.{name}" for name in sorted(core_modules(checkout, hook)))
    program = f"import sys, {names}\nfor name in '{names}'.split(', '): print(sys.modules[name].__file__)"
    return [Path(line) for line in run(python, "-c", program).splitlines()]


def assert_osteon_runs(python: Path, tmp_path: Path) -> None:
    """Run the installed command away from the checkout: it knows its version and finds its grammars."""
    osteon = python.with_name("osteon")
    assert __version__ in run(osteon, "--version", folder=tmp_path)
    (tmp_path / "faulty.smd").write_text("# No id\n\n## Requirements\n\n### Say hello\n\nIt says hello.\n")
    outcome = subprocess.run([osteon, "check", "faulty.smd"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "missing-id" in outcome.stdout, outcome.stdout + outcome.stderr


def build(project: Path, target: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Call the build backend as pip does, with the build requirements of this environment."""
    folder.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "OSTEON_COMPILE"} | variables
    program = f"from hatchling.build import build_{target} as build; build({str(folder)!r})"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def built(project: Path, target: str, folder: Path, **variables: str) -> Path:
    outcome = build(project, target, folder, **variables)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    (artifact,) = folder.iterdir()
    return artifact


def install(wheel: Path, folder: Path) -> Path:
    """Install without an index into a fresh environment that borrows this one's dependencies; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    (packages,) = (folder / "lib").glob("python*/site-packages")
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed))
    return python


def run(program: Path, *arguments: str, folder: Path | None = None) -> str:
    outcome = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def files_of(wheel: Path) -> set[str]:
    """Return the names in a wheel, whatever platform its tag names."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def files_below(folder: Path, prefix: str) -> set[str]:
    return {f"{prefix}/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}
