"""The bot is killed in the middle of games: no answer is lost, none counts twice."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from bot import migrations
from bot.sandbox.errors import Refusal
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from bot.settings import Settings
from bot.trivia.model import Setup
from tests.conftest import World
from tests.test_crashes import started
from tests.wire import TOKEN

QUICK = replace(Setup(locale="en"), questions=3, seconds=5)


def prepare(state: Path, room: Room) -> None:
    """A state in which the group likes short games."""
    with closing(sqlite3.connect(state, isolation_level=None)) as connection:
        migrations.prepare(connection, state)
        connection.execute(
            "INSERT INTO trivia_group (chat_id, setup) VALUES (?, ?)",
            (room.id, json.dumps(asdict(QUICK))),
        )


async def vote_on_everything(person: Person, room: Room, rng: random.Random) -> None:
    """Vote in each poll as it comes."""
    done: set[int] = set()
    while True:
        for message in room.messages:
            if message.poll and message.id not in done:
                done.add(message.id)
                await asyncio.sleep(rng.uniform(0.0, 0.4))
                try:
                    await person.votes(message, rng.randrange(len(message.poll["options"])))
                except Refusal:
                    continue
        await room.change()


async def kill_after(process: asyncio.subprocess.Process, seconds: float) -> None:
    """Kill a process that has no time to notice."""
    await asyncio.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def play_under_fire(world: World, people: list[Person], room: Room, kills: int) -> None:
    """A whole game, during which the bot is killed so many times at random moments."""
    rng = random.Random(kills)
    voters = [asyncio.create_task(vote_on_everything(p, room, rng)) for p in people]
    async with started(world) as process:
        lobby = await people[0].asks("/trivia", room)
        for person in people[1:]:
            press = await person.taps("✋", lobby)
            await world.sandbox.notice(press)
        await people[0].taps("▶", lobby)
        await kill_after(process, rng.uniform(0.5, 8.0))
    for _ in range(kills - 1):
        async with started(world) as process:
            await kill_after(process, rng.uniform(0.5, 6.0))
    async with started(world), asyncio.timeout(120):
        while not any("The game is over" in m.text for m in room.messages):
            await room.change()
    for voter in voters:
        voter.cancel()


def query(state: Path, sql: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(state)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


@pytest.mark.parametrize(
    "kills", [2, *(pytest.param(n, marks=pytest.mark.soak) for n in (4, 8, 12))]
)
async def test_killed_in_a_game_the_bot_loses_no_answer(tmp_path: Path, kills: int) -> None:
    state = tmp_path / "doblest.sqlite3"
    async with Sandbox.start() as sandbox:
        token = sandbox.new_bot(token=TOKEN)
        given = {"token": token, "state": state, "api_url": sandbox.url}
        world = World(sandbox, sandbox.clock, Settings.model_validate(given))  # type: ignore[arg-type]
        people = [sandbox.person(n, "en") for n in ("Anna", "Boris", "Clara", "Dina", "Egor")]
        room = sandbox.supergroup("History club", people)
        prepare(state, room)
        await play_under_fire(world, people, room, kills)
        polls = {p.id: dict(p.votes) for p in sandbox.world.polls.values()}
    assert any("The game goes on" in m.text for m in room.messages)
    answers = query(
        state,
        "SELECT c.poll_id, a.user_id, a.options FROM trivia_answer AS a "
        "JOIN trivia_copy AS c ON c.turn_id = a.turn_id",
    )
    stored = {(a["poll_id"], a["user_id"]) for a in answers}
    known = {row["poll_id"] for row in query(state, "SELECT poll_id FROM trivia_copy")}
    assert known
    for poll_id in known:
        assert {(poll_id, user_id) for user_id in polls[poll_id]} <= stored
    sums = query(
        state,
        "SELECT p.points, (SELECT total(a.points) FROM trivia_answer AS a "
        "WHERE a.user_id = p.user_id) AS answered FROM trivia_player AS p",
    )
    assert all(row["points"] == row["answered"] for row in sums)
    assert query(state, "SELECT 1 FROM trivia_game WHERE phase <> 'over'") == []
