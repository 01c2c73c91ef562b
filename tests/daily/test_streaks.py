"""Streaks that are kind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.daily.rules import State
from bot.daily.streaks import Day, Fate, Streak, add_day, count, is_milestone, judge, settle

START = date(2026, 5, 1)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def make_days(fates: str) -> list[Day]:
    """Days from 1 May on: a answered, m missed, u unknown, s skipped, d due."""
    states = {
        "a": State.SENT,
        "m": State.SENT,
        "u": State.UNKNOWN,
        "s": State.SKIPPED,
        "d": State.DUE,
    }
    return [
        Day(START + timedelta(n), states[f], morning(START + timedelta(n)), f == "a")
        for n, f in enumerate(fates)
    ]


def length(fates: str, hours: int = 48) -> int:
    days = make_days(fates)
    now = morning(days[-1].day) + timedelta(hours=hours)
    return count(Streak(), days, now).length


def test_answers_in_a_row_add_up_whether_right_or_wrong() -> None:
    assert length("aaaaa") == 5


def test_two_missed_days_a_month_are_forgiven_and_a_third_is_not() -> None:
    assert length("aamama") == 4
    assert length("aamamam") == 0
    assert length("aamamama") == 1


def test_a_new_month_brings_new_freezes() -> None:
    fates = "mm" + "a" * 28 + "m" + "a" + "mm" + "a"  # 31 May missed too, then 2 and 3 June
    assert length("a" + fates[1:]) == length("a" + "m" + "a" * 28 + "m" + "amma")
    assert length("a" * 29 + "mm" + "mm" + "a") == 30


def test_freezes_are_not_spent_on_nothing() -> None:
    streak = Streak()
    for n in range(5):
        streak = add_day(streak, START + timedelta(n), Fate.MISSED)
    assert streak.freezes_left(START) == 2


def test_downtime_of_the_bot_never_breaks_a_streak() -> None:
    assert length("aa" + "us" * 10 + "a") == 3


def test_today_is_open_until_its_poll_closes() -> None:
    assert length("aam", hours=3) == 2
    day = make_days("m")[0]
    assert judge(day, morning(START) + timedelta(hours=23)) is Fate.OPEN
    assert judge(day, morning(START) + timedelta(hours=24)) is Fate.MISSED


def test_the_best_streak_is_kept() -> None:
    days = make_days("aaammma")
    streak = count(Streak(), days, morning(days[-1].day) + timedelta(days=2))
    assert (streak.length, streak.best) == (1, 3)


@given(st.text("amus", min_size=1, max_size=80), st.integers(0, 79))
def test_settling_bit_by_bit_counts_as_settling_at_once(fates: str, cut: int) -> None:
    days = make_days(fates)
    now = morning(days[-1].day) + timedelta(days=2)
    first = settle(Streak(), days[:cut], now)
    later = [d for d in days if first.counted_to is None or d.day > first.counted_to]
    assert settle(first, later, now) == settle(Streak(), days, now)


def test_milestones_are_few() -> None:
    assert [n for n in range(1, 800) if is_milestone(n)] == [7, 30, 100, 200, 365, 730]
