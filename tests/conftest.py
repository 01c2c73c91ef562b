"""Fixtures: a real bot over a local wire, a real state, and a clock that can be moved."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import RunningBot, running
from bot.cities.catalogue import Catalogue, load_catalogue
from bot.cities.names import Gazetteer, load_towns
from bot.db import Database, open_database
from bot.limiter import Limiter
from bot.services import Services
from bot.settings import Settings
from tests.wire import TOKEN, Wire, open_wire


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
    return load_catalogue()


@pytest.fixture(scope="session")
def gazetteer(catalogue: Catalogue) -> Gazetteer:
    return Gazetteer(catalogue, load_towns())


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
    return Services(settings, db, catalogue, gazetteer, clock, random.Random(7))


@pytest.fixture
async def bot(settings: Settings, services: Services) -> AsyncIterator[RunningBot]:
    """A bot at work on the wire, without Telegram's rates."""
    async with running(settings, services, Limiter(enforced=False)) as bot:
        yield bot


@asynccontextmanager
async def at_work(settings: Settings, services: Services) -> AsyncIterator[RunningBot]:
    """A bot a test starts and stops by itself."""
    async with running(settings, services, Limiter(enforced=False)) as bot:
        yield bot
