"""The HTTP side: reads calls, runs methods, writes answers, as api.telegram.org does."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.faults import ON_UPDATES, Action, Fault, Faults, spoil_updates
from bot.sandbox.flow import FloodControl
from bot.sandbox.journal import Entry
from bot.sandbox.methods.table import METHODS, Method
from bot.sandbox.model import Bot
from bot.sandbox.params import Params, Upload
from bot.sandbox.state import World
from bot.sandbox.updates import write_json
from bot.sandbox.webhook import Courier

LARGEST_BODY = 70_000_000
FORM = "application/x-www-form-urlencoded"
NOT_FOUND = Refusal(404, "Not Found")
NO_METHOD = Refusal(404, "Not Found: method not found")
UNAUTHORIZED = Refusal(401, "Unauthorized")
Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Options:
    """How the server behaves; may be changed while it runs."""

    strict: bool = True
    """Refuse parameters that Telegram does not know; Telegram itself ignores them."""
    api_delay: float = 0.0
    """Seconds between the effect of a call and its answer."""
    webhook_retry: float = 1.0
    """Seconds before a failed delivery to a webhook is tried again; doubles up to a minute."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    bot: Bot
    name: str
    function: Method
    params: Params


class Server:
    """Answers HTTP requests from the state of one world."""

    def __init__(self, world: World, options: Options) -> None:
        self.world = world
        self.options = options
        self.flow = FloodControl(world.now)
        self.faults = Faults()
        self.calls = 0
        """Calls answered so far, long polls not counted."""
        self.in_progress = 0
        """Calls being answered now, long polls not counted."""
        self.couriers: dict[int, Courier] = {}
        self.doors: dict[str, Door] = {}
        """What else is served, by the first part of the path."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            return await self._answer_call(request, token, method)
        if path.startswith("/file/bot"):
            token, _, place = path[9:].partition("/")
            return self._answer_file(token, place)
        door = self.doors.get(path.split("/")[1])
        if door is None:
            return _refuse(NOT_FOUND)
        return await door(request)

    async def _answer_call(
        self, request: web.BaseRequest, token: str, name: str
    ) -> web.StreamResponse:
        try:
            bot = self.find_bot(token)
            known = METHODS.get(name.lower())
            if known is None:
                raise NO_METHOD
            params = await _read_params(request)
        except Refusal as refusal:
            return _refuse(refusal)
        asked = Asked(bot, *known, params)
        fault = None
        if self.faults.rules:
            fault = self.faults.strike(asked.name, params.text("chat_id"))
        if fault is None and not self.options.api_delay:
            return await self._plain_answer(asked)
        return await self._troubled_answer(request, fault, asked)

    async def _plain_answer(self, asked: Asked) -> web.Response:
        status, body = await self.call(asked)
        return web.Response(
            body=body.encode("utf-8", "replace"), status=status, content_type="application/json"
        )

    async def _troubled_answer(
        self, request: web.BaseRequest, fault: Fault | None, asked: Asked
    ) -> web.StreamResponse:
        action = fault.action if fault else None
        if fault and action is Action.REFUSE:
            status, kind, body = fault.answer()
            return web.Response(text=body, status=status, content_type=kind)
        if action is Action.RESET_BEFORE:
            return _drop(request)
        spoil = fault if fault and action in ON_UPDATES else None
        status, body = await self.call(asked, spoil)
        if self.options.api_delay and asked.name != "getUpdates":
            await asyncio.sleep(self.options.api_delay)
        if fault and action in {Action.DELAY, Action.HANG}:
            await asyncio.sleep(fault.seconds)
        if action in {Action.RESET_AFTER, Action.HANG}:
            return _drop(request)
        if fault and action is Action.STALL:
            return await _stall(request, body, fault.seconds)
        if action is Action.TRUNCATE:
            body = body[: len(body) // 2]
        if fault and action is Action.ANSWER_AFTER:
            status, kind, body = fault.answer()
            return web.Response(text=body, status=status, content_type=kind)
        return web.Response(
            body=body.encode("utf-8", "replace"), status=status, content_type="application/json"
        )

    async def run(self, bot: Bot, known: tuple[str, Method], params: Params) -> tuple[int, str]:
        """Run a method that did not come by HTTP."""
        return await self.call(Asked(bot, *known, params))

    async def call(self, asked: Asked, spoil: Fault | None = None) -> tuple[int, str]:
        """Run a method; status and JSON body of its answer."""
        polling = asked.name == "getUpdates"
        self.in_progress += not polling
        self.calls += not polling
        try:
            result = await self._run(asked)
        except Refusal as refusal:
            self._write_down(asked, refusal.code, refusal.description)
            return refusal.code, write_json(refusal.answer())
        finally:
            self.in_progress -= not polling
        if polling:
            texts = spoil_updates(spoil, result) if spoil else [u.text for u in result]
            return 200, f'{{"ok":true,"result":[{",".join(texts)}]}}'
        if asked.name == "setWebhook" and asked.bot.id not in self.couriers:
            self.couriers[asked.bot.id] = Courier(self, asked.bot)
        body = write_json(result)
        self._write_down(asked, 200, body)
        return 200, f'{{"ok":true,"result":{body}}}'

    async def _run(self, asked: Asked) -> Any:
        params = asked.params
        if self.options.strict:
            _check_parameters(asked.name, params)
        if self.flow.mode != "off" and (chat_id := params.text("chat_id")):
            chat = self.world.find_chat(asked.bot, chat_id)
            self.flow.check(asked.bot.id, asked.name.lower(), chat)
        result = asked.function(Call(self.world, asked.bot, params))
        return await result if inspect.isawaitable(result) else result

    def _write_down(self, asked: Asked, status: int, result: str) -> None:
        if self.world.journal.enabled:
            now, values = self.world.now(), asked.params.values
            entry = Entry(now, asked.bot.id, "call", asked.name, values, status, result)
            self.world.journal.add(entry)

    async def stop(self) -> None:
        """End long polls and deliveries."""
        for bot in self.world.bots.values():
            bot.queue.take_over()
        for courier in self.couriers.values():
            await courier.stop()

    def find_bot(self, token: str) -> Bot:
        """The bot with this token; raises 404 for what is no token, 401 for a wrong one."""
        bot = self.world.bots.get(token) or self.world.bots.get(unquote(token))
        if bot is None:
            malformed = not re.fullmatch(r"\d+:[\w-]+", unquote(token), re.ASCII)
            raise NOT_FOUND if malformed else UNAUTHORIZED
        if bot.logged_out_until > self.world.now():
            raise Refusal(400, "Logged out")
        return bot

    def _answer_file(self, token: str, place: str) -> web.Response:
        try:
            self.find_bot(token)
        except Refusal as refusal:
            return _refuse(refusal)
        stored = self.world.files.at(place)
        if stored is None:
            return _refuse(NOT_FOUND)
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _check_parameters(name: str, params: Params) -> None:
    known = limits.parameters(name)
    if known is None:
        return
    for given in params.values:
        if given not in known:
            raise bad_request(f'unknown parameter "{given}"')


async def _read_params(request: web.BaseRequest) -> Params:
    """Parameters from the query string and the body, whatever its form."""
    query = request.query_string
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    kind = request.content_type
    if not request.body_exists:
        return Params(values, {})
    if kind == FORM:
        body = await request.read()
        values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return Params(values, {})
    if kind == "application/json":
        values.update(_read_json(await request.read()))
        return Params(values, {})
    if kind == "multipart/form-data":
        return await _read_multipart(request, values)
    return Params(values, {})


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body) if body else {}
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return {key: value for key, value in values.items() if value is not None}


async def _read_multipart(request: web.BaseRequest, values: dict[str, Any]) -> Params:
    files: dict[str, Upload] = {}
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    for name, field in form.items():
        if isinstance(field, web.FileField):
            files[name] = Upload(field.filename, field.file.read(), field.content_type)
            field.file.close()
        else:
            values[name] = field if isinstance(field, str) else bytes(field).decode()
    return Params(values, files)


def _refuse(refusal: Refusal) -> web.Response:
    return web.Response(
        text=write_json(refusal.answer()),
        status=refusal.code,
        content_type="application/json",
    )


def _drop(request: web.BaseRequest) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _stall(request: web.BaseRequest, body: str, seconds: float) -> web.StreamResponse:
    content = body.encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(content)
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    await asyncio.sleep(seconds)
    return _drop(request)


def new_http_server(server: Server) -> web.Server:
    """The aiohttp server around it: large bodies, no access log, long polls end with the client."""
    loop = asyncio.get_running_loop()

    def new_request(
        message: Any, payload: Any, protocol: Any, writer: Any, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        return web.BaseRequest(
            message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY
        )

    return web.Server(
        server.handle, request_factory=new_request, access_log=None, handler_cancellation=True
    )
