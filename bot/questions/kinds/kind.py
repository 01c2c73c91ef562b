"""What every kind of question can do, and how options that are cities are chosen."""

from __future__ import annotations

import hashlib
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from bot.cities.distance import measure_distance
from bot.cities.model import City
from bot.i18n import Translator
from bot.questions.knowledge import Knowledge
from bot.questions.model import MOST_ID, Claim, Pose, UnfairError, Worded

WRONG = 3
NEIGHBOUR_KM = 1_000


class Kind(ABC):
    """One kind of question: the claims it can ask of, their options, and how both are worded."""

    name: ClassVar[str]
    base: ClassVar[float] = 0.0
    """How hard the kind itself is, -1 to 1."""

    @abstractmethod
    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        """Everything of this kind that may be asked; the bank drops what turns out unfair."""

    @abstractmethod
    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        """The options, right ones first; raises UnfairError when there are too few."""

    @abstractmethod
    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        """The question in one language; raises UnfairError when its words give the answer away."""


def make_id(*parts: str) -> str:
    """A stable id of at most 40 of a-z, 0-9 and hyphen; a long one ends in a digest."""
    whole = "-".join(parts).lower()
    if len(whole) <= MOST_ID:
        return whole
    digest = hashlib.blake2s(whole.encode(), digest_size=4).hexdigest()
    return f"{whole[: MOST_ID - 9].rstrip('-')}-{digest}"


def choose_cities(
    right: City,
    pool: Iterable[City],
    rng: random.Random,
    fits: Callable[[City], bool],
    count: int = WRONG,
) -> list[City]:
    """Wrong options for a city: of the same title and fame where that leaves enough."""
    title = right.awards[0].title

    def unlike(city: City) -> float:
        other_title = 2.0 if city.awards[0].title != title else 0.0
        return other_title + abs(city.fame - right.fame) * 0.5 + rng.random() * 3

    ordered = sorted(pool, key=unlike)
    chosen: list[City] = []
    for city in ordered:
        if city.id != right.id and fits(city):
            chosen.append(city)
            if len(chosen) == count:
                return chosen
    raise UnfairError("too few cities to choose from")


def measure_closeness(right: City, others: Iterable[City]) -> float:
    """How alike cities are as options: same title, not far from each other."""
    alike = [
        0.5 * (other.awards[0].title == right.awards[0].title)
        + 0.5 * (measure_distance(other.point, right.point) < NEIGHBOUR_KM)
        for other in others
    ]
    return sum(alike) / len(alike) if alike else 0.5


def pose_cities(right: City, others: list[City]) -> Pose:
    """A pose with one right city."""
    return Pose((right.id, *(c.id for c in others)), 1, measure_closeness(right, others))


def name_cities(known: Knowledge, pose: Pose, tr: Translator) -> tuple[str, ...]:
    """The names of options that are cities."""
    return tuple(known.catalogue.cities[key].name(tr.locale.value) for key in pose.options)
