"""Today's question on demand, and what shows that a lost message had arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.daily.moves.answers import show_streak
from bot.daily.rules import Slot, State, Subscription
from bot.daily.store import deliveries, marks, planning, scores
from bot.daily.store.deliveries import Delivery, Payload
from bot.daily.streaks import Streak
from bot.db import Transaction


@dataclass(frozen=True, slots=True)
class Today:
    """What /today shows: the day's message, whether it was answered, and the streak."""

    delivery: Delivery
    knew: bool | None
    streak: Streak | None
    fresh: bool
    """It had not been sent; it now counts as sent."""


def open_today(
    tx: Transaction,
    sub: Subscription,
    user_id: int,
    now: datetime,
    choose: Callable[[Transaction, Delivery], Payload],
) -> Today:
    """Today's message of a subscription: planned, due, lost or sent, it can always be had.

    One not yet sent is marked as sent, so that it is not pushed as well. `choose` finds the
    question of one that has none yet.
    """
    day = sub.today(now)
    if deliveries.load_by_day(tx, sub.id, day) is None:
        planning.insert_today(tx, sub.id, Slot(day, now))
    delivery = deliveries.load_by_day(tx, sub.id, day)
    assert delivery is not None
    if not delivery.payload:
        delivery = replace(delivery, payload=choose(tx, delivery))
        marks.save_payload(tx, delivery.id, delivery.payload)
    fresh = delivery.state not in {State.SENT, State.SENDING}
    if fresh:
        marks.mark_pulled(tx, delivery.id, now)
    streak = show_streak(tx, sub.id, user_id, now) if sub.is_private else None
    return Today(delivery, scores.load_answer(tx, sub.id, day, user_id), streak, fresh)


def keep_copy(tx: Transaction, delivery_id: int, payload: Payload, poll_id: str | None) -> None:
    """Note that a day's question was shown once more, and how it reads."""
    marks.save_payload(tx, delivery_id, payload)
    if poll_id is not None:
        marks.add_copy(tx, poll_id, delivery_id)


def settle_unknown(
    tx: Transaction, delivery: Delivery, message_id: int, poll_id: str | None
) -> None:
    """A press below a message shows that it arrived."""
    if delivery.state is State.UNKNOWN:
        marks.mark_sent(tx, delivery.id, message_id, poll_id)
