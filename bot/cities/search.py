"""Finding records by words: BM25 over terms of both languages, themes and synonyms included."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.cities.catalogue import Catalogue
from bot.cities.model import (
    Asked,
    City,
    Correction,
    Fact,
    Figure,
    Memorial,
    Term,
    TitleFact,
    TitleId,
)
from bot.cities.wording import PLACEHOLDER
from bot.cities.words import (
    find_terms,
    is_noun,
    is_plant,
    name_number,
    name_plant,
    read_number,
    split_words,
)

K1, B = 1.2, 0.5
TEXT, PRODUCT, NAME, KEYWORD, COUNTED = 1.0, 2.0, 2.0, 1.5, 2.0
SYNONYM, KIN, THEME = 0.8, 0.6, 0.5
"""How much a synonym, a kindred word or the theme of a word counts beside the word itself."""
ASKED, ASKED_OF_CITY = 0.5, 0.3
"""How much a word counts by which people ask for a record, or for its city, and which it lacks."""
STEM_PREFIX = 5
"""Words that share so many first letters are taken as kin: никель, никелевый."""
LEAST_ASKED = 5
"""A word only asked by weighs like one that stands in at least so many records."""
UNKNOWN = 12
"""An unknown word weighs like one that stands in so many records: it may be but a synonym."""
RARE = 3
"""A word in so few records points at them by itself."""
TELLING = 0.7
"""From this weight on a word says what is asked."""
SHARE = "доля процент share per cent"
"""Words that ask for a figure in per cent, whose sign is no word."""
LEAST_TELLING_NUMBER = 100
"""Smaller numbers say little by themselves."""
YEAR = re.compile(r"19[34]\d")
PLANT_NUMBER = re.compile(r"(?:№|\bNo\.|завод\w*|plant)\s*(\d+)", re.IGNORECASE)
T = TypeVar("T")
Synonyms = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question: its terms (any will do) and how much it matters."""

    word: str
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A record found; `coverage` is the share (0 to 1) of the question's weight it accounts for."""

    record: T
    score: float
    coverage: float
    matched: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    """The words met as themselves, not by a synonym, kin or theme."""
    rare: bool = False
    """Whether a word that hardly any other record has led here."""
    telling: bool = False
    """Whether the record is about one of the words: its product, name, key word or theme."""


@dataclass(slots=True)
class Document(Generic[T]):
    """A record with its terms, each with the weight of where it stands."""

    record: T
    group: str = ""
    """What the record belongs to, such as a city's id, by which a search can be narrowed."""
    terms: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    """Further terms by which people ask for it, each with how much it counts."""
    length: float = 0.0

    def add(self, text: str, weight: float) -> None:
        """Take in the words and numbers of a text."""
        words = split_words(text)
        for at, word in enumerate(words):
            number = read_number(words, at)
            terms = (name_number(number[0]),) if number else find_terms(word)[:2]
            for term in terms:
                self.terms[term] = max(self.terms.get(term, 0), weight)
            self.length += 1

    def add_asked(self, asked: Asked, share: float) -> None:
        """Take in words by which people ask that the record itself does not have."""
        for phrase in (*asked.ru, *asked.en):
            for word in split_words(phrase):
                for term in find_terms(word)[:2]:
                    if term not in self.terms:
                        self.asked[term] = max(self.asked.get(term, 0), share)

    def add_figure(self, figure: Figure) -> None:
        """Take in a figure's value and what it counts."""
        for value in (figure.value, figure.to):
            if value is not None:
                self.terms[name_number(value)] = COUNTED
        for forms in (figure.ru, figure.en):
            self.add(forms if isinstance(forms, str) else " ".join(forms), COUNTED)


@dataclass(slots=True)
class _Tally:
    """What a search has gathered about one document."""

    score: float = 0.0
    covered: float = 0.0
    matched: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)
    rare: bool = False
    telling: bool = False


class TermIndex(Generic[T]):
    """An index over records of one sort; built once, then only asked."""

    def __init__(
        self,
        documents: Sequence[Document[T]],
        themes: Mapping[str, tuple[str, ...]],
        synonyms: Synonyms = (),
    ) -> None:
        self._documents = documents
        self._themes = themes
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._asked: dict[str, list[int]] = defaultdict(list)
        self._groups: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(documents):
            self._groups[document.group].append(number)
            for term in document.terms:
                self._postings[term].append(number)
            for term in document.asked:
                self._asked[term].append(number)
        mean = sum(d.length for d in documents) / max(1, len(documents))
        self._norms = [K1 * (1 - B + B * d.length / mean) for d in documents]
        self._kin = _group_kin(self._postings)
        self._synonyms: dict[str, set[str]] = defaultdict(set)
        for line in synonyms:
            for term in line:
                self._synonyms[term].update(line)

    def knows(self, term: str) -> bool:
        """Whether any record or theme has this term."""
        return term in self._postings or term in self._themes

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term of every record."""
        return self._postings.keys()

    def weigh(self, terms: Sequence[str]) -> float:
        """How telling a word is: rare words more; one we never use as much as a middling one."""
        known = [len(self._postings[t]) for t in terms if t in self._postings]
        asked = [len(self._asked[t]) for t in terms if t in self._asked]
        count = max(known, default=max(LEAST_ASKED, *asked) if asked else UNKNOWN)
        total = max(len(self._documents), 100)
        return math.log(1 + (total - count + 0.5) / (count + 0.5)) if count < total else 0.01

    def search(
        self,
        wanted: Sequence[Wanted],
        keep: Callable[[T], bool] | None = None,
        limit: int = 10,
        group: str | None = None,
    ) -> list[Hit[T]]:
        """The records that answer these words best, best first; `keep` and `group` narrow them."""
        weights = {w: self.weigh(w.terms) * w.weight for w in wanted}
        total = sum(weights.values())
        if not total:
            return []
        tallies: dict[int, _Tally] = defaultdict(_Tally)
        for word, weight in weights.items():
            expanded = self.expand(word.terms)
            met = self._score_word(word, expanded, keep, group)
            self._count_word(word, weight, expanded, met, tallies)
        best = sorted(tallies, key=lambda n: (-tallies[n].score, n))[:limit]
        return [self._make_hit(n, tallies[n], total) for n in best]

    def _make_hit(self, number: int, tally: _Tally, total: float) -> Hit[T]:
        return Hit(
            self._documents[number].record,
            tally.score,
            tally.covered / total,
            frozenset(tally.matched),
            frozenset(tally.exact),
            tally.rare,
            tally.telling,
        )

    def _count_word(
        self,
        word: Wanted,
        weight: float,
        expanded: Mapping[str, float],
        met: Mapping[int, tuple[float, float]],
        tallies: dict[int, _Tally],
    ) -> None:
        """Add to each document's tally what one word brings."""
        rare = self._is_rare(word)
        for number, (part, share) in met.items():
            tally = tallies[number]
            tally.score += part * weight
            tally.covered += share * weight
            tally.matched.add(word.word)
            if share == 1.0:
                tally.exact.add(word.word)
            tally.rare |= share == 1.0 and rare
            if word.weight >= TELLING and not tally.telling:
                tally.telling = self._tells(word, expanded, number, share)

    def _score_word(
        self,
        word: Wanted,
        expanded: Mapping[str, float],
        keep: Callable[[T], bool] | None,
        group: str | None,
    ) -> dict[int, tuple[float, float]]:
        """For each document with the word: its BM25 part and how well the word is met (0 to 1)."""
        found: dict[int, tuple[float, float]] = {}
        for term, share in expanded.items():
            for number in self._list_holders(term, group):
                if keep and not keep(self._documents[number].record):
                    continue
                part = share * self._saturate(number, term)
                if part > found.get(number, (0.0, 0.0))[0]:
                    found[number] = (part, share)
        self._add_asked(word, keep, group, found)
        return found

    def _add_asked(
        self,
        word: Wanted,
        keep: Callable[[T], bool] | None,
        group: str | None,
        found: dict[int, tuple[float, float]],
    ) -> None:
        """Add the documents that people ask for by the word, though it is not in them."""
        for term in word.terms:
            numbers = self._asked.get(term, ()) if group is None else self._groups.get(group, ())
            for number in numbers:
                document = self._documents[number]
                share = document.asked.get(term, 0.0)
                if share > found.get(number, (0.0, 0.0))[1] and (not keep or keep(document.record)):
                    found[number] = (share, share)

    def _list_holders(self, term: str, group: str | None) -> Sequence[int]:
        """The documents with a term; of a group by looking at its few documents alone."""
        if group is None:
            return self._postings.get(term, ())
        members = self._groups.get(group, ())
        return [number for number in members if term in self._documents[number].terms]

    def expand(self, terms: Iterable[str]) -> Mapping[str, float]:
        """The terms to look for, each with how much it counts: itself, synonyms, kin, themes."""
        found: dict[str, float] = {}

        def note(term: str, share: float) -> None:
            found[term] = max(found.get(term, 0), share)

        for term in terms:
            for other in self._synonyms.get(term, ()):
                note(other, SYNONYM)
            for theme in self._themes.get(term, ()):
                note(theme, THEME)
            for kin in self._kin.get(term[:STEM_PREFIX], ()):
                if _are_kin(term, kin):
                    note(kin, KIN)
        return found | dict.fromkeys(terms, 1.0)

    def _saturate(self, number: int, term: str) -> float:
        frequency = self._documents[number].terms[term]
        return frequency * (K1 + 1) / (frequency + self._norms[number])

    def _is_rare(self, word: Wanted) -> bool:
        count = max((len(self._postings[t]) for t in word.terms if t in self._postings), default=0)
        telling = len(word.word) > 2 and not YEAR.fullmatch(word.word)
        return 0 < count <= RARE and word.weight >= 1 and telling

    def _tells(self, word: Wanted, expanded: Iterable[str], number: int, share: float) -> bool:
        """Whether a word that led to a record says what the record is about."""
        if word.word[0].isdigit():
            large = _is_number(word.word) and float(word.word) >= LEAST_TELLING_NUMBER
            return large or is_plant(word.terms[0])
        if share == THEME:
            return True
        kept = self._documents[number].terms
        return any(kept.get(term, 0) >= KEYWORD for term in expanded)


CityFact = tuple[City, Fact]
FactIndex = TermIndex[CityFact]
TitleIndex = TermIndex[tuple[TitleId, TitleFact]]
CorrectionIndex = TermIndex[Correction]
MemorialIndex = TermIndex[tuple[City, Memorial]]


def index_facts(catalogue: Catalogue, synonyms: Synonyms = ()) -> FactIndex:
    """The index over all facts of cities."""
    documents = [_describe(city, fact, catalogue) for city, fact in catalogue.facts.values()]
    return TermIndex(documents, _index_themes(catalogue), synonyms)


def _describe(city: City, fact: Fact, catalogue: Catalogue) -> Document[CityFact]:
    """The fact's terms with their weights, from its texts, names, products and figures."""
    document = Document((city, fact), city.id)
    for text in (fact.ru, fact.en):
        document.add(PLACEHOLDER.sub(" ", text), TEXT)
    for product in fact.products:
        document.add(" ".join((product.ru, product.en, *product.also)), PRODUCT)
    for name in fact.names:
        text = " ".join((name.ru, name.en, *name.also))
        document.add(text, NAME)
        if name.kind == "plant":
            document.terms |= {name_plant(n): NAME for n in PLANT_NUMBER.findall(text)}
    document.add(" ".join(fact.keywords), KEYWORD)
    for figure in fact.figures.values():
        document.add_figure(figure)
        unit = catalogue.units[figure.unit]
        document.add(" ".join((*unit.ru, *unit.en)), TEXT)
        if figure.unit == "percent":
            document.add(SHARE, TEXT)
    for theme in fact.themes:
        document.terms[f"#{theme}"] = 1.0
    nothing = Asked()
    document.add_asked(catalogue.asked.get(f"{city.id}/{fact.id}", nothing), ASKED)
    document.add_asked(catalogue.asked.get(city.id, nothing), ASKED_OF_CITY)
    return document


def index_titles(catalogue: Catalogue, synonyms: Synonyms = ()) -> TitleIndex:
    """The index over what is known of the titles themselves."""
    documents = []
    for id_, title in catalogue.titles.items():
        for fact in title.facts:
            document = Document((id_, fact))
            for text in (fact.ru, fact.en):
                document.add(PLACEHOLDER.sub(" ", text), TEXT)
            document.add(" ".join(fact.keywords), KEYWORD)
            for figure in fact.figures.values():
                document.add_figure(figure)
            documents.append(document)
    return TermIndex(documents, {}, synonyms)


def index_memorials(catalogue: Catalogue, synonyms: Synonyms = ()) -> MemorialIndex:
    """The index over what marks the titles in the cities: kinds, names and places."""
    documents = []
    for city in catalogue.cities.values():
        for memorial in city.memorials:
            document = Document((city, memorial), city.id)
            document.add(f"{memorial.kind} {memorial.name.ru} {memorial.name.en}", NAME)
            if memorial.place:
                document.add(f"{memorial.place.ru} {memorial.place.en}", KEYWORD)
            documents.append(document)
    return TermIndex(documents, {}, synonyms)


def index_corrections(catalogue: Catalogue, synonyms: Synonyms = ()) -> CorrectionIndex:
    """The index over the places where we depart from a source."""
    documents = []
    for correction in catalogue.corrections.values():
        document = Document(correction)
        document.add(f"{correction.says.ru} {correction.says.en}", NAME)
        document.add(f"{correction.we_say.ru} {correction.we_say.en}", KEYWORD)
        document.add(f"{correction.why.ru} {correction.why.en}", TEXT)
        document.add(" ".join((correction.where, *correction.covers)), KEYWORD)
        documents.append(document)
    return TermIndex(documents, {}, synonyms)


def _group_kin(terms: Iterable[str]) -> Mapping[str, set[str]]:
    """Terms by their first letters."""
    groups: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        if len(term) >= STEM_PREFIX and term[0].isalpha():
            groups[term[:STEM_PREFIX]].add(term)
    return groups


def _are_kin(one: str, other: str) -> bool:
    """Whether two stems differ only in a short ending; English ones, where one holds the other."""
    if one[0].isascii() and not (one.startswith(other) or other.startswith(one)):
        return False
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common >= STEM_PREFIX and max(len(one), len(other)) - common <= 3


def _is_number(word: str) -> bool:
    """Whether a word is written in digits."""
    return word.replace(".", "", 1).isdigit()


def _index_themes(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """For each term, the themes whose name or synonyms hold it."""
    themes: dict[str, dict[str, None]] = defaultdict(dict)
    for id_, theme in catalogue.themes.items():
        for phrase in (theme.ru, theme.en, *theme.also):
            for word in split_words(phrase):
                if len(word) > 2:
                    for term in find_terms(word)[:1]:
                        themes[term][f"#{id_}"] = None
    return {term: tuple(found) for term, found in themes.items()}


def find_figure_terms(figure: Figure) -> frozenset[str]:
    """The terms of what a figure counts, in both languages: its nouns, not what describes them.

    «29 военно-санитарных поездов» counts trains, not hospitals.
    """
    ru = (figure.ru,) if isinstance(figure.ru, str) else figure.ru
    en = (figure.en,) if isinstance(figure.en, str) else figure.en
    return frozenset(term for texts in zip(ru, en, strict=False) for term in _head_terms(*texts))


def find_product_terms(product: Term) -> frozenset[str]:
    """The terms of a product's head noun and of its other names, in both languages."""
    also = (term for name in product.also for term in _head_terms(name, name))
    return frozenset((*_head_terms(product.ru, product.en), *also))


def _head_terms(ru: str, en: str) -> Iterator[str]:
    """The terms of a Russian phrase's first noun and of an English phrase's last."""
    russian = split_words(ru)
    nouns = [word for word in russian if is_noun(word)][:1] or russian[:1]
    for word in (*nouns, *split_words(en.partition(" of ")[0])[-1:]):
        yield from find_terms(word)[:2]
