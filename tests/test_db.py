"""The two doors of the state: what is written together, what fails alone, what is refused."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import migrations
from bot.db import LONGEST_GROUP, Database, StorageError, Transaction, open_database, run_on_thread
from bot.migrations import Migration, StateRefusedError, load_migrations


def make_table(tx: Transaction) -> None:
    tx.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")


def write_note(tx: Transaction, text: str) -> int:
    cursor = tx.execute("INSERT INTO note (text) VALUES (:text)", {"text": text})
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def write_and_fail(tx: Transaction, text: str) -> None:
    write_note(tx, text)
    raise LookupError(text)


def read_notes(tx: Transaction) -> list[str]:
    return [row["text"] for row in tx.execute("SELECT text FROM note ORDER BY id")]


@pytest.fixture
async def notes(db: Database) -> Database:
    await db.write(make_table)
    return db


async def test_what_is_written_can_be_read(notes: Database) -> None:
    assert await notes.write(write_note, "one") == 1
    assert await notes.read(read_notes) == ["one"]


async def test_of_fifty_writers_only_the_failing_ones_lose_their_work(notes: Database) -> None:
    waits = [
        notes.write(write_and_fail if i % 7 == 0 else write_note, f"note {i}") for i in range(50)
    ]
    results = await asyncio.gather(*waits, return_exceptions=True)
    failed = [i for i, result in enumerate(results) if isinstance(result, LookupError)]
    assert failed == [i for i in range(50) if i % 7 == 0]
    assert await notes.read(read_notes) == [f"note {i}" for i in range(50) if i % 7]


async def test_writers_who_wait_together_share_one_commit(notes: Database) -> None:
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    await run_on_thread(notes._writer, sqlite3.Connection.set_trace_callback, count)
    await asyncio.gather(*(notes.write(write_note, f"note {i}") for i in range(50)))
    assert commits == 1


async def test_what_a_crowd_waits_for_goes_before_what_came_earlier(notes: Database) -> None:
    earlier = [asyncio.ensure_future(notes.write(write_note, f"vote {i}")) for i in range(5)]
    urgent = asyncio.ensure_future(notes.write_first(write_note, "result"))
    assert await asyncio.gather(urgent, *earlier) == [1, 2, 3, 4, 5, 6]


async def test_a_group_that_takes_long_is_cut_and_loses_nobody(notes: Database) -> None:
    def write_slowly(tx: Transaction, text: str) -> None:
        time.sleep(LONGEST_GROUP)
        write_note(tx, text)

    statements: list[str] = []
    await run_on_thread(notes._writer, sqlite3.Connection.set_trace_callback, statements.append)
    await asyncio.gather(*(notes.write(write_slowly, f"note {i}") for i in range(4)))
    assert await notes.read(read_notes) == [f"note {i}" for i in range(4)]
    assert statements.count("COMMIT") == 4


async def test_a_failed_commit_is_nobodys_success(notes: Database) -> None:
    def break_a_promise(tx: Transaction) -> None:
        tx.execute("PRAGMA defer_foreign_keys = ON")
        tx.execute("CREATE TABLE IF NOT EXISTS child (id INTEGER REFERENCES note (id))")
        tx.execute("INSERT INTO child VALUES (999)")

    waits = (notes.write(write_note, "innocent"), notes.write(break_a_promise))
    results = await asyncio.gather(*waits, return_exceptions=True)
    assert [type(result) for result in results] == [StorageError, StorageError]
    assert await notes.read(read_notes) == []
    assert await notes.write(write_note, "afterwards") == 1


async def test_a_caller_who_leaves_does_not_stop_the_others(notes: Database) -> None:
    leaving = asyncio.create_task(notes.write(write_note, "left"))
    staying = asyncio.create_task(notes.write(write_note, "stayed"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 2
    assert await notes.read(read_notes) == ["left", "stayed"]


async def test_readers_cannot_write(notes: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await notes.read(write_note, "never")


async def test_every_connection_is_set_up_for_power_loss(notes: Database) -> None:
    def settings(tx: Transaction) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [tx.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await notes.write(settings) == ["wal", 2, 1, 5000]
    assert [await notes.read(settings) for _ in range(3)] == [["wal", 2, 1, 5000]] * 3


async def test_the_private_door_of_aiosqlite_is_where_it_was(db: Database) -> None:
    assert await run_on_thread(db._writer, lambda _connection, word: word, "through") == "through"


# What is refused at start


async def open_and_close(state: Path) -> None:
    async with open_database(state):
        pass


async def test_a_state_from_a_newer_version_is_refused(state: Path) -> None:
    await open_and_close(state)
    with closing(sqlite3.connect(state)) as connection, connection:
        connection.execute("INSERT INTO migration (number, name) VALUES (9999, 'future')")
    with pytest.raises(StateRefusedError, match=r"newer version.*python -m bot restore"):
        await open_and_close(state)


async def test_another_programs_database_is_refused(state: Path) -> None:
    with closing(sqlite3.connect(state)) as connection, connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    with pytest.raises(StateRefusedError, match="not a Doblest database"):
        await open_and_close(state)


def spoil_header(content: bytearray, rng: random.Random) -> None:
    content[0 : rng.randint(8, 16)] = rng.randbytes(16)


def spoil_a_page(content: bytearray, rng: random.Random) -> None:
    page = rng.randrange(1, len(content) // 4096) * 4096
    content[page : page + 64] = rng.randbytes(64)


def cut_short(content: bytearray, rng: random.Random) -> None:
    del content[rng.randrange(1, len(content) // 4096) * 4096 + 4 :]


@pytest.mark.parametrize("spoil", [spoil_header, spoil_a_page, cut_short])
async def test_a_damaged_state_is_refused_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[bytearray, random.Random], None]
) -> None:
    sound = tmp_path / "sound.sqlite3"
    await open_and_close(sound)
    rng = random.Random(1)
    for i in range(33):
        content = bytearray(sound.read_bytes())
        spoil(content, rng)
        state = tmp_path / f"damaged{i}.sqlite3"
        state.write_bytes(content)
        with pytest.raises(StateRefusedError, match="python -m bot restore"):
            await open_and_close(state)
        assert state.read_bytes() == content


# Migrations


def dump(connection: sqlite3.Connection) -> list[str]:
    return sorted(row[0] for row in connection.execute("SELECT sql FROM sqlite_schema") if row[0])


class PowerCutError(BaseException):
    """The machine dies."""


class Dying(sqlite3.Connection):
    """A connection whose machine dies at its nth statement."""

    left = 10**9

    def execute(self, sql: str, values: object = ()) -> sqlite3.Cursor:
        if not sql.startswith(("PRAGMA", "ROLLBACK")):
            type(self).left -= 1
        if type(self).left < 0 and not sql.startswith("ROLLBACK"):
            raise PowerCutError
        return super().execute(sql, values)  # type: ignore[arg-type]


def test_a_migration_cut_off_anywhere_is_all_or_nothing(tmp_path: Path) -> None:
    """Every step killed at every statement leaves the schema before it or after it."""
    known = load_migrations()
    allowed = []
    for count in range(len(known) + 1):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            migrations.migrate(connection, known[:count], tmp_path)
            allowed.append(dump(connection))
    for cut in range(200):
        file = tmp_path / f"{cut}.sqlite3"
        Dying.left = cut
        with closing(sqlite3.connect(file, isolation_level=None, factory=Dying)) as connection:
            try:
                migrations.migrate(connection, known, tmp_path)
            except PowerCutError:
                finished = False
            else:
                finished = True
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            assert dump(connection) in [[], *allowed]
            migrations.migrate(connection, known, tmp_path)
            assert dump(connection) == allowed[-1]
        if finished:
            return
    raise AssertionError("the migrations never came to an end")


def test_migrations_are_numbered_without_doubles() -> None:
    numbers = [migration.number for migration in load_migrations()]
    assert numbers == sorted(set(numbers))


def test_a_migration_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    bad = Migration(1, "bad", "CREATE TABLE a (id INTEGER);\nCREATE TABLE a (id INTEGER);\n")
    with closing(sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrations.migrate(connection, [bad], tmp_path)
        tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        assert tables == [("migration",)]
