"""What the bot has asked in a chat and waits to read."""

from __future__ import annotations

from bot.db import Transaction


def save_prompt(tx: Transaction, chat_id: int, thread_id: int, step: str, minute: int) -> None:
    """Note what is asked in a chat, in place of what was asked before."""
    tx.execute(
        "INSERT INTO daily_prompt (chat_id, thread_id, step, minute) "
        "VALUES (:chat_id, :thread_id, :step, :minute) ON CONFLICT (chat_id, thread_id) "
        "DO UPDATE SET step = excluded.step, minute = excluded.minute",
        {"chat_id": chat_id, "thread_id": thread_id, "step": step, "minute": minute},
    )


def drop_prompt(tx: Transaction, chat_id: int, thread_id: int) -> None:
    """Note that nothing is asked any more."""
    tx.execute(
        "DELETE FROM daily_prompt WHERE chat_id = :chat_id AND thread_id = :thread_id",
        {"chat_id": chat_id, "thread_id": thread_id},
    )


def load_prompts(tx: Transaction) -> dict[tuple[int, int], tuple[str, int]]:
    """Everything that is asked anywhere."""
    rows = tx.execute("SELECT chat_id, thread_id, step, minute FROM daily_prompt")
    return {(r["chat_id"], r["thread_id"]): (r["step"], r["minute"]) for r in rows}
