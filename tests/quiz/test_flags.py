"""Which questions the operator is told to look at, also while the bot works."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.db import Database, Transaction
from bot.quiz import store
from bot.quiz.flags import describe, read_flags
from bot.quiz.rules.rounds import Turn, Verdict
from tests.conftest import know_bank
from tests.quiz.rounds import NOON, pick


def answer(tx: Transaction, number: int, *verdicts: Verdict) -> None:
    """Have a question answered so, by one person after the other."""
    for person, verdict in enumerate(verdicts):
        store.note_shown(tx, person, pick(number).question_id, NOON)
        later = NOON + timedelta(seconds=10)
        store.note_answer(tx, Turn(1, pick(number), NOON, verdict=verdict, closed=later))


async def test_the_too_easy_the_too_hard_and_the_reported_are_listed(
    db: Database, state: Path
) -> None:
    right, wrong = Verdict.RIGHT, Verdict.WRONG
    await db.write(answer, 1, *[right] * 20)
    await db.write(answer, 2, *[wrong] * 20)
    await db.write(answer, 3, *[right] * 10, *[wrong] * 10)
    await db.write(answer, 4, *[right] * 19)
    await db.write(answer, 5, *[Verdict.SKIPPED] * 30)
    for person in (1, 2):
        report = store.Report(pick(3).question_id, person, "ru", "wording", NOON)
        await db.write(store.save_report, report)
    flags = read_flags(state)
    assert [flag.question_id for flag in flags] == ["question-3", "question-2", "question-1"]
    assert flags[0].reasons == ["reported 2× (wording)"]
    assert flags[1].reasons == ["nearly everybody is wrong"]
    assert (flags[2].share, flags[2].seconds) == (1.0, 10.0)


async def test_a_person_reports_a_question_once(db: Database, state: Path) -> None:
    for reason in ("fact", "answer"):
        await db.write(store.save_report, store.Report("question-1", 1, "en", reason, NOON))
    (flag,) = read_flags(state)
    assert flag.reports == (("answer", 1),)


def test_a_state_that_is_not_there_has_no_flags(tmp_path: Path) -> None:
    assert read_flags(tmp_path / "none.sqlite3") == []


async def test_a_flag_shows_the_question_and_its_answer(db: Database, state: Path) -> None:
    bank = know_bank()
    id_ = bank.ids()[0]
    await db.write(store.save_report, store.Report(id_, 1, "ru", "fact", NOON))
    (flag,) = read_flags(state)
    question = bank.question(id_, "ru", 0)
    described = describe(flag, bank, "ru")
    assert question.options[question.right[0]] in described.split("→")[1]
