"""The case: who holds it, who complains, what was told and what happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Gender,
    Issue,
    Language,
    Province,
    Relation,
    Source,
    StoryKind,
    Urgency,
    VerifiedBy,
)
from cases.store.tables.columns import id_column, json_column, ref, word


class Case(SQLModel, table=True):
    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_lead_status", "lead_party_id", "status"),
        sa.Index("ix_cases_site", "site_code", "lead_party_id", "filed_at"),
        sa.Index(
            "ix_cases_kept",
            "closing_reason",
            "closed_at",
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=32)
    number: str = Field(unique=True, max_length=9)
    version: int = 1
    status: CaseStatus = word(CaseStatus, CaseStatus.RECEIVED)
    issue: Issue = word(Issue)
    urgency: Urgency = word(Urgency, Urgency.NORMAL)
    factory_id: str | None = ref("factories", nullable=True)
    province: Province | None = word(Province, nullable=True)
    site_code: str | None = Field(default=None, max_length=24)  # the poster she came by; "": by none
    burst_id: str | None = ref("bursts", nullable=True)
    lead_party_id: str = ref("parties", index=False)
    owner_staff_id: str | None = ref("staff", nullable=True)  # whose work it is; none: nobody took it yet
    source: Source = word(Source, Source.WORKER)
    entered_at: dt.datetime | None = None  # where somebody else entered it: when; content is kept from then at least
    import_key: str | None = Field(default=None, unique=True, max_length=64)
    language: Language = word(Language)
    women: int = 0
    men: int = 0
    filed_at: dt.datetime
    filed_month: str = Field(max_length=7)  # "2024-11", in Cambodia
    touched_at: dt.datetime
    closed_at: dt.datetime | None = None
    closing_reason: ClosingReason | None = word(ClosingReason, nullable=True)
    erased_at: dt.datetime | None = None
    story_box: str = Field(max_length=32)
    card_box: str = Field(max_length=32)
    card_generation: int = 1
    sealed: bytes  # the card: title and first words
    head: bytes  # digest of the newest event


class Burst(SQLModel, table=True):
    """More filings than usual from one poster within an hour, to one party: one row in its queue."""

    __tablename__ = "bursts"
    __table_args__ = (sa.UniqueConstraint("party_id", "site_code", "started_at"),)
    id: str = id_column()
    party_id: str = ref("parties", index=False)
    site_code: str = Field(max_length=24)  # "": she came by none
    started_at: dt.datetime  # the full hour
    closed_at: dt.datetime | None = None  # as spam, all in one act


class CaseHolder(SQLModel, table=True):
    """Which party stands how to which case: the index that lists and the one door read."""

    __tablename__ = "case_holders"
    __table_args__ = (sa.Index("ix_case_holders_list", "party_id", "relation", "listed_at", "id"),)
    id: str = id_column()
    case_id: str = ref("cases")
    party_id: str = ref("parties", index=False)
    relation: Relation = word(Relation)
    reference: str = Field(unique=True, max_length=9)  # what this party calls it: case number or referral reference
    referral_id: str | None = Field(default=None, max_length=32, index=True)
    listed_at: dt.datetime  # newest act that this party may know of


class Exclusion(SQLModel, table=True):
    """Who must not see the case: named by a worker, or staff who declared a conflict."""

    __tablename__ = "exclusions"
    id: str = id_column()
    case_id: str = ref("cases")
    party_id: str | None = ref("parties", nullable=True)
    staff_id: str | None = ref("staff", nullable=True)
    declared_at: dt.datetime | None = None  # by staff themselves; none: she named them when she filed


class Complainant(SQLModel, table=True):
    """One worker in a case. Who has left it stays a row, so that the numbers of the others stay theirs."""

    __tablename__ = "complainants"
    __table_args__ = (
        sa.Index(
            "ix_complainants_left",
            "left_at",
            sqlite_where=sa.text("left_at IS NOT NULL AND erased_at IS NULL"),
            postgresql_where=sa.text("left_at IS NOT NULL AND erased_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = ref("cases")
    gender: Gender = word(Gender, Gender.NOT_SAID)
    correspondent_id: str | None = ref("correspondents", nullable=True)
    receipt_lookup: str | None = Field(default=None, unique=True, max_length=64)
    receipt_public: bytes | None = None
    receipt_wrapped: bytes | None = None
    receipt_generation: int = 1
    receipt_handed_over: bool = False  # an officer gave her the numbers, and has seen them
    receipt_by_office: bool = False  # it goes back to numbers that an officer gave her, whoever holds them now
    chat_by_number: bool = False  # the chat was linked with the number alone, so it gets no new one
    thread_box: str = Field(max_length=32)
    identity_box: str = Field(max_length=32)
    identity_generation: int = 1
    sealed: bytes | None = None  # her name and phone
    details_generation: int = 1
    sealed_details: bytes | None = None  # what an officer wrote down for the ministry; to the identity
    safe_word_generation: int = 1
    sealed_safe_word: bytes | None = None  # agreed with her officer; to the story, which the lead alone reads
    verified_at: dt.datetime | None = None
    verified_by: VerifiedBy | None = word(VerifiedBy, nullable=True)
    joined_at: dt.datetime | None = None  # none: the case was filed with her
    left_at: dt.datetime | None = None  # she withdrew while others stayed
    erased_at: dt.datetime | None = None  # what is hers alone; a whole case says so itself


class StoryEntry(SQLModel, table=True):
    """One piece of the story: words, a fact, or evidence with its caption and file key."""

    __tablename__ = "story_entries"
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str | None = ref("complainants", nullable=True)
    kind: StoryKind = word(StoryKind)
    generation: int
    sealed: bytes
    at: dt.datetime


class Evidence(SQLModel, table=True):
    """A stored file. Its key lies in a draft until filing seals it into the story."""

    __tablename__ = "evidence"
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str | None = Field(default=None, index=True, max_length=64)
    case_id: str | None = ref("cases", nullable=True)
    complainant_id: str | None = ref("complainants", nullable=True)  # none: from before several were in a case
    kind: StoryKind = word(StoryKind)
    size: int  # padded bytes
    at: dt.datetime


class ThreadMessage(SQLModel, table=True):
    """A line between her and the lead party, in her thread."""

    __tablename__ = "thread_messages"
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str = ref("complainants")
    staff_id: str | None = ref("staff", nullable=True)  # none: she wrote it
    notice: str = ""  # key of a notice that Samleng itself sent; empty for people's words
    outbox_id: str | None = Field(default=None, max_length=32)  # of its copy for her chat, which is gone after a while
    generation: int
    sealed: bytes
    at: dt.datetime


class Event(SQLModel, table=True):
    """One line of a case's append-only timeline; `digest` chains it to the line before."""

    __tablename__ = "events"
    __table_args__ = (sa.UniqueConstraint("case_id", "seq"), sa.Index("ix_events_actor_at", "actor", "at"))
    id: str = id_column()
    case_id: str = ref("cases", index=False)
    seq: int
    kind: str = Field(max_length=40)
    actor: str = Field(max_length=48)  # staff:<id>, complainant:<id> or system
    referral_id: str | None = Field(default=None, max_length=32, index=True)
    data: dict[str, Any] = json_column(dict)
    rows: dict[str, str] = json_column(dict)  # digest of every row that its transaction wrote; "" where one went
    at: dt.datetime = Field(index=True)
    digest: bytes
