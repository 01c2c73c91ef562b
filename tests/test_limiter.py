"""Telegram's limits, kept in virtual time."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, defaultdict
from typing import Any

from telegram.error import RetryAfter

from bot.limiter import BROADCASTS_PER_SECOND, KEPT_CHATS, Limiter, Urgency
from tests.virtual import run_virtually

REPLY, BROADCAST = Urgency.REPLY, Urgency.BROADCAST


class Telegram:
    """Notes when each message arrived; refuses the chats it is told to, for a while."""

    def __init__(self) -> None:
        self.limiter = Limiter()
        self.arrived: dict[int, list[float]] = defaultdict(list)
        self.angry_until: dict[int, float] = {}

    async def take(self, chat_id: int) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self.angry_until.get(chat_id, 0.0):
            raise RetryAfter(int(self.angry_until[chat_id] - now) + 1)
        self.arrived[chat_id].append(now)
        await asyncio.sleep(0.05)
        return True

    async def send(
        self, chat_id: int, urgency: Urgency = REPLY, endpoint: str = "sendMessage"
    ) -> Any:
        data = {"chat_id": chat_id}
        return await self.limiter.process_request(self.take, [chat_id], {}, endpoint, data, urgency)

    @property
    def all_times(self) -> list[float]:
        return sorted(itertools.chain.from_iterable(self.arrived.values()))


def most_within(times: list[float], seconds: float) -> int:
    """The largest number of moments in any window of this length."""
    return max(sum(1 for t in times if s <= t < s + seconds - 1e-6) for s in times)


def test_a_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    async def story() -> None:
        telegram = Telegram()
        await asyncio.gather(*(telegram.send(1) for _ in range(8)))
        assert [round(t) for t in telegram.arrived[1]] == [0, 0, 0, 1, 2, 3, 4, 5]

    run_virtually(story())


def test_a_group_gets_at_most_18_a_minute_edits_included() -> None:
    async def story() -> None:
        telegram = Telegram()
        endpoints = itertools.cycle(("sendMessage", "editMessageText"))
        await asyncio.gather(*(telegram.send(-5, endpoint=next(endpoints)) for _ in range(60)))
        assert most_within(telegram.arrived[-5], 60.0) == 18
        assert len(telegram.arrived[-5]) == 60

    run_virtually(story())


def test_replies_to_many_chats_go_at_once() -> None:
    async def story() -> None:
        telegram = Telegram()
        await asyncio.gather(*(telegram.send(chat) for chat in range(1, 500)))
        assert max(telegram.all_times) == 0.0

    run_virtually(story())


def test_ten_thousand_broadcasts_keep_to_the_rate_and_let_replies_pass() -> None:
    async def story() -> None:
        telegram = Telegram()
        loop = asyncio.get_running_loop()
        late = 0.0

        async def chat_along() -> None:
            nonlocal late
            for i in range(100):
                before = loop.time()
                await telegram.send(100_000 + i)
                late = max(late, loop.time() - before)
                await asyncio.sleep(1.0)

        broadcasts = [telegram.send(chat, BROADCAST) for chat in range(1, 10_001)]
        await asyncio.gather(chat_along(), *broadcasts)
        assert late <= 0.06
        per_second = Counter(int(t) for t in telegram.all_times)
        assert max(per_second.values()) <= BROADCASTS_PER_SECOND + 2
        assert max(telegram.all_times) <= 7 * 60

    run_virtually(story())


def test_a_refused_chat_waits_alone_and_its_reply_still_arrives() -> None:
    async def story() -> None:
        telegram = Telegram()
        telegram.angry_until[-1] = 50.0
        sends = [telegram.send(-1), *(telegram.send(chat) for chat in range(1, 101))]
        await asyncio.gather(*sends)
        assert telegram.arrived.pop(-1)[0] >= 50.0
        assert max(telegram.all_times) < 2.0

    run_virtually(story())


def test_a_broadcast_to_a_refused_chat_is_given_back_at_once() -> None:
    async def story() -> None:
        telegram = Telegram()
        telegram.angry_until[1] = 50.0
        for _ in range(2):
            try:
                await telegram.send(1, BROADCAST)
            except RetryAfter:
                assert asyncio.get_running_loop().time() < 1.0
            else:
                raise AssertionError("it cannot have been sent")

    run_virtually(story())


def test_three_refusals_within_a_second_pause_all_broadcasts() -> None:
    async def story() -> None:
        telegram = Telegram()
        telegram.angry_until = {1: 30.0, 2: 30.0, 3: 30.0}
        await asyncio.gather(
            *(telegram.send(chat, BROADCAST) for chat in (1, 2, 3)), return_exceptions=True
        )
        await telegram.send(50)
        assert telegram.arrived[50][0] < 1.0
        await telegram.send(4, BROADCAST)
        assert telegram.arrived[4][0] >= 30.0

    run_virtually(story())


def test_what_telegram_does_not_count_is_not_held_up() -> None:
    async def story() -> None:
        telegram = Telegram()
        await asyncio.gather(*(telegram.send(1, endpoint="sendChatAction") for _ in range(50)))
        assert max(telegram.all_times) == 0.0

    run_virtually(story())


def test_the_books_do_not_grow_for_ever() -> None:
    async def story() -> None:
        telegram = Telegram()
        for chat in range(1, 20_000):
            telegram.limiter._reserve(chat if chat % 2 else -chat, chat * 1.0)
        kept = len(telegram.limiter._private_due) + len(telegram.limiter._group_sent)
        assert kept <= KEPT_CHATS + 1

    run_virtually(story())
