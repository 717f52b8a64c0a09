"""Whose work cases are, over JSON: all of one person's goes to another while she is away."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from api.acts.bodies import Body
from api.context import Secret, StoreDep
from api.v1.asking import not_stored, problems
from api.v1.shapes import Shape
from cases.actions.owning import reassign
from cases.store.viewers import full_viewer_of

router = APIRouter(prefix="/api/v1/work", tags=["cases"])


class Reassign(Body):
    """Give one person's open cases to another of your party."""

    person: str = Field(min_length=1, max_length=64, description="Alias of whose work they are")
    to: str = Field(min_length=1, max_length=64, description="Alias of whose work they will be")


class Reassigned(Shape):
    """What became of them."""

    moved: int = Field(description="How many went; at most 200 at a time, so repeat it until this is 0")
    left: int = Field(description="How many stay, since the other one cannot open them")


@router.post("/reassign", summary="Give one person's work to another", responses=problems(400, 401, 403, 422))
async def post_reassign(store: StoreDep, secret: Secret, response: Response, body: Reassign) -> Reassigned:
    """A lead's to say. What workers were promised goes along: nothing of a case changes but whose work it is."""
    not_stored(response)
    async with store.writing() as unit:
        moved, left = await reassign(unit, await full_viewer_of(unit, secret), body.person, body.to)
    return Reassigned(moved=moved, left=left)
