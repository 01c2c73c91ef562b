"""One day's message of a subscription, as it is looked up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.daily.rules import OPEN_FOR, Kind, Level, State
from bot.db import Row, Transaction, from_ms, to_ms
from bot.i18n import Locale

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One day's message of a subscription, with what sending needs to know of both."""

    id: int
    sub_id: int
    kind: Kind
    theme: str
    level: Level
    day: date
    due: datetime
    state: State
    attempts: int
    token: str
    payload: Payload
    chat_id: int
    thread_id: int
    locale: Locale
    blocked: bool
    message_id: int | None
    sent: datetime | None


DELIVERY = (
    "SELECT d.*, s.kind, s.theme, s.level, c.locale, b.chat_id IS NOT NULL AS blocked "
    "FROM delivery AS d JOIN subscription AS s ON s.id = d.sub_id "
    "LEFT JOIN chat AS c ON c.chat_id = d.chat_id "
    "LEFT JOIN blocked_chat AS b ON b.chat_id = d.chat_id "
)
COPIES = "SELECT delivery_id FROM delivery_copy WHERE poll_id = :poll_id"


def find_due(tx: Transaction, now: datetime, most: int) -> list[Delivery]:
    """What is due, the longest waiting minute first and in it by turn."""
    rows = tx.execute(
        DELIVERY + "WHERE d.state = 'due' AND d.try_ms <= :now AND d.due_ms <= :now "
        "ORDER BY d.try_ms, d.turn LIMIT :most",
        {"now": to_ms(now), "most": most},
    )
    return [read_delivery(row) for row in rows]


def find_next_due(tx: Transaction, sub_id: int, now: datetime) -> datetime | None:
    """When a subscription's next planned message is due; None if none is planned."""
    row = tx.execute(
        "SELECT min(due_ms) AS due FROM delivery "
        "WHERE sub_id = :id AND state = 'due' AND due_ms > :now",
        {"id": sub_id, "now": to_ms(now)},
    ).fetchone()
    return from_ms(row["due"]) if row["due"] is not None else None


def load_delivery(tx: Transaction, delivery_id: int) -> Delivery | None:
    """A delivery by its row."""
    row = tx.execute(DELIVERY + "WHERE d.id = :id", {"id": delivery_id}).fetchone()
    return read_delivery(row) if row else None


def load_by_token(tx: Transaction, token: str) -> Delivery | None:
    """The delivery that a button below it names."""
    row = tx.execute(DELIVERY + "WHERE d.token = :token", {"token": token}).fetchone()
    return read_delivery(row) if row else None


def load_by_poll(tx: Transaction, poll_id: str) -> Delivery | None:
    """The delivery whose poll, or copy of it, this is."""
    row = tx.execute(
        f"{DELIVERY} WHERE d.poll_id = :poll_id OR d.id IN ({COPIES})",
        {"poll_id": poll_id},
    ).fetchone()
    return read_delivery(row) if row else None


def load_by_day(tx: Transaction, sub_id: int, day: date) -> Delivery | None:
    """A subscription's message of a day."""
    row = tx.execute(
        DELIVERY + "WHERE d.sub_id = :id AND d.local_date = :day",
        {"id": sub_id, "day": day.isoformat()},
    ).fetchone()
    return read_delivery(row) if row else None


def load_previous(tx: Transaction, sub_id: int, day: date) -> Delivery | None:
    """The last message that was sent before a day's."""
    row = tx.execute(
        DELIVERY + "WHERE d.sub_id = :id AND d.local_date < :day AND d.state = 'sent' "
        "ORDER BY d.local_date DESC LIMIT 1",
        {"id": sub_id, "day": day.isoformat()},
    ).fetchone()
    return read_delivery(row) if row else None


def count_sent(tx: Transaction, sub_id: int, days: Sequence[date]) -> int:
    """How many messages of a subscription arrived on these days."""
    row = tx.execute(
        "SELECT count(*) AS n FROM delivery WHERE sub_id = :id AND state = 'sent' "
        "AND local_date BETWEEN :first AND :last",
        {"id": sub_id, "first": min(days).isoformat(), "last": max(days).isoformat()},
    ).fetchone()
    return int(row["n"])


def find_unknown(tx: Transaction, chat_id: int) -> list[Delivery]:
    """A chat's quizzes of which nobody knows whether they arrived, latest first."""
    rows = tx.execute(
        DELIVERY + "WHERE d.chat_id = :chat_id AND d.state = 'unknown' AND d.poll_id IS NULL "
        "AND s.kind = 'quiz' ORDER BY d.local_date DESC",
        {"chat_id": chat_id},
    )
    return [read_delivery(row) for row in rows]


def list_unsure(tx: Transaction, now: datetime) -> dict[int, str]:
    """The private chats whose quiz of the last day may not have arrived, with its token."""
    rows = tx.execute(
        "SELECT d.chat_id, d.token FROM delivery AS d JOIN subscription AS s ON s.id = d.sub_id "
        "WHERE d.state = 'unknown' AND d.chat_id > 0 AND s.kind = 'quiz' AND d.due_ms > :since",
        {"since": to_ms(now - OPEN_FOR)},
    )
    return {row["chat_id"]: row["token"] for row in rows}


def read_delivery(row: Row) -> Delivery:
    """A delivery from its row."""
    return Delivery(
        row["id"],
        row["sub_id"],
        Kind(row["kind"]),
        row["theme"],
        Level(row["level"]),
        date.fromisoformat(row["local_date"]),
        from_ms(row["due_ms"]),
        State(row["state"]),
        row["attempts"],
        row["token"],
        json.loads(row["payload_json"]),
        row["chat_id"],
        row["thread_id"],
        Locale(row["locale"] or Locale.EN),
        bool(row["blocked"]),
        row["message_id"],
        from_ms(row["sent_ms"]) if row["sent_ms"] is not None else None,
    )
