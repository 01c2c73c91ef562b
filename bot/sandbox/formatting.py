"""A text as sent by a bot: parse mode or explicit entities, trimmed, checked, completed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import limits
from bot.sandbox.entities import Entity, shift, sort_entities, trim, utf16_length, with_found
from bot.sandbox.errors import bad_request
from bot.sandbox.markdown import parse_markdown, parse_markdown_v2
from bot.sandbox.markup import parse_html

PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}
ALLOWED_IN_POLLS = frozenset({"custom_emoji"})


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text with its entities, as stored in a message."""

    body: str
    entities: list[Entity]

    def fields(self, text: str = "text", entities: str = "entities") -> dict[str, Any]:
        """The text as fields of a message; no entities, no field."""
        if not self.entities:
            return {text: self.body}
        return {text: self.body, entities: self.entities}


def read_text(
    source: str, parse_mode: str | None, entities: list[Any] | None, find: bool = True
) -> Text:
    """What Telegram makes of a text; raises its `can't parse entities` refusals."""
    if "\x00" in source:
        source = source.replace("\x00", "")
    given: list[Entity] = []
    if parse_mode:
        parser = PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        source, given = parser(source)
    elif entities:
        given = [_check_entity(entity, utf16_length(source)) for entity in entities]
    body, kept = trim(source, given)
    kept = _merge(kept)
    complete = with_found(body, kept) if find else sort_entities(kept)
    return Text(body, complete[: limits.ENTITIES])


def _check_entity(entity: Any, length: int) -> Entity:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for key in ("type", "offset", "length"):
        if key not in entity:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{key}\"")
    if entity["offset"] < 0 or entity["length"] < 0 or entity["offset"] > length:
        raise bad_request("entity has invalid bounds")
    return shift([entity], 0, length)[0] if entity["length"] else dict(entity)


def _merge(entities: list[Entity]) -> list[Entity]:
    """Neighbouring entities of one kind are one entity, as Telegram stores them."""
    merged: list[Entity] = []
    for entity in sort_entities([e for e in entities if e["length"]]):
        twin = next((e for e in reversed(merged) if _continues(e, entity)), None)
        if twin is None:
            merged.append(dict(entity))
        else:
            end = max(twin["offset"] + twin["length"], entity["offset"] + entity["length"])
            twin["length"] = end - twin["offset"]
    return merged


def _continues(one: Entity, other: Entity) -> bool:
    return bool(
        one["type"] == other["type"]
        and one["type"] in {"bold", "italic", "underline", "strikethrough", "spoiler"}
        and other["offset"] <= one["offset"] + one["length"]
    )


def message_text(
    source: str | None, parse_mode: str | None, entities: list[Any] | None, too_long: str
) -> Text:
    """A message's text: 1 to 4096 UTF-16 units after parsing."""
    text = read_text(source or "", parse_mode, entities)
    if not text.body:
        raise bad_request("message text is empty")
    if utf16_length(text.body) > limits.TEXT:
        raise bad_request(too_long)
    return text


def caption_text(
    source: str | None, parse_mode: str | None, entities: list[Any] | None
) -> Text | None:
    """A caption: at most 1024 UTF-16 units after parsing; None when there is none."""
    if not source:
        return None
    text = read_text(source, parse_mode, entities)
    if utf16_length(text.body) > limits.CAPTION:
        raise bad_request("message caption is too long")
    return text if text.body else None


def poll_text(source: str | None, parse_mode: str | None, entities: list[Any] | None) -> Text:
    """A poll's question or option: custom emoji are the only formatting kept."""
    text = read_text(source or "", parse_mode, entities, find=False)
    if not text.body:
        raise bad_request("text must be non-empty")
    return Text(text.body, [e for e in text.entities if e["type"] in ALLOWED_IN_POLLS])
