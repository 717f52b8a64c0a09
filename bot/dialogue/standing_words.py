"""What she says in advance: whom the officer may show her matter without asking each time. Asked after the receipt.

Nothing of it is needed. Each word names the organisation, says what it can and cannot do, and takes a second tap; it is
taken back in two. What then waits to go can be looked at and stopped with one.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue.asks import part_label
from bot.dialogue.effects import EndStanding, GiveStanding, StopConsent
from bot.dialogue.model import Param, Prompt
from bot.dialogue.queries import ConsentAsked, ConsentQuestion, StandingView, StandingWords
from bot.dialogue.screen import Outcome, Rows, Scene, button, checked, pieces, rows, say, short
from cases.rules.standing_choices import offered_to
from cases.rules.vocabulary import StandingChoice


def _words(scene: Scene) -> tuple[StandingView, ...]:
    filed = scene.conversation.filed
    if filed is None or filed.withdrawn:
        return ()
    found: tuple[StandingView, ...] = scene.ask(StandingWords(filed.complainant_id))
    return found


def _one(scene: Scene, party_id: str) -> StandingView | None:
    return next((one for one in _words(scene) if one.party_id == party_id), None)


def ask(scene: Scene) -> Outcome:
    """Everybody who could be brought in, each with what she has said of it."""
    found = _words(scene)
    if not found:
        return Outcome(scene.conversation, (say("standing.nobody"),))
    choices: Rows = rows(
        *(
            button(f"standing:{one.party_id}", "standing.party", party=short(one.party), choice=_choice(one))
            for one in found
        ),
        button("home:consents", "button.back"),
    )
    return Outcome(scene.conversation, (say("standing", choices),), screen=False)


def party(scene: Scene, value: str) -> Outcome:
    """What one recipient can and cannot do, and what can be said of it in advance."""
    one = _one(scene, value)
    if one is None:
        return Outcome(scene.conversation, (say("ask_gone"),))
    who = say(f"standing.card.{one.kind.value}", party=one.party, checked=checked(one.key))
    picks = (button(f"standing_pick:{value}.{pick.value}", f"standing.{pick.value}") for pick in offered_to(one.kind))
    choices = rows(*picks, button("home:standing", "button.back"))
    nameless = StandingChoice.WITHOUT_NAME in offered_to(one.kind)
    said = say("standing.choices" if nameless else "standing.choices.with_name", choices)
    return Outcome(scene.conversation, (who, said), screen=False)


def pick(scene: Scene, value: str) -> Outcome:
    """The first tap of a yes; "each time" is the second of taking one back."""
    one, choice = _chosen(scene, value)
    if one is None or choice is None:
        return Outcome(scene.conversation, (say("ask_gone"),))
    if choice is StandingChoice.EACH_TIME:
        return _given(scene, one, choice)
    sure = rows(
        button(f"standing_sure:{value}", "standing.sure", party=short(one.party)),
        button(f"standing:{one.party_id}", "button.back"),
    )
    said = say(f"standing.really.{choice.value}", sure, party=one.party, checked=checked(one.key))
    return Outcome(scene.conversation, (said,), screen=False)


def sure(scene: Scene, value: str) -> Outcome:
    one, choice = _chosen(scene, value)
    if one is None or choice is None:
        return Outcome(scene.conversation, (say("ask_gone"),))
    return _given(scene, one, choice)


def _chosen(scene: Scene, value: str) -> tuple[StandingView | None, StandingChoice | None]:
    party_id, _, choice = value.partition(".")
    one = _one(scene, party_id)
    known = one is not None and choice in [offered.value for offered in offered_to(one.kind)]
    return (one, StandingChoice(choice)) if known else (None, None)


def _given(scene: Scene, one: StandingView, choice: StandingChoice) -> Outcome:
    effect = GiveStanding(scene.filed.complainant_id, one.party_id, choice, scene.conversation.language)
    return Outcome(scene.conversation, (say(f"standing.kept.{choice.value}", party=one.party),), (effect,))


# ------------------------------------------------------------------------------------------- taking it back
def allowed(one: StandingView) -> Param:
    """One word in the list of what she allowed."""
    return {"key": "dialogue.standing.party", "params": {"party": one.party, "choice": _choice(one)}}


def _choice(one: StandingView) -> Param:
    return {"label": f"standing_choice.{one.choice.value}"}


def standing_given(scene: Scene, complainant_id: str) -> tuple[StandingView, ...]:
    """What she said in advance in one of her cases and has not taken back."""
    found: tuple[StandingView, ...] = scene.ask(StandingWords(complainant_id))
    return tuple(one for one in found if one.word_id)


def end(scene: Scene, value: str) -> Outcome:
    one = _word(scene, value)
    if one is None:
        return Outcome(scene.conversation, (say("consents.ended"),))
    sure = rows(
        button(f"standing_end_sure:{value}", "consents.end_sure", party=short(one.party)),
        button("home:consents", "button.keep"),
    )
    return Outcome(scene.conversation, (say("standing.end", sure, party=one.party),), screen=False)


def end_sure(scene: Scene, value: str) -> Outcome:
    one = _word(scene, value)
    if one is None:
        return Outcome(scene.conversation, (say("consents.ended"),))
    return Outcome(scene.conversation, (say("standing.kept.each_time", party=one.party),), (EndStanding(value),))


def _word(scene: Scene, word_id: str) -> StandingView | None:
    cases = scene.conversation.cases
    words = (one for case in cases for one in standing_given(scene, case.complainant_id))
    return next((one for one in words if one.word_id == word_id), None)


# ---------------------------------------------------------------------------------------- what waits to go
def _waiting(scene: Scene, consent_id: str) -> ConsentQuestion | None:
    found: ConsentQuestion | None = scene.ask(ConsentAsked(consent_id))
    return found


def look(scene: Scene, value: str) -> Outcome:
    """Exactly what would go, while it can be stopped."""
    question = _waiting(scene, value)
    if question is None or not question.can_be_stopped:
        return _past(scene, question)
    shown = tuple(prompt for part in question.parts for prompt in _preview(question, part))
    stop = rows(button(f"consent_stop:{value}", "standing.stop"), button(f"consent_later:{value}", "standing.let"))
    return Outcome(scene.conversation, (*shown, say("standing.seen", stop, party=question.party)), screen=False)


def _preview(question: ConsentQuestion, part: str) -> tuple[Prompt, ...]:
    found = pieces(question.previews.get(part, ""))
    return tuple(say("consent.preview", part=part_label(part), text=piece) for piece in found)


def stop(scene: Scene, value: str) -> Outcome:
    """One tap is enough: nothing goes."""
    question = _waiting(scene, value)
    if question is None or not question.can_be_stopped:
        return _past(scene, question)
    return Outcome(scene.conversation, (say("standing.stopped", party=question.party),), (StopConsent(value),))


def _past(scene: Scene, question: ConsentQuestion | None) -> Outcome:
    """Too late to stop it; it is taken back like any other."""
    if question is None:
        return Outcome(scene.conversation, (say("ask_gone"),))
    consents = rows(button("home:consents"))
    return Outcome(scene.conversation, (say("standing.past", consents, party=question.party),), screen=False)


STANDING_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {
    "standing": party,
    "standing_pick": pick,
    "standing_sure": sure,
    "standing_end": end,
    "standing_end_sure": end_sure,
    "consent_look": look,
    "consent_stop": stop,
}
DECIDING = frozenset({"standing_sure", "standing_end_sure", "consent_stop"})
