"""Telegram's flood limits: off, only counted, or enforced with 429."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox import limits
from bot.sandbox.errors import too_many_requests
from bot.sandbox.model import Chat

CHAT_BURST = 3
"""Messages one chat takes at once before one a second is all it takes."""
SENDING = ("send", "copy", "forward", "edit")
FREE = frozenset({"sendchataction", "sendmessagedraft"})


class Flow(StrEnum):
    """What to do with calls that come too fast."""

    OFF = "off"
    LOG = "log"
    ENFORCE = "enforce"


@dataclass(slots=True)
class Bucket:
    """So many calls at once, refilled steadily."""

    size: float
    per_second: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more call fits."""
        self.level = min(self.size, self.level + max(now - self.at, 0) * self.per_second)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.per_second


@dataclass(slots=True)
class FloodControl:
    """The limits of every bot: 1/s per chat, 20 a minute per group, 30/s in all."""

    now: Callable[[], float]
    mode: Flow = Flow.OFF
    exceeded: list[tuple[float, int, int]] = field(default_factory=list)
    """When a limit was exceeded, by which bot, in which chat."""
    _buckets: dict[tuple[int, int], Bucket] = field(default_factory=dict)
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=dict)

    def check(self, bot_id: int, method: str, chat: Chat | None) -> None:
        """Count a call about to send; raises 429 when limits are enforced and exceeded."""
        if self.mode == Flow.OFF or chat is None:
            return
        if not method.startswith(SENDING) or method in FREE:
            return
        now = self.now()
        everyone = self._bucket(bot_id, 0, limits.ALL_PER_SECOND, limits.ALL_PER_SECOND, now)
        own = self._bucket(bot_id, chat.id, CHAT_BURST, limits.CHAT_PER_SECOND, now)
        wait = max(everyone.wait(now), own.wait(now), self._group_wait(bot_id, chat, now))
        if wait > 0:
            self.exceeded.append((now, bot_id, chat.id))
            if self.mode == Flow.ENFORCE:
                raise too_many_requests(math.ceil(wait))
        everyone.level -= 1
        own.level -= 1
        if not chat.is_private:
            self._groups.setdefault((bot_id, chat.id), deque()).append(now)

    def _bucket(self, bot: int, chat: int, size: float, rate: float, now: float) -> Bucket:
        key = bot, chat
        if key not in self._buckets:
            self._buckets[key] = Bucket(size, rate, size, now)
        return self._buckets[key]

    def _group_wait(self, bot_id: int, chat: Chat, now: float) -> float:
        sent = self._groups.get((bot_id, chat.id))
        if chat.is_private or not sent:
            return 0.0
        while sent and sent[0] <= now - 60:
            sent.popleft()
        return sent[0] + 60 - now if len(sent) >= limits.GROUP_PER_MINUTE else 0.0
