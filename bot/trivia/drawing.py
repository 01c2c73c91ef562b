"""Draws the guesses of a question on a map: who pointed where, and the right place, as a PNG.

There is no ground map: the titled cities around, each where it lies, give the bearings. Pillow is
loaded only with this module.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from PIL import Image, ImageDraw

from bot.cities.model import City
from bot.quiz.drawing import AMBER, FAINT, GREEN, INK, PANEL, PAPER, Box, find_spots, font, overlap

WIDTH, HEIGHT = 1080, 760
MARGIN, PAD = 24, 90
LEAST_SPAN = 6.0
"""Degrees of latitude that are shown at least: a near miss is seen among its neighbours."""
LANDMARKS = 6
MOST_GUESSES = 12
Spot: TypeAlias = tuple[float, float]


class Label(NamedTuple):
    """Words on the map, their size in pixels and their colour."""

    text: str
    size: int
    colour: str


class Mark(NamedTuple):
    """A guess: whose, and where (latitude and longitude in degrees)."""

    name: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the world a picture shows, and how large."""

    middle: Spot
    scale: float
    narrow: float
    """How much shorter a degree of longitude is than one of latitude."""

    def place(self, point: tuple[float, float]) -> Spot:
        """Where in the picture a point lies."""
        east = (point[1] - self.middle[1]) * self.narrow
        return (
            WIDTH / 2 + east * self.scale,
            HEIGHT / 2 - (point[0] - self.middle[0]) * self.scale,
        )


def choose_view(points: Sequence[tuple[float, float]]) -> View:
    """The part of the world that holds all points, with room around them."""
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    middle = ((south + north) / 2, (west + east) / 2)
    narrow = math.cos(math.radians(middle[0]))
    high = max(north - south, LEAST_SPAN)
    wide = max((east - west) * narrow, LEAST_SPAN)
    scale = min((HEIGHT - 2 * PAD) / high, (WIDTH - 2 * PAD) / wide)
    return View(middle, scale, narrow)


def draw_guesses(
    cities: Iterable[City], names: dict[str, str], target: City, guesses: Sequence[Mark]
) -> bytes:
    """The picture as PNG; `names` are the cities'. Takes some hundredths of a second."""
    guesses = guesses[:MOST_GUESSES]
    view = choose_view([target.point, *(guess.point for guess in guesses)])
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), 20, PANEL)
    goal = view.place(target.point)
    for guess in guesses:
        pen.line((*view.place(guess.point), *goal), AMBER, 3)
    for guess in guesses:
        draw_disc(pen, view.place(guess.point), 13, AMBER, PAPER)
    draw_disc(pen, goal, 17, GREEN, PAPER)
    taken = [frame(goal, 17), *(frame(view.place(guess.point), 13) for guess in guesses)]
    write(pen, goal, Label(names[target.id], 36, GREEN), taken)
    for guess in guesses:
        write(pen, view.place(guess.point), Label(guess.name, 30, INK), taken)
    draw_bearings(pen, view, [city for city in cities if city is not target], names, taken)
    stream = io.BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_bearings(
    pen: ImageDraw.ImageDraw,
    view: View,
    cities: Sequence[City],
    names: dict[str, str],
    taken: list[Box],
) -> None:
    """The cities around, where nothing else stands; the best known by name."""
    shown = []
    for city in cities:
        dot = frame(view.place(city.point), 6)
        if is_seen(view.place(city.point)) and not any(overlap(dot, other) for other in taken):
            draw_disc(pen, view.place(city.point), 6, PAPER, FAINT)
            shown.append(city)
    taken += [frame(view.place(city.point), 6) for city in shown]
    for city in sorted(shown, key=lambda city: -city.fame)[:LANDMARKS]:
        write(pen, view.place(city.point), Label(names[city.id], 24, FAINT), taken)


def is_seen(at: Spot) -> bool:
    """Whether a place is within the frame."""
    return 2 * MARGIN < at[0] < WIDTH - 2 * MARGIN and 2 * MARGIN < at[1] < HEIGHT - 2 * MARGIN


def frame(at: Spot, size: float) -> Box:
    """The square around a disc."""
    return at[0] - size, at[1] - size, at[0] + size, at[1] + size


def draw_disc(pen: ImageDraw.ImageDraw, at: Spot, size: float, fill: str, rim: str) -> None:
    """A place on the map."""
    pen.ellipse(frame(at, size), fill, rim, 3)


def write(pen: ImageDraw.ImageDraw, at: Spot, label: Label, taken: list[Box]) -> None:
    """A name beside its place, where there is room; else none."""
    typeface = font(label.size, bold=label.colour != FAINT)
    for spot in find_spots(at, typeface.getlength(label.text)):
        inside = spot[0] > MARGIN and spot[2] < WIDTH - MARGIN
        inside = inside and spot[1] > MARGIN and spot[3] < HEIGHT - MARGIN
        if inside and not any(overlap(spot, other) for other in taken):
            pen.text(spot[:2], label.text, label.colour, typeface)
            taken.append(spot)
            return
