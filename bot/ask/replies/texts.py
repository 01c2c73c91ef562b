"""What every wording shares: gaps, the longest answer, sources, the way a city was called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from bot.ask.rules.answer import Answer
from bot.ask.rules.counting import asks_age
from bot.ask.rules.query import Query
from bot.atlas.replies.cards import word_other_name
from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact, TitleId
from bot.i18n import Locale, Translator

LINE = Markup("\n")
GAP = Markup("\n\n")
LONGEST = 600
"""About how many characters an answer may have; lists may be longer."""
LONGEST_SOURCE = 120
Blocks = Sequence[Markup]
T = TypeVar("T")


def measure(blocks: Blocks) -> int:
    """How many characters the blocks take as they are read, gaps included."""
    return sum(len(block.striptags()) + len(GAP) for block in blocks if block)


def keep_fitting(items: Sequence[T], word: Callable[[T], Markup], limit: int) -> list[T]:
    """As many items as fit when worded; the first always."""
    kept: list[T] = []
    for item in items:
        size = measure([word(item)])
        if not kept or size <= limit:
            kept.append(item)
            limit -= size
    return kept


def word_via(tr: Translator, answer: Answer) -> Markup:
    """A line on the former name by which a city was called, if it was."""
    for mention in answer.query.mentions:
        if mention.via and mention.via.kind == "former" and mention.cities[0] in answer.cities:
            return word_other_name(tr, mention.cities[0], mention.via)
    return Markup("")


def word_age(tr: Translator, query: Query, since: date) -> Markup:
    """How many full years ago a day was, where that is asked."""
    if query.today is None or not asks_age(query.reading):
        return Markup("")
    today = query.today
    years = today.year - since.year - ((today.month, today.day) < (since.month, since.day))
    return tr.plural("That was {n} year ago.", "That was {n} years ago.", years)


def word_source_of(
    tr: Translator, catalogue: Catalogue, facts: Sequence[Fact], city: City
) -> Markup:
    """The line that names what the facts rest on."""
    keys = [s for fact in facts for s in fact.sources] or list(city.awards[0].sources)
    return word_source_names(tr, catalogue, keys)


def word_source_names(tr: Translator, catalogue: Catalogue, keys: Sequence[str]) -> Markup:
    """One source by name, or two whose names are not long."""
    names = [catalogue.sources[key].in_(tr.locale.value) for key in dict.fromkeys(keys)]
    both = "; ".join(names[:2])
    return tr("<i>Source: {names}</i>", names=both if len(both) <= LONGEST_SOURCE else names[0])


def word_about(tr: Translator, city: City) -> str:
    """The city's name with "on": «о Томске», «об Омске»."""
    if tr.locale is Locale.EN:
        return f"on {city.en.name}"
    name = city.ru.prepositional
    return f"об {name}" if name[0] in "АИОУЭ" else f"о {name}"


def word_plural_title(tr: Translator, catalogue: Catalogue, title: TitleId) -> str:
    """A title's name in the plural."""
    names = catalogue.titles[title]
    return names.ru.plural if tr.locale is Locale.RU else names.en.plural


def word_examples(tr: Translator) -> Markup:
    """Questions that do have answers."""
    return tr(
        "Try: “Omsk”, “who made the greatcoats”, “cities of military glory 2010”, "
        "“where is the stele in Samara”."
    )
