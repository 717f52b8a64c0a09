"""Pages that anybody may open: the front page and the page behind each QR code."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api.look import page
from api.public.figures import router as figures_router
from api.public.site_page import render_site_page
from api.routers import take_in
from cases.rules.vocabulary import Language
from cases.store.factories import factory_of
from cases.store.tables import SiteCode
from cases.store.unit import Store

router = APIRouter(include_in_schema=False)
take_in(router, figures_router)


def _language(request: Request) -> Language:
    return Language.ENGLISH if request.query_params.get("lang") == Language.ENGLISH else Language.KHMER


@router.get("/")
async def front(request: Request) -> HTMLResponse:
    """The doors, for somebody who came without a code."""
    return page(request, "front.html", _language(request))


@router.get("/q/{site_code}")
async def site(request: Request, site_code: str) -> HTMLResponse:
    """The page behind a QR code; typed from a poster, its letters may be large."""
    store: Store = request.app.state.store
    site_code = site_code[:24].lower()
    async with store.reading() as unit:
        found = await unit.session.get(SiteCode, site_code)
        factory = await factory_of(unit, found.factory_id) if found else None
    return render_site_page(
        request,
        site_code=site_code,
        factory=(factory.name, factory.khmer_sign) if factory else None,
        revoked=found is not None and found.revoked_at is not None,
        language=_language(request),
        bot_name=request.app.state.process.bot_name,
        true_address=request.app.state.public_url,
    )
