"""Numbers and dates of a text are read as values, however they are written."""

from __future__ import annotations

import pytest

from bot.cities.numbers import find_models, find_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("292,3 тыс. часов", "292300"),
        ("1 миллион 180 тысяч предметов", "1180000"),
        ("12 467 529 стволов, 961 500 пистолетов", "12467529 961500"),
        ("60,000 partisans, 2.5 tonnes", "60000 2.5"),
        ("более миллиона мин", "1000000"),
        ("трёх миллиардов метров", "3000000000"),
        ("полутора миллионов корпусов", "1500000"),
        ("сотни тысяч лопаток, один бронепоезд", ""),
        ("каждый третий танк, две трети зарядов", "3 2"),
        ("двадцать пять заводов", "25"),
        ("two and a half months, twenty cities", "2 20"),
        ("25-27 литров, 400%-500%, 18-летней", "25 27 400 500 18"),
        ("120-мм мин — 600 шт.", "120 600"),
        ("танки Т-34 и Як – 3, 14-ю армию", "14"),
        ("1 мая 1942 года", "05-01 1942"),
        ("May 5, 2011; 28 October 2008", "05-05 2011 10-28 2008"),
        ("28–29 ноября 1941 года", "11-28 11-29 1941"),
        ("1941–44, 2020-03-01", "1941 1944 03-01 2020"),
    ],
)
def test_numbers_become_values(text: str, values: str) -> None:
    assert find_numbers(text) == set(values.split())


def test_designations_are_not_numbers() -> None:
    assert find_models("Т-34, Як – 38 и ЗИС-5; T-34") == {"Т-34", "Як-38", "ЗИС-5", "T-34"}
    assert find_models("завод № 402, 120-мм миномёт, мин – 600") == set()
