"""A term holds where its glossary is, and in all that builds on it."""

from __future__ import annotations

from osteon.analysis.vocabularies import vocabularies


def test_the_nearest_glossary_comes_first_and_circles_end() -> None:
    dependents = {"base": ["middle"], "middle": ["top", "base"], "aside": ["top"]}
    assert vocabularies({"base": ["a", "b"], "middle": ["c", "a"]}, dependents) == {
        "base": ("a", "b", "c"),
        "middle": ("c", "a", "b"),
        "top": ("c", "a", "b"),
    }
    assert vocabularies({}, dependents) == {}
