"""What the operator is told, once, and what /health counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.metrics import DAILY, read_counts
from bot.sandbox.people import Person, Room
from tests.daily.conftest import Morning, nine


def let_be_told(morning: Morning, operator: Person) -> Room:
    """Make a person's chat the operator's."""
    application, room = morning.bot.application, operator.private()
    settings = application.services.settings.model_copy(update={"operator_chat": room.id})
    application.services = replace(application.services, settings=settings)
    room.forget()
    return room


def tell_of(room: Room) -> list[str]:
    """What the operator has been told since."""
    signs = ("For the operator", "Для того, кто ведёт этого бота")
    return [message.text for message in room.messages if message.text.startswith(signs)]


async def test_the_operator_is_told_once_that_questions_are_late(
    morning: Morning, caplog: pytest.LogCaptureFixture
) -> None:
    anna, olga = await morning.meet("Anna"), await morning.meet("Olga")
    await morning.subscribe(anna.private())
    room = let_be_told(morning, olga)
    await morning.at(nine(10) - timedelta(minutes=1))
    morning.sandbox.fault("refuse", method="sendPoll", times=9, status=429, retry_after=1)
    for minutes in range(0, 20, 2):
        morning.bot.application.bot.rate_limiter._paused_until.clear()  # type: ignore[union-attr]
        await morning.at(nine(10) + timedelta(minutes=minutes))
    assert len(tell_of(room)) == 1
    assert "more than ten minutes late" in tell_of(room)[0]
    assert len([r for r in caplog.records if "ten minutes late" in r.message]) == 1


async def test_the_operator_is_told_in_russian_that_questions_may_be_lost(
    morning: Morning,
) -> None:
    readers = [await morning.meet(f"Person {n}") for n in range(21)]
    olga = await morning.meet("Olga", "ru")
    for reader in readers:
        await morning.subscribe(reader.private())
    room = let_be_told(morning, olga)
    morning.sandbox.fault("reset_after", method="sendPoll", times=21)
    await morning.at(nine(10))
    for _ in range(3):
        await morning.beat()
    (told,) = tell_of(room)
    assert "Более двадцати ежедневных вопросов" in told


async def test_without_an_operators_chat_the_log_tells(
    morning: Morning, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await morning.meet("Anna")
    services = morning.bot.application.services
    slow = replace(services, clock=lambda: morning.world.clock() - timedelta(minutes=2))
    morning.bot.application.services = slow
    await anna.asks("/language", anna.private())
    await morning.sandbox.quiet()
    for _ in range(3):
        await morning.beat()
    assert len([r for r in caplog.records if "cannot be trusted" in r.message]) == 1
    morning.bot.application.services = services
    await anna.asks("/language", anna.private())
    await morning.sandbox.quiet()
    await morning.beat()
    assert tell_of(anna.private()) == []


async def test_what_became_of_messages_is_counted(morning: Morning) -> None:
    people = [await morning.meet(name) for name in ("Anna", "Boris", "Clara")]
    _, boris, clara = people
    for minute, person in enumerate(people):
        await morning.subscribe(person.private(), 540 + minute)
    await boris.blocks(boris.private())
    await morning.sandbox.quiet()
    before = read_counts(DAILY)
    await morning.at(nine(10))
    await morning.at(nine(10) + timedelta(minutes=1))
    await morning.at(nine(10) + timedelta(hours=7))
    counted = read_counts(DAILY)
    fresh = {state: n - before.get(state, 0) for state, n in counted.items()}
    assert {state: n for state, n in fresh.items() if n} == {"sent": 1, "blocked": 1, "skipped": 1}
    assert clara.private().last.poll is None
