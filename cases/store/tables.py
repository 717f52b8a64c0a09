"""Every table. Sealed columns are bytes and named `sealed...`; all others stand in `clear.py` with a reason.

Ids are random UUIDs as 32 hex digits. Times are UTC. Amounts are whole minor units: cents, riel.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import (
    CaseStatus,
    Channel,
    ClockKind,
    ClosingReason,
    Conclusion,
    ConsentStatus,
    Currency,
    Gender,
    Issue,
    Language,
    PartyKind,
    Province,
    ReferralStatus,
    RejectionReason,
    Relation,
    RemedyKind,
    RemedyStatus,
    StaffRole,
    StoryKind,
    Urgency,
)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A random UUID as 32 hex digits."""
    return uuid4().hex


def _id() -> Any:
    return Field(default_factory=new_id, primary_key=True, max_length=32)


def _ref(table: str, *, index: bool = True, nullable: bool = False) -> Any:
    default: Any = None if nullable else ...
    return Field(default=default, foreign_key=f"{table}.id", index=index, nullable=nullable, max_length=32)


def _word(words: type[StrEnum], default: Any = ..., *, index: bool = False, nullable: bool = False) -> Any:
    """A column of one closed list, stored as its value, so new words need no migration."""
    kind = sa.Enum(
        words, native_enum=False, length=24, create_constraint=False, values_callable=lambda e: [x.value for x in e]
    )
    return Field(default=None if nullable and default is ... else default, sa_type=kind, index=index, nullable=nullable)


def _json(default: Any) -> Any:
    return Field(default_factory=default, sa_type=sa.JSON)


# ------------------------------------------------------------------------------------------ the register
class Factory(SQLModel, table=True):
    __tablename__ = "factories"
    id: str = _id()
    name: str = Field(unique=True)  # registered English name
    khmer_sign: str = ""
    nicknames: list[str] = _json(list)
    province: Province = _word(Province)
    brands: list[str] = _json(list)
    bfc_affiliate: bool = False
    subcontractor_of: str | None = _ref("factories", nullable=True)


class SiteCode(SQLModel, table=True):
    __tablename__ = "site_codes"
    code: str = Field(primary_key=True, max_length=24)
    factory_id: str = _ref("factories")
    placement: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None = None


# ----------------------------------------------------------------------------------- parties and people
class Party(SQLModel, table=True):
    __tablename__ = "parties"
    id: str = _id()
    slug: str = Field(unique=True, max_length=40)
    name_en: str
    name_km: str
    kind: PartyKind = _word(PartyKind)
    on_platform: bool = True
    parent_id: str | None = _ref("parties", nullable=True)
    generation: int = 0  # of its key; 0: none yet
    opened_at: dt.datetime | None = None  # set when the recovery code was typed once


class PartyPublicKey(SQLModel, table=True):
    __tablename__ = "party_public_keys"
    party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    box_public: bytes
    sign_public: bytes
    signed_by_last: bytes | None = None


class KeyConfirmation(SQLModel, table=True):
    """A lead of another party vouches with that party's key for this one's."""

    __tablename__ = "key_confirmations"
    party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    by_party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    by_generation: int
    signature: bytes
    at: dt.datetime


class Staff(SQLModel, table=True):
    __tablename__ = "staff"
    id: str = _id()
    party_id: str | None = _ref("parties", nullable=True)  # none: the operator
    account: str = Field(unique=True, max_length=64)  # what is typed to sign in; the alias in small letters
    alias: str
    role: StaffRole = _word(StaffRole)
    language: Language = _word(Language, Language.KHMER)
    public_key: bytes
    passphrase_salt: bytes
    passphrase_auth: bytes
    sealed_key: bytes
    recovery_salt: bytes
    recovery_auth: bytes
    sealed_key_recovery: bytes
    recovery_typed_at: dt.datetime | None = None
    created_at: dt.datetime
    removed_at: dt.datetime | None = None


class StaffPartyKey(SQLModel, table=True):
    """A party's private halves sealed to one person."""

    __tablename__ = "staff_party_keys"
    staff_id: str = Field(foreign_key="staff.id", primary_key=True, max_length=32)
    party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    sealed_key: bytes


class Invitation(SQLModel, table=True):
    __tablename__ = "invitations"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the link's secret
    party_id: str = _ref("parties")
    role: StaffRole = _word(StaffRole)
    sealed_party_keys: bytes | None = None  # under the link's secret; none for a party's first lead
    created_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


class Login(SQLModel, table=True):
    __tablename__ = "logins"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the cookie's secret
    staff_id: str = _ref("staff")
    sealed_key: bytes
    created_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime


# ----------------------------------------------------------------------------------- her way in and back
class Correspondent(SQLModel, table=True):
    __tablename__ = "correspondents"
    id: str = _id()
    channel: Channel = _word(Channel)
    address_digest: str = Field(unique=True, max_length=64)
    sealed_address: bytes
    language: Language = _word(Language, Language.KHMER)
    unreachable_at: dt.datetime | None = None
    created_at: dt.datetime


class Conversation(SQLModel, table=True):
    """One dialogue. In the browser the id is what is stored of a secret that only her page holds."""

    __tablename__ = "conversations"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=64)
    correspondent_id: str | None = Field(
        default=None, foreign_key="correspondents.id", unique=True, nullable=True, max_length=32
    )
    version: int = 0
    key_name: str  # of the daily key that `sealed_state` is under
    sealed_state: bytes
    remind_at: dt.datetime | None = None
    expires_at: dt.datetime = Field(index=True)


class TelegramUpdate(SQLModel, table=True):
    """An update that was dealt with: the same id is never dealt with twice."""

    __tablename__ = "telegram_updates"
    id: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime = Field(index=True)
    poisoned: bool = False


class OutboxMessage(SQLModel, table=True):
    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("correspondent_id", "seq"),
        sa.Index(
            "ix_outbox_waiting",
            "due_at",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )
    id: str = _id()
    # No foreign key: its check waits for a conversation's lock on the correspondent, which may wait for this case.
    correspondent_id: str = Field(max_length=32)
    seq: int
    key_name: str
    sealed_content: bytes  # prompt or notice: keys and placeholders, rendered when sent
    due_at: dt.datetime
    leased_until: dt.datetime | None = None
    tries: int = 0
    fault: str | None = None  # class of the last failure, never its words
    created_at: dt.datetime
    sent_at: dt.datetime | None = None
    dropped_at: dt.datetime | None = None


class OutboxQueue(SQLModel, table=True):
    """The number of a correspondent's newest message. A row of its own, so that counting waits for nothing else."""

    __tablename__ = "outbox_queues"
    correspondent_id: str = Field(primary_key=True, max_length=32)
    last_seq: int


class OnceKey(SQLModel, table=True):
    """An idempotency key: the same actor, verb and key are carried out once."""

    __tablename__ = "once_keys"
    actor: str = Field(primary_key=True, max_length=64)
    verb: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=64)
    digest: bytes
    result: str = ""
    at: dt.datetime = Field(index=True)


# ---------------------------------------------------------------------------------------------- lockboxes
class Lockbox(SQLModel, table=True):
    """One generation of a lockbox. `box` is the same for all generations."""

    __tablename__ = "lockboxes"
    box: str = Field(primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    kind: str = Field(max_length=16)  # story, card, identity, thread, work, disclosure, talk
    case_id: str = Field(index=True, max_length=32)
    public_key: bytes


class LockboxKey(SQLModel, table=True):
    """A lockbox's private half sealed to one holder; without `sealed_half` the holder is pending."""

    __tablename__ = "lockbox_keys"
    box: str = Field(primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    holder: str = Field(primary_key=True, max_length=48)  # party:<id> or receipt:<complainant id>
    holder_generation: int = 1
    sealed_half: bytes | None = None


# --------------------------------------------------------------------------------------------- the case
class Case(SQLModel, table=True):
    __tablename__ = "cases"
    __table_args__ = (sa.Index("ix_cases_lead_status", "lead_party_id", "status"),)
    id: str = Field(primary_key=True, max_length=32)
    number: str = Field(unique=True, max_length=9)
    version: int = 1
    status: CaseStatus = _word(CaseStatus, CaseStatus.RECEIVED)
    issue: Issue = _word(Issue)
    urgency: Urgency = _word(Urgency, Urgency.NORMAL)
    factory_id: str | None = _ref("factories", nullable=True)
    province: Province | None = _word(Province, nullable=True)
    lead_party_id: str = _ref("parties", index=False)
    language: Language = _word(Language)
    women: int = 0
    men: int = 0
    filed_at: dt.datetime
    filed_month: str = Field(max_length=7)  # "2024-11", in Cambodia
    touched_at: dt.datetime
    closed_at: dt.datetime | None = None
    closing_reason: ClosingReason | None = _word(ClosingReason, nullable=True)
    erased_at: dt.datetime | None = None
    story_box: str = Field(max_length=32)
    card_box: str = Field(max_length=32)
    card_generation: int = 1
    sealed: bytes  # the card: title and first words
    head: bytes  # digest of the newest event


class CaseHolder(SQLModel, table=True):
    """Which party stands how to which case: the index that lists and the one door read."""

    __tablename__ = "case_holders"
    __table_args__ = (sa.Index("ix_case_holders_list", "party_id", "relation", "listed_at", "id"),)
    id: str = _id()
    case_id: str = _ref("cases")
    party_id: str = _ref("parties", index=False)
    relation: Relation = _word(Relation)
    reference: str = Field(unique=True, max_length=9)  # what this party calls it: case number or referral reference
    referral_id: str | None = Field(default=None, max_length=32, index=True)
    listed_at: dt.datetime  # newest act that this party may know of


class Exclusion(SQLModel, table=True):
    """Who must not see the case: named by a worker, or staff who declared a conflict."""

    __tablename__ = "exclusions"
    id: str = _id()
    case_id: str = _ref("cases")
    party_id: str | None = _ref("parties", nullable=True)
    staff_id: str | None = _ref("staff", nullable=True)


class Complainant(SQLModel, table=True):
    __tablename__ = "complainants"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = _ref("cases")
    gender: Gender = _word(Gender, Gender.NOT_SAID)
    correspondent_id: str | None = _ref("correspondents", nullable=True)
    receipt_lookup: str | None = Field(default=None, unique=True, max_length=64)
    receipt_public: bytes | None = None
    receipt_wrapped: bytes | None = None
    thread_box: str = Field(max_length=32)
    identity_box: str = Field(max_length=32)
    identity_generation: int = 1
    sealed: bytes | None = None  # her name and phone


class StoryEntry(SQLModel, table=True):
    """One piece of the story: words, a fact, or evidence with its caption and file key."""

    __tablename__ = "story_entries"
    id: str = _id()
    case_id: str = _ref("cases")
    complainant_id: str | None = _ref("complainants", nullable=True)
    kind: StoryKind = _word(StoryKind)
    generation: int
    sealed: bytes
    at: dt.datetime


class Evidence(SQLModel, table=True):
    """A stored file. Its key lies in a draft until filing seals it into the story."""

    __tablename__ = "evidence"
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str | None = Field(default=None, index=True, max_length=64)
    case_id: str | None = _ref("cases", nullable=True)
    kind: StoryKind = _word(StoryKind)
    size: int  # padded bytes
    at: dt.datetime


class ThreadMessage(SQLModel, table=True):
    """A line between her and the lead party, in her thread."""

    __tablename__ = "thread_messages"
    id: str = _id()
    case_id: str = _ref("cases")
    complainant_id: str = _ref("complainants")
    staff_id: str | None = _ref("staff", nullable=True)  # none: she wrote it
    notice: str = ""  # key of a notice that Samleng itself sent; empty for people's words
    generation: int
    sealed: bytes
    at: dt.datetime


class Event(SQLModel, table=True):
    """One line of a case's append-only timeline; `digest` chains it to the line before."""

    __tablename__ = "events"
    __table_args__ = (sa.UniqueConstraint("case_id", "seq"),)
    id: str = _id()
    case_id: str = _ref("cases", index=False)
    seq: int
    kind: str = Field(max_length=40)
    actor: str = Field(max_length=48)  # staff:<id>, complainant:<id> or system
    referral_id: str | None = Field(default=None, max_length=32, index=True)
    data: dict[str, Any] = _json(dict)
    at: dt.datetime
    digest: bytes


# ---------------------------------------------------------------------------------------------- tracks
class Referral(SQLModel, table=True):
    __tablename__ = "referrals"
    __table_args__ = (sa.Index("ix_referrals_party_status", "party_id", "status"),)
    id: str = _id()
    case_id: str = _ref("cases")
    party_id: str = _ref("parties", index=False)
    reference: str = Field(unique=True, max_length=9)
    status: ReferralStatus = _word(ReferralStatus, ReferralStatus.ASKED)
    version: int = 1
    parts: list[str] = _json(list)
    purpose: str = Field(default="remedy", max_length=24)
    asked_at: dt.datetime
    sent_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    held_until: dt.date | None = None
    concluded_at: dt.datetime | None = None
    conclusion: Conclusion | None = _word(Conclusion, nullable=True)
    rejection: RejectionReason | None = _word(RejectionReason, nullable=True)
    filed_on: dt.date | None = None  # at a party off the platform
    work_box: str = Field(default="", max_length=32)  # made when it is sent
    filing_generation: int = 1
    sealed: bytes | None = None  # its filing number


class Consent(SQLModel, table=True):
    __tablename__ = "consents"
    id: str = _id()
    referral_id: str = _ref("referrals")
    complainant_id: str = _ref("complainants")
    status: ConsentStatus = _word(ConsentStatus, ConsentStatus.ASKED)
    parts: list[str] = _json(list)  # asked for; after the answer: given
    wording: str = Field(max_length=40)
    wording_digest: str = Field(max_length=64)
    language: Language | None = _word(Language, nullable=True)
    asked_at: dt.datetime
    answered_at: dt.datetime | None = None
    expires_at: dt.datetime
    withdrawn_at: dt.datetime | None = None


class Preview(SQLModel, table=True):
    """What exactly would go, one part: for her eyes, under a daily key; `digest` refuses a part that changed."""

    __tablename__ = "previews"
    id: str = _id()
    consent_id: str = _ref("consents")
    part: str = Field(max_length=64)
    digest: bytes
    key_name: str
    sealed: bytes


class Disclosure(SQLModel, table=True):
    """The frozen copy of the consented parts, in a lockbox of its own."""

    __tablename__ = "disclosures"
    id: str = _id()
    referral_id: str = _ref("referrals")
    number: int
    box: str = Field(max_length=32)
    generation: int = 1
    parts: list[str] = _json(list)
    sealed: bytes
    at: dt.datetime
    ended_at: dt.datetime | None = None


class DisclosedFile(SQLModel, table=True):
    """A file as one recipient knows it: an id of its own, the file key sealed to the disclosure."""

    __tablename__ = "disclosed_files"
    id: str = _id()
    disclosure_id: str = _ref("disclosures")
    evidence_id: str = _ref("evidence")
    sealed: bytes


class Meeting(SQLModel, table=True):
    __tablename__ = "meetings"
    id: str = _id()
    case_id: str = _ref("cases")
    referral_id: str = _ref("referrals")
    held_on: dt.date
    next_on: dt.date | None = None
    generation: int
    sealed: bytes  # place, who, offers, minutes
    by_staff_id: str = _ref("staff")
    at: dt.datetime


class Remedy(SQLModel, table=True):
    __tablename__ = "remedies"
    id: str = _id()
    case_id: str = _ref("cases")
    referral_id: str | None = _ref("referrals", nullable=True)  # none: reached directly
    kind: RemedyKind = _word(RemedyKind)
    status: RemedyStatus = _word(RemedyStatus, RemedyStatus.PROPOSED)
    version: int = 1
    women: int = 0
    men: int = 0
    not_recorded: int = 0
    currency: Currency | None = _word(Currency, nullable=True)
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    due_on: dt.date | None = None
    generation: int = 1
    sealed: bytes | None = None  # details in words
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


class RemedyAnswer(SQLModel, table=True):
    """Her word on a remedy; the facts in it are sealed to her thread."""

    __tablename__ = "remedy_answers"
    id: str = _id()
    remedy_id: str = _ref("remedies")
    complainant_id: str = _ref("complainants")
    confirmed: bool
    generation: int
    sealed: bytes
    at: dt.datetime


class Clock(SQLModel, table=True):
    __tablename__ = "clocks"
    id: str = _id()
    case_id: str = _ref("cases")
    referral_id: str | None = _ref("referrals", nullable=True)
    rule: str = Field(max_length=40)
    kind: ClockKind = _word(ClockKind)
    started_at: dt.datetime
    due_at: dt.datetime = Field(index=True)
    met_at: dt.datetime | None = None


class Installation(SQLModel, table=True):
    """One row: what tells this database's keys folder from another's."""

    __tablename__ = "installation"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    keys_check: bytes
    demo: bool = False
