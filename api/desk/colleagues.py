"""Adding a colleague at the desk: a form of the case's page, then the slip with her numbers, shown once."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts.verb import number_of
from api.colleagues import VERB, AddWorker, carry_out, may_add
from api.context import Secret, StoreDep
from api.desk.case_page import Failed, case_page
from api.desk.reader import Reader, language_of
from api.desk.receipts import slip_page
from api.errors import answer_for, sentence
from api.forms import form_without_files, model_from_form
from api.verbs import open_and_view
from cases.rules.errors import AlreadySent, BadInput, NotNow

router = APIRouter()


@router.post("/desk/cases/{number}/workers")
async def adds(request: Request, reader: Reader, secret: Secret, store: StoreDep, number: str) -> Response:
    """Added, and her slip; what cannot be taken comes back with everything that was typed."""
    form, typed = await form_without_files(request), number_of(number)
    await may_add(store, secret, typed)
    try:
        body = model_from_form(AddWorker, form)
        done = await carry_out(store, secret, typed, body, str(form.get("form_key", "")))
    except (BadInput, NotNow, AlreadySent) as error:
        view = await open_and_view(store, reader, typed)
        failed = Failed(VERB, sentence(language_of(request), error.code, error.data), form)
        return await case_page(request, store, view, failed=failed, status=answer_for(error)[0])
    return await slip_page(request, store, reader, typed, done.digits, renewed=False)
