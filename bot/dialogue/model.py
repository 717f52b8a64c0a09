"""What goes into one step of the conversation and what comes out of it.

`step(conversation, answer, now, given)` returns a `Turn` (what to say, what to do, where she is now) or a
`Need` (a question that only the runner can answer; it asks again with the result in `given`). Everything
here is a value and can be stored as JSON, so a channel, a crash or another process goes on where she was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cases.rules.standing import Standing
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    ConsentStatus,
    Currency,
    Forum,
    Issue,
    PartyKind,
    ReferralStatus,
    RemedyKind,
    RemedyStatus,
    StoryKind,
)

# A catalog placeholder's value, as JSON: text or a number, {"en": ..., "km": ...}, {"label": "status.active"},
# {"date": "2024-11-04"}, {"money": ["USD", "6000.00"]}, {"key": "dialogue.closed.spam", "params": {...}} (another
# text of the catalogs) or {"join": [...]} (several of these in a row). `locales` renders it in the reader's language.
Param = str | int | Mapping[str, Any]


# ------------------------------------------------------------------------------------------------- in
class AnswerKind(StrEnum):
    START = "start"  # text: what followed /start, or the site code of the page; may be empty
    BUTTON = "button"  # text: "<step>:<value>"
    TEXT = "text"
    EVIDENCE = "evidence"  # evidence: the stored piece; text: its caption
    REFUSED = "refused"  # a file that could not be taken; text: the reason, a key below `refused.`
    COMMAND = "command"  # text: the word after the slash, without arguments
    EDITED = "edited"  # she edited an earlier message; text: the new text
    UNSUPPORTED = "unsupported"  # a sticker, a poll, a location


@dataclass(frozen=True)
class StoryItem:
    """One piece of the story. Evidence is already stored and sealed; `file_key` (base64) opens it."""

    kind: StoryKind
    text: str = ""
    evidence_id: str = ""
    file_key: str = ""
    media_type: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Answer:
    kind: AnswerKind
    text: str = ""
    evidence: StoryItem | None = None


# ------------------------------------------------------------------------------------------- questions
@dataclass(frozen=True)
class OpenParties:
    """Which parties can be given a case? The same list for every factory. -> tuple[PartyChoice, ...]"""


@dataclass(frozen=True)
class SiteFactory:
    """Which factory does a site code stand for? -> FactoryChoice, or None when unknown or revoked."""

    site_code: str


@dataclass(frozen=True)
class FindFactories:
    """Which factories go by this name? `province` may be "" -> tuple[FactoryChoice, ...], best first, at most 6."""

    province: str
    words: str


@dataclass(frozen=True)
class MintReceipt:
    """A fresh receipt with case number and ids; slow (hashes), so never inside a transaction. -> Minted"""


@dataclass(frozen=True)
class CaseState:
    """Where does her case stand? -> StatusReport"""

    complainant_id: str


@dataclass(frozen=True)
class ConsentAsked:
    """What is she asked to share? -> ConsentQuestion, or None when it is not hers."""

    consent_id: str


@dataclass(frozen=True)
class RemedyAsked:
    """What is she asked to confirm? -> RemedyQuestion, or None when it is not hers."""

    remedy_id: str


@dataclass(frozen=True)
class GivenConsents:
    """Which consents has she given and not withdrawn? -> tuple[ConsentQuestion, ...]"""

    complainant_id: str


@dataclass(frozen=True)
class OpenByNumber:
    """Which case do these sixteen digits open? Slow (hashes); wrong ones are counted. -> CaseOpened | NumberRefused"""

    digits: str


@dataclass(frozen=True)
class NumberStands:
    """Is the receipt that opened a case still hers, neither renewed nor erased? -> bool"""

    complainant_id: str
    generation: int


@dataclass(frozen=True)
class ChatLinked:
    """Does this chat hear of the case, so that it may ask for new numbers? -> bool"""

    complainant_id: str


@dataclass(frozen=True)
class MintRenewal:
    """New numbers for a case that is linked here; slow (hashes). -> Renewal"""

    complainant_id: str


@dataclass(frozen=True)
class HandoverAsked:
    """May another party lead her case? -> HandoverQuestion, or None when she was not asked."""

    handover_id: str


Query = (
    OpenParties
    | SiteFactory
    | FindFactories
    | MintReceipt
    | CaseState
    | ConsentAsked
    | RemedyAsked
    | GivenConsents
    | HandoverAsked
    | OpenByNumber
    | NumberStands
    | ChatLinked
    | MintRenewal
)
Given = Mapping[Query, Any]


@dataclass(frozen=True)
class PartyChoice:
    id: str
    name_en: str
    name_km: str
    kind: PartyKind
    checked_by: int  # other organisations that confirmed its key
    earlier: int | None = None  # or those that confirmed the one before it

    @property
    def standing(self) -> Standing:
        return Standing(self.checked_by, self.earlier)


@dataclass(frozen=True)
class FactoryChoice:
    id: str
    name_en: str
    khmer_sign: str
    province: str


@dataclass(frozen=True)
class Minted:
    """16 receipt digits with what the server keeps of them, and the ids that the case will have."""

    digits: str
    lookup: str
    public_key: str
    wrapped_key: str
    case_number: str
    case_id: str
    complainant_id: str


@dataclass(frozen=True)
class ThreadLine:
    """One message of her thread: her own words, or a notice with its parameters."""

    text: str = ""
    notice: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    at: str = ""  # the day in Cambodia, ISO


@dataclass(frozen=True)
class CaseOpened:
    """What the sixteen digits opened. The messages are shown once and not kept."""

    complainant_id: str
    case_number: str
    issue: Issue
    generation: int
    news: str = ""  # "here", "elsewhere" or ""
    withdrawn: bool = False
    lines: tuple[ThreadLine, ...] = ()  # the newest, oldest first
    left_out: int = 0  # older ones that the page behind the number shows
    unopened: int = 0  # those that appear once the lead next opens the case


@dataclass(frozen=True)
class NumberRefused:
    """No case has this number; `minutes` when there were too many such and she must wait."""

    minutes: int = 0


@dataclass(frozen=True)
class Renewal:
    """New digits for a case, with what the server keeps of them, and the generation that they take the place of."""

    digits: str
    lookup: str
    public_key: str
    wrapped_key: str
    replaces: int


def recipient(forum: Forum | None, name_en: str, name_km: str) -> Param:
    """Whom a track leads to: management or the committee, or else a party by its name."""
    return {"label": f"forum.{forum.value}"} if forum else {"en": name_en, "km": name_km}


@dataclass(frozen=True)
class TrackReport:
    party_en: str
    party_km: str
    status: ReferralStatus
    forum: Forum | None = None  # her lead negotiates itself

    @property
    def party(self) -> Param:
        return recipient(self.forum, self.party_en, self.party_km)


@dataclass(frozen=True)
class StatusReport:
    number: str
    status: CaseStatus
    lead_en: str
    lead_km: str
    tracks: tuple[TrackReport, ...] = ()
    closing_reason: ClosingReason | None = None
    consents_asked: tuple[str, ...] = ()  # ids that wait for her answer
    remedies_asked: tuple[str, ...] = ()
    handovers_asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentQuestion:
    id: str
    party_en: str
    party_km: str
    party_kind: PartyKind
    standing: Standing
    parts: tuple[str, ...]  # Part values and "evidence:<id>"
    previews: Mapping[str, str] = field(default_factory=dict)  # part -> exactly what would go, as text
    status: ConsentStatus = ConsentStatus.ASKED
    forum: Forum | None = None  # management would hear it from her lead

    @property
    def party(self) -> Param:
        return recipient(self.forum, self.party_en, self.party_km)

    @property
    def card(self) -> str:
        """Which words say what that recipient can do, and what it cannot."""
        return "direct" if self.forum else self.party_kind.value


@dataclass(frozen=True)
class HandoverQuestion:
    """`party` would lead the case instead of `lead`; `status` is where her own word stands."""

    id: str
    lead_en: str
    lead_km: str
    party_en: str
    party_km: str
    party_kind: PartyKind
    standing: Standing
    on_paper: bool = False  # she said yes on paper, and two people of the lead party have seen it
    status: ConsentStatus = ConsentStatus.ASKED


@dataclass(frozen=True)
class RemedyQuestion:
    id: str
    kind: RemedyKind
    status: RemedyStatus
    women: int = 0
    men: int = 0
    not_recorded: int = 0
    currency: Currency | None = None
    amount: str = ""  # decimal text, e.g. "6000.00"
    concerned: int = 0  # women and men whom her whole case concerns; 0 when not told


# --------------------------------------------------------------------------------------------- effects
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


@dataclass(frozen=True)
class AddToStory:
    """A further piece for the filed case: evidence, with its caption."""

    complainant_id: str
    item: StoryItem


@dataclass(frozen=True)
class WriteToCase:
    """A message from her to whoever leads her case."""

    complainant_id: str
    text: str


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
class AnswerHandover:
    handover_id: str
    yes: bool
    language: str


@dataclass(frozen=True)
class AnswerRemedy:
    """Her word on a remedy, fact by fact. `confirmed` is what the facts add up to; `facts` are codes and values."""

    remedy_id: str
    confirmed: bool
    facts: Mapping[str, str]
    comment: str = ""


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
class EraseCase:
    """What she withdrew is erased now and not after seven days."""

    complainant_id: str


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
    | AnswerFact
    | SetFactory
    | SetHeadcount
    | SetIdentity
    | KeepReceipt
    | AnswerConsent
    | WithdrawConsent
    | AnswerHandover
    | AnswerRemedy
    | WithdrawCase
    | HideChat
    | KeepMessages
    | EraseCase
    | RenewReceipt
    | LinkChat
    | ForgetChat
)


# ------------------------------------------------------------------------------------------------- out
@dataclass(frozen=True)
class Button:
    """`data` is "<step>:<value>" (at most 64 bytes) or an https address. The label is a key, or words as they are."""

    data: str
    key: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class Prompt:
    """One message to her: a catalog key with its placeholders, and rows of buttons below it."""

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    fleeting: bool = False  # in a chat it deletes itself after a few minutes


@dataclass(frozen=True)
class Need:
    query: Query


@dataclass(frozen=True)
class Turn:
    conversation: Any  # bot.dialogue.conversation.Conversation
    prompts: tuple[Prompt, ...]
    effects: tuple[Effect, ...] = ()
