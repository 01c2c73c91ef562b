"""One person's data, wherever it is: collected, deleted, and kept deleted after a restore.

Every table is covered by its columns: rows whose `user_id` is the person's, and rows whose
`chat_id` is the person's private chat (the two ids are the same number). A row whose `user_id` may
be NULL is shared with others: it stays, without its owner and their `user_name`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, TypeAlias

from bot.addresses import tables_with
from bot.db import Transaction, to_ms

OWNERS = ("user_id", "chat_id")
Export: TypeAlias = dict[str, list[dict[str, Any]]]


def collect(tx: Transaction, user_id: int) -> Export:
    """Every row about a person, by table."""
    export: Export = {}
    for table, condition in owned_tables(tx).items():
        # Safe: names come from the schema, not from anybody's message.
        query = f'SELECT * FROM "{table}" WHERE {condition}'  # noqa: S608
        rows = [dict(row) for row in tx.execute(query, {"id": user_id})]
        if rows:
            export[table] = rows
    return export


def forget(tx: Transaction, user_id: int, now: datetime) -> None:
    """Delete every row about a person; remember only a keyed hash, against old backups."""
    erase(tx, user_id)
    tx.execute(
        "INSERT INTO forgotten (who, since_ms) VALUES (:who, :now) "
        "ON CONFLICT (who) DO UPDATE SET since_ms = excluded.since_ms",
        {"who": pseudonym(tx, user_id), "now": to_ms(now)},
    )


def erase(tx: Transaction, user_id: int) -> None:
    """Delete every row about a person, or what names the person in a row shared with others."""
    tx.execute("PRAGMA defer_foreign_keys = ON")
    for table, columns in shared_tables(tx).items():
        cleared = ", ".join(f"{column} = NULL" for column in columns)
        tx.execute(f'UPDATE "{table}" SET {cleared} WHERE user_id = :id', {"id": user_id})  # noqa: S608
    for table, condition in owned_tables(tx).items():
        tx.execute(f'DELETE FROM "{table}" WHERE {condition}', {"id": user_id})  # noqa: S608


def owned_tables(tx: Transaction) -> dict[str, str]:
    """The tables that may hold rows about a person, with the condition that finds them."""
    conditions: dict[str, list[str]] = {}
    for column in OWNERS:
        for table in tables_with(tx, column):
            conditions.setdefault(table, []).append(f"{column} = :id")
    return {table: " OR ".join(found) for table, found in sorted(conditions.items())}


def shared_tables(tx: Transaction) -> dict[str, list[str]]:
    """The tables whose rows can lose their owner, with the columns that name the owner."""
    rows = tx.execute(
        "SELECT t.name AS name, c.name AS column FROM sqlite_schema AS t, "
        "pragma_table_info(t.name) AS c, pragma_table_info(t.name) AS u "
        "WHERE t.type = 'table' AND c.name IN ('user_id', 'user_name') "
        "AND u.name = 'user_id' AND u.\"notnull\" = 0 AND u.pk = 0 ORDER BY 1, 2"
    )
    columns: dict[str, list[str]] = {}
    for row in rows:
        columns.setdefault(row["name"], []).append(row["column"])
    return columns


def pseudonym(tx: Transaction, user_id: int) -> str:
    """What stands for a person who is forgotten: a hash under this installation's own key."""
    return hash_id(load_key(tx), user_id)


def hash_id(key: str, user_id: int) -> str:
    """A keyed hash of an id."""
    return hashlib.blake2b(str(user_id).encode(), key=key.encode(), digest_size=16).hexdigest()


def load_key(tx: Transaction) -> str:
    """The key of this installation, made with its state."""
    row = tx.execute("SELECT value FROM install WHERE key = 'hash_key'").fetchone()
    return str(row["value"])


def load_forgotten(tx: Transaction) -> list[str]:
    """The hashes of everybody who is forgotten."""
    return [row["who"] for row in tx.execute("SELECT who FROM forgotten ORDER BY who")]


def forget_again(tx: Transaction, forgotten: list[str]) -> None:
    """In a restored backup, delete everybody on a later list of the forgotten."""
    wanted = set(forgotten)
    for user_id in known_people(tx) if wanted else ():
        if pseudonym(tx, user_id) in wanted:
            erase(tx, user_id)
    tx.execute_many(
        "INSERT INTO forgotten (who, since_ms) VALUES (:who, 0) ON CONFLICT (who) DO NOTHING",
        [{"who": who} for who in forgotten],
    )


def known_people(tx: Transaction) -> list[int]:
    """The ids of everybody any table knows."""
    found: set[int] = set()
    for column in OWNERS:
        for table in tables_with(tx, column):
            query = f'SELECT DISTINCT {column} AS id FROM "{table}" WHERE {column} > 0'  # noqa: S608
            found.update(row["id"] for row in tx.execute(query))
    return sorted(found)
