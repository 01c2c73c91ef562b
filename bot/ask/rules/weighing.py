"""How much each word of a question says of what is asked, and which words say nothing."""

from __future__ import annotations

from bot.ask.rules import lexicon
from bot.ask.rules.counting import find_counted
from bot.ask.rules.query import COMMON
from bot.ask.rules.reading import Reading, Word
from bot.ask.rules.slots import Span
from bot.cities.search import FactIndex, Wanted
from bot.cities.spelling import is_cyrillic
from bot.cities.words import name_number, name_plant, read_number

WEIGHT_DEED, WEIGHT_QUESTION = 0.12, 0.0
ASKED = 0.5
"""The weight of a common word that says what is asked for: «какие армии»."""
COUNTED = 1.3
"""What is to be counted says most."""


def weigh_words(
    reading: Reading, taken: list[Span], facts: FactIndex, within: list[Span] | None = None
) -> list[Wanted]:
    """The words to search by, those inside names left out, or only those `within` some spans.

    Numbers are taken as values.
    """
    words = [word.text for word in reading.words]
    counted = {word.at for word in find_counted(reading, taken)}
    asked = find_asked(reading)
    wanted = []
    done = 0
    for word in reading.words:
        spans = taken if within is None else within
        if any(span.start <= word.at < span.end for span in spans) is (within is None):
            continue
        if word.at < done:
            continue
        if number := read_number(words, word.at, lexicon.NUMBERS):
            done = word.at + number[1]
            spelt = () if word.text[0].isdigit() else word.terms
            terms = (name_number(number[0]), *spelt)
            if is_plant_number(word, reading) and facts.knows(name_plant(word.text)):
                terms = (name_plant(word.text),)
            wanted.append(Wanted(f"{number[0]:.10g}", terms, 1.0))
        elif word.text not in lexicon.STOP and not is_excepted(reading, word):
            weight = COUNTED if word.at in counted else weigh_word(word)
            if weight == WEIGHT_DEED and is_also_thing(word, facts):
                weight = ASKED
            if word.at == asked:
                weight = COUNTED if weight == 1.0 else max(weight, ASKED)
            if weight:
                wanted.append(Wanted(word.text, word.terms, weight))
    return wanted


def is_also_thing(word: Word, facts: FactIndex) -> bool:
    """Whether a word that looks like a verb may be a thing of the facts: «стали», «пушки»."""
    others = [term for term in word.terms[1:] if term not in lexicon.DEED]
    return is_cyrillic(word.text) and any(facts.knows(term) for term in others)


def is_plant_number(word: Word, reading: Reading) -> bool:
    """Whether a number stands beside «завод», "plant" and the like."""
    near = [reading.words[n] for n in (word.at - 1, word.at + 1) if 0 <= n < len(reading.words)]
    return word.text.isdigit() and any(w.is_any(lexicon.NAMED["plant"]) for w in near)


def find_asked(reading: Reading) -> int | None:
    """The place of the thing that "which" asks for: «какие армии», "what plant"; not cities."""
    for asking in reading.words:
        following = reading.words[asking.at + 1 : asking.at + 3]
        if asking.terms[0] in lexicon.WHICH and following and following[0].text not in lexicon.STOP:
            cities = any(word.is_any(lexicon.CITIES) for word in following)
            return None if cities else following[0].at
    return None


def is_excepted(reading: Reading, word: Word) -> bool:
    """Whether a thing is named only to be left out: «кроме самолётов», "apart from tanks"."""
    before = [w.text for w in reading.words[max(0, word.at - 2) : word.at]]
    led = before[-1:] and before[-1] in lexicon.BESIDES
    return word.text in lexicon.BESIDES or bool(led) or tuple(before) in BESIDES


BESIDES = (("apart", "from"), ("other", "than"), ("rather", "than"))
"""Words that together leave out what follows them."""


def weigh_word(word: Word) -> float:
    """How much a word says of what is asked."""
    if word.is_any(lexicon.QUESTION) and word.terms[0] in lexicon.QUESTION:
        return WEIGHT_QUESTION
    if word.terms[0] in lexicon.DEED | lexicon.GENERAL | lexicon.LIST | lexicon.CARD:
        return WEIGHT_DEED
    if word.terms[0] in lexicon.COMMON:
        return COMMON
    return 1.0
