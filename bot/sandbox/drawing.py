"""Messages as they look in a terminal: formatting, numbered buttons, polls, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from bot.sandbox.entities import utf16_length
from bot.sandbox.model import Json
from bot.sandbox.people import Seen

STYLES = {
    "bold": "bold", "italic": "italic", "underline": "underline", "strikethrough": "strike",
    "spoiler": "dim", "code": "cyan", "pre": "cyan", "blockquote": "italic dim",
    "expandable_blockquote": "italic dim", "bot_command": "blue", "mention": "blue",
    "hashtag": "blue", "url": "blue underline", "text_link": "blue underline",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick by its number: a button or a poll's option."""

    label: str
    message: Seen
    button: Json | None = None
    option: int | None = None


def draw_text(body: str, entities: Sequence[Json]) -> Text:
    """A text with its formatting; link addresses follow in brackets where they differ."""
    units = body.encode("utf-16-le")
    drawn = Text(body)
    links: list[tuple[int, str]] = []
    for entity in entities:
        start = len(units[: entity["offset"] * 2].decode("utf-16-le", "ignore"))
        end = (entity["offset"] + entity["length"]) * 2
        stop = len(units[:end].decode("utf-16-le", "ignore"))
        if style := STYLES.get(entity["type"]):
            drawn.stylize(style, start, stop)
        if entity["type"] == "text_link" and entity["url"] != body[start:stop]:
            links.append((stop, entity["url"]))
    for stop, url in sorted(links, reverse=True):
        drawn = drawn[:stop] + Text(f" ({url})", style="blue") + drawn[stop:]
    return drawn


def draw_message(seen: Seen, files: Sequence[str] = ()) -> Text:
    """A message without its buttons; `files` are the paths of what came with it."""
    message = seen.json
    parts = [Text(f"📎 {path}") for path in files]
    if seen.text:
        parts.append(draw_text(seen.text, seen.entities))
    if "venue" in message:
        parts.append(_draw_venue(message["venue"]))
    elif "location" in message:
        parts.append(Text(f"📍 {map_link(message['location'])}"))
    if "contact" in message:
        contact = message["contact"]
        parts.append(Text(f"☎ {contact['first_name']} {contact['phone_number']}"))
    if "dice" in message:
        parts.append(Text(f"{message['dice']['emoji']} {message['dice']['value']}"))
    if seen.poll is not None:
        parts.append(_draw_poll(seen.poll))
    return Text("\n").join(parts) if parts else Text(_name_service(message), style="dim")


def _name_service(message: Json) -> str:
    plain = {"message_id", "date", "chat", "from", "sender_chat"}
    return "· " + ", ".join(key.replace("_", " ") for key in message if key not in plain)


def map_link(location: Json) -> str:
    """A link to the point on OpenStreetMap."""
    place = f"{location['latitude']}&mlon={location['longitude']}"
    return f"https://www.openstreetmap.org/?mlat={place}#map=16"


def _draw_venue(venue: Json) -> Text:
    drawn = Text("📍 ") + Text(venue["title"], style="bold") + Text(f", {venue['address']}\n")
    return drawn + Text(f"   {map_link(venue['location'])}", style="blue")


def _draw_poll(poll: Json) -> Text:
    drawn = Text("📊 ") + Text(poll["question"], style="bold")
    if poll["is_closed"]:
        right = poll.get("correct_option_ids", [])
        for number, option in enumerate(poll["options"]):
            mark = "✓" if number in right else "·"
            drawn.append(f"\n   {mark} {option['text']}: {option['voter_count']}")
        if "explanation" in poll:
            entities = poll.get("explanation_entities", [])
            drawn += Text("\n   ") + draw_text(poll["explanation"], entities)
    return drawn


def list_choices(seen: Seen) -> list[Choice]:
    """What can be picked under a message: buttons, keyboard, options of an open poll."""
    poll = seen.poll
    if poll is not None and not poll["is_closed"]:
        options = poll["options"]
        return [Choice(o["text"], seen, option=number) for number, o in enumerate(options)]
    rows = [*seen.rows, *(seen.keyboard or {}).get("keyboard", [])]
    return [Choice(button["text"], seen, button=button) for row in rows for button in row]


def draw_choices(choices: Sequence[Choice], width: int) -> Text:
    """The choices with their numbers, as many in a line as fit into the width."""
    lines: list[str] = [""]
    for number, choice in enumerate(choices, 1):
        label = f"[{number}] {choice.label}"
        url = (choice.button or {}).get("url")
        label += f" → {url}" if url else ""
        if lines[-1] and utf16_length(lines[-1]) + utf16_length(label) + 2 > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + label
    return Text("\n".join(lines), style="green")
