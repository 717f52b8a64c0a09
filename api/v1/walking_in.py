"""Filing for a worker over JSON."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from api.body_limits import LARGEST_PAPER
from api.context import Secret, StoreDep
from api.v1.asking import IdempotencyKey, not_stored, problems
from api.v1.shapes import Shape
from api.walking_in import WalkIn, carry_out
from cases.rules.digits import two_numbers

router = APIRouter(prefix="/api/v1/cases", tags=["cases"], max_body_size=LARGEST_PAPER)


class FiledCase(Shape):
    """A case was filed for a worker."""

    number: str = Field(description="The case number")
    receipt: list[str] | None = Field(
        description="Her two numbers, to hand over: said this once. Null: this very request had filed the case before"
    )


@router.post("", summary="File for a worker", responses=problems(400, 401, 403, 409, 413, 422))
async def post_case(
    store: StoreDep, secret: Secret, response: Response, key: IdempotencyKey, body: WalkIn
) -> FiledCase:
    """For one who came to the office, called, or left a paper. The case is led by your own party."""
    not_stored(response)
    found = await carry_out(store, secret, body, key)
    return FiledCase(number=found.number, receipt=list(two_numbers(found.digits)) if found.digits else None)
