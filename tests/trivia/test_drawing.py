"""The map of guesses: a picture for a phone, whoever pointed wherever."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.cities.catalogue import Catalogue
from bot.trivia import drawing
from bot.trivia.drawing import Mark, choose_view

OMSK, POLE, OTHER_SIDE = (55.0, 73.4), (90.0, 0.0), (-33.9, -151.2)


@pytest.mark.parametrize(
    "points",
    [[OMSK], [OMSK, POLE], [OTHER_SIDE, POLE, OMSK], [(55.0, 73.0 + n) for n in range(40)]],
)
def test_it_is_a_small_png_whatever_was_guessed(
    catalogue: Catalogue, points: list[tuple[float, float]]
) -> None:
    names = {city.id: city.name("ru") for city in catalogue.cities.values()}
    marks = [Mark("Константин", point) for point in points]
    cities = tuple(catalogue.cities.values())
    content = drawing.draw_guesses(cities, names, catalogue.cities["omsk"], marks)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("PNG", (drawing.WIDTH, drawing.HEIGHT))
    assert len(content) < 60_000


def test_every_guess_is_within_the_picture() -> None:
    points = [OMSK, (68.9, 33.1), (43.1, 131.9)]
    view = choose_view(points)
    for x, y in map(view.place, points):
        assert 0 < x < drawing.WIDTH
        assert 0 < y < drawing.HEIGHT
    assert view.place((60.0, 73.4))[1] < view.place(OMSK)[1]
