"""One conversation over the real runner: what she does goes in as updates, what she reads comes out as messages.

Her chat, her case and every step lie in SQLite; nothing is kept between two turns but the database. The shortest path
is played in each language; the longest, which is the same in both, is played in Khmer and read in both.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from sqlmodel import select

import locales
from bot import outbound
from bot.dialogue.marks import unmarked
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from bot.intake import Stored
from bot.outbound import Outbound, drawn
from bot.rendering import Rendered, RenderedButton
from bot.runner import Heard, Runner
from cases.rules.issues import issue_rules, issues_asking
from cases.rules.questions import Question, QuestionKind, by_id
from cases.rules.vocabulary import Issue, Language, StoryKind
from cases.store import engine
from cases.store.tables import Factory, SiteCode, new_id
from tests.cases.world import World

CODE = "gate1"
MOST_TAPS = 8
BEFORE_THE_CHAT = 2  # taps: the page's one question, and Telegram's own [Start]
SOUND = b"OggS" + bytes(100)
RANDOM = re.compile(r"\b0\d{2} \d{3} \d{2,3}(?: \d{1,3})*\b|\b\d{3} \d{3} \d{3}\b")
WORDS = {
    Language.KHMER: {
        "voice": "🎤 សំឡេង", "photo": "📷 រូបថត", "scan": "ស្កេនកូដ · តែខ្ញុំ · Start",
        "story": "រឿងនេះកើតឡើងម្ដងហើយម្ដងទៀត។ ខ្ញុំខ្លាច។", "name": "សុខា",
        "shortest": "ផ្លូវខ្លីបំផុត", "longest": "ផ្លូវវែងបំផុត", "taps": "ចុច",
    },
    Language.ENGLISH: {
        "voice": "🎤 voice note", "photo": "📷 photo", "scan": "scans the code · Only me · Start",
        "story": "It happens again and again. I am afraid.", "name": "Sokha",
        "shortest": "Shortest path", "longest": "Longest path", "taps": "taps",
    },
}  # fmt: skip
_numbers = itertools.count(1)


async def _with_a_code(world: World) -> None:
    """A poster at the factory's gate."""
    async with world.store.writing() as unit:
        factory = (await unit.session.exec(select(Factory))).one()
        unit.session.add(SiteCode(code=CODE, factory_id=factory.id, placement="gate", created_at=unit.now))


@dataclass
class Play:
    """She and the bot, line by line, in the language that she speaks and in those in which somebody reads along."""

    world: World
    languages: Sequence[Language]
    taps: int = 0
    voice_notes: int = 0
    lines: dict[Language, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: tuple[tuple[RenderedButton, ...], ...] = ()

    def __post_init__(self) -> None:
        self._chat = f"chat-{next(_numbers)}"
        self._labels: dict[Language, dict[str, str]] = defaultdict(dict)
        self._runner = Runner(self.world.store, "https://samleng.example")
        self._outbound = Outbound(self.world.store, self._sent)

    async def _sent(self, address: str, message: Rendered) -> Sequence[int] | None:
        self.last = message.buttons or self.last
        return None

    def _drawn(self, language: Language, content: Mapping[str, Any]) -> list[Rendered]:
        """What goes out, written down in every language of this play."""
        for one in self.languages:
            for message in drawn(one, content):
                self._read(one, message)
        return drawn(language, content)

    def _read(self, language: Language, message: Rendered) -> None:
        text = RANDOM.sub(lambda found: re.sub(r"\d", "0", found[0]), message.text)
        buttons = [" ".join(f"[{one.label}]" for one in row) for row in message.buttons]
        self.lines[language] += ["", *text.split("\n"), "", *buttons]
        self._labels[language] |= {unmarked(one.data): one.label for row in message.buttons for one in row}

    # ------------------------------------------------------------------------------------------ what she does
    async def scan(self) -> None:
        self.taps += BEFORE_THE_CHAT
        await self._does(Answer(AnswerKind.START, f"{CODE}_{self.languages[0]}o"), "scan")

    async def tap(self, data: str) -> None:
        assert data in self._data(), f"no button {data}"
        self.taps += 1
        await self._does(Answer(AnswerKind.BUTTON, data))

    async def type(self, words: str) -> None:
        """Words as they are, or the name of something to say in her language."""
        await self._does(Answer(AnswerKind.TEXT, WORDS[self.languages[0]].get(words, words)), words)

    async def send(self, kind: StoryKind) -> None:
        """A voice note or a photo, stored as a channel stores it before the turn."""
        evidence_id = new_id()
        key, size = self.world.store.files.store(evidence_id, SOUND)
        media = {StoryKind.VOICE: "audio/ogg", StoryKind.PHOTO: "image/jpeg"}[kind]
        item = StoryItem(kind, "", evidence_id, base64.b64encode(key).decode(), media, 12)
        self.voice_notes += kind is StoryKind.VOICE
        heard = Heard(Answer(AnswerKind.EVIDENCE, "", item), Stored(evidence_id, kind, size))
        await self._does(heard, kind.value)

    async def _does(self, said: Answer | Heard, words: str = "") -> None:
        heard = said if isinstance(said, Heard) else Heard(said)
        for language in self.languages:
            label = self._labels[language].get(heard.answer.text)
            self.lines[language] += ["", f"> {WORDS[language].get(words, words) if words else f'[{label}]'}"]
        with patch.object(outbound, "drawn", self._drawn):
            await self._runner.hear_chat(next(_numbers), self._chat, heard, self._outbound)

    # --------------------------------------------------------------------------------------------- whole paths
    def button(self, label: str) -> str:
        """The data of the button with these words on it."""
        return next(unmarked(one.data) for row in self.last for one in row if label in one.label)

    async def choose(self, issue: Issue) -> None:
        if issue_rules()[issue].first:
            await self.tap(f"issue:{issue.value}")
        else:
            await self.tap("issue:more")
            await self.tap(f"issue_more:{issue.value}")

    async def shortest(self, issue: Issue) -> None:
        """From the scan to the receipt, with one voice note."""
        await self.scan()
        await self.tap("danger:no")
        await self.choose(issue)
        await self.send(StoryKind.VOICE)
        await self.tap("story:done")
        await self.tap(self.button("C.CAWDU"))
        await self.tap("send:go")
        assert "receipt:have" in self._data()
        assert self.taps <= MOST_TAPS and self.voice_notes == 1, f"{issue.value}: {self.taps} taps"

    async def longest(self, issue: Issue) -> None:
        """In danger, with all advice, and every question with what it leads to, to the menu.

        Finding a factory by its name is left out: whoever scans a code is there already.
        """
        await self.scan()
        await self.tap("danger:yes")
        await self.choose(issue)
        await self.send(StoryKind.VOICE)
        await self.tap("story:more")
        await self.type("story")
        await self.tap("story:done")
        await self.tap("who:help")
        if issue_rules()[issue].quiet:
            await self.tap("who:woman")
        await self.tap("who:not")
        await self.tap(self.button("CATU"))
        await self.tap("not_them:done")
        await self.tap(self.button("C.CAWDU"))
        await self.tap("send:go")
        await self.tap("receipt:have")
        while (step := next(iter(self._data())).partition(":")[0]).startswith("q_"):
            await self._answer(by_id()[step.removeprefix("q_")])
        await self.tap("women:3")
        await self.tap("men:1")
        await self.type("name")
        await self.type("012 345 678")
        await self.tap(f"advice:{issue.value}")

    async def _answer(self, question: Question) -> None:
        """With what leads furthest: to a further question, to a card, else the first value."""
        step = f"q_{question.id}"
        values = sorted(question.values, key=lambda value: -_weight(question, value))
        match question.kind:
            case QuestionKind.PHOTO:
                await self.send(StoryKind.PHOTO)
                await self.tap(f"{step}:skip")
            case QuestionKind.TEXT:
                await self.type("Levi's" if question.photo else "story")
            case QuestionKind.MONEY:
                await self.type("$120")
            case QuestionKind.NUMBER:
                await self.tap(f"{step}:3")
            case QuestionKind.MONTH:
                await self.tap(f"{step}:in.2021")
                await self.tap(f"{step}:2021-03")
            case QuestionKind.MANY:
                for value in [value for value in values if value not in question.alone][:2]:
                    await self.tap(f"{step}:{value}")
                await self.tap(f"{step}:done")
            case _:
                await self.tap(f"{step}:{values[0]}")

    def _data(self) -> list[str]:
        return [unmarked(one.data) for row in self.last for one in row]


def _weight(question: Question, value: str) -> int:
    issues = issues_asking(question.id)
    follows = any(
        one.after and one.after.question == question.id and value in one.after.values
        for issue in issues
        for one in issue_rules()[issue].questions
    )
    return 4 * follows + 2 * (value in question.advice) + (value in question.cards)


async def transcripts(world: World) -> Mapping[str, str]:
    """Every page by its name, `km/heat.md`; each path in a chat of its own. No disk is waited for."""
    with patch.object(engine, "PRAGMAS", (*engine.PRAGMAS, "synchronous=OFF")):
        await _with_a_code(world)
        found: dict[str, str] = {}
        for issue in Issue:
            short = {language: await _shortest(world, language, issue) for language in Language}
            long = Play(world, tuple(Language))
            await long.longest(issue)
            for language in Language:
                told = [_path("shortest", short[language], language), _path("longest", long, language)]
                found[f"{language}/{issue.value}.md"] = f"# {locales.label(language, issue)}\n\n" + "\n".join(told)
    return found


async def _shortest(world: World, language: Language, issue: Issue) -> Play:
    play = Play(world, (language,))
    await play.shortest(issue)
    return play


def _path(name: str, play: Play, language: Language) -> str:
    told = "\n".join(line.rstrip(" \u200b") for line in play.lines[language]).strip("\n")
    told = re.sub(r"\n{3,}", "\n\n", told)
    words = WORDS[language]
    return f"## {words[name]}: {play.taps} {words['taps']}, {play.voice_notes} 🎤\n\n{told}\n"
