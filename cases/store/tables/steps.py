"""What happened before the inspector, the minister or the Council, as far as a limit of law hangs on it."""

from __future__ import annotations

import datetime as dt

from sqlmodel import SQLModel

from cases.rules.facts import Step
from cases.store.tables.columns import id_column, ref, word


class DisputeStep(SQLModel, table=True):
    """One step with its day. What was entered in error stays a row, cancelled."""

    __tablename__ = "dispute_steps"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str | None = ref("referrals", nullable=True)  # none: it is no track's
    step: Step = word(Step)
    happened_on: dt.date
    by_staff_id: str = ref("staff")
    at: dt.datetime
    cancelled_at: dt.datetime | None = None
    cancelled_by_staff_id: str | None = ref("staff", nullable=True)
