"""Works on updates: those of one chat in order, those of many chats at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

AT_ONCE = 256
LONGEST_LANE = 1_000


class Lanes(Generic[T]):
    """Calls `work(item)` for each item put in; items of one lane one after the other.

    A slow lane holds one of `at_once` places and delays nobody else. A lane holds at most
    `longest` waiting items, so that one chat cannot fill the memory.
    """

    def __init__(
        self,
        work: Callable[[T], Awaitable[None]],
        at_once: int = AT_ONCE,
        longest: int = LONGEST_LANE,
    ) -> None:
        self._work = work
        self._places = asyncio.Semaphore(at_once)
        self._longest = longest
        self._lanes: dict[Hashable, deque[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self.waiting = 0

    def put(self, key: Hashable, item: T) -> bool:
        """Queue an item in its lane; false if the lane is full."""
        lane = self._lanes.get(key)
        if lane is not None:
            if len(lane) >= self._longest:
                return False
            lane.append(item)
        else:
            self._lanes[key] = deque([item])
            task = asyncio.create_task(self._drive(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self.waiting += 1
        return True

    async def _drive(self, key: Hashable) -> None:
        """Work through one lane until it is empty. `work` must not raise."""
        lane = self._lanes[key]
        try:
            while lane:
                async with self._places:
                    await self._work(lane.popleft())
                self.waiting -= 1
                self._progress.set()
        finally:
            del self._lanes[key]

    async def ease(self, most: int) -> None:
        """Wait until at most this many items are in the lanes or at work."""
        while self.waiting > most:
            self._progress.clear()
            await self._progress.wait()

    async def finish(self, seconds: float) -> bool:
        """Wait for all lanes to empty; after this long cancel the rest and return false."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
            return not late
        return True
