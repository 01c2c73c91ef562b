"""Who made most: the sources do not say; their greatest figures and shares are told instead."""

from __future__ import annotations

import pytest

from tests.ask.conftest import Ask


@pytest.mark.parametrize(
    ("question", "head", "first"),
    [
        ("какой город дал больше всего танков", "не сравнивают города", "Нижний Тагил"),
        ("which city made the most tanks", "do not rank the cities", "Nizhny Tagil"),
        ("кто добыл больше всего угля", "не сравнивают города", "Прокопьевск"),
    ],
)
def test_cities_are_not_ranked_but_figures_are_told(
    ask: Ask, question: str, head: str, first: str
) -> None:
    answer, text = ask(question)
    assert answer.ranked
    assert head in text.partition("\n")[0]
    assert answer.cities[0].name(answer.query.language) == first
    assert len(text) <= 650
