"""The clock: wakes every 15 seconds, plans ahead, sends what is due, and never sends twice."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias

from bot.cities.model import Award, City
from bot.context import BotApplication, Context
from bot.daily import moves, replies, store
from bot.daily.asking import Asked, Asking
from bot.daily.rules import Kind, Level, State, Subscription, find_instant
from bot.db import Database, StorageError, Transaction
from bot.i18n import translator
from bot.limiter import BROADCASTS_IN_FLIGHT, PAID_IN_FLIGHT, Urgency
from bot.quiz import store as memories
from bot.quiz.rules.memory import choose_review
from bot.reply import Reply
from bot.sending import Delivery as Pushed
from bot.sending import Outcome, push

log = logging.getLogger(__name__)

TICK_SECONDS = 15.0
STOP_SECONDS = 12.0
PLAN_PAGE = 600
PLAN_BATCH = 100
"""How many are planned in one transaction: so few that no other writer waits long."""
PAGE = 200
SKIP_BATCH = 500
JUMP_SECONDS = 300.0
"""A wall clock that moves this much against the monotonic one has been set, or has slept."""
QUIET_SECONDS = 60.0
IN_FLIGHT_SECONDS = 30.0
PAYING_FROM = 1_500
"""With fewer due than this, free sending takes about a minute: nothing is paid for."""
STATES = {
    Outcome.SENT: State.SENT,
    Outcome.RETRY: State.DUE,
    Outcome.UNKNOWN: State.UNKNOWN,
    Outcome.BLOCKED: State.BLOCKED,
    Outcome.REFUSED: State.FAILED,
}
CLOCKWORK = "daily"
Composed: TypeAlias = tuple[Reply, dict[str, Any]]


class Clockwork:
    """Everything the daily quiz does by itself. `monotonic` gives seconds that never jump."""

    def __init__(
        self, app: BotApplication, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.monotonic = monotonic
        self.prompts: dict[tuple[int, int], tuple[str, int]] = {}
        self.unsure: dict[int, str] = {}
        """Private chats whose last quiz may not have arrived, with its token."""
        self._ready = asyncio.Lock()
        self._is_ready = False
        self._turn = asyncio.Lock()
        self._stopping = False
        self._sending: asyncio.Task[None] | None = None
        self._in_flight: dict[int, asyncio.Future[None]] = {}
        self._unrecorded: list[tuple[store.Delivery, moves.Report]] = []
        self._offset: float | None = None
        self._quiet_until = 0.0

    @property
    def db(self) -> Database:
        """The state."""
        return self.app.services.db

    @cached_property
    def asking(self) -> Asking:
        """The questions of the day."""
        return Asking(self.app.services.bank)

    @cached_property
    def dates(self) -> frozenset[tuple[int, int]]:
        """The (month, day) of every title's award."""
        return frozenset(
            (award.date.month, award.date.day) for _, award in self.app.services.catalogue.awards()
        )

    @cached_property
    def content(self) -> moves.Content:
        """What planning needs to know of the world."""
        return moves.Content(self.dates, self.fill, new_token)

    def fill(self, tx: Transaction, sub: Subscription, day: date) -> dict[str, Any]:
        """Choose what a subscription's message of a day will say."""
        if sub.kind is not Kind.QUIZ:
            return {}
        review = None
        if sub.is_private and sub.level is Level.ADAPTIVE and not sub.theme:
            review = self.find_review(tx, sub, day)
        return self.asking.choose(sub, day, review)

    def find_review(self, tx: Transaction, sub: Subscription, day: date) -> str | None:
        """A question about what this reader forgot or is about to forget by a day."""
        known = memories.load_memories(tx, sub.chat_id)
        then = find_instant(day, sub.minute, sub.zone)
        asked = (m.question_id for m in choose_review(known, then))
        return next((id_ for id_ in asked if id_ in self.app.services.bank), None)

    # Waking

    async def ready(self) -> None:
        """Once after the start: settle what the last run left, before anything is sent."""
        async with self._ready:
            if self._is_ready:
                return
            stopped = await self.db.write(moves.recover, self.app.services.clock())
            self.prompts.update(await self.db.read(store.load_prompts))
            self.unsure.update(await self.db.read(store.list_unsure, self.app.services.clock()))
            if await self.db.read(store.has_subscriptions):
                await asyncio.to_thread(self.asking.warm_up)
            self._is_ready = True
            if stopped:
                log.warning("%d messages were under way when the bot stopped", stopped)

    async def tick(self) -> None:
        """Look at the clock and do what is due. Sending goes on by itself afterwards."""
        async with self._turn:
            try:
                await self.ready()
                if not self._notes_jump():
                    await self._record_again()
                    await self._plan()
                    await self._skip()
                    self._start_sending()
            except StorageError as error:
                log.warning("the daily quiz waits: %s", error)

    async def run(self) -> None:
        """Tick for ever. The wall clock is read anew each time: no long sleep, nothing to drift."""
        while True:
            try:
                await self.tick()
            except Exception as error:
                log.error("a tick failed: %s", type(error).__name__, exc_info=error)
            await asyncio.sleep(TICK_SECONDS)

    async def stop(self) -> None:
        """Begin no further message, and wait for those under way."""
        self._stopping = True
        if self._sending is not None:
            await asyncio.wait([self._sending], timeout=STOP_SECONDS)

    async def rest(self) -> None:
        """Wait until what is due now has been sent."""
        if self._sending is not None:
            await asyncio.wait([self._sending])

    def _notes_jump(self) -> bool:
        """Whether the wall clock has jumped within the last minute: then nothing is done."""
        now = self.monotonic()
        offset = self.app.services.clock().timestamp() - now
        gap = 0.0 if self._offset is None else offset - self._offset
        self._offset = offset
        if abs(gap) > JUMP_SECONDS:
            self._quiet_until = now + QUIET_SECONDS
            log.warning("the clock jumped by %.0f s: nothing is sent for a minute", gap)
        return self._is_quiet

    @property
    def _is_quiet(self) -> bool:
        return self.monotonic() < self._quiet_until

    async def _plan(self) -> None:
        while not self._stopping:
            now = self.app.services.clock()
            if not await plan_page(self.db, now, self.content):
                return

    async def _skip(self) -> None:
        while await self.db.write(moves.skip_late, self.app.services.clock(), SKIP_BATCH):
            pass

    # Sending

    def _start_sending(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        """Send everything that is due, in fair order, until nothing is left or the bot stops."""
        try:
            while self._may_send:
                due = await self.db.read(store.find_due, self.app.services.clock(), PAGE)
                paid = await self._may_pay(len(due))
                if not await self._send_all(due, paid):
                    return
        except StorageError as error:
            log.warning("sending waits: %s", error)

    @property
    def _may_send(self) -> bool:
        return not self._stopping and not self._is_quiet

    async def _may_pay(self, due: int) -> bool:
        """Whether these may go out as paid messages: only a long queue, within the day's budget."""
        budget = self.app.services.settings.paid_broadcasts
        if not budget or due < PAGE:
            return False
        now = self.app.services.clock()
        waiting = await self.db.read(store.count_due, now, PAYING_FROM)
        spent = await self.db.read(store.count_paid, now - timedelta(hours=24))
        return waiting >= PAYING_FROM and spent + PAGE <= budget

    async def _send_all(self, due: list[store.Delivery], paid: bool) -> bool:
        """Send a page, several at once; false if nothing could be done."""
        queue = iter(due)
        workers = PAID_IN_FLIGHT if paid else BROADCASTS_IN_FLIGHT
        done = await asyncio.gather(
            *(self._work(queue, paid) for _ in range(min(workers, len(due))))
        )
        return any(done)

    async def _work(self, queue: Iterator[store.Delivery], paid: bool) -> bool:
        """Send from a queue shared with other workers; whether anything was done."""
        done = False
        for delivery in queue:
            if not self._may_send:
                break
            done = await self.deliver(delivery, paid) or done
        return done

    async def deliver(self, delivery: store.Delivery, paid: bool = False) -> bool:
        """Take one due message, send it, and store what became of it; false if nothing was done.

        SENDING is on disk before the call and the outcome after it. Whatever goes wrong between
        leaves UNKNOWN, which is never sent again.
        """
        composed = await self._try_to_compose(delivery)
        if composed is None:
            await self._record(delivery, moves.Report(State.FAILED, error="nothing to say"))
            return True
        reply, payload = composed
        now = self.app.services.clock()
        try:
            if not await self.db.write(moves.claim, delivery, payload, now, paid):
                return True
        except StorageError:
            return False
        self._in_flight[delivery.id] = landed = asyncio.get_running_loop().create_future()
        try:
            await self._record(delivery, await self._push(delivery, reply, paid))
        finally:
            del self._in_flight[delivery.id]
            landed.set_result(None)
        return True

    async def _push(self, delivery: store.Delivery, reply: Reply, paid: bool) -> moves.Report:
        urgency = Urgency.PAID if paid else Urgency.BROADCAST
        try:
            pushed = await push(
                self.app, delivery.chat_id, delivery.thread_id or None, reply, urgency
            )
        except Exception as error:
            log.error("sending failed: %s", type(error).__name__, exc_info=error)
            return moves.Report(State.UNKNOWN, error=type(error).__name__)
        return report(pushed)

    async def _record(self, delivery: store.Delivery, outcome: moves.Report) -> None:
        """Store an outcome; if the disk will not have it, keep it for the next tick."""
        now = self.app.services.clock()
        try:
            state = await self.db.write(moves.record, delivery, outcome, now)
        except StorageError:
            self._unrecorded.append((delivery, outcome))
            return
        if state is State.UNKNOWN and delivery.chat_id > 0 and delivery.kind is Kind.QUIZ:
            self.unsure[delivery.chat_id] = delivery.token

    async def _record_again(self) -> None:
        unrecorded, self._unrecorded = self._unrecorded, []
        for delivery, outcome in unrecorded:
            await self._record(delivery, outcome)

    async def landed(self) -> bool:
        """Wait for what is under way to be stored; false if nothing was under way."""
        waiting = list(self._in_flight.values())
        if not waiting:
            return False
        await asyncio.wait(waiting, timeout=IN_FLIGHT_SECONDS)
        return True

    # Wording

    async def _try_to_compose(self, delivery: store.Delivery) -> Composed | None:
        """What a message says; one that cannot be worded must not hold up the others."""
        try:
            return await self.compose(delivery)
        except Exception as error:
            log.error("wording failed: %s", type(error).__name__, exc_info=error)
            return None

    async def compose(self, delivery: store.Delivery) -> Composed | None:
        """What a message says, and what of it is stored; None if there is nothing to say."""
        tr, catalogue = translator(delivery.locale), self.app.services.catalogue
        if delivery.kind is Kind.ANNIVERSARY:
            held = self.find_awards(delivery.day)
            return (replies.anniversary(tr, catalogue, held, delivery.day), {}) if held else None
        if delivery.kind is Kind.DIGEST:
            now = self.app.services.clock()
            week = await self.db.read(moves.look_at_week, delivery, now)
            return (replies.digest(tr, catalogue, week), {}) if week else None
        asked = self.word(delivery)
        before = await self.db.read(moves.look_back, delivery)
        group = delivery.chat_id < 0
        reply = replies.question(tr, asked, delivery.token, group, before)
        return reply, asked.to_payload()

    def word(self, delivery: store.Delivery) -> Asked:
        """A delivery's question in its chat's language, or as it was first worded."""
        return self.asking.word(delivery.payload, delivery.locale.value)

    def find_awards(self, day: date) -> list[tuple[City, Award]]:
        """The titles given on this day of an earlier year."""
        return [
            (city, award)
            for city, award in self.app.services.catalogue.awards()
            if (award.date.month, award.date.day) == (day.month, day.day) and award.date < day
        ]


async def plan_page(db: Database, now: datetime, content: moves.Content) -> bool:
    """Plan a page of subscriptions, a few in each transaction; false if there was none to plan."""
    drawn = await db.read(moves.draw_plan, now, PLAN_PAGE, content)
    for first in range(0, len(drawn), PLAN_BATCH):
        await db.write(moves.keep_plan, drawn[first : first + PLAN_BATCH], now)
    return bool(drawn)


def report(pushed: Pushed) -> moves.Report:
    """What a push's outcome means for a delivery."""
    return moves.Report(
        STATES[pushed.outcome], pushed.message_id, pushed.poll_id, pushed.retry_after, pushed.error
    )


def new_token() -> str:
    """What the buttons below a message carry: ten characters nobody can guess."""
    return secrets.token_hex(5)


def clockwork(context: Context) -> Clockwork:
    """The application's clockwork."""
    found: Clockwork = context.bot_data[CLOCKWORK]
    return found


@asynccontextmanager
async def ticking(app: BotApplication) -> AsyncIterator[None]:
    """The clockwork at work; on leaving, what is under way is finished."""
    clock: Clockwork = app.bot_data[CLOCKWORK]
    task = asyncio.create_task(clock.run())
    try:
        yield
    finally:
        await clock.stop()
        task.cancel()
