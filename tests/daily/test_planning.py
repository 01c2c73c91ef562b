"""Planning ahead: one message a local day, never too soon, whatever owners and clocks do."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import migrations
from bot.daily.moves.planning import plan_some, take_back
from bot.daily.moves.settings import adjust, subscribe
from bot.daily.rules import (
    AHEAD,
    CATCH_UP,
    NEIGHBOURS,
    REST,
    Kind,
    Slot,
    State,
    Subscription,
    find_instant,
)
from bot.daily.store import marks, planning
from bot.daily.store.deliveries import Delivery, find_due
from bot.daily.store.subscriptions import save_subscription
from bot.db import Transaction, WriterConnection

MOSCOW = "Europe/Moscow"
NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)
"""15:00 in Moscow."""
NO_DATES: frozenset[tuple[int, int]] = frozenset()


@contextmanager
def opened() -> Iterator[Transaction]:
    """An empty state in memory."""
    with closing(sqlite3.connect(":memory:", factory=WriterConnection, isolation_level=None)) as c:
        migrations.migrate(c, migrations.load_migrations(), Path("memory"))
        yield Transaction(c)


@pytest.fixture
def tx() -> Iterator[Transaction]:
    with opened() as transaction:
        yield transaction


def anna(**more: object) -> Subscription:
    """Anna's daily quiz, at nine in Moscow unless said otherwise."""
    return replace(Subscription(1, 540, MOSCOW, NOON), **more)  # type: ignore[arg-type]


def plan(tx: Transaction, now: datetime) -> None:
    """Plan for everybody, three at a time."""
    while plan_some(tx, now, 3, NO_DATES):
        pass


def list_planned(tx: Transaction) -> list[tuple[int, str]]:
    rows = tx.execute(
        "SELECT s.chat_id, d.local_date FROM delivery AS d JOIN subscription AS s "
        "ON s.id = d.sub_id ORDER BY d.local_date, d.try_ms, d.turn"
    )
    return [tuple(row) for row in rows]


def test_nothing_is_planned_for_an_hour_already_past_when_anna_subscribes(tx: Transaction) -> None:
    subscribe(tx, anna(), NOON)
    plan(tx, NOON)
    assert list_planned(tx) == [(1, "2026-05-10")]


def test_all_with_one_timetable_are_planned_alike_and_others_by_their_own(tx: Transaction) -> None:
    for chat_id in range(1, 8):
        subscribe(tx, anna(chat_id=chat_id), NOON)
    subscribe(tx, anna(chat_id=8, zone="Asia/Kamchatka"), NOON)
    subscribe(tx, anna(chat_id=9, weekdays=0b0000001), NOON)
    subscribe(tx, anna(chat_id=10, paused_until=date(2026, 5, 11)), NOON)
    subscribe(tx, anna(chat_id=11, active=False), NOON)
    plan(tx, NOON)
    planned: dict[str, set[int]] = {}
    for chat_id, day in list_planned(tx):
        planned.setdefault(day, set()).add(chat_id)
    assert planned == {"2026-05-10": set(range(1, 9)), "2026-05-11": {8}}


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
    tx: Transaction, down: timedelta, caught_up: int
) -> None:
    due = find_instant(date(2026, 5, 9), 540, MOSCOW)
    save_subscription(tx, anna(planned_to=due - timedelta(hours=1)))
    plan(tx, due + down)
    late = find_due(tx, due + down, 10)
    assert len(late) == caught_up
    assert all(due + down - delivery.due <= CATCH_UP for delivery in late)


ZONES = sorted(available_timezones())
Step = tuple[int, int, str]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 1439), st.sampled_from(ZONES)),
        min_size=1,
        max_size=10,
    )
)
def test_whatever_its_owner_changes_no_day_has_two_and_none_comes_too_soon(
    steps: list[Step],
) -> None:
    with opened() as tx:
        subscribe(tx, anna(), NOON)
        now, sent = NOON, list[Delivery]()
        for hours, minute, zone in steps:
            until = now + timedelta(hours=hours)
            while now < until:
                now += timedelta(minutes=30)
                plan(tx, now)
                sent += send_due(tx, now)
            adjust(tx, 1, 0, now, {"minute": minute, "zone": zone})
    days = [delivery.day for delivery in sent]
    assert len(set(days)) == len(days)
    assert all(b.due - a.due >= REST for a, b in itertools.pairwise(sent))


def send_due(tx: Transaction, now: datetime) -> list[Delivery]:
    """Send everything that is due."""
    due = find_due(tx, now, 10)
    for delivery in due:
        marks.mark_sending(tx, {delivery.id: {}}, now, paid=False)
        marks.mark_sent(tx, delivery.id, 1, None)
    return due


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(days=2), timedelta(hours=-1)])
def test_a_clock_that_jumps_plans_no_day_twice(tx: Transaction, jump: timedelta) -> None:
    subscribe(tx, anna(), NOON)
    for now in (NOON, NOON + jump, NOON, NOON + timedelta(days=1)):
        tx.execute("UPDATE subscription SET plan_ms = 0")
        plan(tx, now)
    days = [day for _, day in list_planned(tx)]
    assert sorted(set(days)) == days


def test_what_a_clock_a_year_ahead_has_planned_is_taken_back(tx: Transaction) -> None:
    for chat_id in range(1, 8):
        subscribe(tx, anna(chat_id=chat_id), NOON)
    plan(tx, NOON + timedelta(days=365))
    assert {day for _, day in list_planned(tx)} == {"2027-05-10"}
    while take_back(tx, NOON, 3):
        pass
    plan(tx, NOON)
    assert {day for _, day in list_planned(tx)} == {"2026-05-10"}
    assert len(list_planned(tx)) == 7


def test_a_message_taken_is_taken_by_nobody_else(tx: Transaction) -> None:
    for chat_id in range(1, 4):
        subscribe(tx, anna(chat_id=chat_id), NOON)
    plan(tx, NOON)
    nine = find_instant(date(2026, 5, 10), 540, MOSCOW)
    first, second, third = find_due(tx, nine, 10)
    offers = {first.id: {"n": 1}, second.id: {"n": 2}}
    assert marks.mark_sending(tx, offers, nine - timedelta(minutes=1), paid=False) == set()
    assert marks.mark_sending(tx, offers, nine, paid=False) == {first.id, second.id}
    offers[third.id] = {"n": 3}
    assert marks.mark_sending(tx, offers, nine, paid=True) == {third.id}
    rows = tx.execute("SELECT state, payload_json, paid FROM delivery ORDER BY payload_json")
    assert [tuple(row) for row in rows] == [
        (State.SENDING, '{"n": 1}', 0),
        (State.SENDING, '{"n": 2}', 0),
        (State.SENDING, '{"n": 3}', 1),
    ]


def test_an_anniversary_is_planned_for_its_day_only(tx: Transaction) -> None:
    subscribe(tx, anna(kind=Kind.ANNIVERSARY), NOON)
    plan_some(tx, NOON, 10, frozenset({(5, 11)}))
    assert list_planned(tx) == []
    plan_some(tx, NOON + timedelta(hours=12), 10, frozenset({(5, 11)}))
    assert list_planned(tx) == [(1, "2026-05-11")]


def test_places_in_the_queue_are_fair(tx: Transaction) -> None:
    """Over a hundred days nobody is always first or always last among ten thousand."""
    ids = list(range(NEIGHBOURS, 10_000, 2 * NEIGHBOURS))
    for id_ in ids:
        sub_id = save_subscription(tx, anna(chat_id=id_))
        tx.execute("UPDATE subscription SET id = :id WHERE id = :was", {"id": id_, "was": sub_id})
    ranks = dict.fromkeys(ids, 0.0)
    for n in range(100):
        day = date(2026, 6, 1) + timedelta(days=n)
        planning.insert_planned(tx, ids, Slot(day, find_instant(day, 540, MOSCOW)))
        queue = [id_ for id_, planned in list_planned(tx) if planned == day.isoformat()]
        for rank, id_ in enumerate(queue):
            ranks[id_] += rank / len(ids)
    assert all(30 < mean < 70 for mean in ranks.values())


def test_the_next_days_are_planned_before_the_last_ones_are_over(tx: Transaction) -> None:
    subscribe(tx, anna(), NOON)
    for hours in range(0, 24 * 6, 12):
        plan(tx, NOON + timedelta(hours=hours))
        ahead = find_due(tx, NOON + timedelta(hours=hours) + AHEAD, 100)
        assert len(ahead) >= 1
    assert [day for _, day in list_planned(tx)] == [f"2026-05-{n}" for n in range(10, 17)]
