"""Quantities in prose: what they are, where they stand, and that conversions are exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.spec_texts import ANY_TEXT

from osteon.analysis.constants import constants
from osteon.analysis.passages import passages, sentences
from osteon.analysis.quantities import Ends, Quantity, number, quantities, singular, written
from osteon.analysis.syntax import parse
from osteon.analysis.tables import tables
from osteon.analysis.text import Span
from osteon.analysis.units import SYMBOLS, per, unit_of

READ = {
    "the timeout is 30 s": ["30 s = 30 time"],
    "between 1 and 5 s": ["between 1 and 5 s = 1..5 time"],
    "1-5 s, 1–5 s, 1 to 5 s": ["1-5 s = 1..5 time", "1–5 s = 1..5 time", "1 to 5 s = 1..5 time"],
    "0x200 to 0xFFF": ["0x200 to 0xFFF = 512..4095 number"],
    "$FF, 0FFh, 0b1010, 24h": ["$FF = 255 number", "0FFh = 255 number", "0b1010 = 10 number", "24h = 86400 time"],
    "1..=8": ["1..=8 = 1..8 number"],
    "at least 4,096 bytes": ["at least 4,096 bytes = 32768.. information"],
    "no more than 3 vouchers": ["no more than 3 = ..3 count:voucher"],
    "must not be longer than 16 characters": ["must not be longer than 16 characters = ..16 characters"],
    "must not be less than 2": ["must not be less than 2 = 2.. number"],
    "less than 5 ms": ["less than 5 ms = ..<1/200 time"],
    "more than 7 days": ["more than 7 days = 604800<.. time"],
    "80 ms or less": ["80 ms or less = ..2/25 time"],
    "5 or more items": ["5 or more = 5.. count:item"],
    "up to 64 KiB": ["up to 64 KiB = ..524288 information"],
    ">= 5 and <= 9": [">= 5 = 5.. number", "<= 9 = ..9 number"],
    "1 min 30 s": ["1 min 30 s = 90 time"],
    "360 °C ± 10 °C": ["360 °C ~ 360 celsius", "10 °C ~ 10 celsius"],
    "about 20 % of 1,000 users": ["about 20 % ~ 20 share", "1,000 = 1000 count:user"],
    "10 MB/s and 5 MB per second": [
        "10 MB/s = 80000000 information/time",
        "5 MB per second = 40000000 information/time",
    ],
    "a 30-second delay, a 16-bit word": ["30-second = 30 time", "16-bit = 16 information"],
    "€5.50 or 10 euro": ["€5.50 = 11/2 eur", "10 euro = 10 eur"],
    "three consecutive samples": ["three = 3 count:sample"],
    "2 kHz, 1e3 Hz, 640 px": ["2 kHz = 2000 frequency", "1e3 Hz = 1000 frequency", "640 px = 640 pixels"],
    "-10 °C": ["-10 °C = -10 celsius"],
    "on 2026-11-22 at 09:15 with 3.11.2": [],
    "CHIP-8, F-16, V0, sha256, $200, #5, one": [],
}


def shown(text: str, quantity: Quantity) -> str:
    low, high, low_open, high_open = quantity.normal
    if low == high:
        ends = str(low)
    else:
        ends = f"{'' if low is None else low}{'<' * low_open}..{'<' * high_open}{'' if high is None else high}"
    sign = "~" if quantity.shape == "about" else "="
    return f"{text[slice(*quantity.whole)]} {sign} {ends} {quantity.dimension}"


@pytest.mark.parametrize("text", READ)
def test_what_is_read(text: str):
    assert [shown(text, quantity) for quantity in quantities(text)] == READ[text]


numbers = st.fractions(min_value=0, max_value=10**9).map(lambda value: Fraction(value.numerator, 1)) | st.builds(
    Fraction, st.integers(0, 10**9), st.sampled_from([1, 2, 5, 8, 100, 1000])
)
units = st.sampled_from(SYMBOLS).map(unit_of) | st.none()


@given(numbers, units, st.sampled_from(["exact", "minimum", "maximum", "about"]), st.booleans())
def test_what_is_written_reads_the_same(value: Fraction, unit, shape, is_open: bool):
    ends = {"minimum": Ends(value, None, low_open=is_open), "maximum": Ends(None, value, high_open=is_open)}
    meant = Quantity(ends.get(shape, Ends(value, value)), shape, Span(0, 0), Span(0, 0), unit)
    (read,) = quantities(written(meant))
    assert (read.ends, read.shape, read.unit) == (meant.ends, meant.shape, meant.unit)


@given(numbers, numbers, units)
def test_a_range_reads_the_same(low: Fraction, more: Fraction, unit):
    meant = Quantity(Ends(low, low + more + 1), "range", Span(0, 0), Span(0, 0), unit)
    (read,) = quantities(f"It is {written(meant)}.")
    assert (read.ends, read.shape, read.unit) == (meant.ends, "range", unit)


@given(numbers, st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS))
def test_a_conversion_there_and_back_is_exact(value: Fraction, one: str, other: str):
    here, there = unit_of(one), unit_of(other)
    assert Ends(value, value).times(here.scale / there.scale).times(there.scale / here.scale) == Ends(value, value)
    assert per(here, there).scale * there.scale == here.scale
    assert Fraction(number(value)) == value


@given(ANY_TEXT | st.text(alphabet="0123456789.,-–xXbh$ toandbetween%KiBs\n|*`_", max_size=60))
def test_anything_can_be_read_and_every_span_is_in_the_text(text: str):
    for quantity in quantities(text):
        assert 0 <= quantity.whole.start <= quantity.span.start < quantity.span.end <= quantity.whole.end <= len(text)
        assert singular(quantity.noun) == singular(singular(quantity.noun)) or quantity.noun
    for piece in parse(text).pieces:
        size = len(piece.text)
        for constant in constants(piece):
            assert 0 <= constant.quantity.whole.start < constant.quantity.whole.end <= size
        for passage in passages(piece):
            for sentence in sentences(passage):
                assert passage.span.start <= passage.at(sentence).start <= passage.at(sentence).end <= passage.span.end
        for table in tables(piece):
            assert all(row.at(column).end <= size for row in table.rows for column in range(len(row.cells) + 1))


@given(st.text(alphabet="ab `*_[](){}#.\n\"'<>|1¤", max_size=40))
def test_each_letter_of_a_passage_stands_where_it_says(text: str):
    for piece in parse(text).pieces:
        for passage, (offset, letter) in ((one, at) for one in passages(piece) for at in enumerate(one.text)):
            if letter not in " ¤":
                assert piece.text[passage.at(Span(offset, offset + 1)).start] == letter


@pytest.mark.parametrize("count", [10_000])
def test_long_texts_are_read_in_one_pass(count: int):
    assert len(quantities("7 s " * count)) == count
    assert len(quantities("1 " * count)) > 0
    assert not quantities("(" * count + "-" * count)
