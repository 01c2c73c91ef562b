"""Subscriptions, deliveries, answers and streaks, in the state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.daily.rules import OPEN_FOR, Kind, Level, Slot, State, Subscription, draw_turn
from bot.daily.streaks import Day, Streak
from bot.db import Row, Transaction, from_ms, to_ms
from bot.health import Troubles
from bot.i18n import Locale

Payload = dict[str, Any]
encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Planned:
    """A subscription to plan for: what it had last, and whether its chat can be written to."""

    sub: Subscription
    last_day: date | None
    last_sent: datetime | None


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to plan: its slot, its token, and what it will say."""

    sub: Subscription
    slot: Slot
    token: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Delivery:
    """One day's message of a subscription, with what sending needs to know of both."""

    id: int
    sub_id: int
    kind: Kind
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


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer to a day's question."""

    user_id: int
    question_id: str
    knew: bool
    at: datetime


# Subscriptions


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
        row["version"],
        row["id"],
    )


def save_subscription(tx: Transaction, sub: Subscription) -> int:
    """Store a subscription, to be planned at once; give its row. Streak and history stay."""
    row = tx.execute(
        "INSERT INTO subscription (chat_id, thread_id, kind, minute, zone, weekdays, theme, "
        "level, active, paused_until, planned_ms, plan_ms, version) "
        "VALUES (:chat_id, :thread_id, :kind, :minute, :zone, :weekdays, :theme, :level, :active, "
        ":paused_until, :planned_ms, :planned_ms, :version) "
        "ON CONFLICT (chat_id, thread_id, kind) DO UPDATE SET minute = excluded.minute, "
        "zone = excluded.zone, weekdays = excluded.weekdays, theme = excluded.theme, "
        "level = excluded.level, active = excluded.active, paused_until = excluded.paused_until, "
        "planned_ms = excluded.planned_ms, plan_ms = excluded.plan_ms, version = excluded.version "
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
            "version": sub.version,
        },
    ).fetchone()
    return int(row["id"])


# Planning

PLANNED = (
    "SELECT s.*, (SELECT max(d.local_date) FROM delivery AS d WHERE d.sub_id = s.id) AS last, "
    "(SELECT d.sent_ms FROM delivery AS d WHERE d.sub_id = s.id AND d.sent_ms IS NOT NULL "
    "ORDER BY d.local_date DESC LIMIT 1) AS sent_ms FROM subscription AS s"
)


def find_to_plan(tx: Transaction, now: datetime, most: int) -> list[Planned]:
    """Subscriptions whose next messages are to be planned, at most so many of them."""
    rows = tx.execute(
        f"{PLANNED} WHERE s.active = 1 AND s.plan_ms <= :now ORDER BY s.plan_ms LIMIT :most",
        {"now": to_ms(now), "most": most},
    )
    return [read_planned(row) for row in rows]


def load_planned(tx: Transaction, sub_id: int) -> Planned:
    """One subscription that is known to exist, to plan for."""
    row = tx.execute(f"{PLANNED} WHERE s.id = :id", {"id": sub_id}).fetchone()
    return read_planned(row)


def read_planned(row: Row) -> Planned:
    """A subscription to plan for, from its row."""
    return Planned(
        read_subscription(row),
        date.fromisoformat(row["last"]) if row["last"] else None,
        from_ms(row["sent_ms"]) if row["sent_ms"] is not None else None,
    )


def insert_planned(tx: Transaction, planned: Iterable[NewDelivery]) -> None:
    """Plan messages; those of a day that has one, or of settings changed meanwhile, are dropped."""
    tx.execute_many(
        "INSERT INTO delivery (sub_id, local_date, due_ms, try_ms, turn, token, payload_json, "
        "chat_id, thread_id) "
        "SELECT id, :local_date, :due_ms, :due_ms, :turn, :token, :payload_json, chat_id, "
        "thread_id FROM subscription WHERE id = :sub_id AND version = :version AND active = 1 "
        "ON CONFLICT (sub_id, local_date) DO NOTHING",
        (
            {
                "sub_id": new.sub.id,
                "version": new.sub.version,
                "local_date": new.slot.day.isoformat(),
                "due_ms": to_ms(new.slot.due),
                "turn": draw_turn(new.sub.id, new.slot.day),
                "token": new.token,
                "payload_json": encode(new.payload),
            }
            for new in planned
        ),
    )


def insert_today(tx: Transaction, new: NewDelivery) -> None:
    """Add a message for a day that has none planned; it is asked for, not pushed."""
    tx.execute(
        "INSERT INTO delivery (sub_id, local_date, due_ms, try_ms, turn, token, payload_json, "
        "chat_id, thread_id) VALUES (:sub_id, :day, :now, :now, 0, :token, :payload, :chat_id, "
        ":thread_id)",
        {
            "sub_id": new.sub.id,
            "day": new.slot.day.isoformat(),
            "now": to_ms(new.slot.due),
            "token": new.token,
            "payload": encode(new.payload),
            "chat_id": new.sub.chat_id,
            "thread_id": new.sub.thread_id,
        },
    )


def note_planned(
    tx: Transaction, subs: Iterable[Subscription], planned_to: datetime, again: datetime
) -> None:
    """Note up to when these subscriptions are planned, and when to plan on."""
    times = {"planned": to_ms(planned_to), "again": to_ms(again)}
    tx.execute_many(
        "UPDATE subscription SET planned_ms = :planned, plan_ms = :again "
        "WHERE id = :id AND version = :version",
        ({"id": sub.id, "version": sub.version, **times} for sub in subs),
    )


def drop_planned(tx: Transaction, sub_id: int, now: datetime) -> None:
    """Take back what is planned and not yet due."""
    tx.execute(
        "DELETE FROM delivery WHERE sub_id = :id AND state = 'due' AND attempts = 0 "
        "AND due_ms > :now",
        {"id": sub_id, "now": to_ms(now)},
    )


def drop_unsent(tx: Transaction, sub_id: int) -> None:
    """Take back everything that is not under way."""
    tx.execute("DELETE FROM delivery WHERE sub_id = :id AND state = 'due'", {"id": sub_id})


# Deliveries

DELIVERY = (
    "SELECT d.*, s.kind AS kind, c.locale AS locale, b.chat_id IS NOT NULL AS blocked "
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


def mark_sending(
    tx: Transaction, delivery_id: int, payload: Payload, now: datetime, paid: bool
) -> bool:
    """Take a due delivery for one attempt; false if somebody else did, or it is gone."""
    taken = tx.execute(
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1, paid = :paid, "
        "payload_json = :payload, sent_ms = :now, error = NULL "
        "WHERE id = :id AND state = 'due' AND due_ms <= :now "
        "AND chat_id NOT IN (SELECT chat_id FROM blocked_chat)",
        {
            "id": delivery_id,
            "payload": encode(payload),
            "now": to_ms(now),
            "paid": int(paid),
        },
    ).rowcount
    return taken == 1


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
    query = "SELECT min(due_ms) AS due FROM delivery WHERE state = 'due'"
    due = tx.execute(query).fetchone()["due"]
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


def add_copy(tx: Transaction, poll_id: str, delivery_id: int) -> None:
    """Note a further copy of a delivery's poll."""
    tx.execute(
        "INSERT INTO delivery_copy (poll_id, delivery_id) VALUES (:poll_id, :id) "
        "ON CONFLICT (poll_id) DO NOTHING",
        {"poll_id": poll_id, "id": delivery_id},
    )


# Answers and streaks


def add_answer(tx: Transaction, delivery: Delivery, answer: Answer) -> bool:
    """Score an answer; false if this person has answered this day's question before."""
    added = tx.execute(
        "INSERT INTO daily_answer (sub_id, local_date, user_id, question_id, knew, answered_ms) "
        "VALUES (:sub_id, :day, :user_id, :question_id, :knew, :now) "
        "ON CONFLICT (sub_id, local_date, user_id) DO NOTHING",
        {
            "sub_id": delivery.sub_id,
            "day": delivery.day.isoformat(),
            "user_id": answer.user_id,
            "question_id": answer.question_id,
            "knew": int(answer.knew),
            "now": to_ms(answer.at),
        },
    ).rowcount
    return bool(added)


def add_to_tally(tx: Transaction, question_id: str, day: date, knew: bool) -> None:
    """Count one reader's answer to a day's question."""
    tx.execute(
        "INSERT INTO daily_tally (question_id, local_date, answers, knew) "
        "VALUES (:question_id, :day, 1, :knew) ON CONFLICT (question_id, local_date) "
        "DO UPDATE SET answers = answers + 1, knew = knew + excluded.knew",
        {"question_id": question_id, "day": day.isoformat(), "knew": int(knew)},
    )


def load_answer(tx: Transaction, sub_id: int, day: date, user_id: int) -> bool | None:
    """Whether a person knew a day's answer; None if they have not answered."""
    row = tx.execute(
        "SELECT knew FROM daily_answer "
        "WHERE sub_id = :sub_id AND local_date = :day AND user_id = :user_id",
        {"sub_id": sub_id, "day": day.isoformat(), "user_id": user_id},
    ).fetchone()
    return bool(row["knew"]) if row else None


def load_group_tally(tx: Transaction, sub_id: int, day: date) -> tuple[int, int]:
    """How many of a group answered a day's question, and how many of them knew it."""
    row = tx.execute(
        "SELECT count(*) AS answers, coalesce(sum(knew), 0) AS knew FROM daily_answer "
        "WHERE sub_id = :sub_id AND local_date = :day",
        {"sub_id": sub_id, "day": day.isoformat()},
    ).fetchone()
    return row["answers"], row["knew"]


def load_tally(tx: Transaction, question_id: str, day: date) -> tuple[int, int]:
    """How many readers answered a day's question in private, and how many of them knew it."""
    row = tx.execute(
        "SELECT answers, knew FROM daily_tally "
        "WHERE question_id = :question_id AND local_date = :day",
        {"question_id": question_id, "day": day.isoformat()},
    ).fetchone()
    return (row["answers"], row["knew"]) if row else (0, 0)


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


def load_week(tx: Transaction, user_id: int, sub_id: int, days: Sequence[date]) -> dict[date, bool]:
    """The days of these on which a reader answered, and whether they knew the answer."""
    rows = tx.execute(
        "SELECT local_date, knew FROM daily_answer WHERE sub_id = :id AND user_id = :user_id "
        "AND local_date BETWEEN :first AND :last",
        {
            "id": sub_id,
            "user_id": user_id,
            "first": min(days).isoformat(),
            "last": max(days).isoformat(),
        },
    )
    return {date.fromisoformat(row["local_date"]): bool(row["knew"]) for row in rows}


def find_hardest(tx: Transaction, sub_id: int, days: Sequence[date]) -> tuple[Delivery, int] | None:
    """The question of these days that the fewest readers knew, and their share in percent."""
    row = tx.execute(
        "SELECT d.id AS id, 100 * t.knew / t.answers AS share FROM delivery AS d "
        "JOIN daily_tally AS t ON t.local_date = d.local_date "
        "AND t.question_id = json_extract(d.payload_json, '$.question') "
        "WHERE d.sub_id = :id AND d.state = 'sent' AND d.local_date BETWEEN :first AND :last "
        "ORDER BY 2, d.local_date LIMIT 1",
        {"id": sub_id, "first": min(days).isoformat(), "last": max(days).isoformat()},
    ).fetchone()
    if row is None:
        return None
    delivery = load_delivery(tx, row["id"])
    return (delivery, row["share"]) if delivery else None


def find_known_cities(
    tx: Transaction, sub_id: int, user_id: int, days: Sequence[date]
) -> list[str]:
    """The ids of the cities whose questions a reader knew on these days."""
    rows = tx.execute(
        "SELECT DISTINCT substr(f.value, 1, instr(f.value, '/') - 1) AS city "
        "FROM daily_answer AS a JOIN delivery AS d ON d.sub_id = a.sub_id "
        "AND d.local_date = a.local_date, json_each(d.payload_json, '$.fact_ids') AS f "
        "WHERE a.sub_id = :id AND a.user_id = :user_id AND a.knew = 1 "
        "AND a.local_date BETWEEN :first AND :last ORDER BY 1",
        {
            "id": sub_id,
            "user_id": user_id,
            "first": min(days).isoformat(),
            "last": max(days).isoformat(),
        },
    )
    return [row["city"] for row in rows]


# What the bot waits to read


def save_prompt(tx: Transaction, chat_id: int, thread_id: int, step: str, minute: int) -> None:
    """Note what is asked in a chat, in place of what was asked before."""
    tx.execute(
        "INSERT INTO daily_prompt (chat_id, thread_id, step, minute) "
        "VALUES (:chat_id, :thread_id, :step, :minute) ON CONFLICT (chat_id, thread_id) "
        "DO UPDATE SET step = excluded.step, minute = excluded.minute",
        {"chat_id": chat_id, "thread_id": thread_id, "step": step, "minute": minute},
    )


def drop_prompt(tx: Transaction, chat_id: int, thread_id: int) -> None:
    """Note that nothing is asked any more."""
    tx.execute(
        "DELETE FROM daily_prompt WHERE chat_id = :chat_id AND thread_id = :thread_id",
        {"chat_id": chat_id, "thread_id": thread_id},
    )


def load_prompts(tx: Transaction) -> dict[tuple[int, int], tuple[str, int]]:
    """Everything that is asked anywhere."""
    rows = tx.execute("SELECT chat_id, thread_id, step, minute FROM daily_prompt")
    return {(r["chat_id"], r["thread_id"]): (r["step"], r["minute"]) for r in rows}
