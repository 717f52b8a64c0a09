"""`/chat`: the same conversation as in Telegram, as one form on one page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

import locales
from api.chat.receipt import language_of
from api.chat.uploads import heard_from
from api.chat.views import By, ChatView, Line
from api.forms import refuse_bad_characters
from api.look import page
from bot import conversations
from bot.dialogue import conversation as dialogue
from bot.dialogue.model import Answer, AnswerKind
from bot.runner import Heard, Page, Runner, start_answer
from cases.actions.filing import evidence_so_far
from cases.rules.errors import AlreadySent, NotThere, SamlengError
from cases.rules.vocabulary import Channel, Language
from cases.store.unit import Store
from cases.vault.staff_keys import new_secret

router = APIRouter(include_in_schema=False)
SHARED = {"s": True, "o": False}
TYPED_AT_MOST = 20_000  # characters of one form


@router.get("/chat")
async def chat_start(request: Request) -> HTMLResponse:
    """A conversation begins with a form, so that nothing is made by a mere look: the front page has it."""
    return page(request, "front.html", language_of(request.query_params.get("lang", "")))


@router.post("/chat")
async def chat(request: Request) -> HTMLResponse:
    """Begin a conversation, or take one answer of it."""
    async with request.form(max_files=10, max_part_size=1024 * 1024) as form:
        refuse_bad_characters(form)
        if not form.get("token"):
            return await _begin(request, form)
        return await _go_on(request, form)


def _word(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _begin(request: Request, form: FormData) -> HTMLResponse:
    runner: Runner = request.app.state.runner
    state = dialogue.new(Channel.BROWSER, str(request.app.state.public_url))
    language = _word(form, "language")
    first = start_answer(
        _word(form, "site_code")[:32].lower(),
        language if language in set(Language) else "",
        SHARED.get(_word(form, "shared")),
    )
    token, shown = await runner.begin_page(state, first)
    return _draw(request, token, shown)


async def _go_on(request: Request, form: FormData) -> HTMLResponse:
    runner: Runner = request.app.state.runner
    token, key = _word(form, "token"), _word(form, "form_key")[:64] or new_secret()
    text = _word(form, "text")[:TYPED_AT_MOST].replace("\r\n", "\n").strip()
    if _word(form, "again") == "yes":
        key = new_secret()
    try:
        if _word(form, "look") == "yes":
            return _draw(request, token, await runner.show_page(token))
        heard = await _heard(request, token, form, text)
        if not heard:
            return await _nothing_said(request, token)
        shown = await _tell(runner, token, key, heard)
    except AlreadySent as problem:
        return await _again(request, token, text, problem)
    except NotThere:
        return _over(request, language_of(_word(form, "language")))
    except SamlengError as problem:
        return _draw(request, token, await runner.show_page(token, problem), kept_text=text)
    tapped = any(one.answer.kind is AnswerKind.BUTTON for one in heard)
    told = _told(shown.language, "" if tapped else text, heard)
    return _draw(request, token, shown, told, kept_text=text if tapped else "")


def _told(language: Language, text: str, heard: list[Heard]) -> list[Line]:
    """What she has just said, as she sees it: her words, and what kind of file each was that was taken."""
    taken = {one.stored.digest: one.stored.kind for one in heard if one.stored}
    files = Counter(taken.values())
    kinds = (locales.text(language, f"dialogue.pieces.{kind}", {"count": count}) for kind, count in files.items())
    return [Line(By.HER, words) for words in (text, " · ".join(kinds)) if words]


async def _tell(runner: Runner, token: str, key: str, heard: list[Heard]) -> Page:
    """Each answer in turn; why a file could not be taken is shown together with the last screen."""
    pages = [await runner.hear_page(token, _key_of(key, number, one), one) for number, one in enumerate(heard)]
    refused = [
        page.messages[0]
        for page, one in zip(pages[:-1], heard, strict=False)
        if one.answer.kind is AnswerKind.REFUSED and page.messages
    ]
    return replace(pages[-1], messages=(*refused, *pages[-1].messages))


def _key_of(key: str, number: int, heard: Heard) -> str:
    """The idempotency key of one answer: another file sent from the same form is another answer."""
    return f"{key[:40]}.{heard.stored.digest[:20] if heard.stored else number}"


async def _heard(request: Request, token: str, form: FormData, text: str) -> list[Heard]:
    """What the form says: a tap, files with or without words, words, or a change of language."""
    tap = _word(form, "press")
    if tap:
        return [Heard(Answer(AnswerKind.BUTTON, tap))]
    other = _word(form, "switch_language")
    if other:
        return [Heard(Answer(AnswerKind.BUTTON, f"speak:{other}"))] if other in set(Language) else []
    store: Store = request.app.state.store
    async with store.reading() as unit:
        opened = await conversations.of_page(unit, token)
        so_far = await evidence_so_far(unit, opened.row.id)
    return await heard_from(store, form, so_far, caption=text)


async def _again(request: Request, token: str, text: str, problem: AlreadySent) -> HTMLResponse:
    shown = await request.app.state.runner.show_page(token)
    sentence = locales.text(shown.language, f"error.{problem.code}")
    return _draw(request, token, shown, problem=sentence, kept_text=text, again=True)


async def _nothing_said(request: Request, token: str) -> HTMLResponse:
    shown = await request.app.state.runner.show_page(token)
    return _draw(request, token, shown, problem=locales.text(shown.language, "page.chat.empty"))


def _over(request: Request, language: Language) -> HTMLResponse:
    sentence = locales.text(language, "error.conversation_over")
    return page(request, "error.html", language, 410, title=sentence, sentence=sentence, next_href="/")


def _draw(
    request: Request,
    token: str,
    shown: Page,
    told: list[Line] | None = None,
    *,
    problem: str = "",
    kept_text: str = "",
    again: bool = False,
) -> HTMLResponse:
    view = ChatView(
        token=token,
        form_key=new_secret(),
        messages=tuple(told or ()),
        prompts=tuple(shown.messages),
        problem=problem,
        kept_text=kept_text,
        again=again,
        draft=shown.state.draft is not None,
    )
    return page(request, "chat.html", shown.language, view=view)
