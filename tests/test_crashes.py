"""The bot as a process: killed, stopped, started twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bot.sandbox.people import Person
from tests.conftest import World

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import sys
from bot.runner import run
from bot.settings import Settings
sys.exit(run(Settings()))
"""


async def start(world: World, state: Path | None = None) -> asyncio.subprocess.Process:
    """The bot in a process of its own, on this world's server."""
    token = world.settings.read_token()
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        cwd=ROOT,
        env={
            **os.environ,
            "DOBLEST_TOKEN": token,
            "DOBLEST_STATE": str(state or world.settings.state),
            "DOBLEST_API_URL": world.sandbox.url,
        },
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def started(world: World) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, once it is running; whatever happens it is gone afterwards."""
    process = await start(world)
    try:
        await until_logged(process, "running")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_logged(process: asyncio.subprocess.Process, message: str) -> None:
    """Wait for a line in the process's log."""
    assert process.stderr is not None
    async with asyncio.timeout(20):
        async for line in process.stderr:
            if json.loads(line)["message"] == message:
                return
    raise AssertionError(f"the bot ended before it said {message!r}")


async def press_on(person: Person, presses: int, rng: random.Random) -> None:
    """Choose one language and the other, again and again."""
    room = person.private()
    for _ in range(presses):
        await person.says("/language", room)
        await asyncio.sleep(rng.uniform(0.0, 0.01))


async def test_killed_ten_times_the_bot_loses_no_message(world: World) -> None:
    rng = random.Random(9)
    sandbox = world.sandbox
    people = [sandbox.person(f"Person {i}", "en") for i in range(5)]
    sent = 0
    for _ in range(10):
        async with started(world) as process:
            talk = [asyncio.create_task(press_on(p, 4, rng)) for p in people]
            sent += 4
            await asyncio.sleep(rng.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(*talk)
    async with started(world) as process:
        for person in people:
            await until_answered(person, sent)
        process.send_signal(signal.SIGTERM)
        await process.wait()
    with closing(sqlite3.connect(world.settings.state)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        states = dict(connection.execute("SELECT state, count(*) FROM inbox GROUP BY state"))
    assert states == {1: sent * len(people)}


async def until_answered(person: Person, times: int, patience: float = 20) -> None:
    room = person.private()
    async with asyncio.timeout(patience):
        while answers(person) < times:
            await room.change()


def answers(person: Person) -> int:
    return sum("Which language" in message.text for message in person.private().messages)


async def test_a_planned_stop_finishes_what_is_under_way(world: World) -> None:
    sandbox = world.sandbox
    anna = sandbox.person("Anna", "en")
    sandbox.server.options.api_delay = 0.3
    async with started(world) as process:
        for _ in range(3):
            await anna.says("/language", anna.private())
        await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
    assert answers(anna) in {1, 2, 3}
    sandbox.server.options.api_delay = 0.0
    async with started(world):
        await sandbox.quiet()
    assert answers(anna) == 3


async def test_a_second_process_on_the_same_state_gives_up_with_one_line(world: World) -> None:
    async with started(world):
        second = await start(world)
        _, log = await asyncio.wait_for(second.communicate(), 20)
    (line,) = log.decode().splitlines()
    assert "another instance is running" in json.loads(line)["message"]
    assert second.returncode == 75
