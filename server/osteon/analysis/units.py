"""The units that specs are written with: what each measures, and how much of its dimension's first unit it is.

A table of our own, not pint: on this table a look-up is a dictionary access, while pint 0.25 takes 0.9 s to import with
its registry and about 260 µs to read one quantity, does not know `KB`, and knows nothing of pixels, characters or
counted nouns. Scales are exact fractions. Temperatures of different zero points are different dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: `value * scale` is the value in the first unit of its dimension."""

    name: str
    """How it is written in a message or a fix."""
    dimension: str
    scale: Fraction
    also: Fraction | None = None
    """A second scale that people mean by the same name: KB is 1,000 bytes to some and 1,024 to others."""

    @property
    def scales(self) -> tuple[Fraction, ...]:
        """Every scale that the name may stand for, the first the one that a standard gives it."""
        return (self.scale,) if self.also is None else (self.scale, self.also)


def unit_of(word: str) -> Unit | None:
    """Return the unit that a word names: symbols as written, names of units in any case."""
    return _BY_SYMBOL.get(word) or _BY_NAME.get(word.casefold())


def per(unit: Unit, other: Unit) -> Unit:
    """Return a rate such as MB/s."""
    also = unit.also / other.scale if unit.also is not None else None
    return Unit(f"{unit.name}/{other.name}", f"{unit.dimension}/{other.dimension}", unit.scale / other.scale, also)


_TABLE = """
time          ns = 1/1000000000 nanosecond nanoseconds
time          µs = 1/1000000 us μs microsecond microseconds
time          ms = 1/1000 msec msecs millisecond milliseconds
time          s = 1 sec secs second seconds
time          min = 60 mins minute minutes
time          h = 3600 hr hrs hour hours
time          d = 86400 day days
time          weeks = 604800 week
calendar      months = 1 month
calendar      years = 12 year
information   bits = 1 bit
information   bytes = 8 byte B octet octets
information   kbit = 1000 kilobit kilobits Kbit
information   Mbit = 1000000 megabit megabits
information   Gbit = 1000000000 gigabit gigabits
information   kB = 8000|8192 KB kilobyte kilobytes
information   MB = 8000000|8388608 megabyte megabytes
information   GB = 8000000000|8589934592 gigabyte gigabytes
information   TB = 8000000000000|8796093022208 terabyte terabytes
information   KiB = 8192 kibibyte kibibytes
information   MiB = 8388608 mebibyte mebibytes
information   GiB = 8589934592 gibibyte gibibytes
information   TiB = 8796093022208 tebibyte tebibytes
frequency     Hz = 1 hertz
frequency     kHz = 1000 kilohertz KHz
frequency     MHz = 1000000 megahertz
frequency     GHz = 1000000000 gigahertz
share         % = 1 percent
share         ‰ = 1/10 permille
pixels        pixels = 1 px pixel
characters    characters = 1 char chars character
length        µm = 1/1000000 micrometre micrometres micrometer micrometers
length        mm = 1/1000 millimetre millimetres millimeter millimeters
length        cm = 1/100 centimetre centimetres centimeter centimeters
length        m = 1 metre metres meter meters
length        km = 1000 kilometre kilometres kilometer kilometers
mass          mg = 1/1000000 milligram milligrams
mass          g = 1/1000 gram grams gramme grammes
mass          kg = 1 kilogram kilograms
volume        ml = 1/1000 mL millilitre millilitres milliliter milliliters
volume        l = 1 L litre litres liter liters
celsius       °C = 1 ℃
fahrenheit    °F = 1 ℉
angle         ° = 1 degree degrees
voltage       mV = 1/1000 millivolt millivolts
voltage       V = 1 volt volts
voltage       kV = 1000 kilovolt kilovolts
current       mA = 1/1000 milliampere milliamperes
current       A = 1 ampere amperes amp amps
power         mW = 1/1000 milliwatt milliwatts
power         W = 1 watt watts
power         kW = 1000 kilowatt kilowatts
power         MW = 1000000 megawatt megawatts
energy        Wh = 1
energy        kWh = 1000
force         N = 1 newton newtons
pressure      Pa = 1 pascal pascals
pressure      mbar = 100 hPa millibar
pressure      kPa = 1000
pressure      bar = 100000
level         dB = 1 decibel decibels
rotation      rpm = 1
symbols       baud = 1 Bd
frames        fps = 1
eur           EUR = 1 € euro euros
usd           USD = 1 dollar dollars
gbp           GBP = 1 £
cents         cents = 1 cent ct
"""
"""Dimension, name, scale (with the other scale that is meant too), other spellings. A spelled-out name of five letters
or more counts in any case."""


def _units() -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for line in _TABLE.strip().splitlines():
        dimension, name, _, scales, *others = line.split()
        scale, _, also = scales.partition("|")
        yield Unit(name, dimension, Fraction(scale), Fraction(also) if also else None), (name, *others)


_BY_SYMBOL: Mapping[str, Unit] = MappingProxyType({name: unit for unit, names in _units() for name in names})
_BY_NAME: Mapping[str, Unit] = MappingProxyType(
    {name: unit for unit, names in _units() for name in names if len(name) > 4 and name.islower()}
)

SYMBOLS: tuple[str, ...] = tuple(sorted(_BY_SYMBOL, key=lambda name: (-len(name), name)))
"""Every spelling, longest first: in this order an alternation finds the whole of a unit."""
DOUBLES: Mapping[str, str] = MappingProxyType(
    {"kB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB", "KiB": "kB", "MiB": "MB", "GiB": "GB", "TiB": "TB"}
)
"""Units of 1,000 and of 1,024 that are taken for each other."""
DIMENSIONS: frozenset[str] = frozenset(unit.dimension for unit in _BY_SYMBOL.values())
