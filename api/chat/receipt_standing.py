"""What she says in advance, behind her numbers: whom the officer may show it without asking each time."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData

from api.chat.receipt import OpenReceipt
from api.chat.views import StandingView
from bot import standing_words
from cases.actions import standing_consents
from cases.rules.errors import BadInput, NotThere
from cases.rules.standing_choices import offered_to
from cases.rules.vocabulary import Language
from cases.store.unit import Unit


async def standing_of_hers(unit: Unit, complainant_id: str, language: Language) -> tuple[StandingView, ...]:
    """Everybody who could be brought in, with what she has said of it."""
    return tuple(
        StandingView(
            one.party_id,
            one.party_km if language is Language.KHMER else one.party_en,
            one.kind.value,
            one.key,
            one.choice,
            offered_to(one.kind),
            one.word_id,
        )
        for one in await standing_words.said(unit, complainant_id)
    )


async def about(unit: Unit, complainant_id: str, form: FormData, language: Language) -> StandingView:
    """The recipient that a form names, with the choice that it is about to become.

    Raises:
        NotThere: nobody of whom she can say it.
        BadInput: no choice that is offered.
    """
    views = await standing_of_hers(unit, complainant_id, language)
    if form.get("standing"):
        return _named(views, "word_id", str(form["standing"]))
    one = _named(views, "party_id", str(form.get("party", "")))
    choice = next((choice for choice in one.offered if choice.value == form.get("choice")), None)
    if choice is None:
        raise BadInput("missing", field="choice")
    return StandingView(one.party_id, one.party, one.kind, one.key, choice, one.offered, one.word_id)


def _named(views: Sequence[StandingView], field: str, value: str) -> StandingView:
    found = next((one for one in views if value and getattr(one, field) == value), None)
    if found is None:
        raise NotThere
    return found


async def give(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """The second step: her word, or "each time" again."""
    view = await about(unit, opened.complainant.id, form, language)
    await standing_words.give_word(unit, opened.complainant.id, view.party_id, view.choice, language)


async def end(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    """Her word taken back."""
    await standing_words.end(unit, [opened.complainant.id], str(form.get("standing", "")))


async def stop(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    """What would go on her word does not go."""
    await standing_consents.stop_consent(unit, opened.complainant.id, str(form.get("consent", "")))
