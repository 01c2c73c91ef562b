"""What the quiz's buttons carry: a round's id, the number of a question and a slot, no answers."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.intake import pack, parse_number, unpack

PREFIX = "r"
DUEL = "duel"
CLASS = "class"
LINK = re.compile(rf"({DUEL}|{CLASS})_([a-z0-9]{{6,10}})", re.ASCII)
"""What follows /start in the quiz's deep links."""


class Press(NamedTuple):
    """One button: what to do with which round (or class), at which of its questions."""

    do: str
    id: str
    number: int = 0
    word: str = ""

    def pack(self) -> str:
        """The payload of a button."""
        return pack(PREFIX, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Press | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(PREFIX, data, len(cls._fields))
        if fields is None:
            return None
        do, id_, number, word = fields
        at = parse_number(number)
        return None if at is None else cls(do, id_, at, word)
