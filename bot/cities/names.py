"""Which city a text means: every name, form and spelling of the 130 cities, and other towns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path

import pymorphy3
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.cities.catalogue import DATA, Catalogue
from bot.cities.model import City, OtherName
from bot.cities.spelling import CYRILLIC, make_skeleton, normalise, switch_layout
from bot.cities.words import open_dictionary

MOST_WORDS = 4
"""No name of a city has more words than this."""
LONG_ENOUGH = 6
"""In a shorter name a slip in the first letter makes it another word."""
SAME_START = 4
"""A town may be mistaken for a city that begins with the same so many letters."""
SHORT_WORD = 2
"""Words of so few letters in a name, such as «на», do not stand for it."""

ADJECTIVE_ENDINGS = {
    "ий": ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими"),
    "ый": ("ый", "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ою", "ое", "ые", "ых", "ыми"),
}
NAMED_AFTER = frozenset(
    {"имени", "им", "коктейль", "коктейля", "иван", "ивана", "иваном", "ivan"}
    | {"мамаев", "мамаева", "мамаевом", "мамаеве", "мамаеву", "mamayev", "mamaev"}
)
"""After these words a name is a person's or a hill's: «завод имени Кирова», «Мамаев курган»."""


NAMED_BEFORE = frozenset({"cocktail", "cocktails", "сад", "саду", "сада", "garden"})
"""Before these words a name is a person's or a garden's: "Molotov cocktail"."""


KIROV_PLANT = re.compile(r"кировск(?:ий|ого|ому|им|ом) завод(?:а|у|ом|е)?|kirov (?:plant|works)")
"""The works of Leningrad and Chelyabinsk; «кировские заводы» are those of the city of Kirov."""


class Match(IntEnum):
    """How a mention was recognised, surest first."""

    NAME = 0
    OTHER_NAME = 1
    DEMONYM = 2
    ADJECTIVE = 3
    SPELLING = 4
    TYPO = 5


@dataclass(frozen=True, slots=True)
class Town:
    """A town that holds none of the titles; `zone` is its IANA time zone."""

    ru: str
    en: str
    country: str
    zone: str
    point: tuple[float, float]

    def name(self, language: str) -> str:
        """The town's name in `ru` or `en`."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `start` to `end` of a text that name a city, or several it could be.

    `via` is the other name that was used, such as a former one.
    """

    start: int
    end: int
    cities: tuple[City, ...]
    match: Match
    via: OtherName | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the reader has to choose."""
        return len(self.cities) > 1 or bool(self.via and self.via.ambiguous)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name given to /city means.

    `city` when it is one; else `choices` to offer, and `town` when it is a known town without
    a title. `via` is the other name that was used; `guessed` says that no city is written so.
    """

    city: City | None = None
    via: OtherName | None = None
    choices: tuple[City, ...] = ()
    town: Town | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    city: City
    match: Match
    via: OtherName | None = None


class Gazetteer:
    """An index over every form of every name; built once from the catalogue."""

    def __init__(self, catalogue: Catalogue, towns: Iterable[Town] = ()) -> None:
        self._forms: dict[str, list[_Entry]] = defaultdict(list)
        self._skeletons: dict[str, list[_Entry]] = defaultdict(list)
        for city in catalogue.cities.values():
            for form, entry in list_forms(city):
                self._add(form, entry)
        self._widen_ambiguous(catalogue)
        self._cities = tuple(catalogue.cities.values())
        self.towns = tuple(towns)
        self._towns: dict[str, Town] = {}
        for town in self.towns:
            for form in (*inflect_name(town.ru), town.en):
                self._towns.setdefault(make_skeleton(form), town)

    def _add(self, form: str, entry: _Entry) -> None:
        key = normalise(form)
        skeletons = {make_skeleton(form), make_skeleton(form.lower().replace("ё", "о"))}
        for index, keys in ((self._forms, {key}), (self._skeletons, skeletons)):
            for k in keys:
                known = [e.city.id for e in index[k]]
                if entry.city.id not in known:
                    index[k].append(entry)

    def _widen_ambiguous(self, catalogue: Catalogue) -> None:
        """An ambiguous short name means every city that has it as a word: «Нижний»."""
        for index, spell in ((self._forms, normalise), (self._skeletons, make_skeleton)):
            words = {
                city.id: {*spell(city.ru.name).split(), *spell(city.en.name).split()}
                for city in catalogue.cities.values()
            }
            for form, entries in index.items():
                if all(e.via and e.via.ambiguous for e in entries):
                    ids = {e.city.id for e in entries}
                    entries += [
                        _Entry(city, entries[0].match, entries[0].via)
                        for city in catalogue.cities.values()
                        if form in words[city.id] and city.id not in ids
                    ]

    @cached_property
    def _bases(self) -> dict[str, list[_Entry]]:
        """The names a typo is compared with: no adjectives, no very short ones."""
        good = (Match.NAME, Match.OTHER_NAME, Match.DEMONYM)
        return {
            form: kept
            for form, entries in self._skeletons.items()
            if len(form) > 3 and (kept := [e for e in entries if e.match in good])
        }

    @cached_property
    def _base_names(self) -> tuple[str, ...]:
        return tuple(self._bases)

    def find_mentions(self, text: str) -> list[Mention]:
        """The cities named in a text, left to right, longest names first, no typos guessed."""
        words = normalise(text).split()
        found: list[Mention] = []
        start = 0
        while start < len(words):
            mention = self._match_at(words, start)
            if mention:
                found.append(mention)
            start = mention.end if mention else start + 1
        return found

    def _match_at(self, words: list[str], start: int) -> Mention | None:
        if start and words[start - 1] in NAMED_AFTER:
            return None
        if words[start + 1 : start + 2] and words[start + 1] in NAMED_BEFORE:
            return None
        if KIROV_PLANT.fullmatch(" ".join(words[start : start + 2])):
            return None
        for size in range(min(MOST_WORDS, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + size])
            if entries := self._look_up(phrase):
                return _make_mention(start, start + size, entries)
        return None

    def _look_up(self, phrase: str) -> list[_Entry]:
        if entries := self._forms.get(phrase):
            return entries
        if CYRILLIC.search(phrase):
            return []
        spelt = self._skeletons.get(make_skeleton(phrase), []) if len(phrase) > 2 else []
        return [_Entry(e.city, max(e.match, Match.SPELLING), e.via) for e in spelt]

    def guess_typos(self, text: str, sure: bool = True) -> list[Mention]:
        """Names within one or two slips of a word or of two neighbours, nearest first.

        `sure` keeps only what may be answered without asking back.
        """
        words = normalise(text).split()
        found: list[tuple[int, Mention]] = []
        for size in (3, 2, 1):
            for start in range(len(words) - size + 1):
                phrase = make_skeleton(" ".join(words[start : start + size]))
                slips, entries = self._find_nearest(phrase, sure)
                if entries:
                    kept = [_Entry(e.city, Match.TYPO, e.via) for e in entries]
                    found.append((slips, _make_mention(start, start + size, kept)))
        return [mention for _, mention in sorted(found, key=lambda pair: pair[0])]

    def count_slips(self, word: str) -> int:
        """How many slips a word is away from the nearest name of a city; 0 if none is near."""
        return self._find_nearest(make_skeleton(word), sure=True)[0]

    def _find_nearest(self, phrase: str, sure: bool) -> tuple[int, list[_Entry]]:
        allowed = allow_slips(len(phrase)) if sure else guess_slips(len(phrase))
        if not allowed or (sure and phrase in self._towns):
            return 0, []
        hits = process.extract(
            phrase, self._base_names, scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        if sure and len(phrase) < LONG_ENOUGH:
            hits = [hit for hit in hits if hit[0][0] == phrase[0]]
        if not hits:
            return 0, []
        least = hits[0][1]
        entries: dict[str, _Entry] = {}
        for form, slips, _ in hits:
            if slips == least or not sure:
                for entry in self._bases[form]:
                    entries.setdefault(entry.city.id, entry)
        return int(least), list(entries.values())

    def find_town(self, text: str) -> Town | None:
        """The town without a title that the whole text names."""
        return self._towns.get(make_skeleton(text))

    def resolve(self, text: str) -> Resolution:
        """Decide which city a name typed after /city means."""
        name = text if self._look_up(normalise(text)) else strip_preposition(text)
        if town := self._find_town_exactly(name):
            return Resolution(town=town, choices=self._find_lookalikes(name))
        for attempt in (name, switch_layout(name)):
            if mentions := self.find_mentions(attempt):
                return _decide(self._prefer_whole(name, mentions))
        if parts := self._parts.get(make_skeleton(name)):
            return Resolution(choices=parts)
        if mentions := self.guess_typos(name):
            return _decide(mentions[:1])
        if town := self.find_town(switch_layout(name)):
            return Resolution(town=town)
        return Resolution(choices=_gather(self.guess_typos(name, sure=False)), guessed=True)

    def _prefer_whole(self, name: str, mentions: list[Mention]) -> list[Mention]:
        """A name that a slip away means one city rather than those that its words name."""
        size = len(normalise(name).split())
        if size == 1 or mentions[0].end - mentions[0].start == size:
            return mentions
        whole = [m for m in self.guess_typos(name) if m.end - m.start == size]
        return whole[:1] or mentions

    @cached_property
    def _parts(self) -> dict[str, tuple[City, ...]]:
        """The cities that have a word in their name: «Старая», «Великий»."""
        parts: dict[str, tuple[City, ...]] = defaultdict(tuple)
        for city in self._cities:
            names = (city.ru.name, city.en.name)
            for word in {word for name in names for word in make_skeleton(name).split()}:
                if len(word) > SHORT_WORD:
                    parts[word] = (*parts[word], city)
        return dict(parts)

    def _find_lookalikes(self, name: str) -> tuple[City, ...]:
        """The cities that someone who typed another town's name may have meant."""
        start = make_skeleton(name)[:SAME_START]
        near = _gather(self.guess_typos(name, sure=False)[:1])
        return tuple(city for city in near if make_skeleton(city.ru.name).startswith(start))

    def _find_town_exactly(self, name: str) -> Town | None:
        """A town's name, unless it is as good a name of a title city."""
        return None if self._look_up(normalise(name)) else self.find_town(name)


def list_forms(city: City) -> Iterator[tuple[str, _Entry]]:
    """Every written form by which a city is known, with how sure it makes us."""
    named = _Entry(city, Match.NAME)
    ru = city.ru
    cases = (ru.name, ru.genitive, ru.dative, ru.accusative, ru.instrumental, ru.prepositional)
    for form in (*cases, city.en.name):
        yield form, named
    for other in city.also:
        entry = _Entry(city, Match.OTHER_NAME, other)
        if other.name.endswith(("ский", "цкий")) and other.name.islower():
            adjective = _Entry(city, Match.ADJECTIVE, other)
            yield from ((form, adjective) for form in inflect_adjective(other.name))
            continue
        if other.kind == "demonym":
            demonym = _Entry(city, Match.DEMONYM, other)
            yield from ((form, demonym) for form in inflect_name(other.name))
            continue
        inflects = other.language == "ru" and other.kind in ("former", "short", "nickname")
        for form in inflect_name(other.name) if inflects else (other.name,):
            yield form, entry
    for word in (ru.demonym, ru.demonyms):
        if " " not in word:
            for form in inflect_name(word):
                yield form, _Entry(city, Match.DEMONYM)
    for form in inflect_adjective(ru.adjective):
        yield form, _Entry(city, Match.ADJECTIVE)


def inflect_adjective(adjective: str) -> tuple[str, ...]:
    """All forms of an adjective given in the masculine nominative."""
    stem, ending = adjective[:-2], adjective[-2:]
    return tuple(stem + e for e in ADJECTIVE_ENDINGS.get(ending, (ending,)))


def inflect_name(name: str) -> tuple[str, ...]:
    """The case forms of a Russian name; of a phrase, its own form and the last word inflected."""
    if not CYRILLIC.search(name.casefold()):
        return (name,)
    head, _, last = name.rpartition(" ")
    parse = _choose_parse(last)
    number = "plur" if "plur" in parse.tag else "sing"
    forms = {form.word for form in parse.lexeme if number in form.tag or "NOUN" not in form.tag}
    return (name, *(f"{head} {form}".strip() for form in sorted(forms)))


def _choose_parse(word: str) -> pymorphy3.analyzer.Parse:
    """The reading of a word as a place name, else the likeliest nominative."""
    parses = open_dictionary().parse(word)
    places = [p for p in parses if "Geox" in p.tag and "nomn" in p.tag]
    nominatives = [p for p in parses if "nomn" in p.tag]
    return (places or nominatives or parses)[0]


def allow_slips(length: int) -> int:
    """How many typing slips a name of this length may hold."""
    return 0 if length < 4 else 1 if length < 8 else 2


def guess_slips(length: int) -> int:
    """How many slips a name may hold that is only offered, not taken."""
    return min(allow_slips(length) + 1, length // 3)


def strip_preposition(text: str) -> str:
    """The text without a leading «в», «город», "in" and the like."""
    words = text.split()
    while len(words) > 1 and normalise(words[0]) in LEADING:
        words = words[1:]
    return " ".join(words)


LEADING = frozenset(
    {"в", "во", "на", "о", "об", "про", "из", "под", "у", "к", "город", "города", "городе", "г"}
    | {"in", "the", "of", "about", "city", "town", "at"}
)


def load_towns(path: Path = DATA / "towns.tsv") -> list[Town]:
    """The towns without a title that the bot recognises."""
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [read_town(line.split("\t")) for line in lines]


def read_town(columns: list[str]) -> Town:
    """A town from the columns of its line."""
    ru, en, country, zone, latitude, longitude = columns
    return Town(ru, en, country, zone, (float(latitude), float(longitude)))


def _make_mention(start: int, end: int, entries: list[_Entry]) -> Mention:
    best = min(e.match for e in entries)
    kept = [e for e in entries if e.match == best]
    via = kept[0].via if len(kept) == 1 else None
    return Mention(start, end, tuple(e.city for e in kept), best, via)


def _decide(mentions: list[Mention]) -> Resolution:
    """One clear city, else a choice among all that were named."""
    cities = _gather(mentions)
    via = mentions[0].via
    if len(cities) == 1 and not mentions[0].ambiguous:
        return Resolution(city=cities[0], via=via)
    return Resolution(choices=cities, via=via)


def _gather(mentions: Iterable[Mention]) -> tuple[City, ...]:
    """The cities of all mentions, each once, in order."""
    seen = {city.id: city for mention in mentions for city in mention.cities}
    return tuple(seen.values())[:8]
