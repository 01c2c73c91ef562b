"""How far a person has come: which cities are mastered, and how much of each theme is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from bot.cities.catalogue import Catalogue
from bot.quiz.rules.results import Tally

ENOUGH = 3
"""A city is mastered when so many of its facts are known, or all if it has fewer."""


class Mastery(IntEnum):
    """How well a city is known."""

    NEW = 0
    STARTED = 1
    MASTERED = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """Cities by mastery; themes with the facts known out of those there are, most known first."""

    cities: Mapping[str, Mastery]
    themes: tuple[tuple[str, Tally], ...]

    @property
    def mastered(self) -> int:
        """How many cities are mastered."""
        return sum(level is Mastery.MASTERED for level in self.cities.values())

    @property
    def started(self) -> int:
        """How many cities are begun and not yet mastered."""
        return sum(level is Mastery.STARTED for level in self.cities.values())


def measure(catalogue: Catalogue, known: Iterable[str]) -> Progress:
    """Progress from the facts (`city/fact`) whose last answer was right."""
    facts = set(known)
    by_city: dict[str, int] = {}
    for fact in facts:
        city = fact.partition("/")[0]
        by_city[city] = by_city.get(city, 0) + 1
    return Progress(
        {id_: rate(by_city.get(id_, 0), len(city.facts)) for id_, city in catalogue.cities.items()},
        measure_themes(catalogue, facts),
    )


def rate(known: int, facts: int) -> Mastery:
    """How well a city with so many facts is known."""
    if not known:
        return Mastery.NEW
    return Mastery.MASTERED if known >= min(ENOUGH, max(facts, 1)) else Mastery.STARTED


def measure_themes(catalogue: Catalogue, known: set[str]) -> tuple[tuple[str, Tally], ...]:
    """Facts known in each theme that has any."""
    tallies: dict[str, Tally] = {}
    for id_, (_, fact) in catalogue.facts.items():
        for theme in fact.themes:
            tallies[theme] = tallies.get(theme, Tally()).plus(id_ in known)
    return tuple(sorted(tallies.items(), key=lambda item: (-item[1].right, -item[1].asked)))
