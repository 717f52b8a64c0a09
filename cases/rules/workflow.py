"""What may happen next: tables (case, referral, direct negotiation, hand-over, remedy) and one function for all.

A table maps (status, act) to a `Step`: the status afterwards and whose act it is. What is not in the table
cannot happen. Guards that need more than a status stand in `closing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from cases.rules.errors import NotAllowed, NotNow
from cases.rules.vocabulary import CaseStatus, Forum, HandoverStatus, ReferralStatus, RemedyStatus


class Actor(StrEnum):
    LEAD = "lead"  # any officer or mediator of the lead party
    RECIPIENT = "recipient"  # any of the referral's party; for a party off the platform the lead enters it
    WORKER = "worker"
    SYSTEM = "system"


class Act(StrEnum):
    # case
    OPEN = "open"
    ACTIVATE = "activate"
    CORRECT = "correct"
    ASK_WORKER = "ask_worker"
    WORKER_ANSWERED = "worker_answered"
    CLOSE_CONCLUDED = "close_concluded"  # confirmed, unconfirmed
    CLOSE_UNTAKEN = "close_untaken"  # out_of_scope, merged, spam
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    UNDO_SPAM = "undo_spam"
    # referral
    CONSENT = "consent"
    DECLINE = "decline"
    EXPIRE = "expire"
    ASK_PARTS = "ask_parts"
    SEND = "send"
    RECEIVE = "receive"
    ACCEPT = "accept"
    REJECT = "reject"
    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    CONCLUDE = "conclude"
    MEET = "meet"
    REVOKE = "revoke"
    NOTIFY = "notify"  # the factory is told
    # hand-over
    CARRY_OUT = "carry_out"
    # remedy
    AGREE = "agree"
    DELIVER_PART = "deliver_part"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    LAPSE = "lapse"
    DROP = "drop"
    SAY_NONE = "say_none"  # nothing was agreed
    MOVE_DUE = "move_due"  # both sides agreed on another day
    CORRECT_DELIVERY = "correct_delivery"


S = TypeVar("S", CaseStatus, ReferralStatus, HandoverStatus, RemedyStatus)


@dataclass(frozen=True)
class Step(Generic[S]):
    to: S
    actors: frozenset[Actor]


C, R, H, M, A = CaseStatus, ReferralStatus, HandoverStatus, RemedyStatus, Act
_LEAD, _RECIPIENT, _WORKER, _SYSTEM = ({actor} for actor in Actor)
_EITHER = _LEAD | _RECIPIENT


def _table(*rows: tuple[tuple[S, ...], Act, S | None, set[Actor]]) -> dict[tuple[S, Act], Step[S]]:
    """Rows of (from, act, to or None for "stays", whose act)."""
    return {
        (status, act): Step(status if to is None else to, frozenset(actors))
        for statuses, act, to, actors in rows
        for status in statuses
    }


OPEN_CASE = (C.RECEIVED, C.IN_REVIEW, C.ACTIVE, C.AWAITING_WORKER)
CASE = _table(
    ((C.RECEIVED,), A.OPEN, C.IN_REVIEW, _LEAD),
    ((C.IN_REVIEW, C.ACTIVE, C.AWAITING_WORKER), A.OPEN, None, _LEAD),
    ((C.CLOSED,), A.OPEN, None, _LEAD),
    ((C.IN_REVIEW,), A.ACTIVATE, C.ACTIVE, _LEAD),
    (OPEN_CASE, A.CORRECT, None, _LEAD),
    ((C.ACTIVE, C.AWAITING_WORKER), A.ASK_WORKER, C.AWAITING_WORKER, _EITHER),
    ((C.AWAITING_WORKER,), A.WORKER_ANSWERED, C.ACTIVE, _WORKER | _SYSTEM),
    ((C.ACTIVE, C.AWAITING_WORKER), A.CLOSE_CONCLUDED, C.CLOSED, _LEAD),
    ((C.RECEIVED, C.IN_REVIEW, C.ACTIVE), A.CLOSE_UNTAKEN, C.CLOSED, _LEAD),
    ((*OPEN_CASE, C.CLOSED), A.WITHDRAW, C.CLOSED, _WORKER),
    ((C.CLOSED,), A.REOPEN, C.ACTIVE, _LEAD | _WORKER),
    ((C.CLOSED,), A.UNDO_SPAM, C.RECEIVED, _LEAD),  # closed with a burst of filings, and one too many
)

RUNNING = (R.SENT, R.RECEIVED, R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD)
LIVE = (R.ASKED, R.READY, *RUNNING)
ENDED = frozenset(R) - frozenset(LIVE)
OUT = frozenset({R.WITHDRAWN, R.REVOKED, R.REJECTED})  # nothing more of the case is its recipient's to know
OBSERVED = frozenset(
    {R.RECEIVED, R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD, R.CONCLUDED}
)  # where BFC may have found something
REFERRAL = _table(
    ((R.ASKED, R.READY), A.CONSENT, R.READY, _WORKER),
    (RUNNING, A.CONSENT, None, _WORKER),  # to more parts, or one more worker's: a further version may be sent
    ((R.ASKED, R.READY), A.DECLINE, R.DECLINED, _WORKER),  # ready: she stops what would go on her word in advance
    ((R.ASKED, R.READY), A.EXPIRE, R.EXPIRED, _SYSTEM),
    ((R.READY,), A.SEND, R.SENT, _LEAD),
    (RUNNING, A.SEND, None, _LEAD),
    ((R.ASKED, R.READY, *RUNNING), A.ASK_PARTS, None, _LEAD),
    ((R.SENT,), A.RECEIVE, R.RECEIVED, _RECIPIENT),
    ((R.RECEIVED, R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD), A.RECEIVE, None, _RECIPIENT),
    ((R.RECEIVED,), A.ACCEPT, R.ACCEPTED, _RECIPIENT),
    ((R.RECEIVED,), A.REJECT, R.REJECTED, _RECIPIENT),
    ((R.ACCEPTED,), A.START, R.IN_PROGRESS, _RECIPIENT),
    ((R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD), A.MEET, R.IN_PROGRESS, _RECIPIENT),
    ((R.IN_PROGRESS,), A.HOLD, R.ON_HOLD, _RECIPIENT),
    ((R.ON_HOLD,), A.RESUME, R.IN_PROGRESS, _RECIPIENT | _SYSTEM),
    ((R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD), A.CONCLUDE, R.CONCLUDED, _RECIPIENT),
    ((*LIVE, R.CONCLUDED), A.WITHDRAW, R.WITHDRAWN, _WORKER),  # what is over stops being told too
    ((R.ASKED, R.READY, R.SENT), A.REVOKE, R.REVOKED, _LEAD),
)

# The lead's own negotiation. What management may hear of her is hers to say; nobody receives, accepts or rejects.
NEGOTIATED = (R.IN_PROGRESS, R.ON_HOLD)
DIRECT = _table(
    ((R.ASKED, R.READY), A.CONSENT, R.READY, _WORKER),
    (NEGOTIATED, A.CONSENT, None, _WORKER),
    ((R.ASKED, R.READY), A.DECLINE, R.DECLINED, _WORKER),
    ((R.ASKED, R.READY), A.EXPIRE, R.EXPIRED, _SYSTEM),
    ((R.ASKED, R.READY, *NEGOTIATED), A.ASK_PARTS, None, _LEAD),
    ((R.READY,), A.NOTIFY, R.IN_PROGRESS, _LEAD),
    (NEGOTIATED, A.NOTIFY, None, _LEAD),
    (NEGOTIATED, A.MEET, R.IN_PROGRESS, _LEAD),
    ((R.IN_PROGRESS,), A.HOLD, R.ON_HOLD, _LEAD),
    ((R.ON_HOLD,), A.RESUME, R.IN_PROGRESS, _LEAD | _SYSTEM),
    (NEGOTIATED, A.CONCLUDE, R.CONCLUDED, _LEAD),
    ((R.ASKED, R.READY, *NEGOTIATED), A.WITHDRAW, R.WITHDRAWN, _WORKER),
    ((R.ASKED, R.READY), A.REVOKE, R.REVOKED, _LEAD),
)


def track_table(forum: Forum | None) -> Mapping[tuple[ReferralStatus, Act], Step[ReferralStatus]]:
    """The table of a track: of a direct one where it has a forum."""
    return DIRECT if forum else REFERRAL


HANDOVER = _table(
    ((H.ASKED,), A.CONSENT, None, _WORKER),  # a paper answer is entered by the lead and counts as hers
    ((H.ASKED,), A.CARRY_OUT, H.DONE, _LEAD),
    ((H.ASKED,), A.DECLINE, H.DECLINED, _WORKER),
    ((H.ASKED,), A.WITHDRAW, H.WITHDRAWN, _WORKER),
    ((H.ASKED,), A.EXPIRE, H.EXPIRED, _SYSTEM),
    ((H.ASKED,), A.REVOKE, H.REVOKED, _LEAD),
)

ASKED_ABOUT = (M.DELIVERED, M.CONFIRMED, M.UNCONFIRMED)  # delivered in whole, and nobody says that it was not
OWED = frozenset({M.AGREED, M.DISPUTED})
SETTLED = frozenset({M.CONFIRMED, M.UNCONFIRMED, M.DROPPED, M.GIVEN_UP, M.NOTHING_AGREED})
REMEDY = _table(
    ((M.PROPOSED,), A.AGREE, M.AGREED, _EITHER),
    ((M.AGREED, M.DISPUTED), A.DELIVER_PART, None, _EITHER),
    ((M.AGREED, M.DISPUTED), A.DELIVER, M.DELIVERED, _EITHER),
    (ASKED_ABOUT, A.CONFIRM, M.CONFIRMED, _WORKER),  # once it is settled only in answer to being asked again
    (ASKED_ABOUT, A.DISPUTE, M.DISPUTED, _WORKER),
    ((M.DELIVERED,), A.LAPSE, M.UNCONFIRMED, _SYSTEM),
    ((M.PROPOSED,), A.SAY_NONE, M.NOTHING_AGREED, _EITHER),
    ((M.PROPOSED, M.NOTHING_AGREED), A.DROP, M.DROPPED, _EITHER),
    ((M.AGREED, M.DISPUTED), A.DROP, M.GIVEN_UP, _LEAD),
    ((M.PROPOSED, M.AGREED, M.DISPUTED), A.MOVE_DUE, None, _EITHER),
    ((M.AGREED, M.DISPUTED), A.CORRECT_DELIVERY, None, _EITHER),
)


def decide(table: Mapping[tuple[S, Act], Step[S]], status: S, act: Act, actor: Actor) -> S:
    """The status after an act.

    Raises:
        NotNow: this status does not permit the act.
        NotAllowed: it does, but not to this actor.
    """
    step = table.get((status, act))
    if step is None:
        raise NotNow(act=act.value, status=status.value)
    if actor not in step.actors:
        raise NotAllowed(act=act.value)
    return step.to


def possible(table: Mapping[tuple[S, Act], Step[S]], status: S, actor: Actor) -> frozenset[Act]:
    """The acts that this actor can do now: what a page offers."""
    return frozenset(act for (at, act), step in table.items() if at == status and actor in step.actors)
