"""What to show of the catalogue: which facts on a card, which cities in a list, which are near."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.cities.catalogue import Catalogue
from bot.cities.distance import measure_distance
from bot.cities.model import Award, City, Fact, Memorial, Point, Source, TitleId
from bot.cities.words import find_terms, split_words

CARD_FACTS = 4
FACTS_PAGE = 5
LIST_PAGE = 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cities a list holds: any of a title, a region and a year of award."""

    title: TitleId | None = None
    region: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list; `number` counts from 0."""

    items: tuple[tuple[City, Award], ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Near:
    """A city, how far it is in kilometres, and its memorials."""

    city: City
    distance: float

    @property
    def memorials(self) -> tuple[Memorial, ...]:
        """The memorials that stand there."""
        return tuple(m for m in self.city.memorials if m.state == "standing")


def choose_card_facts(city: City) -> tuple[Fact, ...]:
    """The facts a card shows: the first ones, certain claims before contested ones."""
    ordered = sorted(city.facts, key=lambda f: f.standing == "disputed")
    return tuple(ordered[:CARD_FACTS])


def read_filter(catalogue: Catalogue, text: str) -> Filter:
    """What a list is narrowed by in the words typed after /cities: a year, a title, a region."""
    said = find_stems(text)
    year = YEAR.search(text)
    titles = (
        (id_, name)
        for id_, title in catalogue.titles.items()
        for name in (title.ru.name, title.ru.plural, title.en.name, title.en.plural, *title.also)
    )
    regions = (
        (id_, name)
        for id_, region in catalogue.regions.items()
        for name in (region.ru, region.en, region.en_short, *region.also)
    )
    return Filter(
        next((id_ for id_, name in titles if find_stems(name) <= said), None),
        next((id_ for id_, name in regions if find_stems(name) <= said), None),
        int(year[0]) if year else None,
    )


def find_stems(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(find_terms(word)[0] for word in split_words(text))


YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def list_cities(
    catalogue: Catalogue, wanted: Filter, language: str = "ru"
) -> list[tuple[City, Award]]:
    """The cities that fit, by date of award and then by name in a language."""
    found = [(city, award) for city, award in catalogue.awards() if fits(city, award, wanted)]
    return sorted(found, key=lambda pair: (pair[1].date, collate(pair[0].name(language))))


def collate(name: str) -> str:
    """What a name is sorted by: Ё stands with Е."""
    return name.casefold().replace("ё", "е")


def count_cities(listed: Sequence[tuple[City, Award]]) -> tuple[int, int]:
    """How many cities and how many fortresses a list holds: a fortress is no city."""
    fortresses = sum(award.variant == "hero_fortress" for _, award in listed)
    return len(listed) - fortresses, fortresses


def fits(city: City, award: Award, wanted: Filter) -> bool:
    """Whether an award belongs in a list."""
    return (
        wanted.title in (None, award.title)
        and wanted.region in (None, city.region)
        and wanted.year in (None, award.date.year)
    )


def cut_page(items: Sequence[tuple[City, Award]], number: int, size: int = LIST_PAGE) -> Page:
    """The page of that number, or the nearest there is."""
    pages = max(1, math.ceil(len(items) / size))
    number = min(max(number, 0), pages - 1)
    start = number * size
    return Page(tuple(items[start : start + size]), number, pages, len(items))


def list_years(catalogue: Catalogue, wanted: Filter) -> list[int]:
    """The years in which the title of the filter was awarded."""
    anyone = replace(wanted, year=None)
    return sorted({award.date.year for _, award in list_cities(catalogue, anyone)})


def list_regions(catalogue: Catalogue, wanted: Filter, language: str = "ru") -> list[str]:
    """The regions that have a city of the filter's title, by name in a language."""
    anywhere = replace(wanted, region=None)
    regions = {city.region for city, _ in list_cities(catalogue, anywhere)}
    return sorted(regions, key=lambda r: collate(catalogue.regions[r].in_(language)))


def rank_sources(catalogue: Catalogue, most: int) -> list[Source]:
    """The sources that most facts about cities rest on, those of most facts first."""
    uses = Counter(key for _, fact in catalogue.facts.values() for key in fact.sources)
    return [catalogue.sources[key] for key, _ in uses.most_common(most)]


def find_nearest(cities: Iterable[City], here: Point, count: int = 5) -> list[Near]:
    """The nearest cities to a point, nearest first."""
    measured = [Near(city, measure_distance(here, city.point)) for city in cities]
    return sorted(measured, key=lambda near: near.distance)[:count]
