"""Makes python-telegram-bot's objects of Telegram's JSON; plain messages by a short way.

The library asks a message for each of a hundred things it might contain. Most messages contain a
text and nothing else; those are made directly, in a third of the time.
"""

from __future__ import annotations

from typing import Any

from telegram import Bot, Chat, Message, MessageEntity, Update, User

from bot.db import from_ms

PLAIN = frozenset({"message_id", "date", "chat", "from", "text", "entities"})


def decode(raw: dict[str, Any], bot: Bot) -> Update:
    """An update as the library would make it. Raises whatever a wrong structure leads to."""
    message = raw.get("message")
    if type(message) is dict and len(raw) == 2 and message.keys() <= PLAIN and message.get("from"):
        update = Update(raw["update_id"], message=decode_plain(message, bot))
        update.set_bot(bot)
        return update
    return Update.de_json(raw, bot)


def decode_plain(message: dict[str, Any], bot: Bot) -> Message:
    """A message of words, from a person."""
    plain = Message(
        message["message_id"],
        from_ms(message["date"] * 1000),
        Chat.de_json(message["chat"], bot),
        from_user=User.de_json(message["from"], bot),
        text=message.get("text"),
        entities=MessageEntity.de_list(message.get("entities", ()), bot),
    )
    plain.set_bot(bot)
    return plain
