"""What every route of the JSON API asks for and answers with: the number, the key of an act, problems."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Path, Response

from api.errors import Problem

WHAT = {
    400: "The request is malformed, or has no usable `Idempotency-Key`",
    401: "Nobody is signed in, or the login has ended",
    403: "Yours to see, not yours to do; or your second step is not set up, or your passphrase is wanted again",
    404: "Not there, or not yours: nobody can tell which",
    409: "Not now, changed meanwhile, or the key was used for something else: `error.code` says which",
    413: "More bytes than an act needs",
    416: "No byte of that range exists",
    422: "A value that cannot be taken; `error.field` names it",
    429: "Too many failures in a row: `Retry-After` and `error.seconds` say how long to wait",
    500: "Something unexpected happened; nothing was written",
    503: "A setting, key or file is missing on the server",
}


BARE = frozenset({413, 416})  # without a problem: the server refuses an announced size before reading on


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may answer besides its success."""
    return {
        status: {"description": WHAT[status]} | ({} if status in BARE else {"model": Problem})
        for status in (*statuses, 500, 503)
    }


def not_stored(response: Response) -> None:
    """What a case says is kept by no browser and no proxy."""
    response.headers["Cache-Control"] = "no-store"


Number = Annotated[str, Path(description="Case number, or for a recipient the referral's reference; in any grouping")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="A new random key for each new act; the same request with the same key is carried out once",
    ),
]
