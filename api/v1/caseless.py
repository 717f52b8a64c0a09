"""A route over JSON for each act that is of no case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.acts.bodies import Body
from api.caseless import CaselessAct, carry_out
from api.context import Secret, StoreDep
from api.v1.asking import IdempotencyKey, not_stored, problems
from api.v1.shapes import Shape

Target = Annotated[str, Path(max_length=64, description="Id of what it is about")]


class Done(Shape):
    """An act was carried out."""

    id: str = Field(description="Id of what it made or changed")
    repeated: bool = Field(description="This very request had been carried out before, and was not again")


def add_route(router: APIRouter, act: CaselessAct) -> None:
    """`POST .../{target}/<name>`, below what its target is."""
    where = f"/{act.on}/{{target}}/{act.name}" if act.on else f"/{{target}}/{act.name}"
    _add(router, act, where, _carrier(act), problems(400, 401, 403, 404, 409, 413, 422))


def _add(
    router: APIRouter,
    act: CaselessAct,
    where: str,
    endpoint: Callable[..., Awaitable[Done]],
    responses: dict[int | str, dict[str, Any]],
) -> None:
    endpoint.__annotations__["body"] = act.body
    endpoint.__doc__ = act.summary
    router.add_api_route(
        where,
        endpoint,
        methods=["POST"],
        name=act.name,
        operation_id=act.name,
        summary=act.summary,
        response_model=Done,
        responses=responses,
    )


def add_maker(router: APIRouter, act: CaselessAct) -> None:
    """`POST ...`, for an act that makes something and is about nothing that stands there already."""

    async def endpoint(store: StoreDep, secret: Secret, response: Response, key: IdempotencyKey, body: Body) -> Done:
        not_stored(response)
        made, repeated = await carry_out(store, secret, act, "", body, key)
        return Done(id=made, repeated=repeated)

    _add(router, act, "", endpoint, problems(400, 401, 403, 409, 413, 422))


def _carrier(act: CaselessAct) -> Callable[..., Awaitable[Done]]:
    async def endpoint(
        store: StoreDep, secret: Secret, response: Response, target: Target, key: IdempotencyKey, body: Body
    ) -> Done:
        not_stored(response)
        made, repeated = await carry_out(store, secret, act, target, body, key)
        return Done(id=made, repeated=repeated)

    return endpoint
