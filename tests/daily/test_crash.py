"""Killed in the middle of a burst: nobody is asked twice, and nothing is left in between."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime

import pytest

from bot.db import open_database
from bot.limiter import BROADCASTS_IN_FLIGHT
from tests.conftest import World
from tests.daily.conftest import fill_with_due
from tests.notebook import Notebook
from tests.test_crashes import started


async def burst(world: World, readers: int, kills: int, seed: int) -> tuple[Counter[int], int]:
    """Kill the bot again and again while it sends; the messages of each chat, and unknown ones."""
    rng = random.Random(seed)
    world.sandbox.server.options.api_delay = 0.05
    people = [world.sandbox.person(f"Person {n}", "en") for n in range(readers)]
    for person in people:
        await person.starts(person.private())
    world.sandbox.bot().queue.items.clear()
    due = datetime.now(UTC).replace(second=0, microsecond=0)
    async with open_database(world.settings.state) as db:
        await db.write(fill_with_due, people[0].id, readers, due)
    async with time_passing(world), asyncio.timeout(60 + 30 * kills + readers / 20):
        for _ in range(kills):
            async with started(world) as process:
                await until_sending(world)
                await asyncio.sleep(rng.uniform(0.0, 1.0))
                process.kill()
        async with started(world):
            await until_sent(world, readers)
    sent = Counter(int(c.values["chat_id"]) for c in world.sandbox.journal.calls("sendPoll"))
    with closing(sqlite3.connect(world.settings.state)) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM delivery GROUP BY state"))
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert set(states) <= {"sent", "unknown"}
    assert states["sent"] + states.get("unknown", 0) == readers
    return sent, states.get("unknown", 0)


@asynccontextmanager
async def time_passing(world: World) -> AsyncIterator[None]:
    """The sandbox's clock going as the bot's does."""

    async def go_on() -> None:
        while True:
            world.clock.set(datetime.now(UTC))
            await asyncio.sleep(1.0)

    going = asyncio.create_task(go_on())
    try:
        yield
    finally:
        going.cancel()


async def until_sending(world: World) -> None:
    """Wait until one more question has gone out."""
    before = len(world.sandbox.journal.calls("sendPoll"))
    async with asyncio.timeout(60):
        while len(world.sandbox.journal.calls("sendPoll")) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def until_sent(world: World, readers: int) -> None:
    """Wait until nothing is due or under way."""
    async with asyncio.timeout(30 + readers / 20):
        with closing(sqlite3.connect(world.settings.state)) as connection:
            query = "SELECT count(*) FROM delivery WHERE state IN ('due', 'sending')"
            while connection.execute(query).fetchone()[0]:  # noqa: ASYNC110
                await asyncio.sleep(0.2)


async def test_killed_while_it_sends_the_bot_asks_nobody_twice(world: World) -> None:
    readers, kills = 120, 3
    sent, unknown = await burst(world, readers, kills, seed=5)
    assert max(sent.values()) == 1
    assert len(sent) >= readers - unknown
    assert 0 < unknown <= kills * BROADCASTS_IN_FLIGHT


@pytest.mark.soak
async def test_killed_fifty_times_in_a_burst_of_ten_thousand(
    world: World, notebook: Notebook
) -> None:
    kills, readers = 50, 10_000
    start = time.monotonic()
    sent, unknown = await burst(world, readers, kills, seed=11)
    notebook.note("minutes it took", f"{(time.monotonic() - start) / 60:.1f}")
    doubled = sum(sent.values()) - len(sent)
    notebook.note(f"daily questions sent twice, of {readers} due in {kills} kills", doubled)
    notebook.note("of unknown fate; of these never arrived", f"{unknown}; {readers - len(sent)}")
    assert max(sent.values()) == 1
    assert len(sent) >= readers - unknown
    assert 0 < unknown <= kills * BROADCASTS_IN_FLIGHT
