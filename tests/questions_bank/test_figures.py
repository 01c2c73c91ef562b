"""Wrong figures: plausible, apart from each other and from every true one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from bot.questions.figures import choose_wrong_figures
from bot.questions.model import UnfairError


@given(st.integers(5, 900), st.integers(0, 6), st.integers(0, 1_000))
def test_wrong_figures_are_of_the_size_and_rounding_of_the_right_one(
    head: int, zeros: int, seed: int
) -> None:
    value = head * 10**zeros
    try:
        wrong = choose_wrong_figures(value, {value * 2}, random.Random(seed))
    except UnfairError:  # such a question is not asked
        reject()
    assert len({value, *wrong}) == 4
    assert value * 2 not in wrong
    assert all(value / 5 < figure < value * 5 for figure in wrong)
    assert all(figure % 10**zeros == 0 for figure in wrong)


def test_a_part_stays_smaller_than_its_whole() -> None:
    for seed in range(50):
        wrong = choose_wrong_figures(32_000, set(), random.Random(seed), beside=[50_000])
        assert max(wrong) < 50_000


def test_few_things_have_neighbouring_numbers_of_one_russian_form() -> None:
    assert set(choose_wrong_figures(7, set(), random.Random(1))) <= {5, 6, *range(8, 15)}


def test_no_question_where_too_few_figures_fit() -> None:
    with pytest.raises(UnfairError):
        choose_wrong_figures(3, set(), random.Random(1), beside=[2, 4])
