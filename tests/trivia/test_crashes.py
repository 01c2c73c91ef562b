"""The bot is killed in the middle of games: no answer is lost, none counts twice, all go on."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot import migrations
from bot.sandbox.errors import Refusal
from bot.sandbox.flow import Flow
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from bot.settings import Settings
from bot.trivia.model import Setup
from tests.conftest import World
from tests.notebook import Notebook
from tests.test_crashes import started
from tests.wire import TOKEN

QUICK = replace(Setup(locale="en"), questions=3, seconds=5)
NAMES = ("Anna", "Boris", "Clara", "Dina", "Egor")
PATIENCE = 30.0
LONGEST_RESUME = 30.0
"""Seconds; the promise is five, of a machine with nothing else to do."""


@dataclass
class Party:
    """A group at play, and how long it waited after each kill until its game went on."""

    room: Room
    people: list[Person]
    resumed: list[float] = field(default_factory=list)

    def count_resumed(self) -> int:
        """How often the bot has said that the game goes on."""
        return sum("The game goes on" in m.text for m in self.room.messages)

    def is_over(self) -> bool:
        """Whether the table is there."""
        return any("The game is over" in m.text for m in self.room.messages)

    async def note_resumption(self, since: float, said: int) -> None:
        """Wait until the game goes on; note how long that took."""
        while self.count_resumed() <= said:
            await self.room.change()
        self.resumed.append(time.monotonic() - since)

    async def begin(self, world: World) -> None:
        """Open a lobby, seat everybody and start."""
        host, *others = self.people
        lobby = await host.asks("/trivia", self.room)
        for person in others:
            press = await person.taps("✋", lobby)
            await world.sandbox.notice(press)
        await host.taps("▶", lobby)
        async with asyncio.timeout(PATIENCE):
            while "The game begins" not in lobby.text:
                await self.room.change()

    async def until_over(self) -> None:
        """Wait for the table."""
        while not self.is_over():
            await self.room.change()


def gather(sandbox: Sandbox, title: str) -> Party:
    """Five people in a group with the bot."""
    people = [sandbox.person(f"{name} of {title}", "en") for name in NAMES]
    return Party(sandbox.supergroup(title, people), people)


def prepare(state: Path, parties: list[Party]) -> None:
    """A state in which the groups like short games."""
    with closing(sqlite3.connect(state, isolation_level=None)) as connection:
        migrations.prepare(connection, state)
        connection.executemany(
            "INSERT INTO trivia_group (chat_id, setup) VALUES (?, ?)",
            [(party.room.id, json.dumps(asdict(QUICK))) for party in parties],
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


async def kill_watched(world: World, parties: list[Party], seconds: float) -> None:
    """Start the bot again, note when each game goes on, and kill it after so many seconds."""
    since = time.monotonic()
    waits = [
        asyncio.create_task(p.note_resumption(since, p.count_resumed()))
        for p in parties
        if not p.is_over()
    ]
    async with started(world) as process:
        await kill_after(process, seconds)
    for wait in waits:
        wait.cancel()


async def play_under_fire(world: World, parties: list[Party], kills: int) -> None:
    """A whole game in each group; the bot is killed so many times at random moments."""
    rng = random.Random(kills)
    voters = [
        asyncio.create_task(vote_on_everything(person, party.room, rng))
        for party in parties
        for person in party.people
    ]
    async with started(world) as process:
        for party in parties:
            await party.begin(world)
        await kill_after(process, rng.uniform(0.0, 8.0))
    for _ in range(kills - 1):
        await kill_watched(world, parties, rng.uniform(0.5, 6.0))
    async with started(world), asyncio.timeout(150):
        await asyncio.gather(*(party.until_over() for party in parties))
    for voter in voters:
        voter.cancel()


def query(state: Path, sql: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(state)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


@pytest.mark.parametrize(
    ("kills", "games"),
    [(3, 1), *(pytest.param(*n, marks=pytest.mark.soak) for n in ((6, 2), (12, 4)))],
)
async def test_killed_in_games_the_bot_loses_no_answer_and_goes_on(
    tmp_path: Path, notebook: Notebook, kills: int, games: int
) -> None:
    state = tmp_path / "doblest.sqlite3"
    async with Sandbox.start(flow=Flow.ENFORCE) as sandbox:
        token = sandbox.new_bot(token=TOKEN)
        given = {"token": token, "state": state, "api_url": sandbox.url}
        world = World(sandbox, sandbox.clock, Settings.model_validate(given))  # type: ignore[arg-type]
        parties = [gather(sandbox, f"Club {n}") for n in range(games)]
        prepare(state, parties)
        await play_under_fire(world, parties, kills)
        polls = {p.id: dict(p.votes) for p in sandbox.world.polls.values()}
    assert any(party.count_resumed() for party in parties)
    check_answers(state, polls)
    waits = sorted(wait for party in parties for wait in party.resumed)
    assert all(wait < LONGEST_RESUME for wait in waits)
    if waits:
        middle, most = waits[len(waits) // 2], waits[-1]
        what = f"seconds from kill -9 to “the game goes on”, {games} games, {len(waits)} times"
        notebook.note(what, f"{middle:.1f} (median), {most:.1f} (most)")
        notebook.note(f"answers lost or scored twice in {kills} kills -9 in games", 0)


def check_answers(state: Path, polls: dict[str, dict[int, Any]]) -> None:
    """Every vote is stored, scores are what answers are worth, and no game is on."""
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
