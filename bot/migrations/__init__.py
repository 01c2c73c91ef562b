"""The tables, step by step: each NNNN_what.sql runs once, forward only, atomic with its record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
APPLICATION_ID = 0x446F626C
"""Marks the file as ours: "Dobl" in ASCII."""

RECORD = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_ms INTEGER NOT NULL DEFAULT (strftime('%s', 'now') * 1000)
)
"""


class StateRefusedError(Exception):
    """The file of state must not be used; the message tells the operator what to do."""


class Migration(NamedTuple):
    """One step: its number, its name and its statements."""

    number: int
    name: str
    sql: str

    def statements(self) -> Iterator[str]:
        """The SQL, one complete statement at a time."""
        statement = ""
        for line in self.sql.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""


def load_migrations(folder: Path = HERE) -> list[Migration]:
    """Every migration in order of number."""
    files = sorted(folder.glob("[0-9]*_*.sql"))
    return [Migration(int(f.stem[:4]), f.stem[5:], f.read_text("utf-8")) for f in files]


def check_file(path: Path) -> None:
    """Raise StateRefusedError for a file that is damaged or not ours. Changes nothing."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            check_health(connection, path)
    except sqlite3.DatabaseError as error:
        raise StateRefusedError(damaged(path, str(error))) from error


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables of a sound file up to date."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection, load_migrations(), path)


def check_health(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StateRefusedError for damage that quick_check finds, and for foreign tables."""
    findings = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if findings != ["ok"]:
        raise StateRefusedError(damaged(path, "; ".join(findings)))
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application_id != APPLICATION_ID and (application_id or tables):
        raise StateRefusedError(
            f"{path} is not a Doblest database: set DOBLEST_STATE to another file."
        )


def damaged(path: Path, finding: str) -> str:
    """What to tell the operator about a damaged file."""
    return (
        f"{path} is damaged ({finding}). Nothing was changed. "
        f"Restore a backup with: python -m bot restore BACKUP"
    )


def migrate(connection: sqlite3.Connection, known: list[Migration], path: Path) -> None:
    """Apply what is not yet applied, each step in one transaction with its record."""
    connection.execute(RECORD)
    applied = {row[0] for row in connection.execute("SELECT number FROM migration")}
    unknown = applied - {migration.number for migration in known}
    if unknown:
        raise StateRefusedError(
            f"{path} was written by a newer version (step {max(unknown)}). Run that version, "
            f"or restore an older backup with: python -m bot restore BACKUP"
        )
    for migration in known:
        if migration.number not in applied:
            apply(connection, migration)


def apply(connection: sqlite3.Connection, migration: Migration) -> None:
    """Run one step and record it, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in migration.statements():
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migration (number, name) VALUES (:number, :name)",
            {"number": migration.number, "name": migration.name},
        )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
