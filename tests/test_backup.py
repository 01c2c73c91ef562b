"""Backups are taken under load, verified, put back, and never bring back the forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import privacy
from bot.backup import backup, restore, verify
from bot.chats import store
from bot.db import Database, Transaction, open_database
from bot.i18n import Locale
from bot.lock import StateInUseError, hold_lock
from bot.migrations import StateRefusedError
from tests.conftest import Clock


def know_chats(tx: Transaction, first: int, last: int, clock: Clock) -> None:
    for chat_id in range(first, last):
        store.meet_chat(tx, chat_id, "private", Locale.RU, clock())


async def test_a_backup_taken_while_the_bot_writes_is_whole(
    db: Database, state: Path, tmp_path: Path, clock: Clock
) -> None:
    async def write_on() -> None:
        for start in range(1, 2_000, 20):
            await db.write(know_chats, start, start + 20, clock)

    writing = asyncio.create_task(write_on())
    await db.write(know_chats, 5_001, 5_021, clock)
    await asyncio.to_thread(backup, state, tmp_path / "copy")
    await writing
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) % 20 FROM chat").fetchone() == (0,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_what_is_restored_is_what_was_backed_up(
    state: Path, tmp_path: Path, clock: Clock
) -> None:
    async with open_database(state) as db:
        await db.write(know_chats, 1, 11, clock)
        backup(state, tmp_path / "copy")
        await db.write(know_chats, 11, 21, clock)
        await db.write(privacy.forget, 3, clock())
    kept = restore(tmp_path / "copy", state, clock())
    assert kept is not None
    verify(kept)
    async with open_database(state) as db:
        people = await db.read(privacy.known_people)
        restored = await db.read(
            lambda tx: tx.execute("SELECT value FROM install WHERE key = 'restored_ms'").fetchone()
        )
    assert people == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert int(restored["value"]) == clock().timestamp() * 1000


async def test_nothing_is_overwritten(db: Database, state: Path, tmp_path: Path) -> None:
    backup(state, tmp_path / "copy")
    with pytest.raises(FileExistsError):
        backup(state, tmp_path / "copy")
    with pytest.raises(FileNotFoundError):
        backup(tmp_path / "nowhere", tmp_path / "other")


def damage(file: Path) -> None:
    file.write_bytes(b"rubbish" * 1000)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 rubbish" * 500, b"text"])
def test_an_unsound_backup_is_refused(content: bytes, tmp_path: Path, state: Path) -> None:
    file = tmp_path / "copy"
    file.write_bytes(content)
    with pytest.raises(StateRefusedError):
        restore(file, state)
    assert not state.exists()


async def test_nothing_is_restored_under_a_running_bot(
    db: Database, state: Path, tmp_path: Path
) -> None:
    backup(state, tmp_path / "copy")
    with hold_lock(state), pytest.raises(StateInUseError):
        restore(tmp_path / "copy", state)


async def test_a_damaged_state_can_be_replaced(state: Path, tmp_path: Path, clock: Clock) -> None:
    async with open_database(state) as db:
        await db.write(know_chats, 1, 4, clock)
        backup(state, tmp_path / "copy")
    damage(state)
    with pytest.raises(StateRefusedError):
        async with open_database(state):
            pass
    restore(tmp_path / "copy", state, clock())
    async with open_database(state) as db:
        assert await db.read(privacy.known_people) == [1, 2, 3]
