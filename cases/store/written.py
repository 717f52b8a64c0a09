"""Which rows of a case a unit of work writes, and what each of them is as a digest.

A session that writes notes every row of a covered table by itself, bulk statements through the session included;
`chain.close` puts the digests into the timeline before the unit commits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as PlainSession
from sqlmodel import Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.rules.vocabulary import Source
from cases.store import tables
from cases.store.tables import Case, Event

# Every table with rows of a case. What is not found by `case_id` is found through its parent.
COVERED: tuple[type[SQLModel], ...] = (
    Case,
    tables.CaseHolder,
    tables.Exclusion,
    tables.Complainant,
    tables.StoryEntry,
    tables.Evidence,
    tables.ThreadMessage,
    tables.Lockbox,
    tables.LockboxKey,
    tables.Referral,
    tables.Consent,
    tables.StandingConsent,
    tables.Disclosure,
    tables.DisclosedFile,
    tables.EmployerNotice,
    tables.Meeting,
    tables.Offer,
    tables.MeetingNote,
    tables.Agreement,
    tables.Remedy,
    tables.RemedyAnswer,
    tables.FollowUp,
    tables.WitnessedWord,
    tables.Representative,
    tables.RepresentedWord,
    tables.Delivery,
    tables.RemedyPhoto,
    tables.Clock,
    tables.Handover,
    tables.HandoverConsent,
    tables.Support,
    tables.Letter,
    tables.LetterAnswer,
    tables.Finding,
    tables.OnwardProposal,
    tables.MinistryCall,
    tables.Hearing,
    tables.DisputeStep,
    tables.LinkedCase,
    tables.JoinRequest,
    tables.TroubleWord,
    tables.EstimateSheet,
    tables.HeatReading,
    tables.PiccRemedy,
)
PARENTS: Mapping[type[SQLModel], tuple[tuple[str, ...], type[SQLModel]]] = {
    tables.LockboxKey: (("box", "generation"), tables.Lockbox),
    tables.Consent: (("referral_id",), tables.Referral),
    tables.StandingConsent: (("complainant_id",), tables.Complainant),
    tables.Disclosure: (("referral_id",), tables.Referral),
    tables.DisclosedFile: (("disclosure_id",), tables.Disclosure),
    tables.EmployerNotice: (("referral_id",), tables.Referral),
    tables.LetterAnswer: (("letter_id",), tables.Letter),
    tables.RemedyAnswer: (("remedy_id",), tables.Remedy),
    tables.FollowUp: (("remedy_id",), tables.Remedy),
    tables.RepresentedWord: (("remedy_id",), tables.Remedy),
    tables.HandoverConsent: (("handover_id",), tables.Handover),
}
CHAINED_INSTEAD = {("cases", "head")}  # it follows from the digests, so it cannot be in one
# Columns that came later, with what each row of before got in them. While a row holds that, its digest is as before.
ADDED: Mapping[tuple[str, str], Any] = {
    ("cases", "source"): Source.WORKER,
    ("cases", "entered_at"): None,
    ("cases", "import_key"): None,
    ("cases", "owner_staff_id"): None,
    ("complainants", "receipt_handed_over"): False,
    ("complainants", "receipt_by_office"): False,
    ("complainants", "chat_by_number"): False,
    ("complainants", "joined_at"): None,
    ("complainants", "left_at"): None,
    ("complainants", "erased_at"): None,
    ("thread_messages", "outbox_id"): None,
    ("evidence", "complainant_id"): None,
    ("complainants", "details_generation"): 1,
    ("complainants", "sealed_details"): None,
    ("complainants", "safe_word_generation"): 1,
    ("complainants", "sealed_safe_word"): None,
    ("referrals", "forum"): None,
    ("consents", "given_by"): None,
    ("consents", "entered_parts"): [],
    ("consents", "evidence_id"): None,
    ("consents", "entered_by_staff_id"): None,
    ("consents", "seconded_by_staff_id"): None,
    ("consents", "generation"): 1,
    ("consents", "sealed"): None,
    ("consents", "sendable_at"): None,
    ("consents", "reminded"): 0,
    ("meetings", "starts_at"): None,
    ("meetings", "hers"): False,
    ("meetings", "version"): 1,
    ("meetings", "cancelled_at"): None,
    ("meetings", "reminded_at"): None,
    ("clocks", "escalated_at"): None,
    ("clocks", "reminded_at"): None,
    ("clocks", "latest_at"): None,
    ("clocks", "step_id"): None,
    ("clocks", "met_step_id"): None,
    ("clocks", "remedy_id"): None,
    ("remedies", "improvement"): None,
    ("remedies", "covered"): 0,
    ("remedy_answers", "women"): 0,
    ("remedy_answers", "men"): 0,
    ("remedy_answers", "not_recorded"): 0,
    ("remedy_answers", "amount"): 0,
    ("remedy_answers", "witness_id"): None,
    ("remedies", "by_individuals"): 0,
    ("remedies", "by_representative"): 0,
    ("remedies", "by_nobody"): 0,
    ("disclosures", "consents"): [],
    ("disclosures", "manifest"): b"",
}
GONE = ""


def table_of(kind: type[SQLModel]) -> sa.Table:
    """The table behind a class."""
    found: sa.Table = SQLModel.metadata.tables[str(kind.__tablename__)]
    return found


def case_column(kind: type[SQLModel]) -> str:
    """The column of a covered table without a parent that names the case."""
    return "id" if kind is Case else "case_id"


@cache
def _columns(table: str) -> tuple[str, ...]:
    return tuple(
        sorted(c.name for c in SQLModel.metadata.tables[table].columns if (table, c.name) not in CHAINED_INSTEAD)
    )


@cache
def _key_columns(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in SQLModel.metadata.tables[table].primary_key.columns)


def key(table: str, values: Mapping[str, Any]) -> str:
    """How a timeline names a row: `table:primary key`."""
    return f"{table}:{'/'.join(str(values[name]) for name in _key_columns(table))}"


def digest(table: str, values: Mapping[str, Any]) -> str:
    """SHA-256 over all columns of a row, in hex; alike in memory and read back from either database."""
    said = {name: values[name] for name in _columns(table) if not _as_before(table, name, values[name])}
    return hashlib.sha256(canonical(said)).hexdigest()


def _as_before(table: str, column: str, value: Any) -> bool:
    return (table, column) in ADDED and ADDED[(table, column)] == value


def canonical(content: Any) -> bytes:
    """Plain values as JSON, in one form only."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode(
        "utf-8", "surrogatepass"
    )


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return bytes(value).hex()


class Written:
    """What one unit of work has written so far: rows, rows that went, and lines appended to timelines."""

    def __init__(self) -> None:
        self.rows: dict[str, SQLModel] = {}
        self.lines: dict[str, list[Event]] = {}  # by case
        self.cases: dict[str, Case] = {}
        self._left: dict[str, set[str]] = {}  # rows that went over to another case, by the case they left
        self._made: set[str] = set()
        self._changed: set[str] = set()  # their columns may hold what somebody else wrote meanwhile
        self._bulk_changed: set[str] = set()
        self._bulk_gone: set[str] = set()
        self._closed = False

    def append(self, case: Case, line: Event) -> None:
        """A line that gets its digest in the end."""
        self.cases[case.id] = case
        self.lines.setdefault(case.id, []).append(line)

    def collect(self, session: PlainSession) -> None:
        """Note what a flush is about to write."""
        if self._closed:
            return
        for row in session.deleted:
            self._note(row)
        for row in session.new:
            self._made.add(self._note(row))
        for row in session.dirty:
            if isinstance(row, COVERED) and session.is_modified(row):
                self._changed.add(self._note(row))
                self._note_moved(row)

    def _note(self, row: Any) -> str:
        if not isinstance(row, COVERED):
            return ""
        name = _name(row)
        self.rows[name] = row
        self._bulk_gone.discard(name)
        return name

    def _note_moved(self, row: SQLModel) -> None:
        if type(row) in PARENTS or isinstance(row, Case):
            return
        for before in sa.inspect(row).attrs.case_id.history.deleted or ():
            if before is not None:
                self._left.setdefault(before, set()).add(_name(row))

    def note_bulk(self, state: ORMExecuteState) -> None:
        """A statement that changes rows past the session's bookkeeping: note which ones first."""
        mapper = state.bind_mapper
        if mapper is None or not issubclass(mapper.class_, COVERED):
            return
        assert not state.is_insert, "a bulk insert would leave rows that no timeline lists"
        where = getattr(state.statement, "whereclause", None)
        wanted = select(mapper.class_) if where is None else select(mapper.class_).where(where)
        for row in state.session.scalars(wanted).all():
            name = self._note(row)
            (self._bulk_gone if state.is_delete else self._bulk_changed).add(name)

    async def by_case(self, session: AsyncSession) -> dict[str, dict[str, str]]:
        """Digest of every row that was written and belongs to a case; nothing is noted any more from here on."""
        self.collect(session.sync_session)
        self._closed = True
        await self._read_again(session)
        found: dict[str, dict[str, str]] = {
            case: dict.fromkeys(sorted(names), GONE) for case, names in self._left.items()
        }
        for name, row in self.rows.items():
            if self._never_was(session, row):
                continue
            case_id = await self._case_of(session, row)
            if case_id is not None:
                gone = self._is_gone(session, name, row)
                found.setdefault(case_id, {})[name] = GONE if gone else digest(str(row.__tablename__), row.__dict__)
        return found

    async def _read_again(self, session: AsyncSession) -> None:
        """Rows as the database has them now: on PostgreSQL somebody may have changed other columns before us."""
        shared = session.get_bind().dialect.name != "sqlite"
        stale = self._bulk_changed | (self._changed - self._made if shared else set())
        stale |= {name for name, row in self.rows.items() if sa.inspect(row).expired_attributes}
        rows = [self.rows[name] for name in sorted(stale) if not self._is_gone(session, name, self.rows[name])]
        if rows:
            await session.flush()
        for row in rows:
            await session.refresh(row)

    def _is_gone(self, session: AsyncSession, name: str, row: SQLModel) -> bool:
        return name in self._bulk_gone or row in session.deleted or not (row in session or row in session.new)

    @staticmethod
    def _never_was(session: AsyncSession, row: SQLModel) -> bool:
        """Taken back by a savepoint before it was written."""
        return bool(sa.inspect(row).transient)

    async def _case_of(self, session: AsyncSession, row: SQLModel) -> str | None:
        if type(row) not in PARENTS:
            case_id: str | None = getattr(row, case_column(type(row)))
            return case_id
        columns, parent = PARENTS[type(row)]
        values = tuple(getattr(row, name) for name in columns)
        known = self.rows.get(f"{parent.__tablename__}:{'/'.join(map(str, values))}")
        found = known or await session.get(parent, values if len(values) > 1 else values[0])
        return await self._case_of(session, found) if found is not None else None


def _name(row: SQLModel) -> str:
    return key(str(row.__tablename__), row.__dict__)


class _NotingSession(Session):
    """A session that notes what it writes."""


class WritingSession(AsyncSession):
    """The session of a unit of work that may write."""

    sync_session_class = _NotingSession


def written_in(session: AsyncSession | PlainSession) -> Written:
    """What this session has written so far."""
    noted: Written = session.info.setdefault("written", Written())
    return noted


@sa.event.listens_for(_NotingSession, "before_flush")
def _before_flush(session: PlainSession, _context: Any, _instances: Any) -> None:
    written_in(session).collect(session)


@sa.event.listens_for(_NotingSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        written_in(state.session).note_bulk(state)
