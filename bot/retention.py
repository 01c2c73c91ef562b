"""Once a day, forget what has been kept long enough."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import privacy
from bot.ask import store as ask
from bot.chats import store as chats
from bot.chats.rules import FORGET_AFTER
from bot.context import Context
from bot.daily.moves.upkeep import forget_old
from bot.db import Transaction
from bot.inbox import purge
from bot.quiz import store as quiz
from bot.trivia.store import turns as trivia

log = logging.getLogger(__name__)

INBOX_KEPT = timedelta(hours=48)
REPORTS_KEPT = timedelta(days=365)
ANSWERS_KEPT = timedelta(days=365)
MOST_AT_ONCE = 500


def drop_updates(tx: Transaction, now: datetime) -> bool:
    """Forget updates after two days; true if more are left."""
    return purge(tx, now - INBOX_KEPT, MOST_AT_ONCE) == MOST_AT_ONCE


def drop_silent_chats(tx: Transaction, now: datetime) -> bool:
    """Forget everything about people and groups unseen for 18 months; true if more are left."""
    silent = chats.find_silent(tx, now - FORGET_AFTER, MOST_AT_ONCE)
    for chat_id in silent:
        privacy.erase(tx, chat_id)
    return len(silent) == MOST_AT_ONCE


def drop_old_answers(tx: Transaction, now: datetime) -> bool:
    """Forget rounds, answers and memories of facts after a year; true if more are left."""
    return quiz.drop_old(tx, now - ANSWERS_KEPT, MOST_AT_ONCE) == MOST_AT_ONCE


def drop_daily(tx: Transaction, now: datetime) -> bool:
    """Forget old daily questions and answers; true if more are left."""
    return forget_old(tx, now, MOST_AT_ONCE)


def drop_games(tx: Transaction, now: datetime) -> bool:
    """Forget what was asked and answered in games after a year; true if more is left."""
    return trivia.drop_turns(tx, now - ANSWERS_KEPT, MOST_AT_ONCE) == MOST_AT_ONCE


def drop_reports(tx: Transaction, now: datetime) -> bool:
    """Forget reports of wrong answers after a year; true if more are left."""
    return ask.drop_reports(tx, now - REPORTS_KEPT, MOST_AT_ONCE) == MOST_AT_ONCE


TASKS: tuple[Callable[[Transaction, datetime], bool], ...] = (
    drop_updates,
    drop_silent_chats,
    drop_old_answers,
    drop_daily,
    drop_games,
    drop_reports,
)


async def forget_the_old(context: Context) -> None:
    """The daily job: each task in small transactions, so that no writer waits long."""
    for task in TASKS:
        while await context.services.db.write(task, context.services.clock()):
            pass
    log.info("forgot what was kept long enough")
