"""Every screen of the atlas, for every city and title, in both languages, fits Telegram."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest

from bot.atlas.payloads import Press
from bot.atlas.replies import cards, lists, memorials, near, sources, titles
from bot.atlas.rules import Filter, find_nearest, list_regions, list_years
from bot.cities.catalogue import Catalogue
from bot.cities.model import City
from bot.cities.names import Gazetteer
from bot.i18n import Locale, Translator, translator
from bot.reply import Reply, Venue
from bot.sandbox import limits
from bot.sandbox.entities import utf16_length
from bot.sandbox.formatting import read_text

UNFINISHED = re.compile(r"[{}<>]|  |\(\)|\bnan\b| [.,;:]")
INDENT = "    📍"


def screens_of_city(tr: Translator, catalogue: Catalogue, city: City) -> Iterator[Reply]:
    """All that the buttons of a city's card lead to."""
    yield cards.city_card(tr, catalogue, city)
    for other in city.also:
        yield cards.city_card(tr, catalogue, city, other)
    yield from pages(lambda page: cards.more_facts(tr, catalogue, city, page))
    yield memorials.memorials(tr, city)
    yield sources.city_sources(tr, catalogue, city)
    yield near.nearest(tr, catalogue, find_nearest(catalogue.cities.values(), city.point))


def pages(show) -> Iterator[Reply]:  # type: ignore[no-untyped-def]
    """Every page of a screen, until there is no button to the next."""
    for page in count():
        reply: Reply = show(page)
        yield reply
        if "▶️" not in {button.text for row in reply.buttons for button in row}:
            return


def screens_of_lists(tr: Translator, catalogue: Catalogue) -> Iterator[Reply]:
    """The titles, and the lists with everything they can be narrowed by."""
    yield titles.titles(tr, catalogue)
    wanted = [Filter(), *(Filter(title=title) for title in catalogue.titles)]
    wanted += [Filter(region=region) for region in catalogue.regions]
    wanted += [Filter(year=year) for year in (*list_years(catalogue, Filter()), 1800)]
    for one in wanted:
        yield from pages(lambda page, one=one: lists.city_list(tr, catalogue, one, page))
    regions = list_regions(catalogue, Filter())
    yield from pages(lambda page: lists.choose_region(tr, catalogue, Filter(), regions, page))
    yield lists.choose_year(tr, Filter(), list_years(catalogue, Filter()))
    yield lists.choose_title(tr, catalogue, Filter())
    for title in catalogue.titles:
        yield from pages(lambda page, title=title: titles.title_page(tr, catalogue, title, page))


def read(reply: Reply) -> str:
    """The reply as it reads in a chat; fails where Telegram would refuse it."""
    body = read_text(str(reply.html), "HTML", None).body
    assert 0 < utf16_length(body) <= limits.TEXT
    for button in (button for row in reply.buttons for button in row):
        assert button.text.strip()
        assert len((button.data or "").encode()) <= 64
        assert re.match(r"https?://\S+$", button.url or "https://x")
    assert sum(len(row) for row in reply.buttons) <= 100
    return body


@pytest.mark.parametrize("locale", Locale)
def test_every_screen_of_every_city_is_whole(locale: Locale, catalogue: Catalogue) -> None:
    tr = translator(locale)
    for city in catalogue.cities.values():
        for reply in screens_of_city(tr, catalogue, city):
            body = read(reply).replace(INDENT, "")
            assert not UNFINISHED.search(body), (city.id, UNFINISHED.search(body), body)


@pytest.mark.parametrize("locale", Locale)
def test_every_list_is_whole(locale: Locale, catalogue: Catalogue) -> None:
    for reply in screens_of_lists(translator(locale), catalogue):
        body = read(reply)
        assert not UNFINISHED.search(body), body


@pytest.mark.parametrize("locale", Locale)
def test_every_button_asks_for_something_public_that_exists(
    locale: Locale, catalogue: Catalogue
) -> None:
    tr = translator(locale)
    for city in catalogue.cities.values():
        for reply in screens_of_city(tr, catalogue, city):
            for button in (button for row in reply.buttons for button in row):
                press = Press.unpack(button.data)
                assert press is None or press.id in catalogue.cities


def test_a_card_says_when_by_whom_and_from_which_source(catalogue: Catalogue) -> None:
    card = read(cards.city_card(translator(Locale.EN), catalogue, catalogue.cities["tuapse"]))
    assert "City of Military Glory, 5 May 2008" in card
    assert "Decree of the President of Russia No. 557, signed by Vladimir Putin" in card
    assert "Source: " in card


def test_what_must_be_said_of_a_contested_city_is_on_its_card(catalogue: Catalogue) -> None:
    mariupol = catalogue.cities["mariupol"]
    assert mariupol.status is not None
    for locale in Locale:
        card = read(cards.city_card(translator(locale), catalogue, mariupol))
        assert mariupol.status.in_(locale.value) in card


def test_brest_is_a_hero_fortress(catalogue: Catalogue) -> None:
    brest = next(c for c in catalogue.cities.values() if c.awards[0].variant == "hero_fortress")
    assert "Крепость-герой" in read(cards.city_card(translator(Locale.RU), catalogue, brest))


def test_the_fortress_is_counted_apart_from_the_cities(catalogue: Catalogue) -> None:
    tr = translator(Locale.RU)
    heroes = read(lists.city_list(tr, catalogue, Filter(title="hero")))
    assert "12 городов и 1 крепость" in heroes
    assert "1 крепость\n" in read(lists.city_list(tr, catalogue, Filter(region="brest-region")))


def test_an_english_list_stands_in_english_order(catalogue: Catalogue) -> None:
    lines = read(lists.city_list(translator(Locale.EN), catalogue, Filter(year=1965))).splitlines()
    names = [line.partition(" · ")[0] for line in lines[3:]]
    assert names == sorted(names)


def test_a_city_that_is_its_own_region_is_named_once(catalogue: Catalogue) -> None:
    for locale, opening in (
        (Locale.RU, "Москва · город федерального значения"),
        (Locale.EN, "Moscow · federal city"),
    ):
        card = cards.city_card(translator(locale), catalogue, catalogue.cities["moscow"])
        assert read(card).startswith(opening)


def test_a_city_abroad_is_named_with_its_country(catalogue: Catalogue) -> None:
    abroad = [city for city in catalogue.cities.values() if city.country != "RU"]
    assert abroad
    for city in abroad:
        for locale, lands in ((Locale.RU, "Украина|Беларус"), (Locale.EN, "Ukraine|Belarus")):
            card = read(cards.city_card(translator(locale), catalogue, city))
            assert re.search(lands, card.splitlines()[0]), city.id


def test_an_ambiguous_name_and_a_guess_are_said_to_be_so(catalogue: Catalogue) -> None:
    gazetteer = Gazetteer(catalogue)
    tr = translator(Locale.EN)
    assert "can mean several places" in read(cards.choose_city(tr, gazetteer.resolve("Rostov")))
    guess = read(cards.choose_city(tr, gazetteer.resolve("орс")))
    assert guess == "I know no such city. Perhaps you meant:"


def test_a_memorial_without_a_point_leads_to_a_search_by_name(catalogue: Catalogue) -> None:
    omsk = catalogue.cities["omsk"]
    link = memorials.make_osm_link(omsk, omsk.memorials[0])
    assert link.startswith("https://www.openstreetmap.org/search?query=%D0%9E%D0%BC%D1%81%D0%BA")
    assert memorials.venue(translator(Locale.RU), omsk) is None


def test_a_venue_stands_at_a_standing_memorial_and_fits(catalogue: Catalogue) -> None:
    for locale in Locale:
        for city in catalogue.cities.values():
            placed = memorials.venue(translator(locale), city)
            if placed is None:
                continue
            assert isinstance(placed.attachment, Venue)
            assert placed.attachment.title
            assert placed.attachment.address
            place = (placed.attachment.latitude, placed.attachment.longitude)
            (nearest,) = find_nearest([city], place)
            assert nearest.distance < 60


def test_distances_read_as_people_say_them() -> None:
    russian, english = translator(Locale.RU), translator(Locale.EN)
    assert near.word_distance(russian, 3.44) == "3,4 км"
    assert near.word_distance(english, 3.44) == "3.4 km"
    assert near.word_distance(english, 1234.5) == "1,234 km"
