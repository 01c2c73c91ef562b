"""Answers to questions that name no city: which city, or what a source got wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, FactHit, Keep, Shelf
from bot.ask.rules.facts import asks_what_was_made, keep_close, prefer
from bot.ask.rules.query import Kind, Query
from bot.ask.rules.ranking import answer_ranking
from bot.ask.rules.slots import Day
from bot.ask.rules.sources import asks_of_sources, find_corrections
from bot.ask.rules.titles import keep_best, search_titles
from bot.cities.model import Award
from bot.cities.search import Wanted
from bot.cities.words import find_terms, is_common_noun, split_words

WORLD_COVERAGE = 0.5
"""How much of a question that names no city a fact must account for."""
POINTED_WORLD = 0.33
"""Enough where a rare word points at the fact."""
TITLE_COVERAGE = 0.45
SURE = 0.6
WHICH_CITY = re.compile(
    r"(?<!из )(?<!from )\b(?:как(?:ой|ом|ого|им|ие|их)|чей|which|what)(?: \w+){0,2} "
    r"(?:город\w*|порт\w*|city|cities|town|port)\b"
    r"|\bэт(?:от|ого|ому|им|ом) город|\bthis (?:city|town|port)\b|\bits\b"
)
MOST_CITIES = 5
MOST_LOOKED_AT = 40


def answer_which_city(query: Query, shelf: Shelf) -> Answer:
    """Every city of which the facts hold what the question says; or a title, or a correction."""
    if not query.strong:
        return refuse(query)
    if marked := find_by_memorial(query, shelf):
        return marked
    if strays(query, shelf):
        return Answer(Kind.OFF_TOPIC, query, found=False)
    if ranked := answer_ranking(query, shelf):
        return ranked
    found = answer_among_areas(query, shelf)
    hits = search_titles(query, shelf, topics=False)
    if hits and hits[0][2] > max(found.confidence * found.found, TITLE_COVERAGE):
        facts = tuple((title, fact) for title, fact, _ in keep_best(hits))
        found = Answer(Kind.TITLE, query, title_facts=facts, confidence=hits[0][2])
    doubted = asks_of_sources(query) or (not found.found and len(query.strong) > 2)
    if doubted and (mended := find_corrections(query, shelf)):
        return Answer(Kind.CORRECTION, query, corrections=mended)
    return found


def find_by_memorial(query: Query, shelf: Shelf) -> Answer | None:
    """The city of which a memorial stands where the question says: «стела на площади Калинина»."""
    reading = query.reading
    if not reading.has(lexicon.MEMORIAL, lexicon.PLACE, lexicon.STREET):
        return None
    words = tuple(w for w in query.strong if not set(w.terms) & MARKS)
    hits = shelf.memorials.search(words, limit=MOST_CITIES) if words else []
    if not hits or hits[0].coverage < MARKED or not hits[0].rare:
        return None
    best = [hit for hit in hits if hit.coverage >= hits[0].coverage]
    cities = tuple({hit.record[0].id: hit.record[0] for hit in best}.values())
    if len(cities) > 1:
        listed = tuple((city, city.awards[0]) for city in cities)
        return Answer(Kind.LIST, query, listed=listed)
    return Answer(Kind.MEMORIAL, query, cities=cities, confidence=hits[0].coverage)


MARKS = lexicon.MONUMENT | lexicon.TITLE | lexicon.CITIES | lexicon.UNIQUE
"""Words that stand in nearly every memorial's name, or say nothing of it."""
MARKED = 0.75
"""How much of a question a memorial's name and place must account for."""


def strays(query: Query, shelf: Shelf) -> bool:
    """Whether a question has words of matters we do not speak of, which no fact explains."""
    off = [w for w in query.strong if w.terms[0] in lexicon.OFF_TOPIC]
    if not off:
        return False
    if len(query.reading.words) == 1:
        return True
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
    hits = prefer(shelf.knowledge.facts.search(query.wanted, keep, limit=MOST_LOOKED_AT), query)
    hits = [hit for hit in hits if is_telling(hit) and not is_mere_name(hit, query)]
    hits = [hit for hit in hits if hit.record[0].id not in query.other_than]
    if query.titles:
        hits = [h for h in hits if any(a.title in query.titles for a in h.record[0].awards)]
    hits = keep_awarded(hits, query)
    good = [hit for hit in hits if hit.coverage >= demand_coverage(query, hit)]
    joined = join_facts(hits, query, shelf)
    if joined and (not good or measure_joint(joined, query, shelf) > good[0].coverage + JOINED):
        good = joined
    if not good:
        return refuse(query)
    best = joined if good is joined else pick_one_a_city(good, query)
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


def is_telling(hit: FactHit) -> bool:
    """Whether a fact is about one of the words asked, or meets several of them."""
    several = len(hit.exact) >= SEVERAL and hit.coverage >= SURE
    return hit.telling or several or (hit.rare and hit.coverage >= NEARLY_ALL)


def join_facts(hits: list[FactHit], query: Query, shelf: Shelf) -> list[FactHit]:
    """The facts of one city that together meet the question best: each tells a part of it."""
    cities: dict[str, list[FactHit]] = defaultdict(list)
    for hit in hits:
        met = {word for other in cities[hit.record[0].id] for word in other.matched}
        if hit.matched - met:
            cities[hit.record[0].id].append(hit)
    rated = [(measure_joint(joint, query, shelf), joint) for joint in cities.values()]
    rated.sort(key=lambda pair: -pair[0])
    if not rated or rated[0][0] < SURE or len(rated[0][1]) < 2:
        return []
    clear = len(rated) < 2 or rated[0][0] > rated[1][0] + JOINED
    return rated[0][1] if clear else []


def measure_joint(hits: Sequence[FactHit], query: Query, shelf: Shelf) -> float:
    """How much of a question several facts account for together, 0 to 1."""
    index = shelf.knowledge.facts
    weights = {word: index.weigh(word.terms) * word.weight for word in query.wanted}
    exact = {word for hit in hits for word in hit.exact}
    matched = {word for hit in hits for word in hit.matched}
    met = sum(
        weight * (1 if word.word in exact else PARTLY)
        for word, weight in weights.items()
        if word.word in matched
    )
    return met / (sum(weights.values()) or 1.0)


SEVERAL = 3
NEARLY_ALL = 0.8
PARTLY = 0.7
"""What a word counts that is met by a synonym or a theme."""
JOINED = 0.15
"""By how much several facts of a city must account for more than a single one."""


def keep_awarded(hits: list[FactHit], query: Query) -> list[FactHit]:
    """The facts of cities awarded on the day, or by the decree, that the question names."""
    days = [day for day in query.days if day.month and day.year and day.year >= FIRST_DECREES]
    if not (days or query.decrees):
        return hits
    kept = [h for h in hits if any(is_meant(award, days, query) for award in h.record[0].awards)]
    return kept or hits


FIRST_DECREES = 1965


def is_meant(award: Award, days: Sequence[Day], query: Query) -> bool:
    """Whether an award was given on such a day and by such a decree."""
    dated = all(day.fits(award.date) for day in days)
    return dated and (not query.decrees or award.decree in query.decrees)


def is_mere_name(hit: FactHit, query: Query) -> bool:
    """Whether all that a fact has of a question is a common noun within a proper name.

    The fort «Серая Лошадь» is no horse.
    """
    met = [w for w in query.strong if w.word in hit.matched]
    nouns = [w for w in met if is_common_noun(w.word)]
    if not nouns or len(nouns) < len(met):
        return False
    fact = hit.record[1]
    asked = {term for word in nouns for term in word.terms}
    things = (*(thing.ru for thing in fact.products), *fact.keywords)
    names = [set(list_terms(name.ru)) for name in fact.names if name.kind not in PLAIN]
    said = {term for word in query.wanted for term in word.terms}
    if asked & set(list_terms(" ".join(things))) or any(name <= said for name in names):
        return False
    return any(name & asked for name in names)


PLAIN = frozenset({"organisation", "plant"})
"""Kinds of names whose nouns mean what they say: an academy is one."""


def list_terms(text: str) -> Iterator[str]:
    """The terms of a text's words of any length but the shortest."""
    return (term for word in split_words(text) if len(word) > 1 for term in find_terms(word))


def demand_coverage(query: Query, hit: FactHit) -> float:
    """How much of a question a fact must account for: nearly all of two words, half of many."""
    if hit.rare and len(query.strong) > 1:
        return POINTED_WORLD
    return {1: 0.6, 2: 0.7, 3: 0.55}.get(len(query.strong), WORLD_COVERAGE)


def pick_one_a_city(hits: list[FactHit], query: Query) -> list[FactHit]:
    """The best fact of each city that meets the question about as well as the best of all."""
    top = hits[0]
    strong = {word.word for word in query.strong}
    chosen: dict[str, FactHit] = {}
    for hit in hits:
        near = hit.coverage >= top.coverage * 0.9 and hit.score >= top.score * 0.75
        if near and (hit.coverage >= top.coverage or hit.matched >= top.exact & strong):
            chosen.setdefault(hit.record[0].id, hit)
    return list(chosen.values())[:MOST_CITIES]


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
