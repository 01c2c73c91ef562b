"""Answers to questions that name a city only by the way: another city or a title is meant."""

from __future__ import annotations

import re

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, FactHit, Shelf
from bot.ask.rules.query import Kind, Query, add_city_words, telling_words
from bot.ask.rules.reading import Reading
from bot.ask.rules.titles import keep_best, search_titles
from bot.ask.rules.world_answers import (
    SURE,
    WHICH_CITY,
    WORLD_COVERAGE,
    answer_among,
    answer_which_city,
)

CLEARLY, BARELY = 0.2, 0.1
"""By how much another city's fact must beat the named city's; less where a place is asked."""
TITLED = 0.7
"""How much of a question about a city a fact on a title must account for."""
MANY = 2
DESTINATION = frozenset({"to", "into"})
MOVED = ("эваку", "evacu", "килом", "kilom")
LOOKUP = re.compile(
    r"\b(?:где|откуда|чей|чья|чье|чьи|where|whose|here|this (?:city|town|port|place)|there)\b"
)


def answer_elsewhere(query: Query, hits: list[FactHit], shelf: Shelf) -> Answer | None:
    """Another city's facts, where a city is named by the way: "heights 70 km from Moscow"."""
    if query.how_many or not (asks_which_city(query.reading) or is_aside(query)):
        return None
    world = answer_which_city(query, shelf)
    here = hits[0].coverage if hits else 0.0
    return world if world.found and world.confidence >= max(SURE, here) else None


def answer_by_the_way(query: Query, shelf: Shelf, here: float) -> Answer | None:
    """Another city's facts that meet the question, the named city being but a word of them.

    "Port that took the convoys besides Murmansk"; «бензин для Сталинградского фронта».
    """
    named_first = any(mention.start == 0 for mention in query.mentions)
    if query.how_many or named_first or len(query.strong) + len(query.city_words) <= MANY:
        return None
    sought = add_city_words(query)
    world = answer_among(sought, shelf, None)
    named = {word.word for word in query.city_words}
    other = world.found and not {c.id for c in world.cities} & {c.id for c in query.cities}
    asked = bool(LOOKUP.search(query.reading.text))
    margin = here + (BARELY if is_lookup(query) else CLEARLY)
    least = max(WORLD_COVERAGE if asked else SURE, margin)
    return world if other and world.confidence >= least and world.matched & named else None


def is_lookup(query: Query) -> bool:
    """Whether a place is looked for by a description: «чьи», "here", or no question at all."""
    reading = query.reading
    return bool(LOOKUP.search(reading.text)) or not reading.has(lexicon.QUESTION)


def asks_which_city(reading: Reading) -> bool:
    """«какой город», "which port"."""
    return bool(WHICH_CITY.search(reading.text))


def is_aside(query: Query) -> bool:
    """Whether the city is only mentioned by the way: "evacuated from Moscow"."""
    words = query.reading.words
    moved = any(word.text.startswith(MOVED) for word in words)
    before = {words[m.start - 1].text for m in query.mentions if m.start}
    return moved and bool(before & lexicon.ASIDE - DESTINATION)


def answer_by_title(query: Query, shelf: Shelf) -> Answer | None:
    """A fact on a title that names the city: "what did the Chelyabinsk assembly propose"."""
    if len(telling_words(query)) < MANY:
        return None
    sought = add_city_words(query)
    hits = [h for h in search_titles(sought, shelf, topics=False) if h[2] > TITLED]
    if not hits:
        return None
    facts = tuple((title, fact) for title, fact, _ in keep_best(hits))
    return Answer(Kind.TITLE, query, title_facts=facts, confidence=hits[0][2])


def answer_beyond(query: Query, shelf: Shelf) -> Answer | None:
    """Another city's facts in which the named one is but a word: "heights 70 km from Moscow"."""
    if query.how_many or query.reading.has(lexicon.OFF_TOPIC):
        return None
    if len(telling_words(query)) < MANY:
        return None
    sought = add_city_words(query)
    world = answer_among(sought, shelf, None)
    named = {word.word for word in query.city_words}
    return world if world.found and world.matched & named else None
