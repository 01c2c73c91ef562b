"""Answers about the titles themselves: a side of one, such as its law, or what the words find."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, Shelf
from bot.ask.rules.listing import asks_about_title, asks_which_cities
from bot.ask.rules.matters import Matter, find_matter, tell_matter
from bot.ask.rules.query import Kind, Query, telling_words
from bot.ask.rules.reading import Reading
from bot.ask.rules.sources import asks_of_sources, find_corrections
from bot.ask.rules.titles import (
    HOLDING,
    choose_facts,
    find_pointed,
    has_counted,
    pick_of_each,
    search_titles,
)
from bot.ask.rules.world_answers import (
    SURE,
    WHICH_CITY,
    answer_among_areas,
    answer_which_city,
)

SETTLED = 0.8
"""From here on a fact on a title needs no comparing with the cities' facts."""
CLEARLY = 0.25
"""By how much a city's fact must beat a title's where no city is asked for."""
LEAST = 0.4
"""A fact on a title that accounts for less of a question does not answer it."""
MEANT = ("what", "criteria")
HELD = ("by-country", "count")
"""What is told of a title, or of its cities, where nothing fits a question."""
KINDRED = ("rights", "awards-and-obelisk")
"""What is told of a title where the sources are silent on what is asked."""


def answer_about_title(query: Query, shelf: Shelf) -> Answer:
    """What is known of a title; a question that fits a city's fact better is answered by that."""
    if asks_of_sources(query) and (mended := find_corrections(query, shelf)):
        return Answer(Kind.CORRECTION, query, corrections=mended)
    if matter := find_matter(query):
        return answer_matter(matter, query, shelf)
    title = query.titles[0] if query.titles else None
    if query.how_many and title and not telling_words(query) and not asks_about_title(query):
        return Answer(Kind.COUNT, query, listed=tuple(shelf.catalogue.holders(title)), title=title)
    hits = search_titles(query, shelf, topics=True)
    sure = hits[0][2] if hits else 0.0
    unsure = sure < SETTLED and not query.reading.has(lexicon.MEMORIAL)
    if unsure and telling_words(query):
        world = answer_among_areas(query, shelf)
        margin = 0.0 if WHICH_CITY.search(query.reading.text) else CLEARLY
        if world.found and world.confidence > max(sure, SURE) + margin:
            return world
    chosen = choose_facts(query, shelf, hits)
    if not query.titles and sure < LEAST and (world := answer_which_city(query, shelf)).found:
        return world
    if not chosen or (chosen == hits[: len(chosen)] and sure < LEAST and telling_words(query)):
        return admit_silence(query, shelf, HELD if asks_of_cities(query.reading) else MEANT)
    return Answer(
        Kind.TITLE,
        query,
        title_facts=tuple((id_, fact) for id_, fact, _ in chosen),
        title=title,
        counted=not query.how_many or any(has_counted(fact, query) for _, fact, _ in hits[:1]),
        confidence=sure,
    )


def answer_matter(matter: Matter, query: Query, shelf: Shelf) -> Answer:
    """A side of the titles; where the sources are silent on it, what else they say of a title."""
    # Where no title is meant, a rare word chooses among the usual facts too.
    usual = matter.facts if query.titles or matter.title else ()
    if pointed := find_pointed(query, shelf, usual):
        unsaid = matter.unsaid and pointed[1].id in matter.facts
        return Answer(Kind.TITLE, query, title_facts=(pointed,), unsaid=unsaid)
    facts = tell_matter(matter, query, shelf.catalogue.titles)
    if not facts:
        return admit_silence(query, shelf, KINDRED)
    return Answer(
        Kind.TITLE,
        query,
        title_facts=tuple(facts),
        title=query.titles[0] if query.titles else None,
        unsaid=matter.unsaid,
        denied=matter.no and is_polar(query.reading),
    )


def admit_silence(query: Query, shelf: Shelf, kindred: Sequence[str]) -> Answer:
    """That the sources do not say what is asked of a title, and what they do say of it."""
    facts = tuple((title, fact) for title, fact, _ in pick_of_each(shelf, query.titles, kindred))
    return Answer(Kind.TITLE, query, found=bool(facts), title_facts=facts, unsaid=True)


def asks_of_cities(reading: Reading) -> bool:
    """Whether a title's cities are asked about: «какие областные центры», "the biggest"."""
    return asks_which_cities(reading) or bool(HOLDING.search(reading.text))


def is_polar(reading: Reading) -> bool:
    """Whether yes or no is asked for: no question word, or one that only begins a question."""
    return not reading.has(lexicon.QUESTION) or reading.words[0].text in lexicon.AUXILIARY
