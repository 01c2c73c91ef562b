"""What the buttons of games carry: only ids, which grant nothing by themselves."""

from __future__ import annotations

from typing import NamedTuple

from bot.intake import pack, parse_number, unpack

PREFIX = "g"


class Press(NamedTuple):
    """One button: what to do, in which game, with which setting, to which value."""

    action: str
    game: int = 0
    field: str = ""
    value: str = ""

    def pack(self) -> str:
        """The payload of a button."""
        return pack(PREFIX, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Press | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(PREFIX, data, len(cls._fields))
        game = parse_number(fields[1]) if fields else None
        if fields is None or game is None:
            return None
        return cls(fields[0], game, fields[2], fields[3])
