"""A small application that shows the pages of this folder's tests: `python -m tests.api.look_preview` serves it."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from api import look
from api.chat.views import (
    AgreedView,
    By,
    ChatView,
    ConsentView,
    FactField,
    FactKind,
    Line,
    PartView,
    ReceiptAct,
    ReceiptView,
    RemedySaid,
    RemedyView,
    SureView,
    TrackView,
)
from api.look import static_files
from api.public.site_page import render_site_page
from api.security import Security
from bot.rendering import Rendered, RenderedButton
from cases.rules.standing import Standing
from cases.rules.vocabulary import CaseStatus, Issue, PartyKind, ReferralStatus, RemedyStatus, Urgency
from cases.store.waiting import Waiting

NOON = dt.datetime(2024, 11, 4, 5, 5, tzinfo=dt.UTC)
FACTORY = ("Outdoor Gear (Cambodia) Co., Ltd.", "រោងចក្រ អោតដ័រ ហ្គៀ (ខេមបូឌា)")
WORDS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "look_words.toml").read_text("utf-8"))
STORY = WORDS["story"]


def words(language: str) -> dict[str, str]:
    return {key: both[language] for key, both in WORDS.items()}


def chosen(request: Request) -> str:
    return "en" if request.query_params.get("lang") == "en" else "km"


async def site(request: Request) -> Response:
    code = request.path_params["code"]
    return render_site_page(
        request,
        site_code=code,
        factory=None if code == "nobody" else FACTORY,
        revoked=code == "old",
        language=chosen(request),
        bot_name=None if code == "nobot" else "SamlengBot",
        true_address="https://samleng.example",
    )


def chat_view(language: str) -> ChatView:
    w = words(language)
    buttons = (
        (RenderedButton("C.CAWDU", "who:1"), RenderedButton("CATU", "who:2")),
        (RenderedButton("BFC (ILO)", "who:3"),),
        (RenderedButton(w["help"], "who:help"), RenderedButton(w["back"], "who:back")),
        (RenderedButton(w["law"], "https://example.org/law"),),
    )
    return ChatView(
        token="conversation-token",
        form_key="form-key",
        messages=(Line(By.US, w["hello"]), Line(By.HER, STORY[language], NOON)),
        prompts=(Rendered(w["who"], buttons),),
    )


async def chat(request: Request) -> Response:
    if request.method == "GET":
        return look.page(request, "chat.html", chosen(request), view=chat_view(chosen(request)))
    async with request.form() as form:
        return answered(request, form)


def answered(request: Request, form: FormData) -> Response:
    language = str(form.get("language") or "km")
    view = replace(
        chat_view(language), problem=words(language)["no"], kept_text=str(form.get("text") or ""), again=True
    )
    heard = [Line(By.HER, str(value)) for key, value in form.multi_items() if key in ("press", "site_code", "shared")]
    sizes = [Line(By.HER, f"{f.filename} {f.size}") for f in form.getlist("files") if not isinstance(f, str) and f.size]
    return look.page(request, "chat.html", language, view=replace(view, messages=(*view.messages, *heard, *sizes)))


def consent(language: str, *, given: bool = False) -> ConsentView:
    w = words(language)
    parts = (
        PartView("what_happened", w["what"], STORY[language]),
        PartView("employment", w["employment"], w["contract"]),
    )
    since = NOON.date() if given else None
    return ConsentView("c1", "BFC (ILO)", PartyKind.BFC, parts, standing=Standing(2), since=since)


def receipt_view(language: str) -> ReceiptView:
    w = words(language)
    choices = (("yes", w["yes"]), ("not_yet", w["not_yet"]))
    facts = (
        FactField("back", w["back_at_work"], FactKind.CHOICE, choices),
        FactField("day", w["day"], FactKind.DATE),
        FactField("paid", w["paid"], FactKind.MONEY, hint="USD"),
    )
    return ReceiptView(
        token="receipt-token",
        form_key="form-key",
        version=3,
        number="K7M-4PX",
        status=CaseStatus.AWAITING_WORKER,
        lead="C.CAWDU",
        tracks=(TrackView("BFC (ILO)", ReferralStatus.IN_PROGRESS),),
        messages=(Line(By.HER, STORY[language], NOON), Line(By.US, w["answer"], NOON)),
        asked=(consent(language),),
        given=(consent(language, given=True),),
        remedies=(RemedyView("r1", w["promise"], facts),),
        agreed=(AgreedView(w["promise"], RemedyStatus.DISPUTED, f"{w['day']}\n{w['not_yet']}", w["not_yet"], NOON),),
        done=w["taken"],
    )


def remedy_said(language: str) -> RemedySaid:
    w = words(language)
    return RemedySaid("r1", f"{w['back_at_work']} {w['not_yet']}", w["not_yet"], False, (("fact.back", "not_yet"),))


async def receipt(request: Request) -> Response:
    if request.method == "GET":
        said = {"problem": "", "done": "", "kept": ""}
        return look.page(request, "receipt_open.html", chosen(request), token="page-token", **said)
    async with request.form() as form:
        return acted(request, form)


def acted(request: Request, form: FormData) -> Response:
    language = str(form.get("language") or "km")
    act = str(form.get("act") or "show")
    if act.endswith("_check"):
        second = ReceiptAct("consent_yes" if act == "consent_check" else act.removesuffix("_check"))
        asked = consent(language) if "consent" in second else None
        said = remedy_said(language) if second is ReceiptAct.ANSWER_REMEDY else None
        view = SureView("receipt-token", "form-key-2", 3, second, asked, said)
        return look.page(request, "sure.html", language, view=view)
    return look.page(request, "receipt.html", language, view=receipt_view(language))


@dataclass(frozen=True)
class Viewer:
    party: str
    alias: str
    is_lead: bool = True
    is_operator: bool = False
    approved: bool = True
    waiting: Waiting = field(default_factory=lambda: Waiting(cases=2, referrals=120))


DESK = (Path(__file__).parent / "look_desk_sample.html").read_text("utf-8")


async def desk(request: Request) -> Response:
    language = chosen(request)
    context = look.words(request, language) | {
        "viewer": Viewer("C.CAWDU", "Sokha"),
        "demo": True,
        "status": CaseStatus.RECEIVED,
        "other": CaseStatus.ACTIVE,
        "urgency": Urgency.DANGER,
        "issue": Issue.HEAT,
        "issues": Issue,
        "day": NOON.date(),
        "now": NOON,
        "story": STORY[language],
        "answer": WORDS["answer"][language],
        "factory": FACTORY[0 if language == "en" else 1],
    }
    return HTMLResponse(look.environment.from_string(DESK).render(context))


async def trouble(request: Request) -> Response:
    return look.error_page(
        request, chosen(request), 422, WORDS["no"][chosen(request)], desk="desk" in request.query_params
    )


async def plain(request: Request) -> Response:
    return PlainTextResponse("taken")


def make_app(public_url: str | None = None) -> Starlette:
    everything = ["GET", "POST"]
    routes = [
        Route("/q/{code}", site),
        Route("/healthz", plain),
        Route("/chat", chat, methods=everything),
        Route("/receipt", receipt, methods=everything),
        Route("/desk", desk),
        Route("/trouble", trouble),
        Route("/telegram/hook", plain, methods=everything),
        Route("/api/v1/x", plain, methods=everything),
        *static_files.routes,
    ]
    return Starlette(routes=routes, middleware=[Middleware(Security, public_url=public_url)])


@contextlib.contextmanager
def served(app: Starlette) -> Iterator[int]:
    """The port of a real server for this application, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    uvicorn.run(make_app(), port=8765)
