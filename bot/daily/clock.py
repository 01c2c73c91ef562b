"""The clock: wakes every 15 seconds, plans ahead, sends what is due, and never sends twice."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import cast

from bot.context import BotApplication, Context
from bot.daily.alarms import Alarms
from bot.daily.composing import Composer, Message
from bot.daily.moves import planning, sending
from bot.daily.pace import Pace
from bot.daily.rules import Kind, State
from bot.daily.store import deliveries, prompts, subscriptions, upkeep
from bot.daily.store.deliveries import Delivery
from bot.daily.watch import Watch
from bot.db import Database, StorageError
from bot.limiter import BROADCASTS_IN_FLIGHT, PAID_IN_FLIGHT, Limiter, Urgency
from bot.metrics import DAILY, DAILY_PAUSED
from bot.reply import Reply
from bot.sending import Delivery as Pushed
from bot.sending import Outcome, push

log = logging.getLogger(__name__)

TICK_SECONDS = 15.0
STOP_SECONDS = 12.0
PAGE, PAID_PAGE = 200, 1_000
CLAIMED_AT_ONCE = 50
"""How many are taken in one transaction, at most: so few that no other writer waits long."""
SKIP_BATCH = 500
IN_FLIGHT_SECONDS = 30.0
PAYING_FROM = 1_500
"""With fewer due than this, free sending takes about a minute: nothing is paid for."""
BUDGET_SPAN = timedelta(hours=23)
"""A little less than a day: at the same hour of the next day the budget is whole again."""
STATES = {
    Outcome.SENT: State.SENT,
    Outcome.RETRY: State.DUE,
    Outcome.UNKNOWN: State.UNKNOWN,
    Outcome.BLOCKED: State.BLOCKED,
    Outcome.REFUSED: State.FAILED,
}
CLOCKWORK = "daily"


class Clockwork:
    """Everything the daily quiz does by itself. `monotonic` gives seconds that never jump."""

    def __init__(
        self, app: BotApplication, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.monotonic = monotonic
        self.composer = Composer(app.services)
        self.prompts: dict[tuple[int, int], tuple[str, int]] = {}
        self.unsure: dict[int, str] = {}
        """Private chats whose last quiz may not have arrived, with its token."""
        self._ready = asyncio.Lock()
        self._is_ready = False
        self._turn = asyncio.Lock()
        self._stopping = False
        self._sending: asyncio.Task[None] | None = None
        self._in_flight: dict[int, asyncio.Future[None]] = {}
        self._unrecorded: list[tuple[Delivery, sending.Report]] = []
        self._watch = Watch()
        self._alarms = Alarms(app)
        self._planning = Pace()

    @property
    def db(self) -> Database:
        """The state."""
        return self.app.services.db

    # Waking

    async def ready(self) -> None:
        """Once after the start: settle what the last run left, before anything is sent."""
        async with self._ready:
            if self._is_ready:
                return
            stopped = await self.db.write(sending.recover, self.app.services.clock())
            self.prompts.update(await self.db.read(prompts.load_prompts))
            self.unsure.update(
                await self.db.read(deliveries.list_unsure, self.app.services.clock())
            )
            if await self.db.read(subscriptions.has_subscriptions):
                await asyncio.to_thread(self.composer.asking.warm_up)
            self._is_ready = True
            if stopped:
                log.warning("%d messages were under way when the bot stopped", stopped)

    async def tick(self) -> None:
        """Look at the clock and do what is due. Sending goes on by itself afterwards."""
        async with self._turn:
            try:
                await self.ready()
                self._look_at_clocks()
                await self._alarms.check(self.app.services.clock())
                if not self._is_quiet:
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

    def _look_at_clocks(self) -> None:
        now = self.monotonic()
        self._watch.look(self.app.services.clock().timestamp(), now)
        self._compare_with_telegram()
        DAILY_PAUSED.set(self._is_quiet)

    def _compare_with_telegram(self) -> None:
        """Use each date that Telegram has given a message of ours once, while it is new."""
        ahead, self.app.seconds_ahead = self.app.seconds_ahead, None
        if ahead is not None:
            self._watch.compare(ahead, self.monotonic())

    @property
    def _is_quiet(self) -> bool:
        return self._watch.is_quiet(self.monotonic())

    async def _plan(self) -> None:
        while await self.db.write(planning.take_back, self.app.services.clock(), SKIP_BATCH):
            pass
        while not self._stopping:
            now = self.app.services.clock()
            if not await plan_batch(self.db, now, self.composer.dates, self._planning):
                return

    async def _skip(self) -> None:
        while skipped := await self.db.write(
            sending.skip_late, self.app.services.clock(), SKIP_BATCH
        ):
            DAILY.labels(State.SKIPPED).inc(skipped)

    # Sending

    def _start_sending(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        """Send everything that is due, in fair order, until nothing is left or the bot stops."""
        try:
            while self._may_send:
                paid = await self._count_payable()
                now = self.app.services.clock()
                due = await self.db.read(deliveries.find_due, now, paid or PAGE)
                if not await self._send_all(due, paid > 0):
                    return
        except StorageError as error:
            log.warning("sending waits: %s", error)

    @property
    def _may_send(self) -> bool:
        self._compare_with_telegram()
        return not self._stopping and not self._is_quiet

    async def _count_payable(self) -> int:
        """How many may go out next as paid messages: a long queue, within the day's budget."""
        budget = self.app.services.settings.paid_broadcasts
        if not budget:
            return 0
        now = self.app.services.clock()
        if await self.db.read(upkeep.count_due, now, PAYING_FROM) < PAYING_FROM:
            return 0
        spent = await self.db.read(upkeep.count_paid, now - BUDGET_SPAN)
        return max(0, min(budget - spent, PAID_PAGE))

    async def _send_all(self, due: list[Delivery], paid: bool) -> bool:
        """Send a page, several at once; false if nothing could be done.

        A message is taken only when its turn has come, so that a crash finds few under way.
        """
        most = PAID_IN_FLIGHT if paid else BROADCASTS_IN_FLIGHT
        at_once = CLAIMED_AT_ONCE if paid else 1
        limiter = cast(Limiter, self.app.bot.rate_limiter)
        left, going, done = deque(due), set[asyncio.Task[None]](), False
        while left and self._may_send:
            await limiter.wait_for_room(paid)
            free = min(most - len(going), at_once, len(left))
            claimed = await self._claim([left.popleft() for _ in range(free)], paid)
            if claimed is None:
                break
            done = True
            going |= {asyncio.create_task(self._deliver(message, paid)) for message in claimed}
            if len(going) == most:
                _, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*going)
        return done

    async def _claim(self, due: list[Delivery], paid: bool) -> list[Message] | None:
        """Word some messages and take them for one attempt each; None if the disk refuses.

        SENDING is on disk before the call and the outcome after it. Whatever goes wrong between
        leaves UNKNOWN, which is never sent again.
        """
        worded = await asyncio.gather(*map(self._try_to_compose, due))
        for delivery, result in zip(due, worded, strict=True):
            if isinstance(result, sending.Report) and not await self._record(delivery, result):
                return None
        messages = [result for result in worded if isinstance(result, Message)]
        offers = [(message.delivery, message.payload) for message in messages]
        now = self.app.services.clock()
        try:
            states = await self.db.write(sending.claim, offers, now, paid)
        except StorageError:
            return None
        for state in states.values():
            if state is not State.SENDING:
                DAILY.labels(state).inc()
        return [m for m in messages if states.get(m.delivery.id) is State.SENDING]

    async def _try_to_compose(self, delivery: Delivery) -> Message | sending.Report:
        """What a message says; one that cannot be worded must not hold up the others."""
        try:
            message = await self.composer.compose(delivery, self.app.services.clock())
        except Exception as error:
            log.error("wording failed: %s", type(error).__name__, exc_info=error)
            return sending.Report(State.FAILED, error=type(error).__name__)
        return message or sending.Report(State.SKIPPED, error="nothing to say")

    async def _deliver(self, message: Message, paid: bool) -> None:
        """Send one message that has been taken, and store what became of it."""
        id_ = message.delivery.id
        self._in_flight[id_] = landed = asyncio.get_running_loop().create_future()
        try:
            outcome = await self._push(message.delivery, message.reply, paid)
            await self._record(message.delivery, outcome)
        finally:
            del self._in_flight[id_]
            landed.set_result(None)

    async def _push(self, delivery: Delivery, reply: Reply, paid: bool) -> sending.Report:
        urgency = Urgency.PAID if paid else Urgency.BROADCAST
        try:
            pushed = await push(
                self.app, delivery.chat_id, delivery.thread_id or None, reply, urgency
            )
        except Exception as error:
            log.error("sending failed: %s", type(error).__name__, exc_info=error)
            return sending.Report(State.UNKNOWN, error=type(error).__name__)
        return report(pushed)

    async def _record(self, delivery: Delivery, outcome: sending.Report) -> bool:
        """Store an outcome; if the disk will not have it, keep it for the next tick."""
        now = self.app.services.clock()
        try:
            state = await self.db.write(sending.record, delivery, outcome, now)
        except StorageError:
            self._unrecorded.append((delivery, outcome))
            return False
        if state is State.UNKNOWN and delivery.chat_id > 0 and delivery.kind is Kind.QUIZ:
            self.unsure[delivery.chat_id] = delivery.token
        DAILY.labels(state).inc()
        return True

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


async def plan_batch(db: Database, now: datetime, dates: planning.Dates, pace: Pace) -> bool:
    """Plan for as many as fit into one short transaction; false if there was none to plan for."""
    start = time.perf_counter()
    planned = await db.write(planning.plan_some, now, pace.size, dates)
    if planned:
        pace.note(planned, time.perf_counter() - start)
    return bool(planned)


def report(pushed: Pushed) -> sending.Report:
    """What a push's outcome means for a delivery."""
    return sending.Report(
        STATES[pushed.outcome], pushed.message_id, pushed.poll_id, pushed.retry_after, pushed.error
    )


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
