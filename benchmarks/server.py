"""A fast Bot API server for measurements: hands out ready-made updates, times the answers.

    python -m benchmarks.server UPDATES CHATS LATENCY_MS [mixed]

Prints its address, then serves until it has one answer for each update, then prints the result.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

TOKEN = "123456:benchmark-token-benchmark-token-bench"  # noqa: S105 - of no bot
ME = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "BenchBot"}
TEXT = "/city Omsk"
MIXED = (
    "/city Omsk", "/start", "Чем известна Тула?", "/help", "/language",
    "how many tanks did Omsk make", "/near", "Какие города Сибири?", "/sources", "/privacy",
    "Where is the memorial in Perm?",
)  # fmt: skip
"""What many people ask; each is answered with one message."""
FIRST_CHAT = 10_000


class Server:
    """Serves updates of people who ask one of these texts, and notes when each was answered."""

    def __init__(
        self, updates: int, chats: int, latency: float, texts: Sequence[str] = (TEXT,)
    ) -> None:
        self.updates = updates
        self.chats = chats
        self.texts = texts
        self.latency = latency
        self.handed_out: dict[int, list[float]] = {}
        self.delays: list[float] = []
        self.begin = 0.0
        self.finished = asyncio.Event()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer any method."""
        method = request.path.rpartition("/")[2]
        if method == "getUpdates":
            return success(await self.next_batch(await read(request)))
        if method == "sendMessage":
            parameters = await read(request)
            if self.latency:
                await asyncio.sleep(self.latency)
            self.note(int(parameters["chat_id"]))
            chat = {"id": int(parameters["chat_id"]), "type": "private", "first_name": "A"}
            message = {"message_id": 1, "date": 1, "chat": chat, "from": ME, "text": "answer"}
            return success(message)
        return success(ME if method == "getMe" else True)

    async def next_batch(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Up to a hundred updates from the offset on."""
        start = max(int(parameters.get("offset") or 1), 1) - 1
        end = min(start + int(parameters.get("limit") or 100), self.updates)
        batch = [
            new_update(i + 1, FIRST_CHAT + i % self.chats, self.texts[i % len(self.texts)])
            for i in range(start, end)
        ]
        if not batch:
            await asyncio.sleep(0.2)
        now = time.perf_counter()
        self.begin = self.begin or now
        for update in batch:
            self.handed_out.setdefault(update["message"]["chat"]["id"], []).append(now)
        return batch

    def note(self, chat: int) -> None:
        """Note that a chat has its answer."""
        waiting = self.handed_out[chat]
        self.delays.append(time.perf_counter() - waiting.pop(0))
        if len(self.delays) == self.updates:
            self.finished.set()

    def result(self) -> dict[str, float]:
        """Updates a second, and the middle and slowest-percent delay in milliseconds."""
        cuts = statistics.quantiles(self.delays, n=100)
        return {
            "per_second": len(self.delays) / (time.perf_counter() - self.begin),
            "p50_ms": cuts[49] * 1000,
            "p99_ms": cuts[98] * 1000,
        }


def new_update(number: int, chat: int, text: str) -> dict[str, Any]:
    """Somebody in a private chat asks something."""
    command = text.startswith("/")
    person = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": chat, "type": "private", "first_name": "Anna"},
            "from": person,
            "text": text,
            **({"entities": [mark_command(text)]} if command else {}),
        },
    }


def mark_command(text: str) -> dict[str, Any]:
    """The mark Telegram sets on a command."""
    return {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}


async def read(request: web.BaseRequest) -> dict[str, Any]:
    """Parameters from the query, a form or JSON."""
    parameters: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        parameters |= json.loads(await request.read())
    elif request.can_read_body:
        parameters |= dict(await request.post())
    return parameters


def success(result: object) -> web.Response:
    """An answer in Telegram's form."""
    body = json.dumps({"ok": True, "result": result}).encode()
    return web.Response(body=body, content_type="application/json")


async def main(updates: int, chats: int, latency_ms: float, mixed: bool) -> None:
    """Serve one measurement."""
    server = Server(updates, chats, latency_ms / 1000, MIXED if mixed else (TEXT,))
    runner = web.ServerRunner(web.Server(server.answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await server.finished.wait()
    print(json.dumps(server.result()), flush=True)
    sys.stdin.read()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), "mixed" in sys.argv))
