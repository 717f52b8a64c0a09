"""A small world for conversations: parties, factories and questions that a runner would read from its store."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.conversation import Conversation, new
from bot.dialogue.effects import (
    AnswerConsent,
    AnswerHandover,
    DeclineToJoin,
    Effect,
    EndStanding,
    FileCase,
    GiveStanding,
    JoinCommonCase,
    StopConsent,
    Turn,
    WithdrawConsent,
)
from bot.dialogue.lengths import units
from bot.dialogue.model import Answer, AnswerKind, Prompt, StoryItem
from bot.dialogue.queries import (
    CaseOpened,
    CaseState,
    ChatLinked,
    ConsentAsked,
    ConsentQuestion,
    FactoryChoice,
    FindFactories,
    GivenConsents,
    HandoverAsked,
    HandoverQuestion,
    JoinAsked,
    JoinQuestion,
    Minted,
    MintJoin,
    MintReceipt,
    MintRenewal,
    Need,
    NumberRefused,
    NumberStands,
    OpenByNumber,
    OpenParties,
    PartyChoice,
    Query,
    RemedyAsked,
    RemedyQuestion,
    Renewal,
    SiteFactory,
    StandingView,
    StandingWords,
    StatusReport,
    TrackReport,
    TroubleAsked,
    TroubleQuestion,
)
from bot.dialogue.screen import Recorded
from bot.dialogue.script import show, step
from bot.rendering import Rendered, labels, render
from cases.rules.issues import issue_rules
from cases.rules.standing import Standing
from cases.rules.vocabulary import (
    CaseStatus,
    Channel,
    ConsentStatus,
    Currency,
    Issue,
    PartyKind,
    ReferralStatus,
    RemedyKind,
    RemedyStatus,
    StandingChoice,
    StoryKind,
)

NOW = dt.datetime(2024, 11, 22, 3, 0, tzinfo=dt.UTC)
CCAWDU = PartyChoice("6d0f4c1e-0000-4000-8000-000000000001", "C.CAWDU", "ស.ស.ក.ស.ក.", PartyKind.UNION, 2)
CATU = PartyChoice("6d0f4c1e-0000-4000-8000-000000000002", "CATU", "", PartyKind.UNION, 1)
BFC = PartyChoice("6d0f4c1e-0000-4000-8000-000000000003", "BFC (ILO)", "BFC (ILO)", PartyKind.BFC, 3)
MINISTRY = PartyChoice("6d0f4c1e-0000-4000-8000-000000000004", "Labour ministry", "ក្រសួងការងារ", PartyKind.MINISTRY, 0)
OUTDOOR = FactoryChoice("f-outdoor", "Outdoor Gear (Garment) Co., Ltd.", "អោតដ័រ ហ្គៀរ", "kandal")
OLIVE = FactoryChoice("f-olive", "Olive", "", "phnom_penh")
DAY = "2025-11-04"
TROUBLE_ID = "6" * 32
CONSENT_ID, REMEDY_ID, HANDOVER_ID, JOIN_ID, STANDING_ID = "a" * 32, "b" * 32, "c" * 32, "d" * 32, "e" * 32


def consent_question(kind: PartyKind = PartyKind.BFC, status: ConsentStatus = ConsentStatus.ASKED) -> ConsentQuestion:
    parts = ("what_happened", "identity", "evidence:e1")
    previews = {"what_happened": "ខ្ញុំត្រូវគេឲ្យឈប់ " * 300, "identity": "សុខា"}
    return ConsentQuestion(CONSENT_ID, "BFC (ILO)", "BFC (ILO)", kind, Standing(3), parts, previews, status, until=DAY)


def recipient(party: PartyChoice) -> StandingView:
    """Somebody who could be brought in, of whom she has said nothing in advance."""
    return StandingView(party.id, party.name_en, party.name_km, party.kind, party.standing, StandingChoice.EACH_TIME)


def handover_question(status: ConsentStatus = ConsentStatus.ASKED, *, on_paper: bool = False) -> HandoverQuestion:
    return HandoverQuestion(
        HANDOVER_ID, "C.CAWDU", "ស.ស.ក.ស.ក.", "CATU", "", PartyKind.UNION, Standing(1), on_paper=on_paper, status=status
    )


def join_question(status: ConsentStatus = ConsentStatus.ASKED) -> JoinQuestion:
    return JoinQuestion(JOIN_ID, "C.CAWDU", "ស.ស.ក.ស.ក.", Issue.HEAT, status)


def remedy_question(kind: RemedyKind = RemedyKind.COMPENSATION) -> RemedyQuestion:
    return RemedyQuestion(
        REMEDY_ID,
        kind,
        RemedyStatus.DELIVERED,
        women=3,
        men=2,
        currency=Currency.USD,
        amount="6000.00",
    )


@dataclass
class World:
    """What the runner would know. Effects that she causes change what is asked next."""

    parties: tuple[PartyChoice, ...] = (CCAWDU, CATU, BFC, MINISTRY)
    sites: dict[str, FactoryChoice] = field(default_factory=lambda: {"abc123": OUTDOOR, "xyz789": OLIVE})
    consent: ConsentQuestion | None = field(default_factory=consent_question)
    remedy: RemedyQuestion | None = field(default_factory=remedy_question)
    handover: HandoverQuestion | None = field(default_factory=handover_question)
    join: JoinQuestion | None = field(default_factory=join_question)
    recipients: tuple[StandingView, ...] = field(
        default_factory=lambda: tuple(recipient(one) for one in (BFC, MINISTRY))
    )
    status: CaseStatus = CaseStatus.RECEIVED
    mine: tuple[str, ...] = ()  # the complainants that she is here, the newest last
    minted: int = 0
    numbers: dict[str, CaseOpened] = field(default_factory=dict)  # what sixteen digits open
    refused: NumberRefused = field(default_factory=NumberRefused)
    stands: bool = True
    linked: bool = True
    others: bool = False  # whether she is not alone in her case

    def answer(self, query: Query) -> Any:
        match query:
            case OpenParties():
                return self.parties
            case SiteFactory(code):
                return self.sites.get(code)
            case FindFactories(_, words):
                return tuple(one for one in self.sites.values() if words.casefold() in one.name_en.casefold())
            case MintReceipt():
                self.minted += 1
                n = self.minted
                return Minted("1234567890123456", "l", "p", "w", f"K7-{n:04}", f"case-{n}", f"complainant-{n}")
            case CaseState():
                return self.report()
            case ConsentAsked(one):
                return self.consent if self.consent and self.consent.id == one else None
            case RemedyAsked(one):
                found = self.remedy if self.remedy and self.remedy.id == one else None
                of = (found.of if found else "") or (self.mine[-1] if self.mine else "")
                return replace(found, of=of) if found and of else None
            case HandoverAsked(one):
                return self.handover if self.handover and self.handover.id == one else None
            case JoinAsked(one):
                return self.join if self.join and self.join.id == one else None
            case TroubleAsked(one):
                hers = self.mine[-1:] if one == TROUBLE_ID else ()
                return TroubleQuestion(one, *hers) if hers else None
            case MintJoin():
                self.minted += 1
                return Minted("6543210987654321", "l", "p", "w", "135792468", "common-case", "joined")
            case GivenConsents():
                return (self.consent,) if self.consent and self.consent.status is ConsentStatus.GIVEN else ()
            case StandingWords():
                return self.recipients
            case OpenByNumber(digits):
                return self.numbers.get(digits, self.refused)
            case NumberStands():
                return self.stands
            case ChatLinked():
                return self.linked
            case MintRenewal():
                self.minted += 1
                return Renewal("6543210987654321", f"l{self.minted}", "p", "w", 1)

    def report(self) -> StatusReport:
        track = TrackReport("BFC (ILO)", "BFC (ILO)", ReferralStatus.SENT)
        waiting = ((CONSENT_ID, {"en": "BFC", "km": "BFC"}),), ((REMEDY_ID, {"label": "remedy_kind.compensation"}),)
        return StatusReport("K7-0001", self.status, "C.CAWDU", "", (track,), None, *waiting, others=self.others)

    def after(self, effect: Effect) -> None:
        """A consent that was answered or taken back is no longer asked."""
        match effect:
            case AnswerConsent(yes=yes):
                self.consent = consent_question(status=ConsentStatus.GIVEN if yes else ConsentStatus.DECLINED)
            case AnswerHandover(yes=yes):
                self.handover = handover_question(ConsentStatus.GIVEN if yes else ConsentStatus.DECLINED)
            case JoinCommonCase() | DeclineToJoin():
                said = isinstance(effect, JoinCommonCase)
                self.join = join_question(ConsentStatus.GIVEN if said else ConsentStatus.DECLINED)
            case WithdrawConsent():
                self.consent = consent_question(status=ConsentStatus.WITHDRAWN)
            case StopConsent():
                self.consent = consent_question(status=ConsentStatus.DECLINED)
            case GiveStanding(party_id=party_id, choice=choice):
                given = "" if choice is StandingChoice.EACH_TIME else STANDING_ID
                self.recipients = tuple(
                    replace(one, choice=choice, word_id=given) if one.party_id == party_id else one
                    for one in self.recipients
                )
            case EndStanding():
                self.recipients = tuple(recipient(one) for one in (BFC, MINISTRY))
            case _:
                pass


@dataclass
class Talk:
    """One conversation, saved and loaded as JSON text between any two answers."""

    world: World = field(default_factory=World)
    state: Conversation = field(default_factory=lambda: new(Channel.TELEGRAM, "https://samleng.example"))
    now: dt.datetime = NOW
    effects: list[Effect] = field(default_factory=list)
    sent: tuple[Prompt, ...] = ()
    recorded: Recorded = field(default_factory=dict)

    def say(self, answer: Answer) -> tuple[Prompt, ...]:
        state = Conversation.from_json(json.loads(json.dumps(self.state.to_json())))
        assert state == self.state
        self.world.mine = tuple(reversed([one.complainant_id for one in state.own_cases()]))
        given: dict[Query, Any] = {}
        while isinstance(turn := step(state, answer, self.now, given, labels, self.recorded), Need):
            assert turn.query not in given
            given[turn.query] = self.world.answer(turn.query)
        assert isinstance(turn, Turn)
        for effect in turn.effects:
            self.world.after(effect)
        self.state, self.sent = turn.conversation, turn.prompts
        self.effects += turn.effects
        return turn.prompts

    def keys(self, answer: Answer) -> list[str]:
        return [prompt.key for prompt in self.say(answer)]

    def screen(self) -> tuple[Prompt, ...]:
        given: dict[Query, Any] = {}
        while isinstance(shown := show(self.state, given, self.recorded), Need):
            given[shown.query] = self.world.answer(shown.query)
        return shown

    def filed(self) -> list[FileCase]:
        return [effect for effect in self.effects if isinstance(effect, FileCase)]


def drawn(prompt: Prompt) -> tuple[Rendered, Rendered]:
    """The prompt in both languages, checked against what Telegram takes."""
    shown = render("km", prompt), render("en", prompt)
    for one in shown:
        assert one.text, prompt.key
        assert units(one.text) <= 4096, prompt.key
        assert "%(" not in one.text, prompt.key
        for row in one.buttons:
            for button in row:
                assert len(button.label) > 0, button.data
                assert units(button.label) <= 64, button
                assert button.opens_page or len(button.data.encode()) <= 64, button.data
    return shown


def start(payload: str = "") -> Answer:
    return Answer(AnswerKind.START, payload)


def tap(data: str) -> Answer:
    return Answer(AnswerKind.BUTTON, data)


def chosen(issue: Issue) -> list[Answer]:
    """The taps that choose an issue: on the first screen, or behind [Others]."""
    first = issue_rules()[issue].first
    return [tap(f"issue:{issue.value}")] if first else [tap("issue:more"), tap(f"issue_more:{issue.value}")]


def text(words: str) -> Answer:
    return Answer(AnswerKind.TEXT, words)


def command(word: str) -> Answer:
    return Answer(AnswerKind.COMMAND, word)


def file(kind: StoryKind = StoryKind.VOICE, evidence_id: str = "e1", caption: str = "") -> Answer:
    item = StoryItem(kind, "", evidence_id, "a2V5", "audio/ogg", 12)
    return Answer(AnswerKind.EVIDENCE, caption, item)
