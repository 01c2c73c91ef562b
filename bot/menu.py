"""The command menu Telegram shows: by language, and by who may use what where."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.api import Bot
from bot.context import Context
from bot.db import Database, Transaction
from bot.i18n import N_, Locale, Translator, translator


class Scope(StrEnum):
    """Whose menu shows a command: people's in private chats, all of a group, its admins."""

    PRIVATE = "private"
    GROUP = "group"
    ADMIN = "admin"


TELEGRAM_SCOPES: dict[Scope, BotCommandScope] = {
    Scope.PRIVATE: BotCommandScopeAllPrivateChats(),
    Scope.GROUP: BotCommandScopeAllGroupChats(),
    Scope.ADMIN: BotCommandScopeAllChatAdministrators(),
}
EVERYWHERE = frozenset({Scope.PRIVATE, Scope.GROUP, Scope.ADMIN})


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `description` is an English sentence for gettext, marked with N_."""

    name: str
    description: str
    scopes: frozenset[Scope] = EVERYWHERE


MENU = "menu"
"""Where the application keeps every feature's commands."""


def list_commands(context: Context) -> tuple[Command, ...]:
    """Every command of every feature, in menu order."""
    menu: tuple[Command, ...] = context.bot_data[MENU]
    return menu


def describe(commands: Sequence[Command], scope: Scope, tr: Translator) -> list[BotCommand]:
    """The menu of one scope in one language. Admins also see what everybody in a group sees."""
    shown = {scope, Scope.GROUP} if scope is Scope.ADMIN else {scope}
    return [BotCommand(c.name, str(tr(c.description))) for c in commands if c.scopes & shown]


NAME = N_("Doblest: cities of valour and glory")
SHORT = N_("Hero Cities, Cities of Military Glory and Cities of Labour Valour: ask me.")
ABOUT = N_(
    "I know the Hero Cities, the Cities of Military Glory and the Cities of Labour "
    "Valour: when and for what each got its title, what it made and did in the "
    "war years, and where its memorial stands. Every fact has a source."
)


def fingerprint(commands: Sequence[Command]) -> str:
    """Changes whenever anything that is published changes."""
    words = [
        [str(tr(text)) for text in (NAME, SHORT, ABOUT)]
        + [str(c) for scope in Scope for c in describe(commands, scope, tr)]
        for tr in (translator(locale) for locale in Locale)
    ]
    return hashlib.sha256(repr(words).encode()).hexdigest()


def load_published(tx: Transaction) -> str:
    """The fingerprint of what was published last."""
    row = tx.execute("SELECT value FROM install WHERE key = 'menu'").fetchone()
    return str(row["value"]) if row else ""


def save_published(tx: Transaction, published: str) -> None:
    """Note the fingerprint of what is published now."""
    tx.execute(
        "INSERT INTO install (key, value) VALUES ('menu', :value) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"value": published},
    )


async def publish_menu(bot: Bot, db: Database, commands: Sequence[Command]) -> None:
    """Tell Telegram the menu and about texts unless it knows them: it limits how often."""
    wanted = f"{bot.id} {fingerprint(commands)}"
    if await db.read(load_published) == wanted:
        return
    await tell_telegram(bot, commands)
    await db.write(save_published, wanted)


async def tell_telegram(bot: Bot, commands: Sequence[Command]) -> None:
    """Send the commands, the bot's name and its about texts in both languages.

    English is also set for every other language.
    """
    for code, locale in (("", Locale.EN), ("ru", Locale.RU)):
        tr = translator(locale)
        for scope, telegram_scope in TELEGRAM_SCOPES.items():
            await bot.set_my_commands(describe(commands, scope, tr), telegram_scope, code)
        await bot.set_my_name(str(tr(NAME)), code)
        await bot.set_my_short_description(str(tr(SHORT)), code)
        await bot.set_my_description(str(tr(ABOUT)), code)
