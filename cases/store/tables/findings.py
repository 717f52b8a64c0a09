"""What BFC found."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import FindingResult
from cases.store.tables.columns import id_column, ref, word


class Finding(SQLModel, table=True):
    """One result on one critical issue. What was corrected is replaced by a newer row, never changed or deleted."""

    __tablename__ = "findings"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")
    critical_issue: int  # a number of `critical_issues.toml`
    result: FindingResult = word(FindingResult)
    month: str = Field(max_length=7)  # "2024-11", of the assessment
    published: bool
    generation: int = 1
    sealed: bytes | None = None  # a note in words; to the track's work box
    entered_by_lead: bool = False  # in the place of a BFC off the platform
    by_staff_id: str = ref("staff")
    at: dt.datetime
    replaced_at: dt.datetime | None = None
