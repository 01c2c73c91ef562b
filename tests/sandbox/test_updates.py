"""Receiving updates: long polls, conflicts, wrong tokens, webhooks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict, InvalidToken

from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox
from bot.sandbox.webhook import SECRET_HEADER


async def call(sandbox: Sandbox, path: str, **how: object) -> tuple[int, dict[str, object]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(sandbox.url + path, **how) as response,  # type: ignore[arg-type]
    ):
        return response.status, await response.json()


async def test_a_long_poll_waits_for_annas_message(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    poll = asyncio.create_task(api.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await anna.says("hello", room)
    (update,) = await poll
    assert update.message is not None
    assert await api.get_updates() == (update,), "not confirmed, so given again"
    assert await api.get_updates(offset=update.update_id + 1) == ()


async def test_an_empty_long_poll_ends_in_time(api: telegram.Bot, room: Room) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await api.get_updates(timeout=1) == ()
    assert loop.time() - start >= 1


async def test_limits_negative_offsets_and_kinds(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    for text in "abcde":
        await anna.says(text, room)
    texts = [u.message.text for u in await api.get_updates(limit=2) if u.message]
    assert texts == ["a", "b"]
    texts = [u.message.text for u in await api.get_updates(offset=-2) if u.message]
    assert texts == ["d", "e"]
    assert len(await api.get_updates()) == 2
    await api.get_updates(offset=-1, allowed_updates=["callback_query"])
    await anna.says("unwanted", room)
    assert len(await api.get_updates()) == 1


async def test_updates_live_for_a_day(
    api: telegram.Bot, clock: MovableClock, anna: Person, room: Room
) -> None:
    await anna.says("old", room)
    clock.advance(86_401)
    await anna.says("new", room)
    assert [u.message.text for u in await api.get_updates() if u.message] == ["new"]


async def test_a_second_poller_ends_the_first(api: telegram.Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(api.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    async with telegram.Bot(api.token, base_url=sandbox.base_url) as second:
        await second.get_updates(timeout=0)
    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates request"):
        await first


async def test_wrong_tokens_and_methods(sandbox: Sandbox) -> None:
    assert await call(sandbox, "/bot1:wrong/getMe") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    status, body = await call(sandbox, "/botnonsense/getMe")
    assert (status, body["description"]) == (404, "Not Found")
    token = sandbox.bot().token
    status, body = await call(sandbox, f"/bot{token}/sendPigeon")
    assert (status, body["description"]) == (404, "Not Found: method not found")
    status, _ = await call(sandbox, f"/bot{token.replace(':', '%3A')}/getme")
    assert status == 200
    wrong = telegram.Bot("1:wrong", base_url=sandbox.base_url)
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_forms_json_and_queries_are_read_alike(sandbox: Sandbox, room: Room) -> None:
    path = f"/bot{sandbox.bot().token}/sendMessage"
    fields = {"chat_id": room.id, "text": "hello"}
    assert (await call(sandbox, path, json=fields))[0] == 200
    assert (await call(sandbox, path, data=fields))[0] == 200
    assert (await call(sandbox, path, params=fields))[0] == 200
    form = aiohttp.FormData({"chat_id": str(room.id), "text": "hello"}, default_to_multipart=True)
    assert (await call(sandbox, path, data=form))[0] == 200
    status, body = await call(sandbox, path, json={**fields, "colour": "red"})
    assert (status, body["description"]) == (400, 'Bad Request: unknown parameter "colour"')
    sandbox.server.options.strict = False
    assert (await call(sandbox, path, json={**fields, "colour": "red"}))[0] == 200
    assert (await call(sandbox, path, data="{", headers={"Content-Type": "application/json"}))[
        0
    ] == 400


class Receiver:
    """A webhook that writes down what it gets and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, object]]] = []
        self.answers: list[web.Response] = []
        self.url = ""

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.got.append((request.headers.get(SECRET_HEADER), json.loads(await request.text())))
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for _, body in self.got]  # type: ignore[index]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    runner = web.ServerRunner(web.Server(hook.take), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_updates_in_order_and_again_after_errors(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room, receiver: Receiver
) -> None:
    sandbox.server.options.webhook_retry = 0.01
    receiver.answers = [web.Response(status=500), web.Response(status=429)]
    await api.set_webhook(receiver.url, secret_token="s3cret")
    for text in "abc":
        await anna.says(text, room)
    await sandbox.quiet()
    assert receiver.texts == ["a", "a", "a", "b", "c"]
    assert {secret for secret, _ in receiver.got} == {"s3cret"}
    with pytest.raises(Conflict, match=r"(?i)can't use getUpdates method while webhook is active"):
        await api.get_updates()
    info = await api.get_webhook_info()
    assert info.pending_update_count == 0
    assert info.last_error_message == "Wrong response from the webhook: 429 Too Many Requests"
    await api.delete_webhook()
    await anna.says("d", room)
    assert len(await api.get_updates()) == 1


async def test_a_lost_webhook_response_brings_the_update_twice(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room, receiver: Receiver
) -> None:
    sandbox.fault("drop_webhook_response")
    await api.set_webhook(receiver.url)
    await anna.says("a", room)
    await sandbox.quiet()
    assert receiver.texts == ["a", "a"]


async def test_a_webhook_may_answer_with_a_method(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room, receiver: Receiver
) -> None:
    body = {"method": "sendMessage", "chat_id": room.id, "text": "hello back"}
    receiver.answers = [web.json_response(body)]
    await api.set_webhook(receiver.url)
    await anna.says("hello", room)
    assert (await room.next_message()).text == "hello back"


async def test_webhooks_need_https_and_a_fit_secret(api: telegram.Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)An HTTPS URL must be provided for webhook"):
        await api.set_webhook("http://example.org/")
    with pytest.raises(BadRequest, match=r"(?i)webhook can be set up only on ports"):
        await api.set_webhook("https://example.org:99/")
    with pytest.raises(BadRequest, match="contains unallowed characters"):
        await api.set_webhook("https://example.org/", secret_token="ж")


async def test_a_bot_that_logged_out_is_refused(api: telegram.Bot) -> None:
    assert await api.log_out()
    with pytest.raises(BadRequest, match="Logged out"):
        await api.get_me()
