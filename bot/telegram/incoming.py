"""What a Telegram update says, in the conversation's words. Reads values only: nothing is fetched here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.dialogue.model import Answer, AnswerKind
from cases.rules.vocabulary import StoryKind

DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes; the Bot API serves nothing larger

OUT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
# Where a message keeps its file, and what the file is to the story. An animation also appears as a document.
FILES: Mapping[str, StoryKind] = {
    "voice": StoryKind.VOICE,
    "audio": StoryKind.VOICE,
    "photo": StoryKind.PHOTO,
    "video": StoryKind.VIDEO,
    "video_note": StoryKind.VIDEO,
    "animation": StoryKind.VIDEO,
    "document": StoryKind.DOCUMENT,
}


@dataclass(frozen=True)
class FileToFetch:
    """A file that waits at Telegram. `size` in bytes as Telegram says it, 0 when it does not; `seconds` of sound."""

    file_id: str
    kind: StoryKind
    size: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Incoming:
    """One update from one private chat. With `file`, the answer is EVIDENCE and lacks its stored piece yet."""

    update_id: int
    chat_id: int
    answer: Answer
    callback_query_id: str | None = None
    language_hint: str = ""
    file: FileToFetch | None = None
    caption: str = ""  # the words below a file, which stay even where the file cannot be taken
    message_id: int = 0  # of a message that stands in the chat now; 0 for a tap or an edit


def read_update(update: telegram.Update) -> Incoming | None:
    """The update as an answer; None when it is no worker speaking: a group, a channel, a service message."""
    if update.callback_query is not None:
        return _tap(update.update_id, update.callback_query)
    if update.edited_message is not None:
        return _edit(update.update_id, update.edited_message)
    if update.message is not None:
        return _message(update.update_id, update.message)
    return None


def strange_chat(update: telegram.Update) -> int | None:
    """A group or channel that the bot is in: it leaves, for everybody there would read along."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        return None
    member = update.my_chat_member
    return None if member is not None and member.new_chat_member.status in OUT else chat.id


def chat_of(update: telegram.Update) -> int:
    """The chat whose updates stay in order with this one; 0 for an update of no chat."""
    chat = update.effective_chat
    return chat.id if chat is not None else 0


def _readable(text: str | None) -> str:
    """Her words without what no database takes: NUL, and half a surrogate pair, which JSON can carry."""
    return (text or "").replace("\0", "").encode("utf-8", "replace").decode()


def _tap(update_id: int, query: telegram.CallbackQuery) -> Incoming | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    answer = Answer(AnswerKind.BUTTON, _readable(query.data))
    return Incoming(update_id, query.message.chat.id, answer, query.id, _language(query.from_user))


def _edit(update_id: int, message: telegram.Message) -> Incoming | None:
    text = _readable(message.text or message.caption)
    if message.chat.type != ChatType.PRIVATE or not text:
        return None
    answer = Answer(AnswerKind.EDITED, text)
    return Incoming(update_id, message.chat.id, answer, language_hint=_language(message.from_user))


def _message(update_id: int, message: telegram.Message) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    file = _file(message)
    answer = _file_answer(file, message) if file is not None else _words(message)
    if answer is None:
        return None
    fetched = file if answer.kind is AnswerKind.EVIDENCE else None
    return Incoming(
        update_id,
        message.chat.id,
        answer,
        language_hint=_language(message.from_user),
        file=fetched,
        message_id=message.message_id,
        caption=_readable(message.caption),
    )


def _file_answer(file: FileToFetch, message: telegram.Message) -> Answer:
    if file.size > DOWNLOAD_LIMIT:
        return Answer(AnswerKind.REFUSED, "too_big")
    return Answer(AnswerKind.EVIDENCE, _readable(message.caption), album=message.media_group_id or "")


def _words(message: telegram.Message) -> Answer | None:
    if message.text is not None:
        return _command(message) or Answer(AnswerKind.TEXT, _readable(message.text))
    if message.effective_attachment is not None:
        return Answer(AnswerKind.UNSUPPORTED)
    return None


def _command(message: telegram.Message) -> Answer | None:
    """Telegram marks a command at the very start; a slash in the middle of a story is only a slash."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != telegram.MessageEntity.BOT_COMMAND or first.offset != 0:
        return None
    words = _readable(message.text).split(maxsplit=1)
    name = words[0].removeprefix("/").partition("@")[0].lower()
    if name == "start":
        return Answer(AnswerKind.START, words[1].strip() if len(words) > 1 else "")
    return Answer(AnswerKind.COMMAND, name)


def _file(message: telegram.Message) -> FileToFetch | None:
    for name, kind in FILES.items():
        found = getattr(message, name)
        if name == "photo" and found:
            found = max(found, key=lambda size: size.width * size.height)
        if found:
            return FileToFetch(found.file_id, kind, found.file_size or 0, _seconds(found))
    return None


def _seconds(found: object) -> int:
    """A duration, which python-telegram-bot is turning from a number into a timedelta."""
    duration = getattr(found, "duration", 0)
    return int(duration.total_seconds() if isinstance(duration, dt.timedelta) else duration)


def _language(user: telegram.User | None) -> str:
    return (user.language_code or "") if user is not None else ""
