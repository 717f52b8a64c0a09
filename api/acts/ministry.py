"""What the lead makes for the labour ministry, and what comes of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.acts.bodies import CLOCK, Amount, Day, Id, SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import complaints, hearings, ministry_calls, representations
from cases.actions.complaints import LONGEST_ANNEX, LONGEST_ASSISTANT, LONGEST_FACTS, MOST_ANNEXES, Draft
from cases.actions.hearings import LONGEST, Appointment
from cases.actions.representations import LONGEST as LONGEST_OF_WHO
from cases.actions.representations import Representative
from cases.rules.claims import MOST_CLAIMS
from cases.rules.vocabulary import Addressee, Currency
from cases.store.door import Access
from cases.store.unit import Unit

LONGEST_ANNEXES = MOST_ANNEXES * (LONGEST_ANNEX + 2)


class WriteComplaint(TrackBody):
    """Write the complaint to the ministry, of everybody who gave her name for it; it is kept as it was written."""

    facts: str = Field(max_length=LONGEST_FACTS, description="What happened, in formal Khmer")
    claims: list[str] = Field(max_length=MOST_CLAIMS, description="What is claimed: kinds of `claims.toml`")
    amounts: dict[str, Amount] = Field(
        default_factory=dict, max_length=MOST_CLAIMS, description="What some of the claims come to, by kind"
    )
    currency: Annotated[Currency, Field(strict=False)] = Field(
        default=Currency.USD, description="The currency of all amounts"
    )
    annexes: str = Field(default="", max_length=LONGEST_ANNEXES, description="Papers that go with it, one a line")
    addressee: Annotated[Addressee, Field(strict=False)] = Field(
        default=Addressee.MINISTRY, description="The ministry, or the department of the factory's province"
    )
    first: int = Field(default=1, ge=1, le=1000, description="Which complainant, counted from 1, signs for several")
    assisted_by: str = Field(default="", max_length=LONGEST_ASSISTANT, description="Who represents or assists her")


async def _write_complaint(unit: Unit, access: Access, body: WriteComplaint) -> str:
    draft = Draft(
        facts=body.facts,
        claims=body.claims,
        amounts={kind: Decimal(amount) for kind, amount in body.amounts.items()},
        currency=body.currency,
        annexes=body.annexes,
        addressee=body.addressee,
        first=body.first,
        assisted_by=body.assisted_by,
    )
    return (await complaints.write_complaint(unit, access, reference_of(body.reference), draft)).id


class WriteRepresentation(TrackBody):
    """Write the letter by which those who complain let somebody speak for them at the conciliation; it is kept."""

    name: str = Field(max_length=LONGEST_OF_WHO["name"], description="Who speaks for them")
    position: str = Field(default="", max_length=LONGEST_OF_WHO["position"], description="That person's office")
    id_number: str = Field(
        default="", max_length=LONGEST_OF_WHO["id_number"], description="Number of the identity card"
    )
    phone: str = Field(default="", max_length=LONGEST_OF_WHO["phone"], description="Phone number")
    first: int = Field(default=1, ge=1, le=1000, description="Which complainant, counted from 1, signs for several")


async def _write_representation(unit: Unit, access: Access, body: WriteRepresentation) -> str:
    who = Representative(body.name, body.position, body.id_number, body.phone)
    made = await representations.write_representation(unit, access, reference_of(body.reference), who, body.first)
    return made.id


class Acknowledge(SeenBody):
    """Say that you have seen that the ministry called or sent a paper; whoever told it learns that you have."""


async def _acknowledge(unit: Unit, access: Access, body: Acknowledge) -> None:
    await ministry_calls.acknowledge(unit, access)


class AppointmentBody(SeenBody):
    """When and where she is heard, what she brings, whom she calls."""

    on: Day = Field(description="The day, in Cambodia; not more than a year ahead")
    time: str = Field(pattern=CLOCK, description="The time of day in Cambodia, such as 08:30")
    place: str = Field(max_length=LONGEST["place"], description="Where, as she would find it; sealed")
    papers: str = Field(default="", max_length=LONGEST["papers"], description="Which papers she brings; sealed")
    call: str = Field(
        default="", max_length=LONGEST["call"], description="Whom she calls; only for whoever is verified; sealed"
    )

    @property
    def planned(self) -> Appointment:
        return Appointment(self.on, dt.time.fromisoformat(self.time), self.place, self.call, self.papers)


class KeepHearing(AppointmentBody):
    """Keep when she is heard; she gets a card at once, and is told again on the day before."""

    reference: str | None = Field(default=None, max_length=40, description="The referral it belongs to, if any")


class ChangeHearing(AppointmentBody):
    """A hearing was moved, or something of it is different; she gets a new card."""

    hearing_id: Id = Field(description="Which hearing")


class CancelHearing(SeenBody):
    """A hearing does not take place; she is told that she need not come."""

    hearing_id: Id = Field(description="Which hearing")


async def _keep_hearing(unit: Unit, access: Access, body: KeepHearing) -> str:
    return (await hearings.keep_hearing(unit, access, body.planned, reference_of(body.reference))).id


async def _change_hearing(unit: Unit, access: Access, body: ChangeHearing) -> None:
    await hearings.change_hearing(unit, access, body.hearing_id, body.planned)


async def _cancel_hearing(unit: Unit, access: Access, body: CancelHearing) -> None:
    await hearings.cancel_hearing(unit, access, body.hearing_id)


VERBS = (
    Verb("write-complaint", WriteComplaint, _write_complaint),
    Verb("write-representation", WriteRepresentation, _write_representation),
    Verb("acknowledge", Acknowledge, _acknowledge),
    Verb("keep-hearing", KeepHearing, _keep_hearing),
    Verb("change-hearing", ChangeHearing, _change_hearing),
    Verb("cancel-hearing", CancelHearing, _cancel_hearing),
)
