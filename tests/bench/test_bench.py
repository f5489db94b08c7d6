"""Every bench runs in its smallest size and measures what it says; no time is judged here."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.bench.__main__ import BENCHES, main, measure
from tests.bench.fidelity import sections, share
from tests.bench.generated import spec
from tests.bench.measure import OURS, Measure, Scale, best, ratio


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_measures(name):
    measures, _ = measure([name], Scale.TINY)
    ours = [one for one in measures if one.subject == OURS]
    assert ours
    assert all(one.samples and all(sample == sample for sample in one.samples) for one in measures)


def test_every_declared_word_reaches_the_prompt():
    measures, _ = measure(["fidelity"], Scale.TINY)
    assert {one.samples for one in measures} == {(1.0,)}


def test_a_lost_word_lowers_the_share():
    assert share(["a", "b", "b", "c"], ["c", "b", "a", "x"]) == 0.75


def test_a_section_is_read_whole_and_not_split_in_a_fence():
    read = list(sections("@id: A\n## R {#r}\n```\n# no\n```\n### S {#s}\nx\n## T\n"))
    assert [(one.anchor, one.text) for one in read] == [
        ("r", "## R {#r}\n```\n# no\n```\n### S {#s}\nx\n"),
        ("s", "### S {#s}\nx\n"),
    ]


@pytest.mark.parametrize("lines", [60, 131, 1_000])
def test_a_generated_spec_has_the_lines_that_were_asked_for(lines):
    assert len(spec(5, lines, others=9).splitlines()) == lines


def test_the_least_disturbed_round_is_kept_and_stands_beside_a_peer():
    ours, again, peer = (Measure("b", "q", "c", 1, who, "ms", (ms,)) for who, ms in ((OURS, 9), (OURS, 6), ("peer", 3)))
    kept = best([ours, again, peer])
    assert kept == [again, peer]
    assert ratio(peer, kept) == 2


def test_table_json_and_curves_are_written(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(
        BENCHES, "fidelity", lambda _scale: (Measure("b", "q", "c", n, OURS, "ms", (n,)) for n in (1, 10))
    )
    main(["fidelity", "--json", str(tmp_path / "x.json")])
    assert [one["median"] for one in json.loads((tmp_path / "x.json").read_text())["measures"]] == [1, 10]
    assert "| 10 | osteon | 10.0 ms |" in (tmp_path / "x.md").read_text()
    drawn = ElementTree.parse(tmp_path / "x-01-b.svg")
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == 2
