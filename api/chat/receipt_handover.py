"""Behind a receipt: may another organisation take over her case? Yes in two steps, no in one."""

from __future__ import annotations

from starlette.datastructures import FormData

from api.chat.receipt import OpenReceipt
from api.chat.views import HandoverView
from bot import handovers
from bot.dialogue.queries import HandoverQuestion
from cases.rules.vocabulary import ConsentStatus, Language
from cases.store.handovers import handovers_asked, own_handover
from cases.store.unit import Unit


async def asked(unit: Unit, complainant_id: str, language: Language) -> tuple[HandoverView, ...]:
    """What she may still say something about."""
    ids = await handovers_asked(unit, complainant_id)
    return tuple([await about(unit, complainant_id, one, language) for one in ids])


async def about(unit: Unit, complainant_id: str, handover_id: str, language: Language) -> HandoverView:
    """One hand-over as her page shows it. Raises NotThere when she was not asked about it."""
    question = await handovers.question_of(unit, await own_handover(unit, complainant_id, handover_id))
    return _view(question, language)


def _view(question: HandoverQuestion, language: Language) -> HandoverView:
    khmer = language is Language.KHMER
    return HandoverView(
        id=question.id,
        party=question.party_km or question.party_en if khmer else question.party_en,
        lead=question.lead_km or question.lead_en if khmer else question.lead_en,
        standing=question.standing,
        said_yes=question.status is ConsentStatus.GIVEN,
        on_paper=question.on_paper,
    )


async def say_yes(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """Her yes, after the second step."""
    handover_id = str(form.get("handover", ""))
    await handovers.answer(unit, opened.complainant.id, handover_id, yes=True, language=language)


async def say_no(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """Her no, or no longer yes."""
    handover_id = str(form.get("handover", ""))
    await handovers.answer(unit, opened.complainant.id, handover_id, yes=False, language=language)
