"""Answers about a city that the question names."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, FactHit, Shelf
from bot.ask.rules.asides import (
    MANY,
    TITLED,
    answer_beyond,
    answer_by_the_way,
    answer_by_title,
    answer_elsewhere,
)
from bot.ask.rules.counting import SPELLED, choose_figure, is_counted
from bot.ask.rules.facts import (
    asks_what_was_made,
    fits_question,
    is_left_out,
    keep_close,
    prefer,
)
from bot.ask.rules.kinds import is_yes_no
from bot.ask.rules.query import (
    Kind,
    Query,
    find_look_alike,
    is_about_award,
    signals_award,
    telling_words,
)
from bot.ask.rules.reading import Reading
from bot.ask.rules.sources import asks_of_sources, find_corrections
from bot.ask.rules.titles import search_about_city
from bot.atlas.rules import choose_card_facts
from bot.cities.model import City, Correction, Fact, Figure, TitleId
from bot.cities.search import YEAR, Wanted

CITY_COVERAGE = 0.34
"""How much of a question about a city a fact must account for to answer it."""
UNCOUNTED_COVERAGE = 0.55
"""The same where a number is asked that the fact does not have."""
MODEL = re.compile(r"[a-z]{1,4}\d+[a-z]?")
POINTED_COVERAGE = 0.25
"""Enough where a rare word points at the fact."""
KINDRED_COVERAGE = 0.2
"""Enough for a fact to be shown beside the title."""
CERTAIN = 0.85
"""A fact that accounts for so much of a claim is told rather than a correction."""
MOST_KINDRED = 3
MOST_DEEDS = 4


def describe_city(query: Query, _shelf: Shelf) -> Answer:
    """A city at a glance."""
    city = query.cities[0]
    facts = tuple((city, fact) for fact in choose_card_facts(city))
    return Answer(Kind.CARD, query, cities=query.cities[:1], facts=facts)


def name_city(query: Query, shelf: Shelf) -> Answer:
    """What the catalogue holds of the city's title or memorials needs no choosing.

    A question that also asks what the city did gets its facts too.
    """
    if titled := answer_by_plural(query, shelf):
        return titled
    city = query.cities[0]
    described = query.kind is not Kind.MEMORIAL and len(query.cities) == 1
    if described and telling_words(query) and (world := answer_by_the_way(query, shelf, 0.0)):
        return world
    title = find_doubtful(query, city)
    deeds = query.kind is not Kind.MEMORIAL and query.reading.has(lexicon.DEED - lexicon.AWARDED)
    facts = tuple((city, fact) for fact in choose_card_facts(city)) if deeds else ()
    return Answer(query.kind, query, cities=query.cities[:2], title=title, facts=facts[:3])


def answer_by_plural(query: Query, shelf: Shelf) -> Answer | None:
    """A fact on titles or their look-alikes in which the city is but a word.

    «Стела городов воинской славы в Москве»; «Лысьва — город трудовой доблести и славы».
    """
    alike = find_look_alike(query)
    plural = query.reading.says(lexicon.PLURAL_CITIES)
    if not (alike or (plural and telling_words(query))):
        return None
    hits = search_about_city(query, shelf)
    hits = [hit for hit in hits if alike is ("lookalike" in hit[1].topics)]
    if not hits or hits[0][2] < TITLED:
        return None
    facts = tuple((title, fact) for title, fact, _ in hits[:1])
    cities = query.cities[:1] if alike else ()
    return Answer(Kind.TITLE, query, cities=cities, title_facts=facts, confidence=hits[0][2])


def find_doubtful(query: Query, city: City) -> TitleId | None:
    """Of the titles named, the first that the city does not hold; else the first."""
    held = {award.title for award in city.awards}
    return next((t for t in query.titles if t not in held), next(iter(query.titles), None))


def answer_about_city(query: Query, shelf: Shelf) -> Answer:
    """The city's facts that meet the question, or an honest "no data" with kindred ones.

    Of several cities named, as in "the Gorky plant in Zelenodolsk", the one with the best facts.
    """
    if any(word.terms[0] in lexicon.UNSAID for word in query.reading.words):
        return Answer(Kind.FACT, query, False, query.cities[:1], confidence=0.0)
    if not query.strong:
        return describe_deeds(query, query.cities[0], shelf)
    if all(YEAR.fullmatch(word.word) for word in query.strong):
        return describe_year(query, query.cities[0], shelf)
    if asks_of_sources(query) and (mended := find_corrections(query, shelf, query.cities[:1])):
        return Answer(Kind.CORRECTION, query, cities=query.cities[:1], corrections=mended)
    searched = [(city, find_in_city(query, city, shelf)) for city in query.cities]
    city, hits = max(searched, key=lambda pair: pair[1][0].coverage if pair[1] else 0.0)
    here = hits[0].coverage if hits else 0.0
    if world := answer_elsewhere(query, hits, shelf) or answer_by_the_way(query, shelf, here):
        return world
    if (mended := find_doubted(query, shelf, city)) and not (hits and hits[0].coverage > CERTAIN):
        return Answer(Kind.CORRECTION, query, cities=(city,), corrections=mended)
    good = [hit for hit in hits if answers(hit, query)]
    if not good:
        return answer_otherwise(query, city, hits, shelf)
    best = keep_close(good, query)
    fact = best[0].record[1]
    counted = is_counted(fact, query)
    if not counted and (mended := find_corrections(query, shelf, (city,))):
        return Answer(Kind.CORRECTION, query, cities=(city,), corrections=mended)
    return Answer(
        Kind.FACT,
        query,
        cities=(city,),
        facts=tuple(hit.record for hit in best),
        focus=find_headline(fact, query),
        counted=counted,
        confidence=best[0].coverage,
        matched=best[0].matched,
    )


def find_headline(fact: Fact, query: Query) -> Figure | None:
    """The asked number, to be told first, unless it is a share that only words can tell."""
    figure = choose_figure(fact, query) if query.how_many else None
    return None if figure and figure.unit in SPELLED else figure


def find_in_city(query: Query, city: City, shelf: Shelf) -> list[FactHit]:
    """The city's facts by how well they meet the question, those of the asked sort first."""
    found = shelf.knowledge.facts.search(query.wanted, group=city.id)
    kept = [hit for hit in found if not is_left_out(hit.record[1], query)]
    return prefer(kept or found, query)


def find_doubted(query: Query, shelf: Shelf, city: City) -> tuple[Correction, ...]:
    """The correction of a claim that is only put to us: «Ишимбай дал четверть нефти СССР?»."""
    if query.how_many or not is_put(query.reading) or len(query.strong) < MANY:
        return ()
    return find_corrections(query, shelf, (city,))


def is_put(reading: Reading) -> bool:
    """Whether a claim is put to us for yes or no."""
    if reading.says(lexicon.POLAR) or reading.words[0].text in lexicon.AUXILIARY:
        return True
    return reading.typed.rstrip().endswith("?") and not reading.has(lexicon.QUESTION)


def answers(hit: FactHit, query: Query) -> bool:
    """Whether a fact accounts for enough of a question: all of a number's, most of others.

    A model such as T-34 that is asked for must be in it.
    """
    models = {w.word for w in query.strong if MODEL.fullmatch(w.word)}
    if models and not models & hit.exact:
        return False
    if query.how_many and not is_counted(hit.record[1], query):
        return hit.coverage >= UNCOUNTED_COVERAGE
    return hit.coverage >= CITY_COVERAGE or is_pointed_at(hit)


def is_pointed_at(hit: FactHit) -> bool:
    """Whether a rare word led to the fact and a fair part of the question fits it."""
    return hit.rare and hit.coverage >= POINTED_COVERAGE


def describe_deeds(query: Query, city: City, shelf: Shelf) -> Answer:
    """What the city is known for, when the question says no more than that."""
    others = [fact for fact in city.facts if not is_left_out(fact, query)]
    wanted = [fact for fact in others if fits_question(fact, query)]
    hits = shelf.knowledge.facts.search(query.wanted, group=city.id)
    pointed = [hit.record[1] for hit in hits if hit.coverage > CERTAIN and hit.record[1] in others]
    first = pointed if len(pointed) <= MANY else []
    chosen = [*first, *(fact for fact in wanted or others if fact not in first)]
    facts = tuple((city, fact) for fact in chosen[:MOST_DEEDS])
    return Answer(Kind.FACT, query, found=bool(chosen), cities=(city,), facts=facts)


def describe_year(query: Query, city: City, shelf: Shelf) -> Answer:
    """What happened in the city in a year, when the question says no more than that."""
    hits = shelf.knowledge.facts.search(query.strong, group=city.id)
    chosen = [hit.record[1] for hit in hits] or list(choose_card_facts(city))
    facts = tuple((city, fact) for fact in chosen[:MOST_DEEDS])
    return Answer(Kind.FACT, query, cities=(city,), facts=facts)


def answer_otherwise(query: Query, city: City, hits: list[FactHit], shelf: Shelf) -> Answer:
    """Where no fact of the named city fits: one on a title, its title, a mended mistake, its card.

    Failing all of them "no data". «Москва-матушка» is only a name adorned.
    """
    if found := answer_by_title(query, shelf) or answer_beyond(query, shelf):
        return found
    if signals_award(query) and not query.how_many:
        return name_award(query, city, hits)
    if mended := find_corrections(query, shelf, (city,)):
        return Answer(Kind.CORRECTION, query, cities=(city,), corrections=mended)
    if is_bare(query, shelf):
        return describe_city(query, shelf)
    if query.excepted:
        return describe_deeds(query, city, shelf)
    near = [hit for hit in hits[:MOST_KINDRED] if hit.coverage >= KINDRED_COVERAGE]
    kindred = [hit.record for hit in near]
    matched = frozenset(word for hit in near[:1] for word in hit.matched)
    if not kindred and not query.reading.has(lexicon.OFF_TOPIC) and not query.how_many:
        made = [f for f in city.facts if f.products] if asks_what_was_made(query) else []
        kindred = [(city, fact) for fact in (made or choose_card_facts(city))[:MOST_KINDRED]]
    sure = hits[0].coverage if hits else 0.0
    told = tuple(kindred)
    return Answer(Kind.FACT, query, False, (city,), told, confidence=sure, matched=matched)


def name_award(query: Query, city: City, hits: list[FactHit]) -> Answer:
    """The city's title, for a question on it that other words adorn, and the nearest facts."""
    kind = Kind.YES_NO if is_yes_no(query) else Kind.AWARD
    title = query.titles[0] if query.titles else None
    facts = tuple(hit.record for hit in hits[:2] if hit.coverage >= KINDRED_COVERAGE)
    return Answer(kind, query, cities=(city,), title=title, facts=facts)


def is_bare(query: Query, shelf: Shelf) -> bool:
    """Whether a city's name stands with mere ornament: «Москва-матушка», «расскажи бабушке»."""
    reading = query.reading
    if query.how_many or reading.has(lexicon.QUESTION, lexicon.OFF_TOPIC):
        return False
    if reading.words[0].text in lexicon.AUXILIARY:
        return False
    known = any(shelf.knowledge.facts.knows(t) for w in query.strong for t in w.terms)
    return reading.has(lexicon.CARD) or (not known and len(query.strong) < MANY)


def compare_cities(query: Query, shelf: Shelf) -> Answer:
    """Cities side by side: their facts on what is compared, else their titles.

    Two cities that a source mixes up are told apart.
    """
    if asks_of_sources(query) and (mended := find_corrections(query, shelf, query.cities)):
        return Answer(Kind.CORRECTION, query, cities=query.cities[:2], corrections=mended)
    telling = tuple(w for w in telling_words(query) if not is_comparing(w))
    if telling:
        sought = replace(query, wanted=telling)
        best = [find_in_city(sought, city, shelf) for city in query.cities]
        if all(hits and hits[0].coverage >= CITY_COVERAGE for hits in best):
            facts = tuple(hits[0].record for hits in best)
            return Answer(Kind.WHICH_CITY, query, cities=query.cities[:4], facts=facts)
    return Answer(Kind.COMPARE, query, cities=query.cities[:4])


def is_comparing(word: Wanted) -> bool:
    """Whether a word belongs to comparing, not to what is compared."""
    return is_about_award(word) or any(t in lexicon.COMPARE | lexicon.FIRST for t in word.terms)
