"""A bot's waiting updates: numbered, kept for 24 hours, given out until confirmed."""

from __future__ import annotations

import asyncio
import json
import math
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.sandbox import limits
from bot.sandbox.errors import conflict


@dataclass(slots=True)
class Waiting:
    """One update on its way; `key` names the lane in which order must hold."""

    update_id: int
    kind: str
    text: str
    key: int
    expires: float


def write_json(value: Any) -> str:
    """JSON as it goes over the wire: compact, letters unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class UpdateQueue:
    """Updates of one bot, oldest first; texts are frozen when the update happens."""

    def __init__(self, first_id: int, now: Callable[[], float]) -> None:
        self.items: deque[Waiting] = deque()
        self.allowed: frozenset[str] | None = None
        self.next_id = first_id
        self.pushed = 0
        self.confirmed = 0
        self.arrived: Callable[[], None] | None = None
        self.shuffled = False
        """Whether ids may stand out of order, which only faults bring about."""
        self._now = now
        self._next_expiry = math.inf
        self._poller: asyncio.Future[bool] | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        if self.allowed is None:
            return kind not in limits.UPDATE_KINDS_ON_REQUEST
        return kind in self.allowed

    def allow(self, kinds: Collection[str]) -> None:
        """Choose the kinds of future updates; an empty list means the usual ones."""
        known = frozenset(kinds) & limits.UPDATE_KINDS
        self.allowed = known or None

    def push(self, kind: str, payload: Any, key: int, life: float = limits.UPDATE_LIFE) -> int:
        """Add an update and return its number, or 0 when the bot does not want such."""
        if not self.wants(kind):
            return 0
        update_id = self.next_id
        self.next_id += 1
        text = write_json({"update_id": update_id, kind: payload})
        self.insert(Waiting(update_id, kind, text, key, self._now() + life))
        return update_id

    def insert(self, waiting: Waiting) -> None:
        """Add an update as it stands and wake whoever waits for one."""
        self.items.append(waiting)
        self.pushed += 1
        self._next_expiry = min(self._next_expiry, waiting.expires)
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(True)
        if self.arrived is not None:
            self.arrived()

    def expire(self) -> None:
        """Forget updates older than their life."""
        now = self._now()
        if now >= self._next_expiry:
            self.items = deque(item for item in self.items if item.expires > now)
            self._next_expiry = min((item.expires for item in self.items), default=math.inf)

    def confirm(self, offset: int) -> None:
        """Forget updates before `offset`; a negative one keeps only the last `-offset`."""
        items = self.items
        before = len(items)
        if offset < 0:
            while len(items) > -offset:
                items.popleft()
        elif self.shuffled:
            self.items = items = deque(item for item in items if item.update_id >= offset)
        else:
            while items and items[0].update_id < offset:
                items.popleft()
        self.confirmed += before - len(items)

    def remove(self, waiting: Waiting) -> None:
        """Forget one delivered update."""
        if waiting in self.items:
            self.items.remove(waiting)
            self.confirmed += 1

    def clear(self) -> None:
        """Forget everything that waits."""
        self.confirmed += len(self.items)
        self.items.clear()

    def first(self, limit: int) -> list[Waiting]:
        """The oldest updates, at most `limit` of them."""
        if len(self.items) <= limit:
            return list(self.items)
        return [self.items[index] for index in range(limit)]

    def take_over(self) -> None:
        """End an earlier long poll: only one may wait."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(
                conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
            )
        self._poller = None

    async def arrival(self, seconds: float) -> None:
        """Wait until an update comes, or for so many seconds; another poll ends it with 409."""
        poller: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poller = poller
        timer = poller.get_loop().call_later(seconds, _give_up, poller)
        try:
            await poller
        finally:
            timer.cancel()
            if self._poller is poller:
                self._poller = None

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits for updates right now."""
        return self._poller is not None


def _give_up(poller: asyncio.Future[bool]) -> None:
    if not poller.done():
        poller.set_result(False)
