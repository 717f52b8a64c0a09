"""Bursts of filings over JSON: which there are, closed as spam in one act, brought back in one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.bursts import BRING_BACK, CLOSE, carry_out
from api.context import Secret, SignedIn, StoreDep
from api.v1 import showing
from api.v1.asking import IdempotencyKey, not_stored, problems
from api.v1.shapes import FactoryShape, Shape
from cases.store.bursts import BurstRow, bursts_for

router = APIRouter(prefix="/api/v1/bursts", tags=["bursts"])
BurstId = Annotated[str, Path(max_length=64, description="The burst's id")]


class BurstShape(Shape):
    """More cases than usual within an hour from one poster."""

    id: str = Field(description="Id, for the acts on it and for `GET /cases?burst=`")
    started_at: dt.datetime = Field(description="The hour in which they came")
    waiting: int = Field(description="How many wait in it")
    factory: FactoryShape | None = Field(description="Where the poster hangs; null: they came without a code")
    placement: str = Field(description="Where at the factory it hangs")


class Bursts(Shape):
    """Your bursts, newest first."""

    bursts: list[BurstShape] = Field(description="Those in which cases wait")


class Moved(Shape):
    """An act on a burst was carried out."""

    moved: int = Field(description="How many cases it moved; repeat the act with a new key until this is 0")


def _shape(row: BurstRow) -> BurstShape:
    return BurstShape(
        id=row.burst.id,
        started_at=row.burst.started_at,
        waiting=row.waiting,
        factory=showing.factory(row.factory),
        placement=row.placement,
    )


@router.get("", summary="Bursts of filings", responses=problems(401, 403))
async def get_bursts(store: StoreDep, viewer: SignedIn, response: Response) -> Bursts:
    """More cases than usual within an hour from one poster wait in one row, apart from the list of cases."""
    not_stored(response)
    async with store.reading() as unit:
        return Bursts(bursts=[_shape(row) for row in await bursts_for(unit, viewer)])


@router.post("/{burst_id}/close-burst", summary="All of it is spam", responses=problems(400, 401, 403, 404, 409, 422))
async def post_close(
    store: StoreDep, secret: Secret, response: Response, burst_id: BurstId, key: IdempotencyKey
) -> Moved:
    """Closes what waits in it, at most 200 cases at a time; each worker is told. Danger is left alone."""
    not_stored(response)
    return Moved(moved=await carry_out(store, secret, burst_id, CLOSE, key))


@router.post("/{burst_id}/undo-burst", summary="It was no spam", responses=problems(400, 401, 403, 404, 409, 422))
async def post_undo(
    store: StoreDep, secret: Secret, response: Response, burst_id: BurstId, key: IdempotencyKey
) -> Moved:
    """Brings back what was closed with it, for seven days."""
    not_stored(response)
    return Moved(moved=await carry_out(store, secret, burst_id, BRING_BACK, key))
