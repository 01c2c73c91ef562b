"""What the daily buttons carry: a wish and a value, or a wish and a message's token."""

from __future__ import annotations

from typing import NamedTuple

from bot.intake import pack, unpack

PREFIX = "d"
BELOW = "dm"


class Press(NamedTuple):
    """A button of the settings: what to do, and the value chosen."""

    wish: str
    value: str = ""

    def pack(self) -> str:
        """The payload of a button."""
        return pack(PREFIX, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Press | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(PREFIX, data, 2)
        return cls(*fields) if fields else None


class Tap(NamedTuple):
    """A button below a day's message: what to do, and the message's token."""

    wish: str
    token: str

    def pack(self) -> str:
        """The payload of a button."""
        return pack(BELOW, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Tap | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(BELOW, data, 2)
        return cls(*fields) if fields else None
