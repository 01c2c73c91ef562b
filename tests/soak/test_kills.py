"""Killed again and again while people talk to it, at work and while it starts."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from bot.sandbox.people import Person
from tests.conftest import World
from tests.notebook import Notebook
from tests.test_crashes import answers, press_on, start, started, until_answered, until_logged

pytestmark = pytest.mark.soak

AT_WORK = 134
STARTING = 67
PRESSES = 2


async def kill_at_work(world: World, people: list[Person], rng: random.Random) -> float:
    """Start the bot, let people write to it, kill it; the seconds until it served again."""
    before = time.monotonic()
    async with started(world) as process:
        ready = time.monotonic() - before
        talk = [asyncio.create_task(press_on(p, PRESSES, rng)) for p in people]
        await asyncio.sleep(rng.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        await asyncio.gather(*talk)
    return ready


async def kill_starting(world: World, rng: random.Random) -> None:
    """Kill the bot before or while it takes up what was left."""
    process = await start(world)
    await asyncio.sleep(rng.uniform(0.2, 2.5))
    process.send_signal(signal.SIGKILL)
    await process.communicate()


async def test_no_message_is_lost_in_two_hundred_kills(world: World, notebook: Notebook) -> None:
    rng = random.Random(1)
    people = [world.sandbox.person(f"Person {i}", "en") for i in range(25)]
    waits = []
    for number in range(AT_WORK):
        waits.append(await kill_at_work(world, people, rng))
        if number % 2:
            await kill_starting(world, rng)
    sent = AT_WORK * PRESSES
    async with started(world) as process:
        async with asyncio.timeout(300):
            while count_states(world).get(1) != sent * len(people):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        await process.wait()
    with closing(sqlite3.connect(world.settings.state)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert all(answers(person) >= sent for person in people)
    repeated = sum(answers(person) for person in people) - sent * len(people)
    notebook.note(f"messages lost in {AT_WORK + STARTING} kills -9 at work and at start", 0)
    notebook.note(f"answers of {sent * len(people)} given twice", repeated)
    notebook.note("seconds from start to serving, at most", f"{max(waits):.1f}")
    assert count_states(world) == {1: sent * len(people)}


def count_states(world: World) -> dict[int, int]:
    """How many updates wait (0), are done (1) and were put aside (2)."""
    with closing(sqlite3.connect(world.settings.state)) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM inbox GROUP BY state"))


async def test_a_planned_stop_in_mid_burst_answers_everybody_once(
    world: World, notebook: Notebook
) -> None:
    rng = random.Random(6)
    people = [world.sandbox.person(f"Person {i}", "en") for i in range(25)]
    stops, longest = 10, 0.0
    for _ in range(stops):
        process = await start(world)
        await until_logged(process, "running")
        talk = [asyncio.create_task(press_on(p, PRESSES, rng)) for p in people]
        await asyncio.sleep(rng.uniform(0.0, 0.3))
        process.send_signal(signal.SIGTERM)
        before = time.monotonic()
        await asyncio.wait_for(process.communicate(), 15)
        longest = max(longest, time.monotonic() - before)
        assert process.returncode == 0
        await asyncio.gather(*talk)
    async with started(world):
        for person in people:
            await until_answered(person, stops * PRESSES, 120)
    assert {answers(person) for person in people} == {stops * PRESSES}
    notebook.note(f"messages lost or answered twice in {stops} planned stops", 0)
    notebook.note("seconds from SIGTERM to the end, at most", f"{longest:.1f}")
