"""A thousand games of twenty players at once: no answer lost, results soon, memory small.

The bot is a process of its own on the sandbox, without Telegram's rates. Every game is on when it
starts; in each, questions come, twenty people vote within some seconds, and the result follows.
"""

from __future__ import annotations

import asyncio
import heapq
import os
import random
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot import migrations
from bot.cities.catalogue import load_catalogue
from bot.db import Transaction
from bot.questions.bank import QuestionBank
from bot.runner import wait_for_either
from bot.sandbox.people import Person, Room
from bot.sandbox.polls import Poll, cast_vote
from bot.sandbox.sandbox import Sandbox, wall_clock
from bot.trivia import moves
from bot.trivia.model import Setup
from bot.trivia.moves import Desk, Place, Who

ROOT = Path(__file__).resolve().parent.parent
METRICS_PORT = 18_080
VOTE_SECONDS = 20.0
LEAD_SECONDS = 15.0
PROGRAM = """
import asyncio
from bot.limiter import Limiter
from bot.runner import serve
from bot.settings import Settings

asyncio.run(serve(Settings(), Limiter(enforced=False)))
"""


@dataclass
class Crowd:
    """Everybody's votes: who still has to vote where, and when."""

    rooms: dict[int, list[Person]]
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[float, int, Poll, Person]] = field(default_factory=list)
    cast: int = 0

    def notice(self, polls: dict[str, Poll]) -> None:
        """Have the people of a room decide when they will vote in each new poll."""
        for poll in [p for p in polls.values() if p.id not in self.seen and p.places]:
            self.seen.add(poll.id)
            now = time.monotonic()
            for person in self.rooms[poll.places[0][0].id]:
                when = now + self.rng.uniform(0.5, VOTE_SECONDS)
                heapq.heappush(self.waiting, (when, self.rng.getrandbits(60), poll, person))

    def vote(self, sandbox: Sandbox) -> None:
        """Cast the votes whose time has come."""
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, poll, person = heapq.heappop(self.waiting)
            option = self.rng.randrange(len(poll.json["options"]))
            cast_vote(sandbox.world, poll, person.user, (option,))
            self.cast += 1


def prepare(state: Path, rooms: dict[int, list[Person]], questions: int, spread: float) -> None:
    """A state in which every room has a game on, first questions due over so many seconds."""
    rng, now = random.Random(2), wall_clock()
    setup = replace(Setup(locale="en"), questions=questions, seconds=30)
    bank = QuestionBank(load_catalogue())
    with closing(sqlite3.connect(state, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        migrations.prepare(connection, state)
        tx = Transaction(connection)
        connection.execute("BEGIN")
        for chat_id, people in rooms.items():
            due = now + timedelta(seconds=LEAD_SECONDS + rng.uniform(0, spread))
            desk = Desk(bank, rng, due)
            host = Who(people[0].id, people[0].name)
            game = moves.open_game(tx, Place(chat_id), host, setup, due).game
            for person in people[1:]:
                moves.join_game(tx, game.id, chat_id, Who(person.id, person.name))
            moves.start_game(tx, game.id, chat_id, replace(host, admin=True), desk)
        connection.execute("COMMIT")


def make_rooms(sandbox: Sandbox, games: int, players: int) -> dict[int, list[Person]]:
    """Groups with their people."""
    rooms: dict[int, list[Person]] = {}
    for number in range(games):
        people = [sandbox.person(f"P{number}-{n}", "en") for n in range(players)]
        room: Room = sandbox.supergroup(f"Group {number}", people)
        rooms[room.id] = people
    return rooms


def count_open(state: Path) -> int:
    """How many games are on."""
    with closing(sqlite3.connect(state)) as connection:
        return int(
            connection.execute("SELECT count(*) FROM trivia_game WHERE phase <> 'over'").fetchone()[
                0
            ]
        )


async def play(games: int, players: int, questions: int, spread: float) -> None:
    """Play all games and print the figures."""
    with TemporaryDirectory() as folder:
        state = Path(folder) / "doblest.sqlite3"
        async with Sandbox.start(journal=False) as sandbox:
            token = sandbox.new_bot()
            crowd = Crowd(make_rooms(sandbox, games, players))
            prepare(state, crowd.rooms, questions, spread)
            process = await start_bot(state, token, sandbox.url)
            try:
                await wait_for_either(
                    until_over(sandbox, crowd, state, games * questions), end_early(process)
                )
                steps = await fetch_steps()
                memory, busy = read_peak(process.pid), read_busy(process.pid)
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()
        report(state, crowd, games, steps)
        print(f"peak memory          {memory:>10.0f} MB (target 300)")
        print(f"processor time       {busy:>10.1f} s")


async def start_bot(state: Path, token: str, url: str) -> asyncio.subprocess.Process:
    """The bot as a process of its own."""
    settings = {
        "DOBLEST_TOKEN": token,
        "DOBLEST_STATE": str(state),
        "DOBLEST_API_URL": url,
        "DOBLEST_METRICS_PORT": str(METRICS_PORT),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=ROOT, env={**os.environ, **settings}
    )


async def end_early(process: asyncio.subprocess.Process) -> None:
    """Raise if the bot ends by itself."""
    raise RuntimeError(f"the bot ended with status {await process.wait()}")


async def until_over(sandbox: Sandbox, crowd: Crowd, state: Path, polls: int) -> None:
    """Vote until every game is over."""
    async with asyncio.timeout(1_200):
        while len(crowd.seen) < polls or crowd.waiting:
            crowd.notice(sandbox.world.polls)
            crowd.vote(sandbox)
            await asyncio.sleep(0.02)
        while await asyncio.to_thread(count_open, state):  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def fetch_steps() -> dict[float, int]:
    """How many steps took at most so many seconds, by that bound."""
    url = f"http://127.0.0.1:{METRICS_PORT}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        text = await response.text()
    found: dict[float, int] = {}
    for line in text.splitlines():
        if line.startswith("doblest_game_step_seconds_bucket"):
            bound, count = line.split('le="')[1].split('"} ')
            found[float(bound)] = int(float(count))
    return found


def read_peak(pid: int) -> float:
    """The most memory a process has had, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    (peak,) = [line for line in lines if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


def read_busy(pid: int) -> float:
    """How long a process has had a processor, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(state: Path, crowd: Crowd, games: int, steps: dict[float, int]) -> None:
    """Print what was asked for beside what was measured."""
    with closing(sqlite3.connect(state)) as connection:
        stored = connection.execute("SELECT count(*) FROM trivia_answer").fetchone()[0]
        unequal = connection.execute(
            "SELECT count(*) FROM trivia_player AS p WHERE p.points <> (SELECT total(a.points) "
            "FROM trivia_answer AS a JOIN trivia_turn AS t ON t.id = a.turn_id "
            "WHERE t.game_id = p.game_id AND a.seat = p.seat)"
        ).fetchone()[0]
    total = steps[float("inf")]
    p99 = min(bound for bound, count in steps.items() if count >= 0.99 * total)
    p50 = min(bound for bound, count in steps.items() if count >= 0.5 * total)
    print(f"games at once        {games:>10,}")
    print(f"votes cast           {crowd.cast:>10,}")
    print(f"answers stored       {stored:>10,}")
    print(f"scores that differ   {unequal:>10,}")
    print(f"steps (results, questions) {total:>4,}")
    print(f"step p50 at most     {p50 * 1000:>10.1f} ms")
    print(f"step p99 at most     {p99 * 1000:>10.1f} ms (target 100)")


def main(games: int = 1_000, players: int = 20, questions: int = 2, spread: float = 60.0) -> None:
    """Run the benchmark; first questions fall due over `spread` seconds."""
    asyncio.run(play(games, players, questions, spread))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:5]))
