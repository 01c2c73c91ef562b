"""What the source documents name and the catalogue does not: the proof that nothing was lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.cities.catalogue import Catalogue
from bot.cities.inventory import Section, find_nouns
from bot.cities.model import Bilingual, City, Correction, Fact, TitleFact, TitleId
from bot.cities.numbers import find_models, find_numbers
from bot.cities.spelling import CYRILLIC, make_skeleton
from bot.cities.wording import word_fact
from bot.cities.words import find_terms
from bot.i18n import Locale, translator

_WORD = re.compile(r"[^\W\d_]+")
_PREFIX = 5
"""Letters that stems must share to be one word in other shapes: «Ленинград», «ленинградский»."""
_COMMON_TOPICS = frozenset({"what", "criteria", "rights", "law"})
"""What a title's facts say of every city that holds it."""
_TITLES: dict[str, TitleId] = {
    "labour-valour-list-ru": "labour_valour",
    "labour-valour-en": "labour_valour",
    "military-glory-en": "military_glory",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What a section of a document names and the catalogue does not."""

    section: Section
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    nouns: tuple[str, ...]

    def __str__(self) -> str:
        parts = {"numbers": self.numbers, "names": self.names, "nouns": self.nouns}
        told = "; ".join(f"{kind} {', '.join(tokens)}" for kind, tokens in parts.items() if tokens)
        return f"{self.section} ({self.section.city or 'the title'}): {told}"


@dataclass(frozen=True)
class Evidence:
    """All that the catalogue says about one city, as values and stems."""

    numbers: frozenset[str]
    models: frozenset[str]
    stems: frozenset[str]
    openings: frozenset[str]
    """The first letters of the stems, for the same word in another shape."""

    def has_word(self, word: str) -> bool:
        """Whether a word is there in some form of either language."""
        return any(self._has_stem(stem) for stem in _find_stems(word.casefold()))

    def _has_stem(self, stem: str) -> bool:
        shorter = (stem[:n] for n in range(max(_PREFIX, len(stem) - 3), len(stem)))
        return stem in self.stems or stem in self.openings or not self.stems.isdisjoint(shorter)

    def has_name(self, name: str) -> bool:
        """Whether every word of a name, or the whole designation, is there."""
        if find_models(name):
            return make_skeleton(name) in self.models
        return all(self.has_word(word) for word in _WORD.findall(name) if len(word) > 1)


def find_gaps(catalogue: Catalogue, sections: Iterable[Section]) -> list[Gap]:
    """The sections that name something the catalogue leaves out without saying so."""
    vocabulary = gather_vocabulary(catalogue)
    gaps = (_compare(section, _gather(catalogue, section), vocabulary) for section in sections)
    return [gap for gap in gaps if gap.numbers or gap.names or gap.nouns]


def _compare(section: Section, known: Evidence, vocabulary: frozenset[str]) -> Gap:
    return Gap(
        section,
        tuple(n for n in section.numbers if n not in known.numbers),
        tuple(n for n in section.names if not known.has_name(n)),
        tuple(
            noun
            for noun in section.nouns
            if vocabulary & set(_find_stems(noun)) and not known.has_word(noun)
        ),
    )


def gather_vocabulary(catalogue: Catalogue) -> frozenset[str]:
    """The stems of the nouns in the names of products and themes."""
    themes = [name for t in catalogue.themes.values() for name in (t.ru, t.en, *t.also)]
    products = [
        name
        for _, fact in catalogue.facts.values()
        for product in fact.products
        for name in (product.ru, product.en, *product.also)
    ]
    nouns = {noun for name in (*themes, *products) for noun in find_nouns(_find_head(name))}
    return frozenset(stem for noun in nouns for stem in _find_stems(noun)[:1])


def _find_head(name: str) -> str:
    """An English name's chief word, “parts” of “parts for tanks”; a Russian name whole."""
    if CYRILLIC.search(name.casefold()):
        return name
    return re.split(r" (?:of|for|and|with|from|to|by|in|at) ", name)[0].split()[-1]


def _gather(catalogue: Catalogue, section: Section) -> Evidence:
    """What the catalogue says of a section's city, or of its document's title."""
    title = _TITLES[section.source]
    city = catalogue.cities[section.city] if section.city else None
    corrections = [c for c in catalogue.corrections.values() if _applies(c, section)]
    own = [text for c in corrections for text in _tell_correction(c)]
    if city:
        own += _tell_city(city, catalogue)
    about = list(_tell_title(title, catalogue, common=city is not None))
    return _weigh(own if city else [*own, *about], [*own, *about])


def _weigh(counted: list[str], named: list[str]) -> Evidence:
    stems = {
        s for text in named for word in _WORD.findall(text) for s in _find_stems(word.casefold())
    }
    return Evidence(
        frozenset(n for text in counted for n in _numbers_of(text)),
        frozenset(make_skeleton(model) for text in counted for model in find_models(text)),
        frozenset(stems),
        frozenset(stem[:n] for stem in stems for n in range(_PREFIX, len(stem) + 1)),
    )


@cache
def _numbers_of(text: str) -> frozenset[str]:
    return frozenset(find_numbers(text))


@cache
def _find_stems(word: str) -> tuple[str, ...]:
    """The stems of a lower-case word, and for Russian ones their skeletons in Latin letters too."""
    stems = find_terms(word.replace("ё", "е"))
    if not CYRILLIC.search(word):
        return (*stems, make_skeleton(word))
    return stems


def _applies(correction: Correction, section: Section) -> bool:
    """Whether a correction is of a section's city, or of its document as a whole."""
    if section.city in correction.cities:
        return True
    return not correction.cities and correction.source == section.source


def _tell_correction(correction: Correction) -> Iterator[str]:
    yield from correction.covers
    for text in (correction.says, correction.we_say):
        yield from _both(text)


def _tell_city(city: City, catalogue: Catalogue) -> Iterator[str]:
    yield from (city.ru.name, city.en.name, city.ru.adjective, city.ru.demonym)
    yield from (other.name for other in city.also)
    region = catalogue.regions[city.region]
    yield from (region.ru, region.en, *region.also)
    for text in (city.wartime, city.status, city.note):
        yield from _both(text)
    for award in city.awards:
        yield f"{award.date} № {award.decree}"
        yield from _both(award.note)
        yield from _both(catalogue.signatories[award.signed_by])
    for memorial in city.memorials:
        for text in (memorial.name, memorial.place, memorial.note):
            yield from _both(text)
    for fact in city.facts:
        yield from _tell_fact(fact, catalogue)


def _tell_fact(fact: Fact, catalogue: Catalogue) -> Iterator[str]:
    yield from _word_both(fact, catalogue)
    yield from _both(fact.note)
    yield from fact.keywords
    for term in (*fact.names, *fact.products):
        yield from (term.ru, term.en, *term.also)
    # «каждый третий» and ranks are spelled in the text and counted in the figure.
    yield from (f"{figure.value:.10g}" for figure in fact.figures.values())


def _tell_title(id_: TitleId, catalogue: Catalogue, common: bool) -> Iterator[str]:
    """A title's name and facts; if `common`, only those that hold for each of its cities."""
    title = catalogue.titles[id_]
    yield from (title.ru.name, title.en.name, *title.also)
    for fact in title.facts:
        if common and _COMMON_TOPICS.isdisjoint(fact.topics):
            continue
        yield from _word_both(fact, catalogue)
        yield from fact.keywords
        yield from _both(fact.note)


def _word_both(fact: Fact | TitleFact, catalogue: Catalogue) -> Iterator[str]:
    yield from (word_fact(fact, translator(locale), catalogue.units) for locale in Locale)


def _both(text: Bilingual | None) -> Iterator[str]:
    if text:
        yield from (text.ru, text.en)
