"""A new receipt at the counter: she stands there, an officer of the lead party gives it, and it is shown once."""

from __future__ import annotations

import re
import secrets

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.context import Secret, StoreDep
from api.desk.case_page import Failed, case_page
from api.desk.reader import Reader, desk_page, language_of, name_of
from api.errors import answer_for, sentence
from api.forms import form_without_files
from api.receipts import VERB, renew
from api.verbs import open_and_view
from cases.rules import case_numbers
from cases.rules.digits import two_numbers
from cases.rules.errors import AlreadySent, BadInput, ChangedMeanwhile
from cases.rules.vocabulary import Language
from cases.store.door import case_for
from cases.store.tables import Party
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()


@router.post("/desk/cases/{number}/new-receipt")
async def gives(request: Request, reader: Reader, secret: Secret, store: StoreDep, number: str) -> Response:
    """The two numbers, on this one answer and nowhere else: neither the address nor a reload shows them again."""
    form = await form_without_files(request)
    typed = number_of(number)
    try:
        position, key = _position(form), str(form.get("form_key") or secrets.token_urlsafe(16))[:64]
        made = await renew(store, secret, typed, position, key, unlink_chat=form.get("unlink") == "yes")
    except (BadInput, ChangedMeanwhile, AlreadySent) as error:
        view = await open_and_view(store, reader, typed)
        said = sentence(language_of(request), error.code, error.data)
        failed = Failed(f"{VERB}-{form.get('complainant', '')}", said, FormData())
        return await case_page(request, store, view, failed=failed, status=answer_for(error)[0])
    return await slip_page(request, store, reader, typed, made.receipt.digits if made else None)


def _position(form: FormData) -> int:
    """Which complainant of the case, counted from 1. Raises BadInput."""
    said = str(form.get("complainant", "1"))
    if not re.fullmatch(r"[1-9][0-9]{0,3}", said):
        raise BadInput("complainant_unknown", field="complainant")
    return int(said)


async def slip_page(
    request: Request, store: Store, viewer: Viewer, number: str, digits: str | None, *, renewed: bool = True
) -> Response:
    """The slip to print, with her two numbers; without digits, that they were shown already."""
    async with store.reading() as unit:
        access = await case_for(unit, viewer, number)
        lead = await unit.session.get_one(Party, access.case.lead_party_id)
    hers = access.case.language
    first, second = two_numbers(digits) if digits else ("", "")
    return desk_page(
        request,
        "receipt_slip.html",
        number=case_numbers.shown(number),
        back=f"/desk/cases/{number}",
        first=first,
        renewed=renewed,
        second=second,
        hers=hers,
        her_lead=name_of(hers, lead),
        tongues=tuple(dict.fromkeys((Language.KHMER, hers))),
        said=lambda tongue, key, **words: locales.text(tongue, key, words),
        address=getattr(request.app.state, "public_url", "") or str(request.base_url).rstrip("/"),
    )
