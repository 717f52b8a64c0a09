"""The page behind a QR code: two questions in plain links, then the doors. No font, no picture, one script.

The script leaves without a trace in the history; a plain link leaves too.

What she answered travels in the page's own address and holds nothing about her; the conversation starts with the
form that the browser door posts, or with Telegram's start link.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.look import page
from cases.rules.vocabulary import Language
from qr.site_links import telegram_address

# What `?phone=` answers, and the letter that the browser door's form carries, as in `?start=`.
LOOKED_AT = {"mine": False, "shared": True}


def render_site_page(
    request: Request,
    *,
    site_code: str,
    factory: tuple[str, str] | None,
    revoked: bool,
    language: str,
    bot_name: str | None,
    true_address: str,
) -> HTMLResponse:
    """`GET /q/<site code>`; `factory` is (English name, Khmer sign), None when nobody knows the code.

    410 for a revoked code and 404 for an unknown one, each with the true address and the browser door: the form
    then carries no site code, so that a false poster decides nothing.
    """
    refused = "revoked" if revoked else "unknown" if factory is None else ""
    shared = None if refused else LOOKED_AT.get(request.query_params.get("phone", ""))
    return page(
        request,
        "site.html",
        language,
        {"": 200, "revoked": 410, "unknown": 404}[refused],
        site_code="" if refused else site_code,
        factory=_sign(language, factory) if factory else "",
        refused=refused,
        shared="" if shared is None else "s" if shared else "o",
        telegram_href=telegram_address(bot_name, site_code, language, shared) if bot_name and not refused else "",
        true_address=true_address,
        restart_href=f"{request.url.path}?lang={language}",
    )


def _sign(language: str, factory: tuple[str, str]) -> str:
    english, khmer = factory
    return khmer if language == Language.KHMER and khmer else english
