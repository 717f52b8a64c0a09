"""The register of factories, and the codes that hang there."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Province
from cases.store.tables.columns import id_column, json_column, ref, word


class Factory(SQLModel, table=True):
    __tablename__ = "factories"
    id: str = id_column()
    name: str = Field(unique=True)  # registered English name
    khmer_sign: str = ""
    nicknames: list[str] = json_column(list)
    province: Province = word(Province)
    brands: list[str] = json_column(list)
    roads: list[str] = json_column(list)  # and places nearby: by what people say where it stands
    bfc_affiliate: bool = False
    subcontractor_of: str | None = ref("factories", nullable=True)
    merged_into: str | None = ref("factories", nullable=True)  # the same factory under another name; never in a row
    merged_by: str | None = ref("staff", nullable=True, index=False)
    merged_at: dt.datetime | None = None
    added_by: str | None = ref("staff", nullable=True, index=False)  # an officer; None where it came from the file
    added_at: dt.datetime | None = None


class FactoryAlias(SQLModel, table=True):
    """A name that workers have for a factory, added by an officer who knew which one was meant."""

    __tablename__ = "factory_aliases"
    __table_args__ = (sa.UniqueConstraint("factory_id", "name"),)
    id: str = id_column()
    factory_id: str = ref("factories")
    name: str
    by_staff_id: str = ref("staff", index=False)
    at: dt.datetime


class SiteCode(SQLModel, table=True):
    __tablename__ = "site_codes"
    code: str = Field(primary_key=True, max_length=24)
    factory_id: str = ref("factories")
    placement: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None = None
