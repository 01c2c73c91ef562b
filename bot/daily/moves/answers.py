"""What a vote does: an answer counted once, a fact remembered, a streak grown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chats import store as chats
from bot.daily.asking import read_asked
from bot.daily.rules import State
from bot.daily.store import deliveries, marks, scores, streaks
from bot.daily.store.deliveries import Delivery
from bot.daily.streaks import Streak, count, is_milestone, settle
from bot.db import Transaction
from bot.quiz import store as memories
from bot.quiz.rules.memory import remember


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer that counted: whether it was right, and the reader's streak after it."""

    delivery: Delivery
    knew: bool
    streak: Streak | None
    milestone: bool


def find_poll(tx: Transaction, poll_id: str, user_id: int) -> Delivery | None:
    """The delivery a vote belongs to; a vote on a poll nobody knows settles one that is unknown.

    Only if exactly one quiz of this reader's own chat is unknown can the poll be that one.
    """
    known = deliveries.load_by_poll(tx, poll_id)
    if known is not None:
        return known
    unknown = deliveries.find_unknown(tx, user_id)
    return unknown[0] if len(unknown) == 1 else None


def score(
    tx: Transaction, poll_id: str, user_id: int, chosen: Sequence[int], now: datetime
) -> Scored | None:
    """Count a vote once; None for one that does not count."""
    delivery = find_poll(tx, poll_id, user_id)
    if delivery is None:
        return None
    asked = read_asked(delivery.payload)
    if asked is None or not chosen or max(chosen) >= len(asked.options):
        return None
    if delivery.state is not State.SENT:
        marks.mark_sent(tx, delivery.id, None, poll_id)
    knew = asked.knows(chosen)
    if not scores.add_answer(tx, delivery, scores.Answer(user_id, asked.question, knew, now)):
        return None
    for fact in asked.fact_ids:
        known = memories.load_memory(tx, user_id, fact)
        memories.save_memory(tx, user_id, remember(known, fact, asked.question, knew, now))
    if delivery.chat_id != user_id:
        return Scored(delivery, knew, None, False)
    chats.meet_chat(tx, user_id, "private", delivery.locale, now)
    scores.add_to_tally(tx, asked.question, delivery.day, knew)
    streak = update_streak(tx, delivery.sub_id, user_id, now)
    return Scored(delivery, knew, streak, is_milestone(streak.length))


def update_streak(tx: Transaction, sub_id: int, user_id: int, now: datetime) -> Streak:
    """Settle the days that are over; give the streak to show."""
    known = streaks.load_streak(tx, sub_id)
    days = streaks.load_days(tx, sub_id, user_id, known.counted_to)
    settled = settle(known, days, now)
    if settled != known:
        streaks.save_streak(tx, sub_id, settled)
    return show_streak(tx, sub_id, user_id, now)


def show_streak(tx: Transaction, sub_id: int, user_id: int, now: datetime) -> Streak:
    """The streak to show; only reads."""
    known = streaks.load_streak(tx, sub_id)
    return count(known, streaks.load_days(tx, sub_id, user_id, known.counted_to), now)
