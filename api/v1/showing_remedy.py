"""A remedy as JSON shows it, to its lead and to the recipient of its track."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from api.v1 import remedy_shapes, shapes
from api.v1.showing import decimal
from cases.rules.workers import is_small
from cases.store.remedy_views import DeliveryView
from cases.store.tables import Delivery, Remedy
from cases.store.track_views import RemedyView
from cases.store.views import EventLine, entries


def remedy_fields(
    view: RemedyView, references: Mapping[str, str], events: Sequence[EventLine], *, lead: bool
) -> dict[str, Any]:
    """What lead and recipient see of a remedy alike, but for the smallest numbers of workers."""
    row = view.row

    def heads(stage: str) -> shapes.Heads:
        return _heads(row, stage, lead=lead)

    return {
        "id": row.id,
        "reference": references[row.referral_id] if row.referral_id else None,
        "kind": row.kind,
        "status": row.status,
        "currency": row.currency,
        "amount": decimal(view.money("amount")),
        "delivered_amount": decimal(view.money("delivered_amount")),
        "confirmed_amount": decimal(view.money("confirmed_amount")),
        "agreed": heads(""),
        "delivered": heads("delivered_"),
        "confirmed": heads("confirmed_"),
        "due_on": row.due_on,
        "agreed_on": row.agreed_on,
        "delivered_on": row.delivered_on,
        "details": view.details,
        "particulars": remedy_shapes.Particulars(**asdict(view.particulars)),
        "deliveries": [_delivery(view, one, lead=lead) for one in view.deliveries],
        "photos": [remedy_shapes.Photo(**asdict(one)) for one in view.photos],
        "entries": [_entry(line) for line in entries(events, row.id)],
    }


def answer_told(answer: Mapping[str, Any]) -> remedy_shapes.RemedyAnswer:
    """Her word on a remedy."""
    return remedy_shapes.RemedyAnswer(
        confirmed=answer["confirmed"],
        at=answer["at"],
        facts=answer["facts"],
        comment=answer["comment"],
        on_paper=answer["on_paper"],
    )


def _heads(row: Remedy | Delivery, stage: str, *, lead: bool) -> shapes.Heads:
    counts = {who: getattr(row, stage + who) for who in ("women", "men", "not_recorded")}
    return shapes.Heads(**{who: None if is_small(n) and not lead else n for who, n in counts.items()})


def _delivery(view: RemedyView, one: DeliveryView, *, lead: bool) -> remedy_shapes.Delivery:
    row = one.row
    return remedy_shapes.Delivery(
        id=row.id,
        delivered_on=row.delivered_on,
        whole=row.whole,
        reached=_heads(row, "", lead=lead),
        amount=decimal(view.in_currency(row.amount)),
        by=one.by,
        at=row.at,
        replaced_by=one.replaced_by or None,
        replaced_at=row.replaced_at,
    )


def _entry(line: EventLine) -> remedy_shapes.Entry:
    days = {name: dt.date.fromisoformat(line.data[name]) if name in line.data else None for name in MOVED}
    return remedy_shapes.Entry(kind=line.kind, by=line.actor, at=line.at, **days)


MOVED = ("due_on", "due_before")
