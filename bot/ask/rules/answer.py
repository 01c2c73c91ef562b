"""What is to be said, as data; and the shelf it is taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ask.rules.query import Kind, Knowledge, Query
from bot.ask.rules.slots import Area
from bot.atlas.rules import Near
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Correction, Figure, TitleFact, TitleId
from bot.cities.names import Town
from bot.cities.search import CityFact, CorrectionIndex, Hit, MemorialIndex, TitleIndex

FactHit = Hit[CityFact]
Keep = Callable[[CityFact], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said. `found` is false for an honest "no data"; then `facts` are kindred.

    `counted` says whether the thing to be counted stands in the facts, though perhaps in other
    words; `focus` is its figure.
    """

    kind: Kind
    query: Query
    found: bool = True
    cities: tuple[City, ...] = ()
    facts: tuple[CityFact, ...] = ()
    title_facts: tuple[tuple[TitleId, TitleFact], ...] = ()
    title: TitleId | None = None
    focus: Figure | None = None
    counted: bool = True
    unsaid: bool = False
    """Whether the sources are silent on what is asked, so that `title_facts` are but kindred."""
    ranked: bool = False
    """Whether cities were to be ranked, which no source does."""
    denied: bool = False
    """Whether the answer to a question for yes or no is no."""
    listed: tuple[tuple[City, Award], ...] = ()
    near: tuple[Near, ...] = ()
    regions: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    """Years, and how many titles were given in each."""
    areas: tuple[Area, ...] = ()
    town: Town | None = None
    small_talk: str = ""
    latest: bool = False
    corrections: tuple[Correction, ...] = ()
    confidence: float = 1.0
    matched: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What answers are taken from."""

    catalogue: Catalogue
    knowledge: Knowledge
    titles: TitleIndex
    corrections: CorrectionIndex
    memorials: MemorialIndex
