"""What is asked again, and when."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.rules.memory import (
    SOON,
    Memory,
    choose_review,
    find_next_due,
    remember,
)
from tests.quiz.rounds import NOON


def learn(*answers: bool) -> Memory:
    """A fact answered so, each time when it was due."""
    memory, now = None, NOON
    for knew in answers:
        memory = remember(memory, "omsk/tanks", "question", knew, now)
        now = memory.due
    assert memory is not None
    return memory


def test_what_is_known_comes_back_ever_later() -> None:
    gaps = [learn(*[True] * n).due - learn(*[True] * n).last for n in range(1, 6)]
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=20)


def test_what_is_missed_comes_back_soon() -> None:
    missed = learn(True, True, True, False)
    assert missed.due - missed.last <= SOON


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_the_same_answers_give_the_same_dates(answers: list[bool]) -> None:
    assert learn(*answers) == learn(*answers)


def test_mistakes_come_first_then_the_longest_due() -> None:
    known = remember(None, "omsk/known", "q1", True, NOON)
    missed = remember(None, "omsk/missed", "q2", False, NOON)
    older = remember(None, "omsk/older", "q3", True, NOON - timedelta(days=40))
    just_after = NOON + timedelta(seconds=1)
    assert choose_review([known, older, missed], just_after) == [missed, older]
    assert find_next_due([known]) == known.due
    assert find_next_due([]) is None
    month = NOON + timedelta(days=30)
    assert choose_review([known, older, missed], month) == [missed, older, known]
