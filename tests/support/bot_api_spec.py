"""Checks a Bot API request, field by field, against the published table in `bot_api_spec.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("bot_api_spec.json")
ARRAY = "Array of "


class Spec:
    """The methods and types of one Bot API version."""

    def __init__(self, path: Path = TABLE) -> None:
        table = json.loads(path.read_text(encoding="utf-8"))
        self.version: str = table["version"]
        self.methods: dict[str, Any] = table["methods"]
        self.types: dict[str, Any] = table["types"]
        self.by_lower_name = {name.lower(): name for name in self.methods}

    def faults(self, method: str, params: dict[str, Any], files: set[str]) -> list[str]:
        """What the real server would refuse or misread, as sentences that hold no content over 80 characters."""
        fields = {field["name"]: field for field in self.methods[method]["fields"]}
        found = [f"unknown field {name}" for name in params if name not in fields]
        for name, field in fields.items():
            if name not in params:
                if field["required"] and name not in files:
                    found.append(f"missing field {name}")
                continue
            if not any(self.fits(params[name], kind) for kind in field["types"]):
                found.append(f"{name} is no {' or '.join(field['types'])}: {str(params[name])[:80]!r}")
        return found

    def fits(self, value: Any, kind: str) -> bool:
        """Whether a value, as JSON or as a form field holding JSON, is of a type of the table."""
        if kind.startswith(ARRAY):
            value = decoded(value)
            return isinstance(value, list) and all(self.fits(item, kind.removeprefix(ARRAY)) for item in value)
        if kind in PLAIN:
            return PLAIN[kind](value)
        value = decoded(value)
        return isinstance(value, dict) and self._fits_object(value, kind)

    def _fits_object(self, value: dict[str, Any], kind: str) -> bool:
        of = self.types.get(kind, {"fields": [], "subtypes": []})
        if of["subtypes"]:
            return any(self.fits(value, subtype) for subtype in of["subtypes"])
        fields = {field["name"]: field for field in of["fields"]}
        if any(name not in fields for name in value):
            return False
        return all(
            any(self.fits(value[name], kind) for kind in field["types"]) if name in value else not field["required"]
            for name, field in fields.items()
        )


def decoded(value: Any) -> Any:
    """A form field's JSON, or the value as it is."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _integer(value: Any) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"-?\d+", str(value)))


def _float(value: Any) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"-?\d+(\.\d+)?", str(value)))


def _boolean(value: Any) -> bool:
    return str(value).lower() in ("true", "false")


def _string(value: Any) -> bool:
    return isinstance(value, str)


PLAIN = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "True": _boolean,
    "String": _string,
    "InputFile": _string,
}
