"""Long-term tables: a group's best by week, month, year-long archive and theme; one's own sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db import Transaction, to_ms
from bot.trivia.scoring import rank

TOP = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to but without `end`, in a time zone; None: no bound."""

    name: str
    first: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's sum; `user_name` is the one last used."""

    user_id: int
    user_name: str
    points: int
    right: int
    games: int


@dataclass(frozen=True, slots=True)
class Standings:
    """The best of a group in a period, and where the reader stands if that is further down."""

    period: Period
    theme: str
    best: Sequence[tuple[int, Entry]]
    own: tuple[int, Entry] | None
    people: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One person's games, in one group or everywhere."""

    games: int
    wins: int
    points: int
    answered: int
    right: int
    best_streak: int
    themes: Sequence[tuple[str, int, int]]
    """Theme, right answers, answers: the themes answered most."""


def make_period(name: str, today: date) -> Period:
    """The week or month that a day is in, a month by its name (2026-05), or all time."""
    if name == "week":
        monday = today - timedelta(days=today.weekday())
        return Period(name, monday, monday + timedelta(days=7))
    if name == "month":
        return make_month(today.replace(day=1))
    if len(name) == 6 and name.isdecimal() and name.isascii() and 1 <= int(name[4:]) <= 12:
        year = int(name[:4])
        return make_month(date(max(year, 2000), int(name[4:]), 1))
    return Period("all")


def make_month(first: date) -> Period:
    """The month that begins on this day."""
    return Period(f"{first:%Y%m}", first, (first + timedelta(days=32)).replace(day=1))


def previous_month(period: Period) -> Period | None:
    """The month before this one, if it is a month."""
    if period.first is None or period.name == "week":
        return None
    return make_month((period.first - timedelta(days=1)).replace(day=1))


def next_month(period: Period) -> Period | None:
    """The month after this one, if it is a month."""
    return make_month(period.end) if period.end and period.name != "week" else None


def to_bounds(period: Period, zone: ZoneInfo) -> dict[str, int]:
    """A period's bounds in milliseconds."""
    first = datetime.combine(period.first, time(), zone) if period.first else None
    end = datetime.combine(period.end, time(), zone) if period.end else None
    return {"since": to_ms(first) if first else 0, "until": to_ms(end) if end else 2**62}


def load_standings(
    tx: Transaction, chat_id: int, period: Period, theme: str, *, zone: ZoneInfo, reader: int
) -> Standings:
    """The table of a group, over games in which at least two people answered."""
    values = {"chat_id": chat_id, "theme": theme, **to_bounds(period, zone)}
    rows = tx.execute(BY_THEME if theme else BY_GAME, values)
    entries = [Entry(**{name: row[name] for name in ENTRY}) for row in rows]
    ranked = rank(entries, lambda e: e.points)
    own = next((pair for pair in ranked[TOP:] if pair[1].user_id == reader), None)
    return Standings(period, theme, ranked[:TOP], own, len(ranked))


ENTRY = ("user_id", "user_name", "points", "right", "games")
BY_GAME = """
SELECT p.user_id, max(p.user_name) AS user_name, sum(p.points) AS points,
    sum(p.correct) AS right, count(*) AS games
FROM trivia_game AS g JOIN trivia_player AS p ON p.game_id = g.id
WHERE g.chat_id = :chat_id AND g.counted = 1 AND g.ended_ms >= :since AND g.ended_ms < :until
    AND p.user_id IS NOT NULL AND p.answered > 0
GROUP BY p.user_id
"""
BY_THEME = """
SELECT p.user_id, max(p.user_name) AS user_name, sum(a.points) AS points,
    sum(a.correct) AS right, count(DISTINCT g.id) AS games
FROM trivia_game AS g JOIN trivia_turn AS t ON t.game_id = g.id AND t.theme = :theme
JOIN trivia_answer AS a ON a.turn_id = t.id
JOIN trivia_player AS p ON p.game_id = g.id AND p.seat = a.seat
WHERE g.chat_id = :chat_id AND g.counted = 1 AND g.ended_ms >= :since AND g.ended_ms < :until
    AND p.user_id IS NOT NULL
GROUP BY p.user_id
"""


def list_themes(tx: Transaction, chat_id: int) -> list[str]:
    """The themes a group has played, those asked most first."""
    rows = tx.execute(
        "SELECT t.theme, count(*) AS times FROM trivia_game AS g "
        "JOIN trivia_turn AS t ON t.game_id = g.id WHERE g.chat_id = :chat_id AND g.counted = 1 "
        "AND t.theme IS NOT NULL GROUP BY t.theme ORDER BY times DESC, t.theme LIMIT 12",
        {"chat_id": chat_id},
    )
    return [row["theme"] for row in rows]


def load_summary(tx: Transaction, user_id: int, chat_id: int | None) -> Summary:
    """A person's sums over finished games, in one group or in all."""
    values = {"user_id": user_id, "chat_id": chat_id}
    row = tx.execute(
        "SELECT count(*) AS games, total(p.points) AS points, total(p.answered) AS answered, "
        "total(p.correct) AS correct, max(p.best_streak) AS best_streak, "
        "total(g.counted AND p.points = (SELECT max(q.points) FROM trivia_player AS q "
        "WHERE q.game_id = g.id)) AS wins FROM trivia_player AS p "
        "JOIN trivia_game AS g ON g.id = p.game_id WHERE p.user_id = :user_id AND p.answered > 0 "
        "AND g.phase = 'over' AND (:chat_id IS NULL OR g.chat_id = :chat_id)",
        values,
    ).fetchone()
    themes = tx.execute(
        "SELECT t.theme, sum(a.correct) AS correct, count(*) AS answered FROM trivia_answer AS a "
        "JOIN trivia_turn AS t ON t.id = a.turn_id AND t.theme IS NOT NULL "
        "JOIN trivia_game AS g ON g.id = t.game_id WHERE a.user_id = :user_id "
        "AND (:chat_id IS NULL OR g.chat_id = :chat_id) "
        "GROUP BY t.theme ORDER BY answered DESC, t.theme LIMIT 5",
        values,
    )
    return Summary(
        games=row["games"],
        wins=int(row["wins"]),
        points=int(row["points"]),
        answered=int(row["answered"]),
        right=int(row["correct"]),
        best_streak=row["best_streak"] or 0,
        themes=[(t["theme"], t["correct"], t["answered"]) for t in themes],
    )
