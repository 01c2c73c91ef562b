"""Delivery to webhooks: secret header, one update in flight per lane, retries."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

import aiohttp

from bot.sandbox.methods.table import METHODS
from bot.sandbox.model import Bot, Json, Webhook
from bot.sandbox.params import Params
from bot.sandbox.updates import Waiting

if TYPE_CHECKING:
    from bot.sandbox.server import Server

PATIENCE = 60.0
LONGEST_PAUSE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


class Courier:
    """Brings the updates of one bot to its webhook for as long as it has one."""

    def __init__(self, server: Server, bot: Bot) -> None:
        self.server = server
        self.bot = bot
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._wake.set()
        bot.queue.arrived = self._wake.set
        self._round = asyncio.create_task(self._go_round())

    async def stop(self) -> None:
        """End all deliveries."""
        self.bot.queue.arrived = None
        tasks = [self._round, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_round(self) -> None:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=False, limit=0),
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
        ) as session:
            while True:
                await self._wake.wait()
                self._wake.clear()
                self.bot.queue.expire()
                self._send_out(session)

    def _send_out(self, session: aiohttp.ClientSession) -> None:
        """Start the deliveries that may go now: one per lane, oldest first."""
        hook = self.bot.webhook
        if hook is None:
            return
        for waiting in list(self.bot.queue.items):
            if len(self._busy) >= hook.max_connections:
                break
            if waiting.key not in self._busy:
                self._busy.add(waiting.key)
                task = asyncio.create_task(self._bring(session, hook, waiting))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _bring(self, session: aiohttp.ClientSession, hook: Webhook, waiting: Waiting) -> None:
        pause = self.server.options.webhook_retry
        while self.bot.webhook is hook:
            failure, wanted = await self._try(session, hook, waiting)
            if failure is None:
                self.bot.queue.remove(waiting)
                break
            hook.last_error = (int(self.server.world.now()), failure)
            await asyncio.sleep(pause if wanted is None else wanted)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._busy.discard(waiting.key)
        self._wake.set()

    async def _try(
        self, session: aiohttp.ClientSession, hook: Webhook, waiting: Waiting
    ) -> tuple[str | None, float | None]:
        """One attempt: what went wrong, and how long the receiver asks to wait."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[SECRET_HEADER] = hook.secret
        try:
            async with session.post(
                hook.url, data=waiting.text.encode(), headers=headers
            ) as response:
                body = await response.read()
                if self.server.faults.drops_webhook_response(waiting.key):
                    return "Read timeout expired", 0.0
                if not 200 <= response.status < 300:
                    wanted = response.headers.get("Retry-After", "")
                    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
                    return reason, float(wanted) if wanted.isdigit() else None
        except (aiohttp.ClientError, TimeoutError):
            return "Connection refused", None
        await self._do_as_told(body)
        return None, None

    async def _do_as_told(self, body: bytes) -> None:
        """Run the method that a webhook may name in its response."""
        with contextlib.suppress(ValueError):
            told: Json = json.loads(body) if body else {}
            if isinstance(told, dict) and (known := METHODS.get(str(told.get("method")).lower())):
                values = {key: value for key, value in told.items() if key != "method"}
                await self.server.run(self.bot, known, Params(values, {}))
