"""Where chats can be reached: who blocked the bot, and which group became which supergroup."""

from __future__ import annotations

from datetime import datetime

from bot.db import Transaction, to_ms


def block(tx: Transaction, chat_id: int, now: datetime) -> None:
    """Note that a chat cannot be written to."""
    tx.execute(
        "INSERT INTO blocked_chat (chat_id, since_ms) VALUES (:chat_id, :now) "
        "ON CONFLICT (chat_id) DO NOTHING",
        {"chat_id": chat_id, "now": to_ms(now)},
    )


def unblock(tx: Transaction, chat_id: int) -> None:
    """Note that a chat can be written to again."""
    tx.execute("DELETE FROM blocked_chat WHERE chat_id = :chat_id", {"chat_id": chat_id})


def is_blocked(tx: Transaction, chat_id: int) -> bool:
    """Whether a chat cannot be written to."""
    query = "SELECT 1 FROM blocked_chat WHERE chat_id = :chat_id"
    return tx.execute(query, {"chat_id": chat_id}).fetchone() is not None


def current(tx: Transaction, chat_id: int) -> int:
    """The id a chat has now: the supergroup's, if the group became one."""
    query = "SELECT new_id FROM moved_chat WHERE old_id = :chat_id"
    row = tx.execute(query, {"chat_id": chat_id}).fetchone()
    return row["new_id"] if row else chat_id


def move(tx: Transaction, old_id: int, new_id: int) -> None:
    """Give every row of a group to the supergroup it became. Doing it twice changes nothing.

    Covers every table with a `chat_id` column. Where both have a row for the same thing, the old
    group's stays: it is the one with a history.
    """
    ids = {"old_id": old_id, "new_id": new_id}
    tx.execute("PRAGMA defer_foreign_keys = ON")
    for table in tables_with(tx, "chat_id"):
        # Safe: the name comes from the schema, not from anybody's message.
        update = f'UPDATE OR REPLACE "{table}" SET chat_id = :new_id'  # noqa: S608
        tx.execute(f"{update} WHERE chat_id = :old_id", ids)
    tx.execute(
        "INSERT INTO moved_chat (old_id, new_id) VALUES (:old_id, :new_id) "
        "ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id",
        ids,
    )


def tables_with(tx: Transaction, column: str) -> list[str]:
    """The names of all tables that have a column of this name."""
    rows = tx.execute(
        "SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c "
        "WHERE t.type = 'table' AND c.name = :column ORDER BY t.name",
        {"column": column},
    )
    return [row["name"] for row in rows]
