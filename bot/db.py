"""One file of state behind two doors: write, in a transaction shared by all who wait, and read.

Why it is safe on an SQLite with the "WAL reset" bug (before 3.51.3, 3.50.7 and 3.44.6): the bug
needs two connections that write or checkpoint at once. Here exactly one connection can do either;
readers open the file with `mode=ro`, so that SQLite itself refuses them both, and a lock file
(bot/lock.py) keeps a second process away. Backups read through such a reader too.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiosqlite

from bot import migrations

P = ParamSpec("P")
T = TypeVar("T")
Row = sqlite3.Row

READERS = 2
LARGEST_GROUP = 500
LONGEST_GROUP = 0.02
"""Seconds after which a group is brought to disk though others wait."""
NO_VALUES: Mapping[str, Any] = {}


class StorageError(Exception):
    """The state could not be written: the disk is full, the file is locked or the device fails."""


def to_ms(moment: datetime) -> int:
    """An aware moment as tables keep it: milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """A moment from a table, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a store works with: SQL with named parameters; others end the transaction."""

    connection: sqlite3.Connection

    def execute(self, sql: str, values: Mapping[str, Any] = NO_VALUES) -> sqlite3.Cursor:
        """Run one statement; rows of the cursor answer to column names."""
        return self.connection.execute(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run one statement for each row of values."""
        self.connection.executemany(sql, rows)


@dataclass(frozen=True, slots=True)
class Job:
    """A function that waits for its turn on the writer, and who waits for its result."""

    function: Callable[[Transaction], Any]
    result: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """How a job ended that raised."""

    error: Exception


class Database:
    """The open state: `write` and `read` take a synchronous function and run it in one go."""

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._readers = itertools.cycle(readers)
        self._waiting: deque[Job] = deque()
        self._urgent: deque[Job] = deque()
        self._draining: asyncio.Task[None] | None = None

    async def write(
        self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function(tx, *args)` on the writer; return its result once it is on disk.

        Functions that wait at the same time share one transaction and one disk sync, each in a
        savepoint of its own: one that raises undoes only its own work. Raises what the function
        raises, and StorageError if the commit fails. A caller that is cancelled stops waiting;
        the function still runs.
        """
        job = Job(lambda tx: function(tx, *args, **kwargs), asyncio.Future())
        result: T = await self._queue(self._waiting, job)
        return result

    async def write_first(
        self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, but ahead of all that waits and in a group with its like: a crowd waits."""
        job = Job(lambda tx: function(tx, *args, **kwargs), asyncio.Future())
        result: T = await self._queue(self._urgent, job)
        return result

    def _queue(self, line: deque[Job], job: Job) -> asyncio.Future[Any]:
        line.append(job)
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())
        return job.result

    async def read(
        self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function(tx, *args)` on a reader, over one unchanging view of the state."""
        return await run_on_thread(
            next(self._readers), run_read, lambda tx: function(tx, *args, **kwargs)
        )

    async def _drain(self) -> None:
        while line := self._urgent or self._waiting:
            group = [line.popleft() for _ in range(min(len(line), LARGEST_GROUP))]
            outcomes = await run_on_thread(self._writer, run_group, [job.function for job in group])
            line.extendleft(reversed(group[len(outcomes) :]))
            for job, outcome in zip(group, outcomes, strict=False):
                hand_out(job.result, outcome)
        self._draining = None

    async def settle(self) -> None:
        """Wait until nothing waits to be written."""
        while self._draining is not None:
            await asyncio.wait([self._draining])


def hand_out(result: asyncio.Future[Any], outcome: Any) -> None:
    """Give a job's outcome to whoever still waits for it."""
    if result.done():
        return
    if isinstance(outcome, Failure):
        result.set_exception(outcome.error)
    else:
        result.set_result(outcome)


async def run_on_thread(
    connection: aiosqlite.Connection,
    function: Callable[[sqlite3.Connection, Any], T],
    argument: Any,
) -> T:
    """Run a whole function on a connection's thread.

    aiosqlite offers single statements only; this is the one place that uses its private door.
    """
    result: T = await connection._execute(function, connection._conn, argument)  # type: ignore[no-untyped-call]
    return result


def run_read(connection: sqlite3.Connection, function: Callable[[Transaction], T]) -> T:
    """On a reader's thread: run a function over one snapshot."""
    connection.execute("BEGIN")
    try:
        return function(Transaction(connection))
    finally:
        connection.execute("ROLLBACK")


def run_group(
    connection: sqlite3.Connection, functions: list[Callable[[Transaction], Any]]
) -> list[Any]:
    """On the writer's thread: run functions in one transaction; give results or Failures.

    After LONGEST_GROUP the rest are left for the next transaction: those ran wait for nobody.
    """
    outcomes: list[Any] = []
    end = time.monotonic() + LONGEST_GROUP
    try:
        connection.execute("BEGIN IMMEDIATE")
        for function in functions:
            outcomes.append(run_in_savepoint(connection, function))
            if time.monotonic() > end:
                break
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return [Failure(StorageError(str(error))) for _ in functions]
    return outcomes


def run_in_savepoint(connection: sqlite3.Connection, function: Callable[[Transaction], Any]) -> Any:
    """Run one function of a group; if it raises, undo its work alone and give a Failure.

    A full disk may make SQLite end the whole transaction by itself: then the group fails.
    """
    connection.execute("SAVEPOINT job")
    try:
        outcome = function(Transaction(connection))
    except Exception as error:
        if not connection.in_transaction:
            raise sqlite3.OperationalError(str(error)) from error
        connection.execute("ROLLBACK TO job")
        outcome = Failure(error)
    connection.execute("RELEASE job")
    return outcome


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """The state in this file, created or brought up to date; closed with the context.

    Raises migrations.StateRefusedError for a damaged file and for one from a newer version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrations.check_file, path)
    async with connect_writer(path) as writer:
        await run_on_thread(writer, migrations.prepare, path)
        readers = [await connect_reader(path) for _ in range(READERS)]
        database = Database(writer, readers)
        try:
            yield database
        finally:
            await database.settle()
            for reader in readers:
                await reader.close()


def connect_writer(path: Path) -> aiosqlite.Connection:
    """The only connection that may write or checkpoint."""
    return aiosqlite.connect(path, factory=WriterConnection, isolation_level=None)


def connect_reader(path: Path) -> aiosqlite.Connection:
    """A connection that can neither write nor checkpoint."""
    return aiosqlite.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        factory=StateConnection,
        isolation_level=None,
    )


class StateConnection(sqlite3.Connection):
    """A connection with this project's settings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_factory = sqlite3.Row
        self.execute("PRAGMA busy_timeout = 5000")
        self.execute("PRAGMA foreign_keys = ON")
        self.execute("PRAGMA synchronous = FULL")


class WriterConnection(StateConnection):
    """The writer's: checkpoints happen here, and log sizes stay bounded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute("PRAGMA journal_size_limit = 16777216")
