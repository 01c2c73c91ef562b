"""/metrics and /health on a local port, for the operator and the container's health check."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.db import Database, Transaction
from bot.metrics import CONFLICTS, LAST_UPDATE, WAITING

log = logging.getLogger(__name__)

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


@dataclass(slots=True)
class Health:
    """Describes the bot to its operator. `count(tx, now)` looks at what the clock sends."""

    db: Database
    state: Path
    count: Callable[[Transaction, datetime], Troubles]
    warned: list[str] = field(default_factory=list)

    async def describe(self) -> dict[str, Any]:
        """What an operator asks first. Raises if the state cannot be read."""
        now = datetime.now(UTC)
        troubles = await self.db.read(self.count, now)
        oldest = troubles.oldest_due
        overdue = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        warnings = list(find_warnings(overdue, troubles.unknown_today))
        self._warn(warnings)
        return {
            "uptime_seconds": round(time.time() - STARTED),
            "last_update_seconds": value(LAST_UPDATE),
            "updates_waiting": value(WAITING),
            "poll_conflicts": value(CONFLICTS),
            "oldest_due_seconds": round(overdue),
            "unknown_deliveries_today": troubles.unknown_today,
            "free_disk_bytes": shutil.disk_usage(self.state.parent).free,
            "schema": await self.db.read(read_schema),
            "sqlite": sqlite3.sqlite_version,
            "tzdata": version("tzdata"),
            "warnings": warnings,
        }

    def _warn(self, warnings: list[str]) -> None:
        """Log each warning once, until it has gone away and comes back."""
        for warning in warnings:
            if warning not in self.warned:
                log.warning("%s", warning)
        self.warned = warnings


def find_warnings(overdue: float, unknown: int) -> Iterator[str]:
    """What the operator should look at."""
    if overdue > MOST_OVERDUE:
        yield "daily messages are more than ten minutes late"
    if unknown > MOST_UNKNOWN:
        yield "more than twenty daily messages of a day may not have arrived"


def value(metric: Any) -> float:
    """The present value of a counter or gauge without labels."""
    return float(next(iter(metric.collect())).samples[0].value)


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

    async def metrics(_request: web.Request) -> web.Response:
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
