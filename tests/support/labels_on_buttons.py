"""Which texts are labels of buttons, and how narrow those buttons get: read from the code that makes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bot.dialogue
from bot.dialogue.describe import drawn
from bot.dialogue.script import STEPS

DIALOGUE = Path(bot.dialogue.__file__).parent
TEMPLATES = DIALOGUE.parents[1] / "api" / "look" / "templates"
# A button of a page: the element, a link that looks like one, the macros of components.html; and the texts inside.
BUTTON = re.compile(
    r"""<button\b[^>]*>(.*?)</button>|<a class="button\b[^>]*>(.*?)</a>|button\((.*?)\) ?\}\}""", re.DOTALL
)
ASKED = re.compile(r"""\bt\(\s*"([\w.-]+)"(?:\s*[+~]\s*[\w.]+(?:\s*[+~]\s*"([\w.-]+)")?)?""")
MAKERS = {"button": "dialogue.", "labelled": "label."}
ONE_WORD, PERHAPS_MORE = r"[\w-]+", r"[\w.-]*"  # what may be filled in after a dot, and after a letter


@dataclass(frozen=True)
class Labels:
    """Keys that a place in the code puts on buttons, as a pattern; each stands beside `beside` others in its row."""

    pattern: str
    beside: int = 0


def labels(keys: Sequence[str]) -> dict[str, int]:
    """Each of the keys that is ever a label, and how many other buttons stand in its row at most."""
    found: dict[str, int] = {}
    whole, parts = [], []
    for one in {*_written(), *_drawn(), *_pressed()}:
        (parts if ONE_WORD in one.pattern or PERHAPS_MORE in one.pattern else whole).append(one)
    for several in (whole, parts):
        known = set(found)  # what the code names in full is not asked of a pattern
        for one in several:
            for key in set(filter(re.compile(one.pattern).fullmatch, keys)) - known:
                found[key] = max(found.get(key, 0), one.beside)
    return {key: beside for key, beside in found.items() if not _said().fullmatch(key)}


@cache
def _said() -> re.Pattern[str]:
    """Keys of messages: a pattern of labels may be too wide and take them in."""
    calls = (
        node
        for path in DIALOGUE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    )
    said = {words for call in calls for words in _patterns(call.args[0], {}) if ONE_WORD not in words}
    return re.compile(rf"dialogue\.({'|'.join(sorted(said))})")


def _drawn() -> Iterator[Labels]:
    """The buttons of every screen, as it is drawn."""
    for step in STEPS.values():
        for prompt in drawn(step):
            for row in prompt.buttons:
                yield from (Labels(re.escape(button.key), len(row) - 1) for button in row)


def _pressed() -> Iterator[Labels]:
    """The buttons of pages; there each has a row for itself."""
    for path in TEMPLATES.rglob("*.html"):
        for inside in BUTTON.findall(path.read_text(encoding="utf-8")):
            for begins, ends in ASKED.findall("".join(inside)):
                yield Labels(re.escape(begins) + (ONE_WORD if begins.endswith(".") else "") + re.escape(ends))


def _written() -> Iterator[Labels]:
    """Every call that makes a button in the dialogue, also where no screen shows it: notices, questions, asks."""
    for path in DIALOGUE.glob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
        for function in functions.values():
            named = _named(function)
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    wide = _wide(node)
                    yield from _labels_in(node, named, functions, wide - 1) if wide else _label(node, named, 0)


def _wide(call: ast.Call) -> int:
    """How many buttons `rows(..., wide=n)` puts side by side; 0 when it is another call."""
    if getattr(call.func, "id", "") != "rows":
        return 0
    return next((k.value.value for k in call.keywords if k.arg == "wide" and isinstance(k.value, ast.Constant)), 1)  # type: ignore[misc]


def _named(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """What each name of the function may stand for."""
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    return named


def _labels_in(
    node: ast.AST, named: dict[str, list[ast.expr]], functions: dict[str, ast.FunctionDef], beside: int, deep: int = 3
) -> Iterator[Labels]:
    """The labels of all buttons below a node, through names and functions of the same file."""
    for below in ast.walk(node):
        if isinstance(below, ast.Call):
            yield from _label(below, named, beside)
            called = functions.get(getattr(below.func, "id", ""))
            if called is not None and deep:
                yield from _labels_in(called, _named(called), functions, beside, deep - 1)
        elif isinstance(below, ast.Name) and deep:
            for value in named.get(below.id, ()):
                if not any(isinstance(inner, ast.Call) and _wide(inner) for inner in ast.walk(value)):
                    yield from _labels_in(value, {}, functions, beside, deep - 1)


def _label(call: ast.Call, named: dict[str, list[ast.expr]], beside: int) -> Iterator[Labels]:
    """The label of the button that a call makes, if it makes one."""
    name = getattr(call.func, "id", "")
    if name not in MAKERS or not call.args:
        return
    for words in _patterns(call.args[-1], named):
        yield Labels(re.escape(MAKERS[name]) + words.replace(":", r"\."), beside)
    for keyword in call.keywords:  # a tick before a label of a list
        if isinstance(keyword.value, ast.Dict):
            for value in keyword.value.values:
                yield from (Labels(rf"label\.{words}", beside) for words in _patterns(value, named))


def _patterns(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts that an expression may come to; what is filled in is anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        pattern = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                pattern += re.escape(str(part.value))
            else:
                pattern += PERHAPS_MORE if pattern[-1:].isalnum() else ONE_WORD
        yield pattern
    elif isinstance(node, ast.IfExp):
        yield from _patterns(node.body, named)
        yield from _patterns(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, ()):
            yield from _patterns(value, {})
