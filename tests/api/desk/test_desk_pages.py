"""What holds for every page of the desk: both languages, no gap in the words, nothing secret in an address."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import locales
from cases.actions.filing import FILED
from cases.rules.clocks import rules
from cases.rules.vocabulary import Language
from locales import text
from tests.api.desk.officers import Officer, browser_of, forms
from tests.api.desk.test_desk_case import bring_in, taken_on
from tests.api.world import World

ROOT = Path(__file__).parents[3]
PAGES = ("/desk/cases", "/desk/cases?status=closed", "/desk/referrals", "/desk/figures", "/desk/people")
RECORDS = {"append", "leave_line", "_step", "_event", "_system_event"}


def recorded_kinds() -> set[str]:
    """Every kind of event that an action writes: the words handed to the functions that record, or chosen for them."""
    found: set[str] = set()
    for path in (ROOT / "cases" / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = node.args if name in RECORDS else []
                found |= {arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "kind":
                found |= {
                    c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)
                }
    return found - {""}


def test_every_event_that_an_action_writes_has_words() -> None:
    """In both languages, and enough of them were found to believe the search."""
    kinds = recorded_kinds() | set(FILED.values())
    assert {"filed", "meeting", "consent_declined", "referral_expired", "remedy_agreed"} <= kinds and len(kinds) > 30
    for language in Language:
        assert [kind for kind in sorted(kinds) if f"desk.event.{kind}" not in locales.catalog(language)] == []


def test_every_clock_says_what_it_is_and_why() -> None:
    for language in Language:
        for rule in rules():
            assert text(language, f"desk.clock.{rule.name}")
            assert text(language, f"desk.clock.{rule.name}.why", {"started": "x", "length": rule.length})


def test_every_word_of_the_desk_stands_in_both_languages_and_every_one_is_used() -> None:
    """Nothing missing, nothing left over."""
    khmer, english = ({k for k in locales.catalog(tongue) if k.startswith("desk.")} for tongue in Language)
    assert english == khmer
    written = "\n".join(
        path.read_text("utf-8")
        for folder in (ROOT / "api" / "desk", ROOT / "api" / "look")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html")
    )
    composed = (
        "event",
        "clock",
        "done",
        "nav",
        "by",
        "due",
        "due_soon",
        "overdue",
        "women",
        "men",
        "not_recorded",
        "total",
        "told",
        "party_log",
        "party_state",
        "gone",
        "handing",
        "sheet",
        "import",
        "form",
        "identity",
        "bfc-list",
        "letter",
        "purpose",
        "work",
        "surrender",
        "picc",
        "particular",
    )
    left = {key for key in english if key.split(".")[1] not in composed}
    assert [key for key in sorted(left) if f'"{key}"' not in written and f"'{key}'" not in written] == []


@pytest.mark.parametrize("language", list(Language))
async def test_every_page_is_whole_in_both_languages(desk_world: World, language: Language) -> None:
    """Empty and full, for lead and recipient; a missing word or name would be an error."""
    async with browser_of(desk_world, "sopheap", language) as sopheap, browser_of(desk_world, "maly", language) as maly:
        await every_page(sopheap, language, *PAGES)
        filed = await taken_on(desk_world, sopheap)
        reference = await bring_in(
            desk_world, sopheap, filed, "bfc", ["what_happened", f"evidence:{filed.evidence_id}"]
        )
        await bring_in(desk_world, sopheap, filed, "ministry", ["what_happened"])
        await sopheap.act(filed.number, "propose-remedy-workplace_improvement", improvement="fans", floor="2")
        await every_page(sopheap, language, *PAGES, f"/desk/cases/{filed.number}")
        await every_page(maly, language, "/desk/referrals", f"/desk/cases/{reference}", "/desk/cases")
        await sopheap.page("/desk/cases/111111118", 404)
    async with browser_of(desk_world, language=language) as stranger:
        await every_page(stranger, language, "/desk/login", "/desk/login?next=/desk/cases")
        assert text(language, "desk.join.over") in await stranger.page("/desk/join/nothing", 404)


async def every_page(officer: Officer, language: Language, *paths: str) -> None:
    for path in paths:
        page = await officer.page(path)
        assert f'<html lang="{language}"' in page, path
        assert "desk." not in re.sub(r'(?:href|src)="[^"]*"', "", page), path


async def test_an_address_carries_no_secret(desk_world: World) -> None:
    """Forms and links hold numbers and file ids; keys, names and words travel in bodies."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        page = await dara.page(f"/desk/cases/{filed.number}")
        allowed = re.compile(
            rf"/desk(/(cases|referrals|figures|devices|logout|factories)(/{filed.number}(/[\w-]+){{0,2}})?)?(#[\w-]+)?"
        )
        addresses = re.findall(r'(?:href|src|action|hx-get)="(/desk[^"]*)"', page)
        assert addresses and [a for a in addresses if not allowed.fullmatch(a.partition("?")[0])] == []
        assert filed.complainant_id not in page and filed.case_id not in page


async def test_keys_are_fresh_in_every_form_of_every_rendering(desk_world: World) -> None:
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        keys = [
            value
            for _ in range(2)
            for form in forms(await dara.page(f"/desk/cases/{filed.number}")).values()
            for name, value in form.values
            if name == "form_key"
        ]
    assert len(keys) >= 6 and len(set(keys)) == len(keys)
