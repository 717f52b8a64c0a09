"""Cases of before over JSON: a list taken in whole, or refused line by line."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from api.acts.bodies import LONGEST_PAPER, Body
from api.body_limits import LARGEST_PAPER
from api.context import Secret, SignedIn, StoreDep
from api.errors import language_of, problem
from api.importing import carry_out, reason
from api.v1.asking import IdempotencyKey, not_stored, problems
from api.v1.shapes import Shape
from cases.actions.register import ImportRefused
from cases.rules.errors import BadInput
from cases.rules.money import from_minor
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import Currency

router = APIRouter(prefix="/api/v1/import", tags=["cases"], max_body_size=LARGEST_PAPER)


class CaseList(Body):
    """A list of cases of before."""

    file: str = Field(max_length=LONGEST_PAPER, description="XLSX, or CSV in UTF-8, as base64")


class Paid(Shape):
    """Compensation in one currency."""

    currency: Currency = Field(description="The currency")
    amount: str = Field(description="The sum over all lines, exact")


class Taken(Shape):
    """What came in, to lay beside the sums of the list."""

    open: int = Field(description="Cases that are still open")
    closed: int = Field(description="Cases that were closed before")
    reinstated: int = Field(description="Workers taken back, over all lines")
    compensation: list[Paid] = Field(description="Compensation over all lines")
    repeated: bool = Field(description="This very request had been carried out before: nothing came in again")


@router.post(
    "", summary="Bring in cases of before", responses=problems(400, 401, 403, 409, 413, 422), response_model=Taken
)
async def post_import(
    request: Request,
    store: StoreDep,
    viewer: SignedIn,
    secret: Secret,
    response: Response,
    key: IdempotencyKey,
    body: CaseList,
) -> Taken | JSONResponse:
    """All lines or none; with `import_refused` the answer has `error.refused`: line, code and sentence of each."""
    not_stored(response)
    require(viewer.role, Permission.IMPORT_CASES)
    language = language_of(request)
    try:
        content = base64.b64decode(body.file, validate=True)
    except ValueError:
        raise BadInput("spreadsheet_unreadable", field="file") from None
    try:
        found = await carry_out(store, secret, content, key, language)
    except ImportRefused as refused:
        answer = problem(refused, language).model_dump(mode="json", exclude_none=True)
        answer["error"]["refused"] = [
            {"line": bad.number, "code": bad.code, "message": reason(language, bad)} for bad in refused.lines
        ]
        return JSONResponse(answer, 422, headers={"Cache-Control": "no-store"})
    if found is None:
        return Taken(open=0, closed=0, reinstated=0, compensation=[], repeated=True)
    paid = [Paid(currency=one, amount=str(from_minor(one, minor))) for one, minor in found.compensation.items()]
    return Taken(open=found.open, closed=found.closed, reinstated=found.reinstated, compensation=paid, repeated=False)
