"""What becomes of a day's message: taken, sent, lost, shown again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.daily.rules import State
from bot.daily.store.deliveries import Payload
from bot.db import Transaction, from_ms, to_ms

encode = json.JSONEncoder(ensure_ascii=False).encode


def mark_sending(
    tx: Transaction, payloads: Mapping[int, Payload], now: datetime, paid: bool
) -> set[int]:
    """Take due deliveries for one attempt, each with what it will say.

    Gives those taken: the others are somebody else's, gone, or their chats blocked the bot.
    """
    taken = tx.execute(
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1, paid = :paid, "
        "payload_json = json_extract(taken.value, '$[1]'), sent_ms = :now, error = NULL "
        "FROM json_each(:payloads) AS taken WHERE delivery.id = json_extract(taken.value, '$[0]') "
        "AND delivery.state = 'due' AND delivery.due_ms <= :now "
        "AND delivery.chat_id NOT IN (SELECT chat_id FROM blocked_chat) "
        "RETURNING delivery.id AS id",
        {
            "payloads": encode([(id_, encode(payload)) for id_, payload in payloads.items()]),
            "now": to_ms(now),
            "paid": int(paid),
        },
    )
    return {row["id"] for row in taken}


def mark_sent(
    tx: Transaction, delivery_id: int, message_id: int | None, poll_id: str | None
) -> None:
    """Note that a delivery arrived, and as which message."""
    tx.execute(
        "UPDATE delivery SET state = 'sent', message_id = coalesce(:message_id, message_id), "
        "poll_id = coalesce(:poll_id, poll_id), error = NULL WHERE id = :id",
        {"id": delivery_id, "message_id": message_id, "poll_id": poll_id},
    )


def mark_pulled(tx: Transaction, delivery_id: int, now: datetime) -> None:
    """Note that a message was asked for and shown, so that it is not pushed as well."""
    tx.execute(
        "UPDATE delivery SET state = 'sent', sent_ms = :now WHERE id = :id",
        {"id": delivery_id, "now": to_ms(now)},
    )


def save_payload(tx: Transaction, delivery_id: int, payload: Payload) -> None:
    """Store how a message reads, so that every copy reads the same."""
    tx.execute(
        "UPDATE delivery SET payload_json = :payload WHERE id = :id",
        {"id": delivery_id, "payload": encode(payload)},
    )


def mark_ended(tx: Transaction, delivery_id: int, state: State, error: str) -> None:
    """Note how a delivery ended that was not, or not surely, sent."""
    tx.execute(
        "UPDATE delivery SET state = :state, error = :error WHERE id = :id",
        {"id": delivery_id, "state": state.value, "error": error or None},
    )


def mark_due_again(tx: Transaction, delivery_id: int, at: datetime, error: str) -> None:
    """Note that a delivery was not sent and is to be tried at this moment."""
    tx.execute(
        "UPDATE delivery SET state = 'due', try_ms = :at, sent_ms = NULL, error = :error "
        "WHERE id = :id",
        {"id": delivery_id, "at": to_ms(at), "error": error or None},
    )


def give_up_sending(tx: Transaction) -> int:
    """After a start: nobody knows what became of those under way; give how many they are."""
    return tx.execute(
        "UPDATE delivery SET state = 'unknown', error = 'the bot stopped' WHERE state = 'sending'"
    ).rowcount


def give_up_due(tx: Transaction, until: datetime) -> None:
    """Nobody knows what became of those due by a moment, nor of what was planned after it."""
    times = {"until": to_ms(until)}
    tx.execute(
        "UPDATE delivery SET state = 'unknown', error = 'restored from a backup', sent_ms = due_ms "
        "WHERE state = 'due' AND due_ms <= :until",
        times,
    )
    tx.execute(
        "UPDATE subscription SET planned_ms = :until, plan_ms = min(plan_ms, :until) "
        "WHERE planned_ms < :until",
        times,
    )


def load_restored(tx: Transaction) -> datetime | None:
    """When this state was last put back from a backup."""
    row = tx.execute("SELECT value FROM install WHERE key = 'restored_ms'").fetchone()
    return from_ms(int(row["value"])) if row else None


def skip_late(tx: Transaction, before: datetime, most: int) -> int:
    """Give up at most so many never tried since a moment; give how many there were."""
    return tx.execute(
        "UPDATE delivery SET state = 'skipped' WHERE id IN "
        "(SELECT id FROM delivery WHERE state = 'due' AND try_ms < :before LIMIT :most)",
        {"before": to_ms(before), "most": most},
    ).rowcount


def add_copy(tx: Transaction, poll_id: str, delivery_id: int) -> None:
    """Note a further copy of a delivery's poll."""
    tx.execute(
        "INSERT INTO delivery_copy (poll_id, delivery_id) VALUES (:poll_id, :id) "
        "ON CONFLICT (poll_id) DO NOTHING",
        {"poll_id": poll_id, "id": delivery_id},
    )
