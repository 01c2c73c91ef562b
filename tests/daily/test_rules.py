"""When messages are due: every zone, skipped and repeated hours, pauses, rest days."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest

from bot.daily.rules import (
    CATCH_UP,
    Kind,
    State,
    Subscription,
    after_failure,
    back_off,
    find_instant,
    find_next,
    list_slots,
    may_come_again,
    pause_for,
)

NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)
NO_DATES: frozenset[tuple[int, int]] = frozenset()


def anna(zone: str = "Europe/Moscow", minute: int = 540, **more: object) -> Subscription:
    """Anna's daily quiz, at nine in Moscow unless said otherwise."""
    return replace(Subscription(1, minute, zone, NOON), **more)  # type: ignore[arg-type]


CHANGING_HOURS = (0, 30, 90, 150, 180, 1410, 1439)
"""Minutes after midnight at which some zone's clocks change."""


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_zone_has_one_slot_for_each_local_date_in_order(year: int) -> None:
    """All IANA zones, around every change of their clocks; elsewhere days are alike."""
    for zone in sorted(available_timezones()):
        for day in find_changes(zone, year):
            for minute in CHANGING_HOURS:
                sub = anna(zone, minute)
                start = find_instant(day - timedelta(days=2), minute, zone)
                end = find_instant(day + timedelta(days=2), minute, zone)
                slots = list(list_slots(sub, start, end, NO_DATES))
                assert [slot.day for slot in slots] == [day + timedelta(n) for n in (-1, 0, 1, 2)]
                assert all(a.due < b.due for a, b in itertools.pairwise(slots))


def find_changes(zone: str, year: int) -> list[date]:
    """The days of a year on which a zone's noon comes at another time than the day before."""
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    noons = [find_instant(day, 720, zone).time() for day in days]
    return [day for n, day in enumerate(days) if n and noons[n] != noons[n - 1]]


def test_a_skipped_hour_comes_right_after_the_gap() -> None:
    # Berlin, 29 March 2026: 02:00 becomes 03:00.
    due = find_instant(date(2026, 3, 29), 150, "Europe/Berlin")
    assert due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_repeated_hour_comes_the_first_time_only() -> None:
    # Berlin, 25 October 2026: 03:00 becomes 02:00.
    sub = anna("Europe/Berlin", 150)
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    slots = list(list_slots(sub, start, start + timedelta(days=2), NO_DATES))
    assert [slot.day for slot in slots] == [date(2026, 10, 25), date(2026, 10, 26)]
    assert slots[0].due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_slot_belongs_to_its_planned_day_even_if_it_falls_on_the_next() -> None:
    # Nuuk, 28 March 2026: 23:00 becomes midnight.
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    slots = list(list_slots(anna("America/Nuuk", 1439), start, start + timedelta(days=2), NO_DATES))
    assert [slot.day for slot in slots][:2] == [date(2026, 3, 28), date(2026, 3, 29)]


def test_rest_days_and_pauses_are_left_out() -> None:
    weekend = anna(weekdays=0b1100000)
    days = [s.day for s in list_slots(weekend, NOON, NOON + timedelta(days=15), NO_DATES)]
    assert {day.weekday() for day in days} == {5, 6}
    paused = pause_for(anna(), 7, NOON)
    assert paused.paused_until == date(2026, 5, 17)
    found = find_next(paused, NOON)
    assert found is not None
    assert found.day == date(2026, 5, 17)


def test_a_pause_begun_before_todays_question_leaves_today_out() -> None:
    morning = datetime(2026, 5, 9, 4, tzinfo=UTC)  # 7:00 in Moscow
    assert pause_for(anna(), 1, morning).paused_until == date(2026, 5, 10)
    assert pause_for(anna(), 1, NOON).paused_until == date(2026, 5, 11)


def test_anniversaries_come_on_their_days_only() -> None:
    sub = anna(kind=Kind.ANNIVERSARY)
    found = find_next(sub, NOON, frozenset({(7, 2)}))
    assert found is not None
    assert found.day == date(2026, 7, 2)


def test_no_chosen_day_means_no_next_question() -> None:
    assert find_next(anna(weekdays=0), NOON) is None


def test_a_zone_that_is_unknown_here_stops_nothing() -> None:
    assert find_instant(date(2026, 5, 9), 540, "Mars/Olympus") == datetime(
        2026, 5, 9, 9, tzinfo=UTC
    )


def test_attempts_grow_rarer_and_end_with_the_window() -> None:
    waits = [back_off(n, 0.0) for n in range(12)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=5)
    assert back_off(0, 400.0) == timedelta(seconds=400)
    assert after_failure(NOON, NOON, timedelta(seconds=5)) is State.DUE
    assert after_failure(NOON, NOON + CATCH_UP, timedelta(seconds=5)) is State.SKIPPED


def test_a_question_rests_before_it_comes_again_the_longer_if_it_was_known() -> None:
    day = timedelta(days=1)
    assert [may_come_again(False, NOON, NOON + n * day) for n in (1, 2)] == [False, True]
    assert [may_come_again(True, NOON, NOON + n * day) for n in (2, 5, 6)] == [False, False, True]
