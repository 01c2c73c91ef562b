"""People get what is kept about them, and have it deleted, in every table there is."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bot import privacy
from bot.app import RunningBot
from bot.db import Database, Transaction
from tests.conftest import Clock
from tests.people import ANNA, BORIS, GROUP
from tests.wire import Wire


def fill_every_table(tx: Transaction, user_id: int) -> set[str]:
    """Give a person a row in each table that can hold one; the names of those tables."""
    tx.execute("PRAGMA defer_foreign_keys = ON")
    tables = set(privacy.owned_tables(tx))
    needed = {parent for table in tables for parent in list_parents(tx, table)}
    for table in tables | needed:
        columns = tx.execute(f"SELECT * FROM pragma_table_info('{table}')").fetchall()
        row = {
            c["name"]: user_id
            if c["name"] in privacy.OWNERS
            else ("en" if c["name"] == "locale" else 7)
            for c in columns
        }
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        tx.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({values})", row)
    return tables


def list_parents(tx: Transaction, table: str) -> set[str]:
    """The tables that a row of this one needs a row of."""
    rows = tx.execute(f"SELECT * FROM pragma_foreign_key_list('{table}')")
    return {row["table"] for row in rows.fetchall()}


def mentions(state: Path, number: int) -> list[str]:
    """Every place in the state that holds this number, in a value or inside a text."""
    found = []
    with closing(sqlite3.connect(state)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                found += [f"{table}: {value}" for value in row if str(number) in str(value)]
    return found


async def test_everything_is_exported_and_then_nothing_is_left(
    db: Database, state: Path, clock: Clock
) -> None:
    tables = await db.write(fill_every_table, 987654321)
    export = await db.read(privacy.collect, 987654321)
    assert set(export) == tables
    assert mentions(state, 987654321)
    await db.write(privacy.forget, 987654321, clock())
    assert await db.read(privacy.collect, 987654321) == {}
    assert mentions(state, 987654321) == []


async def test_others_keep_theirs(db: Database, clock: Clock) -> None:
    await db.write(fill_every_table, 111)
    kept = await db.read(privacy.collect, 111)
    await db.write(privacy.forget, 222, clock())
    assert await db.read(privacy.collect, 111) == kept


async def test_a_shared_row_loses_its_owner_and_stays(db: Database, clock: Clock) -> None:
    def share(tx: Transaction) -> None:
        tx.execute("CREATE TABLE score (id INTEGER, user_id INTEGER, user_name TEXT, points INT)")
        tx.execute("INSERT INTO score VALUES (1, 222, 'Boris', 5)")

    await db.write(share)
    await db.write(privacy.forget, 222, clock())
    rows = await db.read(lambda tx: tx.execute("SELECT * FROM score").fetchall())
    assert [tuple(row) for row in rows] == [(1, None, None, 5)]


async def test_anna_gets_a_file_and_deletes_in_two_steps(
    wire: Wire, bot: RunningBot, state: Path
) -> None:
    await bot.inbox.accept([ANNA.says("/mydata")])
    await bot.rest()
    (sent,) = wire.said("sendDocument")
    assert json.loads(sent["document"])["chat"][0]["locale"] == "ru"
    await bot.inbox.accept([ANNA.says("/deleteme"), ANNA.taps("del|no")])
    await bot.rest()
    assert mentions(state, ANNA.id)
    await bot.inbox.accept([ANNA.taps("del|yes")])
    await bot.rest()
    assert wire.said("editMessageText")[-1]["text"].startswith("Готово.")
    rows = await bot.application.services.db.read(privacy.collect, ANNA.id)
    assert rows == {}


async def test_nobody_deletes_from_a_group(wire: Wire, bot: RunningBot) -> None:
    await bot.inbox.accept([BORIS.says("/language"), BORIS.taps("del|yes", GROUP)])
    await bot.rest()
    assert wire.said("editMessageText") == []
    assert await bot.application.services.db.read(privacy.collect, BORIS.id) != {}
