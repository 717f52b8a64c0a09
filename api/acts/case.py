"""The case itself: writing to her, putting right, taking on, closing, conflicts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import Body, Id, SeenBody, Ticked
from api.acts.verb import Verb
from cases.actions import conflicts, identities, owning, safe_words, telling, triage, verifying
from cases.actions.identities import LONGEST, Details
from cases.actions.merging import LONGEST_ALIAS
from cases.actions.telling import LONGEST_MESSAGE
from cases.actions.triage import LONGEST_NOTE
from cases.rules import safe_word
from cases.rules.vocabulary import ClosingReason, ConflictReason, Issue, Language, Urgency, VerifiedBy
from cases.store.door import Access
from cases.store.unit import Unit


class Write(Body):
    """A message to the worker."""

    text: str = Field(max_length=LONGEST_MESSAGE, description="The words, as she reads them")


class VerifyComplainant(SeenBody):
    """Somebody has seen that she works where she says: from then on messages may tell her how to find you."""

    complainant: int = Field(default=1, ge=1, le=1000, description="Which complainant of the case, counted from 1")
    by: Annotated[VerifiedBy, Field(strict=False)] = Field(description="By what it is known")


class KeepIdentity(SeenBody):
    """Write down what the ministry asks of her, sealed beside the name that she gave; it replaces what stood there."""

    complainant: int = Field(default=1, ge=1, le=1000, description="Which complainant of the case, counted from 1")
    id_number: str = Field(default="", max_length=LONGEST["id_number"], description="Number of her identity card")
    born: str = Field(default="", max_length=LONGEST["born"], description="Birth date or age, as the counter writes it")
    address: str = Field(default="", max_length=LONGEST["address"], description="Her address")
    position: str = Field(default="", max_length=LONGEST["position"], description="Her work; shared as employment")


class AgreeSafeWord(SeenBody):
    """Keep a word agreed with her, which she is never shown: where she writes it, somebody else is writing."""

    complainant: int = Field(default=1, ge=1, le=1000, description="Which complainant of the case, counted from 1")
    word: str = Field(default="", max_length=safe_word.LONGEST, description="The word; empty takes it away")


class Correct(SeenBody):
    """Put right what the first answers got wrong; what is left out stays."""

    issue: Annotated[Issue, Field(strict=False)] | None = Field(default=None, description="What the case is about")
    urgency: Annotated[Urgency, Field(strict=False)] | None = Field(default=None, description="How urgent it is")
    factory_id: Id | None = Field(default=None, description="Id of a factory in the register")
    also_called: str = Field(
        default="",
        max_length=LONGEST_ALIAS * 2,
        description="What workers call that factory: the name joins the register, in clear; never a person's name",
    )
    language: Annotated[Language, Field(strict=False)] | None = Field(
        default=None, description="The language in which she is written to"
    )


class Assign(SeenBody):
    """Whose work the case is: everybody takes one for herself or lets her own go; a lead says it for others."""

    to: str = Field(default="", max_length=64, description="Alias of somebody of your party; empty: nobody's")


class Activate(SeenBody):
    """The party takes the case on."""


class Close(SeenBody):
    """Close the case with a reason that she is told."""

    reason: Annotated[ClosingReason, Field(strict=False)] = Field(
        description="Why; `withdrawn` is hers alone and refused here"
    )
    note: str = Field(default="", max_length=LONGEST_NOTE, description="Words to her, sent with the reason")


class Reopen(SeenBody):
    """A closed case goes on."""


class DeclareConflict(Body):
    """Close the case to yourself: you have a conflict of interest. Only a lead of your organisation can undo it."""

    reason: Annotated[ConflictReason, Field(strict=False)] = Field(description="Why, in one word")
    sure: Ticked = Field(description="You know that the case is not there for you afterwards")


class LiftConflict(Body):
    """A lead lets a colleague see a case again that she had closed to herself."""

    conflict_id: Id = Field(description="The conflict's id, from `GET /api/v1/conflicts`")


async def _write(unit: Unit, access: Access, body: Write) -> None:
    await verifying.refuse_contact(unit, access, body.text)
    await telling.write_to_worker(unit, access, body.text)


async def _correct(unit: Unit, access: Access, body: Correct) -> None:
    await triage.correct(unit, access, body.issue, body.urgency, body.factory_id, body.language, body.also_called)


async def _keep_identity(unit: Unit, access: Access, body: KeepIdentity) -> None:
    details = Details(body.id_number, body.born, body.address, body.position)
    await identities.keep_identity(unit, access, body.complainant, details)


async def _agree_safe_word(unit: Unit, access: Access, body: AgreeSafeWord) -> None:
    await safe_words.agree_safe_word(unit, access, body.complainant, body.word)


async def _verify_complainant(unit: Unit, access: Access, body: VerifyComplainant) -> None:
    await verifying.verify_complainant(unit, access, body.complainant, body.by)


async def _activate(unit: Unit, access: Access, _body: Activate) -> None:
    await triage.activate(unit, access)


async def _close(unit: Unit, access: Access, body: Close) -> None:
    await verifying.refuse_contact(unit, access, body.note, "note")
    await triage.close(unit, access, body.reason, body.note)


async def _reopen(unit: Unit, access: Access, _body: Reopen) -> None:
    await triage.reopen(unit, access)


async def _declare_conflict(unit: Unit, access: Access, body: DeclareConflict) -> None:
    await conflicts.declare_conflict(unit, access, body.reason)


async def _lift_conflict(unit: Unit, access: Access, body: LiftConflict) -> None:
    await conflicts.lift_conflict(unit, access, body.conflict_id)


async def _assign(unit: Unit, access: Access, body: Assign) -> None:
    await owning.assign(unit, access, body.to)


VERBS = (
    Verb("assign", Assign, _assign),
    Verb("write", Write, _write),
    Verb("correct", Correct, _correct),
    Verb("identity", KeepIdentity, _keep_identity),
    Verb("agree-safe-word", AgreeSafeWord, _agree_safe_word),
    Verb("verify-complainant", VerifyComplainant, _verify_complainant),
    Verb("activate", Activate, _activate),
    Verb("close", Close, _close),
    Verb("reopen", Reopen, _reopen),
    Verb("declare-conflict", DeclareConflict, _declare_conflict, closes_door=True),
    Verb("lift-conflict", LiftConflict, _lift_conflict),
)
