"""/metrics and /health on a local port, for the operator and the container's health check."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.db import Database, Transaction
from bot.metrics import CONFLICTS, LAST_UPDATE, WAITING

STARTED = time.time()


def read_schema(tx: Transaction) -> int:
    """The number of the last migration."""
    return int(tx.execute("SELECT max(number) AS last FROM migration").fetchone()["last"])


async def describe_health(db: Database, state: Path) -> dict[str, Any]:
    """What an operator asks first. Raises if the state cannot be read."""
    return {
        "uptime_seconds": round(time.time() - STARTED),
        "last_update_seconds": value(LAST_UPDATE),
        "updates_waiting": value(WAITING),
        "poll_conflicts": value(CONFLICTS),
        "free_disk_bytes": shutil.disk_usage(state.parent).free,
        "schema": await db.read(read_schema),
        "sqlite": sqlite3.sqlite_version,
        "tzdata": version("tzdata"),
    }


def value(metric: Any) -> float:
    """The present value of a counter or gauge without labels."""
    return float(next(iter(metric.collect())).samples[0].value)


@asynccontextmanager
async def reporting(db: Database, state: Path, port: int) -> AsyncIterator[None]:
    """Answer on this port of this machine only; port 0 answers nowhere."""
    if not port:
        yield
        return

    async def health(_request: web.Request) -> web.Response:
        try:
            return web.json_response(await describe_health(db, state))
        except (sqlite3.Error, OSError, ValueError) as error:
            return web.json_response({"error": type(error).__name__}, status=503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
