"""What is counted for the operator and the budget, and what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.daily.rules import LONGEST_BACKOFF
from bot.db import Transaction, from_ms, to_ms
from bot.health import Troubles


def drop_old(tx: Transaction, before: datetime, most: int) -> int:
    """Forget those due before a moment among the oldest so many; give how many there were."""
    return tx.execute(
        "DELETE FROM delivery WHERE due_ms < :before AND id IN "
        "(SELECT id FROM delivery ORDER BY id LIMIT :most)",
        {"before": to_ms(before), "most": most},
    ).rowcount


def drop_old_answers(tx: Transaction, before: datetime, most: int) -> int:
    """Forget at most so many answers from before a moment, and the tallies of those days."""
    tx.execute(
        "DELETE FROM daily_tally WHERE local_date < :day", {"day": before.date().isoformat()}
    )
    return tx.execute(
        "DELETE FROM daily_answer WHERE (sub_id, local_date, user_id) IN "
        "(SELECT sub_id, local_date, user_id FROM daily_answer "
        "WHERE answered_ms < :before LIMIT :most)",
        {"before": to_ms(before), "most": most},
    ).rowcount


def count_paid(tx: Transaction, since: datetime) -> int:
    """How many messages went out as paid ones since a moment."""
    row = tx.execute(
        "SELECT count(*) AS n FROM delivery WHERE paid = 1 AND sent_ms >= :since",
        {"since": to_ms(since)},
    ).fetchone()
    return int(row["n"])


def count_troubles(tx: Transaction, now: datetime) -> Troubles:
    """Since when the longest overdue message waits, and how many of a day may not have arrived."""
    due = tx.execute(
        "SELECT min(due_ms) AS due FROM delivery WHERE state = 'due' AND try_ms <= :soon",
        {"soon": to_ms(now + LONGEST_BACKOFF)},
    ).fetchone()["due"]
    unknown = tx.execute(
        "SELECT count(*) AS n FROM delivery WHERE state = 'unknown' AND due_ms > :since",
        {"since": to_ms(now - timedelta(days=1))},
    ).fetchone()["n"]
    return Troubles(None if due is None else from_ms(due), unknown)


def count_due(tx: Transaction, now: datetime, most: int) -> int:
    """How many are due now, counted up to `most`."""
    row = tx.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM delivery WHERE state = 'due' "
        "AND try_ms <= :now LIMIT :most)",
        {"now": to_ms(now), "most": most},
    ).fetchone()
    return int(row["n"])
