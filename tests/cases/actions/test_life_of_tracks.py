"""Any life of several tracks: four parties, two workers, words given, stopped and taken back, on both databases.

Nothing is shared outside a word that stands, no track's events move another, whoever ended one can be told from the
timeline, and the timeline alone gives the state.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cases.actions import (
    asking,
    consents,
    disclosing,
    filing,
    meetings,
    referrals,
    reminding,
    standing_consents,
    upkeep,
    withdrawing,
)
from cases.actions.filing import Piece
from cases.rules.ends import ending
from cases.rules.errors import NotThere
from cases.rules.vocabulary import (
    Conclusion,
    ConsentStatus,
    Language,
    Part,
    ReferralStatus,
    RejectionReason,
    StandingChoice,
    StoryKind,
)
from cases.rules.workflow import ENDED, Act, track_table
from cases.store import timeline
from cases.store.door import case_for
from cases.store.tables import Case, Consent, Disclosure, Event, LockboxKey, Referral, ThreadMessage
from cases.store.track_views import disclosed_to
from tests.cases.lives import InAWorld, live
from tests.cases.world import Filed, Furniture
from tests.support.postgres_copies import Copies

PARTIES = ("bfc", "other", "ministry")
VIEWERS = {"bfc": "maly", "other": "vuthy", "ministry": "dara"}  # the ministry is kept by the lead
PARTS = (Part.WHAT_HAPPENED, Part.IDENTITY)
which = st.integers(0, 9)
subsets = st.sets(st.sampled_from(PARTS), min_size=1).map(lambda found: sorted(part.value for part in found))

# What each line of a track's timeline did to it; words are counted apart.
ACTS: Mapping[str, Act] = {
    "referral_sent": Act.SEND,
    "referral_sent_more": Act.SEND,
    "referral_received": Act.RECEIVE,
    "referral_accepted": Act.ACCEPT,
    "referral_rejected": Act.REJECT,
    "meeting": Act.MEET,
    "referral_concluded": Act.CONCLUDE,
    "referral_revoked": Act.REVOKE,
}
WORDS: Mapping[str, ConsentStatus] = {
    "consent_given": ConsentStatus.GIVEN,
    "consent_declined": ConsentStatus.DECLINED,
    "consent_stopped": ConsentStatus.DECLINED,
    "consent_withdrawn": ConsentStatus.WITHDRAWN,
    "consent_expired": ConsentStatus.EXPIRED,
}
ENDS: Mapping[ReferralStatus, tuple[str, ...]] = {
    ReferralStatus.DECLINED: ("consent_declined", "consent_stopped"),
    ReferralStatus.EXPIRED: ("referral_expired",),
    ReferralStatus.REJECTED: ("referral_rejected",),
    ReferralStatus.REVOKED: ("referral_revoked",),
    ReferralStatus.CONCLUDED: ("referral_concluded",),
    ReferralStatus.WITHDRAWN: ("consent_withdrawn", "withdrawn", "worker_left"),
}
TOLD = {
    ReferralStatus.EXPIRED: "referral_expired",
    ReferralStatus.REJECTED: "referral_rejected",
    ReferralStatus.REVOKED: "referral_revoked",
    ReferralStatus.CONCLUDED: "referral_concluded",
}
Lend = Callable[[Path], contextlib.AbstractContextManager[tuple[str, Furniture]]]


@pytest.fixture
def lend(request: pytest.FixtureRequest) -> Lend:
    """A furnished database for one life."""
    if request.param == "sqlite":
        database, furniture = request.getfixturevalue("furnished_sqlite")

        @contextlib.contextmanager
        def copied(folder: Path) -> Iterator[tuple[str, Furniture]]:
            yield f"sqlite:///{shutil.copy(database, folder / 'samleng.db')}", furniture

        return copied
    copies: Copies = request.getfixturevalue("_furnished_copies")
    served: Furniture = request.getfixturevalue("_furnished_postgres")

    @contextlib.contextmanager
    def lent(folder: Path) -> Iterator[tuple[str, Furniture]]:
        with copies.lent() as url:
            yield url, served

    return lent


@pytest.mark.parametrize(
    ("lend", "lives"),
    [("sqlite", 5), ("postgres", 1), pytest.param("postgres", 5, marks=pytest.mark.chaos)],
    indirect=["lend"],
)
def test_promises_hold_on_every_track_in_any_order_of_things(lend: Lend, lives: int, tmp_path: Path) -> None:
    """A few lives of some sixteen steps each; on PostgreSQL one, and as many in the long drill."""
    numbers = itertools.count()

    def begin() -> Any:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Tracks(lend, folder)

    live(begin, lives=lives, steps=16)


class Tracks(InAWorld):
    """A case of two workers whose words tell whose they are. What is refused leaves everything as it was."""

    def __init__(self, lend: Lend, folder: Path) -> None:
        self.borrowed = contextlib.ExitStack()
        url, furniture = self.borrowed.enter_context(lend(folder))
        super().__init__(url, folder, furniture)
        first = self.run(self.world.active(story=[Piece(StoryKind.TEXT, "told-by-1")]))
        self.run(self.world.her(first, filing.set_identity, "named-1", ""))
        self.workers = [first, self.run(self.world.colleague(first, "told-by-2", "named-2"))]

    def teardown(self) -> None:
        super().teardown()
        self.borrowed.close()

    def tracks(self) -> list[Referral]:
        rows = self.run(self.world.rows(Referral))
        return sorted(rows, key=lambda row: (row.asked_at, row.id))

    def attempt(self, work: Coroutine[Any, Any, object], about: str = "") -> None:
        """Do it; where it is about one track, no other moves."""
        before = {row.reference: (row.status, row.version) for row in self.tracks()}
        super().attempt(work)
        if about:
            after = {row.reference: (row.status, row.version) for row in self.tracks()}
            assert {k: v for k, v in after.items() if k != about} == {k: v for k, v in before.items() if k != about}

    @property
    def number(self) -> str:
        return self.workers[0].number

    def worker(self, number: int) -> Filed:
        return self.workers[number % 2]

    # ------------------------------------------------------------------------------------- the desk
    @rule(slug=st.sampled_from(PARTIES), parts=subsets)
    def propose(self, slug: str, parts: list[str]) -> None:
        self.attempt(self.world.ask(self.workers[0], slug, parts))

    @rule(slug=st.sampled_from(PARTIES), parts=subsets)
    def bring_in(self, slug: str, parts: list[str]) -> None:
        """Asked, given by both and sent in one go, so that lives get far."""
        self.attempt(self.world.ask(self.workers[0], slug, parts))
        for number in (0, 1):
            self.answer_all(self.worker(number), yes=True, fewer=False)
        self.world.clock.let_pass(hours=25)
        for row in self.tracks():
            self.attempt(self.world.act("dara", self.number, disclosing.send_referral, row.reference), row.reference)
        for step in ("receive", "accept"):
            for number in range(4):
                self.step(number, step)

    @rule(number=which, parts=subsets)
    def ask_more(self, number: int, parts: list[str]) -> None:
        for row in self.tracks()[number % 4 :][:1]:
            work = self.world.act("dara", self.number, asking.ask_parts, row.reference, parts)
            self.attempt(work, row.reference)

    @rule()
    def send(self) -> None:
        for row in self.tracks():
            self.attempt(self.world.act("dara", self.number, disclosing.send_referral, row.reference), row.reference)

    @rule(number=which)
    def revoke(self, number: int) -> None:
        for row in self.tracks()[number % 4 :][:1]:
            work = self.world.act("sophea", self.number, referrals.revoke_referral, row.reference)
            self.attempt(work, row.reference)

    # ------------------------------------------------------------------------------------ recipients
    @rule(number=which, step=st.sampled_from(["receive", "accept", "reject", "meet", "conclude"]))
    def recipient(self, number: int, step: str) -> None:
        """Each party on its own track; the lead's officer in the place of the ministry."""
        self.step(number, step)

    def step(self, number: int, step: str) -> None:
        for row in self.tracks()[number % 4 :][:1]:
            slug = next(slug for slug in PARTIES if self.world.party[slug] == row.party_id)
            alias = VIEWERS[slug]
            door, filed = (self.number, ("112/24", self.world.today)) if alias == "dara" else (row.reference, ())
            minutes = meetings.Minutes("hall", "all")
            verb: Any = {
                "receive": (referrals.receive_referral, row.reference, *filed),
                "accept": (referrals.accept_referral, row.reference),
                "reject": (referrals.reject_referral, RejectionReason.NOT_COVERED, row.reference),
                "meet": (meetings.log_meeting, self.world.today, minutes, None, row.reference),
                "conclude": (referrals.conclude_referral, Conclusion.SETTLED, row.reference),
            }[step]
            self.attempt(self.world.act(alias, door, *verb), row.reference)

    # ------------------------------------------------------------------------------------------ they
    def words_of(self, worker: Filed) -> list[tuple[Consent, str]]:
        references = {row.id: row.reference for row in self.tracks()}
        rows = self.run(self.world.rows(Consent, Consent.complainant_id == worker.complainant_id))
        return [(row, references[row.referral_id]) for row in sorted(rows, key=lambda row: (row.asked_at, row.id))]

    @rule(number=which, yes=st.booleans(), fewer=st.booleans())
    def answer(self, number: int, yes: bool, fewer: bool) -> None:
        """To everything that she is asked; sometimes with a part taken out."""
        self.answer_all(self.worker(number), yes=yes, fewer=fewer)

    def answer_all(self, worker: Filed, *, yes: bool, fewer: bool) -> None:
        for row, reference in self.words_of(worker):
            given: dict[str, Any] = {"language": Language.KHMER, "wording_digest": "0" * 64}
            parts = row.parts[:1] if fewer else row.parts
            work = self.world.her(worker, consents.answer_consent, row.id, yes=yes, parts=parts, **given)
            self.attempt(work, reference)

    @rule(number=which, word=which)
    def take_back(self, number: int, word: int) -> None:
        worker = self.worker(number)
        for row, reference in self.words_of(worker)[word % 3 :][:1]:
            self.attempt(self.world.her(worker, consents.withdraw_consent, row.id), reference)

    @rule(slug=st.sampled_from(PARTIES), choice=st.sampled_from(StandingChoice))
    def say_in_advance(self, slug: str, choice: StandingChoice) -> None:
        given: dict[str, Any] = {"language": Language.KHMER, "wording_digest": "0" * 64}
        work = self.world.her(self.workers[0], standing_consents.give_standing, self.world.party[slug], choice, **given)
        self.attempt(work)

    @rule(word=which)
    def stop(self, word: int) -> None:
        for row, reference in self.words_of(self.workers[0])[word % 3 :][:1]:
            self.attempt(self.world.her(self.workers[0], standing_consents.stop_consent, row.id), reference)

    @rule(sure=st.integers(0, 4))
    def leave(self, sure: int) -> None:
        if sure == 0:
            self.attempt(self.world.her(self.workers[1], withdrawing.withdraw_case))

    @rule(days=st.sampled_from([1, 2, 15, 366]))
    def time(self, days: int) -> None:
        self.world.clock.let_pass(days=days)
        self.run(self._jobs())

    async def _jobs(self) -> None:
        for work in (upkeep.run_out, reminding.remind, reminding.escalate):
            async with self.world.store.writing() as unit:
                await work(unit)

    # -------------------------------------------------------------------------------------- promises
    @invariant()
    def promises_hold(self) -> None:
        self.run(self._promises())
        self.world.clock.let_pass(minutes=1)

    async def _promises(self) -> None:
        world = self.world
        async with world.store.reading() as unit:
            case = await unit.session.get_one(Case, self.workers[0].case_id)
            assert await timeline.verify_cases(unit, [case.id]) == []
        found = await world.rows(Referral)
        words = await world.rows(Consent)
        lines = sorted(await world.rows(Event), key=lambda line: line.seq)
        told = {row.notice for row in await world.rows(ThreadMessage)}
        for row in found:
            await self._shares_what_stands(row, [word for word in words if word.referral_id == row.id])
            self._ends_with_a_name(row, words, lines, told)
            assert replayed(row, words, lines) is row.status, row.status
        await self._doors(found)

    async def _shares_what_stands(self, row: Referral, words: list[Consent]) -> None:
        """No byte outside a word that stands, and nothing opens that went on one that does not."""
        world = self.world
        stands = [word for word in words if word.status is ConsentStatus.GIVEN]
        markers = {Part.WHAT_HAPPENED.value: "told-by-", Part.IDENTITY.value: "named-"}
        numbers = {worker.complainant_id: index for index, worker in enumerate(self.workers, 1)}
        allowed = {markers[part] + str(numbers[word.complainant_id]) for word in stands for part in word.parts}
        slug = next(slug for slug in PARTIES if world.party[slug] == row.party_id)
        if row.sent_at is not None:
            async with world.store.reading() as unit:
                seen = json.dumps(await disclosed_to(unit, world.viewer(VIEWERS[slug]).keys, row))
            everything = {f"{marker}{number}" for marker in markers.values() for number in (1, 2)}
            assert {marker for marker in everything if marker in seen} <= allowed
        for version in await world.rows(Disclosure, Disclosure.referral_id == row.id):
            if version.ended_at is None:
                assert set(version.consents) <= {word.id for word in stands}
            else:
                halves = await world.rows(LockboxKey, LockboxKey.box == version.box)
                assert not [half for half in halves if row.party_id in half.holder]

    def _ends_with_a_name(self, row: Referral, words: list[Consent], lines: list[Event], told: set[str]) -> None:
        """Whoever ended it stands in the timeline, with the reason where there is one; the workers were told."""
        if row.status not in ENDED:
            return
        hers = {word.id for word in words if word.referral_id == row.id}
        ended = [line for line in lines if line.kind in ENDS[row.status] and _is_about(line, row, hers)]
        assert ended and ended[-1].actor
        if row.status is ReferralStatus.REJECTED:
            assert row.rejection is not None and ended[-1].data["reason"] == row.rejection.value
        if row.status in TOLD:
            assert TOLD[row.status] in told

    async def _doors(self, found: list[Referral]) -> None:
        """A recipient's door opens to its own sent track alone, under its own reference."""
        for slug in ("bfc", "other"):
            viewer = self.world.viewer(VIEWERS[slug])
            for number in {self.number, *(row.reference for row in found)}:
                own = any(row.reference == number and row.party_id == viewer.party_id and row.sent_at for row in found)
                async with self.world.store.reading() as unit:
                    try:
                        await case_for(unit, viewer, number)
                    except NotThere:
                        assert not own
                    else:
                        assert own


def _is_about(line: Event, row: Referral, words: set[str]) -> bool:
    named = line.data.get("referral") == row.id or line.data.get("consent") in words
    return named or line.referral_id == row.id or line.kind in ("withdrawn", "worker_left")


def replayed(row: Referral, asked: list[Consent], lines: list[Event]) -> ReferralStatus:
    """The status of a track by its timeline alone: every act in order, and whose word stood when."""
    table, status = track_table(row.forum), ReferralStatus.ASKED
    hers = {word.id: word for word in asked if word.referral_id == row.id}
    words: dict[str, ConsentStatus] = {}
    for line in lines:
        for word in hers.values():
            if word.asked_at <= line.at:
                words.setdefault(word.id, ConsentStatus.ASKED)
        if line.kind in ACTS and line.referral_id == row.id:
            status = table[status, ACTS[line.kind]].to
        elif line.kind == "referral_expired" and line.data.get("referral") == row.id:
            status = ReferralStatus.EXPIRED
        elif line.kind in WORDS and line.data.get("consent") in hers:
            words[line.data["consent"]] = WORDS[line.kind]
            act = Act.CONSENT if line.kind == "consent_given" else ending(list(words.values()))
            if act in (Act.CONSENT, Act.DECLINE, Act.WITHDRAW) and (status, act) in table:
                status = table[status, act].to
        elif line.kind == "worker_left":
            status = _without(row, hers, words, line, status)
    return status


def _without(
    row: Referral,
    hers: Mapping[str, Consent],
    words: dict[str, ConsentStatus],
    line: Event,
    status: ReferralStatus,
) -> ReferralStatus:
    """Somebody left: her words are taken back, and what hung on them alone has ended."""
    stood = False
    for word in hers.values():
        if line.actor == f"complainant:{word.complainant_id}" and word.id in words:
            stood = stood or words[word.id] is ConsentStatus.GIVEN
            if words[word.id] in (ConsentStatus.GIVEN, ConsentStatus.ASKED):
                words[word.id] = ConsentStatus.WITHDRAWN
    act = ending(list(words.values())) if words else None
    if act in (Act.DECLINE, Act.WITHDRAW) and status not in ENDED:
        return track_table(row.forum)[status, act].to if (status, act) in track_table(row.forum) else status
    return status
