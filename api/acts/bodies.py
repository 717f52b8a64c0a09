"""What the bodies of all acts share: strict values, JSON or form alike.

Dates are ISO days, amounts decimal strings of one currency, counts whole numbers. Nothing is guessed and an
unknown field is refused, so a misspelt one is never dropped in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from cases.rules.reading import NEWEST_YEAR, OLDEST_YEAR, can_be_stored
from cases.rules.workers import MOST_WORKERS

AMOUNT = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MOST_PARTS = 50
MOST_FILES = 4
LONGEST_COVER = 2000
COVER = "Words to cover in what would go, such as a colleague's name, one a line; the original stays as it is"
LONGEST_PAPER = 12 * 1024 * 1024  # letters of a photo as base64: about 9 MB


def _iso_day(value: Any) -> Any:
    """Only `YYYY-MM-DD`: pydantic alone would also take times and seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("not an ISO day")
    if isinstance(value, (int, float)):
        raise ValueError("not an ISO day")
    return value


def _of_our_time(value: dt.date) -> dt.date:
    """No act here was before, and a year of the Buddhist calendar is no year of this one."""
    if not OLDEST_YEAR <= value.year <= NEWEST_YEAR:
        raise ValueError("not a day of our time")
    return value


def _ticked(value: bool) -> bool:
    """Whoever is not sure does not do it."""
    if not value:
        raise PydanticCustomError("not_ticked", "must be true")
    return value


# `Literal[True]` would take 1 and 1.0 as well, strict or not.
Ticked = Annotated[bool, AfterValidator(_ticked), WithJsonSchema({"type": "boolean", "const": True})]
Day = Annotated[dt.date, Field(strict=False), BeforeValidator(_iso_day), AfterValidator(_of_our_time)]
Count = Annotated[int, Field(ge=0, le=MOST_WORKERS)]
Amount = Annotated[str, Field(pattern=AMOUNT)]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """What every act shares: strict values, no unknown field, no signs that a database cannot take."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        texts = value if isinstance(value, list) else [value]
        if not all(can_be_stored(text) for text in texts if isinstance(text, str)):
            raise PydanticCustomError("bad_characters", "signs that cannot be stored")
        return value


class SeenBody(Body):
    """An act on something that may have changed since it was looked at."""

    seen: int = Field(ge=1, description="The `version` that was on screen; refused with 409 when it is not the newest")


class TrackBody(SeenBody):
    """An act on one track."""

    reference: str | None = Field(
        default=None,
        max_length=40,
        description="The referral's reference, in any grouping; a recipient may leave it out",
    )
