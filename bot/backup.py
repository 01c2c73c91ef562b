"""Copies of the state: taken while the bot runs, verified, and put back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot import privacy
from bot.db import StateConnection, Transaction, to_ms
from bot.lock import hold_lock
from bot.migrations import APPLICATION_ID, StateRefusedError, load_migrations


def backup(state: Path, file: Path) -> None:
    """Copy the state to a new file, also while the bot runs, and verify the copy.

    Raises FileExistsError if the file exists, FileNotFoundError if there is no state, and
    StateRefusedError if the copy is not sound.
    """
    if file.exists():
        raise FileExistsError(f"{file} exists already: choose another name")
    if not state.exists():
        raise FileNotFoundError(f"there is no state at {state}")
    partial = file.with_name(f"{file.name}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    with closing(open_read_only(state)) as source, closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    verify(partial)
    sync(partial)
    partial.rename(file)


def restore(file: Path, state: Path, now: datetime | None = None) -> Path | None:
    """Put a backup in the state's place; give where the state that was there is kept now.

    People who have had their data deleted since the backup are deleted from it again, and the
    moment is noted, so that what was due in between is not sent a second time. Raises
    StateRefusedError for an unsound backup and StateInUseError while the bot runs.
    """
    now = now or datetime.now(UTC)
    verify(file)
    with hold_lock(state):
        forgotten = read_forgotten(state)
        fresh = state.with_name(f"{state.name}.restoring")
        fresh.unlink(missing_ok=True)
        with closing(open_read_only(file)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        prepare_restored(fresh, forgotten, now)
        sync(fresh)
        kept = set_aside(state, now)
        fresh.rename(state)
        return kept


def prepare_restored(fresh: Path, forgotten: list[str], now: datetime) -> None:
    """Delete again whom the backup still knows, and note the restore."""
    with closing(sqlite3.connect(fresh, isolation_level=None, factory=StateConnection)) as copy:
        copy.execute("BEGIN IMMEDIATE")
        tx = Transaction(copy)
        privacy.forget_again(tx, forgotten)
        tx.execute(
            "INSERT INTO install (key, value) VALUES ('restored_ms', :now) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            {"now": str(to_ms(now))},
        )
        copy.execute("COMMIT")


def read_forgotten(state: Path) -> list[str]:
    """Whom the present state remembers to have forgotten, as far as it can be read."""
    if not state.exists():
        return []
    try:
        with closing(open_read_only(state)) as connection:
            return privacy.load_forgotten(Transaction(connection))
    except sqlite3.DatabaseError:
        return []


def set_aside(state: Path, now: datetime) -> Path | None:
    """Rename the present state with its logs; nothing is deleted."""
    if not state.exists():
        return None
    kept = state.with_name(f"{state.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    for suffix in ("-wal", "-shm", ""):
        part = state.with_name(state.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept


def verify(file: Path) -> None:
    """Raise StateRefusedError unless the file is a sound state of this version or an older one."""
    try:
        with closing(open_read_only(file)) as connection:
            check = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            steps = {row[0] for row in connection.execute("SELECT number FROM migration")}
    except sqlite3.DatabaseError as error:
        raise StateRefusedError(f"{file} cannot be used: {error}") from None
    newer = steps - {migration.number for migration in load_migrations()}
    if check != "ok" or not ours or newer:
        reason = "it is from a newer version" if newer else check if ours else "it is not ours"
        raise StateRefusedError(f"{file} cannot be used: {reason}")


def open_read_only(file: Path) -> sqlite3.Connection:
    """A connection that can neither write nor checkpoint."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None, factory=StateConnection)


def sync(file: Path) -> None:
    """Bring a file to disk."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
