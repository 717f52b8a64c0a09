"""What an update says, read from the JSON that Telegram sends."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.dialogue.model import Answer, AnswerKind
from bot.telegram.incoming import FileToFetch, Incoming, read_update
from cases.rules.vocabulary import StoryKind

WORKER = {"id": 7, "is_bot": False, "first_name": "W", "language_code": "km"}
COMMAND = {"type": "bot_command", "offset": 0}


def message(kind: str = "private", **fields: Any) -> dict[str, Any]:
    """A message of user 7 in a chat of this type."""
    chat = {"id": 7, "type": kind, "first_name": "W"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": WORKER, **fields}


def read(**update: Any) -> Incoming | None:
    return read_update(Update.de_json({"update_id": 5, **update}, None))


def read_message(**fields: Any) -> Incoming:
    found = read(message=message(**fields))
    assert found is not None
    return found


def test_text_is_text() -> None:
    """Chat, update and language hint come along."""
    assert read_message(text="ក្ដៅ") == Incoming(5, 7, Answer(AnswerKind.TEXT, "ក្ដៅ"), language_hint="km", message_id=1)


@pytest.mark.parametrize(
    ("text", "length", "answer"),
    [
        ("/start", 6, Answer(AnswerKind.START)),
        ("/start K7Q_kmy", 6, Answer(AnswerKind.START, "K7Q_kmy")),
        ("/Help@samleng_bot now", 17, Answer(AnswerKind.COMMAND, "help")),
        ("/cancel", 7, Answer(AnswerKind.COMMAND, "cancel")),
    ],
)
def test_commands(text: str, length: int, answer: Answer) -> None:
    """/start carries its payload; any other command is its word alone."""
    assert read_message(text=text, entities=[{**COMMAND, "length": length}]).answer == answer


def test_signs_that_cannot_be_stored_do_not_stop_her_words() -> None:
    """JSON can carry half a surrogate pair and NUL; the rest of what she wrote is taken."""
    assert read_message(text="ក្ដៅ\ud83d\0!").answer == Answer(AnswerKind.TEXT, "ក្ដៅ?!")
    payload = read_message(text="/start K7Q\0", entities=[{**COMMAND, "length": 6}])
    assert payload.answer == Answer(AnswerKind.START, "K7Q")


def test_a_slash_inside_a_story_is_only_a_slash() -> None:
    """Telegram marks "/day" anywhere as a command; the story stays whole."""
    entities = [{"type": "bot_command", "offset": 7, "length": 4}]
    assert read_message(text="8 hours/day", entities=entities).answer == Answer(AnswerKind.TEXT, "8 hours/day")


def named(size: int = 10, **more: Any) -> dict[str, Any]:
    return {"file_id": "f", "file_unique_id": "f", "file_size": size, **more}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"voice": named(duration=5)}, FileToFetch("f", StoryKind.VOICE, 10, 5)),
        ({"audio": named(duration=5)}, FileToFetch("f", StoryKind.VOICE, 10, 5)),
        ({"video": named(duration=5, width=1, height=1)}, FileToFetch("f", StoryKind.VIDEO, 10, 5)),
        ({"video_note": named(duration=5, length=1)}, FileToFetch("f", StoryKind.VIDEO, 10, 5)),
        ({"document": named(file_name="a.pdf")}, FileToFetch("f", StoryKind.DOCUMENT, 10)),
        (
            {"animation": named(duration=5, width=1, height=1), "document": named()},
            FileToFetch("f", StoryKind.VIDEO, 10, 5),
        ),
        (
            {"photo": [named(width=9, height=9), named(20, width=90, height=90) | {"file_id": "large"}]},
            FileToFetch("large", StoryKind.PHOTO, 20),
        ),
    ],
)
def test_files(fields: dict[str, Any], expected: FileToFetch) -> None:
    """Each kind of file is a piece of evidence with its caption; of a photo, the largest."""
    found = read_message(caption="នេះ", media_group_id="12", **fields)
    assert found.file == expected
    assert found.answer == Answer(AnswerKind.EVIDENCE, "នេះ", album="12")


def test_a_file_over_20_mb_is_refused_without_being_fetched() -> None:
    """Telegram does not serve it to bots; she is told instead."""
    found = read_message(video=named(25 * 1024 * 1024, duration=5, width=1, height=1))
    assert found.answer == Answer(AnswerKind.REFUSED, "too_big")
    assert found.file is None


@pytest.mark.parametrize(
    "fields",
    [
        {"sticker": named(type="regular", width=1, height=1, is_animated=False, is_video=False)},
        {"location": {"latitude": 11.5, "longitude": 104.9}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)
def test_what_is_no_part_of_a_story_is_unsupported(fields: dict[str, Any]) -> None:
    """It is answered all the same, kindly."""
    assert read_message(**fields).answer == Answer(AnswerKind.UNSUPPORTED)


def test_an_edit_is_an_edit() -> None:
    """The new words, of a text or of a caption."""
    found = read(edited_message=message(text="ថ្មី", edit_date=2))
    assert found is not None
    assert found.answer == Answer(AnswerKind.EDITED, "ថ្មី")
    captioned = read(edited_message=message(caption="ថ្មី", voice=named(duration=1), edit_date=2))
    assert captioned is not None
    assert captioned.answer == Answer(AnswerKind.EDITED, "ថ្មី")


def test_a_tap_is_a_button() -> None:
    """With the query's id, so that the press can be answered."""
    query = {"id": "q", "from": WORKER, "chat_instance": "1", "data": "phone:shared", "message": message(text="?")}
    found = read(callback_query=query)
    assert found == Incoming(5, 7, Answer(AnswerKind.BUTTON, "phone:shared"), "q", "km")


@pytest.mark.parametrize(
    "update",
    [
        {"message": message("group", text="hello")},
        {"edited_message": message("supergroup", text="hello")},
        {"message": message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})},
        {"channel_post": message("channel", text="hello")},
        {},
    ],
)
def test_what_no_worker_said_is_nothing(update: dict[str, Any]) -> None:
    """Groups, channels and service messages get no answer."""
    assert read(**update) is None
