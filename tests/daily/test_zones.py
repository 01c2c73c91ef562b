"""Time zones found by name, offset and place."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.cities.catalogue import Catalogue
from bot.cities.names import Gazetteer
from bot.daily.payloads import Press
from bot.daily.zones import (
    RUSSIAN_ZONES,
    list_places,
    pack_zone,
    propose_by_name,
    propose_by_point,
    unpack_zone,
)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Омск", "Asia/Omsk"),
        ("в омске", "Asia/Omsk"),
        ("Tomsk", "Asia/Tomsk"),
        ("Абакан", "Asia/Krasnoyarsk"),
        ("Берлин", "Europe/Berlin"),
        ("Lisbon", "Europe/Lisbon"),
        ("new york", "America/New_York"),
        ("UTC+5", "Etc/GMT-5"),
        ("МСК+2", "Etc/GMT-5"),
        ("-3", "Etc/GMT+3"),
    ],
)
def test_a_town_or_an_offset_leads_to_a_zone(gazetteer: Gazetteer, text: str, zone: str) -> None:
    proposal = propose_by_name(text, gazetteer)
    assert proposal is not None
    assert proposal.zone == zone


@pytest.mark.parametrize("text", ["UTC+20", "МСК+99", "qwxzqwxz", "+0"])
def test_what_is_nowhere_leads_nowhere(gazetteer: Gazetteer, text: str) -> None:
    assert propose_by_name(text, gazetteer) is None


@pytest.mark.parametrize(
    ("name", "point", "zone"),
    [
        ("Norilsk", (69.35, 88.2), "Asia/Krasnoyarsk"),
        ("Gorno-Altaysk", (51.96, 85.96), "Asia/Barnaul"),
        ("Kaliningrad", (54.71, 20.51), "Europe/Kaliningrad"),
        ("Anadyr", (64.73, 177.5), "Asia/Anadyr"),
        ("the Pacific", (0.0, -150.0), None),
    ],
)
def test_a_place_leads_to_the_nearest_towns_zone(
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    name: str,
    point: tuple[float, float],
    zone: str | None,
) -> None:
    proposal = propose_by_point(*point, catalogue, gazetteer)
    assert (proposal.zone if proposal else None) == zone, name


def test_every_zone_we_may_propose_exists_and_fits_a_button(
    catalogue: Catalogue, gazetteer: Gazetteer
) -> None:
    places = {proposal.zone for _, proposal in list_places(catalogue, gazetteer)}
    for zone in available_timezones() | places | set(RUSSIAN_ZONES):
        assert ZoneInfo(zone)
        assert unpack_zone(pack_zone(zone)) == zone
        assert Press.unpack(Press("zone", pack_zone(zone)).pack()) == Press("zone", pack_zone(zone))


def test_the_eleven_zones_have_eleven_times() -> None:
    noon = datetime(2026, 5, 9, 12, tzinfo=UTC)
    times = {noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in RUSSIAN_ZONES}
    assert len(times) == len(RUSSIAN_ZONES) == 11
