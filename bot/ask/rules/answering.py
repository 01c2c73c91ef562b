"""The answer to a question understood: which facts, awards, memorials or lists, and how sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby

from bot.ask.rules import lexicon
from bot.ask.rules.reading import Reading
from bot.ask.rules.understanding import (
    Kind,
    Knowledge,
    Query,
    find_small_talk,
    is_about_award,
    is_yes_no,
    signals_award,
    telling_words,
)
from bot.atlas.rules import Filter, Near, choose_card_facts, find_nearest, list_cities
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Correction, Fact, Figure, TitleFact, TitleId
from bot.cities.names import Town
from bot.cities.search import (
    Hit,
    TitleIndex,
    Wanted,
    find_figure_terms,
    find_product_terms,
)
from bot.cities.words import find_terms, split_words

CITY_COVERAGE = 0.42
"""How much of a question about a city a fact must account for to answer it."""
WORLD_COVERAGE = 0.5
"""The same for a question that names no city."""
LIST_SOURCE = "labour-valour-list-ru"
POINTED_COVERAGE = 0.25
"""Enough where a rare word points at the fact."""
POINTED_WORLD = 0.4
KINDRED_COVERAGE = 0.2
"""Enough for a fact to be shown beside the title."""
SUITED = 1.5
SURE = 0.6
MOST_FACTS = 3
MOST_CITIES = 5
CLOSE = 0.82
"""A fact whose score is this near to the best answers too."""


Keep = Callable[[City, Fact], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said. `found` is false for an honest "no data"; then `facts` are kindred."""

    kind: Kind
    query: Query
    found: bool = True
    cities: tuple[City, ...] = ()
    facts: tuple[tuple[City, Fact], ...] = ()
    title_facts: tuple[tuple[TitleId, TitleFact], ...] = ()
    title: TitleId | None = None
    focus: Figure | None = None
    listed: tuple[tuple[City, Award], ...] = ()
    near: tuple[Near, ...] = ()
    regions: tuple[tuple[str, int], ...] = ()
    area: str | None = None
    area_is_group: bool = False
    town: Town | None = None
    small_talk: str = ""
    latest: bool = False
    confidence: float = 1.0
    matched: frozenset[str] = field(default_factory=frozenset)
    counted: bool = True
    """Whether the thing to be counted stands in the fact, though perhaps in other words."""
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What answers are taken from."""

    catalogue: Catalogue
    knowledge: Knowledge
    titles: TitleIndex


def answer_query(query: Query, shelf: Shelf) -> Answer:
    """The best answer the catalogue has."""
    if query.kind in (Kind.CARD, Kind.MEMORIAL) and not query.cities:
        return Answer(query.kind, query, found=False, cities=query.choices)
    return ANSWERERS.get(query.kind, answer_which_city)(query, shelf)


def be_courteous(query: Query, _shelf: Shelf) -> Answer:
    """A courtesy for a courtesy."""
    return Answer(query.kind, query, small_talk=find_small_talk(query))


def decline(query: Query, _shelf: Shelf) -> Answer:
    """Nothing was asked, or nothing that sources of ours speak of."""
    return Answer(query.kind, query, found=False)


def name_city(query: Query, _shelf: Shelf) -> Answer:
    """What the catalogue holds of the city's title or memorials needs no choosing."""
    title = query.titles[0] if query.titles else None
    return Answer(query.kind, query, cities=query.cities[:2], title=title)


def describe_city(query: Query, _shelf: Shelf) -> Answer:
    """A city at a glance."""
    city = query.cities[0]
    facts = tuple((city, fact) for fact in choose_card_facts(city))
    return Answer(Kind.CARD, query, cities=query.cities[:1], facts=facts)


def answer_about_city(query: Query, shelf: Shelf) -> Answer:
    """The city's facts that meet the question, or an honest "no data" with kindred ones.

    Of several cities named, as in "the Gorky plant in Zelenodolsk", the one with the best facts.
    """
    if not query.strong:
        return describe_deeds(query, query.cities[0])
    searched = [(city, find_in_city(query, city, shelf)) for city in query.cities]
    city, hits = max(searched, key=lambda pair: pair[1][0].coverage if pair[1] else 0.0)
    good = [hit for hit in hits if hit.coverage >= CITY_COVERAGE or is_pointed_at(hit)]
    if not good:
        return answer_otherwise(query, city, hits, shelf)
    best = keep_close(good, query)
    return Answer(
        Kind.FACT,
        query,
        cities=(city,),
        facts=tuple((h.city, h.fact) for h in best),
        focus=find_focus(best[0].fact, query) if query.how_many else None,
        confidence=best[0].coverage,
        matched=best[0].matched,
        counted=is_counted(best[0].fact, query),
    )


def is_counted(fact: Fact, query: Query) -> bool:
    """Whether the fact has a figure of the asked thing, or of something named with it."""
    if not query.how_many or find_focus(fact, query):
        return True
    asked = {term for wanted in query.strong for term in wanted.terms}
    phrases = (f.ru if isinstance(f.ru, str) else " ".join(f.ru) for f in fact.figures.values())
    english = (f.en if isinstance(f.en, str) else " ".join(f.en) for f in fact.figures.values())
    words = (word for phrase in (*phrases, *english) for word in split_words(phrase))
    return any(asked & set(find_terms(word)) for word in words)


def answer_otherwise(query: Query, city: City, hits: list[Hit], shelf: Shelf) -> Answer:
    """Where no fact of the named city fits: another city's, its card, or "no data".

    "Heights 70 km from Moscow" asks for another city; «Москва-матушка» is only a name adorned.
    """
    reading = query.reading
    if not query.how_many and (asks_which_city(reading) or is_aside(query)):
        world = answer_which_city(query, shelf)
        if world.found and world.confidence >= SURE:
            return world
    if signals_award(query) and not query.how_many:
        return name_award(query, city, hits)
    if mended := find_correction(query, city, shelf):
        return Answer(Kind.CORRECTION, query, cities=(city,), correction=mended)
    if is_bare(query, shelf):
        return describe_city(query, shelf)
    kindred = [hit.fact for hit in hits[:2]]
    if not kindred and asks_what_was_made(query):
        kindred = [fact for fact in city.facts if fact.products][:2]
    return Answer(
        Kind.FACT,
        query,
        found=False,
        cities=(city,),
        facts=tuple((city, fact) for fact in kindred),
        confidence=hits[0].coverage if hits else 0.0,
    )


def name_award(query: Query, city: City, hits: list[Hit]) -> Answer:
    """The city's title, for a question on it that other words adorn, and the nearest facts."""
    kind = Kind.YES_NO if is_yes_no(query) else Kind.AWARD
    title = query.titles[0] if query.titles else None
    facts = tuple((h.city, h.fact) for h in hits[:2] if h.coverage >= KINDRED_COVERAGE)
    return Answer(kind, query, cities=(city,), title=title, facts=facts)


def is_aside(query: Query) -> bool:
    """Whether the city is only mentioned by the way: "evacuated from Moscow"."""
    words = query.reading.words
    moved = [w for w in words if w.text.startswith(("эваку", "evacu", "килом", "kilom"))]
    return bool(moved) and any(m.start and words[m.start - 1].text in ASIDE for m in query.mentions)


def asks_which_city(reading: Reading) -> bool:
    """«какой город», "which port"."""
    return bool(WHICH_CITY.search(reading.text))


WHICH_CITY = re.compile(
    r"\b(?:как(?:ой|ом|ого|им|ие|их)|чей|which|what)(?: \w+){0,2} "
    r"(?:город\w*|порт\w*|city|cities|town|port)\b"
)
ASIDE = lexicon.words("from near to under into из от под до около против возле")


def is_bare(query: Query, shelf: Shelf) -> bool:
    """Whether a city's name stands with mere ornament: «Москва-матушка», «расскажи бабушке»."""
    reading = query.reading
    if query.how_many or reading.has(lexicon.QUESTION, lexicon.OFF_TOPIC):
        return False
    if reading.words[0].text in lexicon.AUXILIARY:
        return False
    known = any(shelf.knowledge.facts.knows(t) for w in query.strong for t in w.terms)
    return reading.has(lexicon.CARD) or not known


def find_correction(query: Query, city: City, shelf: Shelf) -> Correction | None:
    """The correction that a question on a source's mistake is about."""
    telling = {t for w in query.strong for t in w.terms[:1] if len(w.word) > 2}
    if not telling:
        return None
    for correction in shelf.catalogue.corrections.values():
        if city.id in correction.cities:
            said = " ".join((correction.says.ru, correction.says.en, *correction.covers))
            terms = {t for word in split_words(said) for t in find_terms(word)[:1]}
            if len(telling & terms) / len(telling) > SURE:
                return correction
    return None


def is_pointed_at(hit: Hit) -> bool:
    """Whether a rare word led to the fact and a fair part of the question fits it."""
    return hit.rare and hit.coverage >= POINTED_COVERAGE


def find_in_city(query: Query, city: City, shelf: Shelf) -> list[Hit]:
    """The city's facts by how well they meet the question, those of the asked sort first."""
    hits = shelf.knowledge.facts.search(query.wanted, lambda c, _: c.id == city.id)
    return prefer(hits, query)


def prefer(hits: list[Hit], query: Query) -> list[Hit]:
    """Put first the facts that count the asked thing, or name products where those are asked."""

    def suits(hit: Hit) -> bool:
        if query.how_many:
            return find_focus(hit.fact, query) is not None
        return asks_what_was_made(query) and bool(hit.fact.products)

    return sorted(hits, key=lambda h: -h.score * (SUITED if suits(h) else 1.0))


def asks_what_was_made(query: Query) -> bool:
    """«что выпускал», "what did it make"."""
    reading = query.reading
    return reading.has(lexicon.WHAT) and reading.has(lexicon.DEED) and not query.when


def compare_cities(query: Query, shelf: Shelf) -> Answer:
    """Cities side by side: their facts on what is compared, else their titles."""
    telling = [w for w in query.strong if not is_comparing(w)]
    if telling:
        best = [find_in_city(replace(query, wanted=tuple(telling)), c, shelf) for c in query.cities]
        if all(hits and hits[0].coverage >= CITY_COVERAGE for hits in best):
            facts = tuple((hits[0].city, hits[0].fact) for hits in best)
            return Answer(Kind.WHICH_CITY, query, cities=query.cities[:4], facts=facts)
    return Answer(Kind.COMPARE, query, cities=query.cities[:4])


def is_comparing(word: Wanted) -> bool:
    """Whether a word belongs to comparing, not to what is compared."""
    return is_about_award(word) or any(t in lexicon.COMPARE | lexicon.FIRST for t in word.terms)


def describe_deeds(query: Query, city: City) -> Answer:
    """What the city is known for, when the question says no more than that."""
    wanted = [fact for fact in city.facts if fits_question(fact, query)]
    chosen = (wanted or list(city.facts))[:MOST_FACTS]
    return Answer(
        Kind.FACT,
        query,
        found=bool(chosen),
        cities=(city,),
        facts=tuple((city, fact) for fact in chosen),
    )


def fits_question(fact: Fact, query: Query) -> bool:
    """Whether a fact suits what is asked of a city in general: what was unique, made, called."""
    reading = query.reading
    if reading.has(lexicon.UNIQUE):
        return fact.claim in ("only", "first", "largest")
    if any(word.text.startswith(("завод", "plant", "factor", "фабрик")) for word in reading.words):
        return any(name.kind == "plant" for name in fact.names)
    return bool(fact.products)


def keep_close(hits: list[Hit], query: Query) -> list[Hit]:
    """The best fact and those that answer about as well."""
    best = hits[0]
    limit = 2 if query.how_many else MOST_FACTS
    near = [h for h in hits if h.coverage >= best.coverage * CLOSE and h.score >= best.score / 2]
    return near[:limit]


def find_focus(fact: Fact, query: Query) -> Figure | None:
    """The figure that "how many" asks for: the one whose counted thing the question names."""
    if not fact.figures:
        return None
    asked = {term for wanted in query.strong for term in wanted.terms}
    ranked = sorted(fact.figures.values(), key=lambda f: -len(asked & find_figure_terms(f)))
    if asked & find_figure_terms(ranked[0]):
        return ranked[0]
    made = {term for product in fact.products for term in find_product_terms(product)}
    return ranked[0] if len(fact.figures) == 1 and asked & made else None


def answer_which_city(query: Query, shelf: Shelf) -> Answer:
    """Every city of which the facts hold what the question says."""
    if not query.strong:
        return Answer(Kind.NOTHING, query, found=False)
    if query.areas:
        there = {city for area in query.areas for city in area.cities}
        found = answer_among(query, shelf, lambda city, _: city.id in there)
        if found.found:
            return found
    return answer_among(query, shelf, None)


def answer_among(query: Query, shelf: Shelf, keep: Keep | None) -> Answer:
    """The cities, among those kept, of which the facts hold what the question says."""
    hits = prefer(shelf.knowledge.facts.search(query.wanted, keep, limit=30), query)
    hits = [hit for hit in hits if hit.exact]
    if query.titles:
        hits = [h for h in hits if any(a.title in query.titles for a in h.city.awards)]
    good = [hit for hit in hits if hit.coverage >= demand_coverage(query, hit)]
    if not good:
        sure = hits[0].coverage if hits else 0.0
        return Answer(Kind.NOTHING, query, found=False, confidence=sure)
    best = pick_one_a_city(good)
    if len(best) == 1:
        best = keep_close([h for h in good if h.city.id == best[0].city.id], query)
    facts = [h.fact for h in best]
    if len({h.city.id for h in best}) == 1 and asks_what_was_made(query):
        facts += [f for f in best[0].city.facts if f.products and f not in facts]
    return Answer(
        Kind.WHICH_CITY,
        query,
        cities=tuple({h.city.id: h.city for h in best}.values()),
        facts=tuple(zip([h.city for h in best] + [best[0].city] * 9, facts, strict=False)),
        confidence=best[0].coverage,
        matched=best[0].matched,
    )


def demand_coverage(query: Query, hit: Hit) -> float:
    """How much of a question a fact must account for: nearly all of two words, half of many."""
    if hit.rare and len(query.strong) > 2:
        return POINTED_WORLD
    return {1: 0.8, 2: 0.75, 3: 0.55}.get(len(query.strong), WORLD_COVERAGE)


def pick_one_a_city(hits: list[Hit]) -> list[Hit]:
    """The best fact of each city that meets the question about as well as the best of all."""
    top = hits[0]
    chosen: dict[str, Hit] = {}
    for hit in hits:
        if hit.coverage >= top.coverage * 0.9 and hit.score >= top.score * 0.75:
            chosen.setdefault(hit.city.id, hit)
    return list(chosen.values())[:MOST_CITIES]


def answer_nearest(query: Query, shelf: Shelf) -> Answer:
    """The title cities nearest to a named one."""
    if not query.cities:
        return Answer(Kind.NEAREST, query, found=False, town=query.town)
    here = query.cities[0]
    others = (
        city
        for city in shelf.catalogue.cities.values()
        if city.id != here.id
        and (not query.titles or any(a.title in query.titles for a in city.awards))
    )
    near = tuple(find_nearest(others, here.point, 4))
    return Answer(Kind.NEAREST, query, cities=(here,), near=near)


def list_unmarked(query: Query, shelf: Shelf) -> Answer:
    """The Cities of Labour Valour for which the source list names no memorial."""
    listed = tuple(
        (city, award)
        for city, award in shelf.catalogue.holders("labour_valour")
        if LIST_SOURCE in award.sources and not any(m.listed for m in city.memorials)
    )
    return Answer(Kind.UNMARKED, query, listed=listed, title="labour_valour")


def answer_list(query: Query, shelf: Shelf) -> Answer:
    """The cities that fit title, area and date."""
    area = query.areas[0] if query.areas else None
    outside = any(w.text in lexicon.OUTSIDE for w in query.reading.words)
    if outside:
        area = None
    listed = tuple(
        (city, award)
        for city, award in list_cities(shelf.catalogue, Filter())
        if (not query.titles or award.title in query.titles)
        and (area is None or city.id in area.cities)
        and all(day.fits(award.date) for day in query.days)
        and (city.country != "RU" or not outside)
    )
    return Answer(
        Kind.COUNT if query.how_many else Kind.LIST,
        query,
        found=bool(listed),
        listed=listed,
        title=query.titles[0] if len(query.titles) == 1 else None,
        area=area.id if area else None,
        area_is_group=bool(area and area.is_group),
    )


def answer_extreme(query: Query, shelf: Shelf) -> Answer:
    """The first or the last cities to get a title, or the regions that have most."""
    title = query.titles[0] if query.titles else None
    holders = list_cities(shelf.catalogue, Filter(title=title))
    reading = query.reading
    if reading.has(lexicon.MOST) and any(is_area_word(w.text) for w in reading.words):
        count = Counter(city.region for city, _ in holders)
        most = max(count.values())
        regions = tuple((r, n) for r, n in count.most_common() if n >= most - 1)[:5]
        return Answer(Kind.EXTREME, query, regions=regions, title=title)
    latest = reading.has(lexicon.LAST) and not reading.has(lexicon.FIRST)
    day = (max if latest else min)(award.date for _, award in holders)
    listed = tuple((c, a) for c, a in holders if a.date == day)
    return Answer(Kind.EXTREME, query, listed=listed, title=title, latest=latest)


def is_area_word(word: str) -> bool:
    """Whether a word is «область», "region" and the like."""
    return word.startswith(
        ("област", "регион", "субъект", "region", "oblast", "republic", "респуб")
    )


def answer_about_title(query: Query, shelf: Shelf) -> Answer:
    """What is known of a title; a question that fits a city's fact better is answered by that."""
    hits = shelf.titles.search(query.wanted, query.titles, find_topics(query))
    facts = tuple((title, fact) for title, fact, _ in hits[:2])
    sure = hits[0][2] if hits else 0.0
    if len(query.titles) > 1:
        facts = (*facts[:1], *((t, shelf.catalogue.titles[t].facts[0]) for t in query.titles))
    world = answer_which_city(query, shelf)
    if query.reading.has(lexicon.MEMORIAL):
        world = replace(world, found=False)
    telling = telling_words(query)
    if (
        world.found
        and telling
        and (asks_which_city(query.reading) or world.confidence > max(sure, 0.8))
    ):
        return world
    title = query.titles[0] if query.titles else None
    if query.how_many and title:
        listed = tuple(shelf.catalogue.holders(title))
        return Answer(Kind.COUNT, query, listed=listed, title=title)
    if not facts:
        return Answer(Kind.TITLE, query, found=False, title=title)
    return Answer(Kind.TITLE, query, title_facts=facts, title=title, confidence=sure)


def find_topics(query: Query) -> list[str]:
    """The sides of a title a question is about; what it is, when it names none."""
    found = [topic for topic, words in lexicon.TOPICS.items() if query.reading.has(words)]
    if query.when:
        found += ["law", "history"]
    return found or (["what"] if not query.strong else [])


def answer_about_town(query: Query, shelf: Shelf) -> Answer:
    """A town without a title; unless the words are a fact's own."""
    if query.strong:
        hits = shelf.knowledge.facts.search(query.wanted, limit=3)
        if hits and hits[0].coverage > 0.8 and len(query.strong) > 1:
            return answer_which_city(query, shelf)
    return Answer(Kind.TOWN, query, found=False, town=query.town)


def group_by_title(
    listed: tuple[tuple[City, Award], ...],
) -> list[tuple[TitleId, list[tuple[City, Award]]]]:
    """A list in parts, one a title."""
    ordered = sorted(listed, key=lambda pair: pair[1].title)
    return [(t, list(part)) for t, part in groupby(ordered, key=lambda pair: pair[1].title)]


def describe_wanted(wanted: tuple[Wanted, ...]) -> str:
    """The words a question was searched by, for /explain."""
    return ", ".join(w.word for w in wanted if w.weight > 0)


ANSWERERS: dict[Kind, Callable[[Query, Shelf], Answer]] = {
    Kind.SMALL_TALK: be_courteous,
    Kind.NOTHING: decline,
    Kind.OFF_TOPIC: decline,
    Kind.CARD: describe_city,
    Kind.AWARD: name_city,
    Kind.MEMORIAL: name_city,
    Kind.YES_NO: name_city,
    Kind.COMPARE: compare_cities,
    Kind.FACT: answer_about_city,
    Kind.NEAREST: answer_nearest,
    Kind.UNMARKED: list_unmarked,
    Kind.LIST: answer_list,
    Kind.EXTREME: answer_extreme,
    Kind.TITLE: answer_about_title,
    Kind.TOWN: answer_about_town,
}
