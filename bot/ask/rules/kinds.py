"""The kind of a question, by tests that are tried in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.ask.rules import lexicon
from bot.ask.rules.listing import (
    BY_YEAR,
    asks_about_title,
    is_list,
    is_same_day,
)
from bot.ask.rules.matters import find_matter
from bot.ask.rules.query import (
    COMMON,
    Kind,
    Query,
    find_look_alike,
    signals_award,
    telling_words,
)
from bot.cities.model import Memorial
from bot.cities.search import Wanted
from bot.cities.words import find_terms, split_words

Test = Callable[[Query], bool]


def classify(query: Query) -> Kind:
    """The kind of question, by the first test that holds."""
    return next((kind for kind, test in TESTS if test(query)), Kind.WHICH_CITY)


def is_small_talk(query: Query) -> bool:
    return not (query.mentions or query.areas or query.titles) and bool(find_small_talk(query))


MOST_COURTEOUS = 8
"""A longer text is no mere courtesy."""


def find_small_talk(query: Query) -> str:
    """Which courtesy a short text is: greeting, thanks, farewell, about."""
    words = {w.text for w in query.reading.words}
    if len(words) > MOST_COURTEOUS or query.days:
        return ""
    if words & lexicon.THANKS and len(words) <= 5:
        return "thanks"
    if words & lexicon.GREETING - lexicon.ABOUT_BOT and len(words) <= 4:
        return "greeting"
    about = {"кто", "ты"} <= words or {"are", "you"} <= words
    about = about and len(words) <= 6
    about = about or ({"что", "ты"} <= words and bool(words & lexicon.ABOUT_BOT))
    about = about or ({"what", "you", "can"} <= words) or ({"что", "умеешь"} <= words)
    if about or (words & lexicon.ABOUT_BOT and len(words - lexicon.STOP) <= 4):
        return "about"
    if {"до", "свидания"} <= words or (words <= lexicon.FAREWELL and words):
        return "farewell"
    return ""


def is_injected(query: Query) -> bool:
    found = [w for w in query.reading.words if w.text in lexicon.INJECTION]
    about_us = bool(query.titles or query.mentions or query.reading.has(lexicon.TITLE))
    return len(found) > about_us and len(query.reading.words) > 2


def is_outside(query: Query) -> bool:
    """Opinions, politics, sums, errands: matters that no fact of ours is on."""
    typed = query.reading.typed
    asked = not query.titles and lexicon.OUTSIDE_PHRASES.search(typed)
    return bool(asked or lexicon.ERRANDS.search(typed))


def is_unmarked(query: Query) -> bool:
    """Which cities have no memorial."""
    reading = query.reading
    without = reading.has(lexicon.WITHOUT) or re.search(r"\b(?:не|not|no)\b", reading.text)
    return bool(
        not query.cities
        and without
        and reading.has(lexicon.MEMORIAL)
        and reading.has(lexicon.CITIES)
    )


def is_memorial(query: Query) -> bool:
    reading = query.reading
    if not (query.cities or query.choices) or names_other_title(query):
        return False
    if reading.has(lexicon.MEMORIAL) or MARKED.search(reading.text):
        return not (query.when and reading.has(lexicon.TITLE, lexicon.DECREE))
    if reading.says(lexicon.MAP) or (names_memorial(query) and not signals_award(query)):
        return True
    return reading.has(lexicon.PLACE) and (
        reading.has(lexicon.WHERE) or bool(query.titles) or len(query.strong) <= 2
    )


MARKED = re.compile(
    r"памятн\w+ (?:знак|мест)|\bвъезд\w*|\b(?:entry|entrance|road|welcome) sign"
    r"|(?:mark|commemorat)\w* (?:the |its |this )?(?:\w+ )?title"
    r"|\b(?:which|what) (?:park|square)\b|\bв как\w+ (?:парк|сквер)|на как\w+ площад"
)
"""Asks for a memorial by what marks a title or where it stands."""


def names_other_title(query: Query) -> bool:
    """Whether the one city named holds none of the titles named: it can have no such stele."""
    held = {award.title for city in query.cities for award in city.awards}
    plural = query.reading.says(lexicon.PLURAL_CITIES)
    other = bool(query.titles) and not held & set(query.titles)
    return len(query.cities) == 1 and other and not plural


def names_memorial(query: Query) -> bool:
    """Whether all that is asked are words of the city's memorials: «въездной знак»."""
    called = {
        term
        for city in query.cities
        for word in split_words(f"{city.ru.name} {city.en.name}")
        for term in find_terms(word)[:1]
    }
    own = {
        term
        for city in query.cities
        for memorial in city.memorials
        for text in list_memorial_texts(memorial)
        for word in split_words(text)
        for term in find_terms(word)[:1]
    }
    telling = telling_words(query)
    return bool(telling) and all(set(w.terms) & (own - called) for w in telling)


def list_memorial_texts(memorial: Memorial) -> Iterator[str]:
    """What a memorial is called, what kind it is and where it stands."""
    yield memorial.kind
    for text in (memorial.name, memorial.place):
        if text:
            yield from (OF_REGION.sub(" ", part) for part in (text.ru, text.en))


OF_REGION = re.compile(
    r"[\w-]+ (?:область|край|округ|oblast|krai|okrug)|(?:республика|republic of) [\w-]+",
    re.IGNORECASE,
)
"""Where a place tells its region: it is no word of the memorial's."""


def is_nearest(query: Query) -> bool:
    return (
        query.reading.has(lexicon.NEAR)
        and bool(query.mentions or query.town)
        and (query.reading.has(lexicon.CITIES) or bool(query.titles) or len(query.strong) <= 1)
    )


def is_compare(query: Query) -> bool:
    if len(query.cities) < 2:
        return False
    if query.titles and not telling_words(query):
        return True
    if not query.strong or query.reading.has(lexicon.COMPARE - lexicon.FIRST - lexicon.LAST):
        return True
    compared = lexicon.COMPARE | lexicon.FIRST | lexicon.LAST
    telling = [word for word in telling_words(query) if not set(word.terms) & compared]
    return query.reading.has(compared) and not (query.when and telling)


def is_yes_no(query: Query) -> bool:
    """Томск это город воинской славы? Is Omsk a Hero City?"""
    if not query.titles or not query.cities:
        return False
    if query.reading.says(lexicon.POLAR):
        return True
    asked = query.reading.has(lexicon.QUESTION - lexicon.HOW) or query.when or query.how_many
    return not asked


def is_award(query: Query) -> bool:
    """Title, year, date, decree or signatory of one city."""
    if not query.cities:
        return False
    reading = query.reading
    others = telling_words(query)
    if others:
        return reading.has(lexicon.SIGNED, lexicon.DECREE) and len(others) <= 1
    if reading.has(lexicon.HONOURED) and query.strong:
        return True
    return (
        bool(query.titles)
        or query.when
        or reading.has(lexicon.TITLE, lexicon.DECREE, lexicon.SIGNED)
        or reading.has(lexicon.AWARDED - lexicon.DEED - lexicon.COMMON)
    )


def is_why(query: Query) -> bool:
    """For what a city got its title."""
    words = [w.text for w in query.reading.words]
    asked = query.reading.has(lexicon.WHY) or "за что" in query.reading.text or "what for" in words
    return asked and bool(query.cities) and not telling_words(query)


def is_card(query: Query) -> bool:
    """A bare name, or «расскажи про»."""
    if not (query.cities or query.choices):
        return False
    left = [w for w in query.wanted if not any(t in lexicon.CARD for t in w.terms)]
    if query.reading.has(lexicon.KNOWN) and not query.strong:
        return True
    return not [w for w in left if w.weight > COMMON] and not query.reading.has(
        lexicon.QUESTION - lexicon.CARD
    )


def is_extreme(query: Query) -> bool:
    """The first, the last, the most."""
    if query.cities or not (query.titles or query.reading.has(lexicon.TITLE)):
        return False
    if BY_YEAR.search(query.reading.text) or len(query.titles) > 1:
        return False
    rest = [w for w in telling_words(query) if not is_superlative(w)]
    most = query.reading.has(lexicon.MOST) and query.reading.has(lexicon.REGION)
    return (most or query.reading.has(lexicon.FIRST, lexicon.LAST)) and not rest


def is_superlative(word: Wanted) -> bool:
    """Whether a word asks for the first, the last or the most, or names a region's kind."""
    sets = lexicon.FIRST | lexicon.LAST | lexicon.MOST | lexicon.REGION
    return any(term in sets for term in word.terms)


def is_about_title(query: Query) -> bool:
    """What a title is, its law, its rights, its history."""
    legal = query.reading.has(lexicon.TOPICS["law"], lexicon.TOPICS["history"])
    named = bool(query.titles) and not query.cities
    return asks_about_title(query) or (named and (legal or not query.areas))


def is_on_matter(query: Query) -> bool:
    """A side of the titles, such as their law or their privileges."""
    in_town = query.town is not None and not find_look_alike(query)
    legal = query.reading.has(lexicon.TOPICS["law"], lexicon.TOPICS["history"])
    conferring = query.reading.says(lexicon.PERSON)
    listed = bool(query.areas) and not (legal or conferring) and is_list(query)
    return not (in_town or listed) and find_matter(query) is not None


def is_fact(query: Query) -> bool:
    return bool(query.cities)


MOST_ON_TITLES = 5
"""A longer question with the word "title" in it is rather on something else."""


def is_about_titles_at_all(query: Query) -> bool:
    """A question on the titles that names none: «чем отличаются звания»."""
    reading = query.reading
    return (
        not query.cities
        and reading.has(lexicon.TITLE)
        and not (query.areas and reading.has(lexicon.CITIES))
        and len(telling_words(query)) <= MOST_ON_TITLES
    )


TESTS: tuple[tuple[Kind, Test], ...] = (
    (Kind.SMALL_TALK, is_small_talk),
    (Kind.OFF_TOPIC, is_injected),
    (Kind.OFF_TOPIC, is_outside),
    (Kind.UNMARKED, is_unmarked),
    (Kind.NEAREST, is_nearest),
    (Kind.LIST, is_same_day),
    (Kind.MEMORIAL, is_memorial),
    (Kind.COMPARE, is_compare),
    (Kind.CARD, is_why),
    (Kind.YES_NO, is_yes_no),
    (Kind.AWARD, is_award),
    (Kind.CARD, is_card),
    (Kind.FACT, is_fact),
    (Kind.TITLE, is_on_matter),
    (Kind.TOWN, lambda q: q.town is not None),
    (Kind.EXTREME, is_extreme),
    (Kind.LIST, is_list),
    (Kind.TITLE, is_about_title),
    (Kind.TITLE, is_about_titles_at_all),
)
