"""What only the runner can answer: each question with what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.model import Param
from cases.rules.standing import Standing
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    ConsentStatus,
    Currency,
    Forum,
    Improvement,
    Issue,
    PartyKind,
    ReferralStatus,
    RemedyKind,
    RemedyStatus,
    StandingChoice,
)


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
class StandingWords:
    """Of whom can she say something in advance, and what has she said? -> tuple[StandingView, ...]"""

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
    """Is this chat linked to the case by more than its number, so that it may ask for a new one? -> bool"""

    complainant_id: str


@dataclass(frozen=True)
class MintRenewal:
    """New numbers for a case that is linked here; slow (hashes). -> Renewal"""

    complainant_id: str


@dataclass(frozen=True)
class HandoverAsked:
    """May another party lead her case? -> HandoverQuestion, or None when she was not asked."""

    handover_id: str


@dataclass(frozen=True)
class JoinAsked:
    """Does she join a common case? -> JoinQuestion, or None when she was not asked."""

    request_id: str


@dataclass(frozen=True)
class TroubleAsked:
    """Is she asked whether anybody made trouble for her? -> TroubleQuestion, or None when it is not hers."""

    word_id: str


@dataclass(frozen=True)
class MintJoin:
    """Numbers for a common case that she is about to join; slow (hashes). -> Minted"""

    request_id: str


Query = (
    OpenParties
    | SiteFactory
    | FindFactories
    | MintReceipt
    | CaseState
    | ConsentAsked
    | RemedyAsked
    | GivenConsents
    | StandingWords
    | HandoverAsked
    | JoinAsked
    | TroubleAsked
    | MintJoin
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
    filed_on: str = ""  # the day in Cambodia, ISO
    next_question: str = ""  # the step that the questions after sending go on with, where some are left
    lines: tuple[ThreadLine, ...] = ()  # the newest, oldest first
    left_out: int = 0  # older ones that the page behind the number shows
    unopened: int = 0  # those that appear once the lead next opens the case
    owed: Mapping[str, Param] = field(default_factory=dict)  # what she is shown of what she may be owed
    owed_more: bool = False  # something is not counted in it yet


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
    carried: bool = False  # sent, and yet an officer has to bring it there

    @property
    def party(self) -> Param:
        return recipient(self.forum, self.party_en, self.party_km)

    @property
    def standing(self) -> Param:
        """Where it stands, as a label or in words of its own."""
        return {"key": "dialogue.track.carried"} if self.carried else {"label": f"referral_status.{self.status.value}"}


@dataclass(frozen=True)
class DayReport:
    """A day on which she is expected herself: a meeting with `party`, or a hearing."""

    kind: str  # "meeting" or "hearing"
    date: Param
    time: str
    party: Param = ""


@dataclass(frozen=True)
class NextReport:
    """What comes next in her case and by when: a rule of the clocks, and who is to act."""

    rule: str
    party: Param
    date: Param
    time: str
    kind: Param = ""  # of what was agreed
    late: bool = False


@dataclass(frozen=True)
class StatusReport:
    number: str
    status: CaseStatus
    lead_en: str
    lead_km: str
    tracks: tuple[TrackReport, ...] = ()
    closing_reason: ClosingReason | None = None
    consents_asked: tuple[tuple[str, Param], ...] = ()  # ids that wait for her answer, and whom they are about
    remedies_asked: tuple[tuple[str, Param], ...] = ()  # ids, and what was agreed
    handovers_asked: tuple[str, ...] = ()
    joins_asked: tuple[str, ...] = ()
    trouble_asked: tuple[str, ...] = ()
    others: bool = False  # whether other workers are in it
    days: tuple[DayReport, ...] = ()  # the next first
    next_steps: tuple[NextReport, ...] = ()  # the next first
    estimated: bool = False  # whether she is shown what she may be owed


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
    can_be_stopped: bool = False  # given in advance, and not to be sent yet
    track: str = ""  # where it leads: what she gave on one is taken back together
    until: str = ""  # the day on which it ends (ISO), once it is given
    of: str = ""  # the complainant of hers who is asked

    @property
    def party(self) -> Param:
        return recipient(self.forum, self.party_en, self.party_km)

    @property
    def card(self) -> str:
        """Which words say what that recipient can do, and what it cannot."""
        return "direct" if self.forum else self.party_kind.value


@dataclass(frozen=True)
class StandingView:
    """A recipient and what she said of it in advance; `word_id` is "" where she said nothing."""

    party_id: str
    party_en: str
    party_km: str
    kind: PartyKind
    key: Standing
    choice: StandingChoice
    word_id: str = ""

    @property
    def party(self) -> Param:
        return {"en": self.party_en, "km": self.party_km}


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
    of: str = ""  # the complainant of hers who is asked


@dataclass(frozen=True)
class JoinQuestion:
    """`party` leads her case and asks; `status` is where her own word stands."""

    id: str
    party_en: str
    party_km: str
    issue: Issue
    status: ConsentStatus = ConsentStatus.ASKED
    of: str = ""  # the complainant of hers who is asked

    @property
    def party(self) -> Param:
        return {"en": self.party_en, "km": self.party_km}


@dataclass(frozen=True)
class TroubleQuestion:
    """A question of the watch; more of her words go to the case of this complainant."""

    id: str
    complainant_id: str


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
    improvement: Improvement | None = None
    concerned: int = 0  # women and men whom her whole case concerns; 0 when not told
    waits: bool = False  # her word is waited for
    again: bool = False  # she has said that it came true, and is asked whether it still holds
    of: str = ""  # the complainant of hers who is asked


@dataclass(frozen=True)
class Need:
    query: Query
