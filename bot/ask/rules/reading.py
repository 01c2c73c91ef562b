"""A question as written: its language, its words, and what of it is mere spelling."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.ask.rules import lexicon
from bot.cities.model import Language
from bot.cities.spelling import CYRILLIC, is_cyrillic, make_skeleton
from bot.cities.words import find_terms, is_known_russian, split_words

_TO_CYRILLIC = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "ё"), ("jo", "ё"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"),
    ("ia", "ия"), ("ye", "е"), ("iy", "ий"), ("yy", "ый"), ("a", "а"), ("b", "б"), ("v", "в"),
    ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("j", "й"),
    ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "ц"), ("y", "ы"),
    ("x", "кс"), ("q", "к"), ("'", "ь"),
)  # fmt: skip
POSSESSIVE = re.compile(r"(?<=[A-Za-z])['’]s\b")
RUSSIAN_IN_LATIN = frozenset(map(make_skeleton, lexicon.RUSSIAN_IN_LATIN))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, its search terms, and its place."""

    text: str
    terms: tuple[str, ...]
    at: int

    def is_any(self, lexicon_: frozenset[str]) -> bool:
        """Whether the word belongs to a set of terms."""
        return any(term in lexicon_ for term in self.terms)


@dataclass(frozen=True, slots=True)
class Reading:
    """The question's language, its text with slips of spelling mended, and its words."""

    language: Language
    text: str
    words: tuple[Word, ...]
    typed: str
    """The text in lower case with its signs, as typed."""
    terms: frozenset[str]
    """The terms of all the words."""

    def has(self, *lexicons: frozenset[str]) -> bool:
        """Whether any word, in whatever form, belongs to any of the sets of terms."""
        return any(not wanted.isdisjoint(self.terms) for wanted in lexicons)

    def says(self, *lexicons: frozenset[str]) -> bool:
        """Whether any word stands in any of the sets just as it is written."""
        return any(word.text in wanted for word in self.words for wanted in lexicons)


def read_question(text: str, fallback: Language, models: Container[str] = ()) -> Reading:
    """Read a cleaned text; `fallback` is the chat's language, for texts that show none.

    `models` are known names such as t34, so that «т 34» is one too.
    """
    text = POSSESSIVE.sub("", text)
    if is_transliterated(text):
        text = to_cyrillic(text)
    language = detect_language(text, fallback)
    words = [lexicon.COLLOQUIAL.get(word, word) for word in glue_models(split_words(text), models)]
    words = write_years(words)
    found = tuple(Word(word, find_terms(word), at) for at, word in enumerate(words))
    typed = text.casefold().replace("ё", "е")
    return Reading(language, " ".join(words), found, typed, gather_terms(found))


def gather_terms(words: Iterable[Word]) -> frozenset[str]:
    """The terms of all the words."""
    return frozenset(term for word in words for term in word.terms)


def replace_words(reading: Reading, written: Mapping[int, str]) -> Reading:
    """The reading with the words at some places written otherwise."""
    found = tuple(
        Word(written[w.at], find_terms(written[w.at]), w.at) if w.at in written else w
        for w in reading.words
    )
    text = " ".join(word.text for word in found)
    return replace(reading, text=text, words=found, terms=gather_terms(found))


def glue_models(words: list[str], models: Container[str]) -> list[str]:
    """The words with those of a known model joined: т, 34 is t34."""
    glued: list[str] = []
    for word in words:
        joined = make_skeleton(glued[-1]) + word if glued and word[0].isdigit() else ""
        if joined and joined in models:
            glued[-1] = joined
        else:
            glued.append(word)
    return glued


def write_years(words: list[str]) -> list[str]:
    """The words with years of the war in full: «сорок втором», «в 42 году» are 1942."""
    written: list[str] = []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word.startswith(WAR_YEARS) and written[-1:] == ["сорок"]:
            written[-1] = f"194{ORDINALS.index(word[:3]) + 1}"
        elif re.fullmatch("4[1-5]", word) and is_year_near(words[at - 1] if at else "", following):
            written.append(f"19{word}")
        else:
            written.append(word)
    return written


def is_year_near(before: str, after: str) -> bool:
    """Whether 41 to 45 between these words is a year: «летом 42», "in 43"."""
    if after.startswith("год") or before.startswith(SEASONS):
        return True
    return before in ("в", "in") and (not after or after in lexicon.STOP)


SEASONS = (
    "лето", "осен", "зим", "весн", "начал", "конц", "январ", "феврал", "март", "апрел", "мая",
    "мае", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр", "summer", "autumn",
    "winter", "spring", "early", "late", "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = ("пер", "вто", "тре", "чет", "пят")
WAR_YEARS = ("перв", "втор", "трет", "четв", "пят")


def detect_language(text: str, fallback: Language) -> Language:
    """Russian when there is a Cyrillic letter, English for English words, else the fallback."""
    if is_cyrillic(text):
        return "ru"
    return "en" if set(split_words(text)) & lexicon.ENGLISH else fallback


def is_transliterated(text: str) -> bool:
    """Whether a Latin text is Russian: more Russian question words in it than English ones."""
    if is_cyrillic(text):
        return False
    words = split_words(text)
    russian = sum(make_skeleton(word) in RUSSIAN_IN_LATIN for word in words if len(word) > 1)
    return russian > sum(word in lexicon.ENGLISH for word in words)


def to_cyrillic(text: str) -> str:
    """Latin letters read as Russian: kakoe zvanie is «какое звание»."""
    return " ".join(_word_to_cyrillic(word) for word in re.findall(r"[^\s]+", text.lower()))


def _word_to_cyrillic(word: str) -> str:
    if re.search(r"\d", word) or CYRILLIC.search(word):
        return word
    for latin, cyrillic in _TO_CYRILLIC:
        word = word.replace(latin, cyrillic)
    return _restore_soft_sign(word)


def _restore_soft_sign(word: str) -> str:
    """сколко, ижевск: a soft sign that Latin drops, put back where that makes a known word."""
    if is_known_russian(word):
        return word
    for at in range(len(word), 0, -1):
        if word[at - 1] in "бвдзлмнпрст":
            candidate = f"{word[:at]}ь{word[at:]}"
            if is_known_russian(candidate):
                return candidate
    return word
