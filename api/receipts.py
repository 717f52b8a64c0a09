"""A new receipt at the counter, given once for one request: from the desk and over JSON."""

from __future__ import annotations

from cases.actions import receipts
from cases.actions.receipts import Minted
from cases.rules.errors import BadInput, NotThere
from cases.store import once
from cases.store.door import case_for
from cases.store.story import everyone_of
from cases.store.unit import Store
from cases.store.viewers import full_viewer_of

VERB = "new-receipt"


async def renew(store: Store, secret: str, number: str, position: int, key: str, *, unlink_chat: bool) -> Minted | None:
    """The new receipt, or None when this very form gave one already.

    Raises:
        NotThere: no such case for this viewer, or her party is not its lead.
        ChangedMeanwhile: she was given another one at the same moment.
    """
    async with store.reading() as unit:
        access = await case_for(unit, await full_viewer_of(unit, secret), number)
        people = await everyone_of(unit, access.case) if access.is_lead else []
    if not access.is_lead:
        raise NotThere
    if position > len(people):
        raise BadInput("complainant_unknown", field="complainant")
    person = people[position - 1]
    made = await receipts.mint(store, person.id, person.receipt_generation)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        body = f"{number}|{position}|{unlink_chat}".encode()
        if await once.done_before(unit, viewer.actor, VERB, key, body) is not None:
            return None
        access = await case_for(unit, viewer, number)
        await receipts.renew_at_office(unit, access, person.id, made, unlink_chat=unlink_chat)
    return made
