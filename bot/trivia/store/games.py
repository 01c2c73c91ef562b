"""Games and their players in the state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from bot.db import Row, Transaction, from_ms, to_ms
from bot.trivia.model import Ending, Game, Hardest, Phase, Player
from bot.trivia.store.groups import read_setup, write_setup
from bot.trivia.store.turns import load_turn, save_turn

UNSAID_KEPT = timedelta(days=1)


def insert_game(tx: Transaction, game: Game) -> int:
    """Store a new game without players; its id. Fails if one runs in the chat and topic."""
    cursor = tx.execute(
        "INSERT INTO trivia_game (chat_id, topic, phase, setup, due_ms, tournament_id) "
        "VALUES (:chat_id, :topic, :phase, :setup, :due, :tournament)",
        {
            "chat_id": game.chat_id,
            "topic": game.topic,
            "phase": game.phase.value,
            "setup": write_setup(game.setup),
            "due": to_ms(game.due),
            "tournament": game.tournament,
        },
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def load_game(tx: Transaction, game_id: int) -> Game | None:
    """A game with its players and its latest turn, or None."""
    row = tx.execute("SELECT * FROM trivia_game WHERE id = :id", {"id": game_id}).fetchone()
    return read_game(tx, row) if row else None


def find_active(tx: Transaction, chat_id: int, topic: int) -> Game | None:
    """The game that is on in a chat and topic, or None."""
    row = tx.execute(
        "SELECT * FROM trivia_game WHERE chat_id = :chat_id AND topic = :topic AND phase <> 'over'",
        {"chat_id": chat_id, "topic": topic},
    ).fetchone()
    return read_game(tx, row) if row else None


def find_active_ids(tx: Transaction, chat_id: int | None = None) -> list[int]:
    """The ids of every game that is on, of one chat or of all."""
    rows = tx.execute(
        "SELECT id FROM trivia_game WHERE phase <> 'over' "
        "AND (:chat_id IS NULL OR chat_id = :chat_id) ORDER BY due_ms",
        {"chat_id": chat_id},
    )
    return [row["id"] for row in rows]


def find_due(tx: Transaction, until: datetime, most: int) -> list[tuple[int, datetime]]:
    """The games whose next step is due by then, with when, longest waiting first."""
    rows = tx.execute(
        "SELECT id, due_ms FROM trivia_game WHERE phase <> 'over' AND due_ms <= :until "
        "ORDER BY due_ms LIMIT :most",
        {"until": to_ms(until), "most": most},
    )
    return [(row["id"], from_ms(row["due_ms"])) for row in rows]


def find_unsaid(tx: Transaction, now: datetime, chat_id: int | None = None) -> list[int]:
    """Games of the last day that are over but whose table was not posted."""
    rows = tx.execute(
        "SELECT id FROM trivia_game WHERE phase = 'over' AND said = 0 AND ended_ms >= :since "
        "AND (:chat_id IS NULL OR chat_id = :chat_id) ORDER BY ended_ms",
        {"since": to_ms(now - UNSAID_KEPT), "chat_id": chat_id},
    )
    return [row["id"] for row in rows]


def read_game(tx: Transaction, row: Row) -> Game:
    """A game from its row."""
    hardest = json.loads(row["hardest"]) if row["hardest"] else None
    return Game(
        chat_id=row["chat_id"],
        topic=row["topic"],
        setup=read_setup(row["setup"]),
        due=from_ms(row["due_ms"]),
        id=row["id"],
        phase=Phase(row["phase"]),
        deck=tuple(json.loads(row["deck"])),
        players=load_players(tx, row["id"]),
        turn=load_turn(tx, row["id"]),
        silent=row["silent"],
        ending=Ending(row["ending"]) if row["ending"] else None,
        ended_at=from_ms(row["ended_ms"]) if row["ended_ms"] is not None else None,
        hardest=Hardest(**hardest) if hardest else None,
        tournament=row["tournament_id"],
        board_id=row["board_id"],
        said=bool(row["said"]),
    )


def load_players(tx: Transaction, game_id: int) -> tuple[Player, ...]:
    """Everybody who has a seat, in order."""
    rows = tx.execute(
        "SELECT * FROM trivia_player WHERE game_id = :id ORDER BY seat", {"id": game_id}
    )
    return tuple(
        Player(
            seat=row["seat"],
            user_id=row["user_id"],
            name=row["user_name"],
            team=row["team"],
            host=bool(row["host"]),
            joined=bool(row["joined"]) and row["user_id"] is not None,
            points=row["points"],
            right=row["correct"],
            answered=row["answered"],
            streak=row["streak"],
            best_streak=row["best_streak"],
            mistakes=row["mistakes"],
        )
        for row in rows
    )


def save_game(tx: Transaction, before: Game, after: Game) -> None:
    """Store what a step has changed: of a vote, hardly more than the vote."""
    if replace(before, players=(), turn=None) != replace(after, players=(), turn=None):
        save_row(tx, after)
    if after.players is not before.players:
        known = {p.seat: p for p in before.players}
        save_players(tx, after.id, [p for p in after.players if p != known.get(p.seat)])
    if after.turn is not None and after.turn is not before.turn:
        save_turn(tx, after, before.turn)


def save_row(tx: Transaction, game: Game) -> None:
    """Store where a game stands."""
    tx.execute(
        "UPDATE trivia_game SET phase = :phase, setup = :setup, deck = :deck, due_ms = :due, "
        "silent = :silent, ending = :ending, ended_ms = :ended, hardest = :hardest, "
        "counted = :counted WHERE id = :id",
        {
            "id": game.id,
            "phase": game.phase.value,
            "setup": write_setup(game.setup),
            "deck": json.dumps(game.deck),
            "due": to_ms(game.due),
            "silent": game.silent,
            "ending": game.ending.value if game.ending else None,
            "ended": to_ms(game.ended_at) if game.ended_at else None,
            "hardest": json.dumps(asdict(game.hardest)) if game.hardest else None,
            "counted": int(game.phase is Phase.OVER and game.counts),
        },
    )


def save_players(tx: Transaction, game_id: int, players: Sequence[Player]) -> None:
    """Store players as they are now."""
    tx.execute_many(
        "INSERT INTO trivia_player (game_id, seat, user_id, user_name, team, host, joined, points, "
        "correct, answered, streak, best_streak, mistakes) VALUES (:game_id, :seat, :user_id, "
        ":user_name, :team, :host, :joined, :points, :correct, :answered, :streak, :best_streak, "
        ":mistakes) ON CONFLICT (game_id, seat) DO UPDATE SET user_name = excluded.user_name, "
        "team = excluded.team, joined = excluded.joined, points = excluded.points, "
        "correct = excluded.correct, answered = excluded.answered, streak = excluded.streak, "
        "best_streak = excluded.best_streak, mistakes = excluded.mistakes",
        [
            {
                "game_id": game_id,
                "seat": p.seat,
                "user_id": p.user_id,
                "user_name": p.name,
                "team": p.team,
                "host": int(p.host),
                "joined": int(p.joined),
                "points": p.points,
                "correct": p.right,
                "answered": p.answered,
                "streak": p.streak,
                "best_streak": p.best_streak,
                "mistakes": p.mistakes,
            }
            for p in players
        ],
    )


def save_board(tx: Transaction, game_id: int, message_id: int) -> None:
    """Note which message is edited as the game goes on."""
    tx.execute(
        "UPDATE trivia_game SET board_id = :message_id WHERE id = :id",
        {"id": game_id, "message_id": message_id},
    )


def save_said(tx: Transaction, game_id: int) -> None:
    """Note that the final table has been posted."""
    tx.execute("UPDATE trivia_game SET said = 1 WHERE id = :id", {"id": game_id})
