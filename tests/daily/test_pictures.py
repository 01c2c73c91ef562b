"""The week's picture: a PNG for a phone, whose marks can be told apart."""

from __future__ import annotations

import io

from PIL import Image, ImageColor

from bot.daily.pictures import FILLS, MARGIN, NAMES_HEIGHT, SIDE, Mark, draw_week

WEEK = [
    ("Mon", Mark.KNEW), ("Tue", Mark.MISSED), ("Wed", Mark.NONE), ("Thu", Mark.KNEW),
    ("Fri", Mark.NONE), ("Sat", Mark.KNEW), ("Sun", Mark.MISSED),
]  # fmt: skip


def test_each_day_has_a_square_in_the_colour_of_its_mark() -> None:
    content = draw_week(WEEK)
    assert len(content) < 50_000
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "PNG"
        step = (image.width - 2 * MARGIN - SIDE) // (len(WEEK) - 1)
        for place, (_, mark) in enumerate(WEEK):
            corner = (MARGIN + place * step + SIDE // 2, MARGIN + NAMES_HEIGHT + 6)
            assert image.getpixel(corner) == ImageColor.getrgb(FILLS[mark])


def test_weekdays_names_make_a_difference() -> None:
    other = [(name.swapcase(), mark) for name, mark in WEEK]
    assert draw_week(WEEK) != draw_week(other)
