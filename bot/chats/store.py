"""The chats the bot has met, in the state."""

from __future__ import annotations

from datetime import datetime

from bot.chats.rules import Chat, day_number
from bot.db import Transaction
from bot.i18n import Locale


def load_chat(tx: Transaction, chat_id: int) -> Chat | None:
    """A chat the bot has met, or None."""
    row = tx.execute(
        "SELECT kind, locale, chosen, zone, seen_day FROM chat WHERE chat_id = :chat_id",
        {"chat_id": chat_id},
    ).fetchone()
    if row is None:
        return None
    return Chat(
        chat_id,
        row["kind"],
        Locale(row["locale"]),
        bool(row["chosen"]),
        row["zone"],
        row["seen_day"],
    )


def save_chat(tx: Transaction, chat: Chat) -> None:
    """Store a chat as it is now."""
    tx.execute(
        "INSERT INTO chat (chat_id, kind, locale, chosen, zone, seen_day) "
        "VALUES (:chat_id, :kind, :locale, :chosen, :zone, :seen_day) "
        "ON CONFLICT (chat_id) DO UPDATE SET locale = excluded.locale, chosen = excluded.chosen, "
        "zone = excluded.zone, seen_day = excluded.seen_day",
        {
            "chat_id": chat.chat_id,
            "kind": chat.kind,
            "locale": chat.locale.value,
            "chosen": int(chat.chosen),
            "zone": chat.zone,
            "seen_day": chat.seen_day,
        },
    )


def meet_chat(tx: Transaction, chat_id: int, kind: str, guess: Locale, now: datetime) -> Chat:
    """The chat as stored, with today as the day it was last seen; stored now if it is new."""
    known = load_chat(tx, chat_id) or Chat(chat_id, kind, guess)
    chat = known.seen(day_number(now))
    if chat != known:
        save_chat(tx, chat)
    return chat


def choose_locale(tx: Transaction, chat_id: int, kind: str, locale: Locale, now: datetime) -> Chat:
    """Store the language a chat has chosen."""
    chat = meet_chat(tx, chat_id, kind, locale, now).speaking(locale)
    save_chat(tx, chat)
    return chat


def find_silent(tx: Transaction, since: datetime, most: int) -> list[int]:
    """Chats last seen before this moment, at most so many of them."""
    rows = tx.execute(
        "SELECT chat_id FROM chat WHERE seen_day < :day ORDER BY seen_day LIMIT :most",
        {"day": day_number(since), "most": most},
    )
    return [row["chat_id"] for row in rows]


def choose_zone(tx: Transaction, chat_id: int, zone: str) -> None:
    """Store the IANA time zone of a chat the bot has met."""
    tx.execute(
        "UPDATE chat SET zone = :zone WHERE chat_id = :chat_id", {"chat_id": chat_id, "zone": zone}
    )


def load_locale(tx: Transaction, chat_id: int) -> Locale:
    """The language of a chat; English for one the bot has not met."""
    chat = load_chat(tx, chat_id)
    return chat.locale if chat else Locale.EN
