"""Days in a row, kindly counted: local days, free rest days, two freezes a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from bot.daily.rules import OPEN_FOR, State

FREEZES_A_MONTH = 2
MILESTONES = (7, 30, 100, 200)
YEAR = 365


class Fate(Enum):
    """What one day means for a streak."""

    ANSWERED = "answered"
    MISSED = "missed"
    EXCUSED = "excused"
    """The bot did not surely bring a question that day: no day to answer."""
    OPEN = "open"
    """It can still be answered."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days answered in a row; `counted_to` is the last day that is settled.

    `month` is the month (as YYYY-MM) in which `used` freezes were used.
    """

    length: int = 0
    best: int = 0
    month: str = ""
    used: int = 0
    counted_to: date | None = None

    def freezes_left(self, day: date) -> int:
        """How many missed days of that day's month would be forgiven."""
        return FREEZES_A_MONTH - (self.used if self.month == f"{day:%Y-%m}" else 0)


@dataclass(frozen=True, slots=True)
class Day:
    """One day's message: what became of it, since when it was there, whether it was answered."""

    day: date
    state: State
    since: datetime | None
    answered: bool


def judge(day: Day, now: datetime) -> Fate:
    """What a day means. Right or wrong does not matter, only whether the reader took part."""
    if day.answered:
        return Fate.ANSWERED
    if day.state in {State.DUE, State.SENDING}:
        return Fate.OPEN
    if day.state is not State.SENT or day.since is None:
        return Fate.EXCUSED
    return Fate.MISSED if now - day.since >= OPEN_FOR else Fate.OPEN


def add_day(streak: Streak, day: date, fate: Fate) -> Streak:
    """The streak after a settled day."""
    counted = replace(streak, counted_to=day)
    if fate is Fate.ANSWERED:
        length = streak.length + 1
        return replace(counted, length=length, best=max(streak.best, length))
    if fate is Fate.EXCUSED or streak.length == 0:
        return counted
    left = streak.freezes_left(day)
    if left:
        return replace(counted, month=f"{day:%Y-%m}", used=FREEZES_A_MONTH - left + 1)
    return replace(counted, length=0)


def settle(streak: Streak, days: Iterable[Day], now: datetime) -> Streak:
    """The streak after every settled day, oldest first; it waits at a day still open."""
    for day in days:
        fate = judge(day, now)
        if fate is Fate.OPEN:
            return streak
        streak = add_day(streak, day.day, fate)
    return streak


def count(streak: Streak, days: Iterable[Day], now: datetime) -> Streak:
    """The streak to show: as settled, with later answers counted and open days left out."""
    for day in days:
        fate = judge(day, now)
        if fate is not Fate.OPEN:
            streak = add_day(streak, day.day, fate)
    return streak


def is_milestone(length: int) -> bool:
    """Whether a streak of this many days deserves a word."""
    return length in MILESTONES or (length > 0 and length % YEAR == 0)
