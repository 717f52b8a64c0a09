"""What the desk says when something cannot be: a sentence, and the way on."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api.desk.reader import HOME, CodeAwaited, desk_page, go, language_of, viewer_in
from api.errors import sentence
from api.forms import MOST_FIELDS
from api.look import error_page
from api.verbs import VERBS
from cases.rules.errors import ApprovalAwaited, NotSignedIn, PassphraseAgain, SamlengError, SecondStepMissing
from cases.rules.vocabulary import Language

LOGIN = "/desk/login"
RECOVERY = "/desk/recovery"
SECOND_STEP = "/desk/second-step"
AGAIN = "/desk/again"
WAITING = "/desk/waiting"

WORDS = ("text", "note", "place", "present", "offers", "notes", "details")


async def _written(request: Request) -> list[str]:
    """What she wrote into a form that came too late: it must not be lost."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return [value for name in WORDS if isinstance(value := form.get(name), str) and value.strip()]


def _page_of(request: Request) -> str:
    """The page on which a refused form stood: the nearest address above it that can be looked at."""
    path = request.url.path
    while path.startswith(HOME + "/"):
        scope = {**request.scope, "method": "GET", "path": path}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            return path
        path = path.rpartition("/")[0]
    return HOME


async def html_error(request: Request, error: SamlengError, status: int) -> Response:
    """An error as a page: at the desk in the reader's language, elsewhere as the worker's pages look."""
    if not request.url.path.startswith(HOME):
        language = Language.ENGLISH if request.query_params.get("lang") == Language.ENGLISH else Language.KHMER
        return error_page(request, language, status, sentence(language, error.code, error.data))
    if isinstance(error, CodeAwaited):
        return go(request, RECOVERY)
    if isinstance(error, SecondStepMissing):
        return go(request, SECOND_STEP)
    if isinstance(error, ApprovalAwaited):
        return go(request, WAITING)
    if isinstance(error, PassphraseAgain):
        return go(request, f"{AGAIN}?{urlencode({'next': _page_of(request)})}")
    language = language_of(request)
    if isinstance(error, NotSignedIn):
        page, _, verb = request.url.path.rpartition("/")
        if request.method == "GET":
            return go(request, f"{LOGIN}?{urlencode({'next': request.url.path})}")
        return desk_page(
            request,
            "ended.html",
            status,
            sentence=sentence(language, error.code, error.data),
            words=await _written(request),
            login=f"{LOGIN}?{urlencode({'next': page if verb in VERBS else HOME})}",
        )
    signed_in = viewer_in(request) is not None
    return desk_page(
        request,
        "error.html",
        status,
        sentence=sentence(language, error.code, error.data),
        next_href=HOME if signed_in else LOGIN,
    )
