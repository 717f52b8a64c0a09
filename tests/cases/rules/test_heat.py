"""Heat: the published values come out, bands and references are data, and what is typed is read or asked back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import heat, heat_typed
from cases.rules.clocks import DATA, BadRule
from cases.rules.errors import BadInput
from cases.rules.heat import Air, band_of, estimate, heat_index, indoor_wbgt
from cases.rules.vocabulary import AgainstReference, HeatBand, HeatPlace

# °C, % -> heat index, indoor WBGT (Bernard over Stull's wet bulb, air at 1 m/s), computed by hand for the law notes.
WORKED = [(30, 70, "35.0", "27.0"), (32, 60, "37.1", "27.8"), (33, 65, "41.4", "29.4"), (35, 60, "45.1", "30.6")]
WORKED += [(37, 55, "48.5", "31.9")]
# °F, % -> °F, from the chart and the worked example that the US National Weather Service publishes.
PUBLISHED = [(80, 40, 80), (84, 60, 88), (86, 60, 91), (88, 50, 91), (90, 60, 100), (96, 50, 108), (96, 65, 121)]
PUBLISHED += [(100, 40, 109), (100, 55, 124), (104, 40, 119), (110, 40, 136)]


@pytest.mark.parametrize(("celsius", "humidity", "felt", "wbgt"), WORKED)
def test_worked_examples_come_out(celsius: int, humidity: int, felt: str, wbgt: str) -> None:
    """And WBGT is the indoor one, 5 to 7 degrees below what the formula for outdoors would say."""
    assert heat_index(Decimal(celsius), humidity) == Decimal(felt)
    assert indoor_wbgt(Decimal(celsius), humidity) == Decimal(wbgt)


@pytest.mark.parametrize(("fahrenheit", "humidity", "published"), PUBLISHED)
def test_the_published_heat_index_comes_out(fahrenheit: int, humidity: int, published: int) -> None:
    """To a degree Fahrenheit; the regression itself has an error of 1.3."""
    found = heat_index((Decimal(fahrenheit) - 32) * 5 / 9, humidity) * 9 / 5 + 32
    assert abs(found - published) < 1


def test_very_dry_and_very_damp_air_are_corrected() -> None:
    """95 °F at 5 % feels cooler, 84 °F at 95 % warmer than the bare regression."""
    assert heat._correction(95, 5) == pytest.approx(-2)
    assert heat._correction(84, 95) == pytest.approx(0.6)
    assert heat._correction(95, 60) == 0


def test_the_wet_bulb_is_that_of_its_author() -> None:
    """Stull's own example: 20 °C at 50 % are 13.7 °C; where his formula ends there is no estimate."""
    assert heat.wet_bulb(20, 50) == pytest.approx(13.7, abs=0.05)
    assert indoor_wbgt(Decimal(35), 4) is None
    assert indoor_wbgt(Decimal(35), 100) is None


@given(st.decimals(10, 60, places=1), st.integers(1, 100))
def test_every_reading_gets_an_estimate_or_none(celsius: Decimal, humidity: int) -> None:
    """No reading that can be entered breaks a formula, and damper air never has a lower wet bulb."""
    found = estimate(HeatPlace.SEWING, Air(celsius, humidity))
    assert found.felt is not None
    assert (found.wbgt is None) is (found.against is None)
    if 5 <= humidity < 99:
        assert heat.wet_bulb(float(celsius), humidity) <= heat.wet_bulb(float(celsius), humidity + 1)


def test_bands_and_references_are_held_against_the_estimate() -> None:
    """The same air is near the reference for sewing and above the one for ironing; without humidity nothing is said."""
    air = Air(Decimal(33), 65)
    assert estimate(HeatPlace.SEWING, air).against is AgainstReference.NEAR
    assert estimate(HeatPlace.IRONING, air).against is AgainstReference.ABOVE
    assert estimate(HeatPlace.SEWING, Air(Decimal(26), 50)).against is AgainstReference.BELOW
    assert estimate(HeatPlace.SEWING, air).band is HeatBand.DANGER
    assert [band_of(Decimal(degrees)) for degrees in (25, 27, 33, 40, 52)] == [None, *HeatBand]
    alone = estimate(HeatPlace.SEWING, Air(Decimal(36)))
    assert (alone.felt, alone.band, alone.wbgt, alone.against) == (None, None, None, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "sewing"', 'name = "canteen"'),
        ("from_fahrenheit = 90", "from_fahrenheit = 70"),
        ('work = "moderate"\nacc', 'work = "low"\nacc'),
        ("class 2", ""),
    ],
)
def test_a_mistake_in_the_rows_is_loud(old: str, new: str) -> None:
    """An unknown place, bands that do not rise, a class twice, a source that is missing."""
    text = (DATA / "heat.toml").read_text(encoding="utf-8")
    broken = (
        text.replace(old, new, 1)
        if new
        else text.replace('"ISO 7243:2017, Annex A, Table A.1 (informative), class 2"', '" "')
    )
    with pytest.raises(BadRule):
        heat.load(broken)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("36", "36.0"), ("៣៦,៥", "36.5"), (" 36.5 °C", "36.5"), ("៣៤ អង្សា", "34.0"), ("97°F", "36.1"), ("100 f", "37.8")],
)
def test_degrees_are_read_as_people_write_them(typed: str, read: str) -> None:
    """Khmer or Latin digits, with or without a unit; Fahrenheit where it is said."""
    assert str(heat_typed.degrees(typed)) == read


def test_what_may_be_fahrenheit_is_asked_back_and_the_rest_again() -> None:
    """96 is no heat of a hall in Celsius; 70 may be anything."""
    with pytest.raises(BadInput) as asked:
        heat_typed.degrees("96")
    assert (asked.value.code, asked.value.data["meant"]) == ("heat_fahrenheit", "35.6")
    for typed in ("70", "5", "hot", "", "36..5", "3 6"):
        with pytest.raises(BadInput, match="heat_degrees"):
            heat_typed.degrees(typed)


def test_humidity_and_hours_are_read() -> None:
    """Per cent with or without the sign; an hour with or without minutes."""
    assert [heat_typed.humidity(one) for one in ("65", "៦៥%", "64.6 %")] == [65, 65, 65]
    assert [heat_typed.hour(one) for one in ("14", "ម៉ោង ១៤", "14:30")] == [dt.time(14), dt.time(14), dt.time(14, 30)]
    said = {
        "3 pm": 15,
        "3pm": 15,
        "ម៉ោង ៣ រសៀល": 15,
        "៥ល្ងាច": 17,
        "7 am": 7,
        "12 am": 0,
        "ម៉ោង ៩ ព្រឹក": 9,
        "12 pm": 12,
        "noon": 12,
        "ថ្ងៃត្រង់": 12,
        "១ ថ្ងៃត្រង់": 13,
        "8 យប់": 20,
        "12 យប់": 0,
        "2 night": 2,
        "3": 15,
        "ម៉ោង ២": 14,
        "03:00": 3,
        "6": 6,
        "11": 11,
        "14 pm": 14,
    }
    for typed, hour in said.items():
        assert heat_typed.hour(typed) == dt.time(hour), typed
    for typed in ("0", "101", "damp"):
        with pytest.raises(BadInput, match="heat_humidity"):
            heat_typed.humidity(typed)
    for typed in ("24", "14:60", "soon", "night", "pm", "13 30"):
        with pytest.raises(BadInput, match="heat_hour"):
            heat_typed.hour(typed)
