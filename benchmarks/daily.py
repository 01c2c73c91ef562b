"""The daily quiz at scale: planning and claiming 100,000, and how long sending takes."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.daily import moves, store
from bot.daily.clock import PAGE, plan_page
from bot.daily.rules import Subscription
from bot.db import Database, Transaction, open_database
from bot.limiter import BROADCASTS_PER_SECOND, PAID_IN_FLIGHT, PAID_PER_SECOND

SUBSCRIBERS = 100_000

NOW = datetime(2026, 5, 9, 5, 59, tzinfo=UTC)
DUE = NOW + timedelta(minutes=1)
PAYLOAD: dict[str, Any] = {"question": "who-made", "seed": 1}


def main() -> None:
    """Measure, then print how long sending takes by the limits."""
    asyncio.run(measure())
    print_durations()


async def measure() -> None:
    """Plan and claim, with another writer at work the whole time."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder) / "state.sqlite3") as db:
            for first in range(1, SUBSCRIBERS + 1, 5_000):
                await db.write(fill, first, 5_000)
            planning = await beside_others(db, plan(db))
            claiming = await beside_others(db, claim(db))
    seconds = planning.seconds + claiming.seconds
    print(
        f"{SUBSCRIBERS:,} subscriptions due in one minute, planned and claimed in {seconds:.1f} s"
    )
    for name, result in (("planning", planning), ("claiming", claiming)):
        print(f"  {name:<9} {result.seconds:5.1f} s, busy {result.busy:.1f} s; {result}")


def fill(tx: Transaction, first: int, count: int) -> None:
    """Subscriptions at nine in Moscow."""
    for chat_id in range(first, first + count):
        store.save_subscription(
            tx, Subscription(chat_id, 540, "Europe/Moscow", NOW - timedelta(hours=1))
        )


class Result:
    """How long a job took and how long other writers waited meanwhile."""

    def __init__(self, seconds: float, busy: float, waits: list[float]) -> None:
        self.seconds = seconds
        self.busy = busy
        self.waits = sorted(waits)

    def __str__(self) -> str:
        middle, high, most = (
            1000 * self.waits[min(int(len(self.waits) * share), len(self.waits) - 1)]
            for share in (0.5, 0.99, 1.0)
        )
        return f"another write waits {middle:.1f} ms (p50), {high:.1f} (p99), {most:.1f} (most)"


async def beside_others(db: Database, job: Any) -> Result:
    """Run a job while another writer writes a hundred times a second."""
    waits: list[float] = []
    other = asyncio.create_task(write_now_and_then(db, waits))
    start, busy = time.perf_counter(), time.process_time()
    await job
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    other.cancel()
    return Result(seconds, busy, waits)


async def write_now_and_then(db: Database, waits: list[float]) -> None:
    """A small write every 10 ms, each timed in seconds."""
    for n in itertools.count():
        start = time.perf_counter()
        await db.write(store.save_prompt, -n, 0, "hour", 0)
        waits.append(time.perf_counter() - start)
        await asyncio.sleep(0.01)


async def plan(db: Database) -> None:
    """Plan everybody's next 36 hours, as the clockwork does."""
    tokens = itertools.count()

    def choose(_tx: Transaction, _sub: Subscription, _day: date) -> dict[str, Any]:
        return PAYLOAD

    content = moves.Content(frozenset(), choose, lambda: f"{next(tokens):010x}")
    while await plan_page(db, NOW, content):
        pass


async def claim(db: Database) -> None:
    """Mark every due message as under way, as many at a time as paid sending has in flight."""
    while due := await db.read(store.find_due, DUE, PAGE):
        queue = iter(due)
        await asyncio.gather(*(claim_some(db, queue) for _ in range(PAID_IN_FLIGHT)))


async def claim_some(db: Database, queue: Any) -> None:
    """One worker's share."""
    for delivery in queue:
        assert await db.write(moves.claim, delivery, PAYLOAD, DUE, False)


def print_durations() -> None:
    """How long a day's messages take when all are due in the same minute."""
    print("\nsubscribers due at once   free (25/s)   paid (1,000/s)")
    for readers in (1_000, 10_000, 100_000, 1_000_000):
        free, paid = readers / BROADCASTS_PER_SECOND, readers / PAID_PER_SECOND
        print(f"{readers:>23,}   {word_seconds(free):>11}   {word_seconds(paid):>14}")


def word_seconds(seconds: float) -> str:
    """A duration in the unit that fits."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    main()
