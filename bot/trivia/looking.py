"""What a group can look up: its table, one's own numbers, and whether games can work here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.constants import ChatType

from bot.chats.store import load_chat
from bot.context import Context
from bot.db import Transaction
from bot.reply import Reply
from bot.sending import answer, edit, send
from bot.trivia import tables
from bot.trivia.payloads import Press
from bot.trivia.presence import find_chat, find_person
from bot.trivia.replies import rights
from bot.trivia.replies import tables as replies
from bot.trivia.standing import find_standing
from bot.trivia.store import games


async def show_top(update: Update, context: Context) -> None:
    """/top: the group's table of this month."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        await send(update, context, replies.only_groups(context.tr))
        return
    await send(update, context, await make_top(update, context, "month", ""))


async def turn_table(update: Update, context: Context, press: Press) -> None:
    """Another period or theme; from a game's table, a message of its own."""
    reply = await make_top(update, context, press.value, press.field)
    await answer(update, context)
    await (send if press.game else edit)(update, context, reply)


async def make_top(update: Update, context: Context, name: str, theme: str) -> Reply:
    """The group's table of a period and theme, as the reader sees it."""
    chat_id, services = find_chat(update), context.services
    reader = update.effective_user.id if update.effective_user else 0
    found, themes, month = await context.look(
        read_top, chat_id, (name, theme), reader, services.clock()
    )
    return replies.standings(context.tr, services.catalogue, found, themes, month)


def read_top(
    tx: Transaction, chat_id: int, wanted: tuple[str, str], reader: int, now: datetime
) -> tuple[tables.Standings, list[str], tables.Period]:
    """The table of a period and theme, the group's themes, and the present month."""
    name, theme = wanted
    chat = load_chat(tx, chat_id)
    zone = ZoneInfo(chat.zone if chat and chat.zone else "Europe/Moscow")
    today = now.astimezone(zone).date()
    period = tables.make_period(name, today)
    found = tables.load_standings(tx, chat_id, period, theme, zone=zone, reader=reader)
    return found, tables.list_themes(tx, chat_id), tables.make_period("month", today)


async def show_summary(update: Update, context: Context) -> None:
    """/mystats: one's own numbers, in this group or, in private, everywhere."""
    chat, who = update.effective_chat, find_person(update)
    if chat is None or who is None:
        return
    group = None if chat.type == ChatType.PRIVATE else chat.id
    found = await context.look(tables.load_summary, who.user_id, group)
    catalogue = context.services.catalogue
    await send(update, context, replies.summary(context.tr, catalogue, who.name, found))


async def diagnose(update: Update, context: Context) -> None:
    """/diag: whether games can work here, and what to do if not."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        await send(update, context, replies.only_groups(context.tr))
        return
    active = await context.look(games.find_active_ids, chat.id)
    standing = await find_standing(context, chat.id)
    await send(update, context, rights.diagnosis(context.tr, standing, len(active)))
