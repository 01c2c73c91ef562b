"""Words by which people ask lead to a fact that lacks them, but its own words lead there better."""

from __future__ import annotations

import pytest

from bot.cities.catalogue import Catalogue
from bot.cities.search import FactIndex, Wanted, index_facts
from bot.cities.words import find_terms


@pytest.fixture(scope="module")
def index(catalogue: Catalogue) -> FactIndex:
    return index_facts(catalogue)


def find(index: FactIndex, *words: str) -> tuple[str, float]:
    """The best fact for some words, and how much of them it accounts for."""
    best = index.search([Wanted(word, find_terms(word)) for word in words])[0]
    city, fact = best.record
    return f"{city.id}/{fact.id}", best.coverage


def test_a_paraphrase_finds_the_fact(index: FactIndex) -> None:
    assert find(index, "омск", "радист")[0] == "omsk/radio-sets"


def test_a_facts_own_words_count_more(index: FactIndex) -> None:
    own, asked = find(index, "омск", "радиостанций"), find(index, "омск", "радист")
    assert own[0] == asked[0]
    assert own[1] > asked[1] > 0


def test_words_found_in_a_fact_are_not_counted_twice(catalogue: Catalogue) -> None:
    index = index_facts(catalogue)
    assert not [d for d in index._documents if d.asked.keys() & d.terms.keys()]
