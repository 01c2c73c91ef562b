"""What number is asked for: the thing to be counted, the unit, and which figure of a fact it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.ask.rules import lexicon
from bot.ask.rules.query import Query
from bot.ask.rules.reading import Reading, Word
from bot.ask.rules.slots import Span, covers
from bot.cities.model import Fact, Figure, Name
from bot.cities.names import Match, Mention
from bot.cities.search import Wanted, find_figure_terms, find_product_terms
from bot.cities.wording import PLACEHOLDER
from bot.cities.words import find_terms, is_verb, name_number, split_words

LONGEST_PHRASE = 4
"""How many words may name what is counted: «боевых самолётов», "heavy machine guns"."""
SHARE = re.compile(
    r"\b(?:как(?:ая|ую|ой) (?:дол|част)[яьюи]|как\w+ процент\w*|в процентах|сколько процентов|"
    r"(?:what|which) (?:share|part|percent\w*|proportion|fraction)|in percent|how much of)\b"
)
LENGTH_OF_TIME = re.compile(
    r"\b(?:сколько (?:\w+ )?(?:длил|продолжал|времени|держал)\w*|как долго|how long)\b"
)
DISTANCE = re.compile(r"\b(?:на каком расстоянии|как далеко|how far|what distance)\b")
TIMES = re.compile(r"\b(?:во сколько раз|сколько раз|в сколько раз|how many times)\b")
MONEY = re.compile(
    r"\bhow much (?:did|was|were|had|have) .*(?:contribut|spen[dt]|rais|donat|collect)"
)
PER = re.compile(
    r"(?:в|за) (?:день|сутки|час|месяц|год)\b|(?:a|per) (?:day|hour|month|year)\b|daily"
)
"""Asks for so many in a time."""
SHARE_TOLD = re.compile(
    r"треть|четверт|половин|кажд\w+ \w+|больш(?:ая|ую|ей) част|third|quarter|half|every \w+|most of"
)
AMOUNT = re.compile(
    r"\b(?:how many|how much|(?:output|production) of \S+ (?:in )?19\d\d"
    r"|(?:output|production) (?:figures|numbers|totals)|number of|amount of|quantity of"
    r"|total number|total of|in total)\b|\btotal$"
    r"|(?<!the )\b(?!the |was |war |wartime |what |which |industrial |military |mass |its )"
    r"\w+ (?:output|production) (?:of|in|at)\b"
)
SHARES = frozenset({"percent", "one-in"})
DURATIONS = frozenset({"day", "month", "year", "hour"})
TIMES_ASKED = frozenset({"times"})
SPELLED = frozenset({"one-in", "rank"})
"""Units whose figures are words of the text, such as «каждый четвёртый»."""
UNIT, HEAD, ALIKE, OWN, MADE, BESIDE = 3.0, 3.0, 2.0, 1.5, 1.0, 0.2
"""What it counts that a figure is in the asked unit, is of the asked thing, of a thing that means
about the same, bears one of the words, is of a product asked for, stands beside a word asked."""
LEAST = 1.0


def asks_how_many(reading: Reading) -> bool:
    """Whether a number is asked: «сколько», "how many", "what share"; not a decree's number."""
    if reading.has(lexicon.DECREE - lexicon.HOW_MANY) or asks_age(reading):
        return False
    if find_measures(reading):
        return True
    if reading.language == "en":
        return bool(AMOUNT.search(reading.text))
    return any(w.terms[0] in lexicon.HOW_MANY for w in reading.words)


def asks_age(reading: Reading) -> bool:
    """Whether it is asked how long a title has been given: «сколько лет званию»."""
    asked = any(p in reading.text for p in ("сколько лет", "how old", "how many years"))
    return asked and reading.has(lexicon.TITLE)


def find_measures(reading: Reading) -> frozenset[str]:
    """The units asked for by phrases alone: «какая доля», "how long", «на каком расстоянии»."""
    asked = (
        (SHARE, SHARES),
        (LENGTH_OF_TIME, DURATIONS),
        (DISTANCE, frozenset({"kilometre", "metre"})),
        (TIMES, TIMES_ASKED),
        (MONEY, frozenset({"rouble"})),
    )
    return frozenset().union(*(units for phrase, units in asked if phrase.search(reading.text)))


def find_counted(reading: Reading, taken: Sequence[Span]) -> tuple[Word, ...]:
    """The words after "how many" that name what is counted, up to a verb or a small word."""
    if not asks_how_many(reading):
        return ()
    starts = [w.at for w in reading.words if w.terms[0] in lexicon.HOW_MANY]
    if not starts:
        return ()
    start = starts[0] + 1
    if start < len(reading.words) and reading.words[start].text in lexicon.AUXILIARY:
        return ()
    while start < len(reading.words) and is_lead(reading.words[start]):
        start += 1
    found: list[Word] = []
    for word in reading.words[start : start + LONGEST_PHRASE]:
        if covers(taken, word) and not found:
            continue
        if ends_phrase(word) or covers(taken, word):
            break
        found.append(word)
    return tuple(found)


MULTITUDES = ("штук", "тысяч", "миллион", "миллиард", "thousand", "million", "billion")


def is_lead(word: Word) -> bool:
    """Whether a word only leads to what is counted: "number *of*", «сколько *всего*»."""
    lead = word.terms[0] in lexicon.HOW_MANY or word.text in lexicon.STOP
    return lead or word.text.startswith(MULTITUDES)


def ends_phrase(word: Word) -> bool:
    """Whether what is counted ends before a word."""
    small = word.text in lexicon.STOP or word.terms[0] in lexicon.DEED | lexicon.QUESTION
    return small or is_verb(word.text)


def find_units(
    reading: Reading, counted: Sequence[Word], mentions: Iterable[Mention]
) -> frozenset[str]:
    """The units in which the answer is to be given, where the question says so."""
    if measures := find_measures(reading):
        return measures
    nouns = counted[-1:] if reading.language == "en" else counted[:1]
    found = {unit for word in nouns for unit in list_units(word)}
    people = not counted and any(m.match is Match.DEMONYM for m in mentions)
    return frozenset(found | ({"person"} if people and asks_how_many(reading) else set()))


def list_units(word: Word) -> Iterable[str]:
    """The units a word names: рублей, people, тонн."""
    return (u for units, words in lexicon.UNITS.items() if word.is_any(words) for u in units)


def choose_figure(fact: Fact, query: Query) -> Figure | None:
    """The figure of a fact that "how many" asks for, if it has one."""
    rated = [(rate_figure(fact, key, query), key) for key in fact.figures]
    best = max(
        rated, default=(0.0, ""), key=lambda pair: (pair[0], -count_unasked(fact, pair[1], query))
    )
    return fact.figures[best[1]] if best[0] >= LEAST else None


def count_unasked(fact: Fact, key: str, query: Query) -> int:
    """How many words narrow what a figure counts without being asked: «*иностранных* судов»."""
    asked = {term for word in query.wanted for term in word.terms}
    return len(find_own_terms(fact.figures[key]) - asked)


def rate_figure(fact: Fact, key: str, query: Query) -> float:
    """How well a figure is what "how many" asks for; less than `LEAST` if it is not."""
    figure = fact.figures[key]
    units = query.units
    if units == TIMES_ASKED and all(f.unit != "times" for f in fact.figures.values()):
        units = frozenset()
    if units and figure.unit not in units:
        return 0.0
    if any(name_number(figure.value) in word.terms for word in query.wanted):
        return 0.0
    score = UNIT if units else 0.0
    heads, own = find_figure_terms(figure), find_own_terms(figure)
    words = query.counted or query.strong
    met = sum(rate_word(word, heads) for word in words)
    if met:
        met += OWN * sum(bool(set(word.terms) & (own - heads)) for word in words)
    score += met
    if not score and figure.unit == "piece" and is_made(fact, query) and counts_made(fact, own):
        score = MADE
    if figure.unit in SPELLED and not query.units & SHARES:
        score -= HEAD
    if PER.search(query.reading.text) and tells_rate(fact, key, query):
        score += HEAD + OWN
    if score >= LEAST:
        near = find_neighbours(fact.text(query.language), key)
        score += BESIDE * sum(bool(near & set(word.terms)) for word in query.wanted)
    return score


def tells_rate(fact: Fact, key: str, query: Query) -> bool:
    """Whether a figure is so many a day or the like."""
    after = fact.text(query.language).partition("{" + key)[2].partition("}")[2]
    return bool(PER.match(after.strip()))


def rate_word(word: Wanted, heads: frozenset[str]) -> float:
    """How well a word of what is counted fits a figure's noun."""
    if set(word.terms) & heads:
        return HEAD
    return ALIKE if find_alike(word.terms) & heads else 0.0


@lru_cache(maxsize=2_000)
def find_alike(terms: tuple[str, ...]) -> frozenset[str]:
    """The terms that mean about the same as a word's."""
    lines = (line for line in lexicon.SYNONYMS if set(line) & set(terms))
    return frozenset(term for line in lines for term in line)


@lru_cache(maxsize=2_000)
def find_own_terms(figure: Figure) -> frozenset[str]:
    """The terms of all words by which a figure names what it counts."""
    forms = (figure.ru, figure.en)
    texts = (form if isinstance(form, str) else " ".join(form) for form in forms)
    return frozenset(t for text in texts for word in split_words(text) for t in find_terms(word))


def find_neighbours(text: str, key: str) -> set[str]:
    """The terms of the words in the clause where a figure stands."""
    clauses = re.split(r"[,;:—(]", text)
    clause = next((c for c in clauses if any(m[1] == key for m in PLACEHOLDER.finditer(c))), "")
    return {t for word in split_words(PLACEHOLDER.sub(" ", clause)) for t in find_terms(word)}


def is_made(fact: Fact, query: Query) -> bool:
    """Whether a product or a model of a fact is what is to be counted: «сколько ЗИС-5»."""
    asked = {term for word in query.counted or query.strong for term in word.terms}
    made = {term for product in fact.products for term in find_product_terms(product)}
    return bool(asked & (made | find_name_terms(n for n in fact.names if n.kind == "model")))


def counts_made(fact: Fact, own: frozenset[str]) -> bool:
    """Whether a figure's words name what the fact says was made, not the plants that made it."""
    made = {term for product in fact.products for term in find_product_terms(product)}
    return bool(own & made) or not fact.products


def names_counted(fact: Fact, query: Query) -> bool:
    """Whether a product or any name of a fact is what is to be counted: «сколько ЗИС-5»."""
    asked = {term for word in query.counted or query.strong for term in word.terms}
    made = {term for product in fact.products for term in find_product_terms(product)}
    return bool(asked & (made | find_name_terms(fact.names)))


def find_name_terms(names: Iterable[Name]) -> set[str]:
    """The terms of the words in names, in both languages and in all spellings."""
    texts = (text for name in names for text in (name.ru, name.en, *name.also))
    return {term for text in texts for word in split_words(text) for term in find_terms(word)}


VAGUE = re.compile(
    r"\d|сотн|тысяч|миллион|десятк|дважды|трижды|ни одн|hundred|thousand|million|dozen|\bno\b|twice"
)
"""Numbers that stand in a fact's words alone."""
OFTEN = re.compile(r"дважды|трижды|twice|three times")
YEARS = re.compile(r"\b1[89]\d\d\b")


def is_counted(fact: Fact, query: Query) -> bool:
    """Whether a fact has the asked number, in a figure or in its words."""
    if not query.how_many or choose_figure(fact, query):
        return True
    text = fact.text(query.language)
    if query.units == DURATIONS:
        return len(YEARS.findall(text)) > 1
    text = YEARS.sub(" ", text)
    if query.units == SHARES:
        return bool(SHARE_TOLD.search(text))
    if query.units:
        return query.units == TIMES_ASKED and bool(OFTEN.search(text))
    if not query.counted:
        return bool(fact.figures)
    told = any(figure.unit == "times" for figure in fact.figures.values())
    told = told or (not fact.figures and bool(VAGUE.search(text)))
    return told and names_counted(fact, query)
