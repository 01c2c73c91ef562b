"""The MarkdownV2 and Markdown parse modes: marks in, text and entities out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import Entity, utf16_length
from bot.sandbox.markup import cant_parse, link_entity

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
KINDS = {
    "*": ("bold", "Bold"), "_": ("italic", "Italic"), "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"), "||": ("spoiler", "Spoiler"),
    "`": ("code", "Code"), "```": ("pre", "Pre"), "[": ("text_link", "TextUrl"),
    "![": ("custom_emoji", "CustomEmoji"), ">": ("blockquote", "BlockQuote"),
}  # fmt: skip


@dataclass(slots=True)
class _Open:
    mark: str
    offset: int
    byte: int
    at: int
    language: str = ""


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def byte(self) -> int:
        return len(self.source[: self.position].encode())

    def top(self) -> str:
        return self.stack[-1].mark if self.stack else ""


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a text in MarkdownV2."""
    reader = _Reader(source)
    while reader.position < len(source):
        _read_letter(reader)
    while reader.top() == ">":
        _close(reader)
    if reader.stack:
        opened = reader.stack[-1]
        cant_parse(f"Can't find end of {KINDS[opened.mark][1]} entity at byte offset {opened.byte}")
    return "".join(reader.parts), reader.entities


def _read_letter(reader: _Reader) -> None:
    source, at = reader.source, reader.position
    letter = source[at]
    if letter == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
        reader.add(source[at + 1])
        reader.position += 2
        return
    mark = _mark_at(reader)
    if mark is None:
        if letter == "\n" and reader.top() == ">" and not source.startswith(">", at + 1):
            _close(reader)
        elif letter == "\n" and reader.top() == ">":
            reader.position += 1
        reader.add(letter)
        reader.position += 1
    elif mark == "end":
        _close(reader)
    else:
        _open(reader, mark)


def _mark_at(reader: _Reader) -> str | None:
    """The mark that opens here, `end` when one closes here, None for an ordinary letter."""
    source, at, top = reader.source, reader.position, reader.top()
    letter = source[at]
    if top in {"`", "```"}:
        return "end" if source.startswith(top, at) else None
    if letter not in RESERVED:
        return None
    if letter == "]" and top in {"[", "!["}:
        return "end"
    if source.startswith("||", at) and top == ">" and source[at + 2 : at + 3] in {"", "\n"}:
        return "end"
    mark = _longest_mark(source, at)
    if mark and mark == top:
        return "end"
    if mark == ">" and not (at == 0 or source[at - 1] == "\n"):
        mark = None
    if mark is None:
        cant_parse(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
    return mark


def _longest_mark(source: str, at: int) -> str | None:
    return next(
        (mark for mark in ("```", "__", "||", "![") if source.startswith(mark, at)), None
    ) or (source[at] if source[at] in "*_~`[>" else None)


def _open(reader: _Reader, mark: str) -> None:
    opened = _Open(mark, reader.length, reader.byte(), len(reader.parts))
    reader.position += len(mark)
    if mark == "```":
        language = re.compile(r"([^\s`]*)(\r?\n)?").match(reader.source, reader.position)
        if language and language[2]:
            opened.language = language[1]
            reader.position = language.end()
    reader.stack.append(opened)


def _close(reader: _Reader) -> None:
    opened = reader.stack.pop()
    kind = KINDS[opened.mark][0]
    entity: Entity = {
        "type": kind,
        "offset": opened.offset,
        "length": reader.length - opened.offset,
    }
    if opened.mark == ">":
        if reader.source.startswith("||", reader.position):
            reader.position += 2
            entity["type"] = "expandable_blockquote"
    elif opened.mark in {"[", "!["}:
        reader.position += 1
        entity = _read_link(reader, opened, entity)
    else:
        reader.position += len(opened.mark)
    if opened.language:
        entity["language"] = opened.language
    if entity and entity["length"]:
        reader.entities.append(entity)


def _read_link(reader: _Reader, opened: _Open, entity: Entity) -> Entity:
    source = reader.source
    url = "".join(reader.parts[opened.at :])
    if source.startswith("(", reader.position):
        start = reader.position
        target = re.compile(r"\(((?:\\.|[^)\\])*)\)", re.DOTALL).match(source, start)
        if target is None:
            at = len(source[:start].encode())
            cant_parse(f"Can't find end of a URL at byte offset {at}")
        url = re.sub(r"\\(.)", r"\1", target[1])
        reader.position = target.end()
    elif opened.mark == "![":
        cant_parse("Custom emoji entity must contain a tg://emoji URL")
    if opened.mark == "![":
        emoji = re.fullmatch(r"tg://emoji\?id=(\d+)", url)
        if emoji is None:
            cant_parse("Custom emoji URL must have scheme tg")
        return {**entity, "custom_emoji_id": emoji[1]}
    return link_entity(url, entity)


_LEGACY = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?:(?P<language>[^\s`]+)\n)?\n?(?P<pre>.*?)```|`(?P<code>[^`]*)`"
    r"|\*(?P<bold>[^*]*)\*|_(?P<italic>[^_]*)_|\[(?P<label>[^\]]*)\](?:\((?P<url>[^)]*)\))?"
    r"|(?P<stray>[_*`\[])",
    re.DOTALL,
)


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a text in the old Markdown."""
    reader = _Reader(source)
    for match in _LEGACY.finditer(source):
        reader.add(source[reader.position : match.start()])
        reader.position = match.end()
        _read_legacy(reader, match)
    reader.add(source[reader.position :])
    return "".join(reader.parts), reader.entities


def _read_legacy(reader: _Reader, match: re.Match[str]) -> None:
    if match["escaped"]:
        reader.add(match["escaped"])
        return
    if match["stray"]:
        at = len(reader.source[: match.start()].encode())
        cant_parse(f"Can't find end of the entity starting at byte offset {at}")
    kind = next(
        name for name in ("pre", "code", "bold", "italic", "label") if match[name] is not None
    )
    entity: Entity = {"type": kind, "offset": reader.length, "length": utf16_length(match[kind])}
    reader.add(match[kind])
    if kind == "label":
        entity = link_entity(match["url"] or match["label"], entity)
    elif match["language"]:
        entity["language"] = match["language"]
    if entity and entity["length"]:
        reader.entities.append(entity)
