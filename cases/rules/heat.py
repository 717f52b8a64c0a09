"""How heat feels, and what it would be as WBGT: estimates from temperature and humidity, of no legal limit.

Degrees go in and come out as `Decimal` with one place; between them stands physics, in floats. Rows of
`data/heat.toml` say what an estimate is held against.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.vocabulary import AgainstReference, HeatBand, HeatPlace, HeatWork

TENTH = Decimal("0.1")
# The wind that Bernard's formula wants, in metres a second: fans and moving arms. Below 0.3 it does not hold.
AIR_SPEED = 1.0
STULL_HUMIDITY = range(5, 100)  # per cent; outside, the wet bulb cannot be estimated
NEAR = Decimal(1)  # degrees below a reference value that an estimate cannot tell from it


@dataclass(frozen=True)
class Air:
    """What was read: degrees Celsius and, where it was known, relative humidity in per cent."""

    celsius: Decimal
    humidity: int | None = None


@dataclass(frozen=True)
class Estimate:
    """What the air of a place comes to. None: not without the humidity."""

    felt: Decimal | None
    band: HeatBand | None
    wbgt: Decimal | None
    reference: Decimal
    against: AgainstReference | None


def estimate(place: HeatPlace, air: Air) -> Estimate:
    """Heat index with its band, and indoor WBGT beside the reference value for the work at that place."""
    reference = rules().reference(place)
    if air.humidity is None:
        return Estimate(None, None, None, reference, None)
    felt = heat_index(air.celsius, air.humidity)
    wbgt = indoor_wbgt(air.celsius, air.humidity)
    return Estimate(felt, band_of(felt), wbgt, reference, None if wbgt is None else _against(wbgt, reference))


def _against(wbgt: Decimal, reference: Decimal) -> AgainstReference:
    if wbgt > reference:
        return AgainstReference.ABOVE
    return AgainstReference.NEAR if reference - wbgt <= NEAR else AgainstReference.BELOW


# ------------------------------------------------------------------------------------------------ heat index
def heat_index(celsius: Decimal, humidity: int) -> Decimal:
    """The heat index of the US National Weather Service (Rothfusz, with its corrections), in degrees Celsius.

    It is of the shade, a light wind and somebody who walks; it knows neither the work nor hot machines.
    """
    t, r = _fahrenheit(celsius), float(humidity)
    simple = 0.5 * (t + 61.0 + (t - 68.0) * 1.2 + r * 0.094)
    if (simple + t) / 2 < 80:
        return _tenth(_celsius((simple + t) / 2))
    return _tenth(_celsius(_rothfusz(t, r) + _correction(t, r)))


def _rothfusz(t: float, r: float) -> float:
    return (
        -42.379
        + 2.04901523 * t
        + 10.14333127 * r
        - 0.22475541 * t * r
        - 0.00683783 * t * t
        - 0.05481717 * r * r
        + 0.00122874 * t * t * r
        + 0.00085282 * t * r * r
        - 0.00000199 * t * t * r * r
    )


def _correction(t: float, r: float) -> float:
    """Very dry air feels cooler, very damp air warmer than the regression says."""
    if r < 13 and 80 <= t <= 112:
        return -((13 - r) / 4) * math.sqrt((17 - abs(t - 95)) / 17)
    if r > 85 and 80 <= t <= 87:
        return ((r - 85) / 10) * ((87 - t) / 5)
    return 0.0


# ------------------------------------------------------------------------------------------------ indoor WBGT
def indoor_wbgt(celsius: Decimal, humidity: int) -> Decimal | None:
    """WBGT without sun (Bernard), the wet bulb after Stull; None where Stull does not hold.

    It takes the walls and machines to be as warm as the air: near irons and boilers or under a hot roof it says too
    little. The formula for outdoors would say 5 to 7 degrees too much.
    """
    if humidity not in STULL_HUMIDITY:
        return None
    t, wet = float(celsius), wet_bulb(float(celsius), float(humidity))
    return _tenth(0.67 * wet + 0.33 * t - 0.048 * math.log10(AIR_SPEED) * (t - wet))


def wet_bulb(t: float, r: float) -> float:
    """The wet bulb temperature in moving air, in degrees Celsius (Stull 2011)."""
    return (
        t * math.atan(0.151977 * math.sqrt(r + 8.313659))
        + math.atan(t + r)
        - math.atan(r - 1.676331)
        + 0.00391838 * math.pow(r, 1.5) * math.atan(0.023101 * r)
        - 4.686035
    )


def celsius_of(fahrenheit: Decimal) -> Decimal:
    """Degrees Fahrenheit in Celsius."""
    return ((fahrenheit - 32) * 5 / 9).quantize(TENTH, ROUND_HALF_UP)


def _fahrenheit(celsius: Decimal) -> float:
    return float(celsius) * 9 / 5 + 32


def _celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32) * 5 / 9


def _tenth(degrees: float) -> Decimal:
    return Decimal(degrees).quantize(TENTH, ROUND_HALF_UP)


# ------------------------------------------------------------------------------------------------ the rows
@dataclass(frozen=True)
class Row:
    """What an estimate is held against, and who says so."""

    degrees: Decimal  # Celsius
    source: str
    source_km: str
    certainty: Certainty


@dataclass(frozen=True)
class HeatRules:
    """The rows of `data/heat.toml`, checked."""

    bands: Mapping[HeatBand, Row]
    references: Mapping[HeatWork, Row]
    work: Mapping[HeatPlace, HeatWork]

    def reference(self, place: HeatPlace) -> Decimal:
        """The reference value of WBGT for the work at a place."""
        return self.references[self.work[place]].degrees


def band_of(felt: Decimal) -> HeatBand | None:
    """The highest band that a heat index reaches; None below all of them."""
    reached = [band for band, row in rules().bands.items() if felt >= row.degrees]
    return reached[-1] if reached else None


def load(text: str) -> HeatRules:
    """Read and validate the rows of a file.

    Raises:
        BadRule: a band, a class of work or a place is missing, unknown or stands twice, or bands do not rise.
    """
    found = tomllib.loads(text)
    try:
        bands = {HeatBand(row["name"]): _row(row, celsius_of(Decimal(row["from_fahrenheit"]))) for row in found["band"]}
        references = {HeatWork(row["work"]): _row(row, Decimal(row["acclimatised"])) for row in found["reference"]}
        work = {HeatPlace(row["name"]): HeatWork(row["work"]) for row in found["place"]}
    except (KeyError, ValueError) as problem:
        raise BadRule(f"heat: {problem}") from None
    for name, rows, wanted in (
        ("band", bands, HeatBand),
        ("reference", references, HeatWork),
        ("place", work, HeatPlace),
    ):
        if list(rows) != list(wanted) or len(found[name]) != len(rows):
            raise BadRule(f"heat: {name} wants exactly {[one.value for one in wanted]}, in this order")
    degrees = [row.degrees for row in bands.values()]
    if degrees != sorted(set(degrees)):
        raise BadRule("heat: each band begins above the one before")
    return HeatRules(bands, references, work)


def _row(row: Mapping[str, Any], degrees: Decimal) -> Row:
    if not (row["source"].strip() and row["source_km"].strip()):
        raise ValueError("a row without a source")
    return Row(degrees, row["source"], row["source_km"], Certainty(row["certainty"]))


@cache
def rules() -> HeatRules:
    """What estimates are held against."""
    return load((DATA / "heat.toml").read_text(encoding="utf-8"))
