"""A sandbox with a clock in the test's hand, one bot, and a stock python-telegram-bot client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox
from tests.sandbox.decoding import assert_readable


@pytest.fixture(autouse=True)
def spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot gives durations as timedelta, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def sandbox(clock: MovableClock) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(clock) as running:
        running.new_bot()
        yield running
        assert_readable(running.journal)


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    """A stock client of the sandbox's bot."""
    client = telegram.Bot(
        sandbox.bot().token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url
    )
    async with client:
        yield client


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.person("Anna", "en", username="anna")


@pytest.fixture
def boris(sandbox: Sandbox) -> Person:
    return sandbox.person("Boris", "ru")


@pytest.fixture
async def room(sandbox: Sandbox, anna: Person) -> Room:
    """Anna's private chat with the bot, just started; the bot has read /start."""
    room = anna.private()
    await anna.starts(room)
    sandbox.bot().queue.clear()
    return room
