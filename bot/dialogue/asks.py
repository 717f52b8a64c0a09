"""Questions that reach her from outside: may this be shared, has this come true? They hold at any step.

Everything about a consent stands in its buttons (id and the parts left in), so an old button does exactly
what it said. A remedy is asked fact by fact and needs a little memory: `Conversation.talk`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.effects import AnswerConsent, WithdrawConsent
from bot.dialogue.model import Button, Param, Prompt
from bot.dialogue.queries import ConsentAsked, ConsentQuestion, GivenConsents
from bot.dialogue.screen import Outcome, Rows, Scene, button, checked, of_case, pieces, rows, say, short
from cases.rules.vocabulary import ConsentStatus

EVIDENCE = "evidence:"
BITS = re.compile(r"[0-9a-f]{1,32}", re.ASCII)  # no sign: -1 would be every part


# ------------------------------------------------------------------------------------- a consent's buttons
def _packed(consent_id: str, left_in: int) -> str:
    return f"{consent_id}.{left_in:x}"


def _unpacked(value: str, question_of: Callable[[str], ConsentQuestion | None]) -> tuple[ConsentQuestion | None, int]:
    """The question behind a button and its bits: bit n is set when part n may go."""
    consent_id, _, bits = value.partition(".")
    question = question_of(consent_id)
    everything = (1 << len(question.parts)) - 1 if question else 0
    if not bits:
        return question, everything
    return (question, int(bits, 16) & everything) if BITS.fullmatch(bits) else (None, 0)


def _question(scene: Scene) -> Callable[[str], ConsentQuestion | None]:
    def ask(consent_id: str) -> ConsentQuestion | None:
        found: ConsentQuestion | None = scene.ask(ConsentAsked(consent_id))
        return found

    return ask


def part_label(part: str) -> Param:
    return {"label": f"part.{part.partition(':')[0]}"}


# ------------------------------------------------------------------------------------------ consent screens
def consent(scene: Scene, value: str) -> Outcome:
    """Who asks, what it can and cannot do, which parts; with boxes to take parts out."""
    question, left_in = _unpacked(value, _question(scene))
    if question is None or question.status is not ConsentStatus.ASKED:
        return _not_open(scene, question)
    key = _packed(question.id, left_in)
    parts: Rows = rows(*(_part_box(question, left_in, index) for index in range(len(question.parts))))
    yes: Rows = rows(button(f"consent_yes:{key}", "consent.yes")) if left_in else ()
    no = button(f"consent_no:{question.id}", "consent.no")
    rest = rows(no, button(f"consent_later:{question.id}", "consent.later"), wide=2)
    look = rows(button(f"consent_see:{key}", "consent.see"))
    who = say(f"consent.{question.card}", party=question.party, checked=checked(question.standing))
    said = (*of_case(scene.conversation, question.of), who, say("consent.parts", parts + look + yes + rest))
    return Outcome(scene.conversation, said, screen=False)


def _part_box(question: ConsentQuestion, left_in: int, index: int) -> Button:
    flipped = _packed(question.id, left_in ^ (1 << index))
    label = "ticked" if left_in >> index & 1 else "unticked"
    part = question.parts[index]
    if not part.startswith(EVIDENCE):
        return button(f"consent:{flipped}", label, words=part_label(part))
    piece = sum(one.startswith(EVIDENCE) for one in question.parts[: index + 1])
    return button(f"consent:{flipped}", f"{label}.evidence", piece=piece)


def consent_see(scene: Scene, value: str) -> Outcome:
    """Exactly what would go, a message for each part that is left in."""
    question, left_in = _unpacked(value, _question(scene))
    if question is None or question.status is not ConsentStatus.ASKED:
        return _not_open(scene, question)
    shown = [index for index in range(len(question.parts)) if left_in >> index & 1]
    previews = tuple(prompt for index in shown for prompt in _preview(question, index))
    again = say("consent.seen", rows(button(f"consent:{_packed(question.id, left_in)}", "consent.back")))
    return Outcome(scene.conversation, (*previews, again), screen=False)


def _preview(question: ConsentQuestion, index: int) -> tuple[Prompt, ...]:
    name, text = part_label(question.parts[index]), question.previews.get(question.parts[index], "")
    if not text:
        return (say("consent.preview.file", part=name),)
    return tuple(say("consent.preview", part=name, text=piece) for piece in pieces(text))


def consent_yes(scene: Scene, value: str) -> Outcome:
    """The first tap; the second names the organisation."""
    question, left_in = _unpacked(value, _question(scene))
    if question is None or question.status is not ConsentStatus.ASKED or not left_in:
        return _not_open(scene, question)
    key = _packed(question.id, left_in)
    sure = rows(
        button(f"consent_sure:{key}", "consent.sure", party=short(question.party)),
        button(f"consent:{key}", "consent.back"),
    )
    said = (
        say("consent.really.direct", sure, party=question.party)
        if question.forum
        else say("consent.really", sure, party=question.party, checked=checked(question.standing))
    )
    return Outcome(scene.conversation, (*of_case(scene.conversation, question.of), said), screen=False)


def consent_sure(scene: Scene, value: str) -> Outcome:
    question, left_in = _unpacked(value, _question(scene))
    if question is None or question.status is not ConsentStatus.ASKED or not left_in:
        return _not_open(scene, question)
    parts = tuple(part for index, part in enumerate(question.parts) if left_in >> index & 1)
    effect = AnswerConsent(question.id, True, parts, scene.conversation.language)
    return Outcome(scene.conversation, (say("consent.given", party=question.party),), (effect,))


def consent_no(scene: Scene, value: str) -> Outcome:
    question, _ = _unpacked(value, _question(scene))
    if question is None or question.status is not ConsentStatus.ASKED:
        return _not_open(scene, question)
    effect = AnswerConsent(question.id, False, (), scene.conversation.language)
    return Outcome(scene.conversation, (say("consent.declined", party=question.party),), (effect,))


def later(scene: Scene, value: str) -> Outcome:
    """Nothing is decided; the question stays open and stands in /status."""
    return Outcome(replace(scene.conversation, talk=None), (say("ask_later"),))


def _not_open(scene: Scene, question: ConsentQuestion | None) -> Outcome:
    key = "consent.answered" if question else "ask_gone"
    return Outcome(scene.conversation, (say(key),))


# -------------------------------------------------------------------------------------- taking consent back
def allowed(given: ConsentQuestion) -> Param:
    """One recipient in the list of what she allowed: what it may see, and until when."""
    parts = dict.fromkeys(part.partition(":")[0] for part in given.parts)
    what: Param = {"join": [part_label(part) for part in parts]}
    return {
        "key": "dialogue.consents.line",
        "params": {"party": given.party, "parts": what, "until": {"date": given.until}},
    }


def consent_end(scene: Scene, value: str) -> Outcome:
    question = _given(scene, value)
    if question is None:
        return Outcome(scene.conversation, (say("consents.ended"),))
    sure = rows(
        button(f"consent_end_sure:{question.id}", "consents.end_sure", party=short(question.party)),
        button("home:consents", "button.keep"),
    )
    return Outcome(scene.conversation, (say("consents.really", sure, party=question.party),), screen=False)


def consent_end_sure(scene: Scene, value: str) -> Outcome:
    question = _given(scene, value)
    if question is None:
        return Outcome(scene.conversation, (say("consents.ended"),))
    effect = WithdrawConsent(question.id)
    return Outcome(scene.conversation, (say("consents.withdrawn", party=question.party),), (effect,))


def _given(scene: Scene, consent_id: str) -> ConsentQuestion | None:
    for case in scene.conversation.cases:
        given: tuple[ConsentQuestion, ...] = scene.ask(GivenConsents(case.complainant_id))
        found = next((one for one in given if one.id == consent_id), None)
        if found is not None:
            return found
    return None


CONSENT_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {
    "consent": consent,
    "consent_see": consent_see,
    "consent_yes": consent_yes,
    "consent_sure": consent_sure,
    "consent_no": consent_no,
    "consent_later": later,
    "consent_end": consent_end,
    "consent_end_sure": consent_end_sure,
}
