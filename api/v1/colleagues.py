"""Adding a colleague to a case over JSON."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from api.acts.verb import number_of
from api.colleagues import AddWorker, carry_out
from api.context import Secret, StoreDep
from api.v1.asking import IdempotencyKey, Number, not_stored, problems
from api.v1.shapes import Shape
from cases.rules.digits import two_numbers

router = APIRouter(prefix="/api/v1/cases", tags=["cases"])


class JoinedCase(Shape):
    """A worker joined the case."""

    receipt: list[str] | None = Field(
        description="Her two numbers, to hand over: said this once. Null: this very request had added her before"
    )


@router.post("/{number}/workers", summary="Add a colleague", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def post_worker(
    store: StoreDep, secret: Secret, response: Response, number: Number, key: IdempotencyKey, body: AddWorker
) -> JoinedCase:
    """For one who came, called or left a paper. She is asked for her own consent to whatever is shared of hers.

    Not while the case is being handed to another lead, and not once it is closed.
    """
    not_stored(response)
    joined = await carry_out(store, secret, number_of(number), body, key)
    return JoinedCase(receipt=list(two_numbers(joined.digits)) if joined.digits else None)
