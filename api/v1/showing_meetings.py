"""Meetings, offers and agreements of a track as JSON shows them."""

from __future__ import annotations

from typing import Any

from api.v1 import meeting_shapes, shapes
from api.v1.showing import decimal
from cases.rules.bargaining import Point, compared
from cases.rules.workers import is_small
from cases.store.agreement_views import AgreedThing, AgreementView
from cases.store.meeting_views import MeetingView
from cases.store.offer_views import OfferView
from cases.store.track_views import Track


def of_track(track: Track, *, lead: bool) -> dict[str, Any]:
    """What a track holds of them."""
    return {
        "meetings": [_meeting(view) for view in track.meetings],
        "offers": [_offer(view) for view in track.offers],
        "points": [_point(point) for point in compared(track.offers)],
        "agreements": [_agreement(view, lead=lead) for view in track.agreements],
    }


def _meeting(view: MeetingView) -> meeting_shapes.Meeting:
    return meeting_shapes.Meeting(
        id=view.id,
        version=view.version,
        starts_at=view.starts_at,
        held_on=view.held_on,
        next_on=view.next_on,
        cancelled_at=view.cancelled_at,
        hers=view.hers,
        place=view.place,
        agenda=view.agenda,
        papers=view.papers,
        invited=[
            meeting_shapes.InvitationShape(id=one.id, role=one.role, who=one.who, invited_on=one.on, answer=one.answer)
            for one in view.invited
        ],
        attended=dict(view.attended),
        present=view.present,
        offers=view.offers,
        notes=view.notes,
        moves=[
            meeting_shapes.MoveShape(
                was=one.was, place=one.place, reason=one.reason, by=one.by, at=one.at, cancelled=one.cancelled
            )
            for one in view.moves
        ],
        private_notes=[meeting_shapes.NoteShape(text=one.text, by=one.by, at=one.at) for one in view.private],
        by=view.by,
    )


def _offer(view: OfferView) -> meeting_shapes.OfferShape:
    terms = view.terms
    return meeting_shapes.OfferShape(
        id=view.id,
        meeting_id=view.meeting_id,
        side=terms.side,
        kind=terms.kind,
        point=terms.point,
        currency=terms.currency,
        amount=decimal(terms.amount),
        words=terms.words,
        remedy_id=view.remedy_id,
        by=view.by,
        at=view.at,
    )


def _point(point: Point) -> meeting_shapes.PointShape:
    gap = point.gap
    return meeting_shapes.PointShape(
        kind=point.first.kind,
        point=point.first.point,
        last={side: offer.id for side, offer in point.last.items()},
        gap_currency=gap.currency if gap else None,
        gap=decimal(gap.amount) if gap else None,
    )


def _agreement(view: AgreementView, *, lead: bool) -> meeting_shapes.AgreementShape:
    return meeting_shapes.AgreementShape(
        id=view.id,
        on=view.on,
        place=view.place,
        employer=view.employer,
        present=view.present,
        things=[_thing(one, lead=lead) for one in view.things],
        terms=view.terms,
        if_not_kept=view.if_not_kept,
        takes=list(view.takes),
        by=view.by,
        at=view.at,
        signed_on=view.signed_on,
        has_copy=view.has_copy,
    )


def _thing(thing: AgreedThing, *, lead: bool) -> meeting_shapes.AgreedShape:
    counts = {who: getattr(thing, who) for who in ("women", "men", "not_recorded")}
    return meeting_shapes.AgreedShape(
        remedy_id=thing.remedy_id,
        kind=thing.kind,
        agreed=shapes.Heads(**{who: None if is_small(n) and not lead else n for who, n in counts.items()}),
        currency=thing.currency,
        amount=decimal(thing.amount),
        due_on=thing.due_on,
        details=thing.details,
    )
