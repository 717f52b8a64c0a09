"""The Outdoor Gear case as published: who, when, how much. Both journeys, Telegram and browser, play it."""

from __future__ import annotations

from typing import Any

from tests.journeys.people import AtDesk
from tests.journeys.server import OUTDOOR_GEAR

WOMEN, MEN = 3, 2
PAID = "6000.00"
MEETING = "2024-11-04"
AFTERWARDS = "2024-11-06T09:00:00+07:00"  # the server's clock once the company has paid


def heads(women: int, men: int) -> dict[str, int]:
    return {"women": women, "men": men, "not_recorded": 0}


def referred(desk: AtDesk, number: str, slug: str, parts: list[str]) -> str:
    """The officer proposes a party; the track's reference."""
    return desk.does(number, "propose-referral", party_id=desk.party(slug), parts=parts)


def kept_by_the_officer(desk: AtDesk, number: str, reference: str) -> None:
    """The ministry is off the platform: its counter's number, day and meeting are entered by the officer."""
    desk.does(number, "receive-referral", reference=reference, filing_number="ក្រ.១២៣/២៤", filed_on="2024-10-20")
    desk.does(number, "accept-referral", reference=reference)
    desk.does(number, "start-referral", reference=reference)


def remedies_delivered(desk: AtDesk, number: str, reference: str) -> tuple[str, str]:
    """Five taken back and USD 6,000.00, proposed, agreed and delivered; the two remedies' ids."""
    back = desk.does(number, "propose-remedy", reference=reference, kind="reinstatement", women=WOMEN, men=MEN)
    paid = desk.does(
        number,
        "propose-remedy",
        reference=reference,
        kind="compensation",
        women=WOMEN,
        men=MEN,
        amount=PAID,
        currency="USD",
    )
    for remedy in (back, paid):
        desk.does(number, "agree-remedy", remedy_id=remedy, agreed_on=MEETING)
        desk.does(number, "deliver-remedy", remedy_id=remedy, delivered_on="2024-11-05")
    return back, paid


def the_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """What both organisations must be able to report, without what differs between them."""
    return {name: figures[name] for name in ("cases", "by_issue", "by_factory", "by_month", "reinstated", "money")}


SETTLED = {
    "cases": 1,
    "by_issue": [{"value": "union", "count": 1}],
    "by_factory": [{"value": OUTDOOR_GEAR, "count": 1}],
    "by_month": [{"value": "2024-10", "count": 1}],
    "reinstated": {stage: heads(WOMEN, MEN) for stage in ("agreed", "delivered", "confirmed")},
    "money": [
        {
            "kind": "compensation",
            "currency": "USD",
            "agreed": PAID,
            "delivered": PAID,
            "confirmed": PAID,
            "workers": {stage: heads(WOMEN, MEN) for stage in ("agreed", "delivered", "confirmed")},
        },
    ],
}


def received(settled: dict[str, Any]) -> dict[str, Any]:
    """The same as a recipient counts it: two men are the lead's alone."""
    workers = {stage: heads(WOMEN, 0) for stage in ("agreed", "delivered", "confirmed")}
    return settled | {"reinstated": workers, "money": [line | {"workers": workers} for line in settled["money"]]}
