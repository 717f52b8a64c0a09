"""What she says aloud where something is asked beside the questions of an issue: her name, a number, when and where.

It is kept with what was asked, and her officer hears it (decision 0039). What is asked stays until she goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue import ministry
from bot.dialogue.effects import AddToStory
from bot.dialogue.model import StoryItem
from bot.dialogue.screen import Outcome, Scene, button, rows, say
from cases.rules.vocabulary import Asked, StoryKind


@dataclass(frozen=True)
class Ear:
    """What a step asks; the tap that goes on without anything typed, where there is one; what she is told."""

    asked: Asked
    on: str = ""
    says: str = "answer_kept"
    alone: bool = False  # who she is, is kept from all others: a picture may show what they are to see


NAME = "spoken"  # the tap after a name that was said: on to the phone
TYPED_TOO = "answer_kept.number"  # a number that is heard only later helps less
EARS = {
    "name": Ear(Asked.NAME, NAME, alone=True),
    "phone_number": Ear(Asked.PHONE, "none", "answer_kept.phone", alone=True),
    "women": Ear(Asked.HEADCOUNT, "skip", TYPED_TOO),
    "men": Ear(Asked.HEADCOUNT, "skip", TYPED_TOO),
    "work_province": Ear(Asked.FACTORY, "skip"),
    "work_name": Ear(Asked.FACTORY, "skip"),
    "work_pick": Ear(Asked.FACTORY, "skip"),
    "ministry_when": Ear(Asked.MINISTRY, "unknown"),
    "ministry_where": Ear(Asked.MINISTRY, "unknown"),
    "heat_degrees": Ear(Asked.HEAT, says=TYPED_TOO),
    "heat_humidity": Ear(Asked.HEAT, "none", TYPED_TOO),
    "heat_time": Ear(Asked.HEAT, says=TYPED_TOO),
}


def answered(scene: Scene, item: StoryItem) -> Outcome | None:
    """A voice note or picture at such a step; None at all others."""
    step = scene.conversation.step
    ear = EARS.get(step)
    if ear is None or (ear.alone and item.kind is not StoryKind.VOICE):
        return None
    effect = AddToStory(ministry.about(scene) or scene.filed.complainant_id, item, ear.asked)
    if not ear.on:
        return Outcome(scene.conversation, (say(ear.says),), (effect,))
    on = rows(button(f"{step}:{ear.on}", "answer_kept.on"))
    return Outcome(scene.conversation, (say(ear.says, on),), (effect,), screen=False)
