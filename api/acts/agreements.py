"""Agreements: written out of what was agreed, and back signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from api.acts.bodies import LONGEST_PAPER, Day, Id, SeenBody, TrackBody
from api.acts.papers import stored_file
from api.acts.verb import Verb, reference_of
from cases.actions import agreements
from cases.actions.agreements import LONGEST, Text
from cases.actions.papers import Paper
from cases.rules.vocabulary import Surrender
from cases.store.door import Access
from cases.store.unit import Store, Unit


class WriteAgreement(TrackBody):
    """Write the agreement on a track out of every remedy that was agreed there, to print and to sign."""

    on: Day = Field(description="The day that stands on it")
    place: str = Field(max_length=LONGEST["place"], description="Where it is made; sealed")
    employer: str = Field(max_length=LONGEST["employer"], description="Who signs for the employer, and as what; sealed")
    present: str = Field(default="", max_length=LONGEST["present"], description="Who else is there; sealed")
    terms: str = Field(default="", max_length=LONGEST["terms"], description="What else was agreed, in words; sealed")
    if_not_kept: str = Field(
        default="", max_length=LONGEST["if_not_kept"], description="What happens if it is not kept, in words; sealed"
    )
    takes: list[Annotated[Surrender, Field(strict=False)]] = Field(
        max_length=len(Surrender), description="What it takes away from the workers; `nothing` alone where it does not"
    )
    warned: bool = Field(
        default=False, description="The warning about that was read; refused without it unless it takes nothing away"
    )


class AgreementSigned(SeenBody):
    """The signed copy came back: a photo or document, for lead and recipient."""

    agreement_id: Id = Field(description="The agreement's id, as the case shows it")
    signed_on: Day = Field(description="The day on which it was signed, not in the future")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description="The signed paper: an image or PDF, base64")


@dataclass(frozen=True)
class Signed:
    """A signed copy whose file is stored already."""

    agreement_id: str
    signed_on: dt.date
    paper: Paper


async def _take(store: Store, body: AgreementSigned) -> Signed:
    stored, item = await stored_file(store, body.photo)
    paper = Paper(stored.evidence_id, stored.kind, stored.size, item.file_key, item.media_type)
    return Signed(body.agreement_id, body.signed_on, paper)


async def _write(unit: Unit, access: Access, body: WriteAgreement) -> str:
    text = Text(
        on=body.on,
        place=body.place,
        employer=body.employer,
        takes=body.takes,
        present=body.present,
        terms=body.terms,
        if_not_kept=body.if_not_kept,
        warned=body.warned,
    )
    return (await agreements.write_agreement(unit, access, text, reference_of(body.reference))).id


async def _signed(unit: Unit, access: Access, body: Signed) -> None:
    await agreements.keep_signed(unit, access, body.agreement_id, body.signed_on, body.paper)


VERBS = (
    Verb("write-agreement", WriteAgreement, _write),
    Verb("agreement-signed", AgreementSigned, _signed, before=_take, recipients_too=True),
)
