"""Mending words typed with a slip: each is brought to the known word that is nearest to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.cities.catalogue import Catalogue
from bot.cities.model import Fact, TitleFact
from bot.cities.spelling import CYRILLIC
from bot.cities.words import find_terms, is_known_russian, split_words

SHORTEST = 4
"""In shorter words a slip makes another word."""
LONG = 7
"""From so many letters on a stem may hold two slips."""
SOUNDS = str.maketrans("оэизжбвгдщ", "аеесшпфктш")
"""First letters that sound alike in Russian and are taken for one another."""


class Speller:
    """Known words by their stems; a word far from all of them is left as it is."""

    def __init__(self, words: Iterable[str]) -> None:
        counts = Counter(word for word in words if word.isalpha() and len(word) >= SHORTEST)
        self._known = set(counts)
        self._written: dict[str, str] = {}
        for word, _ in counts.most_common():
            self._written.setdefault(find_terms(word)[0], word)
        self._groups: dict[str, list[str]] = defaultdict(list)
        for stem in self._written:
            self._groups[_open(stem)].append(stem)

    def mend(self, word: str) -> tuple[str, int]:
        """The known word meant and how many slips away it is; an unlikely one comes back itself."""
        if len(word) < SHORTEST or not word.isalpha() or self.knows(word):
            return word, 0
        stem = find_terms(word)[0]
        allowed = 2 if len(stem) >= LONG else 1
        near = process.extract(
            stem, self._groups.get(_open(stem), ()), scorer=OSA.distance, score_cutoff=allowed
        )
        if not near:
            return word, 0
        best = min(near, key=lambda hit: (hit[1], -_count_shared(stem, hit[0])))
        return self._written[best[0]], int(best[1])

    def knows(self, word: str) -> bool:
        """Whether a word is spelt right as far as we can tell."""
        return word in self._known or find_terms(word)[0] in self._written or is_known_russian(word)


def list_words(catalogue: Catalogue) -> Iterator[str]:
    """Every word of every fact, as written, as often as it is written."""
    facts: list[Fact | TitleFact] = [fact for _, fact in catalogue.facts.values()]
    facts += [fact for title in catalogue.titles.values() for fact in title.facts]
    for fact in facts:
        for text in (fact.ru, fact.en, *fact.keywords):
            yield from split_words(text)
    for title in catalogue.titles.values():
        for name in (title.ru.name, title.ru.plural, title.en.name, title.en.plural):
            yield from split_words(name)
    for _, fact in catalogue.facts.values():
        for term in (*fact.products, *fact.names):
            for text in (term.ru, term.en, *term.also):
                yield from split_words(text)


def _open(stem: str) -> str:
    """How a stem begins, so that only words that begin alike are compared."""
    return stem[:1].translate(SOUNDS) if CYRILLIC.search(stem) else stem[:1]


def _count_shared(one: str, other: str) -> int:
    """How many letters two stems share at their beginning and at their end."""
    return _count_prefix(one, other) + _count_prefix(one[::-1], other[::-1])


def _count_prefix(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
