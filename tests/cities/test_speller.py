"""Words typed with a slip are brought to the ones that were meant."""

from __future__ import annotations

import pytest

from bot.cities.catalogue import Catalogue
from bot.cities.speller import Speller, list_words


@pytest.fixture(scope="module")
def speller(catalogue: Catalogue) -> Speller:
    """One that knows the words of the facts."""
    return Speller(list_words(catalogue))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("шинэли", "шинел"),
        ("паравозы", "паровоз"),
        ("трудавая", "трудов"),
        ("greatcot", "greatcoat"),
    ],
)
def test_anna_types_a_word_with_a_slip(speller: Speller, typed: str, meant: str) -> None:
    mended, slips = speller.mend(typed)
    assert mended.startswith(meant)
    assert slips > 0


@pytest.mark.parametrize("right", ["танки", "бегемот", "helmets", "т34", "и", "зюхлопрыть"])
def test_what_is_right_short_or_far_from_all_words_stays(speller: Speller, right: str) -> None:
    assert speller.mend(right) == (right, 0)
