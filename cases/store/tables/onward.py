"""That a recipient would bring in somebody else."""

from __future__ import annotations

import datetime as dt

from sqlmodel import SQLModel

from cases.rules.vocabulary import OnwardAnswer, OnwardReason
from cases.store.tables.columns import id_column, ref, word


class OnwardProposal(SQLModel, table=True):
    """One recipient's word to the lead that one more party could help; the lead alone takes it up, by asking her."""

    __tablename__ = "onward_proposals"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")  # on which track it was said
    party_id: str = ref("parties")  # who could help
    reason: OnwardReason = word(OnwardReason)
    generation: int = 1
    sealed: bytes | None = None  # a note in words; to the track's work box
    by_staff_id: str = ref("staff")
    at: dt.datetime
    answer: OnwardAnswer | None = word(OnwardAnswer, nullable=True)
    answered_by_staff_id: str | None = ref("staff", nullable=True)
    answered_at: dt.datetime | None = None
