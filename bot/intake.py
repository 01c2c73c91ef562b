"""What people send, made safe before anything looks at it: cut, normalised, strictly matched."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 256
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
FIELD = re.compile(r"[a-z0-9_-]*", re.ASCII)
LONGEST_PAYLOAD = 64
"""Bytes of callback data that Telegram takes."""
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def is_too_long(text: str) -> bool:
    """Whether a message is longer than anything we try to understand."""
    return len(text) > LONGEST_TEXT


def clean(text: str) -> str:
    """A text fit for matching: at most 256 characters, NFKC, one kind of space, no controls.

    Cut before and after normalising: NFKC makes eighteen characters of one.
    """
    normal = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])[:LONGEST_TEXT]
    spaced = " ".join(normal.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in DROPPED)


def parse_number(text: str) -> int | None:
    """A number of one to nine ASCII digits, or None."""
    return int(text) if NUMBER.fullmatch(text) else None


def parse_start(text: str) -> str | None:
    """A deep link's payload, or None if it is not one Telegram could have made."""
    return text if START_PAYLOAD.fullmatch(text) else None


def pack(prefix: str, *fields: object) -> str:
    """Callback data: a prefix and fields with bars between. Raises ValueError if it cannot be."""
    data = "|".join((prefix, *(str(field) for field in fields)))
    if len(data.encode()) > LONGEST_PAYLOAD or not all(
        FIELD.fullmatch(part) for part in data.split("|")
    ):
        raise ValueError(f"not a payload: {data!r}")
    return data


def unpack(prefix: str, data: str | None, fields: int) -> list[str] | None:
    """The fields of callback data made by `pack`, or None for anything else (data is forgeable)."""
    parts = (data or "").split("|")
    if len(data or "") > LONGEST_PAYLOAD or parts[0] != prefix or len(parts) != fields + 1:
        return None
    return parts[1:] if all(FIELD.fullmatch(part) for part in parts) else None
