"""Runs the bot on Telegram until told to stop; says in one line why it cannot."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.app import TokenRejectedError, running
from bot.cities.catalogue import DataError, load_catalogue
from bot.cities.names import Gazetteer, load_towns
from bot.daily.store.upkeep import count_troubles
from bot.db import open_database
from bot.health import Health, reporting
from bot.limiter import Limiter
from bot.lock import NetworkedStateError, StateInUseError, hold_lock
from bot.logs import set_up_logs, use_key
from bot.migrations import StateRefusedError
from bot.polling import SecondInstanceError
from bot.privacy import load_key
from bot.questions.bank import QuestionBank
from bot.services import Services
from bot.settings import MissingTokenError, Settings
from bot.webhook import WeakSecretError

log = logging.getLogger(__name__)

CONFIGURATION = 78
"""Exit status: nothing will change until the operator does something."""
SECOND_INSTANCE = 75
"""Exit status: another instance is at work."""
REFUSALS: dict[type[Exception], int] = {
    DataError: CONFIGURATION,
    StateRefusedError: CONFIGURATION,
    MissingTokenError: CONFIGURATION,
    TokenRejectedError: CONFIGURATION,
    WeakSecretError: CONFIGURATION,
    NetworkedStateError: CONFIGURATION,
    StateInUseError: SECOND_INSTANCE,
    SecondInstanceError: SECOND_INSTANCE,
}


def run(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; give the exit status."""
    set_up_logs(settings.log_level)
    try:
        with hold_lock(settings.state):
            asyncio.run(serve(settings))
    except tuple(REFUSALS) as refusal:
        log.error("%s", refusal)
        return REFUSALS[type(refusal)]
    return 0


async def serve(settings: Settings, limiter: Limiter | None = None) -> None:
    """Run until a signal comes, then finish what is under way; at Telegram's pace by default."""
    stop = listen_for_signals()
    async with open_services(settings) as services:
        use_key(await services.db.read(load_key))
        log.info("SQLite %s, state %s", sqlite3.sqlite_version, settings.state.name)
        async with (
            reporting(Health(services.db, settings.state, count_troubles), settings.metrics_port),
            running(settings, services, limiter) as bot,
        ):
            log.info("running")
            await wait_for_either(stop.wait(), bot.wait())
            log.info("stopping")


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """The services over the state that the settings name."""
    async with open_database(settings.state) as db:
        catalogue = load_catalogue()
        gazetteer = Gazetteer(catalogue, load_towns())
        # What is known stays: a full round of the collector over it would hold everybody up for
        # a fifth of a second.
        gc.freeze()
        yield Services(settings, db, catalogue, gazetteer, QuestionBank(catalogue))


def listen_for_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def wait_for_either(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait until the first is over; raise what it raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
