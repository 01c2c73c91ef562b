"""Streaks that forgive, anniversaries for whoever wants them, and groups that are not spoilt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.daily.moves.settings import adjust, pause, toggle
from bot.daily.rules import EVERY_DAY, Kind
from bot.sandbox.people import Person
from tests.daily.conftest import Morning, nine, polls

MONDAYS = 0b0000001


def plain(text: str) -> str:
    """A text with common spaces only."""
    return " ".join(text.split())


async def answer(morning: Morning, person: Person, day: int) -> None:
    """Get the question of a day in May and answer it."""
    await morning.at(nine(day))
    poll = polls(person.private())[-1]
    assert poll.poll is not None
    await person.votes(poll, *poll.poll["correct_option_ids"])
    await morning.sandbox.quiet()


async def read_streak(morning: Morning, person: Person) -> str:
    """What /daily says of days in a row."""
    person.private().forget()
    view = await person.asks("/daily", person.private())
    return view.text


async def test_own_rest_days_and_pauses_break_no_streak(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    change: dict[str, object] = {"weekdays": EVERY_DAY & ~MONDAYS}
    await morning.db.write(adjust, anna.id, 0, morning.world.clock(), change)
    await answer(morning, anna, 10)
    await morning.at(nine(11))
    assert len(polls(anna.private())) == 1
    await answer(morning, anna, 12)
    await morning.db.write(pause, anna.id, 0, morning.world.clock(), 7)
    for day in range(13, 20):
        await morning.at(nine(day))
    assert len(polls(anna.private())) == 2
    await answer(morning, anna, 20)
    assert "3 days in a row (best: 3). Missed days forgiven this month: 2 more." in (
        await read_streak(morning, anna)
    )


async def test_a_missed_day_is_forgiven_and_counted_as_such(morning: Morning) -> None:
    anna = await morning.meet("Anna", "ru")
    await morning.subscribe(anna.private())
    await answer(morning, anna, 10)
    await morning.at(nine(11))
    await answer(morning, anna, 12)
    await morning.at(nine(13))
    said = await read_streak(morning, anna)
    assert "2 дня подряд (лучший результат: 2)." in said
    assert "прощается ещё пропусков: 1." in said


async def test_today_saves_the_streak_of_whoever_was_not_reached(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    room = anna.private()
    await morning.subscribe(room)
    await answer(morning, anna, 10)
    morning.sandbox.fault("reset_before", method="sendPoll")
    await morning.at(nine(11))
    room.forget()
    poll = await anna.asks("/today", room)
    assert poll.poll is not None
    await anna.votes(poll, *poll.poll["correct_option_ids"])
    await morning.sandbox.quiet()
    assert "2 days in a row (best: 2). Missed days forgiven this month: 2 more." in (
        await read_streak(morning, anna)
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "7 декабря 1976 г.: звание «Город-герой» присвоено Туле (50 лет назад)."),
        ("en", "7 December 1976: the title “Hero City” was conferred on Tula (50 years ago)."),
    ],
)
async def test_the_anniversary_of_one_city_comes_with_its_card_once_and_apart(
    morning: Morning, language: str, said: str
) -> None:
    anna = await morning.meet("Anna", language)
    room = anna.private()
    morning.world.clock.set(datetime(2026, 12, 5, 12, tzinfo=UTC))
    await morning.subscribe(room)
    await morning.db.write(toggle, anna.id, 0, morning.world.clock(), Kind.ANNIVERSARY)
    room.forget()
    for day in (6, 7, 8):
        await morning.at(nine(day, 12))
    (told,) = [message for message in room.messages if said in plain(message.text)]
    assert len(told.text) > len(said) + 100
    assert told.buttons
    assert len(polls(room)) == 3


async def test_titles_given_together_are_told_together(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    room = anna.private()
    morning.world.clock.set(datetime(2026, 7, 1, 12, tzinfo=UTC))
    await morning.subscribe(room)
    await morning.db.write(toggle, anna.id, 0, morning.world.clock(), Kind.ANNIVERSARY)
    await morning.at(nine(2, 7))
    (told,) = [message for message in room.messages if "On this day" in message.text]
    assert "was conferred on 20 cities (6 years ago): Borovichi, Chelyabinsk" in told.text
    assert len(told.buttons) == 20


async def test_a_groups_question_keeps_its_results_until_it_closes(morning: Morning) -> None:
    people = [await morning.meet(name) for name in ("Anna", "Boris")]
    group = morning.sandbox.supergroup("Omsk friends", people)
    await morning.subscribe(group)
    await morning.subscribe(people[0].private())
    await morning.at(nine(10))
    asked = {
        int(call.values["chat_id"]): call.values
        for call in morning.sandbox.journal.calls("sendPoll")
    }
    assert asked[group.id]["hide_results_until_closes"] in {True, "true"}
    assert "hide_results_until_closes" not in asked[people[0].id]
    for poll in asked.values():
        assert poll["type"] == "quiz"
        assert poll["is_anonymous"] in {False, "false"}
        assert int(poll["open_period"]) == 24 * 3600
