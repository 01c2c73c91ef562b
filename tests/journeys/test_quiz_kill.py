"""kill -9 in the middle of rounds: what was answered is stored once, and the round goes on."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing

from bot.sandbox.people import Person, Seen
from tests.conftest import World
from tests.test_crashes import started

PATIENCE = 30.0
"""Seconds to wait for a bot that starts and finds its questions on a busy machine."""


def press_of(message: Seen, start: str) -> str:
    """The payload of a message's first button of this kind."""
    buttons = (button for row in message.rows for button in row)
    return next(str(b["callback_data"]) for b in buttons if b["callback_data"].startswith(start))


async def until_shown(message: Seen, *parts: str) -> None:
    """Wait until a message says one of these."""
    async with asyncio.timeout(PATIENCE):
        while not any(part in message.text for part in parts):
            await message.room.change()


async def begin(person: Person) -> Seen:
    """Open the menu and start a round of twenty."""
    room = person.private()
    await person.says("/quiz", room)
    message = await room.next_message(PATIENCE)
    await person.taps("20", message)
    await person.taps("▶️", message)
    await until_shown(message, "Question 1 of 20")
    return message


async def test_killed_in_mid_round_it_counts_each_question_once_and_goes_on(world: World) -> None:
    rng = random.Random(11)
    boris = world.sandbox.person("Boris", "en")
    async with started(world) as process:
        message = await begin(boris)
        skip = press_of(message, "r|skip|")
        await boris.sends_press(skip, message)
        await asyncio.sleep(rng.uniform(0.0, 0.03))
        process.kill()
    for number in (1, 2, 3):
        async with started(world) as process:
            await until_shown_after(boris, message, skip)
            await boris.taps("▶️", message)
            await until_shown(message, f"Question {number + 1} of 20")
            skip = press_of(message, "r|skip|")
            await boris.sends_press(skip, message)
            await asyncio.sleep(rng.uniform(0.0, 0.03))
            process.kill()
    with closing(sqlite3.connect(world.settings.state)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        numbers = [row[0] for row in connection.execute("SELECT number FROM quiz_turn")]
        (shown,) = connection.execute("SELECT sum(shown) FROM quiz_seen").fetchone()
    assert numbers == [1, 2, 3, 4]
    assert shown == 4


async def until_shown_after(person: Person, message: Seen, press: str) -> None:
    """Press as somebody does who got no answer, until the message says what became of it."""
    for _ in range(3):
        await person.sends_press(press, message, forged=True)
        try:
            async with asyncio.timeout(PATIENCE / 3):
                await until_shown(message, "Skipped.")
                return
        except TimeoutError:
            continue
    raise AssertionError("the round does not go on")
