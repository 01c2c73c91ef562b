"""Updates are stored before Telegram may forget them, and stay until they are done.

What is promised: an update that was taken from Telegram is handled, also after kill -9. A decision
(`context.decide`) and its update's mark are one transaction: it takes effect exactly once. An
answer that changes nothing is marked up to a fiftieth of a second later, together with others:
after a crash within that time it is given again (at least once).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from bot.context import RECEIPT, Receipt
from bot.db import Database, StorageError, Transaction, to_ms
from bot.logs import ABOUT
from bot.metrics import HANDLING, UPDATES, WAITING
from bot.processor import Lanes
from bot.throttle import Verdict

log = logging.getLogger(__name__)

Raw: TypeAlias = dict[str, Any]
WARNED = "doblest_warned"
"""Key of a stored update whose sender asked too much: it is answered with a warning only."""
MARK_SECONDS = 0.02
MOST_WAITING = 2_000
"""Above this many unhandled updates in memory no more are fetched; they wait at Telegram."""
LARGEST_ID = 2**53
PAGE = 500
EXCUSE_SECONDS = 600.0
SUSPECT_ATTEMPTS = 2
"""An update that was at work when the bot died this often is tried alone at the next start."""
ALONE_SECONDS = 5.0
MOST_ATTEMPTS = 8
"""One that the bot did not survive this often, mostly alone, is quarantined."""


class UnreadableUpdateError(Exception):
    """An update that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One stored update: its row, its content, and when it came (monotonic seconds).

    `left_over`: an earlier run of the bot did not finish it, and perhaps did not survive it.
    `about`: the chat it is from, for the log.
    """

    row: int
    raw: Raw
    since: float
    left_over: bool = False
    about: int | None = None


def keep(
    tx: Transaction, updates: Sequence[Raw], done: Iterable[int], now: datetime
) -> list[tuple[int, Raw]]:
    """Store updates not seen before and mark others as done; give the new ones with their rows.

    Telegram may repeat an update, so a known update_id is passed over; ids may start again lower,
    so no id is ever "too old".
    """
    mark_done(tx, done)
    last = tx.execute("SELECT coalesce(max(id), 0) AS last FROM inbox").fetchone()["last"]
    pairs = [[raw["update_id"], json.dumps(raw)] for raw in updates]
    # One statement for all: each gives the interpreter away, and under load takes long to get it
    # back. (WHERE true keeps SQLite from reading ON as the start of a join.)
    tx.execute(
        "INSERT INTO inbox (update_id, raw, received_ms) "
        "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), :now "
        "FROM json_each(:pairs) WHERE true ON CONFLICT (update_id) DO NOTHING",
        {"pairs": json.dumps(pairs), "now": to_ms(now)},
    )
    found = tx.execute(
        "SELECT json_group_array(json_array(id, update_id)) AS found FROM inbox WHERE id > :last",
        {"last": last},
    ).fetchone()["found"]
    by_id = {raw["update_id"]: raw for raw in reversed(updates)}
    return [(row, by_id[update_id]) for row, update_id in sorted(json.loads(found))]


def mark_done(tx: Transaction, rows: Iterable[int]) -> None:
    """Mark updates as done and drop what they said."""
    tx.execute(
        "UPDATE inbox SET state = 1, raw = NULL WHERE id IN (SELECT value FROM json_each(:rows))",
        {"rows": json.dumps(list(rows))},
    )


def mark_one_done(row: int, tx: Transaction) -> None:
    """Mark one update as done."""
    tx.execute("UPDATE inbox SET state = 1, raw = NULL WHERE id = :id", {"id": row})


def quarantine(tx: Transaction, row: int) -> None:
    """Put an update aside that cannot be handled; it is kept for the operator to look at."""
    tx.execute("UPDATE inbox SET state = 2 WHERE id = :id", {"id": row})


def give_up(tx: Transaction) -> None:
    """After a start: quarantine the updates that have been tried too often."""
    tx.execute(
        "UPDATE inbox SET state = 2 WHERE state = 0 AND attempts >= :most", {"most": MOST_ATTEMPTS}
    )


def load_suspects(tx: Transaction) -> list[tuple[int, Raw]]:
    """The updates that were at work when the bot died, more than once, in order."""
    rows = tx.execute(
        "SELECT id, raw FROM inbox WHERE state = 0 AND attempts >= :suspect ORDER BY id",
        {"suspect": SUSPECT_ATTEMPTS},
    )
    return [(row["id"], json.loads(row["raw"])) for row in rows]


def load_waiting(tx: Transaction, after: int, most: int) -> list[tuple[int, Raw]]:
    """The next updates that are not done, from the row after this one, in order."""
    rows = tx.execute(
        "SELECT id, raw FROM inbox WHERE state = 0 AND id > :after ORDER BY id LIMIT :most",
        {"after": after, "most": most},
    )
    return [(row["id"], json.loads(row["raw"])) for row in rows]


def load_raw(tx: Transaction, rows: Sequence[int]) -> list[Raw]:
    """What the updates in these rows say, in this order."""
    query = "SELECT raw FROM inbox WHERE id = :id"
    return [json.loads(tx.execute(query, {"id": row}).fetchone()["raw"]) for row in rows]


def note_attempt(tx: Transaction, row: int) -> None:
    """Note that an update left over from an earlier run is about to be tried again."""
    tx.execute("UPDATE inbox SET attempts = attempts + 1 WHERE id = :id", {"id": row})


def purge(tx: Transaction, before: datetime, most: int) -> int:
    """Forget at most so many updates from before this moment, whatever became of them."""
    return tx.execute(
        "DELETE FROM inbox WHERE id IN "
        "(SELECT id FROM inbox WHERE received_ms < :before LIMIT :most)",
        {"before": to_ms(before), "most": most},
    ).rowcount


def find_lane(raw: Raw) -> Hashable:
    """What must stay in order with this update: its chat and topic, or else its sender.

    Raises UnreadableUpdateError if the update has none of them.
    """
    try:
        for kind, content in raw.items():
            if kind == "update_id":
                continue
            message = content.get("message", content) if kind == "callback_query" else content
            if "chat" in message:
                topic = message.get("message_thread_id") if message.get("is_topic_message") else 0
                return int(message["chat"]["id"]), topic
            sender = content.get("from") or content.get("user") or content.get("voter_chat")
            return (int(sender["id"]), 0) if sender else (kind, content["id"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableUpdateError(type(error).__name__) from None
    raise UnreadableUpdateError("empty")


def has_number(raw: Raw) -> bool:
    """Whether an update has an id, without which it cannot be told from others."""
    number = raw.get("update_id")
    if isinstance(number, int) and abs(number) < LARGEST_ID:
        return True
    UPDATES.labels("without_id").inc()
    return False


def shelve(item: Incoming) -> Incoming:
    """What is kept in memory of an update that waits far back in its lane."""
    return replace(item, raw={})


class Inbox:
    """Takes raw updates in, stores them, and has each handled once, in order within its lane.

    `judge(raw)` says which updates to take at all. `handle(raw)` works on one and raises
    UnreadableUpdateError if it makes no sense of it. `excuse(raw)` asks the sender of one that
    could not be stored for patience; it will come again.
    """

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime],
        handle: Callable[[Raw], Awaitable[None]],
        judge: Callable[[Raw], Verdict],
        excuse: Callable[[Raw], Awaitable[None]] | None = None,
    ) -> None:
        self._excuse = excuse
        self._excuses: dict[Hashable, float] = {}
        self._db = db
        self._clock = clock
        self._handle = handle
        self._judge = judge
        self._lanes: Lanes[Incoming] = Lanes(self._work, shelve, self._unshelve)
        self._verdicts: dict[int, Verdict] = {}
        """Of updates not stored yet: one that must be fetched again is not counted again."""
        self._done: list[int] = []
        self._marking: asyncio.Task[None] | None = None
        WAITING.set_function(lambda: self._lanes.waiting)

    async def recover(self) -> int:
        """Take up what an earlier run left undone; give how many updates that is.

        Those that may have ended it come first, one by one: if the bot dies again, only the one
        at work can be blamed, and none is put aside for what another does.
        """
        await self._db.write(give_up)
        suspects = await self._db.read(load_suspects)
        for suspect in suspects:
            self._enqueue([suspect], left_over=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ALONE_SECONDS):
                    await self._lanes.rest()
        known, count, last = {row for row, _ in suspects}, len(suspects), 0
        while page := await self._db.read(load_waiting, last, PAGE):
            last = page[-1][0]
            others = [(row, raw) for row, raw in page if row not in known]
            self._enqueue(others, left_over=True)
            count += len(others)
        return count

    async def accept(self, updates: Sequence[Raw]) -> None:
        """Store updates, then have them handled. Returns once they are on disk.

        Raises StorageError if they could not be stored; then none of them is handled.
        """
        await self._lanes.ease(MOST_WAITING)
        numbered = [raw for raw in updates if has_number(raw)]
        good = [raw for raw in numbered if self._admits(raw)]
        done, self._done = self._done, []
        try:
            fresh = await self._db.write(keep, good, done, self._clock())
        except StorageError:
            self._done += done
            await self._ask_for_patience(good)
            raise
        for raw in numbered:
            self._verdicts.pop(raw["update_id"], None)
        UPDATES.labels("repeated").inc(len(good) - len(fresh))
        self._enqueue(fresh)

    async def finish(self, seconds: float) -> bool:
        """Handle what is under way, for at most this long; false if something was left undone."""
        complete = await self._lanes.finish(seconds)
        try:
            await self.settle()
        except StorageError as error:
            log.warning("some marks could not be written (%s): answers may be repeated", error)
            return False
        return complete

    async def rest(self) -> None:
        """Wait until every update taken so far is handled and marked."""
        await self._lanes.rest()
        await self.settle()

    async def settle(self) -> None:
        """Bring all marks to disk."""
        if self._marking is not None:
            self._marking.cancel()
            self._marking = None
        done, self._done = self._done, []
        await self._db.write(mark_done, done)

    @property
    def waiting(self) -> int:
        """How many updates are stored and not yet handled."""
        return self._lanes.waiting

    def _admits(self, raw: Raw) -> bool:
        """Whether to take an update; one that gets a warning for an answer is marked so."""
        verdict = self._find_verdict(raw)
        if verdict is Verdict.WARN:
            raw[WARNED] = True
        if verdict in {Verdict.DROP, Verdict.IGNORE}:
            UPDATES.labels("throttled" if verdict is Verdict.DROP else "ignored").inc()
            return False
        return True

    def _find_verdict(self, raw: Raw) -> Verdict:
        """Judge an update once, however often it comes before it can be stored."""
        verdict = self._verdicts.get(raw["update_id"])
        if verdict is None:
            if len(self._verdicts) > MOST_WAITING:
                self._verdicts.clear()
            verdict = self._verdicts[raw["update_id"]] = self._judge(raw)
        return verdict

    def _enqueue(self, rows: Iterable[tuple[int, Raw]], left_over: bool = False) -> None:
        since = time.monotonic()
        for row, raw in rows:
            try:
                lane = find_lane(raw)
            except UnreadableUpdateError:
                lane = "unreadable", row
            about = lane[0] if isinstance(lane, tuple) and isinstance(lane[0], int) else None
            self._lanes.put(lane, Incoming(row, raw, since, left_over, about))

    async def _ask_for_patience(self, updates: Iterable[Raw]) -> None:
        """Excuse the disk, once in ten minutes, to each chat that waits for it."""
        if self._excuse is None:
            return
        now = time.monotonic()
        self._excuses = {c: t for c, t in self._excuses.items() if now - t < EXCUSE_SECONDS}
        for raw in updates:
            with contextlib.suppress(UnreadableUpdateError):
                lane = find_lane(raw)
                if lane not in self._excuses and len(self._excuses) < MOST_WAITING:
                    self._excuses[lane] = now
                    await self._excuse(raw)

    async def _unshelve(self, items: list[Incoming]) -> list[Incoming]:
        """Read updates again that had to wait on disk; tries until the disk answers."""
        while True:
            try:
                raws = await self._db.read(load_raw, [item.row for item in items])
            except sqlite3.Error as error:
                log.warning("cannot read waiting updates (%s), next try in 1 s", error)
                await asyncio.sleep(1.0)
            else:
                return [replace(item, raw=raw) for item, raw in zip(items, raws, strict=True)]

    async def _work(self, item: Incoming) -> None:
        receipt = Receipt(partial(mark_one_done, item.row))
        RECEIPT.set(receipt)
        ABOUT.set(item.about)
        fate = "handled"
        try:
            if item.left_over:
                await self._note_attempt(item.row)
            await self._handle(item.raw)
        except UnreadableUpdateError as error:
            fate = "quarantined"
            log.error("update in row %d cannot be read (%s): put aside", item.row, error)
            await self._put_aside(item.row)
        except Exception as error:
            fate = "failed"
            log.error("update in row %d failed: %s", item.row, type(error).__name__, exc_info=error)
        if fate != "quarantined" and not receipt.done:
            self._note_done(item.row)
        UPDATES.labels(fate).inc()
        HANDLING.observe(time.monotonic() - item.since)

    async def _note_attempt(self, row: int) -> None:
        with contextlib.suppress(StorageError):
            await self._db.write(note_attempt, row)

    async def _put_aside(self, row: int) -> None:
        try:
            await self._db.write(quarantine, row)
        except StorageError:
            log.warning(
                "row %d could not be put aside now; it will be tried at the next start", row
            )

    def _note_done(self, row: int) -> None:
        self._done.append(row)
        if self._marking is None:
            self._marking = asyncio.create_task(self._mark_soon())

    async def _mark_soon(self) -> None:
        """Write the marks that no batch of new updates has taken along by then."""
        while self._done:
            await asyncio.sleep(MARK_SECONDS)
            done, self._done = self._done, []
            try:
                await self._db.write(mark_done, done)
            except StorageError:
                self._done += done
                await asyncio.sleep(1.0)
        self._marking = None
