"""Her way in and back: chats, drafts, what is sent, and what was dealt with already."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Channel, ContactHours, Language
from cases.store.tables.columns import id_column, new_id, word


class Correspondent(SQLModel, table=True):
    __tablename__ = "correspondents"
    id: str = id_column()
    channel: Channel = word(Channel)
    address_digest: str = Field(unique=True, max_length=64)
    sealed_address: bytes
    language: Language = word(Language, Language.KHMER)
    unreachable_at: dt.datetime | None = None
    keeps_messages: bool = False  # she wants the chat left as it is
    hours: ContactHours = word(ContactHours, ContactHours.NOON_AND_EVENING)  # when news may be announced
    hidden_at: dt.datetime | None = Field(default=None, index=True)  # what came until then is to be deleted
    created_at: dt.datetime


class Conversation(SQLModel, table=True):
    """One dialogue. In the browser the id is what is stored of a secret that only her page holds."""

    __tablename__ = "conversations"
    __table_args__ = (
        sa.Index(
            "ix_conversations_remind",
            "remind_at",
            sqlite_where=sa.text("remind_at IS NOT NULL"),
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        ),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=64)
    correspondent_id: str | None = Field(
        default=None, foreign_key="correspondents.id", unique=True, nullable=True, max_length=32
    )
    version: int = 0
    key_name: str  # of the daily key that `sealed_state` is under
    sealed_state: bytes
    remind_at: dt.datetime | None = None  # that what she told is not sent
    open_until: dt.datetime | None = None  # she is in her own matter right now: what comes is shown at once
    expires_at: dt.datetime = Field(index=True)


class QuestionsLeft(SQLModel, table=True):
    """Where one worker stopped in the questions after sending, for when her conversation has run out."""

    __tablename__ = "questions_left"
    complainant_id: str = Field(primary_key=True, max_length=32)  # no foreign key: its check would wait for her case
    sealed_step: bytes
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
    id: str = id_column()
    # No foreign key: its check waits for a conversation's lock on the correspondent, which may wait for this case.
    correspondent_id: str = Field(max_length=32)
    seq: int
    key_name: str
    sealed_content: bytes  # prompt or notice: keys and placeholders, rendered when sent
    held: bool = False  # a notice: she is only told that there is one, until she opens it
    announced_at: dt.datetime | None = None  # when she was told
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


class ChatMessage(SQLModel, table=True):
    """A message that stands in her chat and can still be deleted there."""

    __tablename__ = "chat_messages"
    correspondent_id: str = Field(primary_key=True, max_length=32)
    message_id: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime = Field(index=True)
    delete_at: dt.datetime | None = Field(default=None, index=True)  # goes by itself before the sweep


class Attempt(SQLModel, table=True):
    """How often something was tried of late: sign-ins of an account, wrong receipts of a chat, filings of a code."""

    __tablename__ = "attempts"
    id: str = Field(primary_key=True, max_length=64)  # keyed digest of whose attempts these are
    count: int = 0
    since: dt.datetime
    wait_until: dt.datetime | None = None
    expires_at: dt.datetime = Field(index=True)
