"""What was kept long enough is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Database, Transaction, to_ms
from bot.retention import drop_games
from bot.trivia.store import games
from tests.trivia.table import ANNA, BORIS, NOON, seat


def play_one(tx: Transaction) -> None:
    """A game of Anna and Boris with one question, over at noon."""
    lobby = seat(ANNA, BORIS)
    game = games.insert_game(tx, lobby)
    games.save_players(tx, game, lobby.players)
    values = {"game": game, "noon": to_ms(NOON)}
    tx.execute("UPDATE trivia_game SET phase = 'over', ended_ms = :noon WHERE id = :game", values)
    tx.execute(
        "INSERT INTO trivia_turn (game_id, number, question_id, question, asked_ms) "
        "VALUES (:game, 1, 'q1', '{}', :noon)",
        values,
    )


def count(tx: Transaction, table: str) -> int:
    return int(tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_a_game_s_questions_are_forgotten_after_a_year_its_table_is_not(
    db: Database,
) -> None:
    await db.write(play_one)
    assert await db.read(count, "trivia_turn") == 1
    await db.write(drop_games, NOON + timedelta(days=364))
    assert await db.read(count, "trivia_turn") == 1
    await db.write(drop_games, NOON + timedelta(days=366))
    assert await db.read(count, "trivia_turn") == 0
    assert await db.read(count, "trivia_player") == 2
