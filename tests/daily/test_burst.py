"""Many due at once: replies go first, nobody is always last, and only a budget is paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.limiter import Limiter
from bot.sandbox.people import Person
from tests.conftest import World
from tests.daily.conftest import Morning, nine, polls

READERS = 30


async def gather(morning: Morning, count: int = READERS) -> list[Person]:
    """People who all want their question at nine."""
    people = [await morning.meet(f"Person {n}") for n in range(count)]
    for person in people:
        await morning.subscribe(person.private())
    return people


def allow_paying(morning: Morning, budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many messages a day be paid for, from twenty due on."""
    monkeypatch.setattr("bot.daily.clock.PAYING_FROM", 20)
    application = morning.bot.application
    settings = application.services.settings.model_copy(update={"paid_broadcasts": budget})
    application.services = replace(application.services, settings=settings)


def count_paid(morning: Morning) -> int:
    """How many questions went out as paid broadcasts so far."""
    calls = morning.sandbox.journal.calls("sendPoll")
    return sum(call.values.get("allow_paid_broadcast") in {True, "true"} for call in calls)


def list_counts(people: Sequence[Person]) -> list[int]:
    """How many questions each has got."""
    return [len(polls(person.private())) for person in people]


async def test_nothing_is_paid_for_unless_the_operator_wants_it(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.daily.clock.PAYING_FROM", 1)
    people = await gather(morning)
    await morning.at(nine(10))
    assert count_paid(morning) == 0
    assert list_counts(people) == [1] * READERS


async def test_the_budget_of_a_day_is_paid_for_and_no_more(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_paying(morning, 12, monkeypatch)
    people = await gather(morning)
    await morning.at(nine(10))
    assert count_paid(morning) == 12
    await morning.at(nine(11) - timedelta(hours=2))
    assert list_counts(people) == [1] * READERS
    await morning.at(nine(11))
    assert count_paid(morning) == 24
    assert list_counts(people) == [2] * READERS


async def test_with_few_due_nothing_is_paid_for(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_paying(morning, 1_000, monkeypatch)
    people = await gather(morning, 19)
    await morning.at(nine(10))
    assert count_paid(morning) == 0
    assert list_counts(people) == [1] * 19


async def test_what_is_asked_in_a_burst_is_answered_before_the_burst_is_over(
    world: World,
) -> None:
    async with world.bot() as bot:
        people = await gather(Morning(bot, world), 40)
    async with world.bot(Limiter()) as bot:
        morning = Morning(bot, world)
        world.clock.set(nine(10))
        await morning.clock.tick()
        while sum(list_counts(people)) < 10:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        clara = world.sandbox.person("Clara", "en")
        await clara.asks("/language", clara.private())
        assert sum(list_counts(people)) < 40
        await morning.clock.rest()
    assert list_counts(people) == [1] * 40
