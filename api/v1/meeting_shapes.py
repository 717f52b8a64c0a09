"""What JSON shows of meetings, offers and agreements: to lead and recipient alike, but for each side's own notes."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.v1.shapes import Heads, Shape
from cases.rules.vocabulary import Currency, InvitationAnswer, MeetingRole, OfferSide, RemedyKind, Surrender


class InvitationShape(Shape):
    """Who is asked to a meeting."""

    id: str = Field(description="Id, for `invite`")
    role: MeetingRole = Field(description="In which role")
    who: str = Field(description="Who")
    invited_on: dt.date = Field(description="On which day")
    answer: InvitationAnswer = Field(description="What came of it")


class MoveShape(Shape):
    """That it was to be at another time, or is cancelled."""

    was: dt.datetime = Field(description="When it was to be until then")
    place: str = Field(description="Where it was to be")
    reason: str = Field(description="Why")
    by: str = Field(description="Alias of who moved or cancelled it")
    at: dt.datetime = Field(description="When")
    cancelled: bool = Field(description="True: it was cancelled")


class NoteShape(Shape):
    """A note of your own organisation."""

    text: str = Field(description="The note")
    by: str = Field(description="Alias of who wrote it")
    at: dt.datetime = Field(description="When")


class Meeting(Shape):
    """A meeting, planned or held."""

    id: str = Field(description="Id, for the acts on it")
    version: int = Field(description="For acts on one of its sections")
    starts_at: dt.datetime | None = Field(description="When it is planned; null: it was only logged")
    held_on: dt.date | None = Field(description="The day on which it was held; null: not yet, or cancelled")
    next_on: dt.date | None = Field(description="The day of the next one, if set")
    cancelled_at: dt.datetime | None = Field(description="When it was cancelled")
    hers: bool = Field(description="She comes herself")
    place: str = Field(description="Where")
    agenda: str = Field(description="What it is about")
    papers: str = Field(description="Which papers she brings")
    invited: list[InvitationShape] = Field(description="Who is asked to it")
    attended: dict[MeetingRole, int] = Field(description="Who was there: how many in each role")
    present: str = Field(description="Who was there, in words")
    offers: str = Field(description="What each side offered, in words, where it was logged so; else see `offers`")
    notes: str = Field(description="Shared minutes")
    moves: list[MoveShape] = Field(description="What it was before, oldest first")
    private_notes: list[NoteShape] = Field(description="Your own organisation's notes, and nobody else's")
    by: str = Field(description="Alias of who planned or logged it")


class OfferShape(Shape):
    """What one side offered on one point."""

    id: str = Field(description="Id, for `agree-offer` and `cancel-offer`")
    meeting_id: str = Field(description="At which meeting")
    side: OfferSide = Field(description="Whose offer it is")
    kind: RemedyKind | None = Field(description="Which point; null: another one, in words")
    point: str = Field(description="That point")
    currency: Currency | None = Field(description="Currency of the sum; null: none was named")
    amount: str | None = Field(description="The sum, a decimal string")
    words: str = Field(description="Terms in words")
    remedy_id: str = Field(description="The remedy that was made of it; empty: none")
    by: str = Field(description="Alias of who kept it")
    at: dt.datetime = Field(description="When it was kept")


class PointShape(Shape):
    """One point over all meetings: where each side stands."""

    kind: RemedyKind | None = Field(description="Which point; null: another one, in words")
    point: str = Field(description="That point")
    last: dict[OfferSide, str] = Field(description="Id of each side's last offer on it")
    gap_currency: Currency | None = Field(description="Null: one side named no sum, or another currency")
    gap: str | None = Field(description="The workers' last sum less the employer's, a decimal string")


class AgreedShape(Shape):
    """A remedy as it stood when the agreement was written."""

    remedy_id: str = Field(description="The remedy")
    kind: RemedyKind = Field(description="What is to be done")
    agreed: Heads = Field(description="Workers it is for")
    currency: Currency | None = Field(description="Null: it is not money")
    amount: str | None = Field(description="A decimal string")
    due_on: dt.date | None = Field(description="The day by which it is to be done")
    details: str = Field(description="In words")


class AgreementShape(Shape):
    """The text of an agreement. Workers' names stand on the printed paper alone."""

    id: str = Field(description="Id, for `agreement-signed` and the paper")
    on: dt.date = Field(description="The day that stands on it")
    place: str = Field(description="Where it was made")
    employer: str = Field(description="Who signs for the employer")
    present: str = Field(description="Who else was there")
    things: list[AgreedShape] = Field(description="What was agreed")
    terms: str = Field(description="What else, in words")
    if_not_kept: str = Field(description="What happens if it is not kept")
    takes: list[Surrender] = Field(description="What it takes away from the workers")
    by: str = Field(description="Alias of who wrote it")
    at: dt.datetime = Field(description="When it was written")
    signed_on: dt.date | None = Field(description="The day on which it was signed; null: not back yet")
    has_copy: bool = Field(description="Whether the signed copy is there")
