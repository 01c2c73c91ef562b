"""/mydata and /deleteme, in private chats only."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import privacy
from bot.chats.handlers import chat_book
from bot.chats.replies import stale_button
from bot.context import BotApplication, Context
from bot.i18n import N_
from bot.menu import Command, Scope
from bot.mydata import replies
from bot.sending import answer, edit, send


def is_private(update: Update) -> bool:
    """Whether an update comes from a person's own chat with the bot."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


async def hand_over(update: Update, context: Context) -> None:
    """/mydata"""
    if not is_private(update) or update.effective_user is None:
        await send(update, context, replies.only_private(context.tr))
        return
    export = await context.look(privacy.collect, update.effective_user.id)
    reply = replies.data_file(context.tr, export) if export else replies.nothing_kept(context.tr)
    await send(update, context, reply)


async def ask_deletion(update: Update, context: Context) -> None:
    """/deleteme, first step"""
    ask = replies.ask_deletion if is_private(update) else replies.only_private
    await send(update, context, ask(context.tr))


async def choose_deletion(update: Update, context: Context) -> None:
    """/deleteme, second step: a press on yes or no."""
    query, user = update.callback_query, update.effective_user
    choice = replies.Deletion.unpack(query.data if query else None)
    if choice is None or user is None or not is_private(update):
        await answer(update, context, stale_button(context.tr))
        return
    await answer(update, context)
    if not choice.confirmed:
        await edit(update, context, replies.kept(context.tr))
        return
    await context.decide(privacy.forget, user.id, context.services.clock())
    chat_book(context).forget(user.id)
    await edit(update, context, replies.deleted(context.tr))


PRIVATE = frozenset({Scope.PRIVATE})
COMMANDS = (
    Command("mydata", N_("Get all I keep about you as a file"), PRIVATE),
    Command("deleteme", N_("Delete all I keep about you"), PRIVATE),
)


def register(app: BotApplication) -> None:
    """Hook this feature into the application."""
    app.add_handler(CommandHandler("mydata", hand_over))
    app.add_handler(CommandHandler("deleteme", ask_deletion))
    app.add_handler(CallbackQueryHandler(choose_deletion, pattern=r"^del\|"))
