"""The HTTP transport for python-telegram-bot, on aiohttp: keep-alive, bounded, all times limited.

Errors say what is known: NotSentError means that the request never left, so it may be repeated;
any other NetworkError means that nobody knows whether it arrived.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

# python-telegram-bot warns at each RetryAfter until told that spans of time may be timedeltas.
os.environ["PTB_TIMEDELTA"] = "true"

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
KEEP_ALIVE_SECONDS = 20.0
"""Shorter than a server's own limit: a request on a connection it just closed is ambiguous."""
JSON_HEADERS = {"Content-Type": "application/json"}


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
        timeout = choose_timeout(read_timeout, write_timeout, connect_timeout, pool_timeout)
        try:
            async with self._session.request(
                method, parse(url), timeout=timeout, allow_redirects=False, **encode(request_data)
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSentError(type(error).__name__) from None
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise TimedOut(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


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


@lru_cache
def choose_timeout(read: Any, write: Any, connect: Any, pool: Any) -> aiohttp.ClientTimeout:
    """The limits of one call in seconds; what a call leaves open gets the default."""
    none = BaseRequest.DEFAULT_NONE
    reading = READ_SECONDS if read is none or read is None else read
    writing = 0.0 if write is none or write is None else write
    connecting = CONNECT_SECONDS if connect is none or connect is None else connect
    queueing = CONNECT_SECONDS if pool is none or pool is None else pool
    return aiohttp.ClientTimeout(
        total=connecting + queueing + writing + reading,
        connect=connecting + queueing,
        sock_connect=connecting,
    )


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
