"""How figures and facts read in each language: bounds, numbers, plurals, scale words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.cities.model import Fact, Figure, TitleFact, Unit
from bot.i18n import Locale, Translator

NBSP = "\N{NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)(?::(number|bounded))?\}")

BOUNDS = {
    "ru": {"exactly": "", "about": "около ", "over": "более ", "up_to": "до "},
    "en": {"exactly": "", "about": "about ", "over": "more than ", "up_to": "up to "},
}
SCALES = (
    (1_000_000_000, ("миллиард", "миллиарда", "миллиардов"), "billion"),
    (1_000_000, ("миллион", "миллиона", "миллионов"), "million"),
)
COUNTED = frozenset({"piece", "person"})


def word_fact(fact: Fact | TitleFact, tr: Translator, units: Mapping[str, Unit]) -> str:
    """The fact's sentence in the translator's language, figures put in, first letter capital."""

    def put(match: re.Match[str]) -> str:
        figure = fact.figures[match[1]]
        return word_figure(figure, tr, units[figure.unit], match[2] or "full")

    text = PLACEHOLDER.sub(put, fact.text(tr.locale.value))
    return text[:1].upper() + text[1:]


def word_figure(figure: Figure, tr: Translator, unit: Unit, form: str = "full") -> str:
    """A figure in words.

    `full` is bound, number and what is counted («более 8 000 радиостанций»), `bounded` leaves out
    what is counted, `number` is the bare number.
    """
    number, scaled = _word_number(figure, tr)
    if form == "number":
        return number
    bounded = BOUNDS[tr.locale.value][figure.bound] + number
    if form == "bounded":
        return bounded
    return bounded + _word_counted(figure, tr.locale, unit, scaled)


def _word_number(figure: Figure, tr: Translator) -> tuple[str, bool]:
    """The number, or range of numbers, and whether it ends in a scale word such as million."""
    if figure.to is not None:
        low, high = (_scale(v, tr, figure.bound) for v in (figure.value, figure.to))
        return f"{low[0]}–{high[0]}", high[1]
    return _scale(figure.value, tr, figure.bound)


def _scale(value: float, tr: Translator, bound: str) -> tuple[str, bool]:
    for size, ru, en in SCALES:
        short = value / size
        if value >= size and round(short, 3) == short:
            short = int(short) if short == int(short) else short
            genitive = bound != "exactly"
            word = en if tr.locale is Locale.EN else pick_russian_form(short, ru, genitive)
            return f"{tr.number(short)}{NBSP}{word}", True
    return tr.number(value), False


def _word_counted(figure: Figure, locale: Locale, unit: Unit, scaled: bool) -> str:
    """What follows the number: a plural form, or the unit and what it measures."""
    noun = _plural_form(figure, figure.ru if locale is Locale.RU else figure.en, locale, scaled)
    if figure.unit in COUNTED:
        return f" {noun}"
    measured = figure.ru if locale is Locale.RU else figure.en
    tail = f" of {measured}" if locale is Locale.EN else f" {measured}"
    name = _plural_form(figure, unit.ru if locale is Locale.RU else unit.en, locale, scaled)
    joint = ("" if locale is Locale.EN else NBSP) if figure.unit == "percent" else " "
    return f"{joint}{name}{tail if measured else ''}"


def _plural_form(figure: Figure, forms: tuple[str, ...] | str, locale: Locale, scaled: bool) -> str:
    if isinstance(forms, str):
        return forms
    value = figure.value if figure.to is None else figure.to
    if locale is Locale.EN:
        return forms[0] if value == 1 else forms[1]
    if scaled:
        return forms[2]
    return pick_russian_form(value, (forms[0], forms[1], forms[2]), figure.bound != "exactly")


def pick_russian_form(value: float, forms: tuple[str, str, str], genitive: bool = False) -> str:
    """The noun form after a number: one, few (genitive singular), many (genitive plural).

    After «более», «около», «до» the whole phrase is genitive: более 21 танка, более 22 танков.
    """
    one, few, many = forms
    if value != int(value):
        return few
    tens, units = int(value) % 100, int(value) % 10
    if units == 1 and tens != 11:
        return few if genitive else one
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return many if genitive else few
    return many
