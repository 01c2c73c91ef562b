"""Answers that are lists: by title, area and date; the first, the last, the nearest, the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, Shelf
from bot.ask.rules.listing import LETTER, SAME_DAY
from bot.ask.rules.query import Kind, Query, telling_words
from bot.ask.rules.slots import Day, Span
from bot.ask.rules.sources import asks_of_sources, find_corrections
from bot.ask.rules.title_answers import answer_about_title
from bot.atlas.rules import Filter, find_nearest, list_cities
from bot.cities.model import Award, City, Language, TitleId
from bot.cities.spelling import is_cyrillic

LIST_SOURCE = "labour-valour-list-ru"
MOST_REGIONS, MOST_NEAR = 5, 4


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
    near = tuple(find_nearest(others, here.point, MOST_NEAR))
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
    if query.cities and SAME_DAY.search(query.reading.text):
        return list_same_day(query, shelf)
    outside = is_abroad(query)
    areas = () if outside or is_everywhere(query) else query.areas
    letter = find_letter(query)
    as_of = query.as_of and query.how_many
    days = () if as_of else query.days
    there = [
        (city, award)
        for city, award in list_cities(shelf.catalogue, Filter())
        if (not query.titles or award.title in query.titles)
        and (not areas or any(city.id in area.cities for area in areas))
        and (not query.decrees or award.decree in query.decrees)
        and (not letter or city.name(letter_language(letter)).casefold().startswith(letter))
        and (city.country != "RU" or not outside)
        and (not as_of or all(day.reaches(award.date) for day in query.days))
    ]
    given = [(c, a) for c, a in there if fits_days(days, a, query)]
    listed = tuple(given or [(c, a) for c, a in there if all(fits_naming(d, a) for d in days)])
    if not listed and query.days and (mended := find_corrections(query, shelf)):
        return Answer(Kind.CORRECTION, query, corrections=mended)
    if not listed and query.titles and telling_words(query):
        return answer_about_title(query, shelf)
    return Answer(
        Kind.COUNT if query.how_many else Kind.LIST,
        query,
        found=bool(listed),
        listed=listed,
        title=query.titles[0] if len(query.titles) == 1 else None,
        areas=areas,
    )


def list_same_day(query: Query, shelf: Shelf) -> Answer:
    """The cities that got their title on the day on which the one named did."""
    award = query.cities[0].awards[0]
    listed = tuple(
        (city, given)
        for city, given in shelf.catalogue.holders(award.title)
        if given.date == award.date
    )
    day = Day(Span(0, 0), award.date.year, award.date.month, award.date.day)
    found = replace(query, days=(day,), areas=())
    return Answer(Kind.LIST, found, listed=listed, title=award.title)


def is_abroad(query: Query) -> bool:
    """Whether cities outside Russia are asked for: "abroad", "not in Russia"."""
    return bool(ABROAD.search(query.reading.text)) or query.reading.says(lexicon.OUTSIDE)


ABROAD = re.compile(r"\b(?:not in|non|outside|вне|не в|не на территории) (?:the )?(?:russia|росси)")


def is_everywhere(query: Query) -> bool:
    """Whether "in Russia" only says whose the title is: Russia's own titles are asked about."""
    own = bool(query.titles) and "hero" not in query.titles
    return own and [area.id for area in query.areas] == ["russia"]


def find_letter(query: Query) -> str:
    """The letter with which the names asked for begin, or an empty text."""
    found = LETTER.search(query.reading.text)
    return found[1] if found else ""


def letter_language(letter: str) -> Language:
    """The language a letter belongs to."""
    return "ru" if is_cyrillic(letter) else "en"


def fits_days(days: Sequence[Day], award: Award, query: Query) -> bool:
    """Whether a title was given on the day named, in the span of years, or in one of them."""
    if span := find_span(query):
        return span[0] <= award.date.year <= span[1]
    years = [day for day in days if day.month is None and day.year]
    if len(years) > 1 and len(years) == len(days):
        return any(day.fits(award.date) for day in years)
    return all(fits_award(day, award) for day in days)


def find_span(query: Query) -> tuple[int, int] | None:
    """The first and the last of the years asked about: «с 2007 по 2009», "before 2010".

    An open end is a year that no title reaches.
    """
    text = query.reading.text
    if query.as_of:
        return None
    if found := SPAN.search(text):
        first, last = sorted(int(year) for year in found.groups() if year)
        return first, last
    if found := BEFORE.search(text):
        return EARLIEST, int(found[1]) - 1
    if found := AFTER.search(text):
        return int(found[1]) + 1, LATEST
    return None


EARLIEST, LATEST = 0, 9999
BEFORE = re.compile(r"\b(?:до|раньше|ранее|before|prior to|earlier than) ((?:19|20)\d\d)\b")
AFTER = re.compile(r"\b(?:после|позже|позднее|after|later than) ((?:19|20)\d\d)\b")
SPAN = re.compile(
    r"\b((?:19|20)\d\d)(?: год\w*)? (?:(?:по|до|to|until|till|through) )?((?:19|20)\d\d)\b"
    r"|\b(?:между|between) ((?:19|20)\d\d) (?:и|and) ((?:19|20)\d\d)\b"
)


def fits_award(day: Day, award: Award) -> bool:
    """Whether a title was given then; an exact day may also be that of the first naming."""
    return day.fits(award.date) or (day.month is not None and fits_naming(day, award))


def fits_naming(day: Day, award: Award) -> bool:
    """Whether a city was first called so then, years before the formal award."""
    return award.named is not None and day.fits(award.named)


def answer_extreme(query: Query, shelf: Shelf) -> Answer:
    """The first or the last cities to get a title, or the regions that have most."""
    if query.titles and asks_of_sources(query):
        return answer_about_title(query, shelf)
    title = query.titles[0] if query.titles else None
    holders = list_cities(shelf.catalogue, Filter(title=title))
    reading = query.reading
    if reading.has(lexicon.MOST) and any(is_area_word(w.text) for w in reading.words):
        regions = Counter(city.region for city, _ in holders).most_common(MOST_REGIONS)
        kept = tuple((region, n) for region, n in regions if n >= regions[0][1] - 1)
        return Answer(Kind.EXTREME, query, regions=kept, title=title)
    if reading.has(lexicon.MOST) and reading.has(lexicon.WHEN):
        count = Counter(award.date.year for _, award in holders)
        years = sorted((year, n) for year, n in count.items() if n == max(count.values()))
        return Answer(Kind.EXTREME, query, years=tuple(years), title=title)
    latest = reading.has(lexicon.LAST) and not reading.has(lexicon.FIRST)
    day = (max if latest else min)(award.date for _, award in holders)
    listed = tuple((c, a) for c, a in holders if a.date == day)
    return Answer(Kind.EXTREME, query, listed=listed, title=title, latest=latest)


def is_area_word(word: str) -> bool:
    """Whether a word is «область», "region" and the like."""
    return word.startswith(
        ("област", "регион", "субъект", "region", "oblast", "republic", "респуб")
    )


def group_by_title(
    listed: tuple[tuple[City, Award], ...],
) -> list[tuple[TitleId, list[tuple[City, Award]]]]:
    """A list in parts, one a title."""
    ordered = sorted(listed, key=lambda pair: pair[1].title)
    return [(t, list(part)) for t, part in groupby(ordered, key=lambda pair: pair[1].title)]
