"""What a turn asks for becomes actions, all in the one transaction that also saves the conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot import common_case, handovers, standing_words
from bot.answers import Asker, consent_question, whose_word, wording_digest
from bot.dialogue.effects import (
    AddToStory,
    AnswerConsent,
    AnswerFact,
    AnswerHandover,
    AnswerRemedy,
    AnswerTrouble,
    DeclineToJoin,
    Effect,
    EndStanding,
    EraseCase,
    FileCase,
    ForgetChat,
    GiveStanding,
    HideChat,
    JoinCommonCase,
    KeepMessages,
    KeepReceipt,
    LinkChat,
    RenewReceipt,
    SetFactory,
    SetHeadcount,
    SetHours,
    SetIdentity,
    StopConsent,
    TellOfCall,
    TellReading,
    WithdrawCase,
    WithdrawConsent,
    WriteToCase,
)
from bot.dialogue.model import StoryItem
from bot.dialogue.queries import Renewal
from cases.actions import (
    consents,
    filing,
    following_up,
    forgetting,
    heat,
    ministry_calls,
    receipts,
    telling,
    watching,
    withdrawing,
)
from cases.actions.filing import Filing, Piece
from cases.actions.heat import Reading
from cases.rules.errors import NotThere
from cases.rules.heat import Air
from cases.rules.issues import is_quiet
from cases.rules.vocabulary import HeatPlace, Language
from cases.store import announcing, chat_messages
from cases.store.unit import Unit
from cases.store.watching import own_word
from cases.store.worker_views import own_consent
from cases.vault.receipts import Receipt


@dataclass(frozen=True)
class Teller:
    """Who acts: her complainants, and the linked chat that a new case belongs to."""

    asker: Asker
    correspondent_id: str | None


async def carry_out(unit: Unit, teller: Teller, effects: Sequence[Effect]) -> None:
    """Run the effects of one turn in order. Whatever an action raises undoes the whole turn."""
    for effect in effects:
        await _one(unit, teller, effect)


async def _one(unit: Unit, teller: Teller, effect: Effect) -> None:
    match effect:
        case FileCase():
            # On a phone that others look at, and on the quiet path, nothing is linked: no notice comes, the receipt
            # alone leads back; whoever opens her case by it may link the chat.
            linked = None if effect.shared_phone or is_quiet(effect.issue) else teller.correspondent_id
            await filing.file_case(unit, _filing(effect, linked))
        case AddToStory(complainant_id, item, question):
            await filing.add_to_story(unit, complainant_id, _piece(item), question)
        case WriteToCase(complainant_id, text):
            await telling.write_to_case(unit, complainant_id, text)
        case AnswerFact(complainant_id, question, values):
            await filing.answer_fact(unit, complainant_id, question, values)
        case SetFactory(complainant_id, factory_id, words, province):
            await filing.set_factory(unit, complainant_id, factory_id, words, province)
        case SetHeadcount(complainant_id, women, men):
            await filing.set_headcount(unit, complainant_id, women, men)
        case SetIdentity(complainant_id, name, phone):
            await filing.set_identity(unit, complainant_id, name, phone)
        case KeepReceipt(complainant_id):
            await filing.keep_receipt(unit, complainant_id)
        case AnswerConsent():
            await _answer_consent(unit, teller, effect)
        case WithdrawConsent(consent_id):
            owner = await _owner_of_consent(unit, teller, consent_id)
            await consents.withdraw_consent(unit, owner, consent_id)
        case AnswerRemedy(remedy_id, confirmed, facts, comment):
            owner = await _owner_of_remedy(unit, teller, remedy_id)
            await following_up.answer_about(unit, owner, remedy_id, confirmed=confirmed, facts=facts, comment=comment)
        case _:
            await _later(unit, teller, effect)


async def _later(unit: Unit, teller: Teller, effect: Effect) -> None:
    """Her word on what she was asked besides, what she tells of the ministry, and what ends a case."""
    match effect:
        case StopConsent() | GiveStanding() | EndStanding():
            await standing_words.carry_out(unit, teller.asker.mine, effect)
        case AnswerHandover():
            await handovers.answer_asked(unit, teller.asker.mine, effect)
        case JoinCommonCase() | DeclineToJoin():
            await common_case.carry_out(unit, teller.asker.mine, effect)
        case AnswerTrouble(word_id, said):
            await watching.answer_trouble(unit, await _owner_of_word(unit, teller, word_id), word_id, said)
        case TellOfCall(complainant_id, due_on, place):
            day = dt.date.fromisoformat(due_on) if due_on else None
            await ministry_calls.tell_of_call(unit, complainant_id, day, place)
        case TellReading():
            await _tell_reading(unit, effect)
        case WithdrawCase(complainant_id):
            await withdrawing.withdraw_case(unit, complainant_id)
        case EraseCase(complainant_id):
            await withdrawing.erase_now(unit, complainant_id)
        case _:
            await _way_back(unit, teller, effect)


async def _tell_reading(unit: Unit, effect: TellReading) -> None:
    air = Air(Decimal(effect.celsius), effect.humidity)
    reading = Reading(HeatPlace(effect.place), air, dt.datetime.fromisoformat(effect.taken_at))
    await heat.tell_reading(unit, effect.complainant_id, reading)


async def _way_back(unit: Unit, teller: Teller, effect: Effect) -> None:
    """What changes the way back to her: what the chat keeps, new numbers, a chat that is linked."""
    match effect:
        case KeepMessages(keeps):
            if teller.correspondent_id:
                await chat_messages.keep(unit, teller.correspondent_id, keeps)
        case SetHours(hours):
            if teller.correspondent_id:
                await announcing.set_hours(unit, teller.correspondent_id, hours)
        case RenewReceipt(complainant_id, renewal):
            await receipts.renew_from_chat(unit, complainant_id, teller.correspondent_id, _minted(renewal))
        case LinkChat(complainant_id):
            if teller.correspondent_id is None:
                raise NotThere
            await forgetting.link_chat(unit, complainant_id, teller.correspondent_id)
        case ForgetChat() | HideChat():
            pass  # the runner does it last: what is said still needs the chat


def _minted(renewal: Renewal) -> receipts.Minted:
    receipt = Receipt(
        renewal.digits, renewal.lookup, bytes.fromhex(renewal.public_key), bytes.fromhex(renewal.wrapped_key)
    )
    return receipts.Minted(receipt, renewal.replaces)


def _piece(item: StoryItem) -> Piece:
    return Piece(item.kind, item.text, item.evidence_id, item.file_key, item.media_type, item.seconds)


def _filing(effect: FileCase, correspondent_id: str | None) -> Filing:
    minted = effect.minted
    return Filing(
        case_id=minted.case_id,
        number=minted.case_number,
        complainant_id=minted.complainant_id,
        receipt_lookup=minted.lookup,
        receipt_public=bytes.fromhex(minted.public_key),
        receipt_wrapped=bytes.fromhex(minted.wrapped_key),
        language=Language(effect.language),
        issue=effect.issue,
        danger=effect.danger,
        lead_party_id=effect.lead_party_id,
        excluded_party_ids=effect.excluded_party_ids,
        factory_id=effect.factory_id,
        factory_words=effect.factory_words,
        province=effect.province,
        story=tuple(_piece(item) for item in effect.story),
        correspondent_id=correspondent_id,
        site_code=effect.site_code,
        for_woman=effect.woman,
    )


async def _answer_consent(unit: Unit, teller: Teller, effect: AnswerConsent) -> None:
    owner = await _owner_of_consent(unit, teller, effect.consent_id)
    consent, referral, party = await own_consent(unit, owner, effect.consent_id)
    question = await consent_question(unit, teller.asker.language, consent, referral, party)
    await consents.answer_consent(
        unit,
        owner,
        effect.consent_id,
        yes=effect.yes,
        parts=effect.parts,
        language=Language(effect.language),
        wording_digest=wording_digest(effect.language, question),
    )


async def _owner_of_consent(unit: Unit, teller: Teller, consent_id: str) -> str:
    for complainant_id in teller.asker.mine:
        try:
            await own_consent(unit, complainant_id, consent_id)
        except NotThere:
            continue
        return complainant_id
    raise NotThere


async def _owner_of_word(unit: Unit, teller: Teller, word_id: str) -> str:
    word = await own_word(unit, teller.asker.mine, word_id)
    if word is None:
        raise NotThere
    return word.complainant_id


async def _owner_of_remedy(unit: Unit, teller: Teller, remedy_id: str) -> str:
    owner = await whose_word(unit, teller.asker.mine, remedy_id)
    if owner is None:
        raise NotThere
    return owner
