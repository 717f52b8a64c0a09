"""What a step wants done; the runner carries it out with the actions of `cases`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.model import Prompt, StoryItem
from bot.dialogue.queries import Minted, Renewal
from cases.rules.vocabulary import (
    ContactHours,
    Issue,
    StandingChoice,
    Trouble,
)


@dataclass(frozen=True)
class FileCase:
    """She pressed Send. One transaction makes the case, seals the story and forgets the draft."""

    minted: Minted
    language: str
    issue: Issue
    danger: bool
    shared_phone: bool
    lead_party_id: str
    excluded_party_ids: tuple[str, ...]
    factory_id: str  # "" when not known
    factory_words: str  # what she called it, when not found in the register
    province: str
    story: tuple[StoryItem, ...]
    site_code: str = ""
    woman: bool = False  # she asked for a woman to read it


@dataclass(frozen=True)
class AddToStory:
    """A further piece for the filed case: evidence, with its caption; `question` or an `Asked` where it answers one."""

    complainant_id: str
    item: StoryItem
    question: str = ""


@dataclass(frozen=True)
class WriteToCase:
    """A message from her to whoever leads her case."""

    complainant_id: str
    text: str


@dataclass(frozen=True)
class TellOfCall:
    """The ministry called or sent a paper: when she is to come (ISO) and where, each "" when not known."""

    complainant_id: str
    due_on: str
    place: str


@dataclass(frozen=True)
class AnswerFact:
    """One answer to a question of the issue: `question` is its id, `values` are choice values or typed text."""

    complainant_id: str
    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class SetFactory:
    """Where she works, told after sending: a factory of the register, or her words for it; each may be ""."""

    complainant_id: str
    factory_id: str
    words: str
    province: str


@dataclass(frozen=True)
class SetHeadcount:
    complainant_id: str
    women: int
    men: int


@dataclass(frozen=True)
class SetIdentity:
    complainant_id: str
    name: str
    phone: str


@dataclass(frozen=True)
class KeepReceipt:
    """She says that she has the receipt: the server forgets its digits."""

    complainant_id: str


@dataclass(frozen=True)
class AnswerConsent:
    consent_id: str
    yes: bool
    parts: tuple[str, ...]  # the parts she left in; a subset of those asked
    language: str


@dataclass(frozen=True)
class WithdrawConsent:
    consent_id: str


@dataclass(frozen=True)
class StopConsent:
    """What would go on her word in advance does not go."""

    consent_id: str


@dataclass(frozen=True)
class GiveStanding:
    """Her word in advance for one recipient; "each time" takes an earlier one back."""

    complainant_id: str
    party_id: str
    choice: StandingChoice
    language: str


@dataclass(frozen=True)
class EndStanding:
    standing_id: str


@dataclass(frozen=True)
class AnswerHandover:
    handover_id: str
    yes: bool
    language: str


@dataclass(frozen=True)
class JoinCommonCase:
    """She joins with others of her factory; `minted` are the numbers that open that case for her."""

    request_id: str
    minted: Minted
    language: str


@dataclass(frozen=True)
class DeclineToJoin:
    request_id: str
    language: str


@dataclass(frozen=True)
class AnswerRemedy:
    """Her word on a remedy, fact by fact. `confirmed` is what the facts add up to; `facts` are codes and values."""

    remedy_id: str
    confirmed: bool
    facts: Mapping[str, str]
    comment: str = ""


@dataclass(frozen=True)
class AnswerTrouble:
    """Whether anybody made trouble for her since the employer was told."""

    word_id: str
    said: Trouble


@dataclass(frozen=True)
class WithdrawCase:
    complainant_id: str


@dataclass(frozen=True)
class HideChat:
    """Every message of this chat is deleted, hers and the bot's, as far as the channel lets it."""


@dataclass(frozen=True)
class KeepMessages:
    """The chat stays as it is, or its messages are deleted by themselves."""

    keeps: bool


@dataclass(frozen=True)
class SetHours:
    """When this chat may be told that there is news."""

    hours: ContactHours


@dataclass(frozen=True)
class EraseCase:
    """What she withdrew is erased now and not after seven days."""

    complainant_id: str


@dataclass(frozen=True)
class TellReading:
    """She measured how hot it is: a `HeatPlace`, degrees Celsius as text, per cent, and the moment (ISO, UTC)."""

    complainant_id: str
    place: str
    celsius: str
    humidity: int | None
    taken_at: str


@dataclass(frozen=True)
class RenewReceipt:
    """The old numbers open nothing from now on."""

    complainant_id: str
    renewal: Renewal


@dataclass(frozen=True)
class LinkChat:
    """News of the case come to this chat."""

    complainant_id: str


@dataclass(frozen=True)
class ForgetChat:
    """Nothing leads from her cases to this chat any more, and nothing is kept of it."""


Effect = (
    FileCase
    | AddToStory
    | WriteToCase
    | TellOfCall
    | TellReading
    | AnswerFact
    | SetFactory
    | SetHeadcount
    | SetIdentity
    | KeepReceipt
    | AnswerConsent
    | WithdrawConsent
    | StopConsent
    | GiveStanding
    | EndStanding
    | AnswerHandover
    | JoinCommonCase
    | DeclineToJoin
    | AnswerRemedy
    | AnswerTrouble
    | WithdrawCase
    | HideChat
    | KeepMessages
    | SetHours
    | EraseCase
    | RenewReceipt
    | LinkChat
    | ForgetChat
)


@dataclass(frozen=True)
class Turn:
    conversation: Any  # bot.dialogue.conversation.Conversation
    prompts: tuple[Prompt, ...]
    effects: tuple[Effect, ...] = ()
