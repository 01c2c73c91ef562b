"""What is stored comes back as it was, and goes when it is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.db import Database, Transaction
from bot.quiz import store
from bot.quiz.rules import rounds
from bot.quiz.rules.classes import Class
from bot.quiz.rules.memory import remember
from bot.quiz.rules.rounds import Round
from bot.quiz.rules.setup import Level, Setup
from tests.quiz.rounds import KEY, NOON, begun, new_round, pick


async def test_a_round_comes_back_as_it_was(db: Database) -> None:
    setup = Setup(20, "hero", "tanks", "omsk", "omsk", Level.HARD, 30, for_class=True)
    first = replace(begun(setup), script=(pick(1), pick(2)), rival="anna000009", thread_id=4)
    answered = rounds.answer(first, 1, frozenset({1}), KEY, NOON)
    assert isinstance(answered, Round)
    paused = rounds.pause(rounds.ask(answered, pick(2), NOON), NOON)
    assert isinstance(paused, Round)
    for state in (first, answered, rounds.ask(answered, pick(2), NOON), paused):
        if state.ended is None:
            await db.write(store.save_round, state)
            assert await db.read(store.load_round, state.id) == state


async def test_an_open_question_that_was_dropped_is_gone(db: Database) -> None:
    await db.write(store.save_round, begun())
    stopped = rounds.end(begun(), NOON)
    assert isinstance(stopped, Round)
    await db.write(store.save_round, stopped)
    assert await db.read(store.load_round, stopped.id) == stopped


async def test_only_open_questions_of_rounds_under_way_can_be_late(db: Database) -> None:
    timed = begun(Setup(seconds=30))
    later = NOON + timedelta(seconds=31)
    paused = rounds.pause(replace(timed, id="paused"), NOON)
    assert isinstance(paused, Round)
    for round_ in (timed, paused, replace(begun(), id="untimed"), replace(new_round(), id="menu")):
        await db.write(store.save_round, round_)
    assert await db.read(store.list_late, NOON, 10) == []
    assert await db.read(store.list_late, later, 10) == [timed.id]


async def test_settings_of_another_version_are_read_as_far_as_they_go() -> None:
    assert store.read_setup('{"length": 5, "mood": "bright"}') == Setup(length=5)


async def test_after_a_year_answers_are_forgotten(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        store.save_round(tx, begun())
        store.save_class(tx, Class("abc234", 1, 1, Setup(), (pick(1),), NOON))
        store.note_shown(tx, 1, "question-1", NOON)
        store.save_memory(tx, 1, remember(None, "omsk/fact-1", "question-1", True, NOON))
        store.save_report(tx, store.Report("question-1", 1, "ru", "fact", NOON))

    await db.write(fill)
    assert await db.write(store.drop_old, NOON, 10) == 0
    assert await db.write(store.drop_old, NOON + timedelta(seconds=1), 10) == 1
    assert await db.read(count_rows) == 0


def count_rows(tx: Transaction) -> int:
    """How much is left of everything that is kept for a year."""
    tables = ("round", "turn", "class", "seen", "memory", "report")
    return sum(
        int(tx.execute(f"SELECT count(*) AS n FROM quiz_{table}").fetchone()["n"])
        for table in tables
    )
