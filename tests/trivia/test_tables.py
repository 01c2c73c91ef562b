"""The group's long-term tables: which games are in them, and one's own place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db import Database, Transaction, to_ms
from bot.trivia import tables
from bot.trivia.store import turns
from tests.trivia.table import NOON, ask_about

GROUP, OTHER_GROUP = -100, -200
MOSCOW = ZoneInfo("Europe/Moscow")


def keep_game(
    tx: Transaction,
    points: dict[int, int],
    ended: datetime,
    *,
    chat: int = GROUP,
    theme: str = "tanks",
) -> None:
    """A game that is over, of people with these points, all made with its one question."""
    values = {"chat": chat, "ended": to_ms(ended), "counted": int(len(points) > 1)}
    game = tx.execute(
        "INSERT INTO trivia_game (chat_id, phase, setup, due_ms, ended_ms, counted) "
        "VALUES (:chat, 'over', '{}', 0, :ended, :counted) RETURNING id",
        values,
    ).fetchone()["id"]
    turn = tx.execute(
        "INSERT INTO trivia_turn (game_id, number, question_id, theme, question, asked_ms) "
        "VALUES (:game, 1, 'q', :theme, :question, 0) RETURNING id",
        {"game": game, "theme": theme, "question": turns.write_question(ask_about())},
    ).fetchone()["id"]
    for seat, (person, sum_) in enumerate(points.items()):
        row = {"game": game, "turn": turn, "seat": seat, "user": person, "points": sum_}
        row |= {"name": f"Person {person}", "right": int(sum_ > 0)}
        tx.execute(
            "INSERT INTO trivia_player (game_id, seat, user_id, user_name, points, correct, "
            "answered) VALUES (:game, :seat, :user, :name, :points, :right, 1)",
            row,
        )
        tx.execute(
            "INSERT INTO trivia_answer (turn_id, seat, user_id, at_ms, correct, points) "
            "VALUES (:turn, :seat, :user, 0, :right, :points)",
            row,
        )


def find_best(
    tx: Transaction, name: str, theme: str = "", reader: int = 0, chat: int = GROUP
) -> tables.Standings:
    """A table of the group on the day of the tests."""
    period = tables.make_period(name, NOON.date())
    return tables.load_standings(tx, chat, period, theme, zone=MOSCOW, reader=reader)


def sums(found: tables.Standings) -> dict[int, int]:
    return {entry.user_id: entry.points for _, entry in found.best}


async def test_a_week_a_month_and_all_time_begin_and_end_where_the_group_lives(
    db: Database,
) -> None:
    ends = {
        1: NOON,
        10: NOON - timedelta(days=6),
        100: datetime(2026, 4, 30, 21, 30, tzinfo=UTC),
        1_000: datetime(2026, 4, 30, 20, 30, tzinfo=UTC),
        10_000: NOON - timedelta(days=400),
    }
    for points, ended in ends.items():
        await db.write(keep_game, {7: points, 8: 0}, ended)
    assert sums(await db.read(find_best, "week"))[7] == 1
    assert sums(await db.read(find_best, "month"))[7] == 111
    assert sums(await db.read(find_best, "202604"))[7] == 1_000
    assert sums(await db.read(find_best, "all"))[7] == 11_111


async def test_one_s_own_place_is_told_though_it_is_below_the_ten_best(db: Database) -> None:
    await db.write(keep_game, {person: 100 - person for person in range(1, 14)}, NOON)
    found = await db.read(find_best, "month", "", 12)
    assert [entry.user_id for _, entry in found.best] == list(range(1, 11))
    assert found.own is not None
    place, entry = found.own
    assert (place, entry.user_id) == (12, 12)
    assert (await db.read(find_best, "month", "", 3)).own is None


async def test_a_table_is_of_one_group_and_perhaps_of_one_theme(db: Database) -> None:
    await db.write(keep_game, {7: 10, 8: 5}, NOON, theme="tanks")
    await db.write(keep_game, {7: 1, 8: 20}, NOON, theme="battle")
    await db.write(keep_game, {7: 500, 8: 0}, NOON, chat=OTHER_GROUP)
    assert sums(await db.read(find_best, "all")) == {7: 11, 8: 25}
    assert sums(await db.read(find_best, "all", "tanks")) == {7: 10, 8: 5}
    assert await db.read(tables.list_themes, GROUP) == ["battle", "tanks"]


async def test_a_game_of_one_does_not_count(db: Database) -> None:
    await db.write(keep_game, {7: 1_000}, NOON)
    assert not (await db.read(find_best, "all")).best


async def test_one_s_own_numbers_are_of_one_group_or_of_all(db: Database) -> None:
    await db.write(keep_game, {7: 10, 8: 5}, NOON)
    await db.write(keep_game, {7: 0, 8: 5}, NOON, chat=OTHER_GROUP)
    here = await db.read(tables.load_summary, 7, GROUP)
    everywhere = await db.read(tables.load_summary, 7, None)
    assert (here.games, here.wins, here.points, here.right) == (1, 1, 10, 1)
    assert (everywhere.games, everywhere.wins, everywhere.answered) == (2, 1, 2)
