"""`python -m api.v1.describe` writes docs/api.md: every address, and every act with its body, out of the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.acts.bodies import CLOCK
from api.errors import ANSWERS, Next
from api.routers import take_in
from api.v1.routes import router
from api.verbs import VERBS

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
HEAD = """\
# The JSON API

Written by `python -m api.v1.describe`; a test fails when it is stale. The whole contract, with every answer, is
`/api/v1/openapi.json` of a running Samleng.

* **Signing in.** `POST /api/v1/session` with `{"account", "passphrase", "code"}` sets a cookie; every other request
  carries it. Half an hour without a request, or twelve hours in all, end it.
* **Numbers.** `{number}` is the case number for the party that leads the case, and the referral's own reference for a
  party that received it; digits in any grouping. What is not yours is `404`, as if it were not there.
* **Acts.** `POST /api/v1/cases/{number}/<verb>` with the header `Idempotency-Key`: 8 to 64 random letters, digits or
  signs, new for each act. The same request with the same key is carried out once, for seven days; another body under
  that key is refused with `409`.
* **Versions.** Reading a case gives its `version`; most acts want it back as `seen` and are refused with `409` when
  somebody changed the case, or for a recipient its referral, in the meantime.
* **Values.** Amounts are decimal strings with a currency (`"6000.00"`, `"USD"`), never numbers; days are
  `YYYY-MM-DD`; moments carry their offset. Unknown fields are refused.
* **Errors.** Every answer that is not a success is `{"error": {"code", "message", "field", "next", ...}}`. `code` and
  `next` do not change; `message` is for people, in the language of `Accept-Language` (`km` or `en`).
"""
EXAMPLE = """\
## One act

```
POST /api/v1/cases/482177361/propose-remedy
Idempotency-Key: 6f1c0b7e2a
Content-Type: application/json

{"seen": 12, "kind": "compensation", "amount": "6000.00", "currency": "USD", "reference": "730 118 249"}

200 {"result": "9b0e...", "version": 13, "repeated": false}
```
"""


def render() -> str:
    """The whole document."""
    parts = [HEAD, _addresses(), EXAMPLE, "## Acts\n", *(_verb(name) for name in VERBS), _errors()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _addresses() -> str:
    app = FastAPI()
    take_in(app.router, router)
    rows = [
        f"| `{method.upper()} {path}` | {what['summary']} |"
        for path, methods in app.openapi()["paths"].items()
        for method, what in methods.items()
        if "acts" not in what.get("tags", ())
    ]
    return "\n".join(["## Addresses\n", "| request | what for |", "|---|---|", *rows])


def _verb(name: str) -> str:
    verb = VERBS[name]
    schema = verb.body.model_json_schema()
    needed = schema.get("required", [])
    rows = [
        f"| `{field}` | {_shape(row, schema)} | {'yes' if field in needed else ''} | {_flat(row['description'])} |"
        for field, row in schema["properties"].items()
    ]
    return "\n".join(
        [f"### {name}\n", f"{verb.summary}\n", "| field | value | needed | meaning |", "|---|---|---|---|", *rows]
    )


def _shape(row: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What a field's value looks like, in a few words."""
    if "anyOf" in row:
        return next(_shape(choice | {}, schema) for choice in row["anyOf"] if choice.get("type") != "null")
    if "$ref" in row:
        words = schema["$defs"][row["$ref"].rpartition("/")[2]]["enum"]
        return "one of " + ", ".join(f"`{word}`" for word in words)
    if row.get("type") == "array":
        return f"list of {_shape(row['items'], schema)}"
    if row.get("format") == "date":
        return "day"
    if row.get("type") == "object":
        return f"{_shape(row['additionalProperties'], schema)} by word"
    if "pattern" in row:
        return "time of day" if row["pattern"] == CLOCK else "decimal string"
    names = {"integer": "whole number", "boolean": "true or false", "string": "text"}
    limit = f", at most {row['maxLength']:,}" if "maxLength" in row else ""
    return names[row["type"]] + limit


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("|", "\\|")


def _errors() -> str:
    rows = [f"| {status} | `{kind.code}` | `{following.value}` |" for kind, (status, following) in ANSWERS.items()]
    return "\n".join(
        [
            "## Errors\n",
            "The general code of each kind; most answers carry a more telling one. `next` is one of "
            + ", ".join(f"`{word.value}`" for word in Next)
            + ".\n",
            "| status | `code` | `next` |",
            "|---|---|---|",
            *rows,
        ]
    )


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
