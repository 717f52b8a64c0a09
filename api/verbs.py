"""The one table of acts on a case. JSON and desk both read it, so neither can do what the other cannot.

One act is one transaction: who is asking, whether this very request was carried out before, the one door, the
version that was seen, the act, and what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from api.acts import (
    agreements,
    case,
    deliveries,
    estimates,
    findings,
    following_up,
    handing_over,
    heat,
    letters,
    linking,
    meetings,
    ministry,
    onward,
    papers,
    receiving,
    remedies,
    steps,
    support,
    tracks,
    watching,
)
from api.acts.bodies import Body
from api.acts.verb import Verb, number_of
from cases.actions import reading, receipts, sessions
from cases.actions.triage import lead_only
from cases.store.door import case_for
from cases.store.once import done_before, finish
from cases.store.unit import Store
from cases.store.viewers import Viewer, full_viewer_of
from cases.store.views import CaseView, view_case

SUBJECTS = (
    case,
    tracks,
    papers,
    receiving,
    meetings,
    agreements,
    handing_over,
    remedies,
    deliveries,
    ministry,
    support,
    findings,
    letters,
    onward,
    linking,
    steps,
    watching,
    following_up,
    estimates,
    heat,
)
VERBS: Mapping[str, Verb] = MappingProxyType({verb.name: verb for subject in SUBJECTS for verb in subject.VERBS})


@dataclass(frozen=True)
class Done:
    """What came of a request. `repeated`: this very request had been carried out before, and was not again.

    `version` is None where the act closed the case to whoever did it: there is nothing to go on with.
    """

    result: str | None
    version: int | None
    repeated: bool


async def carry_out(store: Store, secret: str, number: str, verb: Verb, body: Body, key: str) -> Done:
    """Carry out one act, once, in one transaction.

    Args:
        secret: the login cookie's, opened in the same transaction: whoever was removed a moment ago does nothing.
        number: case number (lead) or referral reference (recipient), in any grouping.
        key: the idempotency key: at most 64 characters, new for each new act.

    Raises:
        SamlengError: nothing was written.
    """
    typed = number_of(number)
    said = f"{typed}\n{body.model_dump_json()}".encode()
    made = await _made_before(store, secret, typed, verb, body)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        before = await done_before(unit, viewer.actor, verb.name, key, said)
        if before is not None and verb.closes_door:
            return Done(before or None, None, repeated=True)
        if before is not None:
            access = await case_for(unit, viewer, typed)
            return Done(before or None, access.version, repeated=True)
        access = await case_for(unit, viewer, typed, seen=getattr(body, "seen", None))
        result = await verb.act(unit, access, made)
        await finish(unit, viewer.actor, verb.name, key, result or "")
        return Done(result, None if verb.closes_door else access.version, repeated=False)


async def _made_before(store: Store, secret: str, number: str, verb: Verb, body: Body) -> Any:
    """What an act needs that no transaction waits for: files, stored for whoever may bring them; else the body."""
    if verb.before is None:
        return body
    async with store.reading() as unit:
        access = await case_for(unit, await full_viewer_of(unit, secret), number)
        if access.is_out or not verb.recipients_too:
            lead_only(access)
    return await verb.before(store, body)


async def open_and_view(store: Store, viewer: Viewer, number: str) -> CaseView:
    """Open a case or referral to read it, which is written down first.

    The lead's first look at a new case puts it in review, and she is told.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    await fill_waiting(store, viewer, typed)
    async with store.reading() as unit:
        view = await view_case(unit, await case_for(unit, viewer, typed))
        return await handing_over.with_handing(unit, view)


async def note_look(store: Store, viewer: Viewer, number: str) -> None:
    """Write down that somebody reads, unless she looked within the last quarter of an hour: then nothing is written.

    Raises:
        NotThere: no such case for this viewer.
    """
    async with store.reading() as unit:
        if await reading.is_noted(unit, await case_for(unit, viewer, number)):
            return
    async with store.writing() as unit:
        await reading.note_look(unit, await case_for(unit, viewer, number))


async def fill_waiting(store: Store, viewer: Viewer, number: str) -> None:
    """Give a worker's renewed receipt what was written before it, where some of that waits; else nothing is written."""
    async with store.reading() as unit:
        access = await case_for(unit, viewer, number)
        if not (access.is_lead and await receipts.anything_pending(unit, access.case)):
            return
    async with store.writing() as unit:
        await receipts.fill_pending(unit, await case_for(unit, viewer, number))
