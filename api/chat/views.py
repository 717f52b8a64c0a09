"""What the browser chat and the receipt page show: plain values that the routes fill and the templates draw.

Both pages are one form target each (`POST /chat`, `POST /receipt`) and keep no cookie: the token of the
conversation, or of the opened receipt, travels as a hidden field. The fields that a form sends back:

    chat      token, form_key, language, and one of: press (a button's data), text, files, switch_language;
              again is "yes" when she sends the same text again after "already sent"; look is "yes" when a page
              that was loaded anew only asks where she is
    receipt   receipt (the opening form) or token, form_key, version, language, act (a ReceiptAct), and what the
              act needs: text, files, due_on, place, celsius, humidity, on, time, consent (id), part (one per ticked
              part), party (id) and choice, standing (id), handover (id), join (id), trouble (id), remedy (id),
              fact.<code>, comment
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.rendering import Rendered
from cases.rules.standing import Standing
from cases.rules.vocabulary import CaseStatus, ClosingReason, ReferralStatus, RemedyStatus, StandingChoice

# A tap that is what the screen is for, where it has one; it is drawn stronger than all others. [Done] goes on.
MAIN_TAPS = frozenset({"send:go", "receipt:have"})
DONE = ":done"
RECEIPT_NUMBER = re.compile(r"0\d\d \d{3} \d{3}")  # a line that is one half of a receipt


class By(StrEnum):
    US = "us"
    HER = "her"


@dataclass(frozen=True)
class Line:
    """One message already exchanged. `at` is UTC."""

    by: By
    text: str
    at: dt.datetime | None = None


@dataclass(frozen=True)
class ChatView:
    """A conversation as it stands. The prompts come last; their buttons are the only live ones."""

    token: str
    form_key: str
    messages: tuple[Line, ...] = ()
    prompts: tuple[Rendered, ...] = ()
    problem: str = ""  # why the last answer could not be taken
    kept_text: str = ""  # what she had typed, so that nothing is lost
    again: bool = False  # the same was sent before: offer "send this too"
    draft: bool = False  # nothing is filed yet: words are added, and sent later

    @property
    def main_tap(self) -> str:
        """The data of the one button that this screen is for, or ""."""
        taps = (button.data for prompt in self.prompts for row in prompt.buttons for button in row)
        return next((tap for tap in taps if tap in MAIN_TAPS or tap.endswith(DONE)), "")

    def lines(self, text: str) -> tuple[tuple[str, bool], ...]:
        """The lines of a message, and whether each is a number of her receipt."""
        return tuple((line, RECEIPT_NUMBER.fullmatch(line) is not None) for line in text.split("\n"))


class ReceiptAct(StrEnum):
    """What a button of the receipt page asks for (the field `act`). `*_check` opens the second step."""

    SHOW = "show"
    WRITE = "write"
    MINISTRY = "ministry"
    HEAT = "heat"
    CONSENT_CHECK = "consent_check"
    CONSENT_YES = "consent_yes"
    CONSENT_NO = "consent_no"
    WITHDRAW_CONSENT_CHECK = "withdraw_consent_check"
    WITHDRAW_CONSENT = "withdraw_consent"
    HANDOVER_CHECK = "handover_check"
    HANDOVER_YES = "handover_yes"
    HANDOVER_NO = "handover_no"
    JOIN_CHECK = "join_check"
    JOIN_YES = "join_yes"
    JOIN_NO = "join_no"
    ANSWER_REMEDY_CHECK = "answer_remedy_check"
    ANSWER_REMEDY = "answer_remedy"
    WITHDRAW_CASE_CHECK = "withdraw_case_check"
    WITHDRAW_CASE = "withdraw_case"
    ERASE_CHECK = "erase_check"
    ERASE = "erase"
    UNLINK_CHECK = "unlink_check"
    UNLINK = "unlink"
    STANDING_CHECK = "standing_check"
    STANDING_GIVE = "standing_give"
    STANDING_END_CHECK = "standing_end_check"
    STANDING_END = "standing_end"
    CONSENT_STOP = "consent_stop"
    TROUBLE_NONE = "trouble_none"
    TROUBLE_YES = "trouble_yes"
    TROUBLE_THREATENED = "trouble_threatened"
    OWN_NUMBERS = "own_numbers"
    OWN_NUMBERS_KEPT = "own_numbers_kept"


@dataclass(frozen=True)
class PartView:
    """One part that would be shared, with exactly the words that would go."""

    part: str  # a Part value or "evidence:<id>"
    label: str
    preview: str


@dataclass(frozen=True)
class ConsentView:
    """A question to share (with previews), or a consent given (`since` is set)."""

    id: str
    party: str
    card: str  # which words say what that recipient can do
    parts: tuple[PartView, ...]
    standing: Standing
    since: dt.date | None = None
    until: dt.date | None = None
    sent: bool = True  # False while what she agreed to has not gone yet
    can_be_stopped: bool = False  # given in advance, and not to be sent yet


@dataclass(frozen=True)
class StandingView:
    """A recipient, what she said of it in advance (`word_id` where she did), and what she can say."""

    party_id: str
    party: str
    kind: str
    key: Standing
    choice: StandingChoice
    offered: tuple[StandingChoice, ...]
    word_id: str = ""


@dataclass(frozen=True)
class HandoverView:
    """Whether `party` may lead her case instead of `lead`; `said_yes` until it is carried out."""

    id: str
    party: str
    lead: str
    standing: Standing
    said_yes: bool = False
    on_paper: bool = False


@dataclass(frozen=True)
class JoinView:
    """Whether she joins a common case that `party` leads."""

    id: str
    party: str


class FactKind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class FactField:
    """One fact that she is asked. `choices` are (value, words) for a choice; `hint` is e.g. the currency."""

    code: str
    question: str
    kind: FactKind = FactKind.CHOICE
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    typed: str = ""  # what she answered before, when she came back
    needed: bool = True  # False where an earlier answer may say it already


@dataclass(frozen=True)
class RemedyView:
    """What was promised, in her words, and the facts that tell whether it came true."""

    id: str
    promise: str
    facts: tuple[FactField, ...]
    comment: str = ""
    again: bool = False  # she has said so, and is asked whether it still holds


@dataclass(frozen=True)
class RemedySaid:
    """Her answers about a remedy before they count: in words, what they add up to, and as she typed them."""

    id: str
    words: str
    comment: str
    as_agreed: bool
    typed: tuple[tuple[str, str], ...]  # (field, value)


@dataclass(frozen=True)
class AgreedView:
    """What was agreed for her, how far it has come, and what she said last about it."""

    promise: str
    status: RemedyStatus
    words: str = ""
    comment: str = ""
    said_at: dt.datetime | None = None


@dataclass(frozen=True)
class TrackView:
    party: str
    status: ReferralStatus
    carried: bool = False  # sent, and yet an officer has to bring it there


@dataclass(frozen=True)
class KeptCall:
    """What she typed of the ministry's call and that was not taken."""

    due_on: str = ""
    place: str = ""


@dataclass(frozen=True)
class HeatForm:
    """Where and how hot it is; what stands in it to begin with, or what she typed and was not taken."""

    places: tuple[tuple[str, str], ...]  # (value, words)
    is_open: bool = False
    place: str = ""
    celsius: str = ""
    humidity: str = ""
    on: str = ""
    time: str = ""


@dataclass(frozen=True)
class OwedView:
    """What her union lets her see of what she may be owed, in words."""

    low: str
    high: str  # "" where it is one sum
    day: str
    more: bool


@dataclass(frozen=True)
class DayView:
    """A day on which she is expected herself: what it is, and all that her card says of it, one thought a line."""

    title: str
    card: str = ""


@dataclass(frozen=True)
class ReceiptView:
    """Everything that stands behind a receipt."""

    token: str
    form_key: str
    version: int
    number: str
    status: CaseStatus
    lead: str
    closing_reason: ClosingReason | None = None
    tracks: tuple[TrackView, ...] = ()
    days: tuple[DayView, ...] = ()
    coming: tuple[str, ...] = ()  # what comes next, a sentence each
    messages: tuple[Line, ...] = ()
    asked: tuple[ConsentView, ...] = ()
    given: tuple[ConsentView, ...] = ()
    standing: tuple[StandingView, ...] = ()
    handovers: tuple[HandoverView, ...] = ()
    joins: tuple[JoinView, ...] = ()
    trouble_asked: tuple[str, ...] = ()  # ids
    remedies: tuple[RemedyView, ...] = ()
    agreed: tuple[AgreedView, ...] = ()
    owed: OwedView | None = None
    advice: tuple[tuple[str, ...], ...] = ()  # the card of the issue: lines of paragraphs
    can_withdraw: bool = True
    can_erase: bool = False  # withdrawn, and not erased yet
    left: bool = False  # she withdrew from a case that goes on for others
    handed_over: bool = False
    chat_linked: bool = False  # news go to a chat, which can be let go here
    unopened: int = 0  # older messages that a renewed receipt does not open yet
    done: str = ""  # a sentence: what was just taken
    problem: str = ""
    kept_text: str = ""
    kept_call: KeptCall | None = None
    heat: HeatForm | None = None


@dataclass(frozen=True)
class SureView:
    """The second step of an act: what will happen, yes or back. `act` is the act that yes sends."""

    token: str
    form_key: str
    version: int
    act: ReceiptAct
    consent: ConsentView | None = None  # of CONSENT_YES (only the ticked parts) and WITHDRAW_CONSENT
    remedy: RemedySaid | None = None  # of ANSWER_REMEDY
    handover: HandoverView | None = None  # of HANDOVER_YES
    standing: StandingView | None = None  # of STANDING_GIVE and STANDING_END
    others: bool = False  # who go on without her, of WITHDRAW_CASE and ERASE
