"""The catalogue as a careful editor reads it: both languages, our own words, true figures."""

from __future__ import annotations

import re

import pymorphy3
import pytest
from babel import Locale as BabelLocale

from bot.cities.catalogue import DATA, load_catalogue
from bot.cities.documents import DOCUMENTS
from bot.cities.inventory import hash_shingles, read_inventory
from bot.cities.model import Figure
from bot.cities.proofs import SPELLED, find_problems
from bot.cities.wording import COUNTED, word_figure
from bot.i18n import Locale, translator
from tests.texts import gather_texts

CATALOGUE = load_catalogue()
INVENTORY = read_inventory()
TEXTS = list(gather_texts(CATALOGUE))
FIGURES = [
    (f"{place}:{key}", figure)
    for place, (_, fact) in CATALOGUE.facts.items()
    for key, figure in fact.figures.items()
]
CYRILLIC = re.compile("[А-Яа-яЁё]")
MORPH = pymorphy3.MorphAnalyzer()


def test_an_editor_sends_nothing_back() -> None:
    assert [str(problem) for problem in find_problems(CATALOGUE, DATA)] == []


def test_each_language_keeps_to_its_alphabet() -> None:
    mixed = [
        (text.place, text.text)
        for text in TEXTS
        if text.sentence and (text.language == "ru") != bool(CYRILLIC.search(text.text))
    ]
    assert mixed == []


def test_no_sentence_is_copied_from_a_source() -> None:
    copied = [
        (text.place, text.text)
        for text in TEXTS
        if text.sentence and hash_shingles(text.text) & INVENTORY.shingles
    ]
    assert copied == []


def test_facts_are_short_enough_for_a_card() -> None:
    long = [(t.place, len(t.text)) for t in TEXTS if "/" in t.place and len(t.text) > 300]
    assert long == []


def test_every_figure_stands_in_the_document_it_cites() -> None:
    numbers = {
        (section.source, section.city): set(section.numbers) for section in INVENTORY.sections
    }
    missing = [
        f"{place}:{key} {figure.value:.10g}"
        for place, (city, fact) in CATALOGUE.facts.items()
        for key, figure in fact.figures.items()
        if set(fact.sources) <= set(DOCUMENTS)
        if not any(find_values(figure) <= numbers.get((s, city.id), set()) for s in fact.sources)
    ]
    assert missing == []


def find_values(figure: Figure) -> set[str]:
    """A figure's numbers as the inventory writes them."""
    values = (figure.value, figure.to)
    return {f"{value:.10g}" for value in values if value is not None and value != 1}


def test_every_theme_has_a_fact() -> None:
    used = {theme for _, fact in CATALOGUE.facts.values() for theme in fact.themes}
    assert set(CATALOGUE.themes) - used == set()


def test_facts_that_share_a_claim_point_at_each_other() -> None:
    one_way = [
        f"{other} does not see {place}"
        for place, (_, fact) in CATALOGUE.facts.items()
        for other in fact.see
        if place not in CATALOGUE.facts[other][1].see
    ]
    assert one_way == []


def test_contested_claims_are_never_asked_for_their_figure_or_city() -> None:
    asked = [
        place
        for place, (_, fact) in CATALOGUE.facts.items()
        if fact.standing == "disputed" and set(fact.ask) & {"city", "figure"}
    ]
    assert asked == []


@pytest.mark.parametrize("value", [1, 2, 5, 21, 1_500_000])
def test_every_count_takes_the_russian_form_of_its_number(value: int) -> None:
    tr, rule = translator(Locale.RU), BabelLocale("ru").plural_form
    expected = {"one": 0, "few": 1, "many": 2}[rule(value)]
    wrong = []
    for place, figure in FIGURES:
        forms = figure.ru if figure.unit in COUNTED else CATALOGUE.units[figure.unit].ru
        if figure.unit in SPELLED:
            continue
        exact = figure.model_copy(update={"value": value, "to": None, "bound": "exactly"})
        told = word_figure(exact, tr, CATALOGUE.units[figure.unit])
        tail = "" if figure.unit in COUNTED or not figure.ru else f" {figure.ru}"
        if not told.endswith(f"{forms[expected]}{tail}"):
            wrong.append((place, told))
    assert wrong == []


def test_the_plural_forms_of_counts_are_forms_of_one_noun() -> None:
    wrong = [
        (place, figure.ru)
        for place, figure in FIGURES
        if figure.unit in COUNTED and not agree(*figure.ru)
    ]
    assert wrong == []


def agree(one: str, few: str, many: str) -> bool:
    """Whether some word goes as «танк, танка, танков», or as «раненый, раненых, раненых».

    The second pattern is that of adjectives, of words that only have a plural, and of counts in
    the genitive («оборудование 38 заводов»).
    """
    words = zip(one.split(), few.split(), many.split(), strict=False)
    return any(
        has_case(c, "plur", "gent")
        and (
            (has_case(a, "sing", "nomn", "accs") and has_case(b, "sing", "gent"))
            or (is_declined(a) and has_case(b, "plur", "gent"))
        )
        for a, b, c in words
    )


def is_declined(word: str) -> bool:
    """Whether a first form is an adjective, a plural or a genitive."""
    parses = MORPH.parse(word)
    return any(p.tag.POS in {"ADJF", "PRTF"} or p.tag.number == "plur" for p in parses) or (
        has_case(word, "sing", "gent")
    )


def has_case(word: str, number: str, *cases: str) -> bool:
    """Whether a word can be of that number in one of the cases."""
    return any(
        p.tag.number == number and p.tag.case in cases for p in MORPH.parse(word.strip("«»"))
    )
