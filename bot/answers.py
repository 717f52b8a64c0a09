"""Answers to what the script needs to know: each query of the dialogue becomes one look into the store."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import locales
from bot import common_case, handovers, standing_words
from bot.dialogue.queries import (
    CaseState,
    ChatLinked,
    ConsentAsked,
    ConsentQuestion,
    DayReport,
    FactoryChoice,
    FindFactories,
    GivenConsents,
    HandoverAsked,
    JoinAsked,
    MintJoin,
    MintReceipt,
    MintRenewal,
    NextReport,
    NumberStands,
    OpenByNumber,
    OpenParties,
    PartyChoice,
    Query,
    RemedyAsked,
    RemedyQuestion,
    SiteFactory,
    StandingWords,
    StatusReport,
    TrackReport,
    TroubleAsked,
    TroubleQuestion,
    recipient,
)
from cases.actions.consents import previews_of
from cases.actions.parties import open_parties
from cases.actions.party_keys import standing_of
from cases.actions.receipts import renews_numbers, stands
from cases.actions.standing_consents import can_stop
from cases.rules.errors import NotThere
from cases.rules.money import from_minor
from cases.rules.particulars import named
from cases.rules.standing import Standing
from cases.rules.vocabulary import LEAD_KINDS, Asked, ConsentStatus, Currency, Language
from cases.rules.workers import Workers
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.estimate_views import is_shown
from cases.store.factories import factory_of, find_factories
from cases.store.handovers import handovers_asked
from cases.store.join_requests import joins_asked
from cases.store.next_steps import NextStep, next_steps
from cases.store.own_days import OwnDay, own_days
from cases.store.remedy_words import standing_answers
from cases.store.tables import Case, Complainant, Consent, Factory, Party, Referral, SiteCode
from cases.store.unit import Unit
from cases.store.watching import own_word, trouble_asked
from cases.store.worker_views import OwnCase, is_asked, is_carried, own_case, own_consent, own_remedy

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


class Slow(Exception):
    """The query hashes: it must be answered outside the unit of work, by `bot.slow.answer_slowly`."""

    def __init__(self, query: Query, asker: Asker) -> None:
        super().__init__(type(query).__name__)
        self.query, self.asker = query, asker


@dataclass(frozen=True)
class Asker:
    """For whom a query is answered: the complainants that are hers, her language, her chat and what tells it apart."""

    mine: Collection[str]
    language: Language
    correspondent_id: str | None = None
    who: str = ""  # of this chat or page, whatever is forgotten: wrong numbers are counted by it


async def answer(unit: Unit, asker: Asker, query: Query) -> Any:
    """What the store says to a query.

    Raises:
        Slow: for a receipt, which is minted outside.
    """
    match query:
        case OpenParties() | SiteFactory() | FindFactories():
            return await _registered(unit, query)
        case CaseState(complainant_id):
            return await _status(unit, _own(asker, complainant_id))
        case ConsentAsked(consent_id):
            return await _consent(unit, asker, consent_id)
        case RemedyAsked(remedy_id):
            return await _remedy(unit, asker, remedy_id)
        case HandoverAsked(handover_id):
            return await handovers.asked(unit, asker.mine, handover_id)
        case JoinAsked(request_id):
            return await common_case.asked(unit, asker.mine, request_id)
        case TroubleAsked(word_id):
            word = await own_word(unit, asker.mine, word_id)
            return TroubleQuestion(word.id, word.complainant_id) if word else None
        case GivenConsents(complainant_id):
            return await _given(unit, asker, _own(asker, complainant_id))
        case StandingWords(complainant_id):
            return await standing_words.said(unit, _own(asker, complainant_id))
        case NumberStands(complainant_id, generation):
            return stands(await unit.session.get(Complainant, complainant_id), generation)
        case ChatLinked(complainant_id):
            return await _is_linked(unit, asker, complainant_id)
        case MintReceipt() | OpenByNumber() | MintRenewal() | MintJoin():
            raise Slow(query, asker)


async def _registered(unit: Unit, query: OpenParties | SiteFactory | FindFactories) -> Any:
    """What anybody may know: parties and factories."""
    match query:
        case OpenParties():
            return tuple(_party(party, standing) for party, standing in await open_parties(unit, LEAD_KINDS))
        case SiteFactory(site_code):
            return await _site_factory(unit, site_code)
        case FindFactories(province, words):
            return tuple(_factory(found) for found in await find_factories(unit, words, province))


async def _is_linked(unit: Unit, asker: Asker, complainant_id: str) -> bool:
    complainant = await unit.session.get(Complainant, _own(asker, complainant_id))
    return complainant is not None and renews_numbers(complainant, asker.correspondent_id)


def _own(asker: Asker, complainant_id: str) -> str:
    if complainant_id not in asker.mine:
        raise NotThere
    return complainant_id


def _party(party: Party, standing: Standing) -> PartyChoice:
    return PartyChoice(party.id, party.name_en, party.name_km, party.kind, standing.checked, standing.earlier)


def _factory(factory: Factory) -> FactoryChoice:
    return FactoryChoice(factory.id, factory.name, factory.khmer_sign, factory.province.value)


async def _site_factory(unit: Unit, site_code: str) -> FactoryChoice | None:
    site = await unit.session.get(SiteCode, site_code)
    if site is None or site.revoked_at is not None:
        return None
    factory = await factory_of(unit, site.factory_id)
    return _factory(factory) if factory else None


async def _status(unit: Unit, complainant_id: str) -> StatusReport:
    own = await own_case(unit, complainant_id)
    return StatusReport(
        number=own.case.number,
        status=own.status,
        lead_en=own.lead.name_en,
        lead_km=own.lead.name_km,
        tracks=tuple(
            TrackReport(party.name_en, party.name_km, referral.status, referral.forum, is_carried(referral, party))
            for referral, party in own.tracks
        ),
        closing_reason=own.closing_reason,
        others=own.others,
        consents_asked=tuple(
            (consent.id, recipient(referral.forum, party.name_en, party.name_km))
            for consent, referral, party in own.consents
            if consent in own.consents_asked
        ),
        remedies_asked=tuple((one.id, named(one.kind, one.improvement)) for one in own.remedies_asked),
        handovers_asked=await handovers_asked(unit, complainant_id),
        joins_asked=await joins_asked(unit, complainant_id),
        trouble_asked=await trouble_asked(unit, complainant_id),
        days=tuple(_day(day) for day in await own_days(unit, complainant_id, own)),
        next_steps=tuple(next_report(step, own) for step in await next_steps(unit, own)),
        estimated=await is_shown(unit, complainant_id),
    )


def next_report(step: NextStep, own: OwnCase) -> NextReport:
    """What comes next as she is told it: by whom, and until when."""
    referral, party = step.track or (None, own.lead)
    return NextReport(
        step.rule,
        party=recipient(referral.forum if referral else None, party.name_en, party.name_km),
        kind=named(step.remedy.kind, step.remedy.improvement) if step.remedy else "",
        late=step.late,
        **step.moment,
    )


def _day(day: OwnDay) -> DayReport:
    if day.track is None:
        return DayReport(day.kind, **day.moment)
    referral, party = day.track
    return DayReport(day.kind, party=recipient(referral.forum, party.name_en, party.name_km), **day.moment)


async def _consent(unit: Unit, asker: Asker, consent_id: str) -> ConsentQuestion | None:
    for complainant_id in asker.mine:
        try:
            consent, referral, party = await own_consent(unit, complainant_id, consent_id)
        except NotThere:
            continue
        question = await consent_question(unit, asker.language, consent, referral, party)
        return replace(question, of=complainant_id)
    return None


async def consent_question(
    unit: Unit, language: Language, consent: Consent, referral: Referral, party: Party
) -> ConsentQuestion:
    """A consent as she is asked for it, with every part exactly as it would go."""
    asked = consent.status is ConsentStatus.ASKED
    stoppable = can_stop(unit, consent)
    previews = await previews_of(unit, consent) if asked or stoppable else {}
    return ConsentQuestion(
        id=consent.id,
        party_en=party.name_en,
        party_km=party.name_km,
        party_kind=party.kind,
        forum=referral.forum,
        standing=await standing_of(unit, party),
        parts=tuple(consent.parts),
        previews={part: preview_text(language, items) for part, items in previews.items()},
        status=ConsentStatus.EXPIRED if asked and consent.expires_at <= unit.now else consent.status,
        can_be_stopped=stoppable,
        track=referral.id,
        until="" if asked else cambodian_day(consent.expires_at).isoformat(),
    )


def preview_text(language: str, items: Sequence[Mapping[str, Any]]) -> str:
    """The items of a part as she reads them, one a line."""
    return "\n".join(_item_text(language, item) for item in items)


def _item_text(language: str, item: Mapping[str, Any]) -> str:
    if "name" in item:
        return str(item["name"])
    if "detail" in item:
        return locales.text(language, f"identity.{item['detail']}", {"text": item["text"]})
    if "phone" in item:
        return str(item["phone"])
    if "question" in item:
        return locales.text(
            language,
            "label.fact",
            {
                "question": fact_question(language, item["question"]),
                "answer": fact_answer(language, item["question"], item["values"]),
            },
        )
    if "said" in item:
        return locales.text(language, f"label.said.{item['said']}", {"text": item["text"]})
    if "remedy" in item:
        return _outcome_text(language, item)
    if "reading" in item:
        return _reading_text(language, item)
    if "evidence" in item:
        kind = locales.text(language, f"label.story_kind.{item['kind']}")
        return f"{kind}: {item['text']}" if item["text"] else kind
    return str(item["text"])


def _reading_text(language: str, item: Mapping[str, Any]) -> str:
    taken = dt.datetime.fromisoformat(item["taken_at"]).astimezone(CAMBODIA)
    said = {
        "place": {"label": f"heat_place.{item['reading']}"},
        "date": {"date": taken.date().isoformat()},
        "time": f"{taken:%H:%M}",
        "celsius": item["celsius"],
    }
    if item["humidity"] is None:
        return locales.text(language, "heat.line.dry", said)
    return locales.text(language, "heat.line", said | {"humidity": item["humidity"]})


def _outcome_text(language: str, item: Mapping[str, Any]) -> str:
    said = {
        "kind": {"label": f"remedy_kind.{item['remedy']}"},
        "stage": {"label": f"remedy_status.{item['stage']}"},
    }
    if "currency" not in item:
        return locales.text(language, "label.outcome", said)
    return locales.text(
        language, "label.outcome.money", said | {"amount": {"money": [item["currency"], item["amount"]]}}
    )


def fact_question(language: str, question: str) -> str:
    """A question of the interview without the words that told her how to answer it in the chat; or what was asked."""
    if question in set(Asked):
        return locales.label(language, Asked(question))
    asked, mark, _ = locales.text(language, f"question.{question}").rpartition("?")
    return asked + mark


def fact_answer(language: str, question: str, values: Sequence[str]) -> str:
    """An answer in words: labels of choices, a date, an amount, or what she typed."""
    if len(values) == len(("currency", "amount")) and values[0] in set(Currency):
        return locales.money(language, Currency(values[0]), Decimal(values[1]))
    return ", ".join(fact_value(language, question, value) for value in values)


def fact_value(language: str, question: str, value: str) -> str:
    """One value of an answer in words."""
    for key in (f"label.question.{question}.{value}", f"label.question.{value}"):
        if key in locales.catalog(language):
            return locales.text(language, key)
    if ISO_MONTH.fullmatch(value):
        return locales.month(language, value)
    return locales.date(language, dt.date.fromisoformat(value)) if ISO_DAY.fullmatch(value) else value


def wording_digest(language: str, question: ConsentQuestion) -> str:
    """What she agreed to, as one digest: language, party, parts and the previews she could see."""
    seen = [
        language,
        question.forum or question.party_en,
        *question.parts,
        *(question.previews.get(part, "") for part in question.parts),
    ]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()


async def _remedy(unit: Unit, asker: Asker, remedy_id: str) -> RemedyQuestion | None:
    owner = await whose_word(unit, asker.mine, remedy_id)
    if owner is None:
        return None
    remedy = await own_remedy(unit, owner, remedy_id)
    amount = str(from_minor(remedy.currency, remedy.amount)) if remedy.currency else ""
    agreed = Workers(remedy.women, remedy.men, remedy.not_recorded)
    came = Workers(remedy.delivered_women, remedy.delivered_men, remedy.delivered_not_recorded)
    meant = came if came.total >= agreed.total else agreed  # who came may say better who was meant, never how many
    case = await unit.session.get(Case, remedy.case_id)
    said = (await standing_answers(unit, remedy)).get(owner)
    waits = await is_asked(unit, remedy, owner)
    return RemedyQuestion(
        id=remedy.id,
        kind=remedy.kind,
        status=remedy.status,
        women=meant.women,
        men=meant.men,
        not_recorded=meant.not_recorded,
        currency=remedy.currency,
        amount=amount,
        improvement=remedy.improvement,
        concerned=case.women + case.men if case else 0,
        waits=waits,
        again=waits and said is not None,
        of=owner,
    )


async def whose_word(unit: Unit, mine: Collection[str], remedy_id: str) -> str | None:
    """Who of these is in that remedy's case, first of those whose word is waited for: two workers may share a chat."""
    found = []
    for complainant_id in mine:
        try:
            remedy = await own_remedy(unit, complainant_id, remedy_id)
        except NotThere:
            continue
        if await is_asked(unit, remedy, complainant_id):
            return complainant_id
        found.append(complainant_id)
    return found[0] if found else None


async def _given(unit: Unit, asker: Asker, complainant_id: str) -> tuple[ConsentQuestion, ...]:
    return await given_consents(unit, asker.language, await own_case(unit, complainant_id))


async def given_consents(unit: Unit, language: Language, own: OwnCase) -> tuple[ConsentQuestion, ...]:
    """What she has given and not taken back, once for each recipient; what can still be stopped stands apart."""
    found: dict[tuple[str, bool], ConsentQuestion] = {}
    for consent, referral, party in own.consents:
        if consent.status is ConsentStatus.GIVEN:
            one = await consent_question(unit, language, consent, referral, party)
            before = found.get((one.track, one.can_be_stopped))
            found[one.track, one.can_be_stopped] = _together(before, one) if before else one
    return tuple(found.values())


def _together(first: ConsentQuestion, more: ConsentQuestion) -> ConsentQuestion:
    """Two words for one recipient as one, with all their parts."""
    parts = tuple(dict.fromkeys((*first.parts, *more.parts)))
    previews = {**first.previews, **more.previews}
    return replace(first, parts=parts, previews=previews, until=max(first.until, more.until))
