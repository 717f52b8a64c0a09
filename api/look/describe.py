"""docs/khmer-review.md and its pages, for a native reader: `python -m api.look.describe` writes them anew.

Every text of the catalogs stands beside its English, with the screens of the conversation, pages, papers and files that
it appears in. Where a text goes is read from the dialogue as it is drawn and from the source, not kept by hand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import locales
from bot.dialogue.describe import drawn
from bot.dialogue.script import STEPS
from cases.rules.vocabulary import Language

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "docs" / "khmer-review.md"
PAGES = ROOT / "docs" / "khmer-review"
SOURCES = ("api", "bot", "qr", "cases", "locales")
QUOTED = re.compile(r"""["']([a-z_]+\.[\w.-]*)["']""")
WITHOUT_PREFIX = ("dialogue.", "error.")  # the code names these without what all of them begin with
EVERYWHERE = {"dialogue.", "desk.", "error.", "label.", "page."}  # a beginning that tells nothing
SHOWN = 4  # places; the rest of a word that stands everywhere tells nothing

HEAD = """# Khmer, for a native reader

Written by `python -m api.look.describe` from the catalogs; a test fails when it is stale.

**No native reader has signed any of these pages yet.** The texts were written with care by people for whom Khmer is
not the first language. A page below has every text of one subject beside its English, the place where it appears, and
two empty columns: *good* for a mark, *better* for what you would say. Who has read a page puts name and date below
its title, in a copy or on paper; corrections go into the catalog that the page names.

What to look for: to a worker a text is spoken, kind and short, says បង, and has no words of law; on the desk and in
papers it has the formal words of `locales/data/glossary.csv`. `%(name)s` stands for what is filled in.

| page | texts | to whom |
|---|---|---|
"""
ABOUT = {
    "dialogue": "her, in the chat and in the browser",
    "page": "her, on the web pages",
    "question": "her, in the chat and in the browser",
    "bot": "her, in Telegram's list of chats",
    "poster": "everybody in the factory",
    "standing": "her",
    "refused": "her",
    "desk": "officers",
    "document": "officials and management",
    "label": "everybody",
    "error": "whoever gave the input",
    "estimate": "officers",
    "figures": "the public",
    "identity": "officers",
    "calendar": "officers",
    "heat": "officers",
    "advice": "her, in the chat and in the browser",
}


@dataclass
class Section:
    """Texts that stand together in a catalog, under its comment."""

    title: str
    keys: list[str] = field(default_factory=list)


# ------------------------------------------------------------------------------------------------- pages
def documents() -> dict[Path, str]:
    """Each file and what it says."""
    files = sorted((locales.FOLDER / Language.KHMER / "LC_MESSAGES").glob("*.po"))
    pages = {PAGES / f"{path.stem}.md": _page(path) for path in files}
    rows = [
        f"| [{path.stem}](khmer-review/{path.stem}.md) | {len(_words(path))} | {_readers(_words(path))} |"
        for path in files
    ]
    return {INDEX: HEAD + "\n".join(rows) + "\n", **pages}


def _page(path: Path) -> str:
    khmer, english = _words(path), _words(locales.FOLDER / Language.ENGLISH / "LC_MESSAGES" / path.name)
    parts = [f"# {path.stem}\n\nFrom `locales/km/LC_MESSAGES/{path.name}`. Read by: ____________ Date: ____________\n"]
    for section in _sections(path):
        parts.append(f"## {section.title}\n" if section.title else "")
        parts.append("| where | key | English | Khmer | good | better |\n|---|---|---|---|---|---|")
        parts += [_row(key, english[key], khmer[key]) for key in section.keys]
        parts.append("")
    return "\n".join(parts)


def _row(key: str, english: str, khmer: str) -> str:
    return f"| {', '.join(_places(key))} | `{key}` | {_cell(english)} | {_cell(khmer)} | | |"


def _cell(words: str) -> str:
    for sign in "\\|*_`<":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "<br>")


def _readers(keys: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(ABOUT[key.partition(".")[0]] for key in keys))


@cache
def _words(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def _sections(path: Path) -> list[Section]:
    """The texts in the order of the catalog, parted where a comment stands."""
    found = [Section("")]
    with path.open("rb") as file:
        for one in read_po(file):
            if one.id and one.user_comments:
                found.append(Section(" ".join(one.user_comments).strip("- ")))
            if one.id:
                found[-1].keys.append(str(one.id))
    return [section for section in found if section.keys]


# ------------------------------------------------------------------------------------------------ places
def _places(key: str) -> list[str]:
    """Screens that say it, else the pages and files that name it or what it is a kind of, else its list of labels."""
    parent = key.rpartition(".")[0]
    found = _screens().get(key) or _files(key)
    if not found and key.startswith("label."):
        found = [f"list {key.split('.')[1]}"]
    if not found:
        return _places(parent) if "." in parent else _begun_in(f"{parent}.")
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return [*found[:SHOWN], *more]


@cache
def _screens() -> dict[str, list[str]]:
    """Steps of the conversation that say each key, or have it on a button."""
    found: dict[str, dict[str, None]] = {}
    for step in STEPS.values():
        for prompt in drawn(step):
            found.setdefault(prompt.key, {})[f"step {step.id}"] = None
            for button in (button for row in prompt.buttons for button in row):
                for key in (button.key, *_labels(button.params.values())):
                    found.setdefault(key, {})[f"button of {step.id}"] = None
    return {key: list(places) for key, places in found.items()}


def _labels(params: Iterable[object]) -> Iterator[str]:
    for value in params:
        if isinstance(value, dict) and "label" in value:
            yield f"label.{value['label']}"


def _files(key: str) -> list[str]:
    """Files that name the key; or, where it is put together, those that name the most of its beginning."""
    short = next((key.removeprefix(begin) for begin in WITHOUT_PREFIX if key.startswith(begin)), key)
    for name in (key, short):
        if found := sorted(place for place, (whole, _) in _sources().items() if name in whole):
            return found
    in_chat = key.startswith("dialogue.")
    beginnings = {
        (len(begin), place)
        for place, (_, begun) in _sources().items()
        for begin in begun
        if (key.startswith(begin) and begin not in EVERYWHERE)
        or (in_chat and "bot/" in place and short.startswith(begin))
    }
    most = max((length for length, _ in beginnings), default=0)
    return sorted(place for length, place in beginnings if length == most)


def _begun_in(beginning: str) -> list[str]:
    return sorted(place for place, (_, begun) in _sources().items() if beginning in begun)


@cache
def _sources() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each file of the program: keys that it names, and beginnings of keys that it puts together."""
    files = (path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*")))
    return {
        _name(path): _named_in(path) for path in files if path.suffix in (".py", ".html") and path != Path(__file__)
    }


def _named_in(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    text = path.read_text(encoding="utf-8")
    whole, begun = set(QUOTED.findall(text)), set()
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole |= {node.value, node.value.replace(":", ".")}
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun |= {str(node.values[0].value).replace(":", ".")}
    begun |= {one for one in whole if one.endswith(".")}
    return frozenset(whole), frozenset(one for one in begun if "." in one)


def _name(path: Path) -> str:
    """How a place is called here: `page desk/case`, `paper complaint`, or the file."""
    inside = path.relative_to(ROOT)
    if path.suffix == ".html":
        return f"page {inside.with_suffix('').relative_to('api/look/templates')}"
    if inside.parts[:2] == ("api", "documents"):
        return f"paper {path.stem}"
    return str(inside)


def main() -> None:
    """Writes every page, and takes away those of catalogs that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    written = documents()
    for path in set(PAGES.glob("*.md")) - set(written):
        path.unlink()
    for path, words in written.items():
        path.write_text(words, encoding="utf-8")


if __name__ == "__main__":
    main()
