"""/metrics and /health on a local port, for the operator and the container's health check."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.db import Database, Transaction
from bot.metrics import (
    CONFLICTS,
    DAILY,
    DAILY_LATE,
    DAILY_PAUSED,
    DAILY_UNKNOWN,
    FREE_DISK,
    LAST_UPDATE,
    VERSIONS,
    WAITING,
    read_counts,
    read_gauge,
)

STARTED = time.time()
MOST_OVERDUE = 600.0
"""Seconds."""
MOST_UNKNOWN = 20


def read_schema(tx: Transaction) -> int:
    """The number of the last migration."""
    return int(tx.execute("SELECT max(number) AS last FROM migration").fetchone()["last"])


@dataclass(frozen=True, slots=True)
class Troubles:
    """What may be wrong with messages that are sent by the clock."""

    oldest_due: datetime | None
    """Since when the longest overdue one waits."""
    unknown_today: int
    """How many of the last 24 hours may or may not have arrived."""


class Alarm(Enum):
    """What the operator should look at."""

    LATE = "daily messages are more than ten minutes late"
    UNSURE = "more than twenty daily messages of a day may not have arrived"
    CLOCK = "the wall clock cannot be trusted: no daily messages are sent"


def find_alarms(troubles: Troubles, now: datetime) -> Iterator[Alarm]:
    """What is wrong now, by what was counted; the figures are kept for /metrics."""
    oldest = troubles.oldest_due
    DAILY_LATE.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
    DAILY_UNKNOWN.set(troubles.unknown_today)
    if read_gauge(DAILY_LATE) > MOST_OVERDUE:
        yield Alarm.LATE
    if troubles.unknown_today > MOST_UNKNOWN:
        yield Alarm.UNSURE
    if read_gauge(DAILY_PAUSED):
        yield Alarm.CLOCK


@dataclass(frozen=True, slots=True)
class Health:
    """Describes the bot to its operator. `count(tx, now)` looks at what the clock sends."""

    db: Database
    state: Path
    count: Callable[[Transaction, datetime], Troubles]

    async def describe(self) -> dict[str, Any]:
        """What an operator asks first. Raises if the state cannot be read."""
        now = datetime.now(UTC)
        alarms = list(find_alarms(await self.db.read(self.count, now), now))
        versions = {"sqlite": sqlite3.sqlite_version, "tzdata": version("tzdata")}
        VERSIONS.info(versions)
        FREE_DISK.set(shutil.disk_usage(self.state.parent).free)
        return {
            "uptime_seconds": round(time.time() - STARTED),
            "last_update_seconds": read_gauge(LAST_UPDATE),
            "updates_waiting": read_gauge(WAITING),
            "poll_conflicts": value(CONFLICTS),
            "oldest_due_seconds": round(read_gauge(DAILY_LATE)),
            "unknown_deliveries_today": round(read_gauge(DAILY_UNKNOWN)),
            "deliveries_since_start": read_counts(DAILY),
            "free_disk_bytes": round(read_gauge(FREE_DISK)),
            "schema": await self.db.read(read_schema),
            **versions,
            "warnings": [alarm.value for alarm in alarms],
        }


def value(counter: Any) -> float:
    """The present value of a counter without labels."""
    return float(next(iter(counter.collect())).samples[0].value)


@asynccontextmanager
async def reporting(health: Health, port: int) -> AsyncIterator[None]:
    """Answer on this port of this machine only; port 0 answers nowhere."""
    if not port:
        yield
        return

    async def describe(_request: web.Request) -> web.Response:
        try:
            return web.json_response(await health.describe())
        except (sqlite3.Error, OSError, ValueError) as error:
            return web.json_response({"error": type(error).__name__}, status=503)

    async def metrics(request: web.Request) -> web.Response:
        await describe(request)
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/health", describe)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
