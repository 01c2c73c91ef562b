"""A week as a small picture: seven squares, ticked, crossed or empty."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from enum import Enum
from functools import cache

SIZE = 64
BORDER = 8
STROKE = 4.0
Colour = tuple[int, int, int]
GROUND: Colour = (38, 50, 62)
WHITE: Colour = (245, 247, 250)
TICK = ((18.0, 34.0), (28.0, 44.0), (46.0, 20.0))
CROSS = (((21.0, 21.0), (43.0, 43.0)), ((43.0, 21.0), (21.0, 43.0)))
Point = tuple[float, float]


class Mark(Enum):
    """What one day shows."""

    KNEW = "knew"
    MISSED = "missed"
    NONE = "none"

    @classmethod
    def of(cls, knew: bool | None) -> Mark:
        """The mark of a day's answer; None is no answer."""
        return cls.NONE if knew is None else cls.KNEW if knew else cls.MISSED


FILLS: dict[Mark, Colour] = {
    Mark.KNEW: (46, 134, 89),
    Mark.MISSED: (196, 120, 40),
    Mark.NONE: (74, 88, 102),
}


def draw_week(marks: Sequence[Mark]) -> bytes:
    """A PNG with one square for each day, the oldest on the left."""
    rows = [b"".join(rows_of_mark(mark)[y] for mark in marks) for y in range(SIZE)]
    return make_png(SIZE * len(marks), rows)


@cache
def rows_of_mark(mark: Mark) -> tuple[bytes, ...]:
    """The pixels of one square, row by row."""
    return tuple(
        bytes(value for x in range(SIZE) for value in paint(mark, float(x), float(y)))
        for y in range(SIZE)
    )


def paint(mark: Mark, x: float, y: float) -> Colour:
    """The colour of one pixel of a square."""
    if not (BORDER <= x < SIZE - BORDER and BORDER <= y < SIZE - BORDER):
        return GROUND
    strokes: tuple[tuple[Point, Point], ...] = ()
    if mark is Mark.KNEW:
        strokes = ((TICK[0], TICK[1]), (TICK[1], TICK[2]))
    elif mark is Mark.MISSED:
        strokes = CROSS
    near = any(measure((x, y), *stroke) <= STROKE for stroke in strokes)
    return WHITE if near else FILLS[mark]


def measure(point: Point, start: Point, end: Point) -> float:
    """How far a point is from a line, in pixels."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    along = max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)))
    return float(((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5)


def make_png(width: int, rows: Sequence[bytes]) -> bytes:
    """A PNG of RGB rows."""
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (
        b"\x89PNG\r\n\x1a\n"
        + make_chunk(b"IHDR", header)
        + make_chunk(b"IDAT", pixels)
        + make_chunk(b"IEND", b"")
    )


def make_chunk(name: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
