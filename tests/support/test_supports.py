"""The supports themselves: what the other tests lean on holds."""

from __future__ import annotations

import time
import urllib.request

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from cases.vault import hashing
from tests.support.bot_api_spec import Spec
from tests.support.phone import Control

TOKEN = "123:abc"


def ptb(api: Control) -> Bot:
    """A bare bot of python-telegram-bot on the server under test."""
    requests = [HTTPXRequest(connection_pool_size=4) for _ in range(2)]
    return Bot(
        TOKEN,
        base_url=f"{api.base_url}/bot",
        base_file_url=f"{api.base_url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


async def test_a_phone_and_a_bot_talk_through_the_server(bot_api: Control) -> None:
    """Text in, text with a button out, a tap back: as between a real phone and a real bot."""
    phone = bot_api.phone(7)
    phone.post("text", text="សួស្ដី")
    async with ptb(bot_api) as bot:
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None and update.message.text == "សួស្ដី"
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("ខ្មែរ", callback_data="language:km")]])
        await bot.send_message(7, "Which language?", reply_markup=keyboard)
        assert [button["text"] for button in phone.buttons()] == ["ខ្មែរ"]
        phone.post("press", label="ខ្មែរ")
        (tap,) = await bot.get_updates(offset=update.update_id + 1, timeout=1)
        assert tap.callback_query is not None and tap.callback_query.data == "language:km"
        await bot.answer_callback_query(tap.callback_query.id)
    assert bot_api.violations() == []


async def test_a_file_travels_from_the_phone_to_the_bot(bot_api: Control) -> None:
    """What the bot downloads is byte for byte what the phone sent."""
    bot_api.phone(7).post("file", kind="voice", base64="T2dnUw==", caption="")
    async with ptb(bot_api) as bot:
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None and update.message.voice is not None
        file = await bot.get_file(update.message.voice.file_id)
        assert bytes(await file.download_as_bytearray()) == b"OggS"


async def test_ordered_faults_reach_the_bot(bot_api: Control) -> None:
    """429 with its seconds, a dropped connection, a block: each arrives as the real server would send it."""
    phone = bot_api.phone(7)
    phone.post("text", text="hello")
    async with ptb(bot_api) as bot:
        bot_api.fault("sendMessage", 429, retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(7, "one")
        bot_api.fault("sendMessage", 0)
        with pytest.raises(NetworkError):
            await bot.send_message(7, "two")
        phone.block()
        with pytest.raises(Forbidden):
            await bot.send_message(7, "three")
        with pytest.raises(BadRequest, match="not found"):
            await bot.send_message(8, "nobody")
    assert phone.texts() == []


async def test_an_update_can_come_twice_although_it_was_acknowledged(bot_api: Control) -> None:
    """`repeat` delivers under the same update_id, whatever the offset."""
    bot_api.phone(7).post("text", text="hello")
    async with ptb(bot_api) as bot:
        (first,) = await bot.get_updates(timeout=1)
        bot_api.repeat()
        (second,) = await bot.get_updates(offset=first.update_id + 1, timeout=1)
        assert first.update_id == second.update_id


async def test_polling_beside_a_webhook_is_a_conflict(bot_api: Control) -> None:
    """As on the real server, one bot is fed one way."""
    async with ptb(bot_api) as bot:
        await bot.set_webhook("https://example.org/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()


def test_a_wrong_request_is_written_down(bot_api: Control) -> None:
    """An unknown field and a missing one are both named."""
    bot_api.phone(7).post("text", text="hello")
    address = f"{bot_api.base_url}/bot{TOKEN}/sendMessage?chat_id=7&texd=x"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address, timeout=5)
    assert {fault["what"] for fault in bot_api.violations()} == {"unknown field texd", "missing field text"}


def test_the_table_knows_nested_types() -> None:
    """A keyboard with a misspelt button field is found; a right one passes."""
    spec = Spec()
    row = [{"text": "a", "callback_data": "b"}]
    good = {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [row]}}
    assert spec.faults("sendMessage", good, set()) == []
    bad = good | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callbackdata": "b"}]]}}
    assert spec.faults("sendMessage", bad, set())


def test_every_database_is_migrated_and_empty(database_url: str) -> None:
    """On SQLite and on PostgreSQL alike."""
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names())
        assert "alembic_version" in names and len(names) > 5
    engine.dispose()


def test_a_database_without_tables_can_be_had(empty_postgres_url: str) -> None:
    """For tests of the migrations themselves."""
    engine = sa.create_engine(empty_postgres_url)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    engine.dispose()


async def test_the_browser_shapes_khmer(browser: Browser) -> None:
    """A page opens, and Khmer letters that stack take less room than the same letters side by side."""
    page = await browser.new_page()
    await page.set_content("<span id=a>ស្ត្រី</span><br><span id=b>សតរ ី</span>")
    widths = [await page.evaluate(f"document.getElementById('{name}').offsetWidth") for name in "ab"]
    assert 0 < widths[0] < widths[1]


def test_hashing_is_light_in_tests() -> None:
    """No test waits for Argon2id at its real cost."""
    begun = time.monotonic()
    hashing.stretch("123456", hashing.new_salt(), hashing.PASSPHRASE_COST)
    assert time.monotonic() - begun < 0.05
