"""The quiet path before sending: violence, at home too, and whatever happens to children. It costs no tap."""

from __future__ import annotations

from bot.dialogue.conversation import Draft
from bot.dialogue.model import Param, Prompt
from bot.dialogue.screen import Rows, button, rows, say
from cases.rules.issues import is_quiet


def by_a_woman(draft: Draft) -> Rows:
    """She may ask for a woman to read it, and take that back."""
    if not is_quiet(draft.issue):
        return ()
    asked: Param = {"key": "dialogue.who.woman"}
    return rows(button("who:woman", "ticked", words=asked) if draft.woman else button("who:woman"))


def before_sending(draft: Draft) -> tuple[Prompt, ...]:
    """What is different here, above the summary: who reads it, and that nothing comes to this phone."""
    if not is_quiet(draft.issue):
        return ()
    return (say("quiet", woman={"key": "dialogue.quiet.woman" if draft.woman else "dialogue.quiet.anyone"}),)
