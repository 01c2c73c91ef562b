"""Blanks in a fact's sentence: a number, a counted thing, a proper name or a year left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.cities.model import Fact, Figure, Name, Unit
from bot.cities.spelling import normalise
from bot.cities.wording import BOUNDS, COUNTED, PLACEHOLDER, pick_russian_form, word_figure
from bot.i18n import Locale, Translator
from bot.questions.model import UnfairError
from bot.questions.stems import cut_words

BLANK = "____"
YEAR = re.compile(r"(?<![\d-])(?:1[0-9]|20)\d\d(?![\d%])")
WORD = re.compile(r"\d+|[^\W\d_]+")
CASE_ENDING = 3
ORDINAL_ENDINGS = frozenset({"й", "я", "е", "го", "му", "м", "х", "ю"})
"""Case endings written after a number: 1-й, 60-я, 2-го."""
SHORTEST_STEM = 3
Units = Mapping[str, Unit]


def blank_figure(fact: Fact, key: str, tr: Translator, units: Units) -> str:
    """The fact with one number left out; the noun stands in the form that large numbers take."""
    figure = fact.figures[key]

    def put(match: re.Match[str]) -> str:
        if match[2] == "number":
            return BLANK
        bounded = BOUNDS[tr.locale.value][figure.bound] + BLANK
        return bounded if match[2] else bounded + word_many(figure, tr, units[figure.unit])

    return _word_with(fact, key, put, tr, units)


def blank_counted(fact: Fact, key: str, tr: Translator, units: Units) -> str:
    """The fact with what a figure counts left out and the number kept."""
    figure = fact.figures[key]

    def put(match: re.Match[str]) -> str:
        if match[2]:
            raise UnfairError("the noun is not part of the figure")
        return f"{word_figure(figure, tr, units[figure.unit], 'bounded')} {BLANK}"

    return _word_with(fact, key, put, tr, units)


def _word_with(
    fact: Fact, key: str, put: Callable[[re.Match[str]], str], tr: Translator, units: Units
) -> str:
    """The fact's sentence with one figure put in by `put`, the others as always."""

    def fill(match: re.Match[str]) -> str:
        figure = fact.figures[match[1]]
        if match[1] == key:
            return put(match)
        return word_figure(figure, tr, units[figure.unit], match[2] or "full")

    text = PLACEHOLDER.sub(fill, fact.text(tr.locale.value))
    if BLANK not in text:
        raise UnfairError("the figure is not in the sentence")
    return text[:1].upper() + text[1:]


def word_many(figure: Figure, tr: Translator, unit: Unit) -> str:
    """What a figure counts, as after a large number: « радиостанций», « тонн слюды», « %»."""
    ru = tr.locale is Locale.RU
    if figure.unit in COUNTED:
        return f" {figure.ru[2] if ru else figure.en[1]}"
    measured = figure.ru if ru else figure.en
    tail = (f" {measured}" if ru else f" of {measured}") if measured else ""
    joint = "" if figure.unit == "percent" and not ru else " "
    return f"{joint}{unit.ru[2] if ru else unit.en[1]}{tail}"


def word_noun(counted: Figure, number: Figure, tr: Translator) -> str:
    """What one figure counts, in the form that another figure's number asks for."""
    if tr.locale is Locale.EN:
        return counted.en[0] if number.value == 1 else counted.en[1]
    one, few, many = tuple(counted.ru)
    if number.value >= 1_000_000 and number.value % 1_000 == 0:
        return many
    return pick_russian_form(number.value, (one, few, many), number.bound != "exactly")


def blank_year(text: str) -> tuple[str, str]:
    """The sentence without its only year, and that year; UnfairError unless there is one."""
    years = YEAR.findall(text)
    if len(years) != 1:
        raise UnfairError(f"the sentence has {len(years)} years")
    return text.replace(years[0], BLANK), years[0]


def blank_name(text: str, name: Name, language: str) -> str:
    """The sentence without a proper name in any of its case forms; UnfairError if it has none.

    A person may be named by the surname alone.
    """
    words = normalise(_spell(name, language)).split()
    blanked = _blank_words(text, words)
    if blanked == text and name.kind == "person":
        blanked = _blank_words(text, words[-1:])
    if blanked == text:
        raise UnfairError("the name is not in the sentence")
    return blanked


def _spell(name: Name, language: str) -> str:
    return name.ru if language == "ru" else name.en


def _blank_words(text: str, words: list[str]) -> str:
    """The text with every run of tokens that are forms of these words blanked, quotes and all."""
    tokens = list(WORD.finditer(text))
    spans = []
    for start in range(len(tokens) - len(words) + 1):
        run = tokens[start : start + len(words)]
        before = ["", *words]
        if all(
            _is_form(normalise(t[0]), *pair)
            for t, *pair in zip(run, words, before[:-1], strict=True)
        ):
            spans.append(_widen(text, run[0].start(), run[-1].end()))
    for start, end in reversed(spans):
        text = text[:start] + BLANK + text[end:]
    return text


def _is_form(token: str, word: str, before: str) -> bool:
    """Whether a word of the text is a case form of a word of the name, which follows `before`."""
    if token == word or not word.isalpha() or word.isascii():
        return token == word
    if len(word) < SHORTEST_STEM:
        ordinal = before.isdigit() and word in ORDINAL_ENDINGS
        return ordinal and token in ORDINAL_ENDINGS
    stem = word[: max(SHORTEST_STEM, len(word) - CASE_ENDING)]
    return token.startswith(stem) and abs(len(token) - len(word)) <= CASE_ENDING


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotation marks around it."""
    for opening, closing in ("«»", "“”"):
        quoted = text[start:end].count(opening) - text[start:end].count(closing)
        if quoted > 0 and text[end : end + 1] == closing:
            return start, end + 1
        if quoted == 0 and text[start - 1 : start] == opening and text[end : end + 1] == closing:
            return start - 1, end + 1
    return start, end


def repeats_name(text: str, name: str) -> bool:
    """Whether a sentence still has a telling word of a name that was blanked."""
    return bool((cut_words(name) - GENERIC) & cut_words(text))


GENERIC = frozenset().union(
    *map(
        cut_words,
        (
            "завод комбинат фабрика верфь станция институт училище школа госпиталь комитет фонд",
            "фронт армия корпус дивизия бригада полк батальон отряд флот флотилия эскадрилья",
            "операция битва сражение оборона линия рубеж плацдарм река озеро остров гора имени",
            "советский красный гвардейский стрелковый танковый немецкий плотина мост площадь",
            "plant works factory yard station institute school hospital committee fund named",
            "front army corps division brigade regiment battalion detachment fleet flotilla",
            "operation battle defence line bridgehead river lake island hill rifle guards tank",
            "soviet red german first second third dam bridge square",
        ),
    )
)
"""Words that name a kind of thing and give no single one away."""
