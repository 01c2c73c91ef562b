"""Finding facts by words: BM25 over terms of both languages, themes and synonyms included."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact, Figure, Term, TitleFact, TitleId
from bot.cities.wording import PLACEHOLDER
from bot.cities.words import find_terms, name_number, read_number, split_words

K1, B = 1.2, 0.5
TEXT, PRODUCT, NAME, KEYWORD, COUNTED = 1.0, 2.0, 2.0, 1.5, 2.0
UNKNOWN = 12
"""An unknown word weighs like one that stands in so many facts: it may be but a synonym."""
TELLING = 0.7
LEAST_TELLING_NUMBER = 100
"""Smaller numbers say little by themselves."""
RARE = 3
"""A word in so few facts points at them by itself."""
STEM_PREFIX = 5
"""Words that share so many first letters are taken as kin: никель, никелевый."""
SYNONYM, KIN, THEME = 0.8, 0.6, 0.5
"""How much a synonym, a kindred word or the theme of a word counts beside the word itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question: its terms (any will do) and how much it matters."""

    word: str
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact found; `coverage` is the share (0 to 1) of the question's weight it accounts for."""

    city: City
    fact: Fact
    score: float
    coverage: float
    matched: frozenset[str] = frozenset()
    rare: bool = False
    """Whether a word that hardly any other fact has led here."""
    exact: bool = False
    """Whether the fact is about one of the words: its product, name, key word or theme."""


@dataclass(slots=True)
class _Document:
    city: City
    fact: Fact
    terms: dict[str, float] = field(default_factory=dict)
    length: float = 0.0


class FactIndex:
    """An index over all facts of the catalogue; built once, then only asked."""

    def __init__(self, catalogue: Catalogue, synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._documents = [
            _describe(city, fact, catalogue) for city, fact in catalogue.facts.values()
        ]
        self._synonyms: dict[str, set[str]] = defaultdict(set)
        for line in synonyms:
            for term in line:
                self._synonyms[term].update(line)
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(self._documents):
            for term in document.terms:
                self._postings[term].append(number)
        self._mean = sum(d.length for d in self._documents) / max(1, len(self._documents))
        self._kin: dict[str, set[str]] = defaultdict(set)
        for term in self._postings:
            if len(term) >= STEM_PREFIX and term[0].isalpha():
                self._kin[term[:STEM_PREFIX]].add(term)
        self._themes = _index_themes(catalogue)

    def knows(self, term: str) -> bool:
        """Whether any fact or theme has this term."""
        return term in self._postings or term in self._themes

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term of every fact."""
        return self._postings.keys()

    def weigh(self, terms: Sequence[str]) -> float:
        """How telling a word is: rare words more; one we never use as much as a middling one."""
        known = [len(self._postings[t]) for t in terms if t in self._postings]
        count = max(known, default=UNKNOWN)
        total = len(self._documents)
        return math.log(1 + (total - count + 0.5) / (count + 0.5))

    def search(
        self,
        wanted: Sequence[Wanted],
        keep: Callable[[City, Fact], bool] | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """The facts that answer these words best, best first; `keep` narrows them."""
        total = sum(self.weigh(w.terms) * w.weight for w in wanted)
        if not total:
            return []
        scores: Counter[int] = Counter()
        covered: Counter[int] = Counter()
        matched: dict[int, set[str]] = defaultdict(set)
        rare: set[int] = set()
        exact: set[int] = set()
        for word in wanted:
            weight = self.weigh(word.terms) * word.weight
            for number, (part, share) in self._score_word(word, keep).items():
                scores[number] += part * weight  # type: ignore[assignment]
                covered[number] += share * weight  # type: ignore[assignment]
                matched[number].add(word.word)
                if word.weight >= TELLING and self._tells(word, number, share):
                    exact.add(number)
                if share == 1.0 and self._is_rare(word):
                    rare.add(number)
        best = sorted(scores, key=lambda n: (-scores[n], n))[:limit]
        return [
            Hit(
                self._documents[n].city,
                self._documents[n].fact,
                scores[n],
                covered[n] / total,
                frozenset(matched[n]),
                n in rare,
                n in exact,
            )
            for n in best
        ]

    def _tells(self, word: Wanted, number: int, share: float) -> bool:
        """Whether a word that led to a fact says what the fact is about."""
        if word.word[0].isdigit():
            return float(word.word) >= LEAST_TELLING_NUMBER if is_number(word.word) else False
        if share == THEME:
            return True
        kept = self._documents[number].terms
        return any(kept.get(term, 0) >= KEYWORD for term in self.expand(word.terms))

    def _is_rare(self, word: Wanted) -> bool:
        count = max((len(self._postings[t]) for t in word.terms if t in self._postings), default=0)
        return 0 < count <= RARE and word.weight >= 1 and len(word.word) > 2

    def _score_word(
        self, word: Wanted, keep: Callable[[City, Fact], bool] | None
    ) -> dict[int, tuple[float, float]]:
        """For each document with the word: its BM25 part and how well the word is met (0 to 1)."""
        found: dict[int, tuple[float, float]] = {}
        for term, share in self.expand(word.terms).items():
            for number in self._postings.get(term, ()):
                document = self._documents[number]
                if keep and not keep(document.city, document.fact):
                    continue
                part = share * self._saturate(document, term)
                if part > found.get(number, (0.0, 0.0))[0]:
                    found[number] = (part, share)
        return found

    def expand(self, terms: Iterable[str]) -> Mapping[str, float]:
        """The terms to look for, each with how much it counts: itself, its kin, its themes."""
        found: dict[str, float] = {}
        for term in terms:
            for other in self._synonyms.get(term, ()):
                found[other] = max(found.get(other, 0), SYNONYM)
            for theme in self._themes.get(term, ()):
                found[theme] = max(found.get(theme, 0), THEME)
            if len(term) >= STEM_PREFIX:
                for kin in self._kin.get(term[:STEM_PREFIX], ()):
                    if _are_kin(term, kin):
                        found[kin] = max(found.get(kin, 0), KIN)
        return found | dict.fromkeys(terms, 1.0)

    def _saturate(self, document: _Document, term: str) -> float:
        frequency = document.terms[term]
        norm = K1 * (1 - B + B * document.length / self._mean)
        return frequency * (K1 + 1) / (frequency + norm)


def is_number(word: str) -> bool:
    """Whether a word is written in digits."""
    return word.replace(".", "", 1).isdigit()


def _are_kin(one: str, other: str) -> bool:
    """Whether two stems differ only in a short ending."""
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common >= STEM_PREFIX and max(len(one), len(other)) - common <= 3


def _describe(city: City, fact: Fact, catalogue: Catalogue) -> _Document:
    """The fact's terms with their weights, from its texts, names, products and figures."""
    document = _Document(city, fact)
    for text in (fact.ru, fact.en):
        _add(document, PLACEHOLDER.sub(" ", text), TEXT)
    for product in fact.products:
        _add(document, " ".join((product.ru, product.en, *product.also)), PRODUCT)
    for name in fact.names:
        _add(document, " ".join((name.ru, name.en, *name.also)), NAME)
    _add(document, " ".join(fact.keywords), KEYWORD)
    for figure in fact.figures.values():
        _add_figure(document, figure)
        unit = catalogue.units[figure.unit]
        _add(document, " ".join((*unit.ru, *unit.en)), TEXT)
    for theme in fact.themes:
        document.terms[f"#{theme}"] = 1.0
    return document


def _add(document: _Document, text: str, weight: float) -> None:
    words = split_words(text)
    for at, word in enumerate(words):
        number = read_number(words, at)
        terms = (name_number(number[0]),) if number else find_terms(word)[:2]
        for term in terms:
            document.terms[term] = max(document.terms.get(term, 0), weight)
        document.length += 1


def _add_figure(document: _Document, figure: Figure) -> None:
    for value in (figure.value, figure.to):
        if value is not None:
            document.terms[name_number(value)] = COUNTED
    for forms in (figure.ru, figure.en):
        _add(document, forms if isinstance(forms, str) else " ".join(forms), COUNTED)


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
    nouns = [word for word in russian if not _is_modifier(word)][:1] or russian[:1]
    for word in (*nouns, *split_words(en.partition(" of ")[0])[-1:]):
        yield from find_terms(word)[:2]


def _is_modifier(word: str) -> bool:
    """Whether a Russian word is an adjective by its ending."""
    return word.endswith(("ых", "их", "ый", "ий", "ая", "ое", "ые", "ие", "ого", "его"))


class TitleIndex:
    """An index over what is known of the titles themselves."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._documents = [
            (title, fact, _title_terms(fact))
            for title in catalogue.titles
            for fact in catalogue.titles[title].facts
        ]
        self._count = Counter(t for _, _, terms in self._documents for t in terms)

    def search(
        self, wanted: Sequence[Wanted], titles: Collection[TitleId], topics: Collection[str]
    ) -> list[tuple[TitleId, TitleFact, float]]:
        """The facts on these titles (any, if none) that meet the words or topics, best first.

        The figure with each is how much of the words it accounts for, 0 to 1.
        """
        weights = {w: self._weigh(w) for w in wanted}
        total = sum(weights.values()) or 1.0
        found = []
        for at, (title, fact, terms) in enumerate(self._documents):
            if titles and title not in titles:
                continue
            met = sum(weight for w, weight in weights.items() if terms & set(w.terms)) / total
            topic = 0.35 * bool(topics and set(topics) & set(fact.topics))
            if met + topic > 0.2:
                found.append((met + topic, -at, title, fact))
        return [
            (t, f, score) for score, _, t, f in sorted(found, key=lambda x: x[:2], reverse=True)
        ]

    def _weigh(self, wanted: Wanted) -> float:
        count = max((self._count[t] for t in wanted.terms), default=0)
        return wanted.weight * math.log(1 + (len(self._documents) + 1) / (count + 0.5))


def _title_terms(fact: TitleFact) -> set[str]:
    """The terms of a title's fact, in both languages."""
    found: set[str] = set()
    for text in (fact.ru, fact.en, *fact.keywords):
        words = split_words(PLACEHOLDER.sub(" ", text))
        for at, word in enumerate(words):
            number = read_number(words, at)
            found.update((name_number(number[0]),) if number else find_terms(word)[:2])
    return found
