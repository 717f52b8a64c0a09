"""Queries that hash: answered outside the unit of work, one at a time in this process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from bot import common_case
from bot.answers import Asker
from bot.dialogue.model import Param
from bot.dialogue.queries import (
    CaseOpened,
    Minted,
    MintJoin,
    MintReceipt,
    MintRenewal,
    NumberRefused,
    OpenByNumber,
    Query,
    Renewal,
    ThreadLine,
)
from cases.actions import receipts
from cases.actions.receipts import OpenedReceipt
from cases.rules.case_numbers import new_number
from cases.rules.errors import NotThere, TooMany
from cases.store import questions_left
from cases.store.clock import cambodian_day
from cases.store.estimate_views import ShownRange, shown_to_her
from cases.store.own_days import card_of, own_days
from cases.store.tables import Complainant, Correspondent, new_id
from cases.store.unit import Store, Unit
from cases.store.views import Said
from cases.store.worker_views import OwnCase, OwnThread, own_case, own_thread
from cases.vault.receipts import mint as mint_receipt

LINES = 12  # messages of her thread that a chat shows; the page behind the number has them all


async def answer_slowly(store: Store, asker: Asker, query: Query) -> Any:
    """What the store says to a query that hashes first."""
    match query:
        case MintReceipt():
            return await mint(store)
        case OpenByNumber(digits):
            return await _open(store, asker, digits)
        case MintRenewal(complainant_id):
            return await _renewal(store, asker.mine, complainant_id)
        case MintJoin(request_id):
            return await common_case.mint(store, asker.mine, request_id)
        case _:
            raise NotImplementedError(type(query).__name__)


async def mint(store: Store) -> Minted:
    """A receipt and the ids of the case it will belong to."""
    complainant_id = new_id()
    receipt = await store.receipts.run(mint_receipt, store.keys.receipt_salt(), complainant_id)
    return Minted(
        digits=receipt.digits,
        lookup=receipt.lookup,
        public_key=receipt.public.hex(),
        wrapped_key=receipt.wrapped.hex(),
        case_number=new_number(),
        case_id=new_id(),
        complainant_id=complainant_id,
    )


async def _renewal(store: Store, mine: Collection[str], complainant_id: str) -> Renewal:
    async with store.reading() as unit:
        complainant = await unit.session.get(Complainant, complainant_id)
    if complainant is None or complainant_id not in mine:
        raise NotThere
    made = await receipts.mint(store, complainant_id, complainant.receipt_generation)
    receipt = made.receipt
    return Renewal(receipt.digits, receipt.lookup, receipt.public.hex(), receipt.wrapped.hex(), made.replaces)


async def _open(store: Store, asker: Asker, digits: str) -> CaseOpened | NumberRefused:
    """The case behind a number with what her thread says; the key that opened it is dropped with this answer."""
    try:
        opened = await receipts.find(store, asker.who, digits)
    except TooMany as problem:
        return NumberRefused(int(str(problem.data["minutes"])))
    except NotThere:
        return NumberRefused()
    async with store.reading() as unit:
        return await _opened(unit, asker, opened)


async def _opened(unit: Unit, asker: Asker, opened: OpenedReceipt) -> CaseOpened:
    own = await own_case(unit, opened.complainant_id)
    complainant = await unit.session.get_one(Complainant, opened.complainant_id)
    thread = await own_thread(unit, opened.keys, complainant)
    shown = await shown_to_her(unit, opened.keys, complainant)
    lines = await _newest(unit, own, complainant, thread)
    left = {} if own.withdrawn else await questions_left.steps_left(unit, [complainant.id])
    return CaseOpened(
        complainant_id=complainant.id,
        case_number=own.case.number,
        issue=own.case.issue,
        generation=opened.generation,
        news=await _news(unit, asker, complainant),
        withdrawn=own.withdrawn,
        filed_on=cambodian_day(own.case.filed_at).isoformat(),
        next_question=left.get(complainant.id, ""),
        lines=tuple(_line(said) for said in lines),
        left_out=len(thread.lines) - len(lines),
        unopened=thread.unopened,
        owed=_owed(shown, own) if shown else {},
        owed_more=bool(shown and shown.more),
    )


async def _newest(unit: Unit, own: OwnCase, complainant: Complainant, thread: OwnThread) -> Sequence[Said]:
    """The last lines of her thread, and with them the card of each day that lies ahead, however old it is."""
    cards = {card_of(day, thread.lines) for day in await own_days(unit, complainant.id, own)}
    first = len(thread.lines) - LINES
    return [said for place, said in enumerate(thread.lines) if place >= first or place in cards]


def _owed(shown: ShownRange, own: OwnCase) -> dict[str, Param]:
    """A range as the placeholders of its message."""
    return {
        "low": {"money": [shown.currency.value, str(shown.low)]},
        "high": {"money": [shown.currency.value, str(shown.high)]},
        "day": {"date": shown.day.isoformat()},
        "party": {"en": own.lead.name_en, "km": own.lead.name_km},
    }


async def _news(unit: Unit, asker: Asker, complainant: Complainant) -> str:
    """Who hears of the case: this chat, another that still takes messages, or nobody."""
    linked = complainant.correspondent_id
    if linked is None:
        return ""
    if linked == asker.correspondent_id:
        return "here"
    other = await unit.session.get(Correspondent, linked)
    return "elsewhere" if other is not None and other.unreachable_at is None else ""


def _line(said: Said) -> ThreadLine:
    day = cambodian_day(said.at).isoformat()
    if said.notice:
        return ThreadLine(notice=said.notice, params=said.params, at=day)
    return ThreadLine(said.text, at=day)
