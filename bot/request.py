"""The HTTP transport for python-telegram-bot, on aiohttp: keep-alive, bounded, all times limited.

Errors say what is known: NotSentError means that the request never left, so it may be repeated;
any other NetworkError means that nobody knows whether it arrived.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.metrics import CALLS

# python-telegram-bot warns at each RetryAfter until told that spans of time may be timedeltas.
os.environ["PTB_TIMEDELTA"] = "true"

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
KEEP_ALIVE_SECONDS = 20.0
"""Shorter than a server's own limit: a request on a connection it just closed is ambiguous."""
JSON_HEADERS = {"Content-Type": "application/json"}
ENDS = {end: CALLS.labels(end) for end in ("answered", "limited", "refused", "failed")}
UNSENT, UNKNOWN = CALLS.labels("unsent"), CALLS.labels("unknown")


class NotSentError(NetworkError):
    """The request was definitely not sent."""


def seconds_to_wait(refusal: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = refusal.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


class HttpRequest(BaseRequest):
    """One pool of at most `connections` connections, opened by `initialize`."""

    def __init__(self, connections: int = 128, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._deadlines = Deadlines()

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer if a call names no other limit."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
            self._deadlines.close()

    async def do_request(  # noqa: PLR0917
        self,
        url: str,
        method: str,
        request_data: RequestData | dict[str, Any] | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; give the status and the body. Raises NotSentError or NetworkError."""
        if self._session is None:
            raise NotSentError("the transport is not open")
        timeout, seconds = choose_timeout(
            read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        try:
            with self._deadlines.within(seconds):
                async with self._session.request(
                    method,
                    parse(url),
                    timeout=timeout,
                    allow_redirects=False,
                    **encode(request_data),
                ) as response:
                    body = await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            UNSENT.inc()
            raise NotSentError(type(error).__name__) from None
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            UNKNOWN.inc()
            raise TimedOut(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            UNKNOWN.inc()
            raise NetworkError(type(error).__name__) from None
        ENDS[classify(response.status)].inc()
        return response.status, body


def classify(status: int) -> str:
    """What an HTTP status says of a call."""
    if status < HTTPStatus.BAD_REQUEST:
        return "answered"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "limited"
    return "refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


@lru_cache
def parse(url: str) -> URL:
    """An address, split into its parts once: a bot has few."""
    return URL(url)


def find_proxy(url: str) -> str | None:
    """The proxy that the environment (HTTPS_PROXY, NO_PROXY) names for an address, or None.

    Asked once: aiohttp's own way, trust_env, looks it up on a thread for each request.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


class Deadlines:
    """Ends calls that take too long, all by one timer that looks once a second.

    A timer for each call, as aiohttp and asyncio set them, costs a tenth of the call.
    """

    def __init__(self) -> None:
        self._ends: dict[asyncio.Task[Any], float] = {}
        self._over: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Raise TimeoutError in the current task up to a second after this time is over."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        self._ends[task] = loop.time() + seconds
        if self._timer is None:
            self._timer = loop.call_later(1.0, self._look, loop)
        try:
            yield
        except asyncio.CancelledError:
            if task in self._over and task.uncancel() == 0:
                raise TimeoutError from None
            raise
        finally:
            del self._ends[task]
            self._over.discard(task)

    def close(self) -> None:
        """Stop looking."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, end in self._ends.items():
            if end <= now and task not in self._over:
                self._over.add(task)
                task.cancel()
        self._timer = loop.call_later(1.0, self._look, loop) if self._ends else None


@lru_cache
def choose_timeout(
    read: Any, write: Any, connect: Any, pool: Any
) -> tuple[aiohttp.ClientTimeout, float]:
    """The limits of connecting, and of a whole call in seconds; defaults where none is named."""
    none = BaseRequest.DEFAULT_NONE
    reading = READ_SECONDS if read is none or read is None else read
    writing = 0.0 if write is none or write is None else write
    connecting = CONNECT_SECONDS if connect is none or connect is None else connect
    queueing = CONNECT_SECONDS if pool is none or pool is None else pool
    limits = aiohttp.ClientTimeout(
        total=None, connect=connecting + queueing, sock_connect=connecting
    )
    return limits, connecting + queueing + writing + reading


def encode(request_data: RequestData | dict[str, Any] | None) -> dict[str, Any]:
    """The body of a request: JSON, or a multipart form if files are sent along."""
    if request_data is None:
        return {}
    if isinstance(request_data, dict):
        return {"data": json.dumps(request_data).encode(), "headers": JSON_HEADERS}
    if not request_data.contains_files:
        return {"data": json.dumps(request_data.parameters).encode(), "headers": JSON_HEADERS}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
