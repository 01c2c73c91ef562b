"""Choosing among the facts found: those that count the asked thing, or name what is asked."""

from __future__ import annotations

import re

from bot.ask.rules import lexicon
from bot.ask.rules.answer import FactHit
from bot.ask.rules.counting import find_alike, is_counted
from bot.ask.rules.query import Query
from bot.cities.model import Fact
from bot.cities.search import find_product_terms

MOST_FACTS = 4
CLOSE = 0.35
"""A fact whose coverage is this near to the best's answers too."""
WIDE = 0.35
"""The same where all that a city made is asked."""
SUITED, NAMED = 2.0, 3.0
"""How much more a fact of the asked sort counts; and one with a name where "who" is asked."""

PLANTS = re.compile(r"\b(?:завод|фабрик|plant|factor)")
WHICH_PLANTS = re.compile(r"\b(?:как\w+|which|what) (?:\w+ )?(?:завод|фабрик|plant|factor)")


def prefer(hits: list[FactHit], query: Query) -> list[FactHit]:
    """Put first the facts that count the asked thing, name a person or a product, as asked."""
    suited = NAMED if asks_who(query) else SUITED
    return sorted(hits, key=lambda h: -h.score * (suited if suits(h.record[1], query) else 1.0))


def suits(fact: Fact, query: Query) -> bool:
    """Whether a fact is of the asked sort."""
    if query.how_many:
        return is_counted(fact, query)
    if asks_who(query):
        return any(name.kind in ("person", "organisation") for name in fact.names)
    if query.when:
        return fact.when is not None
    asked = find_named(query)
    if asked and any(name.kind in asked for name in fact.names):
        return True
    return asks_what_was_made(query) and bool(fact.products)


def find_named(query: Query) -> set[str]:
    """The kinds of names asked for: plants for «какие заводы», trains for "which train"."""
    if not query.reading.has(lexicon.WHAT, lexicon.LIST):
        return set()
    return {kind for kind, words in lexicon.NAMED.items() if query.reading.has(words)}


def asks_who(query: Query) -> bool:
    """Whether a person is asked for."""
    return query.reading.says(lexicon.PERSON)


def asks_what_was_made(query: Query) -> bool:
    """«что выпускал», "what did it make"."""
    reading = query.reading
    return reading.has(lexicon.WHAT) and reading.has(lexicon.DEED) and not query.when


def keep_close(hits: list[FactHit], query: Query) -> list[FactHit]:
    """The best fact and those that answer about as well."""
    best = hits[0]
    limit = 2 if query.how_many else MOST_FACTS
    close = WIDE if asks_what_was_made(query) else CLOSE
    near = [h for h in hits if h.coverage >= best.coverage * close and h.score >= best.score / 3]
    return near[:limit]


def is_left_out(fact: Fact, query: Query) -> bool:
    """Whether a fact is on what the question leaves out: «кроме касок»."""
    if not query.excepted:
        return False
    left = {t for word in query.excepted for t in (*word.terms, *find_alike(word.terms))}
    return bool(fact.products) and all(left & find_product_terms(p) for p in fact.products)


def fits_question(fact: Fact, query: Query) -> bool:
    """Whether a fact suits what is asked of a city in general: what was unique, made, called."""
    reading = query.reading
    if reading.has(lexicon.UNIQUE):
        return fact.claim in ("only", "first", "largest")
    made = asks_what_was_made(query) and not WHICH_PLANTS.search(reading.text)
    if PLANTS.search(reading.text) and not made:
        return any(name.kind == "plant" for name in fact.names)
    return bool(fact.products)
