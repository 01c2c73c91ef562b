"""What an operator sees over HTTP, and what is said once when something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.app import RunningBot
from bot.daily.store.upkeep import count_troubles
from bot.db import Database, Transaction, to_ms
from bot.health import Alarm, Health, Troubles, reporting
from bot.metrics import DAILY_PAUSED
from bot.settings import Settings
from tests.people import ANNA


async def fetch(port: int, page: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/{page}") as response,
    ):
        return response.status, await response.text()


async def test_health_and_metrics_tell_what_happens(
    bot: RunningBot, settings: Settings, unused_port: int
) -> None:
    db = bot.application.services.db
    async with reporting(Health(db, settings.state, count_troubles), unused_port):
        await bot.inbox.accept([ANNA.says("/city Omsk")])
        await bot.rest()
        status, health = await fetch(unused_port, "health")
        _, metrics = await fetch(unused_port, "metrics")
    assert status == 200
    for name in (
        "last_update_seconds", "oldest_due_seconds", "unknown_deliveries_today", "poll_conflicts",
        "deliveries_since_start",
        "free_disk_bytes", "schema", "sqlite", "tzdata", "updates_waiting", "uptime_seconds",
        "warnings",
    ):  # fmt: skip
        assert f'"{name}"' in health
    for name in (
        'doblest_updates_total{fate="handled"}', "doblest_handling_seconds_count",
        "doblest_updates_waiting", "doblest_poll_conflicts_total", "doblest_last_update_seconds",
        'doblest_calls_total{end="answered"}', 'doblest_calls_total{end="limited"}',
        "doblest_daily_oldest_due_seconds", "doblest_daily_unknown_today", "doblest_daily_paused",
        "doblest_free_disk_bytes", "doblest_versions_info{",
    ):  # fmt: skip
        assert name in metrics
    assert "Omsk" not in metrics + health
    assert "Anna" not in metrics + health


async def test_a_state_that_cannot_be_read_is_unhealthy(
    db: Database, state: Path, unused_port: int
) -> None:
    def fail(_tx: Transaction, _now: datetime) -> Troubles:
        raise OSError("gone")

    async with reporting(Health(db, state, fail), unused_port):
        assert (await fetch(unused_port, "health"))[0] == 503


async def test_port_nought_answers_nowhere(db: Database, state: Path) -> None:
    async with reporting(Health(db, state, count_troubles), 0):
        pass


def add_deliveries(tx: Transaction, state: str, count: int, due: datetime) -> None:
    tx.execute("PRAGMA defer_foreign_keys = ON")
    tx.execute(
        "INSERT OR IGNORE INTO subscription VALUES "
        "(1, 1, 0, 'quiz', 0, 'UTC', 127, '', '', 1, NULL, 0, 0, 0, 0, '', 0, NULL)"
    )
    for n in range(count):
        tx.execute(
            "INSERT INTO delivery (sub_id, local_date, due_ms, try_ms, turn, state, token, "
            "payload_json, chat_id, thread_id) "
            "VALUES (1, :day, :due, 0, 0, :state, :day, '', 1, 0)",
            {"day": f"{state}{n}", "due": to_ms(due), "state": state},
        )


async def test_late_and_unsure_messages_are_warned_of(db: Database, state: Path) -> None:
    DAILY_PAUSED.set(0)
    health = Health(db, state, count_troubles)
    assert (await health.describe())["warnings"] == []
    now = datetime.now(UTC)
    await db.write(add_deliveries, "due", 1, now - timedelta(minutes=11))
    await db.write(add_deliveries, "unknown", 21, now - timedelta(hours=1))
    found = await health.describe()
    assert found["unknown_deliveries_today"] == 21
    assert 655 < found["oldest_due_seconds"] < 700
    assert found["warnings"] == [Alarm.LATE.value, Alarm.UNSURE.value]
