"""When the wall clock is not to be trusted."""

from __future__ import annotations

import pytest

from bot.daily.watch import Watch

SPRING = 1_778_000_000.0
"""A moment in Unix time at which the monotonic clock showed nought."""


@pytest.mark.parametrize("gap", [-2 * 86_400, -3_600, -301, 301, 8 * 3_600])
def test_a_jump_of_more_than_five_minutes_means_a_minute_of_quiet(gap: float) -> None:
    watch = Watch()
    watch.look(SPRING, 0.0)
    watch.look(SPRING + 15 + gap, 15.0)
    assert watch.is_quiet(74.0)
    watch.look(SPRING + 76 + gap, 76.0)
    assert not watch.is_quiet(76.0)


@pytest.mark.parametrize("gap", [-299, -1, 0, 60, 299])
def test_smaller_steps_are_how_clocks_are_set_right(gap: float) -> None:
    watch = Watch()
    watch.look(SPRING, 0.0)
    watch.look(SPRING + 15 + gap, 15.0)
    assert not watch.is_quiet(15.0)


@pytest.mark.parametrize("ahead", [-86_400.0, -61.0, 61.0, 86_400.0])
def test_a_clock_a_minute_off_telegrams_is_not_trusted_until_it_agrees(ahead: float) -> None:
    watch = Watch()
    watch.compare(ahead, 100.0)
    assert watch.is_quiet(699.0)
    watch.compare(-0.5, 200.0)
    assert not watch.is_quiet(200.0)


def test_after_ten_minutes_without_word_from_telegram_one_may_try_again() -> None:
    watch = Watch()
    watch.compare(90.0, 100.0)
    assert not watch.is_quiet(701.0)


def test_the_operator_is_warned_once_of_each_spell(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch()
    for seconds in range(0, 100, 10):
        watch.compare(3_600.0, float(seconds))
    assert len(caplog.records) == 1
    watch.compare(0.0, 200.0)
    watch.compare(3_600.0, 210.0)
    assert len(caplog.records) == 2
