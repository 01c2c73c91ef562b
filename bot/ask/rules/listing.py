"""Whether a question asks for a list of cities: by title, region, date, decree or letter."""

from __future__ import annotations

import re

from bot.ask.rules import lexicon
from bot.ask.rules.query import Query, find_look_alike, is_about_award, signals_award
from bot.ask.rules.reading import Reading, Word
from bot.ask.rules.slots import find_month
from bot.cities.search import Wanted
from bot.cities.words import split_words

LETTER = re.compile(
    r"\b(?:букв\w* |начина\w+ (?:на|с) (?:букв\w* )?|letter "
    r"|(?:start|begin)\w* (?:with|in|by) (?:the )?(?:letter )?)([a-zа-я])\b"
)
"""Asks for names that begin with a letter: «на букву Т», "starting with K"."""
SAME_DAY = re.compile(
    r"\b(?:вместе|одновременно|в один день|в тот же день|тем же указом|одним указом) "
    r"(?:с|со|что и)\b"
    r"|\bс кем вместе\b|\b(?:same (?:day|date|decree|time) as|together with|alongside|along with)\b"
)
"""Asks for the cities that got a title on the day on which another did."""
DEFINITION = re.compile(
    r"^(?:а |и |and |so )?"
    r"(?:что такое|что за|что значит|что означает|what is|what s|whats|what does)\b|\bчто это$"
)
BY_YEAR = re.compile(
    r"\b(?:по годам|по указам|by years?|(?:each|every|per) year|кажд\w+ год\w*)\b"
    r"|\b(?:как\w+ год\w* больше|which year .*most|most .*(?:one|a|which) year)"
)
ACTED = re.compile(
    r"\bwhat (?:did|has|have|was|is)\b|\bчто (?:сделал|предл|внес|принял|решил)"
    r"|\bbills?\b|законопроект"
)
"""Asks what somebody did, such as a region's assembly, not for cities."""
COUNT_PUT = re.compile(r"\b(?:всего|только|лишь|only|just|правда|true)\b")


def asks_about_title(query: Query) -> bool:
    """Whether a title itself is asked about, not its cities: its meaning, look-alikes, years."""
    if not query.titles or query.cities:
        return False
    text = query.reading.text
    plural = query.reading.says(lexicon.PLURAL_CITIES)
    defined = bool(DEFINITION.search(text)) and not plural
    return defined or bool(BY_YEAR.search(text)) or find_look_alike(query)


def is_list(query: Query) -> bool:
    """Cities by title, region or date."""
    if query.cities or asks_about_title(query):
        return False
    reading = query.reading
    if ACTED.search(reading.text) and not reading.has(lexicon.CITIES, lexicon.LIST):
        return False
    if query.how_many and not query.titles and not reading.has(lexicon.CITIES, lexicon.TITLE):
        return False
    spelt = set(split_words(letter[0])) if (letter := LETTER.search(reading.text)) else set()
    rest = [w for w in query.strong if w.word not in spelt and not is_listing(w, query)]
    if rest and not (len(rest) <= find_leeway(query)):
        return False
    named = bool(query.areas or query.days or query.decrees)
    cities = reading.has(lexicon.CITIES) or reading.has(lexicon.LIST)
    outside = reading.says(lexicon.OUTSIDE)
    return (
        named
        or (bool(query.titles) and (outside or letter is not None or puts_count(query)))
        or (cities and outside)
        or (bool(query.titles) and (query.how_many or asks_which_cities(reading)))
        or (query.how_many and cities and reading.has(lexicon.TITLE, lexicon.LIST))
    )


def find_leeway(query: Query) -> int:
    """How many words that say nothing to us a list may hold: dates and regions make it one."""
    reading = query.reading
    if query.areas:
        named = query.titles or reading.has(lexicon.TITLE)
        listed = reading.says(lexicon.PLURAL_CITIES) and reading.has(lexicon.LIST)
        return 2 if named or listed else 0
    exact = any(day.day and day.month for day in query.days)
    listing = query.how_many or asks_which_cities(reading)
    return 1 if query.titles and query.days and (exact or listing) else 0


def asks_which_cities(reading: Reading) -> bool:
    """«какие города», "which cities", «список»."""
    which = (
        reading.has(lexicon.WHAT, lexicon.LIST) or "all" in reading.text or "все" in reading.text
    )
    plural = reading.says(lexicon.PLURAL_CITIES)
    return reading.has(lexicon.LIST) or (which and plural) or (plural and len(reading.words) <= 5)


def is_same_day(query: Query) -> bool:
    """Which cities got the title together with the one named."""
    asked = bool(SAME_DAY.search(query.reading.text)) and len(query.cities) == 1
    return asked and signals_award(query) | query.reading.has(lexicon.CITIES, lexicon.AWARDED)


def is_listing(word: Wanted, query: Query) -> bool:
    """Whether a word belongs to asking for a list rather than to a fact."""
    if word.word in lexicon.OUTSIDE or (query.days and word.word in lexicon.BETWEEN):
        return True
    sets = lexicon.LIST | lexicon.CITIES | lexicon.HOW_MANY | lexicon.REGION
    if word.terms[0].startswith("=") and (query.days or word.word in query.decrees):
        return True
    if any(w.text == word.word for w in query.reading.words if is_date_word(w)):
        return bool(query.days)
    if word.terms[0].startswith("=") and puts_count(query):
        return True
    sets |= lexicon.AT_LARGE
    return is_about_award(word) or any(term in sets for term in word.terms)


def puts_count(query: Query) -> bool:
    """Whether a number of cities is put to us: «правда, что их всего двадцать»."""
    plural = query.reading.says(lexicon.PLURAL_CITIES)
    return plural and not query.days and bool(COUNT_PUT.search(query.reading.text))


def is_date_word(word: Word) -> bool:
    """Whether a word can be part of a date."""
    return find_month(word.text) is not None or word.text[0].isdigit()
