"""What is forgotten when it is old."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.daily.store import upkeep
from bot.db import Transaction

DELIVERIES_KEPT = timedelta(days=90)


ANSWERS_KEPT = timedelta(days=365)


def forget_old(tx: Transaction, now: datetime, most: int) -> bool:
    """Forget deliveries after 90 days and answers after a year; true if more are left."""
    deliveries = upkeep.drop_old(tx, now - DELIVERIES_KEPT, most)
    answers = upkeep.drop_old_answers(tx, now - ANSWERS_KEPT, most)
    return most in {deliveries, answers}
