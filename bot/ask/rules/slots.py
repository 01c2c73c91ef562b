"""What a question names: cities, regions, titles, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.ask.rules import lexicon
from bot.ask.rules.reading import Reading, Word
from bot.cities.catalogue import Catalogue
from bot.cities.model import TitleId
from bot.cities.names import Match, Mention
from bot.cities.spelling import make_skeleton
from bot.cities.words import find_terms, split_words

MONTHS = (
    ("январ", "january"), ("феврал", "february"), ("март", "march"), ("апрел", "april"),
    ("ма", "may"), ("июн", "june"), ("июл", "july"), ("август", "august"),
    ("сентябр", "september"), ("октябр", "october"), ("ноябр", "november"), ("декабр", "december"),
)  # fmt: skip
"""The months: what all forms of the Russian name begin with, and the English name."""
MONTH_ENDING = re.compile("а|е|ем|й|ом|у|ь|ю|я|")
"""What ends a form of a Russian month's name."""
ABBREVIATED = 3
"""So many letters of an English month's name may stand for it; "sept" is the exception."""
TITLE_PATTERNS: tuple[tuple[TitleId, re.Pattern[str]], ...] = (
    ("labour_valour", re.compile(r"\bтрудов\w* (?:и \w+ )?(?:доблест|слав)\w*")),
    ("labour_valour", re.compile(r"\bдоблест\w*|\bгтд\b")),
    ("labour_valour", re.compile(r"\blabou?r (?:valou?r|glory|feat)|\bvalou?r\b")),
    ("military_glory", re.compile(r"\b(?:воинск|военн|боев)\w* слав\w*|\bгвс\b")),
    ("military_glory", re.compile(r"\b(?:military|martial|battle|war) glory|\bof glory\b")),
    ("hero", re.compile(r"\b(?:город|крепост)\w* геро\w*|\bгеро\w* (?:город|крепост)\w*")),
    ("hero", re.compile(r"\bгород\w*\b.*\bгеро(?:й|ем|я|и|ями|ев)\b(?! совет)")),
    ("hero", re.compile(r"\bcit(?:y|ies)\b.*\bhero(?:es)?\b")),
    ("hero", re.compile(r"\bгород\w*-геро\w*|^(?:\S+ ){0,4}геро(?:й|ем|я)$|\bзвани\w* геро\w*")),
    ("hero", re.compile(r"\bста(?:л|ть|нет)\w* геро\w+")),
    ("hero", re.compile(r"\bhero (?:city|cities|town|towns|fortress)")),
)  # fmt: skip
UNION = re.compile(r"(?:союз\w*|union of) $")
"""What stands before titles that are but part of an organisation's name."""
TAKES_REGION = re.compile(
    r"(?:област|обл\b|край|края|крае|краю|республик|округ|регион|oblast|krai|kray|region|territory|okrug|province)"
)


BARE_ADJECTIVE = re.compile(r"[сц]к(?:ий|ая|ое|ой|ие)$")
"""«кировский» alone is rather a plant's name than a region's."""


SHORT = 3
"""Words so short, such as «НАО», are not stemmed: «на» would be one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` of the question."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Area:
    """A region or a group of regions that the question names."""

    span: Span
    id: str
    cities: frozenset[str]
    """The ids of the title cities there."""
    is_group: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A date the question names, to the day, month or year as far as it goes."""

    span: Span
    year: int | None
    month: int | None = None
    day: int | None = None

    def fits(self, when: date) -> bool:
        """Whether a calendar day is meant by it."""
        given = (self.year, self.month, self.day)
        return all(
            g in (None, w) for g, w in zip(given, (when.year, when.month, when.day), strict=True)
        )

    def reaches(self, when: date) -> bool:
        """Whether a calendar day is not after it; a day or month without a year is taken as now."""
        return self.year is None or (when.year, when.month, when.day) <= (
            self.year,
            self.month or 12,
            self.day or 31,
        )


def covers(spans: Iterable[Span], word: Word) -> bool:
    """Whether a word lies in one of the spans."""
    return any(span.start <= word.at < span.end for span in spans)


class AreaIndex:
    """Every name of every region and group, by the stems of its words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._areas: dict[tuple[str, ...], tuple[str, frozenset[str], bool]] = {}
        for id_, group in catalogue.groups.items():
            cities = frozenset(city.id for city in catalogue.in_group(id_))
            for name in (group.ru, group.en, *group.also):
                self._add(name, id_, cities, True)
        for id_, region in catalogue.regions.items():
            cities = frozenset(city.id for city in catalogue.in_region(id_))
            for name in (region.ru, region.en, region.en_short, *region.also):
                self._add(name, id_, cities, False)
        self._longest = max(map(len, self._areas))

    def _add(self, name: str, id_: str, cities: frozenset[str], is_group: bool) -> None:
        words = split_words(re.sub(r"\(.*?\)", "", name))
        key = tuple(find_area_term(word) for word in words if word != "the")
        if key and not (len(key) == 1 and BARE_ADJECTIVE.search(words[0])):
            self._areas[key] = (id_, cities, is_group)
            romanised = tuple(make_skeleton(part) for part in key)
            self._areas.setdefault(romanised, (id_, cities, is_group))

    def find(self, reading: Reading) -> list[Area]:
        """The areas named, longest names first where they overlap."""
        keys = [find_area_term(word.text) for word in reading.words]
        found: list[Area] = []
        start = 0
        while start < len(keys):
            area = self._match(keys, start) or self._match_short(reading, keys, start)
            area = area or self._match_adjective(reading, start)
            if area:
                found.append(area)
            start = area.span.end if area else start + 1
        return found

    def _match(self, keys: Sequence[str], start: int) -> Area | None:
        for size in range(min(self._longest, len(keys) - start), 0, -1):
            if known := self._areas.get(tuple(keys[start : start + size])):
                return Area(Span(start, start + size), *known)
        return None

    def _match_adjective(self, reading: Reading, start: int) -> Area | None:
        """A region by its adjective before its cities: «якутские города»."""
        word, after = reading.words[start], reading.words[start + 1 : start + 2]
        if not (after and after[0].is_any(lexicon.CITIES) and ADJECTIVES.search(word.text)):
            return None
        stem = word.text[:ADJECTIVE_STEM]
        found = {known for key, known in self._areas.items() if key[0].startswith(stem)}
        return Area(Span(start, start + 1), *found.pop()) if len(found) == 1 else None

    def _match_short(self, reading: Reading, keys: Sequence[str], start: int) -> Area | None:
        """A region whose name is cut short before its kind: «яросл. область»."""
        word, kind = reading.words[start].text, keys[start + 1 : start + 2]
        if len(word) < LEAST_CUT or kind not in (["обл"], ["край"], ["респ"]):
            return None
        named = [key for key in self._areas if [key[-1]] == kind and key[0].startswith(word)]
        return Area(Span(start, start + 2), *self._areas[named[0]]) if len(named) == 1 else None


LEAST_CUT = 4
ADJECTIVE_STEM = 4
ADJECTIVES = re.compile(r"[сц]к(?:ие|их|им|ими)$")


def find_area_term(word: str) -> str:
    """The stem of a region's name or kind: областях is область, обл too."""
    if len(word) <= SHORT:
        return word
    if TAKES_REGION.match(word):
        for stem, kind in (
            ("област", "обл"),
            ("обл", "обл"),
            ("кра", "край"),
            ("республик", "респ"),
        ):
            if word.startswith(stem):
                return kind
    return find_terms(word)[0]


def find_titles(reading: Reading) -> list[tuple[Span, TitleId]]:
    """The titles named, left to right."""
    found: dict[TitleId, Span] = {}
    for title, pattern in TITLE_PATTERNS:
        for match in pattern.finditer(reading.text):
            if UNION.search(reading.text[: match.start()]):
                continue
            start = reading.text[: match.start()].count(" ")
            span = Span(start, start + match[0].count(" ") + 1)
            found.setdefault(title, span)
    return sorted(((s, t) for t, s in found.items()), key=lambda pair: pair[0].start)


def find_decrees(reading: Reading) -> frozenset[str]:
    """The numbers of decrees named: «указ № 444», "decree 519", «указом от ... 827»."""
    if not reading.has(lexicon.ACT):
        return frozenset()
    numbers = (w.text for w in reading.words if w.text.isdigit() and not is_year(w.text))
    return frozenset(number for number in numbers if len(number) > 1)


def find_days(reading: Reading) -> list[Day]:
    """The dates and years named."""
    words = [word.text for word in reading.words]
    found: list[Day] = []
    for at in range(len(words)):
        if found and found[-1].span.end > at:
            continue
        if day := _read_day(words, at):
            found.append(day)
    return found


def _read_day(words: list[str], at: int) -> Day | None:
    """A date that starts here: 2 июля 2020, July 2 2020, 2.07.2020, 2020."""
    if numeric := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", words[at]):
        following = words[at + 1] if at + 1 < len(words) else ""
        if is_year(following):
            return Day(Span(at, at + 2), int(following), int(numeric[2]), int(numeric[1]))
    month = find_month(words[at])
    if month:
        return _read_after_month(words, at, month)
    if re.fullmatch(r"[0-3]?\d(?:st|nd|rd|th|го|е|ого)?", words[at]) and at + 1 < len(words):
        month = find_month(words[at + 1])
        if month:
            year = _year_at(words, at + 2)
            day = int(re.match(r"\d+", words[at])[0])  # type: ignore[index]
            return Day(Span(at, at + (3 if year else 2)), year, month, day)
    following = words[at + 1] if at + 1 < len(words) else ""
    if re.fullmatch(r"\d\d", words[at]) and following.startswith(("год", "year")):
        century = 2000 if int(words[at]) < WAR_YEARS else 1900
        return Day(Span(at, at + 2), century + int(words[at]))
    return Day(Span(at, at + 1), int(words[at])) if is_year(words[at]) else None


WAR_YEARS = 30
"""Years of two figures from here on are of the last century."""


def _read_after_month(words: list[str], at: int, month: int) -> Day | None:
    following = words[at + 1] if at + 1 < len(words) else ""
    if re.fullmatch(r"[0-3]?\d(?:st|nd|rd|th)?", following):
        year = _year_at(words, at + 2)
        day = int(re.match(r"\d+", following)[0])  # type: ignore[index]
        return Day(Span(at, at + (3 if year else 2)), year, month, day)
    year = _year_at(words, at + 1)
    return Day(Span(at, at + (2 if year else 1)), year, month) if year else None


def _year_at(words: list[str], at: int) -> int | None:
    while at < len(words) and words[at] in ("of", "г", "года"):
        at += 1
    return int(words[at]) if at < len(words) and is_year(words[at]) else None


def is_year(word: str) -> bool:
    """Whether a word is a year that can matter here."""
    return bool(re.fullmatch(r"(?:19|20)\d\d", word))


def find_month(word: str) -> int | None:
    """The month (1 to 12) a word names."""
    for number, (stem, name) in enumerate(MONTHS, 1):
        if word in (name, name[:ABBREVIATED]) or (word == "sept" and name.startswith(word)):
            return number
        if word.startswith(stem) and MONTH_ENDING.fullmatch(word, len(stem)):
            return number
    return None


def drop_mentions_in_areas(mentions: list[Mention], areas: list[Area]) -> list[Mention]:
    """City mentions without those that only name a region: «омская» of «омская область»."""
    return [
        m
        for m in mentions
        if not any(
            a.span.start <= m.start and m.end <= a.span.end and _is_wider(a, m) for a in areas
        )
    ]


def _is_wider(area: Area, mention: Mention) -> bool:
    size = area.span.end - area.span.start
    weak = mention.match in (Match.ADJECTIVE, Match.SPELLING)
    return size > mention.end - mention.start or weak


def drop_areas_in_mentions(areas: list[Area], mentions: list[Mention]) -> list[Area]:
    """Areas without those that are a city's own name: Москва."""
    spans = [Span(m.start, m.end) for m in mentions]
    return [a for a in areas if not any(s.covers(a.span) for s in spans)]
