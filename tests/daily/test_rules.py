"""When messages are due: every zone, skipped and repeated hours, moves, pauses, jumping clocks."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.rules import (
    AHEAD,
    CATCH_UP,
    REST,
    Kind,
    Slot,
    State,
    Subscription,
    after_failure,
    back_off,
    change,
    draw_turn,
    find_instant,
    find_next,
    list_slots,
    pause_for,
    plan_slots,
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


def test_nothing_is_planned_for_an_hour_already_past_when_anna_subscribes() -> None:
    sub = anna(minute=540)  # 15:00 in Moscow now
    assert [slot.day for slot in plan_slots(sub, NOON, None, None)] == [date(2026, 5, 10)]


@pytest.mark.parametrize(
    ("down", "caught_up"),
    [
        (timedelta(minutes=5), 1),
        (timedelta(hours=5), 1),
        (timedelta(hours=7), 0),
        (timedelta(days=3), 1),
        (timedelta(days=3, hours=7), 0),
    ],
)
def test_what_was_never_planned_is_caught_up_within_six_hours(
    down: timedelta, caught_up: int
) -> None:
    due = find_instant(date(2026, 5, 9), 540, "Europe/Moscow")
    sub = anna(planned_to=due - timedelta(hours=1))
    now = due + down
    late = [slot for slot in plan_slots(sub, now, None, None) if slot.due <= now]
    assert len(late) == caught_up
    assert all(now - slot.due <= CATCH_UP for slot in late)


ZONES = sorted(available_timezones())
Step = tuple[int, int, str]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 1439), st.sampled_from(ZONES)),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_its_owner_changes_no_day_has_two_and_none_comes_too_soon(
    steps: list[Step],
) -> None:
    sub, now = anna(), NOON
    sent: list[Slot] = []
    for hours, minute, zone in steps:
        until = now + timedelta(hours=hours)
        while True:
            last = (sent[-1].day, sent[-1].due) if sent else (None, None)
            plan = plan_slots(sub, now, *last)
            due = next((slot for slot in plan if slot.due <= until), None)
            if due is None:
                break
            now = max(now, due.due)
            sub = replace(sub, planned_to=now)
            sent.append(due)
        now = until
        sub = change(sub, now, minute=minute, zone=zone)
    days = [slot.day for slot in sent]
    assert len(set(days)) == len(days)
    assert all(b.due - a.due >= REST for a, b in itertools.pairwise(sent))


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(days=2), timedelta(hours=-1)])
def test_a_clock_that_jumps_plans_no_day_twice(jump: timedelta) -> None:
    sub = anna()
    plan = plan_slots(sub, NOON, None, None)
    last = plan[-1]
    sub = replace(sub, planned_to=NOON + AHEAD)
    again = plan_slots(sub, NOON + jump, last.day, last.due)
    assert all(slot.day > last.day for slot in again)


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


def test_places_in_the_queue_are_fair() -> None:
    """Over a hundred days nobody is always first or always last among ten thousand."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(100)]
    ranks = dict.fromkeys(range(1, 10_000, 100), 0.0)
    for day in days:
        order = sorted(ranks, key=lambda sub: draw_turn(sub, day))
        for rank, sub in enumerate(order):
            ranks[sub] += rank / len(days)
    assert all(30 < mean < 70 for mean in ranks.values())


def test_attempts_grow_rarer_and_end_with_the_window() -> None:
    waits = [back_off(n, 0.0) for n in range(12)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=5)
    assert back_off(0, 400.0) == timedelta(seconds=400)
    assert after_failure(NOON, NOON, timedelta(seconds=5)) is State.DUE
    assert after_failure(NOON, NOON + CATCH_UP, timedelta(seconds=5)) is State.SKIPPED
