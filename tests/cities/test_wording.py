"""Figures read right in both languages: bounds, plurals, scale words, spaces."""

from __future__ import annotations

import pytest

from bot.cities.model import Figure, Unit
from bot.cities.wording import word_figure
from bot.i18n import Locale, translator

NBSP = "\N{NO-BREAK SPACE}"
RU, EN = translator(Locale.RU), translator(Locale.EN)
PIECE = Unit(ru=("", "", ""), en=("", ""))
PERCENT = Unit(ru=("%", "%", "%"), en=("%", "%"))
TONNE = Unit(ru=("тонна", "тонны", "тонн"), en=("tonne", "tonnes"))


def tanks(value: float, bound: str = "exactly") -> Figure:
    return Figure.model_validate(
        {
            "value": value,
            "bound": bound,
            "unit": "piece",
            "ru": ["танк", "танка", "танков"],
            "en": ["tank", "tanks"],
        }
    )


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (1, "1 танк", "1 tank"),
        (2, "2 танка", "2 tanks"),
        (5, "5 танков", "5 tanks"),
        (11, "11 танков", "11 tanks"),
        (21, "21 танк", "21 tanks"),
        (3800, "3~800 танков", "3,800 tanks"),
        (1_500_000, "1,5~миллиона танков", "1.5~million tanks"),
        (2_000_000_000, "2~миллиарда танков", "2~billion tanks"),
        (12_467_529, "12~467~529 танков", "12,467,529 tanks"),
    ],
)
def test_exact_counts(value: float, ru: str, en: str) -> None:
    assert word_figure(tanks(value), RU, PIECE) == ru.replace("~", NBSP)
    assert word_figure(tanks(value), EN, PIECE) == en.replace("~", NBSP)


@pytest.mark.parametrize(
    ("value", "ru"),
    [
        (21, "более 21 танка"),
        (22, "более 22 танков"),
        (2_000_000, "более 2~миллионов танков"),
        (1_000_000, "более 1~миллиона танков"),
    ],
)
def test_after_more_than_russian_takes_the_genitive(value: float, ru: str) -> None:
    assert word_figure(tanks(value, "over"), RU, PIECE) == ru.replace("~", NBSP)


def test_measures_and_shares() -> None:
    mica = Figure(value=8699, unit="tonne", ru="слюды", en="mica")
    assert word_figure(mica, RU, TONNE) == "8~699 тонн слюды".replace("~", NBSP)
    assert word_figure(mica, EN, TONNE) == "8,699 tonnes of mica"
    steel = Figure(value=1.5, unit="tonne")
    assert word_figure(steel, RU, TONNE) == "1,5 тонны"
    share = Figure(value=40, bound="about", unit="percent", ru="никеля", en="the nickel")
    assert word_figure(share, RU, PERCENT) == "около 40~% никеля".replace("~", NBSP)
    assert word_figure(share, EN, PERCENT) == "about 40% of the nickel"


def test_a_range_and_its_shorter_forms() -> None:
    months = Figure(value=3, to=5, unit="month")
    unit = Unit(ru=("месяц", "месяца", "месяцев"), en=("month", "months"))
    assert word_figure(months, RU, unit) == "3–5 месяцев"
    assert word_figure(tanks(3800, "over"), RU, PIECE, "bounded") == "более 3~800".replace(
        "~", NBSP
    )
    assert word_figure(tanks(3800, "over"), EN, PIECE, "number") == "3,800"
