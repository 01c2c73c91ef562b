"""One question a day: sent once, late or not at all, whatever Telegram, the disk or people do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.daily.clock import plan_batch
from bot.daily.pace import Pace
from bot.daily.rules import State, Subscription
from bot.daily.store.subscriptions import save_subscription
from bot.daily.watch import Watch
from bot.db import Database, StorageError, Transaction, to_ms
from bot.limiter import Limiter
from tests.conftest import World
from tests.daily.conftest import MOSCOW, NINE, Morning, clockwork_of, nine, polls


async def test_anna_gets_one_question_at_nine(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    await morning.at(nine(10) - timedelta(minutes=1))
    assert polls(anna.private()) == []
    await morning.at(nine(10))
    await morning.beat()
    assert len(polls(anna.private())) == 1


@pytest.mark.parametrize(("hours", "sent"), [(5 / 60, 1), (5, 1), (7, 0), (72 + 8, 0), (72 + 1, 1)])
async def test_after_downtime_comes_at_most_todays_question(
    world: World, hours: float, sent: int
) -> None:
    async with world.bot() as bot:
        morning = Morning(bot, world)
        anna = await morning.meet("Anna")
        await morning.subscribe(anna.private())
        await morning.beat()
    world.clock.set(nine(10) + timedelta(hours=hours))
    async with world.bot() as bot:
        await Morning(bot, world).beat()
    assert len(polls(anna.private())) == sent


async def test_eight_planners_at_once_plan_each_day_once(db: Database, world: World) -> None:
    now = world.clock()

    def settle(tx: Transaction) -> None:
        for chat_id in range(1, 1001):
            save_subscription(tx, Subscription(chat_id, NINE, MOSCOW, now))

    async def plan(hours: int) -> None:
        while await plan_batch(db, now + timedelta(hours=hours), frozenset(), Pace()):
            pass

    await db.write(settle)
    for hours in (0, 12, 24, 36):
        await asyncio.gather(*(plan(hours) for _ in range(8)))
    days = await db.read(
        lambda tx: tx.execute(
            "SELECT local_date, count(*) AS n FROM delivery GROUP BY local_date ORDER BY 1"
        ).fetchall()
    )
    assert [tuple(row) for row in days] == [
        ("2026-05-10", 1000),
        ("2026-05-11", 1000),
        ("2026-05-12", 1000),
    ]


@pytest.mark.parametrize("action", ["reset_after", "truncate", "answer_after", "refuse"])
async def test_what_may_have_arrived_is_never_sent_again(morning: Morning, action: str) -> None:
    people = [await morning.meet(f"Person {n}") for n in range(12)]
    for person in people:
        await morning.subscribe(person.private())
    morning.sandbox.fault(action, method="sendPoll", times=12, status=502, body="<html>")
    await morning.at(nine(10))
    assert {state for day, state in await morning.states() if day == "2026-05-10"} == {
        State.UNKNOWN
    }
    for minutes in (1, 10, 300):
        await morning.at(nine(10) + timedelta(minutes=minutes))
    shown = [len(polls(person.private())) for person in people]
    assert shown == [0 if action == "refuse" else 1] * 12


async def test_what_was_surely_not_sent_is_sent_once_later(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    morning.sandbox.fault("refuse", method="sendPoll", status=429, retry_after=40)
    await morning.at(nine(10))
    assert polls(anna.private()) == []
    morning.bot.application.bot.rate_limiter._paused_until.clear()  # type: ignore[union-attr]
    await morning.at(nine(10) + timedelta(seconds=41))
    await morning.at(nine(10) + timedelta(seconds=90))
    assert len(polls(anna.private())) == 1


async def test_whoever_blocks_is_left_alone_until_they_come_back(morning: Morning) -> None:
    anna, boris = await morning.meet("Anna"), await morning.meet("Boris")
    for person in (anna, boris):
        await morning.subscribe(person.private())
    await anna.blocks(anna.private())
    await morning.sandbox.quiet()
    for day in (10, 11):
        await morning.at(nine(day))
    assert len(attempts(morning.world)) == len(polls(boris.private())) == 2
    await anna.unblocks(anna.private())
    await morning.sandbox.quiet()
    await morning.at(nine(12))
    assert len(polls(anna.private())) == 1


async def test_a_block_nobody_reported_is_found_out_by_one_attempt(morning: Morning) -> None:
    people = [await morning.meet(f"Person {n}") for n in range(20)]
    for person in people:
        await morning.subscribe(person.private())
    gone = people[::3]
    for person in gone:
        person.deletes_account()
    for day in (10, 11):
        await morning.at(nine(day))
    assert len(attempts(morning.world)) == 20 + 20 - len(gone)
    kept = [person for person in people if person not in gone]
    assert [len(polls(person.private())) for person in kept] == [2] * len(kept)


async def test_a_refused_message_fails_for_the_day_and_comes_the_next(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    morning.sandbox.fault("refuse", method="sendPoll", status=400, description="Bad Request: no")
    await morning.at(nine(10))
    assert (await morning.states())[0] == ("2026-05-10", State.FAILED)
    await morning.at(nine(11))
    assert len(polls(anna.private())) == 1


async def test_a_group_that_becomes_a_supergroup_keeps_its_quiz(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    group = morning.sandbox.group("Omsk friends", [anna])
    await morning.subscribe(group)
    await morning.at(nine(10))
    supergroup = await anna.migrates(group)
    await morning.sandbox.quiet()
    for day in (11, 12):
        await morning.at(nine(day))
    assert [len(polls(group)), len(polls(supergroup))] == [1, 2]
    assert attempts(morning.world) == [group.id, supergroup.id, supergroup.id]


async def test_a_group_whose_move_nobody_told_is_followed_by_the_refusal(world: World) -> None:
    anna = world.sandbox.person("Anna", "en")
    group = world.sandbox.group("Omsk friends", [anna])
    async with world.bot() as bot:
        morning = Morning(bot, world)
        await morning.subscribe(group)
        await morning.at(nine(10))
    supergroup = await anna.migrates(group)
    world.sandbox.bot().queue.items.clear()
    async with world.bot() as bot:
        morning = Morning(bot, world)
        for day in (11, 12):
            await morning.at(nine(day))
    assert [len(polls(group)), len(polls(supergroup))] == [1, 2]
    assert attempts(world) == [group.id, group.id, supergroup.id, supergroup.id]


def attempts(world: World) -> list[int]:
    """The chats that quizzes were sent to, whether or not Telegram took them."""
    return [int(call.values["chat_id"]) for call in world.sandbox.journal.calls("sendPoll")]


async def test_a_restored_backup_pushes_nothing_of_the_time_since(world: World) -> None:
    async with world.bot() as bot:
        morning = Morning(bot, world)
        anna, boris = await morning.meet("Anna"), await morning.meet("Boris")
        await morning.subscribe(anna.private())
        await morning.subscribe(boris.private(), NINE + 240)
        await morning.beat()
        restored = nine(10) + timedelta(hours=2)
        await morning.db.write(
            lambda tx: tx.execute(
                "INSERT INTO install (key, value) VALUES ('restored_ms', :now)",
                {"now": str(to_ms(restored))},
            )
        )
    world.clock.set(restored + timedelta(minutes=5))
    async with world.bot() as bot:
        morning = Morning(bot, world)
        await morning.beat()
        assert next(state for _, state in await morning.states()) is State.UNKNOWN
        assert polls(anna.private()) == []
        await morning.at(nine(10) + timedelta(hours=4))
        assert len(polls(boris.private())) == 1
        await morning.at(nine(11))
    assert len(polls(anna.private())) == 1


async def test_a_jump_of_the_clock_stops_everything_for_a_minute(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    await morning.beat()
    seconds = 0.0
    clock = morning.clock
    clock.monotonic = lambda: seconds
    clock._watch = Watch()
    await clock.tick()
    morning.world.clock.set(nine(10))
    seconds += 15
    await clock.tick()
    assert polls(anna.private()) == []
    seconds += 61
    morning.world.clock.advance(61)
    await clock.tick()
    await clock.rest()
    assert len(polls(anna.private())) == 1


async def test_a_clock_that_is_not_telegrams_sends_nothing_until_it_is_put_right(
    morning: Morning,
) -> None:
    anna, boris = await morning.meet("Anna"), await morning.meet("Boris")
    for person in (anna, boris):
        await morning.subscribe(person.private())
    services = morning.bot.application.services
    fast = replace(services, clock=lambda: morning.world.clock() + timedelta(minutes=4))
    morning.world.clock.set(nine(10) - timedelta(minutes=4))
    morning.bot.application.services = fast
    await anna.asks("/language", anna.private())
    await morning.sandbox.quiet()
    await morning.beat()
    assert polls(anna.private()) + polls(boris.private()) == []
    morning.bot.application.services = services
    await anna.asks("/language", anna.private())
    await morning.sandbox.quiet()
    await morning.at(nine(10))
    assert [len(polls(person.private())) for person in (anna, boris)] == [1, 1]


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(hours=-1), timedelta(hours=8)])
async def test_a_jump_of_the_clock_doubles_nothing(morning: Morning, jump: timedelta) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    await morning.at(nine(10))
    await morning.at(nine(10) + jump)
    for hours in range(0, 72, 3):
        await morning.at(nine(10) + timedelta(hours=hours))
    days = [day for day, state in await morning.states() if state is State.SENT]
    assert len(polls(anna.private())) == len(set(days)) <= 4


async def test_a_year_that_was_a_mistake_costs_the_days_planned_and_no_more(
    morning: Morning,
) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    await morning.at(nine(10))
    await morning.at(nine(10) + timedelta(days=365, hours=2))
    for hours in range(1, 50, 4):
        await morning.at(nine(10) + timedelta(hours=hours))
    sent = [day for day, state in await morning.states() if state is State.SENT]
    assert [day for day in sent if day < "2027"] == ["2026-05-10", "2026-05-12"]


class FailingDatabase:
    """The state behind a disk that fails at the nth write, once or from then on."""

    def __init__(self, db: Database, nth: int, for_ever: bool) -> None:
        self._db = db
        self._nth = nth
        self._for_ever = for_ever
        self.writes = 0

    async def write(self, function, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.writes += 1
        if self.writes == self._nth or (self._for_ever and self.writes > self._nth):
            raise StorageError("the disk is full")
        return await self._db.write(function, *args, **kwargs)

    async def read(self, function, *args, **kwargs):  # type: ignore[no-untyped-def]
        return await self._db.read(function, *args, **kwargs)


@pytest.mark.parametrize("for_ever", [False, True])
async def test_whichever_write_fails_nothing_is_sent_twice_and_nothing_stays_open(
    world: World, for_ever: bool
) -> None:
    people = [world.sandbox.person(f"Person {n}", "en") for n in range(3)]
    for nth in range(1, 9):
        day = 9 + nth
        async with world.bot() as bot:
            morning = Morning(bot, world)
            for person in people:
                if nth == 1:
                    await person.asks("/language", person.private())
                    await morning.subscribe(person.private())
            await morning.beat()
            services = bot.application.services
            failing = FailingDatabase(services.db, nth, for_ever)
            bot.application.services = replace(services, db=failing)  # type: ignore[arg-type]
            await morning.at(nine(day))
            await morning.beat()
            bot.application.services = services
        async with world.bot() as bot:
            await Morning(bot, world).beat()
            states = [s for d, s in await Morning(bot, world).states() if d == f"2026-05-{day}"]
        assert State.SENDING not in states
        assert State.DUE not in states
        shown = [len(todays(person.private().messages, day)) for person in people]
        assert max(shown) <= 1
        assert sum(shown) >= sum(state is State.SENT for state in states)


def todays(messages: list, day: int) -> list:  # type: ignore[type-arg]
    start = nine(day).timestamp() - 3600
    return [m for m in messages if m.poll and m.json["date"] >= start]


async def test_what_is_under_way_at_a_stop_is_finished(world: World) -> None:
    world.sandbox.server.options.api_delay = 0.2
    async with world.bot() as bot:
        morning = Morning(bot, world)
        people = [await morning.meet(f"Person {n}") for n in range(20)]
        for person in people:
            await morning.subscribe(person.private())
        world.clock.set(nine(10))
        await clockwork_of(bot, world.clock).tick()
        await asyncio.sleep(0.3)
    async with world.bot() as bot:
        morning = Morning(bot, world)
        states = [state for day, state in await morning.states() if day == "2026-05-10"]
        assert State.UNKNOWN not in states
        await morning.beat()
    assert [len(polls(person.private())) for person in people] == [1] * 20


async def test_what_waits_for_its_turn_is_not_under_way(world: World) -> None:
    """A crash can leave in doubt only what was really being sent."""
    async with world.bot(Limiter()) as bot:
        morning = Morning(bot, world)
        people = [await morning.meet(f"Person {n}") for n in range(30)]
        for person in people:
            await morning.subscribe(person.private())
        world.clock.set(nine(10))
        await morning.clock.tick()
        for _ in range(20):
            await asyncio.sleep(0.04)
            states = [state for _, state in await morning.states()]
            assert states.count(State.SENDING) <= 3
        await morning.clock.rest()
        assert all(len(polls(person.private())) == 1 for person in people)
