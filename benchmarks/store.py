"""What the state's two doors hold: small transactions one by one, and fifty at a time.

python -m benchmarks store
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.db import Database, Transaction, open_database

WRITERS = 50
SECONDS = 3.0


def prepare(tx: Transaction) -> None:
    """Two tables, as a game has them."""
    tx.execute("CREATE TABLE score (id INTEGER PRIMARY KEY, points INTEGER)")
    tx.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, score_id INTEGER)")
    tx.execute_many("INSERT INTO score VALUES (:id, 0)", [{"id": i} for i in range(WRITERS)])


def play(tx: Transaction, player: int) -> None:
    """One update and one insert."""
    tx.execute("UPDATE score SET points = points + 1 WHERE id = :id", {"id": player})
    tx.execute("INSERT INTO answer (score_id) VALUES (:id)", {"id": player})


def look(tx: Transaction, player: int) -> int:
    """One row by its key."""
    row = tx.execute("SELECT points FROM score WHERE id = :id", {"id": player}).fetchone()
    return int(row["points"])


async def repeat(db: Database, player: int, delays: list[float], reading: bool) -> None:
    """Go through one of the doors until the time is up."""
    end = time.perf_counter() + SECONDS
    while (before := time.perf_counter()) < end:
        await (db.read(look, player) if reading else db.write(play, player))
        delays.append(time.perf_counter() - before)


async def measure() -> None:
    """Print rates and delays."""
    print("| way | per second | p50 ms | p99 ms |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder) / "state.sqlite3") as db:
            await db.write(prepare)
            for name, tasks, reading in (
                ("read, one at a time", 1, True),
                ("write, one at a time", 1, False),
                (f"write, {WRITERS} at a time", WRITERS, False),
            ):
                delays: list[float] = []
                await asyncio.gather(*(repeat(db, i, delays, reading) for i in range(tasks)))
                cuts = statistics.quantiles(delays, n=100)
                rate = len(delays) / SECONDS
                print(f"| {name} | {rate:,.0f} | {cuts[49] * 1e3:.2f} | {cuts[98] * 1e3:.2f} |")


def main() -> None:
    """Run the measurement."""
    asyncio.run(measure())
