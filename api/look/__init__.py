"""How a page is made: the templates, what they can call, and the answer that carries them.

Every page is whole HTML from the server, in one language, not stored by browsers (`no-store`), without inline
script or style. A template can call `t(key, **params)`, `label(value)`, `choices(values)`,
`tone(value)`, `date`, `moment`, `month`, `money`, `number`, `phone`, `static(name)`, `sources(recording)` and
`here(**query)`; unknown names are errors, never blanks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

import locales
from api.look.recordings import sources
from api.look.static_files import static
from cases.rules.vocabulary import (
    CaseStatus,
    ConsentStatus,
    Currency,
    Language,
    ReferralStatus,
    RemedyStatus,
    Urgency,
)

PHNOM_PENH = dt.timezone(dt.timedelta(hours=7), "Asia/Phnom_Penh")  # no summer time since 1920
EXIT = "https://www.google.com/"  # where "leave now" goes: a page that says nothing about her

_TONES: dict[str, frozenset[StrEnum]] = {
    "new": frozenset({CaseStatus.RECEIVED, ReferralStatus.ASKED, ReferralStatus.SENT, RemedyStatus.PROPOSED}),
    "good": frozenset(
        {
            CaseStatus.ACTIVE,
            ReferralStatus.ACCEPTED,
            ReferralStatus.IN_PROGRESS,
            ReferralStatus.CONCLUDED,
            RemedyStatus.CONFIRMED,
            ConsentStatus.GIVEN,
        }
    ),
    "wait": frozenset(
        {
            CaseStatus.IN_REVIEW,
            CaseStatus.AWAITING_WORKER,
            ReferralStatus.READY,
            ReferralStatus.RECEIVED,
            ReferralStatus.ON_HOLD,
            RemedyStatus.AGREED,
            RemedyStatus.DELIVERED,
            ConsentStatus.ASKED,
            Urgency.URGENT,
        }
    ),
    "bad": frozenset(
        {
            ReferralStatus.DECLINED,
            ReferralStatus.EXPIRED,
            ReferralStatus.REJECTED,
            ReferralStatus.WITHDRAWN,
            ReferralStatus.REVOKED,
            RemedyStatus.DISPUTED,
            RemedyStatus.GIVEN_UP,
            ConsentStatus.DECLINED,
            ConsentStatus.WITHDRAWN,
            Urgency.DANGER,
        }
    ),
}
# Two lists may use one word (a StrEnum equals its text), so the list's name is part of the key.
_TONE_OF = {(type(value), value.value): tone for tone, values in _TONES.items() for value in values}

environment = Environment(
    loader=PackageLoader("api.look"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def tone(value: StrEnum) -> str:
    """The colour class of a status pill: new, good, wait, bad, or "" for the calm grey."""
    return _TONE_OF.get((type(value), value.value), "")


def moment(language: str, when: dt.datetime) -> str:
    """A UTC time (naive counts as UTC) on Phnom Penh's clock: `4 November 2024, 14:05`."""
    utc = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    local = utc.astimezone(PHNOM_PENH)
    params = {"date": locales.date(language, local.date()), "time": f"{local:%H:%M}"}
    return locales.text(language, "page.moment", params)


def here(request: Request, **query: str) -> str:
    """This page's own path and query with some query values replaced."""
    url = request.url.include_query_params(**query)
    return f"{url.path}?{url.query}"


def words(request: Request, language: str) -> dict[str, Any]:
    """What every template can use besides its own context."""
    tongue = Language(language)
    return {
        "request": request,
        "language": tongue,
        "other_language": Language.ENGLISH if tongue is Language.KHMER else Language.KHMER,
        "demo": bool(getattr(getattr(request.scope.get("app"), "state", None), "demo", False)),
        "viewer": None,
        "exit_href": EXIT,
        "t": _translator(tongue),
        "label": partial(locales.label, tongue),
        "choices": partial(_choices, tongue),
        "tone": tone,
        "date": partial(locales.date, tongue),
        "moment": partial(moment, tongue),
        "money": partial(_money, tongue),
        "month": partial(locales.month, tongue),
        "number": partial(locales.number, tongue),
        "phone": locales.phone,
        "static": static,
        "sources": partial(sources, tongue),
        "here": partial(here, request),
    }


def page(request: Request, template: str, language: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A rendered template as an answer that no browser or proxy keeps.

    Raises:
        jinja2.UndefinedError: the template uses a name that the context lacks.
        locales.MissingText: a catalog lacks a key.
    """
    html = environment.get_template(template).render(words(request, language) | context)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store", "Content-Language": str(language)})


def error_page(
    request: Request,
    language: str,
    status: int,
    sentence: str,
    *,
    next_href: str = "/",
    desk: bool = False,
    **context: Any,
) -> HTMLResponse:
    """One sentence about what went wrong, and one link to what she can do next."""
    template = "desk/error.html" if desk else "error.html"
    return page(request, template, language, status, sentence=sentence, next_href=next_href, **context)


def _translator(language: Language) -> Callable[..., str]:
    def t(key: str, **params: Any) -> str:
        return locales.text(language, key, params)

    return t


def _choices(language: Language, values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) of each enum value, for a select; an enum class gives all of its values."""
    return [(value.value, locales.label(language, value)) for value in values]


def _money(language: str, currency: Currency | str, amount: Decimal | str) -> str:
    return locales.money(language, Currency(currency), Decimal(amount))
