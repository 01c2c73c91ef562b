"""Backups taken while the bot writes can each be restored, whole."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import backup, restore, verify
from bot.db import Transaction, open_database
from tests.notebook import Notebook

pytestmark = pytest.mark.soak

CYCLES = 50
ACCOUNTS = 100


def open_accounts(tx: Transaction) -> None:
    tx.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, points INTEGER)")
    tx.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, account_id INTEGER)")
    rows = [{"id": n} for n in range(ACCOUNTS)]
    tx.execute_many("INSERT INTO account VALUES (:id, 0)", rows)


def score(tx: Transaction, account: int) -> None:
    """One point, written in two tables: a copy with only one of them would show."""
    tx.execute("UPDATE account SET points = points + 1 WHERE id = :id", {"id": account})
    tx.execute("INSERT INTO entry (account_id) VALUES (:id)", {"id": account})


async def test_fifty_backups_under_a_hundred_writes_a_second_restore_whole(
    tmp_path: Path, notebook: Notebook
) -> None:
    state = tmp_path / "doblest.sqlite3"
    written, slowest, sizes = 0, 0.0, []
    async with open_database(state) as db:
        await db.write(open_accounts)

        async def keep_writing() -> None:
            nonlocal written, slowest
            while True:
                before = time.monotonic()
                await db.write(score, written % ACCOUNTS)
                slowest = max(slowest, time.monotonic() - before)
                written += 1
                await asyncio.sleep(0.006)

        writing = asyncio.create_task(keep_writing())
        began = time.monotonic()
        for cycle in range(CYCLES):
            await asyncio.sleep(0.3)
            at_least = written
            copy, restored = tmp_path / f"copy{cycle}", tmp_path / "again" / f"{cycle}.sqlite3"
            restored.parent.mkdir(exist_ok=True)
            await asyncio.to_thread(backup, state, copy)
            await asyncio.to_thread(restore, copy, restored)
            verify(restored)
            with closing(sqlite3.connect(restored)) as connection:
                (points,) = connection.execute("SELECT sum(points) FROM account").fetchone()
                (entries,) = connection.execute("SELECT count(*) FROM entry").fetchone()
            assert points == entries
            assert points >= at_least
            sizes.append(points)
        seconds = time.monotonic() - began
        writing.cancel()
    notebook.note(f"backups restored whole, at {written / seconds:.0f} writes/s", f"{CYCLES} of 50")
    notebook.note("slowest write meanwhile, ms", f"{slowest * 1000:.0f}")
