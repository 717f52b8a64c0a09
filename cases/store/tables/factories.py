"""The register of factories, and the codes that hang there."""

from __future__ import annotations

import datetime as dt

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
    bfc_affiliate: bool = False
    subcontractor_of: str | None = ref("factories", nullable=True)


class SiteCode(SQLModel, table=True):
    __tablename__ = "site_codes"
    code: str = Field(primary_key=True, max_length=24)
    factory_id: str = ref("factories")
    placement: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None = None
