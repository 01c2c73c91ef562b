"""Lists by letter, by spans of years, of several regions, and with the city that is named."""

from __future__ import annotations

import pytest

from tests.ask.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names", "head"),
    [
        ("города воинской славы на букву т", "Туапсе Тверь Тихвин Таганрог", "на букву Т"),
        ("hero cities starting with s", "Saint Petersburg Sevastopol Smolensk", "letter S"),
        ("города со званием в татарстане и башкирии", "Казань Уфа Зеленодольск Ишимбай", "4"),
        ("hero cities after 1970", "Kerch Novorossiysk Minsk Tula Murmansk Smolensk", "6"),
        ("какие города получили звание в один день с псковом", "Архангельск Козельск Псков", "3"),
    ],
)
def test_a_list_holds_just_the_cities_that_fit(
    ask: Ask, question: str, names: str, head: str
) -> None:
    answer, text = ask(question)
    listed = {city.name(answer.query.language) for city, _ in answer.listed}
    assert {word for name in listed for word in name.split()} == set(names.split())
    assert head in text.partition("\n")[0]


def test_years_between_two_are_counted_together(ask: Ask) -> None:
    assert ": 22 cities" in ask("how many titles were given between 2007 and 2009")[1]


def test_russia_does_not_narrow_a_title_of_its_own(ask: Ask) -> None:
    text = ask("сколько городов воинской славы в россии")[1]
    assert "47 городов" in text
    assert "Международно признаны частью Украины: Феодосия, Мариуполь и Мелитополь" in text
