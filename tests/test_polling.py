"""Another instance with the same token: the newcomer gives way, and nobody sends twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError, RetryAfter

from bot.db import StorageError
from bot.limiter import Limiter, Urgency
from bot.polling import Conflicts, Poller, SecondInstanceError
from tests.people import ANNA, Raw
from tests.virtual import run_virtually


class Seconds:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def seconds_until_given_up(clock: Seconds, conflicts: Conflicts) -> float:
    """Refused every three seconds from now on; how long it lasts."""
    start = clock.now
    while True:
        try:
            conflicts.note()
        except SecondInstanceError:
            return clock.now - start
        clock.now += 3


@pytest.mark.parametrize("lot", [0.0, 0.5, 1.0])
def test_a_newcomer_gives_way_within_a_minute(lot: float) -> None:
    clock = Seconds()
    conflicts = Conflicts(clock, lot)
    clock.now = 5
    assert 45 <= seconds_until_given_up(clock, conflicts) <= 60


def test_of_two_newcomers_the_one_with_the_shorter_lot_goes_first() -> None:
    waits = []
    for lot in (0.1, 0.9):
        clock = Seconds()
        waits.append(seconds_until_given_up(clock, Conflicts(clock, lot)))
    assert waits[0] < waits[1]


def test_who_has_been_at_work_waits_five_minutes() -> None:
    clock = Seconds()
    conflicts = Conflicts(clock)
    clock.now = 3_600
    assert 300 <= seconds_until_given_up(clock, conflicts) <= 303


def test_an_overlap_of_twenty_seconds_harms_neither() -> None:
    clock = Seconds()
    for start in (0.0, 3_600.0):
        conflicts = Conflicts(clock)
        clock.now += start
        for _ in range(7):
            conflicts.note()
            clock.now += 3
        clock.now += 60
        conflicts.note()


class Telegram:
    """Answers questions for updates as it is told, in virtual time."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked_at: list[float] = []

    async def __call__(self, offset: int | None) -> list[Raw]:
        self.asked_at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.1)
        answer = self.answers.pop(0) if self.answers else []
        if isinstance(answer, Exception):
            raise answer
        if not answer:
            await asyncio.sleep(25)
        return list(answer)


async def poll(telegram: Telegram, take: Callable[..., Any], seconds: float) -> Limiter:
    """Have a poller at work for so long."""
    limiter = Limiter()
    poller = Poller(telegram, take, limiter.hold_broadcasts)
    running = asyncio.create_task(poller.run())
    await asyncio.sleep(seconds)
    poller.stop()
    await running
    return limiter


async def store(_updates: Sequence[Raw]) -> None:
    """Take everything."""


async def may_broadcast(limiter: Limiter) -> bool:
    """Whether a broadcast would go out now."""

    async def call() -> None:
        """Arrive."""

    data = {"chat_id": 5}
    try:
        await limiter.process_request(call, (), {}, "sendMessage", data, Urgency.BROADCAST)
    except RetryAfter:
        return False
    return True


def test_while_the_token_is_contested_nothing_is_sent_by_the_clock() -> None:
    async def story() -> None:
        contested = await poll(Telegram(Conflict("two"), Conflict("two")), store, 20)
        assert not await may_broadcast(contested)
        alone = await poll(Telegram(), store, 60)
        assert await may_broadcast(alone)

    run_virtually(story())


def test_a_disk_that_fails_is_tried_again_within_seconds_the_network_within_half_a_minute() -> None:
    async def story() -> None:
        async def fail(_updates: Sequence[Raw]) -> None:
            raise StorageError("disk full")

        full = Telegram(*[[ANNA.says("hi")]] * 100)
        await poll(full, fail, 120)
        assert largest_gap(full) <= 4.2
        down = Telegram(*[NetworkError("down")] * 100)
        await poll(down, store, 600)
        assert 10 < largest_gap(down) <= 30.2

    run_virtually(story())


def largest_gap(telegram: Telegram) -> float:
    return max(b - a for a, b in zip(telegram.asked_at, telegram.asked_at[1:], strict=False))
