"""A week as a small picture: seven squares, ticked, crossed or empty, each under its weekday."""

from __future__ import annotations

import io
from collections.abc import Sequence
from enum import Enum

from PIL import Image, ImageDraw

from bot.quiz.drawing import AMBER, GREEN, INK, PANEL, PAPER, font

SIDE, GAP, MARGIN = 112, 28, 40
NAMES_HEIGHT = 56
STROKE = 13
TICK = ((0.27, 0.53), (0.44, 0.70), (0.74, 0.32))
CROSS = (((0.32, 0.32), (0.68, 0.68)), ((0.68, 0.32), (0.32, 0.68)))
"""Strokes as shares of a square's side."""


class Mark(Enum):
    """What one day shows."""

    KNEW = "knew"
    MISSED = "missed"
    NONE = "none"

    @classmethod
    def of(cls, knew: bool | None) -> Mark:
        """The mark of a day's answer; None is no answer."""
        return cls.NONE if knew is None else cls.KNEW if knew else cls.MISSED


FILLS = {Mark.KNEW: GREEN, Mark.MISSED: AMBER, Mark.NONE: PANEL}


def draw_week(days: Sequence[tuple[str, Mark]]) -> bytes:
    """A PNG with a square for each day and its weekday's name above, the oldest on the left."""
    width = 2 * MARGIN + len(days) * (SIDE + GAP) - GAP
    image = Image.new("RGB", (width, 2 * MARGIN + NAMES_HEIGHT + SIDE), PAPER)
    pen = ImageDraw.Draw(image)
    for place, (name, mark) in enumerate(days):
        draw_day(pen, name, mark, MARGIN + place * (SIDE + GAP))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_day(pen: ImageDraw.ImageDraw, name: str, mark: Mark, left: int) -> None:
    """One day's name and square."""
    top = MARGIN + NAMES_HEIGHT
    pen.text((left + SIDE / 2, MARGIN + 16), name, INK, font(34), anchor="mm")
    pen.rounded_rectangle((left, top, left + SIDE, top + SIDE), 16, FILLS[mark])
    strokes = {Mark.KNEW: (TICK,), Mark.MISSED: CROSS, Mark.NONE: ()}[mark]
    for stroke in strokes:
        line = [(left + x * SIDE, top + y * SIDE) for x, y in stroke]
        pen.line(line, PAPER, STROKE, joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - STROKE / 2, y - STROKE / 2, x + STROKE / 2, y + STROKE / 2), PAPER)
