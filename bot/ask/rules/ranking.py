"""Which city made most: sources rank no cities, so shares and greatest figures are told."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, FactHit, Shelf
from bot.ask.rules.counting import choose_figure, find_alike
from bot.ask.rules.query import Kind, Query, telling_words
from bot.cities.search import Wanted, find_figure_terms, find_product_terms

COVERED = 0.7
"""How much of what is ranked a fact must account for."""
MOST_RANKED = 4
MOST = re.compile(
    r"\b(?:больше (?:всего|всех|других)|наибольш\w*|сам\w+ больш\w+ (?:числ|количеств)\w*|most)\b"
)
LARGEST, COUNTED, CLAIMED = 3, 2, 1
"""What a claim to be the largest, a figure, and a share say of who made most."""


def answer_ranking(query: Query, shelf: Shelf) -> Answer | None:
    """The cities with the weightiest claims on what is ranked; None where nothing is.

    A claim to be the largest comes first, then figures, then shares.
    """
    things = tuple(word for word in query.wanted if not is_most(word))
    sought = replace(query, wanted=things, how_many=True)
    if not asks_most(query) or not telling_words(sought):
        return None
    there = {city for area in query.areas for city in area.cities}
    found = shelf.knowledge.facts.search(things, limit=60)
    good = [
        hit
        for hit in found
        if hit.coverage >= COVERED
        and hit.telling
        and (not there or hit.record[0].id in there)
        and weigh(hit, sought)[0]
    ]
    chosen: dict[str, FactHit] = {}
    for hit in sorted(good, key=lambda hit: weigh(hit, sought), reverse=True):
        chosen.setdefault(hit.record[0].id, hit)
    best = list(chosen.values())[:MOST_RANKED]
    if not best:
        return None
    return Answer(
        Kind.WHICH_CITY,
        query,
        cities=tuple(hit.record[0] for hit in best),
        facts=tuple(hit.record for hit in best),
        ranked=True,
        confidence=best[0].coverage,
        matched=best[0].matched,
    )


def asks_most(query: Query) -> bool:
    """Whether cities are to be ranked by a thing: «больше всего танков», "the most shells"."""
    return bool(MOST.search(query.reading.text)) and not query.titles


def is_most(word: Wanted) -> bool:
    """Whether a word is "most" and not what is ranked."""
    return bool(MOST.match(word.word)) or any(term in lexicon.MOST for term in word.terms)


def weigh(hit: FactHit, sought: Query) -> tuple[int, float, float]:
    """What a fact says of who made most: the sort of its claim, the figure, how well it fits."""
    fact = hit.record[1]
    figure = choose_figure(fact, sought)
    asked = {term for word in sought.strong for term in word.terms}
    if figure and not find_figure_terms(figure) & (asked | find_alike(tuple(asked))):
        figure = None
    made = any(asked & find_product_terms(product) for product in fact.products)
    sort = COUNTED if figure else CLAIMED if made and fact.claim == "share" else 0
    if made and fact.claim == "largest":
        sort = LARGEST
    return sort, figure.value if figure else 0.0, hit.score
