"""Draws a person's progress: a map-like chart of cities and bars by theme, as a PNG for a phone.

The picture has its own background, so that it reads the same in light and dark themes. Pillow and
a font with Cyrillic letters are loaded only here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont
from ttf_opensans import opensans

from bot.cities.catalogue import Catalogue
from bot.cities.model import City
from bot.quiz.rules.progress import Mastery, Progress
from bot.quiz.rules.results import Tally

WIDTH = 1080
MARGIN = 48
TOP, GAP = 190, 24
MAP_HEIGHT = 720
EAST_HEIGHT = 420
BAR_STEP = 80
BAR_TOP, BAR_HEIGHT = 50, 16
INK, FAINT, PAPER, PANEL = "#1b2430", "#4d5966", "#f4f1ea", "#e7e2d6"
GREEN, AMBER = "#1f7a4d", "#d98e04"
WEST_TO = 54.0
"""Longitude in degrees where the upper map ends: most cities lie west of it, close together."""
MOST_STRETCH = 1.2
"""A map may be so much wider or higher than its degrees ask, to fill its frame."""
LANDMARKS = 7
"""So many of the best-known cities of a map are named to give bearings; more where mastered."""
MOST_NAMES = 40

Box: TypeAlias = tuple[float, float, float, float]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the picture says, in one language; `names` are the cities'."""

    title: str
    mastered: str
    started: str
    new: str
    west: str
    east: str
    themes: str
    names: dict[str, str]
    bars: Sequence[tuple[str, Tally]]


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The picture's typeface."""
    return ImageFont.truetype(opensans(700 if bold else 400).path, size)


def draw_progress(catalogue: Catalogue, progress: Progress, words: Words) -> bytes:
    """The picture as PNG. Takes a tenth of a second; call it off the event loop."""
    bars = max(len(words.bars), 1)
    height = TOP + MAP_HEIGHT + EAST_HEIGHT + 2 * GAP + 72 + bars * BAR_STEP + MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN, 36), words.title, INK, font(58, bold=True))
    draw_legend(pen, words, 122)
    top = float(TOP)
    cities = tuple(catalogue.cities.values())
    west = [city for city in cities if city.point[1] < WEST_TO]
    east = [city for city in cities if city.point[1] >= WEST_TO]
    for label, part, size in ((words.west, west, MAP_HEIGHT), (words.east, east, EAST_HEIGHT)):
        pen.text((MARGIN, top), label, FAINT, font(32))
        box = (MARGIN, top + 46, WIDTH - MARGIN, top + size)
        draw_map(pen, part, progress, words.names, box)
        top += size + GAP
    draw_bars(pen, words, top)
    stream = io.BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_legend(pen: ImageDraw.ImageDraw, words: Words, top: float) -> None:
    """What the marks mean: each differs by shape, not by colour alone."""
    left = float(MARGIN)
    legend = (
        (Mastery.MASTERED, words.mastered),
        (Mastery.STARTED, words.started),
        (Mastery.NEW, words.new),
    )
    for level, text in legend:
        draw_mark(pen, (left + 16, top + 22), level)
        pen.text((left + 42, top), text, INK, font(34))
        left += 42 + font(34).getlength(text) + 36


def draw_mark(pen: ImageDraw.ImageDraw, at: Point, level: Mastery) -> None:
    """A city: a large disc when mastered, a half-filled ring when begun, a small ring when new."""
    x, y = at
    if level is Mastery.NEW:
        pen.ellipse((x - 7, y - 7, x + 7, y + 7), PAPER, FAINT, 3)
        return
    size = 13
    ring = (x - size, y - size, x + size, y + size)
    if level is Mastery.MASTERED:
        pen.ellipse(ring, GREEN, PAPER, 2)
        return
    pen.ellipse(ring, PAPER, AMBER, 4)
    pen.pieslice(ring, 90, 270, AMBER)


def draw_map(
    pen: ImageDraw.ImageDraw,
    cities: Sequence[City],
    progress: Progress,
    names: dict[str, str],
    box: Box,
) -> None:
    """Cities where they lie, in a frame; the better known in front, names where there is room."""
    pen.rounded_rectangle(box, 20, PANEL)
    places = place_cities(cities, box)
    ordered = sorted(cities, key=lambda city: progress.cities[city.id])
    for city in ordered:
        draw_mark(pen, places[city.id], progress.cities[city.id])
    taken = [(x - 15, y - 15, x + 15, y + 15) for x, y in places.values()]
    for city in choose_named(ordered, progress):
        mastered = progress.cities[city.id] is not Mastery.NEW
        typeface = font(26, bold=mastered)
        for spot in find_spots(places[city.id], typeface.getlength(names[city.id])):
            if inside(spot, box) and not any(overlap(spot, other) for other in taken):
                pen.text(spot[:2], names[city.id], INK if mastered else FAINT, typeface)
                taken.append(spot)
                break


def place_cities(cities: Sequence[City], box: Box) -> dict[str, Point]:
    """Where in the frame each city lies, all in one scale, in the middle of it."""
    pad = 40
    xs = [city.point[1] for city in cities]
    ys = [-city.point[0] for city in cities]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = box[2] - box[0] - 2 * pad, box[3] - box[1] - 2 * pad
    scale_x, scale_y = room_x / (width or 1), room_y / (height or 1)
    scale_x, scale_y = (
        min(scale_x, scale_y * MOST_STRETCH),
        min(scale_y, scale_x * MOST_STRETCH),
    )
    left = box[0] + pad + (room_x - width * scale_x) / 2 - min(xs) * scale_x
    top = box[1] + pad + (room_y - height * scale_y) / 2 - min(ys) * scale_y
    return {
        city.id: (left + x * scale_x, top + y * scale_y)
        for city, x, y in zip(cities, xs, ys, strict=True)
    }


def choose_named(ordered: Sequence[City], progress: Progress) -> list[City]:
    """The cities to name: mastered and begun ones first, then the best known."""
    met = [city for city in reversed(ordered) if progress.cities[city.id] is not Mastery.NEW]
    others = [city for city in ordered if progress.cities[city.id] is Mastery.NEW]
    known = sorted(others, key=lambda city: -city.fame)
    return [*met[:MOST_NAMES], *known[:LANDMARKS]]


def find_spots(at: Point, length: float) -> Iterator[Box]:
    """Where a city's name may stand: right, left, above, below."""
    x, y = at
    for left, top in (
        (x + 18, y - 16),
        (x - 18 - length, y - 16),
        (x - length / 2, y - 46),
        (x - length / 2, y + 14),
    ):
        yield left, top, left + length, top + 31


def overlap(one: Box, other: Box) -> bool:
    """Whether two frames share any room."""
    apart_x = one[2] <= other[0] or other[2] <= one[0]
    apart_y = one[3] <= other[1] or other[3] <= one[1]
    return not (apart_x or apart_y)


def inside(spot: Box, box: Box) -> bool:
    """Whether a frame lies within another."""
    fits_x = spot[0] >= box[0] + 6 and spot[2] <= box[2] - 6
    return fits_x and spot[1] >= box[1] + 4 and spot[3] <= box[3] - 4


def draw_bars(pen: ImageDraw.ImageDraw, words: Words, top: float) -> None:
    """A bar for each theme: the share of its facts that is known, with the numbers."""
    pen.text((MARGIN, top), words.themes, INK, font(44, bold=True))
    top += 72
    right = WIDTH - MARGIN
    for name, tally in words.bars:
        numbers = f"{tally.right} / {tally.asked}"
        pen.text((MARGIN, top), cut(name, right - MARGIN - 180), INK, font(34))
        pen.text((right - font(34).getlength(numbers), top), numbers, INK, font(34))
        start, end = top + BAR_TOP, top + BAR_TOP + BAR_HEIGHT
        pen.rounded_rectangle((MARGIN, start, right, end), 8, PANEL)
        if tally.right:
            length = max(16.0, (right - MARGIN) * tally.right / tally.asked)
            pen.rounded_rectangle((MARGIN, start, MARGIN + length, end), 8, GREEN)
        top += BAR_STEP


def cut(text: str, room: float) -> str:
    """A text that fits a width, with an ellipsis where it had to be cut."""
    if font(34).getlength(text) <= room:
        return text
    while text and font(34).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
