"""Days in a row as settled, and the days that are still to be."""

from __future__ import annotations

from datetime import date

from bot.daily.rules import State
from bot.daily.streaks import Day, Streak
from bot.db import Transaction, from_ms


def load_streak(tx: Transaction, sub_id: int) -> Streak:
    """A reader's streak as settled."""
    row = tx.execute(
        "SELECT streak, best_streak, freeze_month, freezes, counted_to FROM subscription "
        "WHERE id = :id",
        {"id": sub_id},
    ).fetchone()
    counted = row["counted_to"]
    return Streak(
        row["streak"],
        row["best_streak"],
        row["freeze_month"],
        row["freezes"],
        date.fromisoformat(counted) if counted else None,
    )


def save_streak(tx: Transaction, sub_id: int, streak: Streak) -> None:
    """Store a streak as settled."""
    tx.execute(
        "UPDATE subscription SET streak = :length, best_streak = :best, freeze_month = :month, "
        "freezes = :used, counted_to = :counted_to WHERE id = :id",
        {
            "id": sub_id,
            "length": streak.length,
            "best": streak.best,
            "month": streak.month,
            "used": streak.used,
            "counted_to": streak.counted_to.isoformat() if streak.counted_to else None,
        },
    )


def load_days(tx: Transaction, sub_id: int, user_id: int, after: date | None) -> list[Day]:
    """A reader's days after one, oldest first."""
    rows = tx.execute(
        "SELECT d.local_date, d.state, d.sent_ms, a.user_id IS NOT NULL AS answered "
        "FROM delivery AS d LEFT JOIN daily_answer AS a ON a.sub_id = d.sub_id "
        "AND a.local_date = d.local_date AND a.user_id = :user_id "
        "WHERE d.sub_id = :id AND d.local_date > :after ORDER BY d.local_date",
        {"id": sub_id, "user_id": user_id, "after": after.isoformat() if after else ""},
    )
    return [
        Day(
            date.fromisoformat(row["local_date"]),
            State(row["state"]),
            from_ms(row["sent_ms"]) if row["sent_ms"] is not None else None,
            bool(row["answered"]),
        )
        for row in rows
    ]
