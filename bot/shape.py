"""Whether an update has the shape Telegram gives it, so that no handler meets anything else.

Checked before decoding: python-telegram-bot takes a number for a text and nothing for a chat. Only
fields that this bot looks at are known here; others may be anything.
"""

from __future__ import annotations

from typing import Any

LARGEST = 2**63
LONGEST_TEXT = 65_536
NUMBER = (int, float)
TYPES: dict[str, type | tuple[type, ...]] = {
    "message": dict, "callback_query": dict, "inline_query": dict, "poll_answer": dict,
    "poll": dict, "my_chat_member": dict, "old_chat_member": dict, "new_chat_member": dict,
    "from": dict, "chat": dict, "user": dict, "voter_chat": dict, "sender_chat": dict,
    "reply_to_message": dict, "location": dict, "entities": list, "options": list,
    "option_ids": list, "text": str, "data": str, "query": str, "type": str, "status": str,
    "first_name": str, "last_name": str, "username": str, "title": str, "language_code": str,
    "poll_id": str, "inline_message_id": str, "chat_instance": str, "message_id": int, "date": int,
    "length": int, "message_thread_id": int, "migrate_to_chat_id": int,
    "migrate_from_chat_id": int, "latitude": NUMBER, "longitude": NUMBER, "is_bot": bool,
    "is_topic_message": bool, "is_closed": bool,
}  # fmt: skip
NEEDED: dict[str, tuple[str, ...]] = {
    "message": ("message_id", "date", "chat"),
    "reply_to_message": ("message_id", "date", "chat"),
    "callback_query": ("id", "from"),
    "inline_query": ("id", "from", "query", "offset"),
    "poll_answer": ("poll_id", "option_ids"),
    "my_chat_member": ("chat", "from", "date", "old_chat_member", "new_chat_member"),
    "old_chat_member": ("user", "status"),
    "new_chat_member": ("user", "status"),
    "chat": ("id", "type"),
    "voter_chat": ("id", "type"),
    "sender_chat": ("id", "type"),
    "from": ("id", "first_name", "is_bot"),
    "user": ("id", "first_name", "is_bot"),
    "location": ("latitude", "longitude"),
}
PEOPLE_AND_CHATS = frozenset({"chat", "voter_chat", "sender_chat", "from", "user"})


class OddShapeError(Exception):
    """An update that is not as Telegram makes them."""


def check_shape(update: dict[str, Any]) -> None:
    """Raise OddShapeError, which names the field and not its content, for anything odd."""
    for name, value in update.items():
        check_field(name, value)


def check_field(name: str, value: Any) -> None:
    """Check one field and what is in it."""
    wanted = TYPES.get(name)
    if wanted is not None and (
        not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool)
    ):
        raise OddShapeError(name)
    if isinstance(value, dict):
        check_needed(name, value)
        for inner, content in value.items():
            check_field(inner, content)
    elif isinstance(value, str):
        check_text(name, value)
    elif isinstance(value, int):
        if abs(value) >= LARGEST:
            raise OddShapeError(name)
    elif name == "entities":
        check_entities(value)


def check_needed(name: str, value: dict[str, Any]) -> None:
    """Check that nothing is missing, and that people and chats have numbers for ids."""
    needed = NEEDED.get(name, ())
    for inner in needed:
        if inner not in value:
            raise OddShapeError(f"{name}.{inner}")
    if "id" in needed:
        wanted = int if name in PEOPLE_AND_CHATS else str
        if not isinstance(value["id"], wanted) or isinstance(value["id"], bool):
            raise OddShapeError(f"{name}.id")
    if name == "message":
        check_words(value.get("text"), "entities" in value)


def check_words(text: Any, marked: bool) -> None:
    """Check that a message's words, if it has any, say something."""
    if (text is None and marked) or (isinstance(text, str) and not text.strip()):
        raise OddShapeError("message.text")


def check_text(name: str, text: str) -> None:
    """Check that a text can be written down."""
    if len(text) > LONGEST_TEXT:
        raise OddShapeError(name)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise OddShapeError(name) from None


def check_entities(entities: list[Any]) -> None:
    """Check the marks within a text."""
    for entity in entities:
        if not isinstance(entity, dict):
            raise OddShapeError("entities")
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(entity.get("type"), str) or not isinstance(start, int):
            raise OddShapeError("entities")
        if not isinstance(length, int) or start < 0 or not 0 < length <= 2 * LONGEST_TEXT:
            raise OddShapeError("entities")
