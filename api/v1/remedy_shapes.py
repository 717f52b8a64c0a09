"""What JSON answers say of a remedy: what was agreed, what came of it, who entered it, and what she says."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.v1.shapes import ByWhom, FollowUpRound, Heads, Shape
from cases.rules.vocabulary import (
    Currency,
    Entitlement,
    Improvement,
    Measure,
    PhotoStage,
    RemedyKind,
    RemedyStatus,
    TakenBy,
)


class RemedyAnswer(Shape):
    """A worker's word on a remedy."""

    confirmed: bool = Field(description="True: it came true; false: it did not")
    at: dt.datetime = Field(description="When she said so")
    facts: dict[str, str] = Field(description="What she said, fact by fact")
    comment: str = Field(description="Her own words")
    on_paper: bool = Field(description="She signed it on paper: entered by one officer and seen by another")


class FollowUpAnswer(Shape):
    """What a worker said when she was asked again."""

    day: int = Field(description="In which round: 3, 30 or 90")
    held: bool = Field(description="True: it holds; false: it does not, and the remedy is disputed")
    at: dt.datetime = Field(description="When she said so")
    facts: dict[str, str] = Field(description="What she said, fact by fact")
    comment: str = Field(description="Her own words")


class RemedyPaperShape(Shape):
    """A paper on which workers signed what they say of a remedy."""

    id: str = Field(description="Id, for `second-remedy-paper`")
    workers: list[int] = Field(description="Numbers of the workers who signed it, counted from 1")
    confirmed: bool = Field(description="True: it came true")
    file_id: str | None = Field(description="The photo; null once it is erased")
    entered_by: str = Field(description="Alias of who entered it")
    seconded_by: str = Field(description="Alias of who confirmed it; empty: it does not count yet")
    at: dt.datetime = Field(description="When it was entered")


class ForOthersShape(Shape):
    """What somebody whom workers elected says of a remedy."""

    representative: str = Field(description="Id, one of the case's `representatives`")
    confirmed: bool = Field(description="True: it came true")
    workers: int = Field(description="For how many workers she says so")
    said_on: dt.date = Field(description="The day on which she said so")
    by: str = Field(description="Alias of who entered it")


class Particulars(Shape):
    """What is told of a remedy by its kind; null: not known, or of another kind."""

    same_position: bool | None = Field(description="Reinstatement: in the position of before")
    same_pay: bool | None = Field(description="Reinstatement: for the pay of before")
    months: int | None = Field(description="Back pay: months owed")
    days: int | None = Field(description="Back pay: days beyond months")
    entitlement: Entitlement | None = Field(description="Other entitlement: which")
    improvement: Improvement | None = Field(description="Workplace improvement: what")
    building: str | None = Field(description="Where it is improved")
    floor: str | None = Field(description="On which floor")
    line: str | None = Field(description="At which line")
    covered: int | None = Field(description="Agreement: how many workers it covers")
    agreed_until: dt.date | None = Field(description="Agreement: until when it holds")
    measure: Measure | None = Field(description="Apology or rule change: which of them")


class Delivery(Shape):
    """What came at once, a part or the whole."""

    id: str = Field(description="For `correct-delivery`")
    delivered_on: dt.date = Field(description="The day of delivery")
    whole: bool = Field(description="Whether it was the whole, so that she was asked")
    reached: Heads = Field(description="Workers reached by it")
    amount: str | None = Field(description="What was paid, a decimal string; null: it is not money")
    by: str = Field(description="Alias of who entered it")
    at: dt.datetime = Field(description="When it was entered")
    replaced_by: str | None = Field(description="Alias of who put it right or told it anew; null: it counts")
    replaced_at: dt.datetime | None = Field(description="When that was")


class Photo(Shape):
    """How a spot looks, or the proof of a delivery."""

    id: str = Field(description="For `GET /cases/{number}/files/{file_id}` and `remove-photo`")
    stage: PhotoStage = Field(description="Before, after, or proof of a delivery")
    spot: str = Field(description="The place")
    taken_on: dt.date = Field(description="The day on which it was taken")
    taken_by: TakenBy = Field(description="Who took it")
    delivery_id: str | None = Field(description="Which delivery it proves")
    media_type: str = Field(description="Its type")
    by: str = Field(description="Alias of who entered it")
    at: dt.datetime = Field(description="When it was entered")
    gone: bool = Field(description="True: her file was erased with what is hers; that there was one stays")


class Entry(Shape):
    """Who entered one step of a remedy."""

    kind: str = Field(description="The line of the timeline, such as `remedy_agreed`")
    by: str = Field(description="An alias; `complainant` for a worker, `system` for what time brought about")
    at: dt.datetime = Field(description="When it was entered")
    due_on: dt.date | None = Field(description="The day by which it was to be done from then on, where that was moved")
    due_before: dt.date | None = Field(description="The day before that")


class Remedy(Shape):
    """One thing proposed, agreed, delivered, confirmed."""

    id: str = Field(description="Id, for the acts on it")
    reference: str | None = Field(description="The track that it came from; null: reached directly")
    kind: RemedyKind = Field(description="What is to be done")
    status: RemedyStatus = Field(description="How far it is")
    currency: Currency | None = Field(description="Currency of its amounts; null: it is not money")
    amount: str | None = Field(description="Agreed amount, a decimal string")
    delivered_amount: str | None = Field(description="Delivered so far, a decimal string")
    confirmed_amount: str | None = Field(description="Confirmed by workers, a decimal string")
    agreed: Heads = Field(description="Workers it is for")
    delivered: Heads = Field(description="Workers reached")
    confirmed: Heads = Field(description="Workers confirmed")
    due_on: dt.date | None = Field(description="The day by which it is to be done")
    agreed_on: dt.date | None = Field(description="The day of the agreement")
    delivered_on: dt.date | None = Field(description="The day of delivery")
    details: str = Field(description="The agreement in words")
    particulars: Particulars = Field(description="What its kind is told with")
    deliveries: list[Delivery] = Field(description="What came, row by row, oldest first; what was put right too")
    photos: list[Photo] = Field(description="Before, after, and proofs, oldest first")
    entries: list[Entry] = Field(
        description="Who entered what, oldest first: proposed, agreed, moved, delivered, confirmed"
    )


class LeadRemedy(Remedy):
    """A remedy as the lead sees it."""

    answers: list[RemedyAnswer] = Field(description="What workers said about it, oldest first")
    asked: int = Field(description="How many workers in the case were asked whether it came true")
    confirmed_by: int = Field(description="How many of them said yes")
    by_whom: ByWhom = Field(description="By whom it is confirmed, in workers; all 0 until they are asked")
    rounds: list[FollowUpRound] = Field(description="Asked again whether it holds, about the newest delivery")
    again: list[FollowUpAnswer] = Field(description="What workers said when asked again, oldest first")
    papers: list[RemedyPaperShape] = Field(description="What workers signed, about the newest delivery")
    for_others: list[ForOthersShape] = Field(description="What elected representatives say of the newest delivery")
