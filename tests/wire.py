"""The smallest Bot API server: hands out updates, notes calls, fails when told to."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "123456:CANARY-token-that-must-never-show"
ME = {"id": 123456, "is_bot": True, "first_name": "Doblest", "username": "DoblestBot"}
Raw = dict[str, Any]
Rule = Callable[[str, Raw], tuple[int, Raw] | None]
"""Given a method and its parameters, an answer (status, body) in place of the usual one."""


class Wire:
    """One bot's side of Telegram, as seen from the wire."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[Raw] = []
        self.calls: list[tuple[str, Raw]] = []
        self.rules: list[Rule] = []
        self.arrived = asyncio.Event()
        self.message_id = 100

    def said(self, method: str = "sendMessage") -> list[Raw]:
        """The parameters of every call of a method so far."""
        return [parameters for name, parameters in self.calls if name == method]

    def deliver(self, *updates: Raw) -> None:
        """Put updates where the bot will fetch them."""
        self.updates.extend(updates)
        self.arrived.set()

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return reply(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        parameters = await read_parameters(request)
        if method != "getUpdates":
            self.calls.append((method, parameters))
        for rule in self.rules:
            ruled = rule(method, parameters)
            if ruled is not None:
                return reply(*ruled)
        return reply(200, {"ok": True, "result": await self.result(method, parameters)})

    async def result(self, method: str, parameters: Raw) -> Any:
        if method == "getMe":
            return ME
        if method == "getUpdates":
            return await self.next_updates(parameters)
        if method == "getChatMember":
            return {"status": "member", "user": ME}
        if method.startswith("send") or method == "editMessageText":
            self.message_id += 1
            chat = {"id": parameters.get("chat_id", 0), "type": "private"}
            now = int(time.time())
            return {"message_id": self.message_id, "date": now, "chat": chat, "text": "sent"}
        return True

    async def next_updates(self, parameters: Raw) -> list[Raw]:
        offset = int(parameters.get("offset", 0))
        self.updates = [raw for raw in self.updates if raw.get("update_id", 10**18) >= offset]
        if not self.updates:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), float(parameters["timeout"]))
            except TimeoutError:
                return []
        return self.updates[: int(parameters["limit"])]


async def read_parameters(request: web.Request) -> Raw:
    """Parameters from the query, a JSON body or a form."""
    parameters: Raw = dict(request.query)
    if request.content_type == "application/json":
        parameters |= json.loads(await request.read())
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            parameters[name] = value.file.read() if isinstance(value, web.FileField) else value
    return parameters


def reply(status: int, body: Raw) -> web.Response:
    """A JSON answer."""
    return web.json_response(body, status=status)


def refuse(status: int, description: str, **parameters: Any) -> tuple[int, Raw]:
    """A refusal in Telegram's form."""
    body: Raw = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


@asynccontextmanager
async def open_wire() -> AsyncIterator[Wire]:
    """A running server on a free local port."""
    wire = Wire()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", wire.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    wire.url = f"http://127.0.0.1:{port}"
    try:
        yield wire
    finally:
        await runner.cleanup()
