"""Before sending: who takes her case, who must not learn of it, and the last look at all of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

from bot.dialogue import quiet
from bot.dialogue.before import onward
from bot.dialogue.conversation import Filed
from bot.dialogue.effects import FileCase
from bot.dialogue.model import Prompt
from bot.dialogue.queries import OpenParties, PartyChoice
from bot.dialogue.screen import (
    Outcome,
    Scene,
    Step,
    button,
    checked,
    counted,
    factory_name,
    goto,
    joined,
    party_name,
    rows,
    say,
    short,
    tail,
    unwind,
    worded,
)
from cases.rules import reading
from cases.rules.case_numbers import shown
from cases.rules.issues import first_question, is_quiet
from cases.rules.vocabulary import LEAD_KINDS, PartyKind

WORKPLACE = "work_province"  # the first question after sending when no factory was told
RECEIPT_SHOWN = dt.timedelta(hours=72)
FIRST_WORDS = 200


def draw_who(scene: Scene) -> tuple[Prompt, ...]:
    open_to_her = _possible_leads(scene)
    if not open_to_her:
        return (say("who.nobody", rows(button("who:again"), button("who:not")) + tail(scene.conversation)),)
    choices = rows(*(worded(f"who:{party.id}", party_name(party)) for party in open_to_her))
    more = quiet.by_a_woman(scene.draft) + rows(button("who:help"), button("who:not"))
    known = {"lines": [{"join": [party_name(party), checked(party.standing)]} for party in open_to_her]}
    return (say("who", choices + more + tail(scene.conversation), known=known),)


def _possible_leads(scene: Scene) -> tuple[PartyChoice, ...]:
    excluded = {party.id for party in scene.draft.excluded}
    parties: tuple[PartyChoice, ...] = scene.ask(OpenParties())
    return tuple(party for party in parties if party.kind in LEAD_KINDS and party.id not in excluded)


def tap_who(scene: Scene, value: str) -> Outcome:
    if value == "not":
        return Outcome(goto(scene.conversation, "not_them"))
    if value == "help":
        return Outcome(scene.conversation, _advice(scene))
    if value == "again":
        return Outcome(scene.conversation)
    if value == "woman":
        return Outcome(scene.conversation.with_draft(woman=not scene.draft.woman))
    lead = next(party for party in _possible_leads(scene) if party.id == value)
    return Outcome(onward(scene, scene.conversation.with_draft(lead=lead)))


def _advice(scene: Scene) -> tuple[Prompt, ...]:
    """What each kind of organisation can do for her, with the names of those that are here."""
    parties = _possible_leads(scene)
    kinds = [kind for kind in PartyKind if any(party.kind is kind for party in parties)]
    return tuple(
        say(f"who.help.{kind.value}", names=joined(tuple(party for party in parties if party.kind is kind)))
        for kind in kinds
    )


def draw_not_them(scene: Scene) -> tuple[Prompt, ...]:
    excluded = {party.id for party in scene.draft.excluded}
    choices = rows(
        *(
            button(
                f"not_them:{party.id}", "ticked" if party.id in excluded else "words", words=short(party_name(party))
            )
            for party in scene.ask(OpenParties())
        )
    )
    return (say("not_them", choices + rows(button("not_them:done")) + tail(scene.conversation)),)


def tap_not_them(scene: Scene, value: str) -> Outcome:
    conversation, draft = scene.conversation, scene.draft
    if value == "done":
        return Outcome(unwind(conversation, "who"))
    kept = tuple(party for party in draft.excluded if party.id != value)
    added = tuple(party for party in scene.ask(OpenParties()) if party.id == value) if kept == draft.excluded else ()
    lead = None if draft.lead and any(party.id == draft.lead.id for party in added) else draft.lead
    return Outcome(conversation.with_draft(excluded=kept + added, lead=lead))


def draw_send(scene: Scene) -> tuple[Prompt, ...]:
    draft = scene.draft
    assert draft.lead is not None
    assert draft.issue is not None
    texts = [item.text for item in draft.story if item.text]
    known = factory_name(draft.factory) if draft.factory else draft.factory_words
    changes = rows(button("send:issue"), button("send:story"), button("send:who"), button("send:not"), wide=2)
    return (
        *quiet.before_sending(draft),
        say(
            "send",
            rows(button("send:go")) + changes + tail(scene.conversation),
            issue={"label": f"issue.{draft.issue.value}"},
            factory=known or {"label": "not_told"},
            danger={"label": f"danger.{'yes' if draft.danger else 'no'}"},
            words=_shortened(texts[0]) if texts else {"label": "not_told"},
            lead=party_name(draft.lead),
            checked=checked(draft.lead.standing),
            excluded=joined(draft.excluded),
            told=counted(draft.story),
        ),
    )


def _shortened(text: str) -> str:
    first = " ".join(reading.clean(text).split())
    return first if len(first) <= FIRST_WORDS else first[:FIRST_WORDS] + "…"


def tap_send(scene: Scene, value: str) -> Outcome:
    if value == "go":
        return _file(scene) if _still_open(scene) else _choose_again(scene)
    return Outcome(goto(scene.conversation, {"not": "not_them"}.get(value, value)))


def _still_open(scene: Scene) -> bool:
    """May her choice still be given a case? A party can close between the choice and [Send]."""
    return scene.draft.lead is not None and scene.draft.lead.id in {party.id for party in _possible_leads(scene)}


def _choose_again(scene: Scene) -> Outcome:
    assert scene.draft.lead is not None
    said = (say("who.closed", party=party_name(scene.draft.lead)),)
    return Outcome(unwind(scene.conversation.with_draft(lead=None), "who"), said)


def _file(scene: Scene) -> Outcome:
    conversation, draft = scene.conversation, scene.draft
    minted, lead, issue = draft.minted, draft.lead, draft.issue
    assert minted is not None
    assert lead is not None
    assert issue is not None
    effect = FileCase(
        minted=minted,
        language=conversation.language,
        issue=issue,
        danger=bool(draft.danger),
        shared_phone=bool(draft.shared_phone),
        lead_party_id=lead.id,
        excluded_party_ids=tuple(party.id for party in draft.excluded),
        factory_id=draft.factory.id if draft.factory else "",
        factory_words=draft.factory_words,
        province=draft.province,
        story=draft.story,
        site_code=draft.site_code,
        woman=draft.woman and is_quiet(issue),
    )
    filed = Filed(
        complainant_id=minted.complainant_id,
        case_number=minted.case_number,
        issue=issue,
        digits=minted.digits,
        digits_until=(scene.now + RECEIPT_SHOWN).isoformat(),
        filed_on=scene.today.isoformat(),
        next_question=WORKPLACE if not draft.factory and not draft.factory_words else f"q_{first_question(issue).id}",
    )
    earlier = (*conversation.earlier, conversation.filed) if conversation.filed else conversation.earlier
    after = replace(
        conversation,
        draft=None,
        filed=filed,
        earlier=earlier,
        writing_in=filed.complainant_id,
        step="receipt",
        stack=(),
        ticked=(),
    )
    return Outcome(after, (say("filed", number=shown(minted.case_number), party=party_name(lead)),), (effect,))


_before = partial(Step, before_sending=True)
STEPS = (
    # "Try again" is taken although a party may have opened since it was shown.
    _before(
        "who",
        draw_who,
        tap_who,
        also=lambda scene, value: value == "again",
        numbered=True,
        leads_to=("not_them", "send"),
    ),
    _before("not_them", draw_not_them, tap_not_them, leads_to=("who",)),
    _before("send", draw_send, tap_send, leads_to=("issue", "story", "who", "not_them", "receipt")),
)
