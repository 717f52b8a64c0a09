"""The disk is seized: database, its journal and evidence tell no story, no name, no number and no chat."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from cases.actions import (
    agreeing,
    asking,
    consents,
    delivering,
    disclosing,
    filing,
    findings,
    hearings,
    meetings,
    ministry_calls,
    onward,
    party_letters,
    referrals,
    remedies,
    support,
    telling,
)
from cases.actions.complaints import Draft, write_complaint
from cases.actions.direct import Notice, notify_employer
from cases.actions.filing import Piece
from cases.actions.hearings import Appointment
from cases.actions.identities import Details, keep_identity
from cases.actions.party_letters import Words
from cases.actions.representations import Representative, write_representation
from cases.rules.vocabulary import (
    FindingResult,
    Forum,
    Language,
    NoticeBy,
    OnwardReason,
    Part,
    RemedyKind,
    StoryKind,
    SupportKind,
)
from cases.rules.workers import Workers
from cases.store import outbox
from cases.store.tables import Correspondent, Referral, new_id
from tests.cases.world import Filed, World

CANARIES = {
    "story": "ពាក្យកាណារីនៃរឿង canary-story",
    "caption": "canary-caption",
    "photo": "canary-inside-the-photo",
    "name": "Sok Canaryname",
    "phone": "0965550199",
    "chat": "775553311",
    "to her": "canary-from-the-officer",
    "from her": "canary-from-the-worker",
    "draft": "canary-unsent",
    "minutes": "canary-minutes",
    "remedy": "canary-remedy",
    "comment": "canary-comment",
    "fact": "canary-fact",
    "id number": "010-canary-id",
    "covered": "canary-covered",
    "hearing": "canary-hearing-place",
    "papers": "canary-papers",
    "call": "canary-of-the-call",
    "told": "canary-told-in-a-letter",
    "answer": "canary-answer-to-it",
    "finding": "canary-finding",
    "onward": "canary-onward",
    "support": "canary-support",
    "notice": "canary-to-management",
    "filing": "canary-112/24",
    "facts": "canary-facts-of-a-complaint",
    "speaker": "canary-representative",
    "colleague": "canary-colleague",
}


async def _live(world: World) -> str:
    """A case in which every canary is said somewhere; her receipt."""
    chat = await world.chat(CANARIES["chat"])
    photo_id = new_id()
    key, size = world.store.files.store(photo_id, CANARIES["photo"].encode() * 50)
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, photo_id, StoryKind.PHOTO, size, conversation_id="draft")
        correspondent = await unit.session.get_one(Correspondent, chat)
        await outbox.enqueue(unit, correspondent, {"notice": "message", "params": {"text": CANARIES["draft"]}})
    photo = Piece(StoryKind.PHOTO, CANARIES["caption"], photo_id, base64.b64encode(key).decode(), "image/jpeg")
    filed = await world.active(story=[Piece(StoryKind.TEXT, CANARIES["story"]), photo], correspondent_id=chat)
    await world.her(filed, filing.set_identity, CANARIES["name"], CANARIES["phone"])
    await world.her(filed, filing.answer_fact, "dismissal_how", [CANARIES["fact"]])
    await world.her(filed, telling.write_to_case, CANARIES["from her"])
    await world.act("dara", filed.number, telling.write_to_worker, CANARIES["to her"])
    reference = await world.sent(filed, parts=[Part.WHAT_HAPPENED, Part.IDENTITY, Part.CONTACT, f"evidence:{photo_id}"])

    await world.act("maly", reference, referrals.receive_referral)
    await world.act("maly", reference, referrals.accept_referral)
    minutes = meetings.Minutes("office", "all", CANARIES["minutes"])
    await world.act("maly", reference, meetings.log_meeting, world.today, minutes)
    made = await world.act(
        "maly", reference, agreeing.propose_remedy, RemedyKind.APOLOGY, Workers(), None, None, CANARIES["remedy"]
    )
    await world.act("maly", reference, agreeing.agree_remedy, made.id, world.today)
    await world.act("maly", reference, delivering.deliver_remedy, made.id, world.today)
    await world.her(
        filed, remedies.answer_remedy, made.id, confirmed=False, facts={"n": CANARIES["fact"]},
        comment=CANARIES["comment"],
    )  # fmt: skip
    await _tracks(world, filed, reference)
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, reference)).id)
    return filed.receipt


async def _tracks(world: World, filed: Filed, bfc: str) -> None:
    """What is written on the tracks: findings, letters, hearings, help, what management and the ministry were told."""

    async def do(alias: str, verb: Any, *args: Any) -> Any:
        return await world.act(alias, bfc if alias == "maly" else filed.number, verb, *args)

    said, today = CANARIES, world.today
    found = findings.Found(8, FindingResult.CONFIRMED, today.isoformat()[:7], note=said["finding"])
    await do("maly", findings.keep_finding, found)
    further = onward.Onward(world.party["other"], OnwardReason.MANDATE, said["onward"])
    await do("maly", onward.propose_onward, further)
    letter = await do("dara", party_letters.write_letter, bfc, Words(Language.ENGLISH, said["told"], "x", quoted=True))
    await do("dara", party_letters.letter_sent, letter.id, today)
    await do("dara", party_letters.keep_answer, letter.id, today, said["answer"])
    await do("dara", support.keep_support, SupportKind.FOOD, today, None, said["support"])
    await world.her(filed, ministry_calls.tell_of_call, today, said["call"])
    planned = Appointment(today + dt.timedelta(days=1), dt.time(8), said["hearing"], papers=said["papers"])
    await do("dara", hearings.keep_hearing, planned)
    await do("dara", keep_identity, 1, Details(said["id number"]))
    await world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, f"I work with {said['covered']}"))
    given = [Part.WHAT_HAPPENED, Part.IDENTITY]
    for verb, whom in ((asking.propose_referral, world.party["ministry"]), (asking.negotiate, Forum.PICC)):
        track = await do("dara", verb, whom, given, said["covered"])
        await world.answer(filed, track.reference)
    await do("dara", notify_employer, track.reference, Notice(today, NoticeBy.PHONE, given, said["notice"]))
    (ministry,) = await world.rows(Referral, Referral.party_id == world.party["ministry"])
    await do("dara", disclosing.send_referral, ministry.reference)
    await do("dara", referrals.receive_referral, ministry.reference, said["filing"], today)
    await do("dara", write_complaint, ministry.reference, Draft(said["facts"], ["unpaid_wages"]))
    await do("dara", write_representation, ministry.reference, Representative(said["speaker"]))
    await world.colleague(filed, said["colleague"], said["colleague"])


def _needles(receipt: str) -> list[bytes]:
    """Each canary as text, as JSON would escape it, in base64 at each offset, in hex and in UTF-16."""
    found = []
    for word in [*CANARIES.values(), receipt]:
        plain = word.encode()
        found += [plain, word.encode("unicode_escape"), plain.hex().encode(), word.encode("utf-16-le")]
        found += [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return found


def _canaries_in(content: bytes, receipt: str) -> list[bytes]:
    return [needle for needle in _needles(receipt) if needle in content]


async def test_a_seized_disk_sings_no_canary(sqlite_world: World) -> None:
    """Every byte of the database, its write-ahead log and the evidence folder."""
    receipt = await _live(sqlite_world)
    folder = sqlite_world.folder
    files = [path for path in folder.rglob("*") if path.is_file() and "keys" not in path.relative_to(folder).parts]
    names = {path.name for path in files}
    assert {"samleng.db", "samleng.db-wal"} <= names and len(names) >= 3
    sung = {path.name: _canaries_in(path.read_bytes(), receipt) for path in files}
    assert not any(sung.values()), sung
    assert not [word for word in CANARIES.values() if word in " ".join(map(str, files))]


async def test_a_dump_of_postgres_sings_no_canary(postgres_world: World) -> None:
    """Every value of every column."""
    receipt = await _live(postgres_world)
    address = sa.make_url(postgres_world.url).set(drivername="postgresql").render_as_string(hide_password=False)
    dumped = b""
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
                dumped += b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row) + b"\n"
    assert len(dumped) > 20_000
    assert _canaries_in(dumped, receipt) == []


def test_the_search_would_hear_a_canary(tmp_path: Path) -> None:
    """The test itself: a canary that was left open is found, however it was written."""
    for written in (CANARIES["story"].encode(), base64.b64encode(b"ab" + CANARIES["name"].encode() + b"cd")):
        assert _canaries_in(b"..." + written + b"...", "0" * 16)
