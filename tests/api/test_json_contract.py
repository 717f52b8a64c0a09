"""What the API promises in writing: OpenAPI, docs/api.md, and a sentence for every refusal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api import v1
from api.errors import OF_FINDING, Next
from api.routers import take_in
from api.v1.describe import DOCUMENT, render
from api.verbs import VERBS
from cases.rules import closing
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import ClosingReason, Language, ReferralStatus, RemedyStatus
from locales import catalog

ROOT = Path(__file__).parents[2]
OF_A_MEETING = {"invite", "cancel-meeting", "hold-meeting", "keep-offer", "cancel-offer", "agree-offer", "keep-note"}
OF_ITS_SECTIONS = {"move-meeting", "save-minutes", "save-attendance"}  # what was seen is `meeting_version`
NEEDS_NO_VERSION = {"write", "log-meeting", "declare-conflict", "lift-conflict"} | OF_A_MEETING | OF_ITS_SECTIONS
HEALTH = {"/healthz", "/readyz"}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The OpenAPI document."""
    app = FastAPI()
    take_in(app.router, v1.router)
    return dict(app.openapi())


# ------------------------------------------------------------------------------------------------ OpenAPI
def test_every_field_is_described(contract: dict[str, Any]) -> None:
    """No field of any body or answer stands without its meaning."""
    bare = [
        f"{name}.{field}"
        for name, schema in contract["components"]["schemas"].items()
        for field, row in schema.get("properties", {}).items()
        if not row.get("description")
    ]
    assert bare == []


def test_every_parameter_is_described(contract: dict[str, Any]) -> None:
    """Path, query and header."""
    bare = [
        f"{path} {row['name']}"
        for path, methods in contract["paths"].items()
        for what in methods.values()
        for row in what.get("parameters", ())
        if not row.get("description")
    ]
    assert bare == []


def test_every_refusal_is_documented_as_a_problem(contract: dict[str, Any]) -> None:
    """Each address says what it answers besides success, in the one shape; FastAPI's own 422 is nowhere."""
    for path, methods in contract["paths"].items():
        for what in methods.values():
            refusals = {status: row for status, row in what["responses"].items() if status >= "400"}
            if path in HEALTH:
                continue
            assert {"401", "500", "503"} <= refusals.keys(), path
            for status, row in refusals.items():
                if status not in ("413", "416"):
                    assert row["content"]["application/json"]["schema"]["$ref"].endswith("/Problem"), (path, status)
    assert "HTTPValidationError" not in contract["components"]["schemas"]


def test_every_verb_is_an_address_with_its_own_body(contract: dict[str, Any]) -> None:
    """And needs an idempotency key."""
    for name, verb in VERBS.items():
        what = contract["paths"][f"/api/v1/cases/{{number}}/{name}"]["post"]
        schema = what["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{verb.body.__name__}")
        key = next(row for row in what["parameters"] if row["name"] == "Idempotency-Key")
        assert key["required"]


def test_most_verbs_need_the_version_that_was_seen() -> None:
    """Only what adds and changes nothing goes without, and what is done at a meeting, whatever else goes on."""
    assert all(VERBS[name].body.model_fields["meeting_version"].is_required() for name in OF_ITS_SECTIONS)
    assert {name for name, verb in VERBS.items() if not verb.checks_version} == NEEDS_NO_VERSION
    for verb in VERBS.values():
        assert verb.body.model_fields["seen"].is_required() if verb.checks_version else True


def test_the_page_about_the_api_is_fresh() -> None:
    """Run `python -m api.v1.describe` when this fails."""
    assert DOCUMENT.read_text(encoding="utf-8") == render()


# -------------------------------------------------------------------------------------------- the sentences
def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("cases", "api", "bot"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _error_classes(trees: list[tuple[Path, ast.Module]]) -> dict[str, ast.ClassDef | None]:
    """Names of SamlengError and everything below it."""
    classes = [node for _, tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known: dict[str, ast.ClassDef | None] = {"SamlengError": None}
    while True:
        more = {
            node.name: node
            for node in classes
            if node.name not in known and any(isinstance(base, ast.Name) and base.id in known for base in node.bases)
        }
        if not more:
            return known
        known |= more


def _said(node: ast.expr) -> list[str]:
    """The codes that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return [*_said(node.body), *_said(node.orelse)] if isinstance(node, ast.IfExp) else []


def used_codes() -> dict[str, set[str]]:
    """Code -> the data that every place which raises it gives."""
    trees = list(_trees())
    classes = _error_classes(trees)
    found: dict[str, set[str]] = {SamlengError.code: set()}

    def note(code: str, given: set[str]) -> None:
        found[code] = found[code] & given if code in found else given

    for node in filter(None, classes.values()):
        for line in node.body:
            if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "code":
                for code in _said(line.value):
                    note(code, {"lines"} if node.name == "ImportRefused" else set())
    for _, tree in trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id in classes:
                for code in _said(node.args[0]):
                    note(code, {word.arg for word in node.keywords if word.arg})
            if node.func.id == "BadLine":
                for code in _said(node.args[1]):
                    note(f"import.{code}", {"value"})
    return found


def import_codes() -> set[str]:
    """What can be wrong with a line of a file: of factories, the middle of each triple in `_problem`; of cases."""
    tree = ast.parse((ROOT / "cases/actions/register.py").read_text(encoding="utf-8"))
    checks = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_problem")
    triples = [node for node in ast.walk(checks) if isinstance(node, ast.Tuple) and len(node.elts) == 3]
    of_factories = {code for triple in triples for code in _said(triple.elts[1])}
    return {f"import.{code}" for code in of_factories | set(_of_cases())}


def _of_cases() -> Iterator[str]:
    """The code of every bad cell and bad line."""
    for path in ("cases/rules/old_cases.py", "cases/actions/importing.py", "api/importing.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_Wrong", "BadLine"):
                yield from _said(node.args[0 if ast.unparse(node.func) == "_Wrong" else 1])


def blocker_codes() -> set[str]:
    """Everything that `closing.blockers` can name."""
    everything = closing.Standing(list(ReferralStatus), [RemedyStatus.PROPOSED], open_duties=1, disclosed=True)
    confirmed = closing.Standing([], [RemedyStatus.CONFIRMED], open_duties=0, disclosed=False)
    given_up = closing.Standing([], [RemedyStatus.GIVEN_UP], open_duties=0, disclosed=False)
    found = {
        code
        for reason in ClosingReason
        for standing in (everything, confirmed, given_up)
        for code in closing.blockers(reason, standing)
    }
    return {f"blocker.{code}" for code in found}


@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_has_a_sentence(language: Language) -> None:
    """In Khmer and in English, with placeholders that every place which raises it fills."""
    texts = catalog(language)
    codes = used_codes() | {code: {"value"} for code in import_codes()} | {code: set() for code in blocker_codes()}
    for code in OF_FINDING.values():
        codes.setdefault(code, {"words", "most"} if code in ("unknown_word", "too_many_items") else set())
    assert len(codes) > 80
    assert sorted(code for code in codes if f"error.{code}" not in texts) == []
    lacking = {
        code: missing
        for code, given in codes.items()
        if (missing := set(re.findall(r"%\((\w+)\)", texts[f"error.{code}"])) - given)
    }
    assert lacking == {}


@pytest.mark.parametrize("language", list(Language))
def test_no_sentence_is_left_over(language: Language) -> None:
    """A sentence that nothing can say is dead text."""
    used = used_codes().keys() | import_codes() | blocker_codes() | set(OF_FINDING.values())
    path = ROOT / "locales" / language.value / "LC_MESSAGES" / "error.po"
    written = re.findall(r'^msgid "error\.([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(written) - used) == [] and len(written) == len(set(written))


def test_khmer_sentences_are_khmer() -> None:
    """No English left in their place."""
    texts = catalog(Language.KHMER)
    assert [key for key, text in texts.items() if key.startswith("error.") and not re.search("[ក-៿]", text)] == []


def test_every_next_step_is_a_word_of_its_own() -> None:
    """Programs compare them."""
    assert len({step.value for step in Next}) == len(Next)
