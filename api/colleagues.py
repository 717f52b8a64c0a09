"""A colleague joins a case at the office, for desk and JSON alike: one transaction, once however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from api.acts.bodies import Body
from cases.actions import sessions
from cases.actions.colleagues import Colleague, add_worker
from cases.actions.triage import lead_only
from cases.actions.walk_in import LONGEST_NAME, LONGEST_WORDS
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import CameBy, Gender
from cases.store.door import case_for
from cases.store.once import done_before, finish
from cases.store.tables import new_id
from cases.store.unit import Store
from cases.store.viewers import full_viewer_of
from cases.vault import receipts

VERB = "add-worker"


class AddWorker(Body):
    """A colleague who came, called or left a paper joins the case, with consents and numbers of her own."""

    came_by: Annotated[CameBy, Field(strict=False)] = Field(description="How she came")
    gender: Annotated[Gender, Field(strict=False)] = Field(default=Gender.NOT_SAID, description="Woman, man, not said")
    name: str = Field(default="", max_length=LONGEST_NAME, description="Her name, sealed; may stay empty")
    phone: str = Field(default="", max_length=LONGEST_NAME, description="Her telephone, sealed; may stay empty")
    words: str = Field(default="", max_length=LONGEST_WORDS, description="What she adds to what was told; may be empty")


@dataclass(frozen=True)
class Joined:
    """The sixteen digits; None where this very request had added her before."""

    digits: str | None


async def may_add(store: Store, secret: str, number: str) -> None:
    """Whether the case is there for whoever is signed in, and hers to add to.

    Raises:
        NotThere: no such case for her, or her party is not its lead.
        NotAllowed: she files for nobody.
    """
    async with store.reading() as unit:
        viewer = await full_viewer_of(unit, secret)
        lead_only(await case_for(unit, viewer, number))
        require(viewer.role, Permission.FILE_FOR_WORKERS)


async def carry_out(store: Store, secret: str, number: str, body: AddWorker, key: str) -> Joined:
    """Add her once.

    Raises:
        SamlengError: nothing was written.
    """
    await may_add(store, secret, number)
    complainant_id = new_id()
    receipt = await store.receipts.run(receipts.mint, store.keys.receipt_salt(), complainant_id)
    told = Colleague(body.came_by, body.gender, body.name, body.phone, body.words)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        access = await case_for(unit, viewer, number)
        said = f"{number}|{body.model_dump_json()}".encode()
        if await done_before(unit, viewer.actor, VERB, key, said) is not None:
            return Joined(None)
        await add_worker(unit, access, told, complainant_id, receipt)
        await finish(unit, viewer.actor, VERB, key, complainant_id)
        return Joined(receipt.digits)
