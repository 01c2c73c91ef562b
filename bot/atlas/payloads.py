"""What the atlas's buttons carry: only ids of public things."""

from __future__ import annotations

from typing import NamedTuple

from bot.intake import pack, parse_number, unpack

PREFIX = "a"
QUIZ_PREFIX = "qc"
"""A card's quiz button. The quiz, which knows the atlas, listens to it; not the other way round."""


class Press(NamedTuple):
    """One button: what to show, of which city, title or list, on which page."""

    show: str
    id: str = ""
    region: str = ""
    year: int = 0
    page: int = 0

    def pack(self) -> str:
        """The payload of a button."""
        return pack(PREFIX, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Press | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(PREFIX, data, len(cls._fields))
        if fields is None:
            return None
        show, id_, region, *numbers = fields
        year, page = (parse_number(number) for number in numbers)
        return None if year is None or page is None else cls(show, id_, region, year, page)


class CityQuiz(NamedTuple):
    """A card's button that asks for a quiz on its city."""

    city: str

    def pack(self) -> str:
        """The payload of the button."""
        return pack(QUIZ_PREFIX, self.city)

    @classmethod
    def unpack(cls, data: str | None) -> CityQuiz | None:
        """What a payload says, or None for one that we never made."""
        fields = unpack(QUIZ_PREFIX, data, 1)
        return cls(fields[0]) if fields else None
