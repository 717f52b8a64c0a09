"""A desk form becomes the same model that JSON fills: text in, strict values out.

Khmer digits count as Latin ones in dates, counts and amounts; thousands commas are dropped; an empty field is one
that was left out.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request

from api.acts.bodies import AMOUNT, CLOCK, Body
from api.acts.verb import Verb
from api.errors import first_problem
from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.rules.reading import can_be_stored, money

TICKED = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}

MOST_FIELDS = 100
B = TypeVar("B", bound=Body)

Form = FormData | ImmutableMultiDict[str, str] | Mapping[str, str]


async def form_without_files(request: Request) -> FormData:
    """A posted form of words alone. Raises BadInput for signs that no database takes."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    refuse_bad_characters(form)
    return form


def refuse_bad_characters(form: FormData) -> None:
    """Raises BadInput when a field holds signs that no database takes."""
    for name, value in form.multi_items():
        if isinstance(value, str) and not (can_be_stored(value) and can_be_stored(name)):
            raise BadInput("bad_characters", field=name if can_be_stored(name) else "")


def body_from_form(verb: Verb, form: Form) -> Body:
    """The verb's body out of a posted form. Fields that the verb does not know (form key, language) are left alone.

    Raises:
        BadInput: `field` names the first value that cannot be taken.
    """
    return model_from_form(verb.body, form)


def model_from_form(model: type[B], form: Form, **more: Any) -> B:
    """The same for any model; `more` are values that no field of the form carries.

    Raises:
        BadInput: `field` names the first value that cannot be taken.
    """
    found: dict[str, Any] = {
        name: value
        for name, field in model.model_fields.items()
        if (value := _named(form, name) if _kind(field.annotation) is dict else _value(field, _texts(form, name)))
        is not None
    } | more
    if isinstance(found.get("amount"), str):
        found["amount"] = _amount(found["amount"], next(iter(_texts(form, "currency")), ""))
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise first_problem(error.errors()) from None


def _texts(form: Form, name: str) -> list[str]:
    values = form.getlist(name) if isinstance(form, ImmutableMultiDict) else [form[name]] if name in form else []
    return [text for value in values if isinstance(value, str) and (text := value.strip())]


def _named(form: Form, name: str) -> dict[str, str] | None:
    """Amounts by what they are of: the fields `<name>.<key>` that hold something."""
    found = {
        key.removeprefix(f"{name}."): latin(text[0]).replace(",", "").replace(" ", "")
        for key in form
        if key.startswith(f"{name}.") and (text := _texts(form, key))
    }
    return found or None


def _value(field: FieldInfo, texts: list[str]) -> Any:
    """What the model expects of these texts; a text that is no such value goes through and is refused there."""
    kind = _kind(field.annotation)
    if kind is list:
        return texts
    if not texts:
        return None
    text = texts[0]
    if kind is int:
        digits = latin(text).replace(",", "").replace(" ", "")
        return int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else text
    if kind is bool:
        return TICKED.get(text.lower(), text)
    if kind is dt.date or any(getattr(rule, "pattern", None) == CLOCK for rule in field.metadata):
        return latin(text)
    if any(getattr(rule, "pattern", None) == AMOUNT for rule in field.metadata):
        return latin(text).replace(",", "").replace(" ", "")
    return text


def _amount(text: str, chosen: str) -> str:
    """An amount as JSON has it. Words such as `30ម៉ឺន` count too, when they mean the currency of the form.

    Raises:
        BadInput: the words name another currency.
    """
    if re.fullmatch(AMOUNT, text):
        return text
    try:
        currency, amount = money(text)
    except BadInput:
        return text  # refused by the model, with the sentence for amounts
    if currency.value != chosen:
        raise BadInput("other_currency", field="amount")
    return format(amount, "f")


def _kind(annotation: Any) -> Any:
    """The bare type below Optional, Annotated and list[...]."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _kind(next(arg for arg in typing.get_args(annotation) if arg is not type(None)))
    if origin is typing.Annotated:
        return _kind(typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return type(typing.get_args(annotation)[0])
    return origin or annotation
