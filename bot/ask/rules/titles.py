"""Finding what is known of the titles themselves: their law, rights, history, look-alikes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Shelf
from bot.ask.rules.matters import WORN
from bot.ask.rules.query import (
    COMMON,
    LOOK_ALIKE,
    Query,
    add_city_words,
    find_look_alike,
    telling_words,
)
from bot.cities.model import TitleFact, TitleId
from bot.cities.search import Hit, Wanted, find_figure_terms
from bot.cities.words import find_terms, split_words

TOPIC_BONUS = 0.35
"""How much it helps a fact on a title to be on the asked side of it."""
POINTED_BONUS = 0.15
"""How much it helps to have a word that hardly any other fact has, or a date that is asked."""
LOOK_ALIKE_BONUS = 0.3
OTHER_TITLE = 0.45
"""How much worse a fact on a title counts that the question does not name."""
KINDRED = 0.2
HALF, MOST, NEARLY_ALL, ALL = 0.5, 0.65, 0.75, 0.9
"""How much of a question that names no title a fact on one must account for."""
POINTED = 0.6
"""Enough of a question for a fact that a rare word points at."""
CLEARLY = 0.25
"""By how much it must beat the facts that usually answer such a question."""
LONG_NUMBER = 3
"""A number of so many digits, such as a decree's, points at one fact."""
BESIDE = 0.6
"""A fact so near to the best, as a share of its score, is told beside it."""
MOST_TITLE_FACTS = 3
CAPITAL = re.compile(r"(?<=[\w,«“] )[A-ZА-ЯЁ][\w-]+")
"""A name: a word with a capital that begins no sentence."""
HOLDING = re.compile(r"\b(?:which|what|any|как\w+) (?:cit|город)|\b(?:ли|has|have|hold)\b")
"""Asks for cities that hold titles, not for the titles."""
TitleHit = tuple[TitleId, TitleFact, float]


def search_titles(query: Query, shelf: Shelf, topics: bool) -> list[TitleHit]:
    """The facts on titles that meet the words, best first; those on titles named come before.

    With `topics` the asked side of a title, such as its law, counts as well.
    """
    sides = find_topics(query) if topics else set()
    hits = {id(h.record[1]): h for h in shelf.titles.search(choose_words(query), limit=200)}
    found: list[tuple[float, int, TitleId, TitleFact]] = []
    for id_, title in shelf.catalogue.titles.items():
        named = not query.titles or id_ in query.titles
        for fact in title.facts:
            hit = hits.get(id(fact))
            if not topics and hit and not tells(hit):
                hit = None
            score = rate(query, fact, hit, sides) - (0 if named else OTHER_TITLE)
            if score > KINDRED:
                found.append((score, -len(found), id_, fact))
    ranked = sorted(found, key=lambda x: x[:2], reverse=True)
    if ranked and ranked[0][2] in query.titles:
        ranked = [hit for hit in ranked if hit[2] in query.titles]
    return [(id_, fact, score) for score, _, id_, fact in ranked]


def tells(hit: Hit[tuple[TitleId, TitleFact]]) -> bool:
    """Whether a fact is about a word of a question that may be about something else."""
    if any(word.isdigit() and len(word) >= LONG_NUMBER for word in hit.exact):
        return hit.coverage > HALF
    named = [word for word in hit.matched if not word[0].isdigit()]
    if len(named) > 1:
        return hit.coverage > (MOST if hit.telling else NEARLY_ALL)
    return hit.telling and hit.coverage > ALL


def find_pointed(
    query: Query, shelf: Shelf, usual: Sequence[str]
) -> tuple[TitleId, TitleFact] | None:
    """The fact on a title that a rare word points at, clearly better than the `usual` ones do.

    So «Удмуртия» or 2008 in a question on the law.
    """
    alike = find_look_alike(query)
    words = [word for word in choose_words(query) if not set(word.terms) & WORN]
    found = shelf.titles.search(words, limit=200)
    least = max((h.coverage for h in found if h.record[1].id in usual), default=0.0) + CLEARLY
    for hit in found:
        title, fact = hit.record
        meant = not query.titles or title in query.titles
        clear = hit.rare and hit.coverage > max(POINTED, least)
        if clear and meant and alike is ("lookalike" in fact.topics) and is_named(fact, hit.exact):
            return hit.record
    return None


def is_named(fact: TitleFact, words: Collection[str]) -> bool:
    """Whether one of the words is a fact's key word, a name in it, or a long number."""
    if any(word.isdigit() and len(word) >= LONG_NUMBER for word in words):
        return True
    names = [*CAPITAL.findall(f"{fact.ru} {fact.en}"), *fact.keywords]
    named = {term for name in names for part in split_words(name) for term in find_terms(part)}
    return any(term in named for word in words for term in find_terms(word))


def choose_words(query: Query) -> tuple[Wanted, ...]:
    """The words to search by; «звание» and «город» say little among facts on titles."""
    titled = query.titles or query.reading.has(lexicon.TITLE)
    words = (*query.wanted, *(query.area_words if titled else ()))
    if alike := LOOK_ALIKE.search(query.reading.text):
        said = [word for word in split_words(alike[0]) if word not in lexicon.STOP]
        words += tuple(Wanted(word, find_terms(word)) for word in said)
    return tuple(replace(w, weight=COMMON) if is_worn(w) else w for w in dict.fromkeys(words))


def is_worn(word: Wanted) -> bool:
    """Whether a word stands in nearly every fact on titles."""
    return any(term in lexicon.TITLE | lexicon.CITIES | lexicon.AWARDED for term in word.terms)


def rate(
    query: Query, fact: TitleFact, hit: Hit[tuple[TitleId, TitleFact]] | None, sides: set[str]
) -> float:
    """How well a fact on a title meets the question; 1 is every word met."""
    score = hit.coverage if hit else 0.0
    score += TOPIC_BONUS * bool(sides & set(fact.topics))
    score += POINTED_BONUS * bool("both" in sides & set(fact.topics))
    score += POINTED_BONUS * bool(hit and hit.rare)
    score += POINTED_BONUS * bool(query.when and fact.when and hit and hit.coverage > KINDRED)
    if sides and find_look_alike(query):
        score += LOOK_ALIKE_BONUS * (1 if "lookalike" in fact.topics else -1)
    return score


def has_counted(fact: TitleFact, query: Query) -> bool:
    """Whether a fact has a figure of the thing that is to be counted."""
    asked = {term for wanted in query.strong for term in wanted.terms}
    asked |= lexicon.CITIES if query.titles and not telling_words(query) else set()
    heads = {term for figure in fact.figures.values() for term in find_figure_terms(figure)}
    return bool(asked & heads)


def find_topics(query: Query) -> set[str]:
    """The sides of a title a question is about; what it is, when nothing else is asked."""
    found = {topic for topic, words in lexicon.TOPICS.items() if query.reading.has(words)}
    if query.when and found <= {"when", "count"}:
        found.add("law")
    if "when" in found and found & {"rights", "count", "who"}:
        found.discard("history")
    return found or (set() if telling_words(query) else {"what", "criteria"})


def choose_facts(query: Query, shelf: Shelf, hits: Sequence[TitleHit]) -> list[TitleHit]:
    """The facts to tell; of titles compared or asked for at large, one of each as well."""
    if asks_at_large(query):
        return pick_of_each(shelf, tuple(shelf.catalogue.titles), ("what",))
    best = keep_best(hits)
    if "both" in find_topics(query) and best and "both" in best[0][1].topics:
        return best
    if len(query.titles) < 2 or "difference" not in find_topics(query):
        return best
    older = query.reading.says(lexicon.OLDER)
    sides = ("law", "statute") if older else ("criteria",)
    telling = [hit for hit in best[:1] if "difference" in hit[1].topics and not older]
    return telling + pick_of_each(shelf, query.titles, sides)


def asks_at_large(query: Query) -> bool:
    """Whether the titles are asked for as such: «какие бывают звания», "the three titles"."""
    if query.areas or HOLDING.search(query.reading.text):
        return False
    words = [w for w in telling_words(query) if not w.terms[0].startswith("=")]
    return not query.titles and all(set(w.terms) & lexicon.AT_LARGE for w in words)


def pick_of_each(shelf: Shelf, titles: Sequence[TitleId], ids: Sequence[str]) -> list[TitleHit]:
    """The facts of each title that bear one of these ids."""
    return [
        (id_, fact, 0.0)
        for id_ in titles
        for fact in shelf.catalogue.titles[id_].facts
        if fact.id in ids
    ]


def search_about_city(query: Query, shelf: Shelf) -> list[TitleHit]:
    """The facts on titles in which a city that the question names is a word, best first."""
    sought = add_city_words(query)
    naming = {
        id(h.record[1]) for h in shelf.titles.search(query.city_words, limit=200) if h.matched
    }
    return [hit for hit in search_titles(sought, shelf, topics=True) if id(hit[1]) in naming]


def keep_best(hits: Sequence[TitleHit]) -> list[TitleHit]:
    """The best fact and those that are nearly as good."""
    return [hit for hit in hits if hit[2] >= hits[0][2] * BESIDE][:MOST_TITLE_FACTS]
