"""Planning ahead: everybody's next messages, a batch of subscriptions at a time."""

from __future__ import annotations

from datetime import datetime

from bot.daily.rules import AHEAD, FAR, PLAN_AGAIN, Subscription, plan_slots
from bot.daily.store import planning
from bot.db import Transaction

Dates = frozenset[tuple[int, int]]


def plan_some(tx: Transaction, now: datetime, most: int, dates: Dates) -> int:
    """Plan for at most so many subscriptions that need it; give how many there were.

    `dates` are the (month, day) of anniversaries.
    """
    alike = planning.find_to_plan(tx, now, most)
    for sub, sub_ids in alike:
        plan_alike(tx, sub, sub_ids, now, dates)
    return sum(len(sub_ids) for _, sub_ids in alike)


def take_back(tx: Transaction, now: datetime, most: int) -> int:
    """Take back some of what a clock that was far ahead has planned; give how much there was."""
    return planning.drop_far(tx, now, now + FAR, most)


def plan_one(tx: Transaction, sub: Subscription, now: datetime, dates: Dates) -> None:
    """Plan one subscription at once, so that its owner sees the next message."""
    plan_alike(tx, sub, [sub.id], now, dates)


def plan_alike(
    tx: Transaction, sub: Subscription, sub_ids: list[int], now: datetime, dates: Dates
) -> None:
    """Plan for all subscriptions with the timetable of this one."""
    for slot in plan_slots(sub, now, dates):
        planning.insert_planned(tx, sub_ids, slot)
    planning.note_planned(tx, sub_ids, now + AHEAD, now + PLAN_AGAIN)
