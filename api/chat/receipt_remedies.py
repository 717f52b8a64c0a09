"""What was agreed for her, as her receipt page asks about it, and what she said about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlmodel import col, select
from starlette.datastructures import FormData

import locales
from api.chat.receipt import OpenReceipt
from api.chat.views import AgreedView, FactField, FactKind, RemedySaid, RemedyView
from bot.answers import Asker, answer
from bot.dialogue.model import Param
from bot.dialogue.queries import RemedyAsked, RemedyQuestion
from bot.dialogue.remedies import (
    NOT_SAID,
    UNASKED,
    Fact,
    as_agreed,
    fact_key,
    facts_of,
    facts_said,
    is_asked,
    summary_key,
    together,
)
from cases.actions.following_up import answer_about
from cases.rules.errors import BadInput, NotThere
from cases.rules.money import from_minor
from cases.rules.particulars import named
from cases.rules.reading import money, number
from cases.rules.vocabulary import Language, RemedyKind, RemedyStatus
from cases.store import lockboxes
from cases.store.remedy_words import refused_track
from cases.store.tables import Remedy, RemedyAnswer
from cases.store.unit import Unit
from cases.store.worker_views import OwnCase

KINDS = {"": FactKind.CHOICE, "count": FactKind.NUMBER, "money": FactKind.MONEY}
UNTOLD = (RemedyStatus.PROPOSED, RemedyStatus.DROPPED, RemedyStatus.NOTHING_AGREED)  # never agreed: no line of hers


async def _question(unit: Unit, owner: str, remedy_id: str, language: Language) -> RemedyQuestion:
    """Raises NotThere: not a remedy of her case."""
    found: RemedyQuestion | None = await answer(unit, Asker((owner,), language), RemedyAsked(remedy_id))
    if found is None:
        raise NotThere
    return found


# ------------------------------------------------------------------------------------------------ asking
async def remedies_asked(
    unit: Unit, own: OwnCase, opened: OpenReceipt, language: Language, kept: FormData | None
) -> tuple[RemedyView, ...]:
    """Every remedy that waits for her word; `kept` is a form whose answers are filled in again."""
    views = []
    for remedy in own.remedies_asked:
        question = await _question(unit, opened.complainant.id, remedy.id, language)
        typed = kept if kept is not None and kept.get("remedy") == remedy.id else FormData()
        asked = (fact for fact in facts_of(question) if is_asked(question, fact, {}))
        fields = tuple(_field(language, question, fact, _typed(typed, fact)) for fact in asked)
        views.append(
            RemedyView(
                remedy.id, _promise(language, question), fields, str(typed.get("comment", "")), again=question.again
            )
        )
    return tuple(views)


def _typed(form: FormData, fact: Fact) -> str:
    return str(form.get(f"fact.{fact.id}", "")).strip()


def _promise(language: Language, question: RemedyQuestion) -> str:
    kind = locales.shown(language, named(question.kind, question.improvement))
    if question.currency and question.amount:
        return f"{kind}: {locales.money(language, question.currency, Decimal(question.amount))}"
    return kind


def _field(language: Language, question: RemedyQuestion, fact: Fact, typed: str) -> FactField:
    agreed: Param = {"label": "not_told"}
    if question.currency and question.amount:
        agreed = {"money": [question.currency.value, question.amount]}
    params: dict[str, Param] = {
        "agreed_women": question.women,
        "agreed_men": question.men,
        "agreed_amount": agreed,
        "workers": together(question),
    }
    return FactField(
        code=fact.id,
        question=locales.text(language, f"dialogue.{fact_key(question, fact)}", params),
        kind=KINDS[fact.reads],
        choices=tuple((value, locales.text(language, f"label.told.{value}")) for value in fact.values),
        hint=question.currency.value if question.currency and fact.reads == "money" else "",
        typed=typed,
        needed=not fact.unless_no,
    )


# ------------------------------------------------------------------------------------------------ her word
async def about_to_say(unit: Unit, owner: str, form: FormData, language: Language) -> RemedySaid:
    """Her answers as they were read, and what they add up to.

    Raises:
        NotThere: not a remedy of her case.
        BadInput: a number or an amount that cannot be read.
    """
    question = await _question(unit, owner, str(form.get("remedy", "")), language)
    facts = _facts(question, form)
    return RemedySaid(
        id=question.id,
        words=_words(language, question.kind, facts),
        comment=str(form.get("comment", "")).strip(),
        as_agreed=as_agreed(question, facts),
        typed=tuple((f"fact.{fact.id}", _typed(form, fact)) for fact in facts_of(question)),
    )


async def say(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """Her word, as she saw it on the page before."""
    owner = opened.complainant.id
    question = await _question(unit, owner, str(form.get("remedy", "")), language)
    facts = _facts(question, form)
    await answer_about(
        unit,
        owner,
        question.id,
        confirmed=as_agreed(question, facts),
        facts={name: value for name, value in facts.items() if value != NOT_SAID},
        comment=str(form.get("comment", "")),
    )


def _facts(question: RemedyQuestion, form: FormData) -> Mapping[str, str]:
    """What she filled in, read as in the conversation. Raises BadInput, also where a choice that is asked is left."""
    facts: dict[str, str] = {}
    for fact in facts_of(question):
        said = _typed(form, fact)
        if not is_asked(question, fact, facts):
            continue
        if fact.reads == "money" and said:
            currency, amount = money(said if not said.replace(".", "").isdigit() else f"{said} {question.currency}")
            facts |= {"currency": currency.value, fact.id: str(amount)}
        elif fact.reads == "count" and said:
            facts[fact.id] = str(number(said))
        elif fact.values and said not in fact.values:
            raise BadInput("missing", field=fact.id)
        else:
            facts[fact.id] = said or NOT_SAID
    return facts


def _words(language: Language, kind: RemedyKind, facts: Mapping[str, str]) -> str:
    """Her answers in the words of the conversation's own summary."""
    shown: dict[str, Param] = {}
    for fact in facts_said(kind, facts):
        value = facts.get(fact.id, UNASKED)
        if value in (*fact.values, NOT_SAID):
            shown[fact.id] = {"label": f"told.{value}"}
        elif fact.reads == "money":
            shown[fact.id] = {"money": [facts["currency"], value]}
        else:
            shown[fact.id] = value
    return locales.text(language, f"dialogue.{summary_key(kind, facts)}", shown)


# ------------------------------------------------------------------------------------------------ agreed
async def agreed_for_her(unit: Unit, opened: OpenReceipt, language: Language) -> tuple[AgreedView, ...]:
    """Everything that was agreed for her, how far it has come, and what she said last about each."""
    query = (
        select(Remedy)
        .where(Remedy.case_id == opened.complainant.case_id, col(Remedy.status).not_in(UNTOLD))
        .order_by(col(Remedy.proposed_at))
    )
    waiting = await lockboxes.unopened(unit, opened.keys, opened.complainant.thread_box)
    rows = (await unit.session.exec(query)).all()
    hers = [row for row in rows if opened.complainant.id not in await refused_track(unit, row)]
    return tuple([await _agreed(unit, opened, language, row, waiting) for row in hers])


async def _agreed(
    unit: Unit, opened: OpenReceipt, language: Language, remedy: Remedy, waiting: Collection[int]
) -> AgreedView:
    what = locales.shown(language, named(remedy.kind, remedy.improvement))
    promise = ", ".join([what, *_how_much(language, remedy)])
    last = (
        await unit.session.exec(
            select(RemedyAnswer)
            .where(RemedyAnswer.remedy_id == remedy.id, RemedyAnswer.complainant_id == opened.complainant.id)
            .order_by(col(RemedyAnswer.at).desc())
            .limit(1)
        )
    ).first()
    if last is None or last.generation in waiting:
        return AgreedView(promise, remedy.status)
    content = await lockboxes.open_post(
        unit,
        opened.keys,
        opened.complainant.thread_box,
        last.generation,
        RemedyAnswer.__tablename__,
        last.id,
        last.sealed,
    )
    words = _words(language, remedy.kind, content["facts"]) if content["facts"] else ""
    return AgreedView(promise, remedy.status, words, content["comment"], last.at)


def _how_much(language: Language, remedy: Remedy) -> list[str]:
    counts = {"women": remedy.women, "men": remedy.men, "not_recorded": remedy.not_recorded}
    said = [locales.text(language, f"page.receipt.{name}", {"count": count}) for name, count in counts.items() if count]
    if remedy.currency is not None and remedy.amount:
        said.append(locales.money(language, remedy.currency, from_minor(remedy.currency, remedy.amount)))
    return said
