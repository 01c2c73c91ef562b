"""Messages planned ahead: many subscriptions in one statement, so that no writer waits long."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.daily.rules import NEIGHBOURS, REST, Slot, Subscription, draw_stride
from bot.daily.store.subscriptions import read_subscription
from bot.db import Row, Transaction, to_ms

NEAR = timedelta(days=3)
"""Days farther apart than this know nothing of each other: a wrong clock may have made them."""
INSERT = (
    "INSERT INTO delivery (sub_id, local_date, due_ms, try_ms, turn, token, payload_json, "
    "chat_id, thread_id) SELECT s.id, :day, :due, :due, "
    "(s.id / :neighbours + 1) * :stride & 4294967295, "
    "printf('%x-%s', s.id, lower(hex(randomblob(5)))), '{}', s.chat_id, s.thread_id "
    "FROM subscription AS s "
)
"""Tokens are ten characters nobody can guess, after a number that lets neighbours lie on the same
pages.
"""
UNPLANNED = (
    "WHERE s.id IN (SELECT value FROM json_each(:ids)) AND s.active = 1 AND s.planned_ms < :due "
    "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.sub_id = s.id "
    "AND d.local_date BETWEEN :lately AND :soon "
    "AND (d.local_date >= :day OR d.sent_ms > :rested)) "
    "ON CONFLICT (sub_id, local_date) DO NOTHING"
)


def find_to_plan(tx: Transaction, now: datetime, most: int) -> list[tuple[Subscription, list[int]]]:
    """At most so many subscriptions to plan for: those with one timetable together.

    One of them stands for all; with it the rows of all of them.
    """
    rows = tx.execute(
        "SELECT * FROM subscription WHERE active = 1 AND plan_ms <= :now "
        "ORDER BY plan_ms LIMIT :most",
        {"now": to_ms(now), "most": most},
    )
    alike: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        timetable = (
            row["kind"],
            row["minute"],
            row["zone"],
            row["weekdays"],
            row["paused_until"],
        )
        alike.setdefault(timetable, []).append(row)
    return [(read_subscription(rows[0]), [row["id"] for row in rows]) for rows in alike.values()]


def insert_planned(tx: Transaction, sub_ids: Sequence[int], slot: Slot) -> None:
    """Plan one day for all of these.

    Left out are those that have this day or one soon after already, are planned beyond it, or had
    a message less than six hours before.
    """
    tx.execute(
        INSERT + UNPLANNED,
        {
            "ids": json.dumps(sub_ids),
            "lately": (slot.day - NEAR).isoformat(),
            "soon": (slot.day + NEAR).isoformat(),
            "rested": to_ms(slot.due - REST),
            **place(slot),
        },
    )


def insert_today(tx: Transaction, sub_id: int, slot: Slot) -> None:
    """Add a message for a day that has none planned; it is asked for, not pushed."""
    tx.execute(INSERT + "WHERE s.id = :id", {"id": sub_id, **place(slot)})


def place(slot: Slot) -> dict[str, str | int]:
    """A slot's day, its moment, and what its place in the queue depends on."""
    return {
        "day": slot.day.isoformat(),
        "due": to_ms(slot.due),
        "neighbours": NEIGHBOURS,
        "stride": draw_stride(slot.day),
    }


def note_planned(
    tx: Transaction, sub_ids: Sequence[int], planned_to: datetime, again: datetime
) -> None:
    """Note up to when these subscriptions are planned, and when to plan on."""
    tx.execute(
        "UPDATE subscription SET planned_ms = :planned, plan_ms = :again "
        "WHERE id IN (SELECT value FROM json_each(:ids))",
        {"planned": to_ms(planned_to), "again": to_ms(again), "ids": json.dumps(sub_ids)},
    )


def drop_planned(tx: Transaction, sub_id: int, now: datetime) -> None:
    """Take back what is planned and not yet due."""
    tx.execute(
        "DELETE FROM delivery WHERE sub_id = :id AND state = 'due' AND attempts = 0 "
        "AND due_ms > :now",
        {"id": sub_id, "now": to_ms(now)},
    )


def drop_far(tx: Transaction, now: datetime, far: datetime, most: int) -> int:
    """Take back what is planned beyond a moment, and plan anew from now; at most so many of each.

    Gives how many there were.
    """
    times = {"now": to_ms(now), "far": to_ms(far), "most": most}
    dropped = tx.execute(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery "
        "WHERE state = 'due' AND try_ms > :far AND attempts = 0 LIMIT :most)",
        times,
    ).rowcount
    planned_anew = tx.execute(
        "UPDATE subscription SET planned_ms = :now, plan_ms = :now WHERE id IN "
        "(SELECT id FROM subscription WHERE active = 1 AND plan_ms > :far LIMIT :most)",
        times,
    ).rowcount
    return dropped + planned_anew


def drop_unsent(tx: Transaction, sub_id: int) -> None:
    """Take back everything that is not under way."""
    tx.execute("DELETE FROM delivery WHERE sub_id = :id AND state = 'due'", {"id": sub_id})
