"""The messages that show a question, and votes in polls not known yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.db import Transaction, from_ms, to_ms

STRAYS_KEPT = timedelta(hours=1)


class TurnId(NamedTuple):
    """One question of a game."""

    game_id: int
    number: int


def load_voters(tx: Transaction, turn_id: int) -> int | None:
    """How many voted in all copies of a turn's poll; None while one of them is open."""
    row = tx.execute(
        "SELECT sum(voters) AS voters, count(*) - count(voters) AS still_open FROM trivia_copy "
        "WHERE turn_id = :id AND poll_id IS NOT NULL",
        {"id": turn_id},
    ).fetchone()
    return None if row["still_open"] else row["voters"]


def save_voters(tx: Transaction, poll_id: str, voters: int) -> None:
    """Note how many had voted when a poll was closed."""
    tx.execute(
        "UPDATE trivia_copy SET voters = :voters WHERE poll_id = :poll_id",
        {"poll_id": poll_id, "voters": voters},
    )


def save_copy(tx: Transaction, turn: TurnId, message_id: int | None, poll_id: str | None) -> None:
    """Note a message that shows a turn's question."""
    tx.execute(
        "INSERT INTO trivia_copy (turn_id, message_id, poll_id) "
        "SELECT id, :message_id, :poll_id FROM trivia_turn "
        "WHERE game_id = :game_id AND number = :number "
        "ON CONFLICT (poll_id) DO UPDATE SET message_id = excluded.message_id",
        {**turn._asdict(), "message_id": message_id, "poll_id": poll_id},
    )


def find_copies(tx: Transaction, turn: TurnId) -> list[tuple[int, bool]]:
    """The known messages that show a turn, each with whether it is a poll."""
    rows = tx.execute(
        "SELECT c.message_id, c.poll_id FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id WHERE t.game_id = :game_id AND t.number = :number "
        "AND c.message_id IS NOT NULL ORDER BY c.id",
        turn._asdict(),
    )
    return [(row["message_id"], row["poll_id"] is not None) for row in rows]


def find_by_poll(tx: Transaction, poll_id: str) -> TurnId | None:
    """The game and the turn's number that a poll belongs to, or None."""
    row = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id WHERE c.poll_id = :poll_id",
        {"poll_id": poll_id},
    ).fetchone()
    return TurnId(row["game_id"], row["number"]) if row else None


def find_by_message(tx: Transaction, chat_id: int, message_id: int) -> TurnId | None:
    """The game and the turn's number that a message of a chat shows, or None."""
    row = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id JOIN trivia_game AS g ON g.id = t.game_id "
        "WHERE c.message_id = :message_id AND g.chat_id = :chat_id",
        {"message_id": message_id, "chat_id": chat_id},
    ).fetchone()
    return TurnId(row["game_id"], row["number"]) if row else None


def find_awaiting(tx: Transaction, user_id: int | None = None) -> list[TurnId]:
    """Open turns with a poll of unknown fate, of games that a person plays, or of all."""
    rows = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_game AS g "
        "JOIN trivia_turn AS t ON t.game_id = g.id AND t.closed_ms IS NULL "
        "WHERE g.phase = 'asking' "
        "AND t.sends > (SELECT count(*) FROM trivia_copy AS c WHERE c.turn_id = t.id) "
        "AND (:user_id IS NULL OR EXISTS (SELECT 1 FROM trivia_player AS p "
        "WHERE p.game_id = g.id AND p.user_id = :user_id AND p.joined = 1))",
        {"user_id": user_id},
    )
    return [TurnId(row["game_id"], row["number"]) for row in rows]


def save_stray(
    tx: Transaction, poll_id: str, user_id: int, options: Sequence[int], now: datetime
) -> None:
    """Keep a vote in a poll not known yet; forget old ones."""
    tx.execute(
        "DELETE FROM trivia_stray WHERE at_ms < :before", {"before": to_ms(now - STRAYS_KEPT)}
    )
    tx.execute(
        "INSERT INTO trivia_stray (poll_id, user_id, options, at_ms) "
        "VALUES (:poll_id, :user_id, :options, :now) ON CONFLICT (poll_id, user_id) DO NOTHING",
        {
            "poll_id": poll_id,
            "user_id": user_id,
            "options": json.dumps(list(options)),
            "now": to_ms(now),
        },
    )


def take_strays(tx: Transaction, poll_id: str) -> list[tuple[int, tuple[int, ...], datetime]]:
    """The votes kept for a poll, earliest first; they are kept no longer."""
    rows = tx.execute(
        "SELECT user_id, options, at_ms FROM trivia_stray WHERE poll_id = :poll_id ORDER BY at_ms",
        {"poll_id": poll_id},
    ).fetchall()
    tx.execute("DELETE FROM trivia_stray WHERE poll_id = :poll_id", {"poll_id": poll_id})
    return [(r["user_id"], tuple(json.loads(r["options"])), from_ms(r["at_ms"])) for r in rows]
