"""Any life of a case with several workers: they join, leave, decline and are erased, and the promises to each hold."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cases.actions import asking, consents, delivering, disclosing, erasure, remedies, upkeep, withdrawing
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import CaseStatus, ClosingReason, ConsentStatus, Part, ReferralStatus
from cases.rules.workflow import LIVE
from cases.store import timeline
from cases.store.door import case_for
from cases.store.tables import Case, Complainant, Consent, Disclosure, Referral, Remedy, StoryEntry
from cases.store.views import view_case
from tests.cases.lives import InAWorld, live
from tests.cases.world import STORY, Filed, Furniture

which = st.integers(0, 3)


def test_promises_to_each_hold_in_any_order_of_things(furnished_sqlite: tuple[Path, Furniture], tmp_path: Path) -> None:
    """A few lives of some twenty steps each, on a real database."""
    database, furniture = furnished_sqlite
    numbers = itertools.count()

    def begin() -> Any:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Group(f"sqlite:///{shutil.copy(database, folder / 'samleng.db')}", folder, furniture)

    live(begin, lives=6, steps=18)


class Group(InAWorld):
    """A case that two workers are in from the start. A rule that is refused leaves everything as it was."""

    def __init__(self, url: str, folder: Path, furniture: Furniture) -> None:
        super().__init__(url, folder, furniture)
        self.workers: list[Filed] = [self.run(self.world.active())]
        self.told = {self.workers[0].complainant_id: STORY}
        self.join()

    @property
    def number(self) -> str:
        return self.workers[0].number

    def worker(self, number: int) -> Filed:
        return self.workers[number % len(self.workers)]

    def references(self) -> list[str]:
        return sorted(row.reference for row in self.run(self.world.rows(Referral)))

    # ------------------------------------------------------------------------------------- the desk
    @rule()
    def join(self) -> None:
        if len(self.workers) < 4:
            words = f"This is what worker {len(self.workers) + 1} saw."
            with contextlib.suppress(SamlengError):
                joined = self.run(self.world.colleague(self.workers[0], words))
                self.workers.append(joined)
                self.told[joined.complainant_id] = words

    @rule()
    def propose(self) -> None:
        self.attempt(self.world.ask(self.workers[0]))

    @rule()
    def ask_again(self) -> None:
        for reference in self.references()[-1:]:
            self.attempt(self.world.act("dara", self.number, asking.ask_parts, reference, [Part.WHAT_HAPPENED]))

    @rule()
    def send(self) -> None:
        for reference in self.references():
            self.attempt(self.world.act("dara", self.number, disclosing.send_referral, reference))

    @rule()
    def deliver(self) -> None:
        async def delivered() -> None:
            remedy_id = await self.world.agreed("dara", self.number)
            await self.world.act("dara", self.number, delivering.deliver_remedy, remedy_id, self.world.today)

        if not self.run(self.world.rows(Remedy)):
            self.attempt(delivered())

    # ------------------------------------------------------------------------------------------ they
    @rule(number=which, yes=st.booleans())
    def answer(self, number: int, yes: bool) -> None:
        filed = self.worker(number)
        for row in self.run(self.world.rows(Consent, Consent.complainant_id == filed.complainant_id)):
            given: dict[str, Any] = {"parts": row.parts, "language": "km", "wording_digest": "0" * 64}
            self.attempt(self.world.her(filed, consents.answer_consent, row.id, yes=yes, **given))

    @rule(number=which)
    def take_back(self, number: int) -> None:
        filed = self.worker(number)
        for row in self.run(self.world.rows(Consent, Consent.complainant_id == filed.complainant_id)):
            self.attempt(self.world.her(filed, consents.withdraw_consent, row.id))

    @rule(number=which, confirmed=st.booleans())
    def say(self, number: int, confirmed: bool) -> None:
        for row in self.run(self.world.rows(Remedy)):
            answer = remedies.answer_remedy
            self.attempt(self.world.her(self.worker(number), answer, row.id, confirmed=confirmed, facts={}))

    @rule(number=which)
    def leave(self, number: int) -> None:
        self.attempt(self.world.her(self.worker(number), withdrawing.withdraw_case))

    @rule(number=which)
    def erase(self, number: int) -> None:
        self.attempt(self.world.her(self.worker(number), withdrawing.erase_now))

    @rule(days=st.sampled_from([1, 8, 15]))
    def time(self, days: int) -> None:
        self.world.clock.let_pass(days=days)
        self.run(self._jobs())

    async def _jobs(self) -> None:
        async with self.world.store.writing() as unit:
            await upkeep.run_out(unit)
        await erasure.erase_due(self.world.store)

    # -------------------------------------------------------------------------------------- promises
    @invariant()
    def promises_hold(self) -> None:
        self.run(self._promises())

    async def _promises(self) -> None:
        world = self.world
        async with world.store.reading() as unit:
            case = await unit.session.get_one(Case, self.workers[0].case_id)
            assert await timeline.verify_cases(unit, [case.id]) == []
        people = await world.rows(Complainant)
        staying = {row.id for row in people if row.left_at is None}
        assert staying, "the last one closes the case and does not leave it"
        assert case.status is not CaseStatus.CLOSED or case.closing_reason is ClosingReason.WITHDRAWN
        assert case.status is not CaseStatus.CLOSED or len(staying) == 1, "nobody ends it for those who stay"
        words = await world.rows(Consent)
        open_words = [row for row in words if row.status in (ConsentStatus.ASKED, ConsentStatus.GIVEN)]
        assert {row.complainant_id for row in open_words} <= staying
        await self._tracks(open_words)
        await self._versions(case, people, {row.id: row for row in words})

    async def _tracks(self, open_words: list[Consent]) -> None:
        """Nobody's track ends while her word stands, and none that was not sent waits for nobody."""
        alive = {row.referral_id for row in open_words}
        for row in await self.world.rows(Referral):
            if row.id in alive:
                assert row.status in LIVE
            elif row.status in (ReferralStatus.ASKED, ReferralStatus.READY):
                raise AssertionError("it waits for nobody")

    async def _versions(self, case: Case, people: list[Complainant], words: dict[str, Consent]) -> None:
        """What opens to the recipient went on words that stand; of who left there is nothing in it."""
        world = self.world
        for row in await world.rows(Disclosure):
            if row.ended_at is None:
                assert all(words[one].status is ConsentStatus.GIVEN for one in row.consents)
        gone = [row.id for row in people if row.erased_at is not None]
        assert not [row for row in await world.rows(StoryEntry) if row.complainant_id in gone]
        if case.erased_at is not None:
            return
        left = {self.told[row.id] for row in people if row.left_at is not None}
        for referral in await world.rows(Referral):
            if referral.sent_at is None:
                continue
            async with world.store.reading() as unit:
                view = await view_case(unit, await case_for(unit, world.viewer("maly"), referral.reference))
            told = {item["text"] for items in view.tracks[0].disclosed.values() for item in items}
            assert not told & left
