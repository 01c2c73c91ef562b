"""The daily quiz at scale: planning and claiming 100,000, and how long sending takes."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cities.catalogue import load_catalogue
from bot.cities.names import Gazetteer, load_towns
from bot.daily.clock import CLAIMED_AT_ONCE, PAID_PAGE, plan_batch
from bot.daily.composing import Composer
from bot.daily.moves import sending
from bot.daily.pace import Pace
from bot.daily.rules import Subscription
from bot.daily.store.deliveries import Delivery, Payload, find_due
from bot.daily.store.prompts import save_prompt
from bot.daily.store.subscriptions import save_subscription
from bot.db import Database, Transaction, open_database
from bot.limiter import BROADCASTS_PER_SECOND, PAID_PER_SECOND
from bot.questions.bank import QuestionBank
from bot.services import Services
from bot.settings import Settings

SUBSCRIBERS = 100_000

NOW = datetime(2026, 5, 9, 5, 59, tzinfo=UTC)
DUE = NOW + timedelta(minutes=1)


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
            composer = make_composer(db)
            planning = await beside_others(db, plan(db))
            claiming = await beside_others(db, claim(db, composer))
    seconds = planning.seconds + claiming.seconds
    print(
        f"{SUBSCRIBERS:,} subscriptions due in one minute, planned and claimed in {seconds:.1f} s"
    )
    for name, result in (("planning", planning), ("claiming", claiming)):
        print(f"  {name:<9} {result.seconds:5.1f} s, busy {result.busy:.1f} s; {result}")


def make_composer(db: Database) -> Composer:
    """Who words the questions, with the bank read."""
    catalogue = load_catalogue()
    names, bank = Gazetteer(catalogue, load_towns()), QuestionBank(catalogue)
    composer = Composer(Services(Settings(), db, catalogue, names, bank))
    composer.asking.warm_up()
    return composer


def fill(tx: Transaction, first: int, count: int) -> None:
    """Subscriptions at nine in Moscow."""
    for chat_id in range(first, first + count):
        save_subscription(tx, Subscription(chat_id, 540, "Europe/Moscow", NOW - timedelta(hours=1)))


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


async def beside_others(db: Database, job: Coroutine[Any, Any, None]) -> Result:
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
        await db.write(save_prompt, -n, 0, "hour", 0)
        waits.append(time.perf_counter() - start)
        await asyncio.sleep(0.01)


async def plan(db: Database) -> None:
    """Plan everybody's next 36 hours, as the clockwork does."""
    pace = Pace()
    while await plan_batch(db, NOW, frozenset(), pace):
        pass


async def claim(db: Database, composer: Composer) -> None:
    """Choose and word everybody's question and mark it as under way, as paid sending does."""
    while due := await db.read(find_due, DUE, PAID_PAGE):
        for first in range(0, len(due), CLAIMED_AT_ONCE):
            some = due[first : first + CLAIMED_AT_ONCE]
            offers = await db.read(word_all, composer, some)
            assert len(await db.write(sending.claim, offers, DUE, False)) == len(some)


def word_all(
    tx: Transaction, composer: Composer, due: Sequence[Delivery]
) -> list[tuple[Delivery, Payload]]:
    """What each message says; the choice looks at what its reader remembers."""
    return [
        (d, composer.asking.word(composer.choose(tx, d), d.locale.value).to_payload()) for d in due
    ]


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
