"""The disk is full, or another program holds the state: people are told, nothing is lost."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.sandbox.people import Person
from tests.conftest import World
from tests.notebook import Notebook
from tests.test_crashes import answers, started

pytestmark = pytest.mark.soak

SORRY = "I cannot save anything at the moment"


def excuses(person: Person) -> int:
    return sum(SORRY in message.text for message in person.private().messages)


async def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds; how long it took."""
    before = time.monotonic()
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return time.monotonic() - before


async def test_with_a_full_disk_people_are_told_and_later_answered(
    world: World, notebook: Notebook
) -> None:
    """No file of the bot may grow any more; then all may."""
    people = [world.sandbox.person(f"Person {i}", "en") for i in range(20)]
    async with started(world) as process:
        for person in people:
            await person.says("/language", person.private())
        await until(lambda: all(answers(p) == 1 for p in people), 30)
        log = world.settings.state.with_name(world.settings.state.name + "-wal")
        full = log.stat().st_size if log.exists() else 0
        limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (full, limits[1]))
        for person in people:
            for _ in range(3):
                await person.says("/language", person.private())
        await until(lambda: all(excuses(p) >= 1 for p in people), 60)
        await asyncio.sleep(10)
        assert process.returncode is None
        assert max(excuses(p) for p in people) == 1
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        took = await until(lambda: all(answers(p) == 4 for p in people), 30)
    check(world)
    notebook.note("messages lost on a full disk; excuses to each person", "0; 1")
    notebook.note("seconds from free space to all answered", f"{took:.1f}")
    assert took < 10


@pytest.mark.parametrize("seconds", [3, 30])
async def test_while_the_state_is_locked_nothing_is_lost(
    world: World, notebook: Notebook, seconds: int
) -> None:
    people = [world.sandbox.person(f"Person {i}", "en") for i in range(20)]
    async with started(world):
        with closing(sqlite3.connect(world.settings.state, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for person in people:
                for _ in range(3):
                    await person.says("/language", person.private())
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
        took = await until(lambda: all(answers(p) == 3 for p in people), 40)
        assert max(excuses(p) for p in people) <= (0 if seconds < 5 else 1)
    check(world)
    notebook.note(f"messages lost while the state was locked for {seconds} s", 0)
    notebook.note("seconds from unlocked to all answered", f"{took:.1f}")


def check(world: World) -> None:
    """The state is sound, and every update in it is done."""
    with closing(sqlite3.connect(world.settings.state)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
