"""Fixtures: a real bot over a local wire, a real state, and a clock that can be moved."""

from __future__ import annotations

import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.app import RunningBot, running
from bot.cities.catalogue import Catalogue, load_catalogue
from bot.cities.names import Gazetteer, load_towns
from bot.db import Database, open_database
from bot.limiter import Limiter
from bot.questions.bank import QuestionBank
from bot.sandbox.sandbox import MovableClock, Sandbox
from bot.services import Services
from bot.settings import Settings
from tests.wire import TOKEN, Wire, open_wire

pytest_plugins = ["tests.notebook"]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Move on, by so many `hours`, `days` and so on."""
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return know()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return know_names()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "doblest.sqlite3"


@pytest.fixture
async def db(state: Path) -> AsyncIterator[Database]:
    async with open_database(state) as database:
        yield database


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as server:
        yield server


@pytest.fixture
def settings(state: Path, wire: Wire) -> Settings:
    return Settings.model_validate({"token": TOKEN, "state": state, "api_url": wire.url})


@pytest.fixture
def services(
    settings: Settings, db: Database, catalogue: Catalogue, gazetteer: Gazetteer, clock: Clock
) -> Services:
    return Services(settings, db, catalogue, gazetteer, know_bank(), clock, random.Random(7))


@pytest.fixture
async def bot(settings: Settings, services: Services) -> AsyncIterator[RunningBot]:
    """A bot at work on the wire, without Telegram's rates."""
    async with running(settings, services, Limiter(enforced=False)) as bot:
        yield bot


class World:
    """A sandbox with a bot in it that tests may stop, kill and start again."""

    def __init__(self, sandbox: Sandbox, clock: MovableClock, settings: Settings) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.settings = settings

    @asynccontextmanager
    async def bot(self, limiter: Limiter | None = None) -> AsyncIterator[RunningBot]:
        """The bot at work on this world's state; leaving stops it gracefully."""
        async with open_database(self.settings.state) as db:
            known = (know(), know_names(), know_bank())
            services = Services(self.settings, db, *known, self.clock, random.Random(7))
            unhurried = limiter or Limiter(enforced=False)
            async with running(self.settings, services, unhurried) as bot:
                yield bot


@cache
def know_bank() -> QuestionBank:
    """The question bank, built once, with its questions found so that nobody waits for them."""
    bank = QuestionBank(know())
    bank.ids()
    return bank


@cache
def know() -> Catalogue:
    """The catalogue, read once."""
    return load_catalogue()


@cache
def know_names() -> Gazetteer:
    """The index of city names, built once."""
    return Gazetteer(know(), load_towns())


@pytest.fixture
async def world(state: Path) -> AsyncIterator[World]:
    """A sandbox whose clock stands still until it is moved; no bot is at work yet."""
    clock = MovableClock()
    async with Sandbox.start(clock) as sandbox:
        token = sandbox.new_bot(token=TOKEN)
        given = {"token": token, "state": state, "api_url": sandbox.url}
        yield World(sandbox, clock, Settings.model_validate(given))


@pytest.fixture
async def doblest(world: World) -> AsyncIterator[RunningBot]:
    """The bot at work in the sandbox, without Telegram's rates."""
    async with world.bot() as bot:
        yield bot


@pytest.fixture
def sandbox(world: World) -> Sandbox:
    """The sandbox of this test's world."""
    return world.sandbox


@pytest.fixture
def unused_port() -> int:
    """A local port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
