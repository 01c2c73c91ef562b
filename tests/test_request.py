"""The transport's limits of time, and what its errors say about whether a call arrived."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram.error import TimedOut

from bot.metrics import CALLS
from bot.request import HttpRequest, NotSentError

ENDS = ("answered", "refused", "limited", "failed", "unsent", "unknown")
NEVER_MIND = {"connect_timeout": 0.1, "pool_timeout": 0.1, "write_timeout": 0.1}


@pytest.fixture
async def slow(unused_port: int) -> AsyncIterator[str]:
    """A server that answers after as many seconds, and with the status, that the path says."""

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(float(request.match_info["seconds"]))
        return web.Response(body=b"{}", status=int(request.query.get("status", "200")))

    app = web.Application()
    app.router.add_post("/{seconds}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_port).start()
    yield f"http://127.0.0.1:{unused_port}"
    await runner.cleanup()


async def test_of_many_calls_only_the_late_one_ends(slow: str) -> None:
    async with HttpRequest(50) as request:

        async def call(seconds: float) -> tuple[int, bytes] | TimedOut:
            try:
                return await request.do_request(
                    f"{slow}/{seconds}", "POST", {}, read_timeout=0.3, **NEVER_MIND
                )
            except TimedOut as error:
                return error

        before = time.monotonic()
        late, *others = await asyncio.gather(call(30), *(call(0.05) for _ in range(20)))
        assert time.monotonic() - before < 5
        assert isinstance(late, TimedOut)
        assert others == [(200, b"{}")] * 20
        assert request._deadlines._ends == {}


async def test_a_caller_who_is_cancelled_is_not_told_of_a_time_out(slow: str) -> None:
    async with HttpRequest(1) as request:
        calling = asyncio.create_task(request.do_request(f"{slow}/30", "POST", {}))
        await asyncio.sleep(0.05)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling


async def test_where_nobody_listens_nothing_was_sent(unused_port: int) -> None:
    async with HttpRequest(1) as request:
        with pytest.raises(NotSentError):
            await request.do_request(f"http://127.0.0.1:{unused_port}/1", "POST", {})
    with pytest.raises(NotSentError):
        await request.do_request(f"http://127.0.0.1:{unused_port}/1", "POST", {})


async def test_where_all_connections_are_taken_nothing_was_sent(slow: str) -> None:
    async with HttpRequest(1) as request:
        first = asyncio.create_task(request.do_request(f"{slow}/0.5", "POST", {}))
        await asyncio.sleep(0.05)
        with pytest.raises(NotSentError):
            await request.do_request(f"{slow}/0", "POST", {}, **NEVER_MIND)
        assert await first == (200, b"{}")


async def test_every_call_is_counted_by_its_end(slow: str) -> None:
    def count() -> dict[str, float]:
        samples = next(iter(CALLS.collect())).samples
        return {s.labels["end"]: s.value for s in samples if s.name.endswith("_total")}

    before = count()
    async with HttpRequest(2) as request:
        for status in (200, 400, 403, 429, 502):
            await request.do_request(f"{slow}/0?status={status}", "POST", {})
        with pytest.raises(TimedOut):
            await request.do_request(f"{slow}/9", "POST", {}, read_timeout=0.1, **NEVER_MIND)
        with pytest.raises(NotSentError):
            await request.do_request("http://127.0.0.1:1/1", "POST", {})
    after = count()
    grown = {end: after[end] - before[end] for end in ENDS}
    assert grown == dict.fromkeys(ENDS, 1.0) | {"refused": 2.0}
