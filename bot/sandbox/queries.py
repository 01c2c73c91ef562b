"""Button presses and inline queries: asked by people, answered by bots, soon too old."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.model import Bot, Chat, User

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Press:
    """One press of an inline button, and the notice the bot answers with."""

    id: str
    bot: Bot
    user: User
    data: str
    expires: float
    chat: Chat | None = None
    message_id: int | None = None
    answer: Json | None = None
    waiters: list[asyncio.Future[None]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class InlineQuery:
    """One inline query, and the results the bot offers."""

    id: str
    bot: Bot
    user: User
    query: str
    expires: float
    chat: Chat | None = None
    answer: Json | None = None
    waiters: list[asyncio.Future[None]] = field(default_factory=list)


def settle(query: Press | InlineQuery, answer: Json) -> None:
    """Record the bot's answer and wake whoever waits for it."""
    query.answer = answer
    for waiter in query.waiters:
        if not waiter.done():
            waiter.set_result(None)


async def wait_for_answer(query: Press | InlineQuery, seconds: float) -> Json:
    """The bot's answer; raises TimeoutError when it takes longer."""
    if query.answer is None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        query.waiters.append(waiter)
        await asyncio.wait_for(waiter, seconds)
    return query.answer or {}
