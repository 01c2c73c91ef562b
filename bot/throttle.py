"""How much one person and one chat may ask for: token buckets over a monotonic clock."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

KEPT = 10_000
NOTICE_SECONDS = 600.0


class Verdict(Enum):
    """What to do with an action."""

    ADMIT = "admit"
    WARN = "warn"
    """Do not act, but say so: once in ten minutes."""
    DROP = "drop"
    IGNORE = "ignore"
    """Not meant for the bot."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many actions at once, and one more each `refill` seconds."""

    burst: int
    refill: float


PERSON = Allowance(20, 3.0)
PRESSING = Allowance(40, 1.0)
"""Buttons: a quick player of a quiz presses two for each question, for minutes on end."""
TYPING = Allowance(40, 0.5)
"""Inline queries: one for each letter typed."""
GROUP = Allowance(120, 0.2)
RIGHTS = Allowance(3, 60.0)
"""/privacy, /mydata and /deleteme, which also work for someone who has used up the rest."""


class Buckets:
    """The allowances in use. Those longest unused are forgotten first."""

    def __init__(self, now: Callable[[], float], kept: int = KEPT) -> None:
        self._now = now
        self._kept = kept
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()
        self._warned_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, who: Hashable, allowance: Allowance) -> bool:
        """Use one action; false if none is left."""
        now = self._now()
        full_at = max(self._full_at.get(who, now), now) + allowance.refill
        if full_at - now > allowance.burst * allowance.refill:
            return False
        self._remember(self._full_at, who, full_at)
        return True

    def judge(self, who: Hashable, allowance: Allowance) -> Verdict:
        """Use one action; if none is left, warn at most once in ten minutes."""
        if self.take(who, allowance):
            return Verdict.ADMIT
        now = self._now()
        if now - self._warned_at.get(who, -NOTICE_SECONDS) < NOTICE_SECONDS:
            return Verdict.DROP
        self._remember(self._warned_at, who, now)
        return Verdict.WARN

    def _remember(self, book: OrderedDict[Hashable, float], who: Hashable, when: float) -> None:
        book[who] = when
        book.move_to_end(who)
        if len(book) > self._kept:
            book.popitem(last=False)
