"""Answers to questions that name no city: which city, what a title is, what a source got wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, FactHit, Keep, Shelf
from bot.ask.rules.facts import asks_what_was_made, keep_close, prefer
from bot.ask.rules.kinds import asks_about_title
from bot.ask.rules.matters import Matter, find_matter, tell_matter
from bot.ask.rules.query import Kind, Query, telling_words
from bot.ask.rules.reading import Reading
from bot.ask.rules.sources import asks_of_sources, find_corrections
from bot.ask.rules.titles import (
    choose_facts,
    find_pointed,
    has_counted,
    keep_best,
    pick_of_each,
    search_titles,
)
from bot.cities.search import Wanted
from bot.cities.words import find_terms

WORLD_COVERAGE = 0.5
"""How much of a question that names no city a fact must account for."""
POINTED_WORLD = 0.4
"""Enough where a rare word points at the fact."""
TITLE_COVERAGE = 0.45
SURE = 0.6
SETTLED = 0.8
"""From here on a fact on a title needs no comparing with the cities' facts."""
CLEARLY = 0.25
"""By how much a city's fact must beat a title's where no city is asked for."""
WHICH_CITY = re.compile(
    r"\b(?:как(?:ой|ом|ого|им|ие|их)|чей|which|what)(?: \w+){0,2} "
    r"(?:город\w*|порт\w*|city|cities|town|port)\b"
)
MOST_CITIES = 5
KINDRED = ("rights", "awards-and-obelisk")
"""What is told of a title where the sources are silent on what is asked."""


def answer_which_city(query: Query, shelf: Shelf) -> Answer:
    """Every city of which the facts hold what the question says; or a title, or a correction."""
    if not query.strong:
        return refuse(query)
    if strays(query, shelf):
        return Answer(Kind.OFF_TOPIC, query, found=False)
    found = answer_among_areas(query, shelf)
    hits = search_titles(query, shelf, topics=False)
    if hits and hits[0][2] > max(found.confidence * found.found, TITLE_COVERAGE):
        facts = tuple((title, fact) for title, fact, _ in keep_best(hits))
        found = Answer(Kind.TITLE, query, title_facts=facts, confidence=hits[0][2])
    doubted = asks_of_sources(query) or (not found.found and len(query.strong) > 2)
    if doubted and (mended := find_corrections(query, shelf)):
        return Answer(Kind.CORRECTION, query, corrections=mended)
    return found


def strays(query: Query, shelf: Shelf) -> bool:
    """Whether a question has words of matters we do not speak of, which no fact explains."""
    off = [w for w in query.strong if w.terms[0] in lexicon.OFF_TOPIC]
    if not off:
        return False
    hits = shelf.knowledge.facts.search(query.wanted, limit=3)
    met = {word for hit in hits if hit.coverage > SURE for word in hit.matched}
    return not all(w.word in met for w in off)


def refuse(query: Query) -> Answer:
    """No data; a name that several cities bear is asked about."""
    if query.choices:
        return Answer(Kind.CARD, query, found=False, cities=query.choices)
    return Answer(Kind.NOTHING, query, found=False, confidence=0.0)


def answer_among_areas(query: Query, shelf: Shelf) -> Answer:
    """Cities of the area named; of anywhere, the area's name being a word like others, else."""
    if not query.areas:
        return answer_among(query, shelf, None)
    there = {city for area in query.areas for city in area.cities}
    found = answer_among(query, shelf, lambda record: record[0].id in there)
    if found.found:
        return found
    return answer_among(replace(query, wanted=query.wanted + query.area_words), shelf, None)


def answer_among(query: Query, shelf: Shelf, keep: Keep | None) -> Answer:
    """The cities, among those kept, of which the facts hold what the question says."""
    hits = prefer(shelf.knowledge.facts.search(query.wanted, keep, limit=30), query)
    hits = [hit for hit in hits if hit.telling]
    if query.titles:
        hits = [h for h in hits if any(a.title in query.titles for a in h.record[0].awards)]
    good = [hit for hit in hits if hit.coverage >= demand_coverage(query, hit)]
    if not good:
        return refuse(query)
    best = pick_one_a_city(good)
    if len(best) == 1:
        home = best[0].record[0].id
        best = keep_close([h for h in good if h.record[0].id == home], query)
    facts = [hit.record for hit in best]
    if len({city.id for city, _ in facts}) == 1 and asks_what_was_made(query):
        city = facts[0][0]
        facts += [(city, f) for f in city.facts if f.products and (city, f) not in facts]
    return Answer(
        Kind.WHICH_CITY,
        query,
        cities=tuple({city.id: city for city, _ in facts}.values()),
        facts=tuple(facts),
        confidence=best[0].coverage,
        matched=best[0].matched,
    )


def demand_coverage(query: Query, hit: FactHit) -> float:
    """How much of a question a fact must account for: nearly all of two words, half of many."""
    if hit.rare and len(query.strong) > 1:
        return POINTED_WORLD
    return {1: 0.6, 2: 0.75, 3: 0.55}.get(len(query.strong), WORLD_COVERAGE)


def pick_one_a_city(hits: list[FactHit]) -> list[FactHit]:
    """The best fact of each city that meets the question about as well as the best of all."""
    top = hits[0]
    chosen: dict[str, FactHit] = {}
    for hit in hits:
        if hit.coverage >= top.coverage * 0.9 and hit.score >= top.score * 0.75:
            chosen.setdefault(hit.record[0].id, hit)
    return list(chosen.values())[:MOST_CITIES]


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
    found = bool(chosen)
    if not found:
        chosen = pick_of_each(shelf, query.titles, ("what", "criteria"))
    return Answer(
        Kind.TITLE,
        query,
        found=found,
        title_facts=tuple((id_, fact) for id_, fact, _ in chosen),
        title=title,
        counted=not query.how_many or any(has_counted(fact, query) for _, fact, _ in hits[:1]),
        confidence=sure,
    )


def answer_matter(matter: Matter, query: Query, shelf: Shelf) -> Answer:
    """A side of the titles; where the sources are silent on it, what else they say of a title."""
    if pointed := find_pointed(query, shelf, matter.facts):
        return Answer(Kind.TITLE, query, title_facts=(pointed,))
    facts = tell_matter(matter, query, shelf.catalogue.titles)
    silent = not facts
    if silent:
        facts = [(hit[0], hit[1]) for hit in pick_of_each(shelf, query.titles, KINDRED)]
    return Answer(
        Kind.TITLE,
        query,
        title_facts=tuple(facts),
        title=query.titles[0] if query.titles else None,
        unsaid=silent or matter.unsaid,
        denied=matter.no and is_polar(query.reading),
    )


def is_polar(reading: Reading) -> bool:
    """Whether yes or no is asked for: no question word, or one that only begins a question."""
    return not reading.has(lexicon.QUESTION) or reading.words[0].text in lexicon.AUXILIARY


def answer_about_town(query: Query, shelf: Shelf) -> Answer:
    """A town without a title; unless the words are a fact's own."""
    if len(query.strong) > 1:
        hits = shelf.knowledge.facts.search(query.wanted, limit=1)
        if hits and hits[0].coverage > 0.8:
            return answer_which_city(query, shelf)
    assert query.town is not None
    named = Wanted("town", find_terms(query.town.ru.casefold()))
    told = search_titles(replace(query, wanted=(named,)), shelf, topics=False)
    facts = tuple((title, fact) for title, fact, score in told[:1] if score > SURE)
    return Answer(Kind.TOWN, query, found=False, town=query.town, title_facts=facts)
