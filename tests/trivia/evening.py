"""An evening of games: people in a group, the game they play, and how a test moves it on."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import Any

from bot.sandbox.people import Person, Room, Seen
from tests.conftest import World

PATIENCE = 30.0


class Evening:
    """A group at play; `host` is the first of its people."""

    def __init__(self, world: World, room: Room, people: list[Person]) -> None:
        self.world = world
        self.room = room
        self.people = people
        self.host = people[0]

    async def opens(self) -> Seen:
        """The host opens a lobby."""
        return await self.host.asks("/trivia", self.room)

    async def sets(self, lobby: Seen, field: str, value: str) -> None:
        """The host changes a setting by its buttons."""
        for label in ("⚙", field):
            await self.host.taps(label, lobby)
            await self.world.sandbox.quiet()
        await self.host.taps(value, lobby)
        await self.world.sandbox.quiet()
        await self.host.taps("‹", lobby)
        await self.world.sandbox.quiet()

    async def joins(self, lobby: Seen, *people: Person) -> None:
        """People press "I'm in"."""
        for person in people:
            press = await person.taps("✋", lobby)
            await self.world.sandbox.notice(press)

    async def starts(self, lobby: Seen) -> Seen:
        """The host starts; the first board."""
        await self.host.taps("▶", lobby)
        return lobby

    async def next_question(self) -> Seen:
        """Time passes until the next question is there."""
        before = sum(self.shown(m.id) for m in self.room.messages)
        self.room.forget()
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.passes(15)
                asked = [m for m in self.room.messages if self.shown(m.id)]
                if len(asked) > before:
                    return asked[-1]

    async def passes(self, seconds: float) -> None:
        """Time passes, and the bot does what is due."""
        self.world.clock.advance(seconds)
        await asyncio.sleep(0.6)
        await self.world.sandbox.quiet()

    def right(self, poll: Seen) -> int:
        """The right option of a poll, which only the sandbox knows."""
        assert poll.poll is not None
        return self.world.sandbox.world.polls[poll.poll["id"]].correct[0]

    def all_right(self, poll: Seen) -> tuple[int, ...]:
        """All right options of a poll."""
        assert poll.poll is not None
        return self.world.sandbox.world.polls[poll.poll["id"]].correct

    def wrong(self, poll: Seen) -> int:
        """A wrong option of a poll."""
        assert poll.poll is not None
        right = self.all_right(poll)
        return next(n for n in range(len(poll.poll["options"])) if n not in right)

    async def begins(self, *people: Person, **settings: str) -> Seen:
        """A game with these people and the host, set up and at its first question."""
        lobby = await self.opens()
        if settings:
            self.choose(**settings)
        await self.joins(lobby, *people)
        await self.starts(lobby)
        return await self.next_question()

    def choose(self, **settings: Any) -> None:
        """Change the setup behind the buttons."""
        with closing(sqlite3.connect(self.world.settings.state, timeout=5)) as state, state:
            row = state.execute("SELECT id, setup FROM trivia_game ORDER BY id DESC").fetchone()
            setup = json.dumps({**json.loads(row[1]), **settings})
            state.execute("UPDATE trivia_game SET setup = ? WHERE id = ?", (setup, row[0]))

    async def says(self, words: str, timeout: float = PATIENCE) -> Seen:  # noqa: ASYNC109
        """Wait until the bot has said something with these words in it."""
        async with asyncio.timeout(timeout):
            while True:
                for message in reversed(self.room.messages):
                    if words in message.text:
                        return message
                await self.passes(1)

    def times_between_questions(self) -> float:
        """The shortest time between two questions of a game, in seconds."""
        times = [r["opened_ms"] for r in self.rows("SELECT opened_ms FROM trivia_turn ORDER BY id")]
        shortest: int = min(later - earlier for earlier, later in pairwise(times))
        return shortest / 1000

    def question(self) -> dict[str, Any]:
        """The question asked last, as the bot knows it."""
        (row,) = self.rows("SELECT question FROM trivia_turn ORDER BY id DESC LIMIT 1")
        found: dict[str, Any] = json.loads(row["question"])
        return found

    async def until(self, holds: Any, *args: Any, patience: float = PATIENCE) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(patience):
            while not holds(*args):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def shown(self, message_id: int) -> bool:
        """Whether the bot knows that a message of its own has arrived."""
        return bool(self.rows("SELECT 1 FROM trivia_copy WHERE message_id = :id", id=message_id))

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """What the state holds."""
        with closing(sqlite3.connect(self.world.settings.state)) as state:
            state.row_factory = sqlite3.Row
            return [dict(row) for row in state.execute(sql, values)]

    def setup(self) -> dict[str, Any]:
        """The setup of the latest game."""
        (row,) = self.rows("SELECT setup FROM trivia_game ORDER BY id DESC LIMIT 1")
        found: dict[str, Any] = json.loads(row["setup"])
        return found

    def points(self) -> dict[str, int]:
        """Everybody's points in the latest game."""
        rows = self.rows(
            "SELECT user_name, points FROM trivia_player "
            "WHERE game_id = (SELECT max(id) FROM trivia_game)"
        )
        return {row["user_name"]: row["points"] for row in rows}


def gather(
    world: World, language: str = "en", names: str = "Anna Boris Clara Dina Egor"
) -> Evening:
    """Five people in a group with the bot."""
    people = [world.sandbox.person(name, language) for name in names.split()]
    return Evening(world, world.sandbox.supergroup("History club", people), people)
