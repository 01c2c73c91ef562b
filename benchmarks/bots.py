"""The bots that are compared: python -m benchmarks.bots NAME URL STATE_FILE."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.server import TOKEN


def run_stock(url: str, concurrent: int) -> None:
    """An echo bot as python-telegram-bot's own examples write it."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot")
    if concurrent > 1:
        builder = builder.concurrent_updates(concurrent)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


def run_aiogram(url: str) -> None:
    """An echo bot as aiogram's own examples write it."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    async def poll() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        await dispatcher.start_polling(Bot(TOKEN, session=session))

    asyncio.run(poll())


def run_doblest(url: str, state: Path) -> None:
    """Doblest as it is, with Telegram's rate limits booked but not waited for."""
    from bot.app import running
    from bot.limiter import Limiter
    from bot.runner import listen_for_signals, open_services
    from bot.settings import Settings

    async def serve() -> None:
        stop = listen_for_signals()
        settings = Settings.model_validate({"token": TOKEN, "api_url": url, "state": state})
        async with (
            open_services(settings) as services,
            running(settings, services, Limiter(enforced=False)),
        ):
            await stop.wait()

    asyncio.run(serve())


BOTS: dict[str, Callable[[str, Path], Any]] = {
    "stock": lambda url, _state: run_stock(url, 1),
    "stock-16": lambda url, _state: run_stock(url, 16),
    "aiogram": lambda url, _state: run_aiogram(url),
    "doblest": run_doblest,
}

if __name__ == "__main__":
    BOTS[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
