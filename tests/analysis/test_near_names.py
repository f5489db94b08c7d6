"""Which name was probably meant, also where there are more names than are compared one by one."""

import pytest

from osteon.analysis.near_names import COMPARED, nearest

MANY = [f"part-{number}/{name}" for number in range(COMPARED) for name in ("draw", "clear", "Étage")]


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("drwa", ["draw", "clear"], ["draw"]),
        ("DRAW", ["Draw", "clear"], ["Draw"]),
        ("zzz", ["draw", "clear"], []),
        ("part-7/drwa", MANY, ["part-7/draw"]),
        ("part-7/étge", MANY, ["part-7/Étage"]),
        ("zzz", MANY, []),
        ("", MANY, []),
        ("a", [], []),
    ],
)
def test_the_likeliest_comes_first(name: str, known: list[str], meant: list[str]) -> None:
    assert nearest(name, known)[:1] == meant
