"""First steps in Telegram: /start, /help, /privacy, /sources."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.context import BotApplication, Context
from bot.guide import replies
from bot.i18n import N_
from bot.menu import Command, Scope, list_commands
from bot.sending import send


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
