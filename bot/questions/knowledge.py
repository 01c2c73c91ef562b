"""The catalogue as the question kinds see it: who shares what with whom, and what gives it away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Fact, Figure, Name, Term, TitleId
from bot.cities.spelling import normalise
from bot.questions.former import FormerName, list_former_names
from bot.questions.stems import cut_name, gather_stems, is_telling, spell_words

TOLD_BY = ("по данным", "по словам", "по свидетельству", "according to", "in the words of")
"""How a sentence says whose claim it is."""
GRAVE = frozenset({"losses", "forced-labour"})
"""Themes whose numbers and statements nobody should be made to guess."""
TELLING_NAMES = frozenset({"plant", "person", "train", "model", "operation", "ship", "column"})
"""Kinds of names that two facts share only when they speak of the same thing."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """A product, figure or name of a fact, with the stems of its words.

    `key` is `city/fact/` and its number or name within the fact.
    """

    key: str
    city: City
    fact: Fact
    what: T
    stems: frozenset[str]


GRAVE_WORDS = re.compile(
    r"погиб|убит|убил|расстрел|умерл|казн|жертв|замуч|концлагер|"
    r"\b(?:killed|dead|died|death|executed|shot|perished|victims|murdered)\b",
    re.IGNORECASE,
)


def is_grave(fact: Fact) -> bool:
    """Whether a fact tells of deaths or suffering, which are no matter for guessing games."""
    words = GRAVE_WORDS.search(fact.ru) or GRAVE_WORDS.search(fact.en)
    return bool(words) or bool(GRAVE & set(fact.themes))


class Knowledge:
    """Indexes over the catalogue, built once; everything here is a pure function of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.cities = tuple(c for c in catalogue.cities.values() if c.kind == "city")
        self.settled = tuple(c for c in self.cities if c.status is None)
        self._linked = _link_facts(catalogue)

    # --- titles -------------------------------------------------------------------------------

    def award(self, city: City) -> Award:
        """The award a city is asked about: no city of the catalogue holds two."""
        return city.awards[0]

    def holders(self, title: TitleId) -> tuple[City, ...]:
        """The cities, without the fortress, that hold a title."""
        return self._holders[title]

    @cached_property
    def _holders(self) -> dict[TitleId, tuple[City, ...]]:
        by_title: dict[TitleId, list[City]] = defaultdict(list)
        for city in self.cities:
            by_title[self.award(city).title].append(city)
        return {title: tuple(cities) for title, cities in by_title.items()}

    # --- facts --------------------------------------------------------------------------------

    def facts(self, ask: str) -> Iterator[tuple[str, City, Fact]]:
        """The facts a quiz may ask in this way, with their keys."""
        for key, (city, fact) in self.catalogue.facts.items():
            if ask in fact.ask and self.is_askable(fact):
                yield key, city, fact

    def is_askable(self, fact: Fact) -> bool:
        """Whether a fact stands firm enough: plain, or a claim that says whose it is."""
        if fact.standing == "plain":
            return fact.claim != "share"
        texts = (fact.ru.casefold(), fact.en.casefold())
        told = all(any(mark in text for mark in TOLD_BY) for text in texts)
        return fact.standing == "attributed" and fact.claim is None and told

    @lru_cache(maxsize=2_000)  # noqa: B019  # one Knowledge lives as long as the process
    def fact_stems(self, key: str) -> frozenset[str]:
        """The stems of what a fact says was made or given, in both languages."""
        fact = self.catalogue.facts[key][1]
        return gather_stems(t for p in fact.products for t in _spellings(p))

    @lru_cache(maxsize=2_000)  # noqa: B019
    def fact_names(self, key: str) -> frozenset[str]:
        """The telling names in a fact, in every spelling, normalised."""
        fact = self.catalogue.facts[key][1]
        named = [n for n in fact.names if n.kind in TELLING_NAMES]
        return frozenset(normalise(t) for n in named for t in (n.ru, n.en, *n.also))

    @lru_cache(maxsize=200)  # noqa: B019
    def city_stems(self, city: str) -> frozenset[str]:
        """The stems of everything the catalogue tells of a city."""
        return gather_stems(_list_texts(self.catalogue.cities[city]))

    @lru_cache(maxsize=200)  # noqa: B019
    def city_names(self, city: str) -> frozenset[str]:
        """Every telling name in a city's facts, normalised."""
        facts = self.catalogue.cities[city].facts
        return frozenset().union(*(self.fact_names(f"{city}/{f.id}") for f in facts))

    @lru_cache(maxsize=200)  # noqa: B019
    def city_themes(self, city: str) -> frozenset[str]:
        """The themes of a city's facts."""
        return frozenset(t for f in self.catalogue.cities[city].facts for t in f.themes)

    def linked(self, key: str) -> frozenset[str]:
        """The cities whose facts contradict or share this one."""
        return frozenset(self._linked.get(key, ()))

    @cached_property
    def name_counts(self) -> Counter[str]:
        """Of how many cities each proper name, in English, is told."""
        told = {(n.en, city.id) for city, f in self.catalogue.facts.values() for n in f.names}
        return Counter(name for name, _ in told)

    def may_share(self, key: str, other: City) -> bool:
        """Whether a fact could be true of another city too, in these or other words."""
        city, fact = self.catalogue.facts[key]
        if other.id == city.id or other.region == city.region or other.id in self.linked(key):
            return True
        if self.fact_stems(key) & self.city_stems(other.id):
            return True
        if self.fact_names(key) & self.city_names(other.id):
            return True
        return any(_is_alike(fact, theirs) for theirs in other.facts)

    @cached_property
    def products(self) -> tuple[Item[Term], ...]:
        """Every product a quiz may ask about."""
        return tuple(
            Item(f"{key}/{number}", city, fact, product, gather_stems(_spellings(product)))
            for key, city, fact in self.facts("product")
            for number, product in enumerate(fact.products, 1)
            if not self.mentioned(product.ru)
        )

    @cached_property
    def counted(self) -> tuple[Item[Figure], ...]:
        """Every figure of a fact that counts what the fact says was made."""
        return tuple(
            Item(f"{key}/{name}", city, fact, figure, stems)
            for key, city, fact in self.facts("product")
            for name, figure in fact.figures.items()
            if figure.unit == "piece"
            and (stems := gather_stems((*figure.ru, *figure.en))) & self.fact_stems(key)
        )

    @cached_property
    def names(self) -> tuple[Item[Name], ...]:
        """Every proper name that holds no city's name."""
        return tuple(
            Item(f"{key}/{number}", city, fact, name, gather_stems((name.ru, name.en)))
            for key, (city, fact) in self.catalogue.facts.items()
            for number, name in enumerate(fact.names, 1)
            if not self.mentioned(name.ru) and not self.mentioned(name.en)
        )

    @cached_property
    def makers(self) -> dict[tuple[str, str], tuple[City, ...]]:
        """For each product, by both its names, the cities that firm facts credit with it."""
        found: dict[tuple[str, str], dict[str, City]] = defaultdict(dict)
        for city, fact in self.catalogue.facts.values():
            if (
                fact.scope == "city"
                and city.kind == "city"
                and not city.status
                and self.is_askable(fact)
            ):
                for product in fact.products:
                    found[product.ru, product.en][city.id] = city
        return {names: tuple(cities.values()) for names, cities in found.items()}

    @cached_property
    def former_names(self) -> dict[str, tuple[FormerName, ...]]:
        """The former names of each city, by its id."""
        return {id_: list_former_names(city) for id_, city in self.catalogue.cities.items()}

    # --- what gives a city away ---------------------------------------------------------------

    @lru_cache(maxsize=200)  # noqa: B019
    def name_forms(self, city: str) -> frozenset[str]:
        """Skeletons of the words of a city's names in all stored forms."""
        record = self.catalogue.cities[city]
        return frozenset(w for name in _list_names(record) for w in _name_words(name))

    @lru_cache(maxsize=200)  # noqa: B019
    def name_stems(self, city: str) -> frozenset[str]:
        """The beginnings of words that point at a city: омск, томич, магнитог…"""
        return frozenset(stem for form in self.name_forms(city) if (stem := cut_name(form)))

    def reveals(self, text: str, city: City) -> bool:
        """Whether a text has a word that points at a city."""
        forms, stems = self.name_forms(city.id), self.name_stems(city.id)
        words = spell_words(text)
        return any(w in forms or any(stem in w for stem in stems) for w in words)

    def reveals_name(self, text: str, city: City) -> bool:
        """Whether a text, such as a former name, has a word of the city's present name."""
        stems = {cut_name(w) for name in (city.ru.name, city.en.name) for w in _name_words(name)}
        return any(stem and stem in word for stem in stems for word in spell_words(text))

    @lru_cache(maxsize=10_000)  # noqa: B019
    def mentioned(self, text: str) -> frozenset[str]:
        """The ids of all cities that a text points at."""
        found: set[str] = set()
        for word in spell_words(text):
            found |= self._by_form.get(word, set())
            for end in range(4, len(word) + 1):
                found |= self._by_stem.get(word[:end], set())
        return frozenset(found)

    @cached_property
    def _by_form(self) -> dict[str, set[str]]:
        return _index((form, id_) for id_ in self.catalogue.cities for form in self.name_forms(id_))

    @cached_property
    def _by_stem(self) -> dict[str, set[str]]:
        return _index((stem, id_) for id_ in self.catalogue.cities for stem in self.name_stems(id_))


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = defaultdict(set)
    for key, id_ in pairs:
        index[key].add(id_)
    return index


def _link_facts(catalogue: Catalogue) -> dict[str, set[str]]:
    """For each fact, the cities whose facts contradict or share it, whichever side says so."""
    linked: dict[str, set[str]] = defaultdict(set)
    for key, (city, fact) in catalogue.facts.items():
        for other in fact.see:
            linked[key].add(other.partition("/")[0])
            linked[other].add(city.id)
    return linked


def _is_alike(fact: Fact, other: Fact) -> bool:
    """Whether two facts might be told in the same words: same date, number or bare theme."""
    shared = set(fact.themes) & set(other.themes)
    if fact.when and other.when and fact.when == other.when and shared:
        return True
    if fact.claim and fact.claim == other.claim and fact.themes[0] in other.themes:
        return True
    numbers = {(f.value, f.unit) for f in fact.figures.values()}
    if shared and numbers & {(f.value, f.unit) for f in other.figures.values()}:
        return True
    vague = not (fact.figures or fact.when or fact.names)
    return vague and fact.themes[0] in other.themes


def _spellings(term: Term) -> tuple[str, ...]:
    return (term.ru, term.en, *term.also)


def _list_texts(city: City) -> Iterator[str]:
    for fact in city.facts:
        yield from (fact.ru, fact.en, *fact.keywords)
        for term in (*fact.products, *fact.names):
            yield from _spellings(term)
        for figure in fact.figures.values():
            for noun in (figure.ru, figure.en):
                yield from (noun,) if isinstance(noun, str) else noun


def _list_names(city: City) -> Iterator[str]:
    ru = city.ru
    yield from (ru.name, ru.genitive, ru.dative, ru.accusative, ru.instrumental, ru.prepositional)
    yield from (ru.adjective, ru.demonym, ru.demonyms, city.en.name)
    if city.wartime:
        yield from (re.sub(r"\(.*?\)", "", text) for text in (city.wartime.ru, city.wartime.en))
    for other in city.also:
        if other.kind != "misspelling" and (other.kind != "nickname" or " " not in other.name):
            yield other.name


def _name_words(name: str) -> Iterator[str]:
    for word in normalise(name).split():
        if is_telling(word):
            yield from spell_words(word)
