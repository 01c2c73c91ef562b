"""Keeps to Telegram's limits: replies go at once, broadcasts wait behind them.

Limits: one message a second to a private chat with a burst of 3; 18 messages and edits a minute to
a group; broadcasts 25 a second overall. Replies have no overall limit. A 429 pauses only its chat;
three chats refused within a second pause the broadcasts.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.request import seconds_to_wait

PRIVATE_PER_SECOND = 1.0
PRIVATE_BURST = 3
GROUP_PER_MINUTE = 18
BROADCASTS_PER_SECOND = 25.0
BROADCASTS_IN_FLIGHT = 8
PAID_PER_SECOND = 1000.0
PAID_IN_FLIGHT = 200
HELD_SECONDS = 15
LONGEST_REPLY_WAIT = 60.0
"""Seconds; a reply that Telegram delays for longer is given up."""
KEPT_CHATS = 5_000
"""How many chats' books are kept before those with nothing on them are dropped."""


class Urgency(Enum):
    """Whether somebody waits for the message."""

    REPLY = "reply"
    BROADCAST = "broadcast"
    PAID = "paid"
    """A broadcast that Telegram lets through faster, for Stars."""


def counts(endpoint: str) -> bool:
    """Whether Telegram counts this method as a message to the chat."""
    return endpoint != "sendChatAction" and endpoint.startswith(
        ("send", "edit", "copy", "forward", "stopPoll")
    )


class Limiter(BaseRateLimiter[Urgency]):
    """Decides when each call may go. `now` gives seconds on a clock that never jumps."""

    def __init__(self, now: Callable[[], float] | None = None, enforced: bool = True) -> None:
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._enforced = enforced
        self._private_due: dict[int, float] = {}
        self._group_sent: dict[int, deque[float]] = {}
        self._paused_until: dict[int, float] = {}
        self._refusals: deque[tuple[float, int]] = deque(maxlen=16)
        self._broadcasts_due = 0.0
        self._held = False
        self._paid_due = 0.0
        self._slots = asyncio.Semaphore(BROADCASTS_IN_FLIGHT)
        self._paid_slots = asyncio.Semaphore(PAID_IN_FLIGHT)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0917
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Any:
        """Make a call when its turn has come.

        Raises RetryAfter at once for a broadcast, and for a reply that would wait too long.
        """
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not counts(endpoint):
            return await callback(*args, **kwargs)
        if rate_limit_args is Urgency.BROADCAST:
            async with self._slots:
                await self._wait_for_broadcast(chat_id)
                return await self._call(chat_id, callback, args, kwargs)
        if rate_limit_args is Urgency.PAID:
            async with self._paid_slots:
                await self._wait_for_paid(chat_id)
                return await self._call(chat_id, callback, args, kwargs)
        await self._wait_for_chat(chat_id)
        try:
            return await self._call(chat_id, callback, args, kwargs)
        except RetryAfter:
            if self._paused_until[chat_id] - self._now() > LONGEST_REPLY_WAIT:
                raise
        await self._wait_for_chat(chat_id)
        return await self._call(chat_id, callback, args, kwargs)

    async def _call(
        self,
        chat_id: int,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Any:
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._note_refusal(chat_id, seconds_to_wait(error))
            raise

    async def _wait_for_chat(self, chat_id: int) -> None:
        """Take the next free place in a chat's schedule and sleep until then."""
        now = self._now()
        due = max(self._reserve(chat_id, now), self._paused_until.get(chat_id, 0.0))
        self._broadcasts_due = max(self._broadcasts_due, now) + 1 / BROADCASTS_PER_SECOND
        if self._enforced and due > now:
            await asyncio.sleep(due - now)

    async def _wait_for_broadcast(self, chat_id: int) -> None:
        """Sleep until the overall budget, which replies use first, has room for this one.

        A chat that Telegram has paused must not hold up the others: RetryAfter is raised.
        """
        self._refuse_paused(chat_id)
        # Replies may use the budget while this sleeps, so it looks again.
        while self._enforced and self._broadcasts_due > self._now():  # noqa: ASYNC110
            await asyncio.sleep(self._broadcasts_due - self._now())
        await self._wait_for_chat(chat_id)

    async def wait_for_room(self, paid: bool) -> None:
        """Sleep until the overall budget has room for one more broadcast, which is not booked.

        For whoever notes that a message is under way: what waits here is not under way yet.
        """
        while self._enforced:
            due = self._paid_due if paid else self._broadcasts_due
            if due <= self._now():
                return
            await asyncio.sleep(due - self._now())

    async def _wait_for_paid(self, chat_id: int) -> None:
        """Sleep until the budget of paid messages, and the chat, have room for this one."""
        self._refuse_paused(chat_id)
        now = self._now()
        due = max(self._paid_due, now, self._reserve(chat_id, now))
        self._paid_due = max(self._paid_due, now) + 1 / PAID_PER_SECOND
        if self._enforced and due > now:
            await asyncio.sleep(due - now)

    def hold_broadcasts(self, held: bool) -> None:
        """Give broadcasts back unsent from now on, or let them go again."""
        self._held = held

    def _refuse_paused(self, chat_id: int) -> None:
        """Raise RetryAfter for a chat that Telegram has paused, and while broadcasts are held."""
        if self._held:
            raise RetryAfter(HELD_SECONDS)
        paused = self._paused_until.get(chat_id, 0.0) - self._now()
        if paused > 1.0:
            raise RetryAfter(math.ceil(paused))

    def _reserve(self, chat_id: int, now: float) -> float:
        """Book the earliest moment a message may go to a chat."""
        if len(self._private_due) + len(self._group_sent) > KEPT_CHATS:
            self._forget_idle(now)
        return (
            self._reserve_group(chat_id, now)
            if chat_id < 0
            else self._reserve_private(chat_id, now)
        )

    def _reserve_private(self, chat_id: int, now: float) -> float:
        spacing = 1 / PRIVATE_PER_SECOND
        free = max(self._private_due.get(chat_id, 0.0), now)
        self._private_due[chat_id] = free + spacing
        return free - (PRIVATE_BURST - 1) * spacing

    def _reserve_group(self, chat_id: int, now: float) -> float:
        sent = self._group_sent.setdefault(chat_id, deque(maxlen=GROUP_PER_MINUTE))
        due = max(now, sent[0] + 60.0) if len(sent) == GROUP_PER_MINUTE else now
        sent.append(due)
        return due

    def _note_refusal(self, chat_id: int, seconds: float) -> None:
        now = self._now()
        self._paused_until[chat_id] = now + seconds
        self._refusals.append((now, chat_id))
        recent = {chat for when, chat in self._refusals if now - when <= 1.0}
        if len(recent) >= 3:
            self._broadcasts_due = max(self._broadcasts_due, now + seconds)

    def _forget_idle(self, now: float) -> None:
        """Drop the books of chats that are free to be written to."""
        self._private_due = {c: due for c, due in self._private_due.items() if due > now}
        self._group_sent = {c: s for c, s in self._group_sent.items() if s[-1] > now - 60.0}
        self._paused_until = {c: until for c, until in self._paused_until.items() if until > now}
