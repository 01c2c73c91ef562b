"""Every update passes here first: whose chat it is and which language it speaks; /language."""

from __future__ import annotations

from telegram import Chat as TelegramChat
from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    TypeHandler,
)

from bot import addresses
from bot.chats import replies, store
from bot.chats.admins import may_configure
from bot.chats.book import ChatBook
from bot.chats.rules import Chat, day_number
from bot.chats.topics import Topic, Topics
from bot.context import BotApplication, Context, guess_locale
from bot.db import StorageError
from bot.errors import apologise
from bot.i18n import N_, Locale
from bot.intake import is_too_long
from bot.menu import Command, Scope
from bot.sending import answer, edit, send

FIRST = -1
"""The handler group that sees every update before the features do."""


def chat_book(context: Context) -> ChatBook:
    """The chats met lately."""
    book: ChatBook = context.bot_data["chats"]
    return book


def note_topic(update: Update, context: Context, city: str) -> None:
    """Remember that the chat of an update now speaks of a city."""
    topics: Topics = context.bot_data["topics"]
    if update.effective_chat is not None:
        topics.note(update.effective_chat.id, city, context.services.clock())


def find_topic(chat_id: int, context: Context) -> Topic | None:
    """The city a chat spoke of in the last ten minutes."""
    topics: Topics = context.bot_data["topics"]
    return topics.find(chat_id, context.services.clock())


async def locale_of(context: Context, chat_id: int) -> Locale:
    """The language of a chat, for jobs that write to it."""
    known = chat_book(context).find(chat_id)
    return known.locale if known else await context.look(store.load_locale, chat_id)


async def meet(update: Update, context: Context) -> None:
    """Set the language; turn away what is too long to be meant for us."""
    chat = update.effective_chat
    if chat is None:
        user = update.effective_user
        known = await recall(context, user.id) if user else None
        context.locale = known.locale if known else guess_locale(update)
        return
    message = update.message
    if message is not None and await follow_move(message, context):
        raise ApplicationHandlerStop
    context.locale = (await greet(chat, update, context)).locale
    if message is not None and message.text and is_too_long(message.text):
        if chat.type == ChatType.PRIVATE or message.text.startswith("/"):
            await send(update, context, replies.too_long(context.tr))
        raise ApplicationHandlerStop


async def recall(context: Context, chat_id: int) -> Chat | None:
    """A chat if it has been met before; nothing is stored for one that has not."""
    known = chat_book(context).find(chat_id) or await context.look(store.load_chat, chat_id)
    if known is not None:
        chat_book(context).note(known)
    return known


async def greet(chat: TelegramChat, update: Update, context: Context) -> Chat:
    """The chat as we know it; stored when it is new, and once a day when it is not."""
    now = context.services.clock()
    known = chat_book(context).find(chat.id)
    if known is None or known.seen_day < day_number(now):
        known = await context.services.db.write(
            store.meet_chat, chat.id, chat.type, guess_locale(update), now
        )
        chat_book(context).note(known)
    return known


async def follow_move(message: Message, context: Context) -> bool:
    """Move everything when a group says that it became a supergroup; true if it said so."""
    if message.migrate_to_chat_id:
        old, new = message.chat.id, message.migrate_to_chat_id
    elif message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    else:
        return False
    await context.decide(addresses.move, old, new)
    chat_book(context).forget(old)
    chat_book(context).forget(new)
    return True


async def speak_as_known(update: Update, context: Context) -> None:
    """Set the language without writing anything."""
    place = update.effective_chat or update.effective_user
    known = await recall(context, place.id) if place else None
    context.locale = known.locale if known else guess_locale(update)


async def excuse_disk(update: Update, context: Context) -> None:
    """Tell someone whose message cannot be stored now that it cannot."""
    await speak_as_known(update, context)
    await apologise(update, context, StorageError(), "")


async def ask_for_patience(update: Update, context: Context) -> None:
    """Tell someone who asks too much that it is too much."""
    if update.effective_user is None:
        return
    await speak_as_known(update, context)
    if update.callback_query is not None:
        await answer(update, context, replies.too_fast_toast(context.tr))
    elif update.message is not None:
        await send(update, context, replies.too_fast(context.tr))


async def note_membership(update: Update, context: Context) -> None:
    """Note that the bot was blocked or removed, or let in again."""
    change = update.my_chat_member
    assert change is not None
    if change.new_chat_member.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        await context.decide(addresses.block, change.chat.id, context.services.clock())
    else:
        await context.decide(addresses.unblock, change.chat.id)


async def ask_language(update: Update, context: Context) -> None:
    """/language"""
    await send(update, context, replies.ask_language(context.tr))


async def choose_language(update: Update, context: Context) -> None:
    """A press on one of the language buttons."""
    query, chat = update.callback_query, update.effective_chat
    choice = replies.LanguageChoice.unpack(query.data if query else None)
    if choice is None or chat is None:
        await answer(update, context, replies.stale_button(context.tr))
        return
    if not await may_configure(update, context):
        await answer(update, context, replies.only_admins(context.tr))
        return
    now = context.services.clock()
    known = await context.decide(store.choose_locale, chat.id, chat.type, choice.locale, now)
    chat_book(context).note(known)
    context.locale = known.locale
    await answer(update, context)
    await edit(update, context, replies.language_chosen(context.tr))


COMMANDS = (
    Command("language", N_("Choose the language"), frozenset({Scope.PRIVATE, Scope.ADMIN})),
)


def register(app: BotApplication) -> None:
    """Hook this feature into the application."""
    app.bot_data["chats"] = ChatBook()
    app.bot_data["topics"] = Topics()
    app.add_handler(TypeHandler(Update, meet), FIRST)
    app.add_handler(ChatMemberHandler(note_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(CommandHandler("language", ask_language))
    app.add_handler(CallbackQueryHandler(choose_language, pattern=r"^l\|"))
