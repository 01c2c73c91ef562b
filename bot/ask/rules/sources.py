"""Questions on what a source says, leaves out or gets wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Shelf
from bot.ask.rules.query import Query
from bot.cities.model import City, Correction, TitleId
from bot.cities.search import Wanted

DOUBTED = 0.4
"""Enough for a correction where the question itself doubts a source."""
SURE = 0.6
MOST_CORRECTIONS = 3
META_TERMS = lexicon.CITIES | lexicon.DEED | lexicon.QUESTION | lexicon.TITLE | lexicon.COMMON
TITLES: dict[str, TitleId] = {
    "labour-valour-list-ru": "labour_valour",
    "labour-valour-en": "labour_valour",
    "military-glory-en": "military_glory",
}
"""Which title each corrected source is on."""


def asks_of_sources(query: Query) -> bool:
    """Whether a question is about what a source says or leaves out."""
    return query.reading.says(lexicon.SOURCES)


ARTICLES = frozenset({"labour-valour-en", "military-glory-en"})


def is_meant(fix: Correction, query: Query) -> bool:
    """Whether a correction is of the source a question means: an article, a list, on a title."""
    words = {word.text for word in query.reading.words}
    article, table = words & lexicon.ARTICLE, words & lexicon.TABLE
    if bool(article) != bool(table) and (fix.source in ARTICLES) != bool(article):
        return False
    return not query.titles or TITLES.get(fix.source) in query.titles


def find_corrections(
    query: Query, shelf: Shelf, cities: Sequence[City] = ()
) -> tuple[Correction, ...]:
    """The correction that a question on a source's mistake is about, of the cities if named.

    Several where it asks for mistakes at large.
    """

    def keep(fix: Correction) -> bool:
        return is_meant(fix, query) and all(c.id in fix.cities for c in cities)

    words = tuple(w for w in query.wanted if not is_meta(w))
    if not words and asks_of_sources(query):
        known = (fix for fix in shelf.catalogue.corrections.values() if keep(fix))
        return tuple(known)[:MOST_CORRECTIONS]
    hits = shelf.corrections.search(words, keep, limit=1) if words else []
    if not hits:
        return ()
    if asks_of_sources(query):
        return (hits[0].record,) if hits[0].coverage > DOUBTED else ()
    told = sum(not word[0].isdigit() or len(word) > 1 for word in hits[0].matched) > 1
    meant = hits[0].rare or bool(cities)
    return (hits[0].record,) if told and meant and hits[0].coverage > SURE else ()


def is_meta(word: Wanted) -> bool:
    """Whether a word is on sources and mistakes as such: «в статье», "correct"."""
    meta = lexicon.SOURCES | lexicon.META
    return word.word in meta or len(word.word) < 2 or word.terms[0] in META_TERMS
