"""Receives updates from Telegram's webhook: stored first, then confirmed."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.db import StorageError
from bot.inbox import Raw
from bot.metrics import LAST_UPDATE

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
SHORTEST_SECRET = 32
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class WeakSecretError(Exception):
    """The webhook has no secret, or one that can be guessed."""


class Receiver:
    """Answers Telegram's calls. `take` stores a batch and returns when it is on disk."""

    def __init__(self, secret: str, take: Callable[[Sequence[Raw]], Awaitable[None]]) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise WeakSecretError(
                f"DOBLEST_WEBHOOK_SECRET needs at least {SHORTEST_SECRET} characters"
            )
        self._secret = secret.encode()
        self._take = take

    async def receive(self, request: web.Request) -> web.Response:
        """Check the secret before anything is read; answer 200 only once the update is stored."""
        given = request.headers.getall(SECRET_HEADER, [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(), self._secret):
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        try:
            await self._take([raw])
        except StorageError:
            return web.Response(status=503)
        LAST_UPDATE.set_to_current_time()
        return web.Response()


@asynccontextmanager
async def listening(receiver: Receiver, port: int) -> AsyncIterator[None]:
    """The receiver at work on a local port."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_post("/", receiver.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
        yield
    finally:
        await runner.cleanup()
