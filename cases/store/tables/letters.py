"""Letters that were made of a case, kept as they were printed."""

from __future__ import annotations

import datetime as dt

from sqlmodel import SQLModel

from cases.rules.vocabulary import Language, LetterKind
from cases.store.tables.columns import id_column, ref, word


class Letter(SQLModel, table=True):
    """One letter: its words stand sealed in the lead's story, so that it can be printed again as it was."""

    __tablename__ = "letters"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str | None = ref("referrals", nullable=True)  # none: no referral was needed for it
    kind: LetterKind = word(LetterKind)
    language: Language = word(Language)
    generation: int
    sealed: bytes
    by_staff_id: str = ref("staff")
    made_at: dt.datetime
    approved_by_staff_id: str | None = ref("staff", nullable=True)
    approved_at: dt.datetime | None = None
    sent_on: dt.date | None = None


class LetterAnswer(SQLModel, table=True):
    """What came back to a letter; the words to the lead's story."""

    __tablename__ = "letter_answers"
    id: str = id_column()
    letter_id: str = ref("letters")
    answered_on: dt.date
    generation: int
    sealed: bytes
    by_staff_id: str = ref("staff")
    at: dt.datetime
