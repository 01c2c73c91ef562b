"""Who acts, and where: a person, an admin without a face, a chat and its topic."""

from __future__ import annotations

from telegram import Update

from bot.chats.admins import may_configure
from bot.context import Context
from bot.sending import answer, find_thread
from bot.trivia.moves import Place, Who
from bot.trivia.replies import lobby
from bot.trivia.stage import Stage

ANONYMOUS_ADMIN = 1087968824
CHANNEL = 136817688
SERVICE = 777000
NOBODY = frozenset({ANONYMOUS_ADMIN, CHANNEL, SERVICE})
"""Accounts that stand for many people or none: they never score."""


def find_stage(context: Context) -> Stage:
    """Where this application's games are played."""
    stage: Stage = context.bot_data["stage"]
    return stage


def find_place(update: Update) -> Place:
    """The chat and topic an update came from."""
    return Place(find_chat(update), find_thread(update) or 0)


def find_chat(update: Update) -> int:
    """The id of the chat an update came from."""
    assert update.effective_chat is not None
    return update.effective_chat.id


def find_person(update: Update) -> Who | None:
    """Who acts, if it is one person: anonymous admins, channels and bots are not."""
    user, message = update.effective_user, update.message
    if user is None or user.is_bot or user.id in NOBODY:
        return None
    if message is not None and message.sender_chat is not None:
        return None
    return Who(user.id, user.first_name)


async def find_steerer(update: Update, context: Context) -> Who:
    """Who acts, with whether they are an admin here; an anonymous admin is one without a seat."""
    admin = await may_configure(update, context)
    person = find_person(update)
    return Who(person.user_id, person.name, admin) if person else Who(0, "", admin)


async def admit_person(update: Update, context: Context) -> Who | None:
    """Who presses, if it is one person; else they are told why they cannot play."""
    who = find_person(update)
    if who is None:
        await answer(update, context, lobby.needs_person(context.tr))
    return who
