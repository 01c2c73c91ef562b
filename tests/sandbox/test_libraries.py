"""Bots of two libraries run against the sandbox unchanged, and all they may send is accepted."""

from __future__ import annotations

import asyncio

import aiogram
import aiogram.methods
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.sandbox import limits
from bot.sandbox.methods.table import METHODS
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox

BEYOND = {
    "business_connection_id",
    "callback_query_id",
    "can_send_welcome_messages",
    "can_stop",
    "ephemeral_message_parameters",
    "keep_on_stop",
    "receiver_user_id",
    "rich_message",
}  # Bot API 10.1 to 10.3


async def test_a_stock_python_telegram_bot_echoes(sandbox: Sandbox, anna: Person) -> None:
    async def echo(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(update.message.text or "")

    app = Application.builder().token(sandbox.bot().token).base_url(sandbox.base_url).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        assert app.updater
        await app.updater.start_polling()
        await app.start()
        reply = await anna.asks("hello", anna.private())
        assert reply.text == "hello"
        await app.updater.stop()
        await app.stop()


async def test_a_stock_aiogram_bot_echoes(sandbox: Sandbox, anna: Person) -> None:
    async def echo(message: aiogram.types.Message) -> None:
        await message.answer(message.text or "")

    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = aiogram.Bot(sandbox.bot().token, session=session)
    dispatcher = aiogram.Dispatcher()
    dispatcher.message.register(echo)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    reply = await anna.asks("hello", anna.private())
    assert reply.text == "hello"
    await dispatcher.stop_polling()
    await polling


def test_every_parameter_of_both_libraries_is_known() -> None:
    for name, _ in METHODS.values():
        known = limits.parameters(name)
        assert known is not None, name
        method = getattr(aiogram.methods, name[0].upper() + name[1:])
        assert set(method.model_fields) - known - BEYOND == set(), name
