"""A question understood: its kind, what it names, and the words that are left to search by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.ask.rules import lexicon
from bot.ask.rules.reading import Reading
from bot.ask.rules.slots import Area, AreaIndex, Day
from bot.cities.model import City, Language, TitleId
from bot.cities.names import Gazetteer, Mention, Town
from bot.cities.search import TELLING, FactIndex, TitleIndex, Wanted
from bot.cities.speller import Speller

COMMON = 0.25
"""The weight of words that nearly every fact shares."""


class Kind(StrEnum):
    """The kinds of question."""

    CARD = "card"
    AWARD = "award"
    YES_NO = "yes_no"
    FACT = "fact"
    MEMORIAL = "memorial"
    LIST = "list"
    COUNT = "count"
    EXTREME = "extreme"
    COMPARE = "compare"
    TITLE = "title"
    NEAREST = "nearest"
    UNMARKED = "unmarked"
    WHICH_CITY = "which_city"
    TOWN = "town"
    CORRECTION = "correction"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `wanted` are the words to search facts by, common ones weighing
    little; `how_many` that a number is asked.
    """

    kind: Kind
    reading: Reading
    mentions: tuple[Mention, ...] = ()
    areas: tuple[Area, ...] = ()
    titles: tuple[TitleId, ...] = ()
    days: tuple[Day, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    how_many: bool = False
    counted: tuple[Wanted, ...] = ()
    """What "how many" counts, word by word."""
    decrees: frozenset[str] = frozenset()
    """The numbers of decrees that the question names."""
    other_than: frozenset[str] = frozenset()
    """The ids of cities named only to be left out: "besides Murmansk"."""
    excepted: tuple[Wanted, ...] = ()
    """What is named only to be left out: «кроме касок»."""
    units: frozenset[str] = frozenset()
    """The units in which the number is asked for; empty when the question names none."""
    when: bool = False
    town: Town | None = None
    area_words: tuple[Wanted, ...] = ()
    """The words of the areas' names, for when the area is but a word of the question."""
    city_words: tuple[Wanted, ...] = ()
    """The words of the cities' names, for when a city is but a word of the question."""
    as_of: bool = False
    """Whether the dates only say when the question is meant to hold: «на декабрь 2025»."""
    today: date | None = None
    """The day of the question, for "how many years ago"."""

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.reading.language

    @property
    def cities(self) -> tuple[City, ...]:
        """The cities meant for certain, each once."""
        sure = (m.cities[0] for m in self.mentions if len(m.cities) == 1)
        return tuple({city.id: city for city in sure}.values())

    @property
    def choices(self) -> tuple[City, ...]:
        """The cities an ambiguous name could mean."""
        return tuple(
            {c.id: c for m in self.mentions if len(m.cities) > 1 for c in m.cities}.values()
        )

    @property
    def strong(self) -> tuple[Wanted, ...]:
        """The words that say what is asked about."""
        return tuple(w for w in self.wanted if w.weight >= TELLING)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was asked before in this chat."""

    city: City | None
    query: Query | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The indexes that understanding looks things up in."""

    gazetteer: Gazetteer
    areas: AreaIndex
    facts: FactIndex
    titles: TitleIndex
    speller: Speller
    decrees: frozenset[str]
    """The numbers of all decrees that gave titles."""


def add_city_words(query: Query) -> Query:
    """The question with the cities it names taken for words to search by, like any other."""
    return replace(query, wanted=(*query.wanted, *query.city_words))


def telling_words(query: Query) -> list[Wanted]:
    """The strong words that are not about a title's award."""
    return [w for w in query.strong if not is_about_award(w)]


def is_about_award(word: Wanted) -> bool:
    """Whether a word is about a title's award rather than about facts."""
    if re.fullmatch(r"=(?:19[67]\d|198\d|20[012]\d)", word.terms[0]):
        return True
    return word.word in lexicon.DATE or any(term in AWARD_TERMS for term in word.terms)


AWARD_TERMS = (
    lexicon.TITLE | lexicon.AWARDED | lexicon.DECREE | lexicon.SIGNED | lexicon.PRESIDENT
    | lexicon.WHEN | lexicon.CITIES | lexicon.CARD
)  # fmt: skip


def signals_award(query: Query) -> bool:
    """Whether anything in a question points at the title or the act that gave it."""
    reading = query.reading
    return bool(query.titles) or reading.has(lexicon.TITLE, lexicon.DECREE, lexicon.SIGNED)


LOOK_ALIKE = re.compile(
    r"трудов\w* (?:и боев\w* )?слав|labou?r (?:and combat )?glory|доблест\w* и слав|"
    r"valou?r and glory|\bобщественн\w* .*звани|\bpublic .*title|геро\w* (?:украин|сво\b)|"
    r"hero (?:city|town) of (?:ukraine|the svo|svo)|ukrain\w+ hero cit|"
    r"рубеж\w* (?:\w+ )?доблест\w*|воинск\w* доблест|military valou?r|"
    r"регион\w* звани|regional title"
)


def find_look_alike(query: Query) -> bool:
    """Whether a question names a title that only resembles one of the three."""
    return LOOK_ALIKE.search(query.reading.text) is not None
