"""Does she join a common case with others of her factory? The question holds at any step, all of it in its buttons.

Yes takes a second tap that names the organisation, and brings two numbers of their own for that case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.after import numbers_of
from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import DeclineToJoin, JoinCommonCase
from bot.dialogue.model import Prompt
from bot.dialogue.queries import JoinAsked, JoinQuestion, Minted, MintJoin
from bot.dialogue.screen import Outcome, Rows, Scene, button, of_case, rows, say, short
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import ConsentStatus

RECEIPT_SHOWN = dt.timedelta(hours=72)


def _asked(scene: Scene, request_id: str) -> JoinQuestion | None:
    found: JoinQuestion | None = scene.ask(JoinAsked(request_id))
    return found


def _is_open(question: JoinQuestion | None) -> bool:
    return question is not None and question.status is ConsentStatus.ASKED


def common(scene: Scene, value: str) -> Outcome:
    """Who asks, what comes along, what stays, and that no answer changes anything."""
    question = _asked(scene, value)
    if question is None or not _is_open(question):
        return _not_open(scene, question)
    yes = rows(button(f"common_yes:{question.id}", "common.yes"))
    no = button(f"common_no:{question.id}", "common.no")
    rest: Rows = rows(no, button(f"common_later:{question.id}", "consent.later"), wide=2)
    said = (say("common", party=question.party), say("common.means", yes + rest, party=question.party))
    return Outcome(scene.conversation, (*of_case(scene.conversation, question.of), *said), screen=False)


def common_yes(scene: Scene, value: str) -> Outcome:
    """The first tap; the second names the organisation."""
    question = _asked(scene, value)
    if question is None or not _is_open(question):
        return _not_open(scene, question)
    sure = rows(
        button(f"common_sure:{question.id}", "common.sure", party=short(question.party)),
        button(f"common:{question.id}", "common.back"),
    )
    return Outcome(scene.conversation, (say("common.really", sure, party=question.party),), screen=False)


def common_sure(scene: Scene, value: str) -> Outcome:
    question = _asked(scene, value)
    if question is None or not _is_open(question):
        return _not_open(scene, question)
    minted: Minted = scene.ask(MintJoin(question.id))
    effect = JoinCommonCase(question.id, minted, scene.conversation.language)
    until = (scene.now + RECEIPT_SHOWN).isoformat()
    filed = Filed(
        minted.complainant_id,
        minted.case_number,
        question.issue,
        minted.digits,
        until,
        filed_on=scene.today.isoformat(),
    )
    after = _joined(scene.conversation, filed)
    said = say("common.given", party=question.party, number=shown(minted.case_number))
    numbers = () if after.step == "receipt" else (numbers_of("common.numbers", filed),)
    return Outcome(after, (said, *numbers), (effect,))


def _joined(conversation: Conversation, filed: Filed) -> Conversation:
    """In the common case from now on, its numbers on the screen; whoever is in the midst of another stays there."""
    if conversation.visit is not None:
        return conversation
    earlier = (*conversation.earlier, conversation.filed) if conversation.filed else conversation.earlier
    kept = replace(conversation, filed=filed, earlier=earlier)
    return kept if conversation.draft is not None else replace(kept, step="receipt", stack=())


def common_no(scene: Scene, value: str) -> Outcome:
    """No: nothing changes for her, and she is not asked again."""
    question = _asked(scene, value)
    if question is None or not _is_open(question):
        return _not_open(scene, question)
    effect = DeclineToJoin(question.id, scene.conversation.language)
    return Outcome(scene.conversation, (say("common.declined"),), (effect,))


def common_later(scene: Scene, value: str) -> Outcome:
    """A question that waits stays open and stands in /status."""
    return Outcome(replace(scene.conversation, talk=None), (say("ask_later"),))


def _not_open(scene: Scene, question: JoinQuestion | None) -> Outcome:
    answered = question is not None and question.status in (ConsentStatus.GIVEN, ConsentStatus.DECLINED)
    said: tuple[Prompt, ...] = (say("consent.answered" if answered else "ask_gone"),)
    return Outcome(scene.conversation, said)


COMMON_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {
    "common": common,
    "common_yes": common_yes,
    "common_sure": common_sure,
    "common_no": common_no,
    "common_later": common_later,
}
DECIDING = frozenset({"common_sure", "common_no", "common_later"})
