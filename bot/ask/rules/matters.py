"""What is asked about the titles themselves, by the patterns of data/matters.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from bot.ask.rules import lexicon
from bot.ask.rules.query import Query
from bot.cities.catalogue import DATA
from bot.cities.model import Title, TitleFact, TitleId


@dataclass(frozen=True, slots=True)
class Matter:
    """A side of the titles that people ask about.

    `facts` are the ids of the facts on titles that answer it, the best first. `title` is meant
    where none is named; with `alone` the words need no title beside them. `unsaid` says that the
    sources are silent on it, `no` that the answer to yes or no is no, `one` that a single fact
    settles it for several titles.
    """

    id: str
    asks: re.Pattern[str]
    facts: tuple[str, ...]
    but: re.Pattern[str] | None = None
    title: TitleId | None = None
    alone: bool = False
    unsaid: bool = False
    no: bool = False
    one: bool = False

    def is_asked(self, text: str) -> bool:
        """Whether a question's words ask about this."""
        return bool(self.asks.search(text)) and not (self.but and self.but.search(text))


def read_matter(row: Mapping[str, Any]) -> Matter:
    """A matter from its table; each pattern starts at the start of a word."""
    asks = re.compile(rf"\b(?:{'|'.join(row['asks'])})")
    but = re.compile(rf"\b(?:{row['but']})") if "but" in row else None
    flags = {name: row.get(name, False) for name in ("alone", "unsaid", "no", "one")}
    return Matter(row["id"], asks, tuple(row["facts"]), but, row.get("title"), **flags)


_TABLE = tomllib.loads((DATA / "matters.toml").read_text("utf-8"))
MATTERS = tuple(map(read_matter, _TABLE["matters"]))
WORN = lexicon.terms(_TABLE["worn"])
"""Words that point at no fact, however rare they are in facts on titles."""


def find_matter(query: Query) -> Matter | None:
    """The matter that a question which names no city is about."""
    if query.cities:
        return None
    titled = bool(query.titles) or query.reading.has(lexicon.TITLE)
    text = query.reading.text
    return next((m for m in MATTERS if (titled or m.alone) and m.is_asked(text)), None)


MOST_OF_ONE = 2
"""How many facts are told of a title asked about alone."""


def tell_matter(
    matter: Matter, query: Query, titles: Mapping[TitleId, Title]
) -> list[tuple[TitleId, TitleFact]]:
    """The facts that answer a matter: two of one title, the best of each of several."""
    told = {id_: list_facts(matter, titles[id_]) for id_ in choose_titles(matter, query) or titles}
    if (matter.alone or matter.unsaid) and len(told) > 1:
        told = keep_likest(matter, told)
    best = [(id_, facts[0]) for id_, facts in told.items() if facts]
    if matter.one:
        return best[-1:]
    if len(best) == 1:
        return [(best[0][0], fact) for fact in told[best[0][0]][:MOST_OF_ONE]]
    return best


def keep_likest(
    matter: Matter, told: Mapping[TitleId, list[TitleFact]]
) -> dict[TitleId, list[TitleFact]]:
    """The facts of the sort that answers a matter best, of whichever titles have one."""
    known = {fact.id for facts in told.values() for fact in facts}
    best = next((id_ for id_ in matter.facts if id_ in known), "")
    return {title: [f for f in facts if f.id == best] for title, facts in told.items()}


def choose_titles(matter: Matter, query: Query) -> list[TitleId]:
    """The titles meant: the matter's own where its words need none, else those named."""
    if matter.title and (matter.alone or not query.titles):
        return [matter.title]
    return [id_ for id_ in get_args(TitleId) if id_ in query.titles]


def list_facts(matter: Matter, title: Title) -> list[TitleFact]:
    """A title's facts on a matter, in the order in which they are told."""
    known = {fact.id: fact for fact in title.facts}
    return [known[id_] for id_ in matter.facts if id_ in known]
