"""`osteon accept`: marks go, or what is marked goes, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from osteon.cli.main import osteon
from osteon.project import UserError

SPEC = """\
# Display

@id: DISPLAY

## Requirements

### Wrap {#wrap .inferred}

@origin: inferred by audit, from missing-else

It shall wrap.

- at the left {.inferred}
- at the right

#### Below {.inferred}

More.

### Clear {#clear}

It shall clear.

- at once {.inferred}
"""


@pytest.fixture(autouse=True)
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "specs/display.smd"
    path.parent.mkdir()
    path.write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return path


def run(*arguments: str) -> int:
    return int(osteon.main(["accept", *arguments], standalone_mode=False) or 0)


def test_the_marks_of_one_heading_and_its_items_go(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("display#WRAP") == 0
    expected = SPEC.replace(" .inferred}", "}", 1).replace("@origin: inferred by audit, from missing-else\n", "")
    assert spec.read_text() == expected.replace("left {.inferred}", "left")
    assert "-### Wrap {#wrap .inferred}\n+### Wrap {#wrap}\n" in capsys.readouterr().out


def test_all_marks_go(spec: Path) -> None:
    assert run("--all") == 0
    assert "inferred" not in spec.read_text()
    assert run("--all") == 0


def test_what_is_rejected_goes_with_all_below(spec: Path) -> None:
    assert run("--reject", "--all") == 0
    assert spec.read_text() == SPEC[: SPEC.index("### Wrap")] + "### Clear {#clear}\n\nIt shall clear.\n\n"


def test_a_dry_run_shows_and_writes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--dry-run", "DISPLAY#clear") == 0
    captured = capsys.readouterr()
    assert "-- at once {.inferred}\n+- at once\n" in captured.out
    assert "Would accept 1 in 1 file." in captured.err
    assert spec.read_text() == SPEC


def test_what_something_else_names_cannot_be_rejected(spec: Path) -> None:
    text = SPEC.replace("### Clear {#clear}\n", "### Clear {#clear}\n\n@see: #wrap\n")
    spec.write_text(text)
    with pytest.raises(UserError, match=r"specs/display\.smd:22: this names DISPLAY#wrap"):
        run("--reject", "DISPLAY#wrap")
    assert spec.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name what to accept"),
        (("--all", "DISPLAY#wrap"), "not both"),
        (("DISPLAY#wrapp",), r"nothing under DISPLAY#wrapp is marked as inferred; did you mean DISPLAY#wrap\?"),
        (("DISPLAY#wrap", "DISPLAY#x"), "nothing under DISPLAY#x"),
        (("DISPLAY",), "write SPEC_ID#anchor"),
    ],
)
def test_what_cannot_be_meant_is_refused(spec: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(*arguments)
    assert spec.read_text() == SPEC
