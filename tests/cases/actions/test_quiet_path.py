"""Violence, and what happens to children: nothing goes out that she did not ask for just then."""

from __future__ import annotations

import pytest

from cases.actions import asking, direct, triage
from cases.actions.direct import Notice
from cases.rules.errors import NotNow
from cases.rules.vocabulary import ConsentStatus, Forum, Issue, NoticeBy, Part, Urgency
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.tables import Case
from cases.store.views import view_case
from tests.cases.actions.test_standing_consents import asked, say
from tests.cases.world import STORY, World


async def test_her_words_stand_in_no_list_and_the_wish_for_a_woman_does(sqlite_world: World) -> None:
    """Whoever leads sees the wish before opening; on another path the words are back."""
    filed = await sqlite_world.file(issue=Issue.VIOLENCE, for_woman=True)
    (case,) = await sqlite_world.rows(Case)
    assert case.urgency is Urgency.URGENT
    async with sqlite_world.store.reading() as unit:
        (row,) = (await list_cases(unit, sqlite_world.viewer("dara"))).rows
        assert (row.card["words"], row.card["for_woman"]) == ("", True)
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number))
        assert view.quiet and view.for_woman and view.critical_issues == (6,)
    await sqlite_world.act("dara", filed.number, triage.correct, Issue.OTHER)
    async with sqlite_world.store.reading() as unit:
        (row,) = (await list_cases(unit, sqlite_world.viewer("dara"))).rows
        assert row.card["words"] == STORY


async def test_the_factory_is_told_only_what_she_asked_to_be_told(sqlite_world: World) -> None:
    """Her consent to the track alone is not enough."""
    filed = await sqlite_world.active(issue=Issue.CHILD_FORCED)
    track = await sqlite_world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    await sqlite_world.answer(filed, track.reference)
    said = (sqlite_world.today, NoticeBy.MEETING, [Part.WHAT_HAPPENED], "A child works on the night shift.")
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, direct.notify_employer, track.reference, Notice(*said))
    assert refused.value.code == "quiet_not_asked"
    asked = Notice(*said, she_asked=True)
    assert await sqlite_world.act("dara", filed.number, direct.notify_employer, track.reference, asked)


async def test_what_she_said_in_advance_answers_nothing_there(sqlite_world: World) -> None:
    """She is asked herself, each time."""
    filed = await sqlite_world.active(issue=Issue.VIOLENCE)
    await say(sqlite_world, filed)
    _, consent = await asked(sqlite_world, filed)
    assert consent.status is ConsentStatus.ASKED
