"""Updates are kept until done: repeats, resets, rubbish, order, and failures at every step."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import inbox as inbox_module
from bot.context import RECEIPT
from bot.db import Database, StorageError, Transaction, open_database
from bot.door import Door
from bot.inbox import WARNED, Inbox, Raw, UnreadableUpdateError, find_lane, purge
from bot.metrics import WAITING, read_gauge
from bot.processor import LONGEST_LANE
from bot.throttle import Verdict
from tests.conftest import Clock
from tests.people import ANNA, BORIS, GROUP, Person
from tests.virtual import run_virtually


def admit(_raw: Raw) -> Verdict:
    return Verdict.ADMIT


class Counter:
    """A handler that counts each update in the state, once, as features do."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.told: list[int] = []
        self.failed: list[int] = []
        """Those whose sender is told that it could not be saved."""

    async def __call__(self, raw: Raw) -> None:
        receipt = RECEIPT.get()
        assert receipt is not None

        def count(tx: Transaction) -> None:
            tx.execute("INSERT INTO effect VALUES (:id)", {"id": raw["update_id"]})
            receipt.mark(tx)

        try:
            await self.db.write(count)
        except StorageError:
            self.failed.append(raw["update_id"])
            raise
        receipt.done = True
        self.told.append(raw["update_id"])


def make_effects(tx: Transaction) -> None:
    tx.execute("CREATE TABLE effect (update_id INTEGER)")


def read_effects(tx: Transaction) -> list[int]:
    return [row[0] for row in tx.execute("SELECT update_id FROM effect ORDER BY 1")]


def read_states(tx: Transaction) -> dict[int, int]:
    rows = tx.execute("SELECT state, count(*) FROM inbox GROUP BY state")
    return {row[0]: row[1] for row in rows}


@pytest.fixture
async def counter(db: Database) -> Counter:
    await db.write(make_effects)
    return Counter(db)


@pytest.fixture
def inbox(db: Database, clock: Clock, counter: Counter) -> Inbox:
    return Inbox(db, clock, counter, admit)


def numbered(number: int, chat: int = 1) -> Raw:
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}}
    return {"update_id": number, "message": message}


async def test_repeats_shuffles_and_an_id_reset_have_every_effect_once(
    inbox: Inbox, db: Database
) -> None:
    rng = random.Random(20)
    numbers = [*range(800_000, 807_000), *range(5_000, 8_000)]
    sent: list[int] = []
    for start in range(0, len(numbers), 100):
        block = [n for n in numbers[start : start + 100] for _ in range(rng.randint(1, 3))]
        rng.shuffle(block)
        sent += block
    for start in range(0, len(sent), 100):
        await inbox.accept([numbered(n, chat=n % 50) for n in sent[start : start + 100]])
    await inbox.rest()
    assert await db.read(read_effects) == sorted(numbers)
    assert await db.read(read_states) == {1: len(numbers)}


async def test_what_waits_is_told_as_it_is_also_where_decisions_mark_the_updates(
    inbox: Inbox,
) -> None:
    await inbox.accept([numbered(n, chat=n) for n in range(50)])
    assert read_gauge(WAITING) > 0
    await inbox.rest()
    assert read_gauge(WAITING) == 0


async def test_one_bad_update_in_a_thousand_is_put_aside(db: Database, clock: Clock) -> None:
    seen: list[int] = []

    async def read(raw: Raw) -> None:
        if raw.get("update_id") == 500:
            raise UnreadableUpdateError("KeyError")
        seen.append(raw["update_id"])

    inbox = Inbox(db, clock, read, admit)
    await inbox.accept([numbered(n) for n in range(1000)])
    await inbox.rest()
    assert len(seen) == 999
    assert await db.read(read_states) == {1: 999, 2: 1}


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": "hello"},
        {"update_id": 1, "message": {"chat": {}}},
        {"update_id": 1, "message": {"chat": {"id": "x"}}},
        {"update_id": 1, "callback_query": {"message": {"chat": []}}},
        {"update_id": 1, "telepathy": {"thought": 1}},
        {"update_id": 1, "inline_query": {"from": {"id": None}}},
    ],
)
async def test_rubbish_has_no_lane_and_stops_nobody(
    raw: Raw, inbox: Inbox, counter: Counter
) -> None:
    with pytest.raises(UnreadableUpdateError):
        find_lane(raw)
    await inbox.accept([raw, numbered(2), {"no": "number"}])
    await inbox.rest()
    assert 2 in counter.told


def test_lanes_are_chats_topics_and_people() -> None:
    topic = ANNA.says("hi", GROUP)
    topic["message"] |= {"is_topic_message": True, "message_thread_id": 5}
    vote = {"update_id": 1, "poll_answer": {"poll_id": "9", "user": ANNA.user, "option_ids": [0]}}
    assert find_lane(ANNA.says("hi")) == find_lane(ANNA.taps("x")) == find_lane(vote) == (1, 0)
    assert find_lane(ANNA.says("hi", GROUP)) == find_lane(BORIS.taps("x", GROUP)) == (GROUP, 0)
    assert find_lane(topic) == (GROUP, 5)
    assert find_lane({"update_id": 1, "poll": {"id": "9"}}) == ("poll", "9")


async def test_each_chat_is_in_order_and_a_slow_one_delays_nobody(
    db: Database, clock: Clock
) -> None:
    order: dict[int, list[int]] = defaultdict(list)
    slow_may_go = asyncio.Event()

    async def listen(raw: Raw) -> None:
        chat = raw["message"]["chat"]["id"]
        if chat == 0:
            await slow_may_go.wait()
        await asyncio.sleep(0)
        order[chat].append(raw["update_id"])

    inbox = Inbox(db, clock, listen, admit)
    await inbox.accept([numbered(n, chat=n % 20) for n in range(2000)])
    await inbox._lanes.ease(100)
    assert order[0] == []
    slow_may_go.set()
    await inbox.rest()
    assert all(numbers == sorted(numbers) for numbers in order.values())
    assert len(order[0]) == 100


async def test_after_a_crash_what_was_not_done_is_done(
    db: Database, clock: Clock, counter: Counter
) -> None:
    await db.write(inbox_module.keep, [numbered(n) for n in range(10)], [], clock())
    await db.write(inbox_module.mark_done, [1, 2, 3])
    inbox = Inbox(db, clock, counter, admit)
    assert await inbox.recover() == 7
    await inbox.rest()
    assert await db.read(read_effects) == list(range(3, 10))


class DiedError(BaseException):
    """The process is gone, in the middle of something."""


async def test_an_update_the_bot_does_not_survive_is_put_aside_and_no_other(
    db: Database, clock: Clock
) -> None:
    """Update 5 ends the bot whenever it is handled; ten others are at work beside it."""
    handled: set[int] = set()
    await db.write(inbox_module.keep, [numbered(n, chat=n) for n in range(11)], [], clock())
    for _ in range(12):
        died = asyncio.Event()

        async def work(raw: Raw, died: asyncio.Event = died) -> None:
            await asyncio.sleep(0)
            if raw["update_id"] == 5:
                died.set()
            if died.is_set():
                await asyncio.Event().wait()
            handled.add(raw["update_id"])

        inbox = Inbox(db, clock, work, admit)
        starting = asyncio.create_task(inbox.recover())
        dying = asyncio.create_task(died.wait())
        await asyncio.wait({starting, dying}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.01)
        starting.cancel()
        dying.cancel()
        await inbox.finish(0.0)
    assert handled == set(range(11)) - {5}
    assert await db.read(read_states) == {1: 10, 2: 1}


async def test_updates_are_forgotten_after_two_days(db: Database, clock: Clock) -> None:
    await db.write(inbox_module.keep, [numbered(1)], [], clock())
    clock.move(hours=49)
    await db.write(inbox_module.keep, [numbered(2)], [], clock())
    clock.move(hours=-1)
    await db.write(purge, clock(), 100)
    assert await db.read(read_states) == {0: 1}


async def test_an_update_said_nothing_once_it_is_done(inbox: Inbox, db: Database) -> None:
    await inbox.accept([BORIS.says("my secret")])
    await inbox.rest()
    rows = await db.read(lambda tx: tx.execute("SELECT raw FROM inbox").fetchall())
    assert [row["raw"] for row in rows] == [None]


class FailingWriter:
    """Stands before a database and fails the nth write, once or from then on."""

    def __init__(self, db: Database, nth: int, for_ever: bool) -> None:
        self.db = db
        self.left = nth
        self.for_ever = for_ever
        self.read = db.read

    async def write(self, function: Callable[..., Any], *args: Any) -> Any:
        self.left -= 1
        if self.left == 0 or (self.for_ever and self.left < 0):
            raise StorageError("disk I/O error")
        return await self.db.write(function, *args)


@pytest.mark.parametrize("for_ever", [False, True])
async def test_whichever_write_fails_no_update_is_lost_or_done_twice(
    db: Database, clock: Clock, for_ever: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nth write fails, for every n; then the bot starts again on a disk that works."""
    monkeypatch.setattr(inbox_module, "MARK_SECONDS", 0.0)
    await db.write(make_effects)
    for nth in range(1, 9):
        numbers = [nth * 100 + i for i in range(3)]
        failing: Any = FailingWriter(db, nth, for_ever)
        counter = Counter(failing)
        inbox = Inbox(failing, clock, counter, admit)
        for number in numbers:
            try:
                await inbox.accept([numbered(number, chat=number)])
            except StorageError:
                await db.write(inbox_module.keep, [numbered(number, chat=number)], [], clock())
        with contextlib.suppress(StorageError):
            await inbox.rest()
        again = Inbox(db, clock, Counter(db), admit)
        await again.recover()
        await again.rest()
        effects = [n for n in await db.read(read_effects) if n // 100 == nth]
        assert len(effects) == len(set(effects))
        assert set(numbers) - set(effects) <= set(counter.failed)


async def test_a_lane_however_long_loses_nothing_and_keeps_its_order(
    db: Database, clock: Clock
) -> None:
    """One chat has 1,500 updates waiting; most of them wait on disk, and nobody else waits."""
    go = asyncio.Event()
    order: list[int] = []
    said: list[str] = []

    async def wait(raw: Raw) -> None:
        if raw["message"]["chat"]["id"] == 1:
            await go.wait()
            order.append(raw["update_id"])
            said.append(raw["message"]["text"])
        elif raw["update_id"] == 9_999:
            go.set()

    inbox = Inbox(db, clock, wait, admit)
    updates = [numbered(n) for n in range(1_500)]
    for raw in updates:
        raw["message"]["text"] = f"text {raw['update_id']}"
    for start in range(0, 1_500, 100):
        await inbox.accept(updates[start : start + 100])
    assert inbox.waiting == 1_500
    assert inbox._lanes.at_hand == LONGEST_LANE + 1
    await inbox.accept([numbered(9_999, chat=2)])
    await inbox.rest()
    assert order == list(range(1_500))
    assert said == [f"text {n}" for n in range(1_500)]
    assert await db.read(read_states) == {1: 1_501}


async def test_five_thousand_votes_on_one_poll_all_count(
    db: Database, clock: Clock, inbox: Inbox
) -> None:
    votes = [
        {"update_id": n, "poll_answer": {"poll_id": "9", "user": {"id": n}, "option_ids": [0]}}
        for n in range(1, 5_001)
    ]
    for start in range(0, 5_000, 100):
        await inbox.accept(votes[start : start + 100])
    await inbox.rest()
    assert await db.read(read_effects) == list(range(1, 5_001))


async def test_a_crash_with_a_long_lane_loses_nothing(
    db: Database, clock: Clock, counter: Counter
) -> None:
    async def hang(_raw: Raw) -> None:
        await asyncio.Event().wait()

    hanging = Inbox(db, clock, hang, admit)
    await hanging.accept([numbered(n) for n in range(700)])
    assert not await hanging.finish(0.01)
    inbox = Inbox(db, clock, counter, admit)
    assert await inbox.recover() == 700
    await inbox.rest()
    assert counter.told == list(range(700))


async def test_a_disk_that_fails_for_a_while_uses_up_nobodys_patience(
    db: Database, clock: Clock, counter: Counter
) -> None:
    """Telegram repeats what could not be stored; the sender is not taken for a flood."""
    door = Door(123456, "DoblestBot")
    updates = [ANNA.says(f"/city {n}") for n in range(10)]
    failing: Any = FailingWriter(db, 1, for_ever=True)
    inbox = Inbox(failing, clock, counter, door.judge)
    for _ in range(20):
        with pytest.raises(StorageError):
            await inbox.accept(updates)
    failing.for_ever = False
    await inbox.accept(updates)
    await inbox.rest()
    assert len(counter.told) == 10


def test_a_flood_of_200_a_second_costs_others_nothing(state: Path, clock: Clock) -> None:
    """A minute of virtual time: Anna sends 12,000 messages, fifty others ten each."""

    async def story() -> tuple[list[Raw], list[Raw], dict[int, int], float]:
        loop = asyncio.get_running_loop()
        handled: list[Raw] = []
        delays: list[float] = []

        async def work(raw: Raw) -> None:
            await asyncio.sleep(0.05)
            handled.append(raw)
            delays.append(loop.time() - sent[raw["update_id"]])

        sent: dict[int, float] = {}
        async with open_database(state) as db:
            inbox = Inbox(db, clock, work, Door(123456, "DoblestBot", loop.time).judge)
            for tick in range(600):
                others = [Person(100 + tick % 50, "Boris").says("/city Omsk")] if tick < 500 else []
                batch = [ANNA.says(f"flood {i}") for i in range(20)] + others
                sent |= {raw["update_id"]: loop.time() for raw in batch}
                await inbox.accept(batch)
                await asyncio.sleep(0.1)
            await inbox.rest()
            states = await db.read(read_states)
        assert max(delays) < 1.5
        flood = [raw for raw in handled if raw["message"]["from"]["id"] == ANNA.id]
        return flood, [raw for raw in handled if raw not in flood], states, loop.time()

    flood, others, states, seconds = run_virtually(story())
    assert len(flood) <= 20 + 1 + seconds / 3
    assert sum(raw.get(WARNED, False) for raw in flood) == 1
    assert len(others) == 500
    assert states == {1: len(flood) + 500}


def test_people_are_told_apart() -> None:
    assert find_lane(Person(5, "Dora").says("hi")) != find_lane(Person(6, "Egor").says("hi"))


def test_the_state_is_sqlite_with_upsert() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)
