"""Words cut down to what stays the same in all their forms, to tell when two texts share one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from bot.cities.spelling import make_skeleton, normalise

_RUSSIAN = Stemmer.Stemmer("russian")
_ENGLISH = Stemmer.Stemmer("english")

SHORTEST = 4
"""A name's stem keeps at least so many letters."""
LONGEST = 5
"""A stem of a common word has at most so many letters: консервы, консервный."""
ENDING = 2
"""Letters at the end of a name that case endings may change."""

COMMON_IN_NAMES = (
    "великий великие старый старая нижний верхний верхняя новый житель жители город городок на "
    "крепость северный посёлок герой слава область завод "
    "veliky velikiye velikie staraya stary nizhny nizhni verkhnyaya novy the of fortress city on "
    "hero town upon great new old upper lower north krepost gorod slavy oblast region"
)
"""Words of city names that say nothing of the city."""

COMMON_IN_PRODUCTS = frozenset(
    {"для", "под", "the", "and", "for", "other", "части", "part", "parts", "детали"}
)


def is_telling(word: str) -> bool:
    """Whether a word of a city's name, in any form, points at that city."""
    return len(word) > 2 and cut_word(word) not in _COMMON_STEMS


@lru_cache(maxsize=20_000)
def cut_word(word: str) -> str:
    """The stem of one normalised word of either language."""
    stemmer = _ENGLISH if word.isascii() else _RUSSIAN
    return str(stemmer.stemWord(word))[:LONGEST]


@lru_cache(maxsize=20_000)
def cut_words(text: str) -> frozenset[str]:
    """The stems of a text's words, without very short and empty ones."""
    words = normalise(text).split()
    return frozenset(cut_word(w) for w in words if len(w) > 2 and w not in COMMON_IN_PRODUCTS)


@lru_cache(maxsize=50_000)
def spell_word(word: str) -> str:
    """A word's skeleton, the same in Russian and in romanisation."""
    return make_skeleton(word)


@lru_cache(maxsize=20_000)
def spell_words(text: str) -> tuple[str, ...]:
    """The skeletons of a text's words."""
    return tuple(spell_word(word) for word in normalise(text).split())


def cut_name(word: str) -> str | None:
    """The part of a skeleton that all forms of a name share; None when it is too short."""
    stem = word[: max(SHORTEST, len(word) - ENDING)]
    return stem if len(stem) >= SHORTEST else None


def gather_stems(texts: Iterable[str]) -> frozenset[str]:
    """The stems of the words of all texts."""
    return frozenset().union(*map(cut_words, texts))


_COMMON_STEMS = frozenset(cut_word(normalise(word)) for word in COMMON_IN_NAMES.split())
