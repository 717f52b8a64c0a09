"""Cases of one party that belong together, and who was asked to join a common one."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import ConsentStatus, GivenBy, Language
from cases.store.tables.columns import id_column, ref, word


class LinkedCase(SQLModel, table=True):
    """A case among others that its lead found to be about the same; each case stays as it is."""

    __tablename__ = "linked_cases"
    id: str = id_column()
    case_id: str = Field(foreign_key="cases.id", unique=True, max_length=32)
    group_id: str = Field(max_length=32, index=True)  # random; the same for all that are linked
    by_staff_id: str = ref("staff")
    at: dt.datetime


class JoinRequest(SQLModel, table=True):
    """Whether she, of a linked case, joins another of them as one worker among several there."""

    __tablename__ = "join_requests"
    id: str = id_column()
    case_id: str = ref("cases")  # her own
    complainant_id: str = ref("complainants")
    into_case_id: str = ref("cases")
    joins_as: str = Field(unique=True, max_length=32)  # the id that she will have there
    status: ConsentStatus = word(ConsentStatus, ConsentStatus.ASKED)
    wording: str = Field(max_length=40)
    wording_digest: str = Field(default="", max_length=64)
    language: Language | None = word(Language, nullable=True)
    given_by: GivenBy | None = word(GivenBy, nullable=True)
    by_staff_id: str = ref("staff")
    asked_at: dt.datetime
    expires_at: dt.datetime
    answered_at: dt.datetime | None = None
    brought_at: dt.datetime | None = None  # an officer brought along what she told
