"""Who gets what, and when by their own clock."""

from __future__ import annotations

from datetime import date

from bot.daily.rules import Kind, Level, Subscription
from bot.db import Row, Transaction, from_ms, to_ms


def load_subscription(
    tx: Transaction, chat_id: int, thread_id: int, kind: Kind = Kind.QUIZ
) -> Subscription | None:
    """What a chat or topic gets of one kind, also when stopped; None if it never did."""
    row = tx.execute(
        "SELECT * FROM subscription "
        "WHERE chat_id = :chat_id AND thread_id = :thread_id AND kind = :kind",
        {"chat_id": chat_id, "thread_id": thread_id, "kind": kind.value},
    ).fetchone()
    return read_subscription(row) if row else None


def has_subscriptions(tx: Transaction) -> bool:
    """Whether anybody has ever subscribed."""
    return tx.execute("SELECT 1 FROM subscription LIMIT 1").fetchone() is not None


def load_subscription_by_id(tx: Transaction, sub_id: int) -> Subscription:
    """A subscription that is known to exist."""
    row = tx.execute("SELECT * FROM subscription WHERE id = :id", {"id": sub_id}).fetchone()
    return read_subscription(row)


def list_subscriptions(tx: Transaction, chat_id: int, thread_id: int) -> list[Subscription]:
    """Everything a chat or topic gets or got."""
    rows = tx.execute(
        "SELECT * FROM subscription WHERE chat_id = :chat_id AND thread_id = :thread_id",
        {"chat_id": chat_id, "thread_id": thread_id},
    )
    return [read_subscription(row) for row in rows]


def read_subscription(row: Row) -> Subscription:
    """A subscription from its row."""
    paused = row["paused_until"]
    return Subscription(
        row["chat_id"],
        row["minute"],
        row["zone"],
        from_ms(row["planned_ms"]),
        row["thread_id"],
        Kind(row["kind"]),
        row["weekdays"],
        row["theme"],
        Level(row["level"]),
        bool(row["active"]),
        date.fromisoformat(paused) if paused else None,
        row["id"],
    )


def save_subscription(tx: Transaction, sub: Subscription) -> int:
    """Store a subscription, to be planned at once; give its row. Streak and history stay."""
    row = tx.execute(
        "INSERT INTO subscription (chat_id, thread_id, kind, minute, zone, weekdays, theme, "
        "level, active, paused_until, planned_ms, plan_ms) "
        "VALUES (:chat_id, :thread_id, :kind, :minute, :zone, :weekdays, :theme, :level, :active, "
        ":paused_until, :planned_ms, :planned_ms) "
        "ON CONFLICT (chat_id, thread_id, kind) DO UPDATE SET minute = excluded.minute, "
        "zone = excluded.zone, weekdays = excluded.weekdays, theme = excluded.theme, "
        "level = excluded.level, active = excluded.active, paused_until = excluded.paused_until, "
        "planned_ms = excluded.planned_ms, plan_ms = excluded.plan_ms "
        "RETURNING id",
        {
            "chat_id": sub.chat_id,
            "thread_id": sub.thread_id,
            "kind": sub.kind.value,
            "minute": sub.minute,
            "zone": sub.zone,
            "weekdays": sub.weekdays,
            "theme": sub.theme,
            "level": sub.level.value,
            "active": int(sub.active),
            "paused_until": sub.paused_until.isoformat() if sub.paused_until else None,
            "planned_ms": to_ms(sub.planned_to),
        },
    ).fetchone()
    return int(row["id"])
