"""The sandbox's own doors beside the Bot API: people over HTTP, faults, journal, events.

`POST /__user/<action>` with a JSON object acts for a person; `GET /__user/chat` reads a chat;
`/__user/events` is a WebSocket of everything that happens; `POST /__fault` adds a fault and
`DELETE /__fault` clears all; `GET /__journal` is the journal as JSON lines; `POST /__clock`
moves a movable clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.sandbox.errors import Refusal
from bot.sandbox.faults import Fault
from bot.sandbox.model import Chat, Json
from bot.sandbox.page import PAGE
from bot.sandbox.people import Person, Room, Seen
from bot.sandbox.updates import write_json

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def doors(sandbox: Sandbox) -> dict[str, Door]:
    """The doors by the first part of their path."""
    desk = Desk(sandbox)
    return {
        "__user": desk.user,
        "__fault": desk.fault,
        "__journal": desk.journal,
        "__clock": desk.clock,
    }


def _answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=write_json(value), status=status, content_type="application/json")


class Desk:
    """Answers requests at the doors."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def journal(self, _: web.BaseRequest) -> web.StreamResponse:
        """Everything that happened, as JSON lines."""
        lines = "".join(self.sandbox.journal.lines())
        return web.Response(text=lines, content_type="application/jsonl")

    async def fault(self, request: web.BaseRequest) -> web.StreamResponse:
        """Add a fault, list them, or clear them all."""
        faults = self.sandbox.faults
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            try:
                faults.add(Fault(**await _body(request)))
            except (TypeError, ValueError) as problem:
                return _answer({"ok": False, "description": str(problem)}, 400)
        return _answer({"ok": True, "result": [rule.json() for rule in faults.rules]})

    async def clock(self, request: web.BaseRequest) -> web.StreamResponse:
        """Tell the time; with `advance` in seconds, move a movable clock."""
        body = await _body(request)
        if body:
            advance = getattr(self.sandbox.clock, "advance", None)
            if advance is None:
                return _answer({"ok": False, "description": "the clock is real"}, 400)
            advance(float(body["advance"]))
            self.sandbox.tick()
        return _answer({"ok": True, "result": self.sandbox.clock().isoformat()})

    async def user(self, request: web.BaseRequest) -> web.StreamResponse:
        """Act for a person, or show what people see."""
        action = request.path.removeprefix("/__user").strip("/")
        if not action:
            return web.Response(text=PAGE, content_type="text/html")
        if action == "events":
            return await self._events(request)
        try:
            body = {**dict(request.query), **await _body(request)}
            return _answer({"ok": True, "result": await self._act(action, body)})
        except Refusal as refusal:
            return _answer(refusal.answer(), refusal.code)
        except (LookupError, ValueError, TypeError, AttributeError) as problem:
            return _answer({"ok": False, "error_code": 400, "description": repr(problem)}, 400)

    async def _act(self, action: str, body: Json) -> Any:
        sandbox = self.sandbox
        if action == "bot":
            return {"token": sandbox.new_bot(**body)}
        if action == "person":
            return sandbox.person(**body).user.json
        if action in {"group", "supergroup", "channel"}:
            people = [self._person(name) for name in body.pop("people")]
            room: Room = getattr(sandbox, action)(body.pop("title"), people, **body)
            return room.chat.json
        if action == "people":
            return [person.user.json for person in sandbox.people.values()]
        if action == "chats":
            return [chat.json for chat in sandbox.world.every_chat()]
        person = self._person(body.pop("person"))
        room = self._room(person, body.pop("chat", None))
        if action == "chat":
            return [show(message, room.chat) for message in room.messages]
        return await self._do(person, action, room, body)

    async def _do(self, person: Person, action: str, room: Room, body: Json) -> Any:
        """One of the things a person can do; the words of the body are its arguments."""
        message = self._message(room, body)
        if action in {"taps", "votes", "edits", "reacts"}:
            if message is None:
                raise LookupError("no such message")
            words = [body[key] for key in ("label", "text") if key in body]
            words += body.get("options", []) + body.get("emoji", [])
            given = (words[0], message) if action == "taps" else (message, *words)
            done = await getattr(person, action)(*given)
            if action == "taps" and done.id:
                return await self.sandbox.notice(done)
            return None
        if action == "types_inline":
            query = await person.types_inline(body["text"], room)
            return await self.sandbox.results(query)
        if action == "says":
            seen = await person.says(body["text"], room, message, body.get("topic"))
            return seen.json
        if action == "sends_location":
            place = float(body["latitude"]), float(body["longitude"])
            return (await person.sends_location(*place, room)).json
        if action in {"joins", "leaves", "blocks", "unblocks", "migrates"}:
            done = await getattr(person, action)(room)
            return done.chat.json if done else None
        if action in {"adds", "kicks", "promotes", "demotes", "restricts"}:
            other = self.sandbox.people.get(body["who"]) or self.sandbox.bot(body["who"])
            return await getattr(person, action)(other, room)
        raise LookupError(f"nobody can do {action!r}")

    def _person(self, name: Any) -> Person:
        return self.sandbox.people[str(name)]

    def _room(self, person: Person, chat: Any) -> Room:
        if chat in {None, "", "private"} or str(chat) == str(person.id):
            return person.private()
        for known in self.sandbox.world.chats.values():
            if str(chat) in {str(known.id), known.title}:
                return Room(self.sandbox, known)
        raise LookupError(f"no chat {chat!r}")

    def _message(self, room: Room, body: Json) -> Seen | None:
        number = body.pop("message_id", None)
        if number is None:
            return None
        return room.seen(room.chat.messages[int(number)])

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        """Everything that happens in any chat, as JSON texts."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        events: asyncio.Queue[str] = asyncio.Queue(10_000)

        def note(event: str, chat: Chat, message: Json) -> None:
            with contextlib.suppress(asyncio.QueueFull):
                body = {"event": event, "chat": chat.id, "message": show_json(message, chat)}
                events.put_nowait(write_json(body))

        self.sandbox.world.watchers.append(note)
        sender = asyncio.create_task(_send_all(socket, events))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            sender.cancel()
            self.sandbox.world.watchers.remove(note)
        return socket


async def _send_all(socket: web.WebSocketResponse, events: asyncio.Queue[str]) -> None:
    while True:
        await socket.send_str(await events.get())


async def _body(request: web.BaseRequest) -> Json:
    text = await request.text()
    body = json.loads(text) if text else {}
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


def show(message: Seen, chat: Chat) -> Json:
    """A message with what only people see of it."""
    return show_json(message.json, chat)


def show_json(message: Json, chat: Chat) -> Json:
    """A message with its reply keyboard and reactions."""
    number = message.get("message_id", 0)
    shown = dict(message)
    if number in chat.keyboards:
        shown["reply_keyboard"] = chat.keyboards[number]
    if number in chat.reactions:
        shown["reactions"] = [r for each in chat.reactions[number].values() for r in each]
    return shown
