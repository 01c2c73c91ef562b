"""Tournaments, where they are played, and their tables, in the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.db import Row, Transaction, from_ms, to_ms
from bot.trivia.scoring import rank
from bot.trivia.store.groups import read_setup, write_setup
from bot.trivia.tables import Entry
from bot.trivia.tournament.rules import LOBBY_BEFORE, State, Tournament


@dataclass(frozen=True, slots=True)
class Venue:
    """A chat and topic where a tournament is played, or wants to be."""

    id: int
    tournament_id: int
    chat_id: int
    topic: int
    title: str
    agreed: bool


def insert_tournament(tx: Transaction, new: Tournament) -> Tournament:
    """Store a new tournament; it comes back with its id."""
    cursor = tx.execute(
        "INSERT INTO trivia_tournament (code, setup, games, hour, zone, next_ms) "
        "VALUES (:code, :setup, :games, :hour, :zone, :next)",
        {
            "code": new.code,
            "setup": write_setup(new.setup),
            "games": new.games,
            "hour": new.hour,
            "zone": new.zone,
            "next": to_ms(new.next_at),
        },
    )
    assert cursor.lastrowid is not None
    return replace(new, id=cursor.lastrowid)


def save_tournament(tx: Transaction, tournament: Tournament) -> None:
    """Store how far a tournament has come."""
    tx.execute(
        "UPDATE trivia_tournament SET next_ms = :next, played = :played, stage = :stage "
        "WHERE id = :id",
        {
            "id": tournament.id,
            "next": to_ms(tournament.next_at),
            "played": tournament.played,
            "stage": tournament.state.value,
        },
    )


def read_tournament(row: Row) -> Tournament:
    """A tournament from its row."""
    return Tournament(
        code=row["code"],
        setup=read_setup(row["setup"]),
        games=row["games"],
        hour=row["hour"],
        zone=row["zone"],
        next_at=from_ms(row["next_ms"]),
        id=row["id"],
        played=row["played"],
        state=State(row["stage"]),
    )


def load_tournament(tx: Transaction, tournament_id: int) -> Tournament | None:
    """A tournament, or None."""
    row = tx.execute(
        "SELECT * FROM trivia_tournament WHERE id = :id", {"id": tournament_id}
    ).fetchone()
    return read_tournament(row) if row else None


def find_by_code(tx: Transaction, code: str) -> Tournament | None:
    """The tournament with this code, if it is not over."""
    row = tx.execute(
        "SELECT * FROM trivia_tournament WHERE code = :code AND stage <> 'over'", {"code": code}
    ).fetchone()
    return read_tournament(row) if row else None


def find_here(tx: Transaction, chat_id: int, topic: int) -> Tournament | None:
    """The tournament that is on in a chat and topic, or None."""
    row = tx.execute(
        "SELECT t.* FROM trivia_tournament AS t JOIN trivia_venue AS v ON v.tournament_id = t.id "
        "WHERE v.chat_id = :chat_id AND v.topic = :topic AND v.agreed = 1 AND t.stage <> 'over' "
        "ORDER BY t.id LIMIT 1",
        {"chat_id": chat_id, "topic": topic},
    ).fetchone()
    return read_tournament(row) if row else None


def find_due(tx: Transaction, now: datetime) -> list[int]:
    """The ids of tournaments for which something may have to be done."""
    rows = tx.execute(
        "SELECT id FROM trivia_tournament WHERE stage <> 'over' AND next_ms <= :until "
        "ORDER BY next_ms",
        {"until": to_ms(now + LOBBY_BEFORE)},
    )
    return [row["id"] for row in rows]


def add_venue(
    tx: Transaction, tournament_id: int, place: tuple[int, int], title: str, *, agreed: bool
) -> Venue:
    """Note where a tournament is played or wants to be; asking twice changes nothing."""
    row = tx.execute(
        "INSERT INTO trivia_venue (tournament_id, chat_id, topic, title, agreed) "
        "VALUES (:id, :chat_id, :topic, :title, :agreed) "
        "ON CONFLICT (tournament_id, chat_id, topic) DO UPDATE SET title = excluded.title "
        "RETURNING *",
        {
            "id": tournament_id,
            "chat_id": place[0],
            "topic": place[1],
            "title": title,
            "agreed": int(agreed),
        },
    ).fetchone()
    return read_venue(row)


def read_venue(row: Row) -> Venue:
    """A venue from its row."""
    return Venue(
        row["id"],
        row["tournament_id"],
        row["chat_id"],
        row["topic"],
        row["title"],
        bool(row["agreed"]),
    )


def load_venue(tx: Transaction, venue_id: int) -> Venue | None:
    """A venue, or None."""
    row = tx.execute("SELECT * FROM trivia_venue WHERE id = :id", {"id": venue_id}).fetchone()
    return read_venue(row) if row else None


def list_venues(tx: Transaction, tournament_id: int) -> list[Venue]:
    """Where a tournament is played: the places that all others have agreed to."""
    rows = tx.execute(
        "SELECT * FROM trivia_venue WHERE tournament_id = :id AND agreed = 1 ORDER BY id",
        {"id": tournament_id},
    )
    return [read_venue(row) for row in rows]


def remove_venue(tx: Transaction, venue_id: int) -> None:
    """Take a place out of its tournament."""
    tx.execute("DELETE FROM trivia_venue WHERE id = :id", {"id": venue_id})


def save_consent(tx: Transaction, venue_id: int, by_venue_id: int) -> bool:
    """Note that a place agrees to another one; true once all have agreed and it takes part."""
    values = {"venue": venue_id, "by": by_venue_id}
    tx.execute(
        "INSERT INTO trivia_consent (venue_id, by_venue_id) VALUES (:venue, :by) "
        "ON CONFLICT (venue_id, by_venue_id) DO NOTHING",
        values,
    )
    return bool(
        tx.execute(
            "UPDATE trivia_venue SET agreed = 1 WHERE id = :venue AND agreed = 0 "
            "AND NOT EXISTS (SELECT 1 FROM trivia_venue AS o "
            "WHERE o.tournament_id = trivia_venue.tournament_id AND o.agreed = 1 "
            "AND o.id NOT IN (SELECT by_venue_id FROM trivia_consent WHERE venue_id = :venue))",
            values,
        ).rowcount
    )


def find_lobbies(tx: Transaction, tournament_id: int) -> list[int]:
    """The ids of a tournament's games that people may join now."""
    rows = tx.execute(
        "SELECT id FROM trivia_game WHERE tournament_id = :id AND phase = 'lobby'",
        {"id": tournament_id},
    )
    return [row["id"] for row in rows]


def load_table(tx: Transaction, tournament_id: int) -> Sequence[tuple[int, Entry]]:
    """Everybody's points over all games of a tournament, in all places, with places."""
    rows = tx.execute(
        "SELECT p.user_id, max(p.user_name) AS user_name, sum(p.points) AS points, "
        'sum(p.correct) AS "right", count(*) AS games FROM trivia_game AS g '
        "JOIN trivia_player AS p ON p.game_id = g.id WHERE g.tournament_id = :id "
        "AND p.user_id IS NOT NULL AND p.answered > 0 GROUP BY p.user_id",
        {"id": tournament_id},
    )
    entries = [
        Entry(r["user_id"], r["user_name"], r["points"], r["right"], r["games"]) for r in rows
    ]
    return rank(entries, lambda e: e.points)
