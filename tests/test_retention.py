"""Once a day, what was kept long enough is forgotten, and nothing younger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.app import RunningBot
from bot.chats import store as chats
from bot.db import Database, Transaction
from bot.i18n import Locale
from bot.inbox import keep
from bot.retention import MOST_AT_ONCE, TASKS, forget_the_old
from tests.conftest import Clock
from tests.people import ANNA


def count(tx: Transaction, table: str) -> int:
    return int(tx.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"])


class Job:
    """The context of a job: a running bot's services."""

    def __init__(self, bot: RunningBot) -> None:
        self.services = bot.application.services


async def forget(bot: RunningBot) -> None:
    job: Any = Job(bot)
    await forget_the_old(job)


async def test_updates_go_after_two_days(bot: RunningBot, clock: Clock) -> None:
    db = bot.application.services.db
    many = [ANNA.says("hi") for _ in range(2 * MOST_AT_ONCE + 10)]
    await db.write(keep, many, [], clock())
    clock.move(hours=47)
    await forget(bot)
    assert await db.read(count, "inbox") == len(many)
    await db.write(keep, [ANNA.says("later")], [], clock())
    clock.move(hours=2)
    await forget(bot)
    assert await db.read(count, "inbox") == 1


async def test_silent_chats_go_after_eighteen_months(bot: RunningBot, clock: Clock) -> None:
    db = bot.application.services.db
    for chat_id in range(1, MOST_AT_ONCE + 51):
        await db.write(chats.meet_chat, chat_id, "private", Locale.RU, clock())
    clock.move(days=300)
    await db.write(chats.meet_chat, 7, "private", Locale.RU, clock())
    clock.move(days=240)
    await forget(bot)
    assert await db.read(count, "chat") == MOST_AT_ONCE + 50
    clock.move(days=10)
    await forget(bot)
    assert await db.read(count, "chat") == 1


async def test_every_task_ends_on_an_empty_state(db: Database, clock: Clock) -> None:
    for task in TASKS:
        assert not await db.write(task, clock())


async def test_the_job_is_planned_daily(bot: RunningBot) -> None:
    queue = bot.application.job_queue
    assert queue is not None
    (job,) = queue.get_jobs_by_name("forget_the_old")
    assert job.job.trigger.interval == timedelta(hours=24)
