"""Her receipt: opened by its sixteen digits, wrong numbers counted, and a new one for one that somebody else has."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from cases.actions.forgetting import let_chat_go
from cases.actions.telling import actor_of, own, party_names, say_to_chat, tell
from cases.rules.errors import ChangedMeanwhile, NotNow, NotThere, TooMany
from cases.store import attempts, events, lockboxes
from cases.store.attempts import Limit
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys, receipt_holder
from cases.store.story import everyone_of
from cases.store.tables import Case, Complainant
from cases.store.unit import Store, Unit
from cases.store.worker_views import by_receipt
from cases.vault import receipts
from cases.vault.receipts import Receipt

WAIT = dt.timedelta(minutes=15)
GUESSES = Limit(tries=5, first_wait=WAIT, longest_wait=WAIT, forgets=dt.timedelta(hours=6))
HOUR = dt.timedelta(hours=1)
# From everywhere together nothing ever waits: past this many within an hour `samleng check` is not OK.
MANY_WRONG = Limit(tries=100, first_wait=HOUR, longest_wait=HOUR, forgets=2 * HOUR)

log = logging.getLogger(__name__)


# ----------------------------------------------------------------------------------------------- opening
@dataclass(frozen=True)
class OpenedReceipt:
    """Whose receipt it is, and the key that opens her thread. Never stored as it is."""

    complainant_id: str
    generation: int
    keys: HolderKeys


async def find(store: Store, who: str, digits: str) -> OpenedReceipt:
    """The receipt with these digits. A wrong one counts against `who`: a chat, or the page it was typed into.

    Raises:
        TooMany: five were wrong; `minutes` until the next try. Nothing was hashed.
        NotThere: no receipt has these digits.
    """
    guesser = f"receipt|{who}"
    async with store.writing() as unit:
        await _claim(unit, guesser)
    lookup, wrapping = await store.receipts.run(receipts.find, digits, store.keys.receipt_salt())
    found, alarming = None, False
    async with store.writing() as unit:
        try:
            complainant = await by_receipt(unit, lookup)
        except NotThere:
            alarming = await _count_wrong(unit)
        else:
            await attempts.succeeded(unit, guesser)
            found = _opened(complainant, wrapping)
    if alarming:
        log.warning("receipts: more than %d wrong numbers within an hour", MANY_WRONG.tries)
    if found is None:
        raise NotThere("receipt_unknown")
    return found


async def _claim(unit: Unit, guesser: str) -> None:
    try:
        await attempts.claim(unit, guesser, GUESSES)
    except TooMany as problem:
        raise TooMany("receipt_wait", minutes=problem.data["minutes"]) from None


def _opened(complainant: Complainant, wrapping: bytes) -> OpenedReceipt:
    private = receipts.unlock(wrapping, complainant.id, complainant.receipt_wrapped or b"")
    generation = complainant.receipt_generation
    return OpenedReceipt(complainant.id, generation, HolderKeys(receipt_holder(complainant.id), {generation: private}))


def stands(complainant: Complainant | None, generation: int) -> bool:
    """Whether a receipt that was opened once still is hers: not renewed since, and not erased."""
    return (
        complainant is not None
        and complainant.receipt_lookup is not None
        and complainant.receipt_generation == generation
    )


# ------------------------------------------------------------------------------------------------- alarm
def _wrong_of(hour: dt.datetime) -> str:
    return f"receipts|wrong|{hour:%Y-%m-%dT%H}"


async def _count_wrong(unit: Unit) -> bool:
    """One more wrong number from anywhere; whether it is the one that raises the alarm."""
    hour = _wrong_of(unit.now)
    known = await attempts.must_wait(unit, hour)
    return await attempts.failed(unit, hour, MANY_WRONG) is not None and known is None


async def many_wrong_numbers(unit: Unit) -> bool:
    """Whether somebody may be trying numbers: more than a hundred were wrong within an hour, this one or the last."""
    waits = [await attempts.must_wait(unit, _wrong_of(unit.now - ago)) for ago in (dt.timedelta(0), HOUR)]
    return any(wait is not None for wait in waits)


# ------------------------------------------------------------------------------------------------ renewing
@dataclass(frozen=True)
class Minted:
    """A new receipt before it is hers, and the generation of the one that it takes the place of."""

    receipt: Receipt
    replaces: int


async def mint(store: Store, complainant_id: str, replaces: int) -> Minted:
    """A new receipt for a complainant. Slow: outside any transaction."""
    receipt = await store.receipts.run(receipts.mint, store.keys.receipt_salt(), complainant_id)
    return Minted(receipt, replaces)


async def renew_from_chat(unit: Unit, complainant_id: str, correspondent_id: str | None, made: Minted) -> None:
    """She asks for new numbers in her linked chat.

    Raises:
        NotNow: the chat is not linked to the case, or with the number alone: whoever holds that gets no new one.
        ChangedMeanwhile: somebody renewed it since.
    """
    complainant, case = await own(unit, complainant_id)
    if not renews_numbers(complainant, correspondent_id):
        raise NotNow("receipt_not_here")
    await _renew(unit, complainant, case, made, actor_of(complainant))
    complainant.receipt_by_office = False
    unit.session.add(complainant)


def renews_numbers(complainant: Complainant, correspondent_id: str | None) -> bool:
    """Whether a chat is proven to be hers by more than the number that it would renew."""
    linked = correspondent_id is not None and complainant.correspondent_id == correspondent_id
    return linked and not complainant.chat_by_number


async def renew_at_office(
    unit: Unit, access: Access, complainant_id: str, made: Minted, *, unlink_chat: bool = False
) -> None:
    """She stands at the lead party's counter: new numbers, and where she asks for it her old chat is let go.

    She is told in her thread and her chat, so that nobody gets her numbers behind her back.

    Raises:
        NotThere: not the lead, or no worker of this case.
        ChangedMeanwhile: somebody renewed it since.
    """
    if not access.is_lead:
        raise NotThere
    complainant = next((one for one in await everyone_of(unit, access.case) if one.id == complainant_id), None)
    if complainant is None:
        raise NotThere
    party = await party_names(unit, access.case.lead_party_id)
    await _renew(unit, complainant, access.case, made, access.viewer.actor)
    complainant.receipt_handed_over = complainant.receipt_by_office = True
    unit.session.add(complainant)
    let_go = complainant.correspondent_id if unlink_chat else None
    if let_go:
        await let_chat_go(unit, complainant)
    await tell(unit, complainant, "receipt_new", {"party": party}, staff_id=access.viewer.staff_id)
    if let_go:  # the last that is said there: if it was not she who asked, she learns of it
        await say_to_chat(unit, let_go, "receipt_new", {"party": party})


async def renew_own(unit: Unit, complainant_id: str, keys: HolderKeys, made: Minted) -> None:
    """She takes numbers of her own in place of those that an officer gave her; everything in her thread stays hers.

    Raises:
        NotNow: nobody handed her these numbers: whoever merely holds a number gets no other.
        ChangedMeanwhile: somebody renewed it since.
    """
    complainant, case = await own(unit, complainant_id)
    if not complainant.receipt_handed_over:
        raise NotNow("receipt_not_here")
    privates = await lockboxes.privates_of(unit, keys, case.id)
    await _renew(unit, complainant, case, made, actor_of(complainant))
    await lockboxes.give(unit, case.id, lockboxes.holder_of_receipt(complainant), privates)


async def _renew(unit: Unit, complainant: Complainant, case: Case, made: Minted, actor: str) -> None:
    """The old receipt opens nothing from this commit on. What was written before waits for the lead to open it."""
    await unit.session.flush()
    await unit.session.refresh(complainant)
    if case.erased_at is not None or complainant.erased_at is not None:
        raise NotThere
    if complainant.receipt_generation != made.replaces:
        raise ChangedMeanwhile
    complainant.receipt_generation += 1
    complainant.receipt_lookup = made.receipt.lookup
    complainant.receipt_public = made.receipt.public
    complainant.receipt_wrapped = made.receipt.wrapped
    complainant.receipt_handed_over = False
    unit.session.add(complainant)
    await unit.session.flush()
    await lockboxes.renew_holder(unit, case.id, lockboxes.holder_of_receipt(complainant))
    await events.append(unit, case, "receipt_renewed", actor, {"generation": complainant.receipt_generation})


# ------------------------------------------------------------------------------------------- pending halves
async def anything_pending(unit: Unit, case: Case) -> bool:
    """Whether a worker of the case has a receipt that does not open yet what was written before it."""
    people = [one for one in await everyone_of(unit, case) if one.receipt_public is not None]
    return bool(await lockboxes.pending(unit, case.id, [receipt_holder(one.id) for one in people], most=1))


async def fill_pending(unit: Unit, access: Access) -> None:
    """The lead has the case open: give her receipt the halves that wait for it. Twice is once."""
    if not access.is_lead:
        return
    people = {
        receipt_holder(one.id): one.receipt_public
        for one in await everyone_of(unit, access.case)
        if one.receipt_public is not None
    }
    filled = 0
    for half in await lockboxes.pending(unit, access.case.id, list(people)):
        filled += await lockboxes.fill(unit, access.viewer.keys, half, people[half.holder])
    if filled:
        await events.append(unit, access.case, "receipt_filled", access.viewer.actor, {"halves": filled}, moves=False)
