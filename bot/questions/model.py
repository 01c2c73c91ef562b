"""What a quiz question is, and what it is made from: claims, poses and their wording."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.cities.model import City, TitleId

MOST_QUESTION = 300
MOST_OPTION = 100
MOST_EXPLANATION = 200
MOST_LINE_FEEDS = 2
MOST_ID = 40


class UnfairError(Exception):
    """A claim of which no fair question can be made; the bank leaves it out."""


@dataclass(frozen=True, slots=True)
class Question:
    """One quiz item in one language, ready to be shown.

    `right` holds the indexes in `options` of everything that is true, in rising order.
    `explanation` is HTML, within Telegram's limits for polls. `fact_ids` are `city/fact`.
    """

    id: str
    kind: str
    language: str
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: Markup
    fact_ids: tuple[str, ...]
    theme: str | None
    title: TitleId
    region: str
    cities: tuple[str, ...]
    difficulty: int
    source: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are wanted; None asks for any."""

    title: TitleId | None = None
    theme: str | None = None
    region: str | None = None
    city: str | None = None
    kind: str | None = None
    difficulty: int | None = None


ANY = Filter()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question is about, in no language: a city, perhaps a fact, and details of the kind.

    Its id stays the same for as long as the catalogue makes the claim, so that what a person
    remembers of it can be kept.
    """

    id: str
    kind: str
    city: City
    title: TitleId
    source: str
    details: tuple[str, ...] = ()
    fact: str | None = None
    theme: str | None = None

    def fits(self, wanted: Filter) -> bool:
        """Whether the claim is what a filter asks for, difficulty aside."""
        return (
            wanted.title in (None, self.title)
            and wanted.theme in (None, self.theme)
            and wanted.region in (None, self.city.region)
            and wanted.city in (None, self.city.id)
            and wanted.kind in (None, self.kind)
        )


@dataclass(frozen=True, slots=True)
class Pose:
    """The options of a question as keys in no language, those that are right first.

    `closeness` from 0 to 1 says how much alike right and wrong are, for the difficulty.
    """

    options: tuple[str, ...]
    right: int = 1
    closeness: float = 0.5


@dataclass(frozen=True, slots=True)
class Worded:
    """A pose in one language, options in the order of the pose."""

    text: str
    options: tuple[str, ...]
    explanation: Markup
