"""What happens in a case and its procedures, as far as a time limit begins or ends with it."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from cases.rules.vocabulary import Conclusion, PartyKind


class Fact(StrEnum):
    """What Samleng itself sees happen."""

    FILED = "filed"
    FILED_IN_DANGER = "filed_in_danger"
    READ = "read"  # an officer has opened it
    ANSWERED = "answered"  # an officer has written to her, or taken her case on
    CLOSED = "closed"
    REOPENED = "reopened"
    AGREED_TO = "agreed_to"  # her word stands, and a disclosure can go
    DISCLOSED = "disclosed"
    DISCLOSED_MORE = "disclosed_more"  # a further version
    REFERRAL_ANSWERED = "referral_answered"
    TRACK_OVER = "track_over"
    TROUBLE_TOLD = "trouble_told"  # since the employer was told, somebody makes trouble for her
    TROUBLE_HANDLED = "trouble_handled"
    REMEDY_AGREED = "remedy_agreed"
    REMEDY_DUE_MOVED = "remedy_due_moved"
    REMEDY_DELIVERED = "remedy_delivered"  # the whole of it
    REMEDY_DISPUTED = "remedy_disputed"
    REMEDY_GIVEN_UP = "remedy_given_up"


class Step(StrEnum):
    """What happens elsewhere, kept with its day by whoever learns of it."""

    FILED_INDIVIDUAL = "filed_individual"
    DATE_MISSED = "date_missed"
    DATE_MADE_UP = "date_made_up"
    CONCILIATION_HELD = "conciliation_held"
    NOT_CONCILIATED = "not_conciliated"
    TO_COURT = "to_court"
    FILED_COLLECTIVE = "filed_collective"
    CONCILIATOR_APPOINTED = "conciliator_appointed"
    CONCILIATION_FAILED = "conciliation_failed"
    REPORT_SENT = "report_sent"
    COUNCIL_RECEIVED = "council_received"
    COUNCIL_MET = "council_met"
    AWARD_GIVEN = "award_given"
    AWARD_NOTIFIED = "award_notified"
    AWARD_OBJECTED = "award_objected"
    LEAVE_ASKED = "leave_asked"  # the employer asks the inspector for leave to dismiss a protected person
    LEAVE_DECIDED = "leave_decided"
    LEAVE_APPEALED = "leave_appealed"
    WAGE_DUE = "wage_due"  # the oldest wage that was not paid


# Steps of the case itself; all others are of a track with the ministry or an arbitration body.
OF_THE_CASE = frozenset({Step.LEAVE_ASKED, Step.LEAVE_DECIDED, Step.LEAVE_APPEALED, Step.WAGE_DUE})
STATUTORY = frozenset({PartyKind.MINISTRY, PartyKind.ARBITRATION})  # no other party's filing starts a clock of law
WITHOUT_RESULT = frozenset({Conclusion.NOT_SETTLED, Conclusion.NO_ANSWER})  # then the court may follow
FACTS = MappingProxyType({fact.value: fact for kind in (Fact, Step) for fact in kind})
