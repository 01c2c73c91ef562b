"""What the atlas's buttons carry: at most 64 bytes, and only ids of public things."""

from __future__ import annotations

import re
from typing import NamedTuple

PREFIX = "a"
_PART = re.compile(r"[a-z0-9_-]{0,40}")
_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)


class Press(NamedTuple):
    """One button: what to show, of which city, title or list, on which page."""

    show: str
    id: str = ""
    region: str = ""
    year: int = 0
    page: int = 0

    def pack(self) -> str:
        """The payload of a button."""
        parts = (PREFIX, self.show, self.id, self.region, str(self.year), str(self.page))
        return ":".join(parts)

    @classmethod
    def unpack(cls, data: str) -> Press | None:
        """What a payload says, or None for one that we never made."""
        parts = data.split(":")
        if len(parts) != 6 or parts[0] != PREFIX:
            return None
        words, numbers = parts[1:4], parts[4:]
        if not all(_PART.fullmatch(w) for w in words):
            return None
        if not all(_NUMBER.fullmatch(n) for n in numbers):
            return None
        return cls(words[0], words[1], words[2], int(numbers[0]), int(numbers[1]))
