"""The bots that are compared: python -m benchmarks.bots NAME URL STATE_FILE."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import replace
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


def run_doblest(url: str, state: Path, pace: float = 1.0) -> None:
    """Doblest as it is, with Telegram's rate limits booked but not waited for.

    With a `pace` its clocks run that many times as fast as ours.
    """
    from bot.app import running
    from bot.limiter import Limiter
    from bot.runner import listen_for_signals, open_services
    from bot.services import wall_clock
    from bot.settings import Settings

    async def serve() -> None:
        stop, began = listen_for_signals(), wall_clock()
        settings = Settings.model_validate({"token": TOKEN, "api_url": url, "state": state})
        async with (
            open_services(settings) as services,
            running(
                settings,
                replace(services, clock=lambda: began + pace * (wall_clock() - began)),
                Limiter(lambda: pace * time.monotonic(), enforced=False),
            ),
        ):
            await stop.wait()

    asyncio.run(serve())


BOTS: dict[str, Callable[[str, Path], Any]] = {
    "stock": lambda url, _state: run_stock(url, 1),
    "stock-16": lambda url, _state: run_stock(url, 16),
    "aiogram": lambda url, _state: run_aiogram(url),
    "doblest": run_doblest,
    "doblest-hasty": lambda url, state: run_doblest(url, state, 36.0),
}

if __name__ == "__main__":
    BOTS[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
