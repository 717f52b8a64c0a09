"""What every answer says to browsers, and the refusal of forms that another site sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.body_limits import BodyLimits
from api.look import error_page
from api.refusals import refused_at_the_door
from cases.rules.errors import BadInput
from cases.rules.vocabulary import Language
from locales import text

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send `Origin: null` on our own forms, and over plain http, where there
    # is no Sec-Fetch-Site, nothing would tell them from a stranger's. Other sites still get no referrer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING_ALLOWED = "camera=(), geolocation=(), payment=(), usb=(), microphone="
HSTS = "max-age=31536000"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
WEBHOOK = "/telegram/"  # Telegram's servers send no browser headers and prove themselves by a secret token
CHAT = "/chat"


class Security:
    """Pure ASGI middleware. A header that a route set itself stands (evidence is sandboxed more tightly)."""

    def __init__(self, app: ASGIApp, public_url: str | None = None) -> None:
        self.app = BodyLimits(app)
        self.public_host = _host(public_url or "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(scope).items():
                    headers.setdefault(name, value)
            await send(message)

        if comes_from_elsewhere(scope, self.public_host):
            await _refusal(Request(scope, receive))(scope, receive, send_with_headers)
        elif names_a_nul(scope):
            refusal = refused_at_the_door(Request(scope, receive), BadInput("bad_characters"))
            await refusal(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


def headers_for(scope: Scope) -> dict[str, str]:
    """The headers of an answer to this request."""
    microphone = "(self)" if scope["path"] == CHAT or scope["path"].startswith(CHAT + "/") else "()"
    headers = HEADERS | {"Permissions-Policy": NOTHING_ALLOWED + microphone}
    return headers | {"Strict-Transport-Security": HSTS} if scope["scheme"] == "https" else headers


def names_a_nul(scope: Scope) -> bool:
    """Does the address hold a NUL, which PostgreSQL has no place for?"""
    return "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]


def comes_from_elsewhere(scope: Scope, public_host: str = "") -> bool:
    """Did a page of another site make the browser send this?

    Sec-Fetch-Site decides where the browser sends it; else Origin must be our own host, the public one where there is
    one. With neither header no browser made the request, so no cookie was lent to it.
    """
    if scope["method"] in SAFE_METHODS or scope["path"].startswith(WEBHOOK):
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    return _host(origin) != (public_host or headers.get("host", "").lower())


def _host(url: str) -> str:
    """host[:port] of a web address as a Host header writes it; "" when it is none, as with `null`."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _refusal(request: Request) -> Response:
    if request.url.path.startswith("/api/"):
        sentence = text(Language.ENGLISH, "page.error.cross_site")
        return JSONResponse({"error": {"code": "cross_site", "message": sentence, "field": "", "next": "reload"}}, 403)
    sentence = "\n".join(text(language, "page.error.cross_site") for language in Language)
    return error_page(request, Language.KHMER, 403, sentence)
