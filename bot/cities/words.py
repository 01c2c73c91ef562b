"""Words brought to terms that match whatever form or language they are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import pymorphy3
import Stemmer

from bot.cities.spelling import make_skeleton, mend_lookalikes

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_GLUED = re.compile(r"\b([^\W\d_]{1,4})[-‐‑–—]?(\d{1,4})(?!\d)([^\W\d_]?)\b")
_NUMBER_GROUPS = re.compile(r"(?<=\d)[\s\u00a0\u202f,.'’](?=\d{3}(?!\d))")
_NUMBER_SIGN = re.compile(r"№|\bno\.?\s*(?=\d)|\bn\s?(?=\d)")
RUSSIAN = re.compile(r"[а-яё0-9-]*[а-яё][а-яё0-9-]*")
"""What the dictionary can read; it fails at rarer letters."""
PLANT = "plant="
NO_NUMBERS: Mapping[str, int] = MappingProxyType({})
_SCALES = (
    (re.compile(r"^(?:миллиард|млрд|billion|bn$|bln)"), 1_000_000_000),
    (re.compile(r"^(?:миллион|млн|million|mln$|mio$)"), 1_000_000),
    (re.compile(r"^(?:тыс|thousand)"), 1_000),
)


@lru_cache(maxsize=1)
def open_dictionary() -> pymorphy3.MorphAnalyzer:
    """The Russian dictionary, opened once: it takes over 20 MB."""
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    return Stemmer.Stemmer("russian"), Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def find_terms(word: str) -> tuple[str, ...]:
    """The terms of one lower-case word: stems of its Russian lemmas, or its English stem.

    The likeliest lemma comes first.
    """
    russian, english = _stemmers()
    if not RUSSIAN.fullmatch(word):
        return (english.stemWord(word),)
    lemmas = dict.fromkeys(
        p.normal_form.replace("ё", "е") for p in open_dictionary().parse(word)[:4]
    )
    return tuple(dict.fromkeys(russian.stemWord(lemma) for lemma in lemmas))


@lru_cache(maxsize=50_000)
def is_known_russian(word: str) -> bool:
    """Whether the dictionary has the word, in any form."""
    return bool(RUSSIAN.fullmatch(word)) and bool(open_dictionary().word_is_known(word))


@lru_cache(maxsize=10_000)
def is_noun(word: str) -> bool:
    """Whether a Russian word is, first of all, a noun, or one that the dictionary lacks."""
    return bool(RUSSIAN.fullmatch(word)) and "NOUN" in open_dictionary().parse(word)[0].tag


@lru_cache(maxsize=10_000)
def is_verb(word: str) -> bool:
    """Whether a Russian word is, first of all, a verb: «сделали»."""
    if not RUSSIAN.fullmatch(word):
        return False
    tag = open_dictionary().parse(word)[0].tag
    return "VERB" in tag or "INFN" in tag


@lru_cache(maxsize=10_000)
def is_given_name(word: str) -> bool:
    """Whether a Russian word is, first of all, a person's name: Анна."""
    return bool(RUSSIAN.fullmatch(word)) and "Name" in open_dictionary().parse(word)[0].tag


@lru_cache(maxsize=10_000)
def is_common_noun(word: str) -> bool:
    """Whether a Russian word is, first of all, a noun that names no person or place: лошадь."""
    if not RUSSIAN.fullmatch(word):
        return False
    tag = open_dictionary().parse(word)[0].tag
    return "NOUN" in tag and not {"Name", "Surn", "Patr", "Geox", "Orgn"} & set(tag.grammemes)


@lru_cache(maxsize=50_000)
def find_lemmas(word: str) -> tuple[str, ...]:
    """The two likeliest dictionary forms of a Russian word; any other word itself."""
    if not RUSSIAN.fullmatch(word):
        return (word,)
    lemmas = (p.normal_form.replace("ё", "е") for p in open_dictionary().parse(word)[:3])
    return tuple(dict.fromkeys(lemmas))[:2]


def split_words(text: str) -> list[str]:
    """Lower-case words and numbers of a text, in order; Т-34 and T34 come out as t34.

    Numbers lose their group separators: 8 000 and 8,000 are 8000; a decimal comma is a point.
    """
    plain = text.casefold().replace("ё", "е").replace("’", "").replace("'", "")
    plain = _NUMBER_SIGN.sub(" ", plain)
    plain = _GLUED.sub(_glue_model, _NUMBER_GROUPS.sub("", plain))
    return [_clean(word) for word in re.findall(r"[^\W_]+(?:[.,]\d+)?", plain)]


def _glue_model(match: re.Match[str]) -> str:
    return make_skeleton(match[1]) + match[2] + make_skeleton(match[3])


def _clean(word: str) -> str:
    return word.replace(",", ".") if word[0].isdigit() else mend_lookalikes(word)


def read_number(
    words: list[str], at: int, spelt: Mapping[str, int] = NO_NUMBERS
) -> tuple[float, int] | None:
    """The number that starts at a position, with its scale word, and how many words it takes.

    `spelt` gives number words by their dictionary form; a scale word alone is one of it.
    """
    if re.fullmatch(r"\d+(?:\.\d+)?", words[at]):
        value, size = float(words[at]), 1
    else:
        value, size = _read_spelt(words, at, spelt)
    scale = find_scale(words[at + size]) if at + size < len(words) else 0
    if size and scale:
        return value * scale, size + 1
    if not size and spelt and scale:
        return float(scale), 1
    return (value, size) if size else None


def _read_spelt(words: list[str], at: int, spelt: Mapping[str, int]) -> tuple[float, int]:
    """A number in words, such as "seventy five", and how many words it takes; 0 for none."""
    value = size = 0
    while spelt and at + size < len(words):
        lemmas = find_lemmas(words[at + size])
        part = next((spelt[lemma] for lemma in lemmas if lemma in spelt), None)
        if part is None or (size and part >= (value % 100 or 1000)):
            break
        value, size = value + part, size + 1
    return float(value), size


def find_scale(word: str) -> int:
    """The size of a scale word such as million, or 0."""
    return next((size for pattern, size in _SCALES if pattern.match(word)), 0)


def name_plant(number: str) -> str:
    """The term that stands for a plant's number: "plant=126" for «завод № 126»."""
    return f"{PLANT}{number}"


def is_plant(term: str) -> bool:
    """Whether a term stands for a plant's number."""
    return term.startswith(PLANT)


def name_number(value: float) -> str:
    """The term that stands for a number: =8000, =1300000, =1.58."""
    return f"={value:.10g}"
