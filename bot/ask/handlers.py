"""Free questions in Telegram: in private, when mentioned in a group, and in inline mode."""

from __future__ import annotations

import asyncio
import re

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.ask import store
from bot.ask.engine import Engine
from bot.ask.memory import Exchange, Exchanges
from bot.ask.replies.answers import answer_reply, inline_answer, word_answer
from bot.ask.replies.complaints import PREFIX, Complaint, explanation
from bot.ask.replies.talk import nothing_to_explain, pointer, reported
from bot.ask.rules.answer import Answer
from bot.ask.rules.query import Kind, Memory
from bot.atlas.handlers import offer_cards
from bot.atlas.replies.cards import inline_card
from bot.chats.handlers import find_topic, note_topic
from bot.chats.replies import stale_button
from bot.context import BotApplication, Context
from bot.i18n import N_, Locale, Translator, translator
from bot.intake import clean
from bot.menu import Command
from bot.sending import answer, answer_inline, send

TEXT_GROUP = 1
"""The handler group of free text, after all commands and buttons."""
NOT_TEXT = (
    filters.VOICE | filters.PHOTO | filters.VIDEO | filters.VIDEO_NOTE | filters.AUDIO
    | filters.Sticker.ALL | filters.Document.ALL | filters.ANIMATION | filters.CONTACT
)  # fmt: skip


NO_INLINE_ANSWER = frozenset({Kind.CARD, Kind.SMALL_TALK, Kind.OFF_TOPIC, Kind.NOTHING})
"""What is answered inline by cards alone: a mere name, and what is no question of ours."""
MOST_CARDS = 9
WARM_AFTER = 3.0
"""Seconds after the start: first come those who wait."""


async def answer_text(update: Update, context: Context) -> None:
    """Any text in private, and texts to the bot in groups."""
    message, chat = update.effective_message, update.effective_chat
    if message is None or chat is None or not message.text:
        return
    if chat.type != ChatType.PRIVATE and not is_addressed(message, context):
        return
    question = clean(strip_mention(message.text, context.bot.username))
    found = await ask(context, chat.id, question)
    if found.cities:
        note_topic(update, context, found.cities[0].id)
    tr = speak(context, found)
    await send(update, context, answer_reply(tr, context.services.catalogue, found))


async def ask(context: Context, chat_id: int, question: str) -> Answer:
    """The answer to a chat's question, which may lean on its last one."""
    exchanges: Exchanges = context.bot_data["exchanges"]
    now = context.services.clock()
    last = exchanges.find(chat_id, now)
    topic = find_topic(chat_id, context)
    city = context.services.catalogue.cities[topic.city] if topic else None
    memory = Memory(city, last.answer.query if last else None)
    engine = await find_engine(context)
    found = engine.ask(question, context.locale.value, memory, now.date())
    exchanges.note(chat_id, Exchange(question, found, now))
    return found


async def find_engine(context: Context) -> Engine:
    """The one engine of this application, its indexes built on a thread, once."""
    engine: Engine = context.bot_data["engine"]
    building: asyncio.Lock = context.bot_data["engine_building"]
    async with building:
        if not engine.is_ready:
            await asyncio.to_thread(engine.prepare)
    return engine


async def prepare_engine(context: Context) -> None:
    """Have the indexes built before the first question waits for them."""
    await find_engine(context)


def speak(_context: Context, found: Answer) -> Translator:
    """The translator of the language a question was asked in."""
    return translator(Locale(found.query.language))


def is_addressed(message: Message, context: Context) -> bool:
    """Whether a group message mentions the bot or replies to it."""
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.id == context.bot.id:
        return True
    name = f"@{context.bot.username}".lower()
    return any(text.lower() == name for text in message.parse_entities(["mention"]).values())


def strip_mention(text: str, username: str) -> str:
    """The text without the bot's @name."""
    return re.sub(rf"@{re.escape(username)}\b[,:]?", " ", text, flags=re.IGNORECASE)


async def point_to_text(update: Update, context: Context) -> None:
    """Voices, pictures and files in private: say that only text is read."""
    await send(update, context, pointer(context.tr))


async def answer_inline_query(update: Update, context: Context) -> None:
    """@bot and a city, or a question: cards to send into any chat, the answer first."""
    query = update.inline_query
    assert query is not None
    cards = offer_cards(query, context)
    question = clean(query.query)
    if question:
        catalogue = context.services.catalogue
        today = context.services.clock().date()
        engine = await find_engine(context)
        found = engine.ask(question, context.locale.value, today=today)
        if found.found and found.kind not in NO_INLINE_ANSWER:
            tr = speak(context, found)
            said = inline_answer(tr, catalogue, question, found)
            cards = [
                said,
                *(inline_card(tr, catalogue, city) for city in found.cities[:MOST_CARDS]),
            ]
    await answer_inline(update, context, cards)


async def explain(update: Update, context: Context) -> None:
    """/explain: how the last question was understood."""
    chat = update.effective_chat
    exchanges: Exchanges = context.bot_data["exchanges"]
    last = exchanges.find(chat.id, context.services.clock()) if chat else None
    if last is None:
        await send(update, context, nothing_to_explain(context.tr))
        return
    tr = speak(context, last.answer)
    catalogue = context.services.catalogue
    await send(update, context, explanation(tr, catalogue, last.question, last.answer))


async def complain(update: Update, context: Context) -> None:
    """«Not what I asked» explains; «Report» stores the exchange, with thanks."""
    query, chat = update.callback_query, update.effective_chat
    pressed = Complaint.unpack(query.data if query else None)
    exchanges: Exchanges = context.bot_data["exchanges"]
    last = exchanges.find(chat.id, context.services.clock()) if chat else None
    if pressed is None or last is None:
        await answer(update, context, stale_button(context.tr))
        return
    if pressed.act == "wrong":
        await answer(update, context)
        await explain(update, context)
        return
    said = word_answer(speak(context, last.answer), context.services.catalogue, last.answer)
    understanding = f"{last.answer.kind}: {', '.join(w.word for w in last.answer.query.wanted)}"
    now = context.services.clock()
    await context.decide(store.save_report, last.question, understanding, str(said), now)
    await answer(update, context)
    await send(update, context, reported(speak(context, last.answer)))


COMMANDS = (Command("explain", N_("How I understood the last question")),)


def register(app: BotApplication) -> None:
    """Add the handlers; free text comes after everything else."""
    services = app.services
    app.bot_data["engine"] = Engine(services.catalogue, services.gazetteer)
    app.bot_data["engine_building"] = asyncio.Lock()
    app.bot_data["exchanges"] = Exchanges()
    assert app.job_queue is not None
    app.job_queue.run_once(prepare_engine, WARM_AFTER)
    app.add_handler(CommandHandler("explain", explain))
    app.add_handler(InlineQueryHandler(answer_inline_query))
    app.add_handler(CallbackQueryHandler(complain, pattern=rf"^{PREFIX}\|"))
    text = filters.TEXT & ~filters.COMMAND & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(text, answer_text), TEXT_GROUP)
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(private & NOT_TEXT, point_to_text), TEXT_GROUP)
