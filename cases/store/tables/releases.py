"""Public figures, one release a quarter: numbers that were worked out once and stay."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel


class Release(SQLModel, table=True):
    """The figures of one quarter, as frozen after its end."""

    __tablename__ = "releases"
    quarter: str = Field(primary_key=True, max_length=7)  # "2024-q4"
    frozen_at: dt.datetime
    fingerprint: str = Field(max_length=64)


class ReleasedFigure(SQLModel, table=True):
    """One cell of a release. What is hidden is kept nowhere."""

    __tablename__ = "released_figures"
    quarter: str = Field(foreign_key="releases.quarter", primary_key=True, max_length=7)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: str = Field(max_length=24)  # of the release: by issue, by province ...
    line: str = Field(max_length=24)
    figure: str = Field(max_length=24)
    value: int | None = None  # none: hidden
