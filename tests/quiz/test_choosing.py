"""Which question comes next: none twice before all, and as hard as a person can answer."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.rules.choosing import FIRST_ABILITY, aim, follow, rank
from bot.quiz.rules.rounds import Turn, Verdict
from bot.quiz.rules.setup import Level
from tests.quiz.rounds import NOON, pick

POOLS = st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 5), min_size=1)


@given(POOLS, st.integers(0, 3), st.integers())
def test_nothing_comes_again_before_everything_has_come(
    pool: dict[str, int], rounds: int, seed: int
) -> None:
    rng, shown = random.Random(seed), dict.fromkeys(pool, 0)
    for _ in range(rounds * len(pool)):
        shown[next(rank(pool, shown, 3.0, rng))] += 1
    assert set(shown.values()) == {rounds}


@given(POOLS, st.floats(1, 5), st.integers())
def test_every_question_is_ranked_once(pool: dict[str, int], wanted: float, seed: int) -> None:
    assert sorted(rank(pool, {}, wanted, random.Random(seed))) == sorted(pool)


def test_the_fitting_question_comes_first() -> None:
    pool = {"easy": 1, "middling": 3, "hard": 5}
    for wanted, first in ((1.2, "easy"), (3.1, "middling"), (5.0, "hard")):
        assert next(rank(pool, {}, wanted, random.Random(1))) == first


def settled(verdict: Verdict) -> Turn:
    """A question that ended so."""
    return replace(Turn(1, pick(1), NOON), verdict=verdict)


def test_ability_rises_with_right_answers_and_stays_within_bounds() -> None:
    right, wrong, skipped = (settled(v) for v in (Verdict.RIGHT, Verdict.WRONG, Verdict.SKIPPED))
    assert follow(FIRST_ABILITY, [right]) > FIRST_ABILITY > follow(FIRST_ABILITY, [wrong])
    assert follow(FIRST_ABILITY, [skipped]) == FIRST_ABILITY
    assert follow(FIRST_ABILITY, [right] * 100) == 5.0
    assert follow(FIRST_ABILITY, [wrong] * 100) == 1.0


def test_only_the_adaptive_level_follows_ability() -> None:
    assert aim(Level.ADAPTIVE, 4.2) == 4.2
    assert [aim(level, 4.2) for level in (Level.EASY, Level.MEDIUM, Level.HARD)] == [1.5, 3, 4.5]
