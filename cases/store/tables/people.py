"""Organisations, their keys, their people and how these come in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.tables.columns import id_column, json_column, ref, word


class Party(SQLModel, table=True):
    __tablename__ = "parties"
    id: str = id_column()
    slug: str = Field(unique=True, max_length=40)
    name_en: str
    name_km: str
    kind: PartyKind = word(PartyKind)
    on_platform: bool = True
    trial: bool = False  # for trying things out: no case of it is in public figures
    parent_id: str | None = ref("parties", nullable=True)
    generation: int = 0  # of its key; 0: none yet
    opened_at: dt.datetime | None = None  # set when the recovery code was typed once
    head: bytes | None = None  # digest of the newest line of its log


class PartyPublicKey(SQLModel, table=True):
    __tablename__ = "party_public_keys"
    party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    box_public: bytes
    sign_public: bytes
    signed_by_last: bytes | None = None
    sealed_before: bytes | None = None  # the private halves of the generation before, sealed to this one
    made_at: dt.datetime | None = None


class PartyEvent(SQLModel, table=True):
    """One line of a party's append-only log of people and keys; `digest` chains it to the line before."""

    __tablename__ = "party_events"
    __table_args__ = (sa.UniqueConstraint("party_id", "seq"),)
    id: str = id_column()
    party_id: str = ref("parties", index=False)
    seq: int
    kind: str = Field(max_length=40)
    actor: str = Field(max_length=48)  # staff:<id> or system
    data: dict[str, Any] = json_column(dict)
    at: dt.datetime
    digest: bytes


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
    id: str = id_column()
    party_id: str | None = ref("parties", nullable=True)  # none: the operator
    account: str = Field(unique=True, max_length=64)  # what is typed to sign in; the alias in small letters
    alias: str
    role: StaffRole = word(StaffRole)
    language: Language = word(Language, Language.KHMER)
    public_key: bytes
    passphrase_salt: bytes
    passphrase_auth: bytes
    sealed_key: bytes
    recovery_salt: bytes
    recovery_auth: bytes
    sealed_key_recovery: bytes
    recovery_typed_at: dt.datetime | None = None
    name_generation: int = 1
    sealed_name: bytes | None = None  # her real name, sealed to the party
    sealed_totp: bytes | None = None  # the secret of her second step, sealed to her own key
    totp_step: int = 0  # the newest time step whose code was used; each is good once
    created_at: dt.datetime
    approved_at: dt.datetime | None = None  # since then she holds the party's key
    suspended_at: dt.datetime | None = None
    removed_at: dt.datetime | None = None
    opening_released_at: dt.datetime | None = None  # a lead let her open more cases; counted from here


class StaffPartyKey(SQLModel, table=True):
    """A party's private halves sealed to one person, whose public key the party has signed."""

    __tablename__ = "staff_party_keys"
    staff_id: str = Field(foreign_key="staff.id", primary_key=True, max_length=32)
    party_id: str = Field(foreign_key="parties.id", primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    sealed_key: bytes
    signature: bytes | None = None  # of the party over her public key: no other is given the next generation


class Invitation(SQLModel, table=True):
    __tablename__ = "invitations"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the link's secret
    party_id: str = ref("parties")
    role: StaffRole = word(StaffRole)
    created_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


class Login(SQLModel, table=True):
    __tablename__ = "logins"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the cookie's secret
    staff_id: str = ref("staff")
    sealed_key: bytes
    sealed_device: bytes | None = None  # what the device calls itself, sealed to her own key
    created_at: dt.datetime
    seen_at: dt.datetime
    passphrase_at: dt.datetime | None = None  # when she last typed her passphrase on this device
    expires_at: dt.datetime


class KnownDevice(SQLModel, table=True):
    """A device on which somebody has signed in before: strangers' wrong guesses do not make it wait."""

    __tablename__ = "known_devices"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the device cookie's secret
    staff_id: str = ref("staff")
    expires_at: dt.datetime = Field(index=True)
