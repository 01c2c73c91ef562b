"""A fact told without its city: the right case, the right article, or no question at all."""

from __future__ import annotations

import pytest

from bot.cities.catalogue import Catalogue
from bot.questions.masking import mask_city
from bot.questions.model import UnfairError


@pytest.mark.parametrize(
    ("city", "text", "masked"),
    [
        ("omsk", "В Омске сделали танк.", "В этом городе сделали танк."),
        ("omsk", "Заводы Омска дали фронту танк.", "Заводы этого города дали фронту танк."),
        ("omsk", "Омск дал фронту танк.", "Этот город дал фронту танк."),
        ("omsk", "Омские заводы дали танк.", "Местные заводы дали танк."),
        ("omsk", "На омском заводе омичи собрали танк.", "На местном заводе жители собрали танк."),
        ("kazan", "Поезд шёл в Казань из Москвы.", "Поезд шёл в этот город из Москвы."),
        ("kazan", "Госпитали Казани приняли раненых.", "Госпитали этого города приняли раненых."),
        ("vladimir", "Во Владимире шили обувь.", "В этом городе шили обувь."),
        ("volgograd", "Бои шли под Сталинградом.", "Бои шли под этим городом."),
    ],
)
def test_russian_names_become_words_of_the_same_case(
    catalogue: Catalogue, city: str, text: str, masked: str
) -> None:
    assert mask_city(text, catalogue.cities[city], "ru") == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Omsk made a tank.", "This city made a tank."),
        ("Omsk’s plants made a tank.", "This city’s plants made a tank."),
        ("The people of Omsk, far from the front, gave a tank.",
         "The people of this city, far from the front, gave a tank."),
    ],
)  # fmt: skip
def test_english_names_become_this_city(catalogue: Catalogue, text: str, masked: str) -> None:
    assert mask_city(text, catalogue.cities["omsk"], "en") == masked


@pytest.mark.parametrize(
    ("city", "language", "text"),
    [
        ("kazan", "ru", "Казань дала фронту танк."),
        ("omsk", "ru", "Эскадрилья «Омский комсомолец» ушла на фронт."),
        ("omsk", "ru", "Омская область дала фронту танк."),
        ("volgograd", "ru", "Город тогда назывался Сталинградом."),
        ("minsk", "ru", "В освобождённом Минске прошёл парад."),
        ("omsk", "en", "The Omsk plant made a tank."),
        ("omsk", "en", "Omsk petrol went to the front."),
        ("moscow", "en", "The Battle of Moscow began."),
        ("volgograd", "en", "The city was then called Stalingrad."),
    ],
)
def test_what_would_read_wrong_is_not_asked(
    catalogue: Catalogue, city: str, language: str, text: str
) -> None:
    with pytest.raises(UnfairError):
        mask_city(text, catalogue.cities[city], language)
