"""Works on updates: those of one chat in order, those of many chats at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

AT_ONCE = 256
LONGEST_LANE = 100


@dataclass(slots=True)
class Lane(Generic[T]):
    """Items that must stay in order: the next ones, and those on the shelf behind them."""

    next: deque[T] = field(default_factory=deque)
    shelf: deque[T] = field(default_factory=deque)


class Lanes(Generic[T]):
    """Calls `work(item)` for each item put in; items of one lane one after the other.

    A slow lane holds one of `at_once` places and delays nobody else. A lane keeps `longest` items
    at hand; those behind them go on its shelf, so that one busy chat fills neither the memory nor
    the places of the others, and loses nothing. `shelve(item)` gives what is left of an item on
    the shelf; `unshelve(items)` makes them whole again. `work` and `unshelve` must not raise.
    """

    def __init__(
        self,
        work: Callable[[T], Awaitable[None]],
        shelve: Callable[[T], T],
        unshelve: Callable[[list[T]], Awaitable[list[T]]],
        at_once: int = AT_ONCE,
        longest: int = LONGEST_LANE,
    ) -> None:
        self._work = work
        self._shelve = shelve
        self._unshelve = unshelve
        self._free = at_once
        self._queue: deque[asyncio.Future[None]] = deque()
        self._longest = longest
        self._lanes: dict[Hashable, Lane[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self.at_hand = 0
        """Items in the lanes or at work, without those on shelves."""
        self.shelved = 0

    @property
    def waiting(self) -> int:
        """Items not yet worked on to the end."""
        return self.at_hand + self.shelved

    def put(self, key: Hashable, item: T) -> None:
        """Queue an item in its lane."""
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane()
            task = asyncio.create_task(self._drive(key, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if lane.shelf or len(lane.next) >= self._longest:
            lane.shelf.append(self._shelve(item))
            self.shelved += 1
        else:
            lane.next.append(item)
            self.at_hand += 1

    async def _drive(self, key: Hashable, lane: Lane[T]) -> None:
        """Work through one lane until it is empty."""
        try:
            while lane.next:
                await self._take_place()
                try:
                    await self._work(lane.next.popleft())
                finally:
                    self._give_place()
                self.at_hand -= 1
                self._progress.set()
                if lane.shelf and not lane.next:
                    await self._clear_shelf(lane)
        finally:
            del self._lanes[key]

    async def _take_place(self) -> None:
        """Wait for one of the places; first come, first served."""
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.Future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_place()
            raise

    def _give_place(self) -> None:
        """Hand the place to whoever waits longest, or leave it free."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _clear_shelf(self, lane: Lane[T]) -> None:
        """Take the next items from a lane's shelf. What comes meanwhile queues behind them."""
        some = [lane.shelf[i] for i in range(min(self._longest, len(lane.shelf)))]
        lane.next.extend(await self._unshelve(some))
        for _ in some:
            lane.shelf.popleft()
        self.shelved -= len(some)
        self.at_hand += len(some)

    async def ease(self, most: int) -> None:
        """Wait until at most this many items are at hand."""
        while self.at_hand > most:
            self._progress.clear()
            await self._progress.wait()

    async def rest(self) -> None:
        """Wait until there is nothing to do."""
        while self.waiting:
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
