"""Updates by webhook: only from Telegram, stored before they are confirmed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest

from bot.db import StorageError
from bot.inbox import Raw
from bot.webhook import LARGEST_BODY, SECRET_HEADER, Receiver, WeakSecretError, listening
from tests.people import ANNA

SECRET = "s" * 40
GOOD = {SECRET_HEADER: SECRET}


class Store:
    """Takes updates, or cannot."""

    def __init__(self) -> None:
        self.taken: list[Raw] = []
        self.broken = False

    async def take(self, updates: Sequence[Raw]) -> None:
        if self.broken:
            raise StorageError("database or disk is full")
        self.taken += updates


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def url(store: Store, unused_port: int) -> AsyncIterator[str]:
    async with listening(Receiver(SECRET, store.take), unused_port):
        yield f"http://127.0.0.1:{unused_port}/"


async def post(url: str, body: bytes, headers: dict[str, str] | list[tuple[str, str]]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as response,
    ):
        return response.status


async def test_an_update_with_the_secret_is_stored(url: str, store: Store) -> None:
    update = ANNA.says("hi")
    assert await post(url, json.dumps(update).encode(), GOOD) == 200
    assert store.taken == [update]


async def test_what_is_forged_or_broken_is_refused(url: str, store: Store) -> None:
    body = json.dumps(ANNA.says("hi")).encode()
    assert await post(url, body, {}) == 401
    assert await post(url, body, {SECRET_HEADER: "x" * 40}) == 401
    assert await post(url, body, [(SECRET_HEADER, SECRET), (SECRET_HEADER, SECRET)]) == 401
    assert await post(url, b"{", GOOD) == 400
    assert await post(url, b"[1]", GOOD) == 400
    assert await post(url, b"\xff\xfe", GOOD) == 400
    assert await post(url, b" " * (LARGEST_BODY + 1), GOOD) == 413
    async with aiohttp.ClientSession() as session, session.get(url, headers=GOOD) as response:
        assert response.status == 405
    assert store.taken == []


async def test_what_cannot_be_stored_is_not_confirmed(url: str, store: Store) -> None:
    store.broken = True
    assert await post(url, json.dumps(ANNA.says("hi")).encode(), GOOD) == 503


def test_a_webhook_without_a_good_secret_does_not_start(store: Store) -> None:
    with pytest.raises(WeakSecretError):
        Receiver("short", store.take)
