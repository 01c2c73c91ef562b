"""Spellings brought to one form: case, ё, hyphens, look-alike letters, Latin, keyboard layout."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
CYRILLIC = re.compile(r"[а-яё]")
LATIN = re.compile(r"[a-z]")

_LOOKALIKES = str.maketrans("acekmoptxybh", "асекмортхувн")
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_YTSUKEN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_QWERTY + _QWERTY.upper(), _YTSUKEN + _YTSUKEN)
_TO_LATIN = str.maketrans(_YTSUKEN, _QWERTY)

# Skeletons: one capital stands for a letter that Latin spells with several.
_CYRILLIC_SKELETON = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "Z", "з": "z",
        "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "C", "ч": "H", "ш": "S", "щ": "S",
        "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a",
    }
)  # fmt: skip
_LATIN_STEPS = [
    (re.compile(pattern), to)
    for pattern, to in (
        ("schtsch|shch|stsch|šč", "S"),
        ("tsch|tch|(?<!s)ch|č", "H"),
        ("sch|sh|š", "S"),
        ("zh|ž", "Z"),
        ("kh|x", "h"),
        ("ts|tz|c(?=[eiy])|c$", "C"),
        ("ck|c", "k"),
        ("w", "v"),
        ("ph", "f"),
        ("[yj](?=[aeou])", ""),
        ("[yj]", "i"),
    )
]
_SHARED_STEPS = [
    (re.compile("ts"), "C"),
    (re.compile("(?<![aeiou])i(?=[aeou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
]


def normalise(text: str) -> str:
    """Lower case, ё as е, apostrophes gone, everything but letters and digits as one space."""
    plain = text.casefold().replace("ё", "е").replace("'", "").replace("’", "").replace("ʼ", "")
    return " ".join(mend_lookalikes(word) for word in WORD.findall(plain))


def mend_lookalikes(word: str) -> str:
    """A word with Latin letters among Cyrillic ones, all Cyrillic: «Oмск» typed with a Latin O."""
    if CYRILLIC.search(word) and LATIN.search(word) and not re.search(r"\d", word):
        return word.translate(_LOOKALIKES)
    return word


def switch_layout(text: str) -> str:
    """The text as if typed on the other keyboard layout: jvcr is омск."""
    lower = text.lower()
    return lower.translate(_TO_LATIN if CYRILLIC.search(lower) else _TO_CYRILLIC)


@lru_cache(maxsize=20_000)
def make_skeleton(text: str) -> str:
    """What stays of a name in any script or romanisation: Jekaterinburg and Екатеринбург agree."""
    return " ".join(_make_word_skeleton(word) for word in normalise(text).split())


def _make_word_skeleton(word: str) -> str:
    if CYRILLIC.search(word):
        word = word.translate(_CYRILLIC_SKELETON)
    else:
        for pattern, to in _LATIN_STEPS:
            word = pattern.sub(to, word)
    for pattern, to in _SHARED_STEPS:
        word = pattern.sub(to, word)
    return word


def is_cyrillic(text: str) -> bool:
    """Whether the text has any Russian letter."""
    return bool(CYRILLIC.search(text.casefold()))
