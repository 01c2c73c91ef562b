"""What a group has chosen for its games."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache

from bot.db import Transaction
from bot.trivia.model import Setup, Tally, Variant


def load_defaults(tx: Transaction, chat_id: int) -> tuple[Setup | None, bool]:
    """The setup a group used last, and whether only admins may open a game."""
    row = tx.execute(
        "SELECT setup, starters FROM trivia_group WHERE chat_id = :chat_id", {"chat_id": chat_id}
    ).fetchone()
    return (read_setup(row["setup"]), row["starters"] == "admins") if row else (None, False)


def save_defaults(tx: Transaction, chat_id: int, setup: Setup) -> None:
    """Remember a group's setup for its next game."""
    tx.execute(
        "INSERT INTO trivia_group (chat_id, setup) VALUES (:chat_id, :setup) "
        "ON CONFLICT (chat_id) DO UPDATE SET setup = excluded.setup",
        {"chat_id": chat_id, "setup": write_setup(setup)},
    )


def save_starters(tx: Transaction, chat_id: int, setup: Setup, only_admins: bool) -> None:
    """Remember who may open games in a group."""
    tx.execute(
        "INSERT INTO trivia_group (chat_id, setup, starters) VALUES (:chat_id, :setup, :starters) "
        "ON CONFLICT (chat_id) DO UPDATE SET starters = excluded.starters",
        {
            "chat_id": chat_id,
            "setup": write_setup(setup),
            "starters": "admins" if only_admins else "anyone",
        },
    )


def write_setup(setup: Setup) -> str:
    """A setup as JSON."""
    return json.dumps(asdict(setup))


@lru_cache(maxsize=500)
def read_setup(text: str) -> Setup:
    """A setup from JSON."""
    fields = json.loads(text)
    fields["variant"] = Variant(fields["variant"])
    fields["tally"] = Tally(fields["tally"])
    return Setup(**fields)
