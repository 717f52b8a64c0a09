"""A case opened by its two numbers, for this conversation only: what she was at before waits until she leaves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.dialogue import heat, owed
from bot.dialogue.conversation import Conversation, Filed, Visit
from bot.dialogue.effects import LinkChat
from bot.dialogue.model import Prompt
from bot.dialogue.notices import notice
from bot.dialogue.queries import CaseOpened, NumberStands, ThreadLine
from bot.dialogue.screen import Outcome, Row, Scene, Step, back, button, goto, pieces, rows, say
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import Channel

OPEN_FOR = dt.timedelta(minutes=30)  # since her last word, as the page behind the number


# ------------------------------------------------------------------------------------------- in and out
def entered(conversation: Conversation, found: CaseOpened, now: dt.datetime) -> Conversation:
    """In the case that was found; a case visited before it is left."""
    before = left(conversation)
    visit = Visit(
        generation=found.generation,
        until=(now + OPEN_FOR).isoformat(),
        news=found.news,
        step=before.step,
        stack=before.stack,
        draft=before.draft,
        filed=before.filed,
        earlier=before.earlier,
    )
    filed = Filed(
        found.complainant_id,
        found.case_number,
        found.issue,
        next_question=found.next_question,
        withdrawn=found.withdrawn,
        filed_on=found.filed_on,
    )
    return replace(before, visit=visit, filed=filed, earlier=(), draft=None, step="home", stack=(), talk=None)


def left(conversation: Conversation) -> Conversation:
    """Where she was before she typed the number; unchanged when she visits nothing."""
    visit = conversation.visit
    if visit is None:
        return conversation
    return replace(
        conversation,
        visit=None,
        step=visit.step,
        stack=visit.stack,
        draft=visit.draft,
        filed=_caught_up(visit.filed, conversation.filed),
        earlier=visit.earlier,
        talk=None,
        telling="",
    )


def _caught_up(behind: Filed | None, visited: Filed | None) -> Filed | None:
    """Her own case, visited by its number: what she answered there is not asked again."""
    if behind is None or visited is None or behind.complainant_id != visited.complainant_id:
        return behind
    return replace(behind, next_question=visited.next_question)


def closed(scene: Scene) -> Outcome | None:
    """The visit is over, by time or because the number is no longer hers; nothing she says now goes to that case."""
    visit = scene.conversation.visit
    if visit is None:
        return None
    if scene.now >= dt.datetime.fromisoformat(visit.until):
        return Outcome(left(scene.conversation), (say("visit.over"),))
    if not scene.ask(NumberStands(scene.filed.complainant_id, visit.generation)):
        return Outcome(left(scene.conversation), (say("visit.number_gone"),))
    return None


def kept_open(scene: Scene) -> Scene:
    """Each word of hers keeps the case open for another half hour."""
    visit = scene.conversation.visit
    if visit is None:
        return scene
    longer = replace(visit, until=(scene.now + OPEN_FOR).isoformat())
    return scene.at(replace(scene.conversation, visit=longer))


# ------------------------------------------------------------------------------------------------- thread
def messages(found: CaseOpened) -> tuple[Prompt, ...]:
    """What has been written, oldest first; then what does not open yet, and where the rest can be read."""
    told = tuple(prompt for line in found.lines for prompt in _told(line))
    none = (say("visit.no_messages"),) if not told and not found.unopened else ()
    page = (say("visit.left_out", count=found.left_out),) if found.left_out else ()
    waiting = (say("visit.unopened", count=found.unopened),) if found.unopened else ()
    owing = owed.told(found.owed, more=found.owed_more) if found.owed else ()
    return (*page, *waiting, *none, *told, *owing)


def _told(line: ThreadLine) -> tuple[Prompt, ...]:
    day = {"date": line.at}
    if line.notice:
        return notice(line.notice, line.params)
    return tuple(say("visit.hers", date=day, text=piece) for piece in pieces(line.text))


# --------------------------------------------------------------------------------------------------- menu
def draw_menu(scene: Scene) -> tuple[Prompt, ...]:
    """The calm menu of the visited case, which always says that it is open and how to close it."""
    filed = scene.filed
    leave = rows(button("home:leave"))
    number = shown(filed.case_number)
    if filed.withdrawn:
        choices = rows(button("home:status"), button("home:erase"))
        return (say("visit.withdrawn", choices + leave, number=number),)
    more: tuple[Row, ...] = rows(button("home:questions")) if filed.next_question else ()
    menu = rows(button("home:status"), button("home:message"), button("home:evidence"), button("home:consents"))
    last = (
        heat.door(filed) + rows(button("home:ministry")) + rows(button("home:renew"), button("home:withdraw"), wide=2)
    )
    return (say("visit.home", more + menu + _news(scene.conversation) + last + leave, number=number),)


def _news(conversation: Conversation) -> tuple[Row, ...]:
    offered = conversation.channel is Channel.TELEGRAM and conversation.visit and not conversation.visit.news
    return rows(button("home:news")) if offered else ()


def leave(scene: Scene) -> Outcome:
    return Outcome(left(scene.conversation), (say("visit.left", number=shown(scene.filed.case_number)),))


# --------------------------------------------------------------------------------------------------- news
def news(scene: Scene) -> Outcome:
    return Outcome(goto(scene.conversation, "news"))


def draw_news(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(button("news:yes"), button("news:no"))
    return (say("news", choices, number=shown(scene.filed.case_number)),)


def tap_news(scene: Scene, value: str) -> Outcome:
    """Yes makes it a case of this chat: it stays when the number is closed."""
    conversation = scene.conversation
    if value == "no" or conversation.visit is None:
        return Outcome(back(conversation, "home"))
    visited = scene.filed
    home = left(conversation)
    others = tuple(one for one in (*home.earlier, home.filed) if one and one.complainant_id != visited.complainant_id)
    linked = replace(home, filed=visited, earlier=others)
    if linked.draft is None or not linked.draft.tells_something:  # else she goes on with what she was telling
        linked = replace(linked, draft=None, step="home", stack=())
    said = say("news.linked", number=shown(visited.case_number))
    return Outcome(linked, (said,), (LinkChat(visited.complainant_id),))


STEPS = (Step("news", draw_news, tap_news, leads_to=("home",)),)
