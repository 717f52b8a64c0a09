"""What each side offers, point by point; and from an agreed point to a remedy in one step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.actions.agreeing import agree_remedy, propose_remedy
from cases.actions.meetings import may_write, meeting_of, over
from cases.actions.remedies import Amount
from cases.rules.bargaining import Terms
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.money import to_minor
from cases.rules.particulars import in_words_alone
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import RemedyKind
from cases.rules.workers import Workers
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.offer_views import terms_of
from cases.store.tables import Offer, Referral, new_id
from cases.store.unit import Unit

LONGEST_POINT = 200
LONGEST_WORDS = 1000


async def keep_offer(unit: Unit, access: Access, meeting_id: str, terms: Terms) -> Offer:
    """Keep one side's offer on one point, as it was made at this meeting.

    Raises:
        BadInput: no point, neither a sum nor words, a sum that cannot be, or words that are too long.
        NotNow: the meeting was cancelled, or the track is over.
        NotAllowed: the meetings of this track are the recipient's to keep.
    """
    meeting, referral = await meeting_of(unit, access, meeting_id)
    await may_write(unit, access, referral)
    if meeting.cancelled_at is not None:
        raise NotNow("meeting_over")
    offer_id = new_id()
    generation, sealed = await lockboxes.post(
        unit, referral.work_box, Offer.__tablename__, offer_id, _content(_checked(terms))
    )
    offer = Offer(
        id=offer_id,
        case_id=access.case.id,
        referral_id=referral.id,
        meeting_id=meeting.id,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.next_moment(),
    )
    unit.session.add(offer)
    await _line(unit, access, referral, "offer_kept", {"meeting": meeting.id})
    return offer


def _checked(terms: Terms) -> Terms:
    if terms.kind is RemedyKind.NONE or (terms.kind is None and says_nothing(terms.point)):
        raise BadInput("empty", field="point")
    if terms.amount is None and says_nothing(terms.words):
        raise BadInput("offer_empty", field="words")
    if terms.amount is not None:
        if terms.currency is None:
            raise BadInput("currency_missing", field="currency")
        to_minor(terms.currency, terms.amount)
    for name, text, most in (("point", terms.point, LONGEST_POINT), ("words", terms.words, LONGEST_WORDS)):
        if len(text) > most:
            raise BadInput("too_long", field=name, most=most)
    return terms


def _content(terms: Terms) -> dict[str, Any]:
    """What is sealed: of a point that is a kind no other name is kept, and a currency only with its sum."""
    money = {"currency": terms.currency.value, "amount": str(terms.amount)} if terms.currency and terms.amount else {}
    about = {"kind": terms.kind.value} if terms.kind else {"point": terms.point.strip()}
    return {"side": terms.side.value, "words": terms.words.strip()} | about | money


async def cancel_offer(unit: Unit, access: Access, offer_id: str) -> None:
    """It was kept by mistake. The timeline keeps both.

    Raises:
        NotThere: no such offer on a track of this viewer.
        NotNow: it is cancelled already, or a remedy was made of it.
    """
    offer, referral = await _open_offer(unit, access, offer_id)
    await may_write(unit, access, referral)
    offer.cancelled_at = unit.now
    unit.session.add(offer)
    await _line(unit, access, referral, "offer_cancelled", {"meeting": offer.meeting_id})


async def agree_offer(
    unit: Unit,
    access: Access,
    offer_id: str,
    agreed_on: dt.date | None,
    workers: Workers,
    kind: RemedyKind | None = None,
    due_on: dt.date | None = None,
) -> str:
    """A remedy out of an offer, with its sum and words; returns the remedy's id.

    Args:
        agreed_on: none: it is only proposed.
        kind: which kind of remedy, for a point of free words.

    Raises:
        BadInput: no kind, or what a remedy of it needs is missing.
        NotThere: no such offer on a track of this viewer.
        NotNow: it is cancelled, a remedy was made of it, or the track is over.
    """
    offer, referral = await _open_offer(unit, access, offer_id)
    terms = await terms_of(unit, access.viewer.keys, referral, offer)
    chosen = terms.kind or kind
    if chosen is None or chosen is RemedyKind.NONE:
        raise BadInput("empty", field="kind")
    said = ": ".join(filter(None, (terms.point, terms.words)))
    remedy = await propose_remedy(
        unit,
        access,
        kind=chosen,
        workers=workers,
        amount=Amount(terms.currency, terms.amount) if terms.currency and terms.amount is not None else None,
        due_on=due_on,
        details=said,
        reference=referral.reference,
        particulars=in_words_alone(chosen),
    )
    if agreed_on is not None:
        await agree_remedy(unit, access, remedy_id=remedy.id, agreed_on=agreed_on)
    offer.remedy_id = remedy.id
    unit.session.add(offer)
    return remedy.id


async def _open_offer(unit: Unit, access: Access, offer_id: str) -> tuple[Offer, Referral]:
    offer = await unit.session.get(Offer, offer_id, populate_existing=True)
    if offer is None or offer.case_id != access.case.id:
        raise NotThere
    if access.referral is not None and (offer.referral_id != access.referral.id or access.is_out):
        raise NotThere
    referral = await unit.session.get_one(Referral, offer.referral_id)
    if offer.cancelled_at is not None or offer.remedy_id is not None or over(referral):
        raise NotNow("offer_over")
    return offer, referral


async def _line(unit: Unit, access: Access, referral: Referral, kind: str, data: dict[str, Any]) -> None:
    referral.version += 1
    unit.session.add(referral)
    await events.append(unit, access.case, kind, access.viewer.actor, data, referral_id=referral.id)
