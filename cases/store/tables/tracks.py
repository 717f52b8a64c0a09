"""Where a case is pursued: referrals with consent and disclosures, remedies, clocks."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import (
    ClockKind,
    Conclusion,
    ConsentStatus,
    Currency,
    Forum,
    GivenBy,
    HandoverStatus,
    Improvement,
    Language,
    NoticeBy,
    ReferralStatus,
    RejectionReason,
    RemedyKind,
    RemedyStatus,
    StandingChoice,
)
from cases.store.tables.columns import id_column, json_column, ref, word


class Referral(SQLModel, table=True):
    """One track: a referral to one more party, or the lead's own negotiation, which has a forum instead."""

    __tablename__ = "referrals"
    __table_args__ = (sa.Index("ix_referrals_party_status", "party_id", "status"),)
    id: str = id_column()
    case_id: str = ref("cases")
    party_id: str = ref("parties", index=False)  # the lead itself where there is a forum
    forum: Forum | None = word(Forum, nullable=True)
    reference: str = Field(unique=True, max_length=9)
    status: ReferralStatus = word(ReferralStatus, ReferralStatus.ASKED)
    version: int = 1
    parts: list[str] = json_column(list)
    purpose: str = Field(default="remedy", max_length=24)
    asked_at: dt.datetime
    sent_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    held_until: dt.date | None = None
    concluded_at: dt.datetime | None = None
    conclusion: Conclusion | None = word(Conclusion, nullable=True)
    rejection: RejectionReason | None = word(RejectionReason, nullable=True)
    filed_on: dt.date | None = None  # at a party off the platform
    work_box: str = Field(default="", max_length=32)  # made when it is sent
    filing_generation: int = 1
    sealed: bytes | None = None  # its filing number


class Consent(SQLModel, table=True):
    __tablename__ = "consents"
    id: str = id_column()
    referral_id: str = ref("referrals")
    complainant_id: str = ref("complainants")
    status: ConsentStatus = word(ConsentStatus, ConsentStatus.ASKED)
    parts: list[str] = json_column(list)  # asked for; after the answer: given
    entered_parts: list[str] = json_column(list)  # what a paper says, until somebody else has seen it
    wording: str = Field(max_length=40)
    wording_digest: str = Field(max_length=64)
    language: Language | None = word(Language, nullable=True)
    given_by: GivenBy | None = word(GivenBy, nullable=True)
    evidence_id: str | None = ref("evidence", nullable=True)  # the photo of her paper, or her recorded word
    entered_by_staff_id: str | None = ref("staff", nullable=True)
    seconded_by_staff_id: str | None = ref("staff", nullable=True)
    generation: int = 1
    sealed: bytes | None = None  # the words covered in what would go; to the story
    asked_at: dt.datetime
    answered_at: dt.datetime | None = None
    expires_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    sendable_at: dt.datetime | None = None  # on a word in advance: not before, so that she can stop it
    reminded: int = 0  # how often she was reminded of the question


class StandingConsent(SQLModel, table=True):
    """Her word in advance for one recipient. A new one replaces the one before, which stays as it was."""

    __tablename__ = "standing_consents"
    id: str = id_column()
    complainant_id: str = ref("complainants")
    party_id: str = ref("parties")
    choice: StandingChoice = word(StandingChoice)
    wording: str = Field(max_length=40)
    wording_digest: str = Field(max_length=64)
    language: Language = word(Language)
    given_at: dt.datetime
    expires_at: dt.datetime
    withdrawn_at: dt.datetime | None = None


class Preview(SQLModel, table=True):
    """What exactly would go, one part: for her eyes, under a daily key; `digest` refuses a part that changed."""

    __tablename__ = "previews"
    id: str = id_column()
    consent_id: str = ref("consents")
    part: str = Field(max_length=64)
    digest: bytes
    key_name: str
    sealed: bytes


class Disclosure(SQLModel, table=True):
    """The frozen copy of the consented parts, in a lockbox of its own."""

    __tablename__ = "disclosures"
    id: str = id_column()
    referral_id: str = ref("referrals")
    number: int
    box: str = Field(max_length=32)
    generation: int = 1
    parts: list[str] = json_column(list)
    consents: list[str] = json_column(list)  # on whose word it went
    manifest: bytes  # digest of the list of parts with a digest each, which stands sealed inside
    sealed: bytes
    at: dt.datetime
    ended_at: dt.datetime | None = None


class DisclosedFile(SQLModel, table=True):
    """A file as one recipient knows it: an id of its own, the file key sealed to the disclosure."""

    __tablename__ = "disclosed_files"
    id: str = id_column()
    disclosure_id: str = ref("disclosures")
    evidence_id: str = ref("evidence")
    sealed: bytes


class EmployerNotice(SQLModel, table=True):
    """What management was told of a case, when, and whether somebody was named."""

    __tablename__ = "employer_notices"
    id: str = id_column()
    referral_id: str = ref("referrals")
    told_on: dt.date
    by: NoticeBy = word(NoticeBy)
    named: bool
    parts: list[str] = json_column(list)
    generation: int
    sealed: bytes  # in words; to the track's work
    by_staff_id: str = ref("staff")
    at: dt.datetime


class Handover(SQLModel, table=True):
    """A case on its way to another lead. It goes when every complainant has said yes."""

    __tablename__ = "handovers"
    id: str = id_column()
    case_id: str = ref("cases")
    from_party_id: str = ref("parties")
    to_party_id: str = ref("parties")
    status: HandoverStatus = word(HandoverStatus, HandoverStatus.ASKED)
    by_staff_id: str = ref("staff")
    asked_at: dt.datetime
    ended_at: dt.datetime | None = None


class HandoverConsent(SQLModel, table=True):
    """One complainant's word on a hand-over: by her own channel, or on paper that a second officer has seen."""

    __tablename__ = "handover_consents"
    id: str = id_column()
    handover_id: str = ref("handovers")
    complainant_id: str = ref("complainants")
    status: ConsentStatus = word(ConsentStatus, ConsentStatus.ASKED)
    given_by: GivenBy | None = word(GivenBy, nullable=True)
    wording: str = Field(max_length=40)
    wording_digest: str = Field(default="", max_length=64)
    language: Language | None = word(Language, nullable=True)
    evidence_id: str | None = ref("evidence", nullable=True)  # the photo of her paper
    entered_by_staff_id: str | None = ref("staff", nullable=True)
    seconded_by_staff_id: str | None = ref("staff", nullable=True)
    answered_at: dt.datetime | None = None
    expires_at: dt.datetime


class Remedy(SQLModel, table=True):
    __tablename__ = "remedies"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str | None = ref("referrals", nullable=True)  # none: reached directly
    kind: RemedyKind = word(RemedyKind)
    status: RemedyStatus = word(RemedyStatus, RemedyStatus.PROPOSED)
    version: int = 1
    women: int = 0
    men: int = 0
    not_recorded: int = 0
    currency: Currency | None = word(Currency, nullable=True)
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    improvement: Improvement | None = word(Improvement, nullable=True)
    covered: int = 0  # workers under an agreement
    due_on: dt.date | None = None
    generation: int = 1
    sealed: bytes | None = None  # details in words, and particulars of its kind
    proposed_at: dt.datetime
    agreed_on: dt.date | None = None
    delivered_on: dt.date | None = None
    delivered_women: int = 0
    delivered_men: int = 0
    delivered_not_recorded: int = 0
    delivered_amount: int = Field(default=0, sa_type=sa.BigInteger)
    asked_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    confirmed_women: int = 0
    confirmed_men: int = 0
    confirmed_not_recorded: int = 0
    confirmed_amount: int = Field(default=0, sa_type=sa.BigInteger)
    stands_at: dt.datetime | None = None
    by_individuals: int = 0  # workers who say for themselves that it came true; see `rules/by_whom.py`
    by_representative: int = 0
    by_nobody: int = 0


class RemedyAnswer(SQLModel, table=True):
    """Her word on a remedy; the facts in it are sealed to her thread. What came true by it is counted."""

    __tablename__ = "remedy_answers"
    id: str = id_column()
    remedy_id: str = ref("remedies")
    complainant_id: str = ref("complainants")
    confirmed: bool
    women: int = 0
    men: int = 0
    not_recorded: int = 0
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    generation: int
    sealed: bytes
    at: dt.datetime
    witness_id: str | None = ref("witnessed_words", index=False, nullable=True)  # she said it on paper


class Clock(SQLModel, table=True):
    __tablename__ = "clocks"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str | None = ref("referrals", nullable=True)
    rule: str = Field(max_length=40)
    kind: ClockKind = word(ClockKind)
    started_at: dt.datetime
    due_at: dt.datetime = Field(index=True)
    latest_at: dt.datetime | None = None  # the later end, where sources disagree
    met_at: dt.datetime | None = None
    step_id: str | None = ref("dispute_steps", nullable=True)  # what began it, where somebody entered that
    met_step_id: str | None = ref("dispute_steps", nullable=True)
    remedy_id: str | None = ref("remedies", nullable=True)  # what was agreed for a day
    escalated_at: dt.datetime | None = None  # the leads of both sides were told that it ran out
    reminded_at: dt.datetime | None = None  # when she was last reminded of a limit that is hers
