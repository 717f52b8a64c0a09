"""Routers put together as they are."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute


def take_in(into: APIRouter, *parts: APIRouter) -> None:
    """`into` answers to the routes of `parts` too, hidden from the schema where it is.

    FastAPI's `include_router` would read every signature anew on each level and in each app: a second of each start.
    What that is good for (a prefix, tags, a dependency from outside) each router here says of itself.
    """
    for part in parts:
        for route in part.routes:
            if isinstance(route, APIRoute):
                route.include_in_schema &= into.include_in_schema
            into.routes.append(route)
