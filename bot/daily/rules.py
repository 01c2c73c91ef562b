"""When a subscription's messages are due and what may become of each; pure, time is an argument."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CATCH_UP = timedelta(hours=6)
"""What is later than this is skipped, not piled up."""
AHEAD = timedelta(hours=36)
"""How far ahead messages are planned."""
PLAN_AGAIN = timedelta(hours=12)
FAR = 2 * AHEAD
"""Nothing is planned for later than this unless the clock was wrong."""
REST = timedelta(hours=6)
"""At least this long between two messages of one subscription, whatever its owner changes."""
MISSED_REST, KNOWN_REST = timedelta(hours=36), timedelta(days=6)
"""A question that was missed, or known, does not come again as the day's sooner than this."""
OPEN_FOR = timedelta(hours=24)
"""How long a daily poll takes answers."""
NEIGHBOURS = 64
EVERY_DAY = 0b1111111
SUNDAYS = 0b1000000
FIRST_BACKOFF, LONGEST_BACKOFF = timedelta(seconds=5), timedelta(minutes=5)


class Kind(StrEnum):
    """What a subscription brings."""

    QUIZ = "quiz"
    ANNIVERSARY = "anniversary"
    DIGEST = "digest"


class Level(StrEnum):
    """How hard the questions shall be; adaptive asks first what is due for this reader."""

    ADAPTIVE = "adaptive"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class State(StrEnum):
    """What is known about one day's message."""

    DUE = "due"
    SENDING = "sending"
    """Committed before the call, so that a crash leaves a trace."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """It may have arrived: never sent again, but /today shows it."""
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat (or one topic of it; 0 is none) gets, and when by its own clock.

    `minute` counts from midnight; `weekdays` has a bit for each day, Monday lowest;
    `paused_until` is the first day that is not paused; `planned_to` is the moment up to which
    its messages are planned.
    """

    chat_id: int
    minute: int
    zone: str
    planned_to: datetime
    thread_id: int = 0
    kind: Kind = Kind.QUIZ
    weekdays: int = EVERY_DAY
    theme: str = ""
    level: Level = Level.ADAPTIVE
    active: bool = True
    paused_until: date | None = None
    id: int = 0

    @property
    def is_private(self) -> bool:
        """Whether it is one person's own."""
        return self.chat_id > 0

    def today(self, now: datetime) -> date:
        """The calendar day by the subscription's clock."""
        return now.astimezone(find_zone(self.zone)).date()

    def wants(self, day: date) -> bool:
        """Whether a day is neither a rest day nor paused."""
        paused = self.paused_until is not None and day < self.paused_until
        return not paused and bool(self.weekdays >> day.weekday() & 1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned message: the local day it belongs to, and when it is due (UTC)."""

    day: date
    due: datetime


@lru_cache(maxsize=700)
def find_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; UTC if this system's data no longer know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def find_instant(day: date, minute: int, zone: str) -> datetime:
    """When a local time comes, in UTC.

    As RFC 5545: a time that the clocks skip comes right after the gap, a repeated one the first
    time.
    """
    local = datetime.combine(day, time(minute // 60, minute % 60), find_zone(zone))
    return local.astimezone(UTC)


def list_slots(
    sub: Subscription, after: datetime, until: datetime, dates: frozenset[tuple[int, int]]
) -> Iterator[Slot]:
    """The slots due after one moment and not after another, each belonging to its planned day.

    `dates` are the (month, day) of anniversaries; other kinds ignore them.
    """
    day = sub.today(after) - timedelta(days=1)
    while (due := find_instant(day, sub.minute, sub.zone)) <= until:
        chosen = sub.kind is not Kind.ANNIVERSARY or (day.month, day.day) in dates
        if due > after and chosen and sub.wants(day):
            yield Slot(day, due)
        day += timedelta(days=1)


def plan_slots(
    sub: Subscription, now: datetime, dates: frozenset[tuple[int, int]] = frozenset()
) -> list[Slot]:
    """The slots that a timetable has within reach: from those that can still be caught up."""
    return list(list_slots(sub, now - CATCH_UP, now + AHEAD, dates))


def find_next(
    sub: Subscription, now: datetime, dates: frozenset[tuple[int, int]] = frozenset()
) -> Slot | None:
    """The next slot from now on as the settings have it, within a year; None if there is none."""
    start = now
    if sub.paused_until is not None and sub.paused_until > sub.today(now):
        start = max(now, find_instant(sub.paused_until, 0, sub.zone) - timedelta(hours=1))
    for days in (8, 400):
        slot = next(list_slots(sub, start, start + timedelta(days=days), dates), None)
        if slot or sub.kind != Kind.ANNIVERSARY:
            return slot
    return None


def pause_for(sub: Subscription, days: int, now: datetime) -> Subscription:
    """Leave out so many days, from today if today's message is still to come."""
    today = sub.today(now)
    to_come = find_instant(today, sub.minute, sub.zone) > now
    return replace(sub, paused_until=today + timedelta(days=days + (0 if to_come else 1)))


def change(sub: Subscription, now: datetime, **fields: object) -> Subscription:
    """The subscription with other settings, to be planned afresh from now."""
    return replace(sub, **fields, planned_to=now)  # type: ignore[arg-type]


def draw_stride(day: date) -> int:
    """What places a day's messages in the queue of those due in the same minute.

    The nth few dozen neighbours, whose rows lie on the same pages, stand at n strides modulo
    2**32: together, and at another place every day, so fair.
    """
    return zlib.crc32(day.isoformat().encode()) | 1


def may_come_again(knew: bool, asked: datetime, then: datetime) -> bool:
    """Whether a question asked at one moment may be the day's question at another."""
    return then - asked >= (KNOWN_REST if knew else MISSED_REST)


def is_late(due: datetime, now: datetime) -> bool:
    """Whether a message is too late to be sent at all."""
    return now - due > CATCH_UP


def back_off(attempts: int, asked: float) -> timedelta:
    """How long to wait before the next attempt: as asked (seconds), or longer each time."""
    wait = min(FIRST_BACKOFF * (1 << min(attempts, 10)), LONGEST_BACKOFF)
    return max(wait, timedelta(seconds=asked))


def after_failure(due: datetime, now: datetime, wait: timedelta) -> State:
    """What a message that was not sent is now: due again, or skipped if that would be too late."""
    return State.SKIPPED if is_late(due, now + wait) else State.DUE
