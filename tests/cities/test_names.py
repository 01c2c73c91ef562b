"""People name cities in every way they can; the gazetteer understands, asks or says no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cities.catalogue import Catalogue, load_catalogue
from bot.cities.names import Gazetteer, Match, load_towns
from bot.cities.spelling import make_skeleton, normalise

CATALOGUE: Catalogue = load_catalogue()
GAZETTEER = Gazetteer(CATALOGUE, load_towns())


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Omsk", "omsk"),
        ("омск", "omsk"),
        ("в Нижнем Тагиле", "nizhny-tagil"),
        ("город Омск", "omsk"),
        ("омичи", "omsk"),
        ("омский", "omsk"),
        ("ekaterinburg", "yekaterinburg"),
        ("Jekaterinburg", "yekaterinburg"),
        ("Nizhnii Novgorod", "nizhny-novgorod"),
        ("u permi", "perm"),
        ("jvcr", "omsk"),
        ("щьыл", "omsk"),
        ("Oмск", "omsk"),
        ("улан удэ", "ulan-ude"),
        ("наро-фоминск", "naro-fominsk"),
        ("Орел", "oryol"),
        ("Orel", "oryol"),
        ("Новосибриск", "novosibirsk"),
        ("чилябинск", "chelyabinsk"),
        ("Волокаламск", "volokolamsk"),
        ("Kyiv", "kyiv"),
        ("Kiev", "kyiv"),
        ("Нижни Тагил", "nizhny-tagil"),
        ("Ростов-на-Дану", "rostov-on-don"),
        ("горьковчане", "nizhny-novgorod"),
        ("свердловчан", "yekaterinburg"),
        ("орловчане", "oryol"),
        ("город на Неве", "saint-petersburg"),
        ("город невест", "ivanovo"),
        ("Омкс", "omsk"),
    ],
)
def test_every_way_to_name_a_city(typed: str, city: str) -> None:
    found = GAZETTEER.resolve(typed)
    assert found.city is not None
    assert found.city.id == city


@pytest.mark.parametrize(
    ("typed", "city", "name"),
    [("Сталинград", "volgograd", "Сталинград"), ("в Горьком", "nizhny-novgorod", "Горький")],
)
def test_a_former_name_is_said_to_be_one(typed: str, city: str, name: str) -> None:
    found = GAZETTEER.resolve(typed)
    assert found.city is not None
    assert found.city.id == city
    assert found.via is not None
    assert (found.via.name, found.via.kind) == (name, "former")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Нижний", {"nizhny-novgorod", "nizhny-tagil"}),
        ("Петропавловск", {"petropavlovsk-kamchatsky"}),
        ("новгород", {"veliky-novgorod", "nizhny-novgorod"}),
        ("Старая", {"staraya-russa"}),
        ("Дону", {"rostov-on-don", "kalach-na-donu"}),
    ],
)
def test_an_ambiguous_name_is_asked_about(typed: str, offered: set[str]) -> None:
    found = GAZETTEER.resolve(typed)
    assert found.city is None
    assert offered <= {city.id for city in found.choices}


def test_a_town_without_a_title_is_named_as_such() -> None:
    found = GAZETTEER.resolve("Сургут")
    assert found.city is None
    assert found.town is not None
    assert (found.town.ru, found.town.en) == ("Сургут", "Surgut")


@pytest.mark.parametrize("typed", ["Сочи", "Париж", "Урюпинск", "Королёв"])
def test_no_far_fetched_city_is_offered_for_another_town(typed: str) -> None:
    found = GAZETTEER.resolve(typed)
    assert found.town is not None
    assert found.choices == ()


def test_a_guess_is_told_from_a_name() -> None:
    assert GAZETTEER.resolve("Калинин").via is not None
    assert not GAZETTEER.resolve("Калинин").guessed
    assert GAZETTEER.resolve("орс").guessed


def test_kirovsk_is_not_kirov_but_may_have_been_meant() -> None:
    found = GAZETTEER.resolve("Кировск")
    assert found.city is None
    assert found.town is not None
    assert [city.id for city in found.choices] == ["kirov"]


def test_a_plant_named_after_kirov_is_not_the_city() -> None:
    assert GAZETTEER.find_mentions("завод имени Кирова") == []


def test_the_kirov_plant_is_not_in_kirov_but_the_plants_of_kirov_are() -> None:
    assert GAZETTEER.find_mentions("куда эвакуировали Кировский завод") == []
    assert GAZETTEER.find_mentions("tanks of the Kirov Plant") == []
    (found,) = GAZETTEER.find_mentions("что делали кировские заводы")
    assert found.cities[0].id == "kirov"


def test_cities_are_found_in_a_sentence_longest_name_first() -> None:
    found = GAZETTEER.find_mentions("что общего у Великого Новгорода и Нижнего Тагила")
    assert [m.cities[0].id for m in found] == ["veliky-novgorod", "nizhny-tagil"]
    assert found[0].match is Match.NAME


@pytest.mark.parametrize("city", CATALOGUE.cities.values(), ids=lambda c: c.id)
def test_every_case_form_and_the_english_name_lead_home(city) -> None:  # type: ignore[no-untyped-def]
    ru = city.ru
    cases = (ru.name, ru.genitive, ru.dative, ru.accusative, ru.instrumental, ru.prepositional)
    for form in (*cases, ru.locative, city.en.name):
        found = GAZETTEER.resolve(form)
        assert city in (found.city, *found.choices), form


@given(st.text(max_size=256))
def test_no_text_breaks_the_gazetteer(text: str) -> None:
    GAZETTEER.resolve(text)
    GAZETTEER.find_mentions(text)


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_romanisations_of_one_name_agree() -> None:
    spellings = ("Челябинск", "Chelyabinsk", "Cheliabinsk", "Čeljabinsk", "Tscheljabinsk")
    assert len({make_skeleton(s) for s in spellings}) == 1
