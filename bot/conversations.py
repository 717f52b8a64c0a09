"""Conversations at rest: sealed under the day's draft key, found by chat or by the secret of a browser page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import col, select

from bot.dialogue import conversation as dialogue
from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.model import StoryItem
from cases.rules.errors import NotConfigured, NotThere
from cases.rules.issues import is_quiet
from cases.rules.vocabulary import Channel, ClosingReason, Language
from cases.store import announcing, outbox, questions_left
from cases.store.clock import cambodian_day
from cases.store.keys_folder import DRAFT
from cases.store.tables import Case, Complainant, Correspondent, OutboxMessage, new_id
from cases.store.tables import Conversation as Row
from cases.store.unit import Unit, is_open
from cases.vault import staff_keys
from cases.vault.hashing import keyed_digest
from cases.vault.sealing import DoesNotOpen, Where, open_under, seal_under

KEPT = dt.timedelta(hours=72)
REMINDED_AFTER = dt.timedelta(hours=24)
HERE = dt.timedelta(minutes=2)  # so long after her last word she sees at once what comes


@dataclass
class Open:
    """A conversation in hand: its row, its value, and whom it is with."""

    row: Row
    state: Conversation
    correspondent: Correspondent | None
    in_line: bool = False  # earlier messages to her are still to be sent
    held: bool = False  # notices wait until she opens them

    @property
    def mine(self) -> tuple[str, ...]:
        """The complainants that are hers."""
        return tuple(one.complainant_id for one in self.state.own_cases())


def _where(row_id: str, version: int) -> Where:
    return Where(Row.__tablename__, "sealed_state", row_id, version)


OF_CHAT = (
    select(Correspondent, Row, outbox.is_waiting(), announcing.is_held())
    .outerjoin(Row, col(Row.correspondent_id) == col(Correspondent.id))
    .where(col(Correspondent.address_digest) == sa.bindparam("digest"))
    .with_for_update(of=Correspondent)
)


async def of_chat(unit: Unit, address: str, public_url: str, sent: Sequence[str] = ()) -> Open:
    """The conversation with a chat; a new one, or one rebuilt from her linked cases, where there is none.

    `sent` are messages that went out and are not written down yet.
    """
    asked = {"digest": _address_digest(unit, address), "sent": sent, "now": unit.now}
    found = (await unit.session.exec(OF_CHAT, params=asked)).first()
    correspondent, row, in_line, held = found or (await _new_correspondent(unit, address), None, False, False)
    if correspondent.unreachable_at is not None:
        since, correspondent.unreachable_at = correspondent.unreachable_at, None
        unit.session.add(correspondent)
        await outbox.remind_of_dropped(unit, correspondent, since)
    state = _opened(unit, row) if row is not None else None
    if state is not None and await _came_meanwhile(unit, correspondent, state):
        state = replace(state, writing_in="", unasked=True)
    return Open(
        row or Row(correspondent_id=correspondent.id, key_name="", sealed_state=b"", expires_at=unit.now + KEPT),
        state or await _begun(unit, correspondent, public_url),
        correspondent,
        in_line,
        held,
    )


async def _came_meanwhile(unit: Unit, correspondent: Correspondent, state: Conversation) -> bool:
    """Did something come unasked since her last word? It may be of another of her cases, and so may her answer."""
    if not state.has_a_choice or not state.heard_at:
        return False
    newer = select(OutboxMessage.id).where(
        OutboxMessage.correspondent_id == correspondent.id,
        col(OutboxMessage.created_at) > dt.datetime.fromisoformat(state.heard_at),
    )
    return (await unit.session.exec(newer.limit(1))).first() is not None


async def id_of_chat(unit: Unit, address: str) -> str | None:
    """The id of the conversation with a chat, if there is one yet."""
    query = (
        select(Row.id)
        .join(Correspondent, col(Correspondent.id) == col(Row.correspondent_id))
        .where(Correspondent.address_digest == _address_digest(unit, address))
    )
    return (await unit.session.exec(query)).first()


def _address_digest(unit: Unit, address: str) -> str:
    return keyed_digest(unit.keys.contacts("digests"), f"{Channel.TELEGRAM}|{address}".encode()).hex()


async def _new_correspondent(unit: Unit, address: str) -> Correspondent:
    correspondent_id = new_id()
    made = Correspondent(
        id=correspondent_id,
        channel=Channel.TELEGRAM,
        address_digest=_address_digest(unit, address),
        sealed_address=outbox.seal_address(unit, correspondent_id, address),
        created_at=unit.now,
    )
    unit.session.add(made)
    await unit.session.flush()
    return made


async def _begun(unit: Unit, correspondent: Correspondent, public_url: str) -> Conversation:
    """A fresh conversation, at home where she has a case already."""
    found = (
        await unit.session.exec(
            select(Complainant, Case)
            .join(Case, col(Complainant.case_id) == col(Case.id))
            .where(Complainant.correspondent_id == correspondent.id)
            .order_by(col(Case.filed_at).desc())
        )
    ).all()
    left = await questions_left.steps_left(unit, [person.id for person, _ in found])
    filed = [_filed(person, case, left.get(person.id, "")) for person, case in found]
    if not filed:
        return replace(dialogue.new(Channel.TELEGRAM, public_url), covered=True)
    return Conversation(
        channel=Channel.TELEGRAM,
        public_url=public_url,
        language=Language(correspondent.language),
        language_known=True,
        step="home",
        covered=True,
        draft=None,
        filed=filed[0],
        earlier=tuple(reversed(filed[1:])),
        chat_told=True,
        hours_told=True,
    )


def _filed(person: Complainant, case: Case, left: str) -> Filed:
    gone = _withdrawn(person, case)
    day = cambodian_day(case.filed_at).isoformat()
    return Filed(person.id, case.number, case.issue, next_question="" if gone else left, withdrawn=gone, filed_on=day)


def _withdrawn(person: Complainant, case: Case) -> bool:
    return person.left_at is not None or case.closing_reason is ClosingReason.WITHDRAWN


def _opened(unit: Unit, row: Row) -> Conversation | None:
    """The value, or None when it ran out: its key is destroyed on time, whatever the row says."""
    if row.expires_at <= unit.now:
        return None
    try:
        text = open_under(unit.keys.daily(row.key_name), _where(row.id, row.version), row.sealed_state)
    except (NotConfigured, DoesNotOpen):
        return None
    return Conversation.from_json(json.loads(text))


async def begin_in_browser(unit: Unit, state: Conversation) -> tuple[str, Open]:
    """A conversation of a browser page; returns the secret that only this page carries."""
    secret = staff_keys.new_secret()
    row_id, _ = staff_keys.secret_parts(secret)
    return secret, Open(Row(id=row_id, key_name="", sealed_state=b"", expires_at=unit.now + KEPT), state, None)


async def of_page(unit: Unit, secret: str) -> Open:
    """The conversation of a browser page.

    Raises:
        NotThere: it ran out, or never was.
    """
    row_id, _ = staff_keys.secret_parts(secret)
    wanted = select(Row).where(Row.id == row_id)
    row = (await unit.session.exec(wanted.with_for_update() if is_open() else wanted)).first()
    state = _opened(unit, row) if row else None
    if row is None or state is None:
        raise NotThere("conversation_over")
    return Open(row, state, None)


REWRITE = (
    sa.update(Row)
    .where(col(Row.id) == sa.bindparam("row"))
    .values(
        version=sa.bindparam("next"),
        key_name=sa.bindparam("name"),
        sealed_state=sa.bindparam("sealed"),
        open_until=sa.bindparam("open_until"),
        remind_at=sa.bindparam("remind_at"),
        expires_at=sa.bindparam("until"),
    )
)


def _reminded_at(unit: Unit, opened: Open, state: Conversation) -> dt.datetime | None:
    """A day after the newest piece that she told and has not sent; looking at it again changes nothing."""
    told = _unsent(state)
    if opened.correspondent is None or not told:
        return None
    return opened.row.remind_at if told == _unsent(opened.state) else unit.now + REMINDED_AFTER


def _unsent(state: Conversation) -> tuple[StoryItem, ...]:
    """What she told and nobody has; of what is told on the quiet path nothing comes to the phone."""
    story = state.draft.story if state.draft and not is_quiet(state.draft.issue) else ()
    return (*story, *state.held)


async def save(unit: Unit, opened: Open, state: Conversation) -> None:
    """Seal the new value under today's key, as the row's next version."""
    row, known = opened.row, opened.row.version > 0
    version, name = row.version + 1, unit.keys.todays(DRAFT, unit.now)
    text = json.dumps(state.to_json()).encode()
    sealed = seal_under(unit.keys.daily(name), _where(row.id, version), text)
    open_until = None if state.covered else unit.now + HERE
    remind_at = _reminded_at(unit, opened, state)
    if known:
        values = {"row": row.id, "next": version, "name": name, "sealed": sealed, "until": unit.now + KEPT}
        await unit.run(REWRITE, values | {"open_until": open_until, "remind_at": remind_at})
    else:
        row.version, row.key_name, row.sealed_state, row.expires_at = version, name, sealed, unit.now + KEPT
        row.open_until, row.remind_at = open_until, remind_at
        unit.session.add(row)
    opened.state = state
    if opened.correspondent is not None and state.language_known and opened.correspondent.language != state.language:
        opened.correspondent.language = state.language
        unit.session.add(opened.correspondent)


async def keep_questions(unit: Unit, before: Conversation, after: Conversation) -> None:
    """Where she is now in the questions of each of her cases: the conversation runs out, the case does not."""
    known = {(case.complainant_id, case.resumes_at) for case in before.own_cases()}
    for case in after.own_cases():
        if (case.complainant_id, case.resumes_at) not in known:
            await questions_left.keep(unit, case.complainant_id, case.resumes_at)
