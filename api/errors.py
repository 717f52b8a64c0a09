"""Every refusal becomes one answer: a status, a code, and a sentence in the reader's language that says what next.

Programs get `{"error": {"code", "message", "field", "next", ...}}`. A browser that asked for a page gets what
`app.state.html_error(request, error, status)` draws, where the desk has set it.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

import locales
from cases.actions.register import ImportRefused
from cases.rules.errors import (
    AlreadySent,
    BadInput,
    ChangedMeanwhile,
    NotAllowed,
    NotConfigured,
    NotNow,
    NotSignedIn,
    NotThere,
    PassphraseAgain,
    SamlengError,
    SecondStepMissing,
    TooMany,
)
from cases.rules.vocabulary import Language, Part

log = logging.getLogger(__name__)

EVIDENCE = "evidence:"
PROGRAMS = ("/api/", "/healthz", "/readyz")


class BadRequest(BadInput):
    """The request itself is malformed: no JSON, or no usable idempotency key."""

    code = "bad_request"


class NoRoute(SamlengError):
    """Nothing answers to this method at this address."""

    code = "method_not_allowed"


class TooLarge(BadInput):
    """More bytes than this address takes."""

    code = "body_too_large"


class Busy(SamlengError):
    """Large uploads fill the room that they share, or one came too slowly."""

    code = "uploads_busy"


class Next(StrEnum):
    """What a program can do next, in one word; `message` says it to a person."""

    SIGN_IN = "sign_in"
    SET_UP_SECOND_STEP = "set_up_second_step"
    TYPE_PASSPHRASE = "type_passphrase"  # noqa: S105  a word for programs
    CHECK_NUMBER = "check_number"
    ASK_COLLEAGUE = "ask_colleague"
    RELOAD = "reload"
    NEW_KEY = "new_key"
    CORRECT = "correct"
    LATER = "later"


ANSWERS: Mapping[type[SamlengError], tuple[int, Next]] = {
    NotThere: (404, Next.CHECK_NUMBER),
    NotSignedIn: (401, Next.SIGN_IN),
    SecondStepMissing: (403, Next.SET_UP_SECOND_STEP),
    PassphraseAgain: (403, Next.TYPE_PASSPHRASE),
    NotAllowed: (403, Next.ASK_COLLEAGUE),
    NotNow: (409, Next.RELOAD),
    ChangedMeanwhile: (409, Next.RELOAD),
    AlreadySent: (409, Next.NEW_KEY),
    BadRequest: (400, Next.CORRECT),
    NoRoute: (405, Next.CORRECT),
    TooLarge: (413, Next.CORRECT),
    ImportRefused: (422, Next.CORRECT),
    BadInput: (422, Next.CORRECT),
    TooMany: (429, Next.LATER),
    NotConfigured: (503, Next.LATER),
    Busy: (503, Next.LATER),
    SamlengError: (500, Next.LATER),
}
# Refusals that Starlette makes by itself, as ours.
OF_STATUS: Mapping[int, type[SamlengError]] = {404: NotThere, 405: NoRoute, 413: TooLarge}
# What pydantic finds, by the code of our own sentence; anything else is `bad_input`.
OF_FINDING: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "enum": "unknown_word",
    "string_too_long": "too_long",
    "too_long": "too_many_items",
    "string_too_short": "empty",
    "string_pattern_mismatch": "amount",
    "value_error": "date_iso",
    "date_from_datetime_parsing": "date_iso",
    "date_type": "date_iso",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "greater_than_equal": "whole_number",
    "less_than_equal": "whole_number",
    "bool_type": "yes_or_no",
    "not_ticked": "tick_missing",
    "bad_characters": "bad_characters",
}
# What of an error's data a program may see: a closed list, so a new key never leaks by itself.
SHOWN = (
    "version",
    "act",
    "status",
    "most",
    "least",
    "megabytes",
    "minutes",
    "seconds",
    "lines",
    "year",
    "meant",
    "words",
)


class Named(BaseModel):
    """A word with its label."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="The word that programs compare")
    label: str = Field(description="The same for a person, in the language of the answer")


class FieldProblem(BaseModel):
    """One field that cannot be taken."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="Name of the field, nested names joined by dots")
    code: str = Field(description="What is wrong, as a word")
    message: str = Field(description="What is wrong and what to do, as a sentence")


class ErrorDetail(BaseModel):
    """What went wrong and what to do next."""

    model_config = ConfigDict(frozen=True, extra="allow")

    code: str = Field(description="What went wrong, as a word that does not change")
    message: str = Field(description="The same as a sentence with the next step, in the reader's language")
    field: str | None = Field(default=None, description="The field that cannot be taken, where it is about one")
    next: Next = Field(description="What a program can do next")
    version: int | None = Field(default=None, description="With `changed_meanwhile`: the newest version")
    blockers: list[Named] | None = Field(default=None, description="With `closing_blocked`: what stands in the way")
    parts: list[Named] | None = Field(default=None, description="The parts that it is about")
    fields: list[FieldProblem] | None = Field(default=None, description="Every field that cannot be taken")


class Problem(BaseModel):
    """The body of every answer that is not a success."""

    model_config = ConfigDict(frozen=True)

    error: ErrorDetail = Field(description="What went wrong and what to do next")


def answer_for(error: SamlengError) -> tuple[int, Next]:
    """The HTTP status and next step of an error: those of the nearest class that has some."""
    return next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)


def sentence(language: Language, code: str, data: Mapping[str, Any]) -> str:
    """What a person reads."""
    params = {name: value if isinstance(value, str | int) else "" for name, value in data.items()}
    return locales.text(language, f"error.{code}", params)


def problem(error: SamlengError, language: Language) -> Problem:
    """An error as programs get it."""
    _, following = answer_for(error)
    data = error.data
    extra: dict[str, Any] = {name: data[name] for name in SHOWN if data.get(name) is not None}
    if "blockers" in data:
        extra["blockers"] = [blocker(language, code) for code in _words(data["blockers"])]
    if "parts" in data:
        extra["parts"] = [part(language, code) for code in _words(data["parts"])]
    if "fields" in data:
        extra["fields"] = [
            FieldProblem(field=field, code=code, message=sentence(language, code, more))
            for field, code, more in _findings(data["fields"])
        ]
    detail = ErrorDetail(
        code=error.code,
        message=sentence(language, error.code, data),
        field=str(data["field"]) if data.get("field") else None,
        next=following,
        **extra,
    )
    return Problem(error=detail)


def _words(value: object) -> Sequence[str]:
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


def _findings(value: object) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
    return value if isinstance(value, list) else []


def blocker(language: Language, code: str) -> Named:
    """What stands in the way of closing, as a person reads it."""
    return Named(code=code, label=locales.text(language, f"error.blocker.{code}"))


def part(language: Language, code: str) -> Named:
    """A part that can be shared, as a person reads it."""
    if f"{code}:".startswith(EVIDENCE):
        return Named(code=code, label=locales.text(language, "label.part.evidence"))
    known = code in {word.value for word in Part}
    return Named(code=code, label=locales.label(language, Part(code)) if known else code[:40])


# -------------------------------------------------------------------------------------- what pydantic finds
def finding(error: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """(field, code, data) of one of pydantic's findings."""
    where = [str(step) for step in error["loc"] if step not in ("body", "query", "path", "header", "cookie")]
    code = OF_FINDING.get(error["type"], "bad_input")
    limits = error.get("ctx", {})
    data: dict[str, Any] = {}
    if code == "unknown_word":
        data["words"] = str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")
    if code in ("too_long", "too_many_items"):
        data["most"] = limits.get("max_length")
    return ".".join(where), code, data


def first_problem(errors: Sequence[Any]) -> BadInput:
    """The first finding as our own error, with all of them beside it."""
    found = [finding(error) for error in errors]
    field, code, data = found[0]
    return BadInput(code, field=field, fields=found, **data)


def _of_request(error: RequestValidationError) -> SamlengError:
    findings = error.errors()
    first = findings[0]
    where = tuple(first["loc"])
    if where[:1] == ("header",):
        missing = first["type"] == "missing"
        return BadRequest("once_key_missing" if missing else "once_key_malformed", field="Idempotency-Key")
    if where[:1] == ("body",) and (first["type"] == "json_invalid" or where == ("body",)):
        return BadRequest("no_json")
    return first_problem(findings)


# -------------------------------------------------------------------------------------------------- answers
def language_of(request: Request) -> Language:
    """Accept-Language where it names one of ours, else the signed-in person's own, else Khmer."""
    for choice in request.headers.get("accept-language", "").lower().split(","):
        tongue = choice.partition(";")[0].strip().partition("-")[0]
        if tongue in {language.value for language in Language}:
            return Language(tongue)
    own = getattr(request.state, "language", None)
    return own if isinstance(own, Language) else Language.KHMER


def wants_page(request: Request) -> bool:
    """Whether a person at a browser waits for a page, not a program for JSON."""
    is_page = not request.url.path.startswith(PROGRAMS)
    return is_page and "text/html" in request.headers.get("accept", "")


async def refuse(request: Request, error: SamlengError) -> Response:
    """The answer to an error: a page for people where the desk draws one, JSON for programs."""
    status, _ = answer_for(error)
    hook = getattr(request.app.state, "html_error", None)
    if hook is not None and wants_page(request):
        drawn: Response | Awaitable[Response] = hook(request, error, status)
        answer = await drawn if inspect.isawaitable(drawn) else drawn
    else:
        body = problem(error, language_of(request)).model_dump(mode="json", exclude_none=True)
        answer = JSONResponse(body, status, headers={"Cache-Control": "no-store"})
    return waiting(answer, error)


def waiting(answer: Response, error: SamlengError) -> Response:
    """Tells programs how long a wait is, where the error knows it."""
    if isinstance(error, TooMany) and "seconds" in error.data:
        answer.headers["Retry-After"] = str(error.data["seconds"])
    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SamlengError)
    return await refuse(request, error)


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await refuse(request, _of_request(error))


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = OF_STATUS.get(error.status_code)
    if kind is None:
        kind = BadRequest if error.status_code < 500 else SamlengError
    answer = await refuse(request, kind())
    answer.headers.update(error.headers or {})
    return answer


async def _gone(_request: Request, _error: Exception) -> Response:
    """Whoever asked has hung up: nobody reads this, and nothing went wrong here."""
    return Response(status_code=400)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected %s", type(error).__name__)
    return await refuse(request, SamlengError())


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every error as above."""
    app.add_exception_handler(SamlengError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)
