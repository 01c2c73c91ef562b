"""The picture of progress: its size, its contrast, and names that do not cover each other."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.cities.catalogue import Catalogue
from bot.i18n import Locale, translator
from bot.quiz import drawing
from bot.quiz.replies.progress import progress_picture, read_words
from bot.quiz.rules.progress import measure

LONGEST_CAPTION = 1024


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("step", [1, 3, 1_000_000])
def test_it_is_a_png_for_a_phone(catalogue: Catalogue, locale: Locale, step: int) -> None:
    tr = translator(locale)
    progress = measure(catalogue, list(catalogue.facts)[::step])
    content = drawing.draw_progress(catalogue, progress, read_words(tr, catalogue, progress))
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "PNG"
        assert image.width == drawing.WIDTH
        assert image.width < image.height < 3 * image.width
    assert len(content) < 300_000
    assert len(progress_picture(tr, progress, content).html) < LONGEST_CAPTION


def luminance(colour: str) -> float:
    """How bright a colour is, 0 to 1, as WCAG reckons it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_words_and_marks_stand_out_from_the_paper() -> None:
    for paper in (drawing.PAPER, drawing.PANEL):
        assert contrast(drawing.INK, paper) > 7
        assert contrast(drawing.FAINT, paper) > 4.5
        assert contrast(drawing.GREEN, paper) > 4


def test_frames_that_share_room_are_told_from_those_that_do_not() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    assert drawing.overlap(box, (5, 5, 15, 15))
    assert not drawing.overlap(box, (10, 0, 20, 10))
    assert not drawing.overlap(box, (0, 11, 10, 20))


def test_a_long_name_is_cut_to_its_room() -> None:
    cut = drawing.cut("Города воинской славы и трудовой доблести " * 3, 400)
    assert cut.endswith("…")
    assert drawing.font(34).getlength(cut) <= 400
