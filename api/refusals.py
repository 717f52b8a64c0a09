"""Refusals at the door, before any route is found: JSON for programs, both languages for everybody else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.errors import PROGRAMS, answer_for, language_of, problem, sentence
from api.look import error_page
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Language


def refused_at_the_door(request: Request, error: SamlengError) -> Response:
    """The answer to a request whose body was not read; 503 says when to come again."""
    status, _ = answer_for(error)
    if request.url.path.startswith(PROGRAMS):
        body = problem(error, language_of(request)).model_dump(mode="json", exclude_none=True)
        answer: Response = JSONResponse(body, status, headers={"Cache-Control": "no-store"})
    else:
        lines = "\n".join(sentence(language, error.code, error.data) for language in Language)
        answer = error_page(request, Language.KHMER, status, lines)
    if status == 503:
        answer.headers["Retry-After"] = "60"
    return answer
