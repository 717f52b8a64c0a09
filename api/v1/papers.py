"""Papers of a case over JSON: consent form, hearing card, agreements; and new numbers for a worker."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field

from api.acts.bodies import Body
from api.acts.verb import number_of
from api.agreements import copy_answer, paper_answer
from api.context import Secret, SignedIn, StoreDep
from api.papers import consent_form_answer, hearing_card_answer
from api.receipts import renew
from api.v1.asking import IdempotencyKey, Number, not_stored, problems
from api.v1.shapes import Shape
from cases.rules.digits import two_numbers
from cases.rules.vocabulary import Language

router = APIRouter(prefix="/api/v1/cases", tags=["cases"])
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The paper", "content": {"application/pdf": {}}}}


class NewReceipt(Body):
    """She stands at the counter: new numbers for her, and the old ones open nothing any more."""

    complainant: int = Field(default=1, ge=1, le=1000, description="Which worker of the case, counted from 1")
    unlink: bool = Field(default=False, description="Let her old chat go, since somebody else has the phone")


class GivenReceipt(Shape):
    """New numbers."""

    receipt: list[str] | None = Field(
        description="The two numbers, to hand over: said this once. Null: this very request gave them before"
    )


@router.get(
    "/{number}/consents/{consent_id}/form",
    summary="The form on which she says yes by hand, as PDF",
    response_class=Response,
    responses={**problems(401, 403, 404, 409, 422), **PDF},
)
async def get_consent_form(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    consent_id: Annotated[str, Path(max_length=64, description="The consent's id")],
) -> Response:
    """While she is still asked, in her language. The look is written down."""
    return await consent_form_answer(store, viewer, number, consent_id)


@router.get(
    "/{number}/hearings/{hearing_id}/card",
    summary="The card of a hearing, as PDF",
    response_class=Response,
    responses={**problems(401, 403, 404, 422), **PDF},
)
async def get_hearing_card(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    hearing_id: Annotated[str, Path(max_length=64, description="The hearing's id")],
) -> Response:
    """In her language. The look is written down."""
    return await hearing_card_answer(store, viewer, number, hearing_id)


@router.get(
    "/{number}/agreements/{agreement_id}/paper",
    summary="An agreement to print and sign, as PDF",
    response_class=Response,
    responses={**problems(401, 403, 404, 422), **PDF},
)
async def get_agreement(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    agreement_id: Annotated[str, Path(max_length=64, description="The agreement's id")],
    language: Annotated[Language, Query(description="In which language")] = Language.KHMER,
) -> Response:
    """For the lead, and the recipient of its track alone. Workers who gave their names for the track stand on it."""
    return await paper_answer(store, viewer, number, agreement_id, language)


@router.get(
    "/{number}/agreements/{agreement_id}/copy",
    summary="The signed copy of an agreement, whole or one range of it",
    response_class=Response,
    responses={
        **problems(401, 403, 404, 416, 422),
        200: {"description": "The file", "content": {"application/octet-stream": {}}},
        206: {"description": "The range asked for", "content": {"application/octet-stream": {}}},
    },
)
async def get_signed_copy(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    agreement_id: Annotated[str, Path(max_length=64, description="The agreement's id")],
    wanted: Annotated[str, Header(alias="Range", description="A single range, such as `bytes=0-65535`")] = "",
) -> Response:
    """For the lead, and the recipient of its track alone. The look is written down."""
    return await copy_answer(store, viewer, number, agreement_id, wanted)


@router.post("/{number}/new-receipt", summary="New numbers", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def post_new_receipt(
    store: StoreDep, secret: Secret, response: Response, number: Number, key: IdempotencyKey, body: NewReceipt
) -> GivenReceipt:
    """She is told in her thread and her chat, so that nobody gets her numbers behind her back."""
    not_stored(response)
    made = await renew(store, secret, number_of(number), body.complainant, key, unlink_chat=body.unlink)
    return GivenReceipt(receipt=list(two_numbers(made.receipt.digits)) if made else None)
