"""Links that are given to people."""

from __future__ import annotations

from starlette.requests import Request


def join_link(request: Request, secret: str) -> str:
    """The one-time link of an invitation, on the address by which the world reaches this server."""
    public_url = getattr(request.app.state, "public_url", "") or str(request.base_url).rstrip("/")
    return f"{public_url}/desk/join/{secret}"


def calendar_link(request: Request, secret: str) -> str:
    """The secret address of one person's calendar."""
    public_url = getattr(request.app.state, "public_url", "") or str(request.base_url).rstrip("/")
    return f"{public_url}/calendar/{secret}.ics"
