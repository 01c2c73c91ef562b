"""Distances, lists and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.atlas.payloads import Press
from bot.atlas.rules import Filter, cut_page, find_nearest, list_cities, read_filter
from bot.cities.catalogue import load_catalogue
from bot.cities.distance import measure_distance
from bot.cities.model import TitleId

CATALOGUE = load_catalogue()
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_from_moscow_to_saint_petersburg_is_about_634_km() -> None:
    moscow, petersburg = (55.7558, 37.6173), (59.9343, 30.3351)
    assert measure_distance(moscow, petersburg) == pytest.approx(634, abs=2)


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_never_beyond_half_the_globe(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there, back = measure_distance(one, other), measure_distance(other, one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016


def test_a_traveller_in_omsk_finds_omsk_first() -> None:
    found = find_nearest(CATALOGUE.cities.values(), (54.99, 73.37))
    assert found[0].city.id == "omsk"
    assert found[0].distance < 5
    assert [n.distance for n in found] == sorted(n.distance for n in found)


def test_lists_by_title_year_and_region() -> None:
    assert len(list_cities(CATALOGUE, Filter(title="labour_valour", year=2020))) == 20
    assert len(list_cities(CATALOGUE, Filter(title="labour_valour", year=2021))) == 24
    found = list_cities(CATALOGUE, Filter(region="nizhny-novgorod"))
    assert {city.id for city, _ in found} == {"nizhny-novgorod", "dzerzhinsk"}


@given(st.integers(-5, 50))
def test_any_page_number_gives_a_page(number: int) -> None:
    everything = list_cities(CATALOGUE, Filter())
    page = cut_page(everything, number)
    assert page.items
    assert 0 <= page.number < page.pages
    assert page.total == 130


@given(st.text(max_size=80))
def test_a_forged_payload_is_refused_or_round_trips(data: str) -> None:
    press = Press.unpack(data)
    assert press is None or Press.unpack(press.pack()) == press


def test_the_longest_payload_fits() -> None:
    for region in CATALOGUE.regions:
        press = Press("by-region", "military_glory", region, 2020, 9)
        assert len(press.pack().encode()) <= 64


@pytest.mark.parametrize(
    ("typed", "title", "region", "year"),
    [
        ("2021", None, None, 2021),
        ("города-герои", "hero", None, None),
        ("military glory 2010", "military_glory", None, 2010),
        ("Челябинская область", None, "chelyabinsk", None),
        ("трудовая доблесть в Татарстане", "labour_valour", "tatarstan", None),
        ("что угодно", None, None, None),
    ],
)
def test_anna_narrows_the_list_by_what_she_types_after_the_command(
    typed: str, title: TitleId | None, region: str | None, year: int | None
) -> None:
    assert read_filter(CATALOGUE, typed) == Filter(title, region, year)
