"""Fetches updates from Telegram by long polling; confirms them only after they are stored."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.api import Bot
from bot.db import StorageError
from bot.inbox import Raw
from bot.metrics import CONFLICTS, LAST_UPDATE
from bot.request import HttpRequest, seconds_to_wait

log = logging.getLogger(__name__)

POLL_SECONDS = 25
BATCH = 100
ALLOWED_UPDATES = (
    "message",
    "callback_query",
    "inline_query",
    "poll_answer",
    "poll",
    "my_chat_member",
)
LONGEST_PAUSE = 30.0
LONGEST_DISK_PAUSE = 4.0
"""Seconds between tries: a disk that has room again is noticed soon."""
NEWCOMER_SECONDS = 60.0
NEWCOMER_PATIENCE = 45.0
RESIDENT_PATIENCE = 300.0
FRESH_SECONDS = 30.0


class SecondInstanceError(Exception):
    """Another instance polls with the same token, and this one is to give way."""


class Conflicts:
    """Watches for another poller: tells when to give way.

    Both instances see refusals. The newcomer gives way after three quarters of a minute, which is
    longer than two copies overlap during a redeploy; one that has been at work longer waits five
    minutes. `lot`, from 0 to 1, makes two newcomers differ, so that one of them stays.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, lot: float | None = None) -> None:
        self._now = now
        self._start = now()
        self._patience = NEWCOMER_PATIENCE + 12 * (random.random() if lot is None else lot)
        self._first: float | None = None
        self._last = 0.0

    def are_fresh(self) -> bool:
        """Whether the other instance was there a moment ago, and may be between two questions."""
        return self._first is not None and self._now() - self._last < FRESH_SECONDS

    def note(self) -> None:
        """Count a refusal. Raises SecondInstanceError when patience ends."""
        now = self._now()
        if self._first is None or now - self._last > NEWCOMER_PATIENCE:
            self._first = now
        self._last = now
        newcomer = self._first - self._start < NEWCOMER_SECONDS
        patience = self._patience if newcomer else RESIDENT_PATIENCE
        if now - self._first >= patience:
            raise SecondInstanceError("another instance is running with the same token")


async def fetch(bot: Bot, request: HttpRequest, offset: int | None, seconds: int) -> list[Raw]:
    """Ask for the next updates, undecoded; wait for them at most this long."""
    question: Any = {"timeout": seconds, "limit": BATCH, "allowed_updates": ALLOWED_UPDATES}
    if offset is not None:
        question["offset"] = offset
    url = f"{bot.base_url}/getUpdates"
    answer = await request.post(url, question, read_timeout=seconds + 10.0)
    return answer if isinstance(answer, list) else []


class Poller:
    """Runs until cancelled. `take` stores a batch and returns when it is on disk.

    `contest` is told when another instance shows up, and when this one is alone again.
    """

    def __init__(
        self,
        ask: Callable[[int | None], Awaitable[list[Raw]]],
        take: Callable[[Sequence[Raw]], Awaitable[None]],
        contest: Callable[[bool], None] = lambda _contested: None,
    ) -> None:
        self._ask = ask
        self._take = take
        self._contest = contest
        self._offset: int | None = None
        self._failures = 0
        self._conflicts = Conflicts()
        self._stopping = asyncio.Event()
        self._asking: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Fetch and store until `stop`. Raises InvalidToken and SecondInstanceError."""
        while not self._stopping.is_set():
            try:
                await self._turn()
            except InvalidToken:
                raise
            except Conflict:
                CONFLICTS.inc()
                self._contest(True)
                self._conflicts.note()
                await self._pause(random.uniform(2, 5))
            except RetryAfter as error:
                await self._pause(seconds_to_wait(error))
            except (TelegramError, StorageError) as error:
                await self._back_off(error)
            else:
                self._failures = 0
                self._contest(self._conflicts.are_fresh())

    def stop(self) -> None:
        """Fetch no more. A batch that is being stored is still stored."""
        self._stopping.set()
        if self._asking is not None:
            self._asking.cancel()

    async def _turn(self) -> None:
        updates = await self._next_batch()
        if not updates:
            # All before the offset are confirmed now. Ids may start again lower after a
            # quiet week, so the next question names none.
            self._offset = None
            return
        LAST_UPDATE.set_to_current_time()
        await self._take(updates)
        ids = [raw["update_id"] for raw in updates if isinstance(raw.get("update_id"), int)]
        self._offset = max(ids) + 1 if ids else None

    async def _next_batch(self) -> list[Raw]:
        """Ask, in this task: its question leaves before the updates just stored are worked on."""
        self._asking = asyncio.current_task()
        try:
            return await self._ask(self._offset)
        except asyncio.CancelledError:
            if self._stopping.is_set() and self._asking is not None:
                self._asking.uncancel()
                return []
            raise
        finally:
            self._asking = None

    async def _back_off(self, error: Exception) -> None:
        self._failures += 1
        longest = LONGEST_DISK_PAUSE if isinstance(error, StorageError) else LONGEST_PAUSE
        wait = min(longest, 2.0 ** min(self._failures, 5) / 2) * random.uniform(0.5, 1.0)
        log.warning("cannot fetch updates (%s), next try in %.1f s", type(error).__name__, wait)
        await self._pause(wait)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
