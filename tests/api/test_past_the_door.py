"""Nothing goes past the one door: read off the source, so that what is written tomorrow is held too."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import SQLModel

from api.verbs import VERBS
from cases.store import tables
from cases.store.door import Access

ROOT = Path(__file__).parents[2]
# Tables that say nothing of any case; every other one is behind the door.
NOT_OF_A_CASE = {
    "CalendarLink",
    "ReminderSeen",
    "Attempt",
    "Burst",  # of a party, like a queue of its own
    "ChatMessage",
    "Checkpoint",
    "CheckpointHead",
    "Conversation",
    "Correspondent",
    "Factory",
    "FactoryAlias",
    "Installation",
    "Invitation",
    "KeyConfirmation",
    "KnownDevice",
    "Login",
    "OnceKey",
    "OutboxMessage",
    "OutboxQueue",
    "Party",
    "PartyEvent",
    "PartyPublicKey",
    "Release",
    "ReleasedFigure",
    "PiccDecision",  # of a party, sealed to it
    "PiccPack",
    "PiccPhoto",
    "SiteCode",
    "Staff",
    "StaffPartyKey",
    "TelegramUpdate",
}
QUERIES = {"select", "get", "get_one", "update", "delete", "insert", "exists", "insert_into"}
DOOR = {"in_worklist", "cases_for", "openable_for", "case_for", "_holders"}
# Who looks at cases for a viewer without the door, and why that shows her nothing of them.
BESIDE_THE_DOOR = {
    "cases/actions/opening.py may_open": "counts her own looks",
    "cases/actions/opening.py paused_people": "counts looks of her own people; shows the number alone",
}


def of_a_case() -> set[str]:
    """Names of the tables behind the door."""
    everything = {name for name in tables.__all__ if isinstance(getattr(tables, name), type)}
    assert everything >= NOT_OF_A_CASE
    return {name for name in everything - NOT_OF_A_CASE if issubclass(getattr(tables, name), SQLModel)}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(path, tree) of every module."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names_in(node: ast.AST) -> set[str]:
    """Every name and attribute mentioned below a node."""
    return {
        found.id if isinstance(found, ast.Name) else found.attr
        for found in ast.walk(node)
        if isinstance(found, ast.Name | ast.Attribute)
    }


def queried(node: ast.AST) -> set[str]:
    """The tables behind the door that queries below a node name."""
    found: set[str] = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in QUERIES:
                found |= set().union(*(names_in(argument) for argument in call.args), set()) & of_a_case()
    return found


def functions(tree: ast.Module) -> Iterator[ast.AsyncFunctionDef | ast.FunctionDef]:
    """Every function and method of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef))


def takes(function: ast.AsyncFunctionDef | ast.FunctionDef, kind: str) -> bool:
    """Whether it asks for a parameter of this type."""
    given = [*function.args.args, *function.args.kwonlyargs]
    return any(argument.annotation is not None and kind in ast.unparse(argument.annotation) for argument in given)


def test_the_walls_know_which_tables_are_behind_them() -> None:
    """Every table is on one side or the other; a new one is behind the door until somebody says it is not."""
    assert {"Case", "CaseHolder", "Referral", "StoryEntry", "Event", "Remedy", "Clock", "Evidence"} <= of_a_case()


def test_no_page_or_program_selects_rows_of_a_case_itself() -> None:
    """Desk, JSON, files and figures ask the store, which asks the door. `api/chat` is hers: her receipt is its door."""
    past = {
        path: sorted(found)
        for path, tree in sources("api")
        if not path.startswith("api/chat/") and (found := queried(tree))
    }
    assert past == {}


def test_whatever_the_store_finds_for_somebody_comes_through_the_door() -> None:
    """A function that is given a viewer and queries rows of a case starts from the door's selection."""
    past = [
        f"{path} {function.name}"
        for path, tree in sources("cases/store", "cases/actions")
        for function in functions(tree)
        if takes(function, "Viewer")
        and not takes(function, "CaseHolder")  # a row that the door gave out
        and path != "cases/store/door.py"
        and queried(function)
        and not names_in(function) & DOOR
    ]
    assert sorted(set(past) - BESIDE_THE_DOOR.keys()) == []


def test_every_act_on_a_case_is_given_an_opened_door() -> None:
    """The table of verbs hands each act what `case_for` returned, and nothing else reaches a case by its number."""
    for name, verb in VERBS.items():
        second = list(inspect.signature(verb.act).parameters.values())[1]
        assert second.annotation in (Access, "Access"), name


def test_numbers_and_references_are_looked_up_at_the_door_alone() -> None:
    """`CaseHolder.reference` and `Case.number` are compared nowhere else where staff can ask."""
    places = {
        path
        for path, tree in sources("api", "cases/store", "cases/actions")
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left) in ("CaseHolder.reference", "Case.number", "col(CaseHolder.reference)")
    }
    # A new reference must not be used yet: the answer is a new reference, never a case.
    assert places <= {"cases/store/door.py", "cases/store/references.py", "cases/actions/handovers.py"}
