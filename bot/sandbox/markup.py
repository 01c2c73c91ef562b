"""The HTML parse mode: tags in, text and entities out, Telegram's own complaints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from bot.sandbox.entities import Entity, utf16_length
from bot.sandbox.errors import bad_request

SIMPLE_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
KNOWN_TAGS = frozenset(SIMPLE_TAGS) | {"a", "span", "tg-emoji", "tg-time"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_CHARACTER = re.compile(r"&(?:#(?P<dec>\d{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[a-z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(
    r"\s*(?P<name>[^\s=>/\"']+)(?:\s*(?P<sign>=)\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[a-zA-Z0-9.\-]+)))?"
)


def cant_parse(complaint: str) -> NoReturn:
    """Refuse a text whose formatting cannot be read."""
    raise bad_request(f"can't parse entities: {complaint}")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    at: int


@dataclass(slots=True)
class _Reader:
    """Walks once over the source and collects plain text, entities and open tags."""

    source: str
    position: int = 0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += utf16_length(text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a text in Telegram's HTML."""
    if "<" not in source and "&" not in source:
        return source, []
    reader = _Reader(source)
    while reader.position < len(source):
        cut = _next_special(source, reader.position)
        reader.add(source[reader.position : cut])
        reader.position = cut
        if cut == len(source):
            break
        if source[cut] == "&":
            _read_character(reader)
        elif source.startswith("</", cut):
            _read_end_tag(reader)
        else:
            _read_start_tag(reader)
    if reader.stack:
        cant_parse(f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"')
    return "".join(reader.parts), reader.entities


def _next_special(source: str, start: int) -> int:
    found = [spot for spot in (source.find("<", start), source.find("&", start)) if spot >= 0]
    return min(found, default=len(source))


def decode_characters(text: str) -> str:
    """Text with `&lt;`, `&#1105;` and their like replaced."""
    return _CHARACTER.sub(lambda match: _character(match) or match.group(), text)


def _character(match: re.Match[str]) -> str | None:
    if match["name"]:
        return NAMED.get(match["name"])
    code = int(match["dec"]) if match["dec"] else int(match["hex"], 16)
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def _read_character(reader: _Reader) -> None:
    match = _CHARACTER.match(reader.source, reader.position)
    letter = _character(match) if match else None
    if match is None or letter is None:
        reader.add("&")
        reader.position += 1
    else:
        reader.add(letter)
        reader.position = match.end()


def _read_start_tag(reader: _Reader) -> None:
    source, start = reader.source, reader.position
    name = _TAG_NAME.match(source, start + 1)
    tag = name.group().lower() if name else ""
    where = f"at byte offset {reader.byte(start)}"
    end = start + 1 + len(tag)
    if end >= len(source):
        cant_parse(f"Unclosed start tag {where}")
    if tag not in KNOWN_TAGS:
        cant_parse(f'Unsupported start tag "{tag}" {where}')
    attributes: dict[str, str] = {}
    while True:
        rest = re.compile(r"\s*").match(source, end)
        end = rest.end() if rest else end
        if end >= len(source):
            cant_parse(f'Unclosed start tag "{tag}" {where}')
        if source[end] == ">":
            break
        match = _ATTRIBUTE.match(source, end)
        if match is None:
            cant_parse(f'Empty attribute name in the tag "{tag}" {where}')
        value = match["double"] or match["single"] or match["bare"] or ""
        attributes[match["name"].lower()] = decode_characters(value)
        end = match.end()
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        cant_parse(f'Tag "span" must have class "tg-spoiler" {where}')
    reader.stack.append(_Open(tag, attributes, reader.length, sum(map(len, reader.parts))))
    reader.position = end + 1


def _read_end_tag(reader: _Reader) -> None:
    source, start = reader.source, reader.position
    where = f"at byte offset {reader.byte(start)}"
    end = source.find(">", start)
    if not reader.stack:
        cant_parse(f"Unexpected end tag {where}")
    if end < 0:
        cant_parse(f"Unclosed end tag {where}")
    tag = source[start + 2 : end].strip().lower()
    opened = reader.stack.pop()
    if tag and tag != opened.tag:
        cant_parse(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{tag}>"')
    reader.position = end + 1
    length = reader.length - opened.offset
    if length:
        _add_entity(reader, opened, length)


def _add_entity(reader: _Reader, opened: _Open, length: int) -> None:
    entity: Entity = {"offset": opened.offset, "length": length}
    tag, attributes = opened.tag, opened.attributes
    if tag == "a":
        url = attributes.get("href") or "".join(reader.parts)[opened.at :]
        entity = link_entity(url, entity)
        if not entity:
            return
    elif tag == "tg-emoji":
        entity.update(type="custom_emoji", custom_emoji_id=attributes.get("emoji-id", ""))
    elif tag == "tg-time":
        if not attributes.get("unix", "").isdigit():
            return
        entity.update(type="date_time", unix_time=int(attributes["unix"]))
        if "format" in attributes:
            entity["date_time_format"] = attributes["format"]
    elif tag == "span":
        entity["type"] = "spoiler"
    elif tag == "code" and reader.stack and reader.stack[-1].tag == "pre":
        language = attributes.get("class", "")
        if language.startswith("language-"):
            reader.stack[-1].attributes["language"] = language.removeprefix("language-")
        return
    else:
        entity["type"] = SIMPLE_TAGS[tag]
        if tag == "pre" and "language" in attributes:
            entity["language"] = attributes["language"]
        if tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
    reader.entities.append(entity)


def link_entity(url: str, entity: Entity) -> Entity:
    """A text link or, for `tg://user?id=`, a mention; empty when the address is no link."""
    user = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if user:
        return {**entity, "type": "text_mention", "user": {"id": int(user[1])}}
    if not re.match(r"^(https?|tg|ftp|ton|tonsite)://\S", url):
        if not re.match(r"^[\w-]+(\.[\w-]+)+(/|$|:|\?)", url):
            return {}
        url = "http://" + url
    if re.fullmatch(r"https?://[^/?#]+", url):
        url += "/"
    return {**entity, "type": "text_link", "url": url}
