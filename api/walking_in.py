"""Filing for a worker, for desk and JSON alike: files first, then one transaction, once however often it is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from api.acts.bodies import MOST_FILES, Body, Count
from api.acts.papers import stored_file
from cases.actions import sessions
from cases.actions.walk_in import LONGEST_WORDS, File, Slip, Told, file_for_her
from cases.rules import case_numbers
from cases.rules.errors import NotNow
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import CameBy, Gender, Issue, Language, Province
from cases.store.once import done_before, finish, same_within
from cases.store.tables import new_id
from cases.store.unit import Store
from cases.store.viewers import full_viewer_of
from cases.vault import receipts

VERB = "walk-in"
SAME_FOR = dt.timedelta(days=1)


class WalkIn(Body):
    """A case that an officer files for a worker who came, called or left a paper."""

    came_by: Annotated[CameBy, Field(strict=False)] = Field(description="How she came")
    issue: Annotated[Issue, Field(strict=False)] = Field(description="What it is about")
    danger: bool = Field(default=False, description="Somebody is in danger now")
    for_woman: bool = Field(default=False, description="She would rather have a woman read it")
    words: str = Field(default="", max_length=LONGEST_WORDS, description="What she told; needed without a file")
    factory_id: str = Field(default="", max_length=64, description="The factory's id, if the register has it")
    factory_words: str = Field(default="", max_length=200, description="What she calls the factory otherwise")
    province: Annotated[Province, Field(strict=False)] | None = Field(default=None, description="Where it is")
    gender: Annotated[Gender, Field(strict=False)] = Field(default=Gender.NOT_SAID, description="Woman, man, not said")
    name: str = Field(default="", max_length=200, description="Her name, sealed; may stay empty")
    phone: str = Field(default="", max_length=200, description="Her telephone, sealed; may stay empty")
    women: Count = Field(default=0, description="How many women it concerns")
    men: Count = Field(default=0, description="How many men it concerns")
    language: Annotated[Language, Field(strict=False)] = Field(default=Language.KHMER, description="Hers")
    excluded_party_ids: list[str] = Field(default=[], max_length=50, description="Parties that must not know of it")
    files: list[str] = Field(default=[], max_length=MOST_FILES, description="Photos, recordings, PDF, as base64")
    another: bool = Field(
        default=False, description="Another worker told the very same; without it, that is filed once a day"
    )


@dataclass(frozen=True)
class Filed:
    """The case number, and the sixteen digits; None where this very request had filed it before."""

    number: str
    digits: str | None


async def carry_out(store: Store, secret: str, body: WalkIn, key: str) -> Filed:
    """File once, also where the answer was lost and the same was typed into a fresh form.

    Raises:
        SamlengError: nothing was written. NotNow `filed_before`: you filed the very same within a day, `number`.
    """
    said = body.model_dump_json(exclude={"another"}).encode()
    async with store.reading() as unit:
        require((await full_viewer_of(unit, secret)).role, Permission.FILE_FOR_WORKERS)
    files = [await _file(store, encoded) for encoded in body.files]
    complainant_id = new_id()
    receipt = await store.receipts.run(receipts.mint, store.keys.receipt_salt(), complainant_id)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        before = await done_before(unit, viewer.actor, VERB, key, said)
        if before is not None:
            return Filed(before, None)
        same = None if body.another else await same_within(unit, viewer.staff_id, VERB, said, SAME_FOR)
        if same is not None:
            raise NotNow("filed_before", number=case_numbers.shown(same))
        case = await file_for_her(unit, viewer, _told(body, files), Slip(new_id(), complainant_id, receipt))
        await finish(unit, viewer.actor, VERB, key, case.number)
        return Filed(case.number, receipt.digits)


async def _file(store: Store, encoded: str) -> File:
    stored, item = await stored_file(store, encoded)
    return File(stored.evidence_id, stored.kind, stored.size, item.file_key, item.media_type, item.seconds)


def _told(body: WalkIn, files: list[File]) -> Told:
    return Told(
        came_by=body.came_by,
        issue=body.issue,
        danger=body.danger,
        for_woman=body.for_woman,
        words=body.words,
        factory_id=body.factory_id,
        factory_words=body.factory_words,
        province=body.province,
        gender=body.gender,
        name=body.name,
        phone=body.phone,
        women=body.women,
        men=body.men,
        language=body.language,
        excluded_party_ids=body.excluded_party_ids,
        files=files,
    )
