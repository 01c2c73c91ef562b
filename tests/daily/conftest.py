"""Anna's world: a bot whose daily clock follows the world's, so that nothing seems to jump."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from bot.app import RunningBot
from bot.chats.rules import day_number
from bot.daily.clock import CLOCKWORK, Clockwork
from bot.daily.moves.settings import subscribe
from bot.daily.rules import Slot, State, Subscription, find_instant
from bot.daily.store import planning, subscriptions
from bot.daily.watch import Watch
from bot.db import Database, Transaction
from bot.sandbox.people import Person, Room, Seen
from bot.sandbox.sandbox import MovableClock, Sandbox
from tests.conftest import World

MOSCOW = "Europe/Moscow"
NINE = 540


def clockwork_of(bot: RunningBot, clock: MovableClock) -> Clockwork:
    """The bot's clockwork, its two clocks going alike."""
    found: Clockwork = bot.application.bot_data[CLOCKWORK]
    found.monotonic = lambda: clock().timestamp()
    found._watch = Watch()
    return found


@dataclass
class Morning:
    """A running bot, and ways to let time pass over it."""

    bot: RunningBot
    world: World

    def __post_init__(self) -> None:
        clockwork_of(self.bot, self.world.clock)

    @property
    def clock(self) -> Clockwork:
        found: Clockwork = self.bot.application.bot_data[CLOCKWORK]
        return found

    @property
    def db(self) -> Database:
        return self.bot.application.services.db

    @property
    def sandbox(self) -> Sandbox:
        return self.world.sandbox

    async def beat(self) -> None:
        """One tick of the clockwork and all it sends."""
        await self.clock.tick()
        await self.clock.rest()

    async def at(self, moment: datetime) -> None:
        """Let it become this time, and send what is due."""
        self.world.clock.set(moment)
        await self.beat()

    async def meet(self, name: str, language: str = "en") -> Person:
        """Somebody the bot has met."""
        person = self.sandbox.person(name, language)
        await person.asks("/language", person.private())
        await self.sandbox.quiet()
        return person

    async def subscribe(self, room: Room, minute: int = NINE, zone: str = MOSCOW) -> Subscription:
        """A chat's daily quiz, agreed behind the scenes."""
        sub = Subscription(room.id, minute, zone, self.world.clock())
        return await self.db.write(subscribe, sub, self.world.clock())

    async def states(self) -> list[tuple[str, State]]:
        """Every delivery's day and state, in order."""
        return await self.db.read(list_states)


def list_states(tx: Transaction) -> list[tuple[str, State]]:
    rows = tx.execute("SELECT local_date, state FROM delivery ORDER BY sub_id, local_date")
    return [(row["local_date"], State(row["state"])) for row in rows]


def polls(room: Room) -> list[Seen]:
    """The quizzes in a chat."""
    return [message for message in room.messages if message.poll]


def nine(day: int, month: int = 5) -> datetime:
    """Nine o'clock in Moscow."""
    return find_instant(date(2026, month, day), NINE, MOSCOW)


def fill_with_due(tx: Transaction, first: int, count: int, due: datetime) -> None:
    """Many chats, numbered from `first` on, each with one message due and nothing to plan."""
    minute, far = due.hour * 60 + due.minute, due + timedelta(days=2)
    for chat_id in range(first, first + count):
        tx.execute(
            "INSERT INTO chat (chat_id, kind, locale, seen_day) "
            "VALUES (:id, 'private', 'en', :today)",
            {"id": chat_id, "today": day_number(due)},
        )
        sub = Subscription(chat_id, minute, "UTC", due - timedelta(minutes=1))
        sub_id = subscriptions.save_subscription(tx, sub)
        planning.insert_planned(tx, [sub_id], Slot(due.date(), due))
        planning.note_planned(tx, [sub_id], far, far)


@pytest.fixture
async def morning(world: World) -> AsyncIterator[Morning]:
    """A bot at work on the eve of 10 May 2026."""
    async with world.bot() as bot:
        yield Morning(bot, world)
