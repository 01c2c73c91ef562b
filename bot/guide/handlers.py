"""First steps in Telegram: /start, /help, /privacy, /sources."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.context import BotApplication, Context
from bot.guide import replies
from bot.i18n import N_
from bot.menu import Command, Scope, list_commands
from bot.sending import send

LAST = 1
"""The handler group that sees an update after every feature's commands."""


async def greet(update: Update, context: Context) -> None:
    """/start: who the bot is, examples to tap, the other language."""
    await send(update, context, replies.greeting(context.tr, context.services.catalogue))


async def help_reader(update: Update, context: Context) -> None:
    """/help: what one can write, and the commands of this kind of chat."""
    chat = update.effective_chat
    private = chat is not None and chat.type == "private"
    scope = Scope.PRIVATE if private else Scope.GROUP
    shown = [(c.name, c.description) for c in list_commands(context) if scope in c.scopes]
    await send(update, context, replies.help_text(context.tr, shown))


async def show_privacy(update: Update, context: Context) -> None:
    """/privacy: what is stored and the reader's rights."""
    settings = context.services.settings
    reply = replies.privacy(context.tr, settings.operator_name, settings.operator_contact)
    await send(update, context, reply)


async def show_sources(update: Update, context: Context) -> None:
    """/sources: what the knowledge rests on."""
    await send(update, context, replies.sources(context.tr, context.services.catalogue))


async def point_to_help(update: Update, context: Context) -> None:
    """A command nobody has: say so, once all features had their turn."""
    assert update.message is not None
    name = (update.message.text or "").split(maxsplit=1)[0].lstrip("/").partition("@")[0]
    if name.lower() not in {command.name for command in list_commands(context)}:
        await send(update, context, replies.unknown_command(context.tr))


COMMANDS = (
    Command("start", N_("Start here")),
    Command("help", N_("What I can do")),
    Command("sources", N_("Where the facts come from")),
    Command("privacy", N_("What I store and your rights")),
)


def register(app: BotApplication) -> None:
    """Add the guide's handlers."""
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CommandHandler("help", help_reader))
    app.add_handler(CommandHandler("privacy", show_privacy))
    app.add_handler(CommandHandler("sources", show_sources))
    strange = filters.COMMAND & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(strange, point_to_help), LAST)
