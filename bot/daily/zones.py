"""Which time zone a reader is in: a proposal to confirm, from a list, a town's name or a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from bot.cities.catalogue import Catalogue
from bot.cities.distance import measure_distance
from bot.cities.model import Point
from bot.cities.names import Gazetteer
from bot.cities.spelling import make_skeleton
from bot.i18n import N_

RUSSIAN_ZONES = {
    "Europe/Kaliningrad": N_("Kaliningrad"),
    "Europe/Moscow": N_("Moscow"),
    "Europe/Samara": N_("Samara"),
    "Asia/Yekaterinburg": N_("Yekaterinburg"),
    "Asia/Omsk": N_("Omsk"),
    "Asia/Novosibirsk": N_("Novosibirsk"),
    "Asia/Irkutsk": N_("Irkutsk"),
    "Asia/Yakutsk": N_("Yakutsk"),
    "Asia/Vladivostok": N_("Vladivostok"),
    "Asia/Magadan": N_("Magadan"),
    "Asia/Kamchatka": N_("Kamchatka"),
}
"""One zone for each of Russia's eleven times, with the name it goes by."""
OFFSET = re.compile(r"(?:utc|gmt|мск|msk)?\s*([+\-−])\s*([0-9]{1,2})(?::?00)?", re.ASCII)
MOSCOW_OFFSET = 3
FARTHEST_KM = 400.0
"""A town farther away than this says little about the time at a place."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A zone and the place it was found by, in both languages; empty for a bare offset."""

    zone: str
    ru: str = ""
    en: str = ""

    def place(self, language: str) -> str:
        """The place's name in `ru` or `en`."""
        return self.ru if language == "ru" else self.en


def propose_by_name(text: str, gazetteer: Gazetteer) -> Proposal | None:
    """The zone of the town a text names, or of an offset such as UTC+5 or МСК+2."""
    spelt = text.strip().casefold()
    if match := OFFSET.fullmatch(spelt):
        return propose_by_offset(match[1], int(match[2]), spelt)
    found = gazetteer.resolve(text)
    if found.town:
        return Proposal(found.town.zone, found.town.ru, found.town.en)
    if found.city:
        return Proposal(found.city.time_zone, found.city.ru.name, found.city.en.name)
    zone = zone_names().get(make_skeleton(text))
    if zone is None:
        return None
    name = zone.rpartition("/")[2].replace("_", " ")
    return Proposal(zone, name, name)


def propose_by_offset(sign: str, hours: int, text: str) -> Proposal | None:
    """A zone without summer time; Etc zones count the other way round."""
    offset = hours if sign == "+" else -hours
    if text.startswith(("мск", "msk")):
        offset += MOSCOW_OFFSET
    return Proposal(f"Etc/GMT{-offset:+d}") if -12 <= offset <= 14 and offset else None


@cache
def zone_names() -> dict[str, str]:
    """The places that name zones, spelt alike: new york, lisbon."""
    zones = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return {make_skeleton(zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}


def propose_by_point(
    latitude: float, longitude: float, catalogue: Catalogue, gazetteer: Gazetteer
) -> Proposal | None:
    """The zone of the nearest town; None if all are far away.

    Zone borders are not looked at: the reader is asked whether the time is right.
    """
    distance, proposal = min(
        (measure_distance((latitude, longitude), point), n, proposal)
        for n, (point, proposal) in enumerate(list_places(catalogue, gazetteer))
    )[::2]
    return proposal if distance <= FARTHEST_KM else None


def list_places(catalogue: Catalogue, gazetteer: Gazetteer) -> Iterator[tuple[Point, Proposal]]:
    """Every town whose zone is known: the title cities and the others."""
    for city in catalogue.cities.values():
        yield city.point, Proposal(city.time_zone, city.ru.name, city.en.name)
    for town in gazetteer.towns:
        yield town.point, Proposal(town.zone, town.ru, town.en)


def pack_zone(zone: str) -> str:
    """A zone's name in letters a button may carry: etc__gmt-5."""
    return zone.lower().replace("/", "__").replace("+", "_plus_")


@cache
def zone_codes() -> dict[str, str]:
    """Every zone by its name as packed."""
    return {pack_zone(zone): zone for zone in available_timezones()}


def unpack_zone(code: str) -> str | None:
    """The zone a button carries, or None for none."""
    return zone_codes().get(code)
