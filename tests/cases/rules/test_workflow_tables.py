"""The tables, walked whole: every status, every act, every actor."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from cases.rules.errors import NotAllowed, NotNow
from cases.rules.vocabulary import CaseStatus, HandoverStatus, ReferralStatus, RemedyStatus
from cases.rules.vocabulary import ReferralStatus as R
from cases.rules.workflow import (
    CASE,
    DIRECT,
    ENDED,
    HANDOVER,
    LIVE,
    REFERRAL,
    REMEDY,
    SETTLED,
    Act,
    Actor,
    Step,
    decide,
    possible,
)

TABLES: dict[str, tuple[Mapping[tuple[Any, Act], Step[Any]], type[StrEnum]]] = {
    "case": (CASE, CaseStatus),
    "referral": (REFERRAL, ReferralStatus),
    "direct": (DIRECT, ReferralStatus),
    "handover": (HANDOVER, HandoverStatus),
    "remedy": (REMEDY, RemedyStatus),
}
FIRST: dict[str, StrEnum] = {
    "case": CaseStatus.RECEIVED,
    "referral": ReferralStatus.ASKED,
    "direct": ReferralStatus.ASKED,
    "handover": HandoverStatus.ASKED,
    "remedy": RemedyStatus.PROPOSED,
}
# Nobody receives, accepts or rejects what the lead negotiates itself.
NEVER: dict[str, set[StrEnum]] = {
    "direct": {ReferralStatus.SENT, ReferralStatus.RECEIVED, ReferralStatus.ACCEPTED, ReferralStatus.REJECTED}
}
each_table = pytest.mark.parametrize("name", TABLES)


@each_table
def test_every_combination_gives_the_tables_status_or_says_no(name: str) -> None:
    """Nothing outside the table happens, and nothing in it happens by somebody else."""
    table, words = TABLES[name]
    allowed = 0
    for status, act, actor in itertools.product(words, Act, Actor):
        step = table.get((status, act))
        if step is None:
            with pytest.raises(NotNow) as found:
                decide(table, status, act, actor)
            assert found.value.data == {"act": act.value, "status": status.value}
        elif actor not in step.actors:
            with pytest.raises(NotAllowed):
                decide(table, status, act, actor)
        else:
            assert decide(table, status, act, actor) is step.to
            allowed += 1
    assert allowed == sum(len(step.actors) for step in table.values())


@each_table
def test_what_a_page_offers_is_what_can_be_done(name: str) -> None:
    """`possible` and `decide` never disagree."""
    table, words = TABLES[name]
    for status, actor in itertools.product(words, Actor):
        offered = possible(table, status, actor)
        for act in Act:
            try:
                decide(table, status, act, actor)
            except (NotNow, NotAllowed):
                assert act not in offered
            else:
                assert act in offered


@each_table
def test_every_status_of_the_vocabulary_is_reached_from_the_first(name: str) -> None:
    """No status stands in the list that no act leads to."""
    table, words = TABLES[name]
    reached = {FIRST[name]}
    while new := {step.to for (status, _), step in table.items() if status in reached} - reached:
        reached |= new
    assert reached == set(words) - NEVER.get(name, set())


@each_table
def test_every_step_has_somebody_who_takes_it(name: str) -> None:
    """A row without an actor would be a step that nobody can take."""
    table, words = TABLES[name]
    assert all(step.actors <= set(Actor) and step.actors for step in table.values())
    assert {status for status, _ in table} | {step.to for step in table.values()} <= set(words)


def test_every_act_of_the_list_is_in_a_table() -> None:
    """The list of acts and the tables agree."""
    assert {act for table, _ in TABLES.values() for _, act in table} == set(Act)


def test_a_closed_case_is_left_by_reopening_and_undoing_spam_alone() -> None:
    """Everything else that touches a closed case leaves it closed."""
    leaving = {act for (status, act), step in CASE.items() if status is CaseStatus.CLOSED and step.to is not status}
    assert leaving == {Act.REOPEN, Act.UNDO_SPAM}


def test_a_track_that_has_ended_never_goes_on() -> None:
    """No step leads out of an ended referral but one: she takes her word back."""
    assert {
        ReferralStatus.CONCLUDED,
        ReferralStatus.DECLINED,
        ReferralStatus.EXPIRED,
        ReferralStatus.REJECTED,
        ReferralStatus.WITHDRAWN,
        ReferralStatus.REVOKED,
    } == ENDED
    after = [(status, act) for table in (REFERRAL, DIRECT) for status, act in table if status in ENDED]
    assert after == [(ReferralStatus.CONCLUDED, Act.WITHDRAW)], "she may still take her word back"


def test_a_settled_remedy_stays_settled() -> None:
    """What was dropped is over; what she confirmed or left unanswered, until she says otherwise, and nobody else.

    That nothing was agreed can be taken back as an error, which is an end as well.
    """
    after = {(status, act): step for (status, act), step in REMEDY.items() if status in SETTLED}
    assert after.pop((RemedyStatus.NOTHING_AGREED, Act.DROP)).to in SETTLED
    again = {RemedyStatus.CONFIRMED, RemedyStatus.UNCONFIRMED}
    assert set(after) == {(status, act) for status in again for act in (Act.CONFIRM, Act.DISPUTE)}
    assert set().union(*(step.actors for step in after.values())) == {Actor.WORKER}


def test_she_can_withdraw_from_everything_that_still_runs() -> None:
    """Withdrawing is always possible, and hers alone."""
    for status in CaseStatus:
        assert decide(CASE, status, Act.WITHDRAW, Actor.WORKER) is CaseStatus.CLOSED
    for live in LIVE:
        assert decide(REFERRAL, live, Act.WITHDRAW, Actor.WORKER) is ReferralStatus.WITHDRAWN
    hers = [step.actors for table in (CASE, REFERRAL) for (_, act), step in table.items() if act is Act.WITHDRAW]
    assert all(actors == {Actor.WORKER} for actors in hers)


def test_only_she_confirms_and_disputes_and_consents() -> None:
    """No officer and no recipient can speak in her place."""
    for table, acts in (
        (REFERRAL, (Act.CONSENT, Act.DECLINE)),
        (DIRECT, (Act.CONSENT, Act.DECLINE)),
        (REMEDY, (Act.CONFIRM, Act.DISPUTE)),
    ):
        for (_, act), step in table.items():
            if act in acts:
                assert step.actors == {Actor.WORKER}


def test_the_factory_is_told_nothing_before_she_agreed() -> None:
    """A negotiation runs only from `ready`, and `ready` is reached by her word alone."""
    running = {R.IN_PROGRESS, R.ON_HOLD}
    ways = {(status, act) for (status, act), step in DIRECT.items() if step.to in running and status not in running}
    assert ways == {(R.READY, Act.NOTIFY)}
    ready = {act for (status, act), step in DIRECT.items() if step.to is R.READY and status is not R.READY}
    assert ready == {Act.CONSENT}


def test_only_the_lead_sends_and_nobody_sends_what_she_did_not_allow() -> None:
    """`sent` is reached from `ready` alone, and `ready` by her word alone."""
    ways = {
        (status, act)
        for (status, act), step in REFERRAL.items()
        if step.to is ReferralStatus.SENT and status is not ReferralStatus.SENT
    }
    assert ways == {(ReferralStatus.READY, Act.SEND)}
    assert REFERRAL[(ReferralStatus.READY, Act.SEND)].actors == {Actor.LEAD}
    ready = {act for (_, act), step in REFERRAL.items() if step.to is ReferralStatus.READY and act is not Act.ASK_PARTS}
    assert ready == {Act.CONSENT}
