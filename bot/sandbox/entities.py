"""Lengths and positions as Telegram counts them, and the entities it finds by itself."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<url>(?:(?:https?|ftp|tg|ton|tonsite)://[^\s<>\"'«»]+)"
    r"|(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|ru|su|рф|info|me|io|dev|app|edu|gov|uk|de|kz|by)"
    r"(?![\w-])(?::\d+)?(?:/[^\s<>\"'«»]*)?)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}(?![\w@]))"
    r"|(?P<hashtag>(?<![\w#/])#(?=\w*[^\W\d])\w{1,256})"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{1,8}(?![\w$]))"
)
_PLAIN = re.compile(r"[/@#$]|\.\w|://")
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})
_PRIORITY = {
    name: rank
    for rank, name in enumerate(
        ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention",
         "mention", "hashtag", "bot_command", "url", "email", "cashtag", "bold", "italic",
         "underline", "strikethrough", "spoiler", "custom_emoji")
    )
}  # fmt: skip


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of all Telegram offsets and limits."""
    if text.isascii():
        return len(text)
    return len(text) + sum(letter > "\uffff" for letter in text)


def sort_entities(entities: list[Entity]) -> list[Entity]:
    """Entities in Telegram's order: by position, the longer first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _PRIORITY.get(e["type"], 99)))


def find_entities(text: str) -> list[Entity]:
    """Commands, mentions, links and hashtags that Telegram marks without being asked."""
    if not _PLAIN.search(text):
        return []
    found: list[Entity] = []
    for match in _FOUND.finditer(text):
        body = match.group()
        kind = str(match.lastgroup)
        if kind == "url":
            body = body.rstrip(".,:;!?)]}'")
        found.append(
            {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(body),
            }
        )
    return found


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities and those found in the rest of the text, in order."""
    found = find_entities(text)
    if not found:
        return sort_entities(entities) if len(entities) > 1 else entities
    closed = [e for e in entities if e["type"] in _OPAQUE or e in found]
    fresh = [e for e in found if not any(_overlap(e, other) for other in closed)]
    return sort_entities(entities + fresh)


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without white space at both ends, entities moved and cut accordingly."""
    body = text.strip(" \t\n\r\v\f\u200b")
    if body == text:
        return text, entities
    lead = utf16_length(text[: text.index(body)]) if body else 0
    return body, shift(entities, lead, utf16_length(body))


def shift(entities: list[Entity], lead: int, length: int) -> list[Entity]:
    """Entities of a cut-out that starts at `lead` and is `length` units long."""
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return kept
