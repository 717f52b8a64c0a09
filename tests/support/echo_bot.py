"""A bare python-telegram-bot bot that says every text back: the ceiling that Samleng is measured against.

python -m tests.support.echo_bot <Bot API address>
"""

from __future__ import annotations

import logging
import sys
import warnings

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main(api: str) -> None:
    """Poll until killed; updates run beside each other, as many as Samleng handles at once."""
    logging.disable(logging.INFO)
    warnings.simplefilter("ignore")
    builder = Application.builder().token("123:abc").base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    app = builder.concurrent_updates(32).connection_pool_size(64).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling(drop_pending_updates=False)


if __name__ == "__main__":
    main(sys.argv[1])
