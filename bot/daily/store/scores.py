"""Who answered which day's question, how many knew it, and what a week of answers was like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.daily.store.deliveries import Delivery, load_delivery
from bot.db import Transaction, to_ms


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer to a day's question."""

    user_id: int
    question_id: str
    knew: bool
    at: datetime


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


def find_hardest(
    tx: Transaction, sub_id: int, days: Sequence[date]
) -> tuple[Delivery, int, int] | None:
    """The message of these days whose question the fewest knew; how many answered and knew it."""
    row = tx.execute(
        "SELECT d.id, t.answers, t.knew FROM delivery AS d "
        "JOIN daily_tally AS t ON t.local_date = d.local_date "
        "AND t.question_id = json_extract(d.payload_json, '$.question') "
        "WHERE d.sub_id = :id AND d.state = 'sent' AND d.local_date BETWEEN :first AND :last "
        "ORDER BY 1.0 * t.knew / t.answers, d.local_date LIMIT 1",
        {"id": sub_id, "first": min(days).isoformat(), "last": max(days).isoformat()},
    ).fetchone()
    if row is None:
        return None
    delivery = load_delivery(tx, row["id"])
    return (delivery, row["answers"], row["knew"]) if delivery else None


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
