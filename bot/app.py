"""The composition root: which features there are, and how the parts fit together and run."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import cast

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot import decoding, errors, sending
from bot.api import Bot
from bot.ask import handlers as ask
from bot.atlas import handlers as atlas
from bot.chats import handlers as chats
from bot.context import BotApplication, Context
from bot.daily import handlers as daily
from bot.daily.clock import ticking
from bot.db import StorageError
from bot.door import Door
from bot.guide import handlers as guide
from bot.inbox import WARNED, Inbox, Raw, UnreadableUpdateError
from bot.limiter import Limiter
from bot.menu import MENU, Command, publish_menu
from bot.mydata import handlers as mydata
from bot.polling import ALLOWED_UPDATES, POLL_SECONDS, Poller, fetch
from bot.quiz import handlers as quiz
from bot.request import HttpRequest, find_proxy
from bot.retention import forget_the_old
from bot.services import Services
from bot.settings import Settings
from bot.shape import OddShapeError, check_shape
from bot.trivia import handlers as trivia
from bot.webhook import Receiver, listening

log = logging.getLogger(__name__)

FEATURES: tuple[ModuleType, ...] = (chats, mydata, daily, trivia, quiz, atlas, guide, ask)
"""Every feature's handlers, in the order in which they are asked."""
MENU_ORDER = (atlas, quiz, daily, trivia, guide, ask, chats, mydata)
"""The same features in the order in which the menu shows their commands."""

SHUTDOWN_SECONDS = 12.0
CONNECTIONS = 256
CLEANING_EVERY = timedelta(hours=24)
CLEANING_AFTER = timedelta(minutes=5)


class TokenRejectedError(Exception):
    """Telegram does not know the token."""


def list_commands() -> tuple[Command, ...]:
    """Every command of every feature, in menu order."""
    return tuple(command for feature in MENU_ORDER for command in feature.COMMANDS)


def build_app(
    settings: Settings, services: Services, limiter: Limiter | None = None
) -> BotApplication:
    """The application with every feature's handlers, not yet started."""
    proxy = find_proxy(settings.api_url)
    bot = Bot(
        settings.read_token(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=HttpRequest(CONNECTIONS, proxy),
        get_updates_request=HttpRequest(1, proxy),
        rate_limiter=limiter or Limiter(),
    )
    builder = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .context_types(ContextTypes(context=Context))
        .application_class(BotApplication, {"services": services})
    )
    application = cast(BotApplication, builder.build())
    never_drop_jobs(application)
    for feature in FEATURES:
        feature.register(application)
    application.bot_data[MENU] = list_commands()
    application.add_error_handler(errors.report)
    assert application.job_queue is not None
    application.job_queue.run_repeating(forget_the_old, CLEANING_EVERY, CLEANING_AFTER)
    return application


def never_drop_jobs(application: BotApplication) -> None:
    """Let jobs that a busy moment made late run late, once; by default they are dropped."""
    assert application.job_queue is not None
    usual = application.job_queue.scheduler_configuration
    defaults = {"misfire_grace_time": None, "coalesce": True}
    application.job_queue.scheduler.configure(**usual, job_defaults=defaults)


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot at work: the application, its inbox, and the task that brings updates in."""

    application: BotApplication
    inbox: Inbox
    fetching: asyncio.Task[None]

    async def rest(self) -> None:
        """Wait until every update taken so far has been handled and marked."""
        await self.inbox.rest()

    async def wait(self) -> None:
        """Wait until no more updates can come in. Raises what the reason is."""
        await asyncio.wait([self.fetching])
        self.fetching.result()


async def handle(application: BotApplication, raw: Raw) -> None:
    """Work on one update, and answer its button press if no feature did.

    Raises UnreadableUpdateError for what python-telegram-bot cannot decode.
    """
    warned = raw.pop(WARNED, False)
    update = decode(raw, application.bot)
    if warned:
        await chats.ask_for_patience(update, Context.from_update(update, application))
    else:
        await application.process_update(update)
    if update.callback_query is not None:
        await close_press(update, application)


async def excuse(application: BotApplication, raw: Raw) -> None:
    """Say that nothing can be saved now to whoever waits. Raises UnreadableUpdateError."""
    update = decode(raw, application.bot)
    if update.message is None and update.callback_query is None:
        return
    try:
        await chats.excuse_disk(update, Context.from_update(update, application))
    except (TelegramError, sqlite3.Error, StorageError) as error:
        log.warning("an excuse was not sent: %s", type(error).__name__)


def decode(raw: Raw, bot: Bot) -> Update:
    """An update from Telegram's JSON. Raises UnreadableUpdateError."""
    try:
        check_shape(raw)
        return decoding.decode(raw, bot)
    except OddShapeError as odd:
        raise UnreadableUpdateError(f"odd {odd}") from None
    except Exception as error:
        raise UnreadableUpdateError(type(error).__name__) from None


async def close_press(update: Update, application: BotApplication) -> None:
    """Answer a press silently if no feature has, so that the button stops spinning."""
    try:
        await sending.answer(update, Context.from_update(update, application))
    except TelegramError as error:
        log.warning("a press was not answered: %s", type(error).__name__)


@asynccontextmanager
async def running(
    settings: Settings, services: Services, limiter: Limiter | None = None
) -> AsyncIterator[RunningBot]:
    """The bot at work on updates as they come; on leaving, what is under way is finished.

    Raises TokenRejectedError, and webhook.WeakSecretError if a webhook has no good secret.
    """
    application = build_app(settings, services, limiter)
    async with started(application):
        door = Door(application.bot.id, application.bot.username)
        inbox = Inbox(
            services.db,
            services.clock,
            lambda raw: handle(application, raw),
            door.judge,
            lambda raw: excuse(application, raw),
        )
        await inbox.recover()
        publishing = asyncio.create_task(publish(application))
        try:
            async with (
                ticking(application),
                bringing_in(settings, application, inbox) as fetching,
            ):
                yield RunningBot(application, inbox, fetching)
        finally:
            publishing.cancel()
            if not await inbox.finish(SHUTDOWN_SECONDS):
                log.warning("some updates are left for the next start")


@asynccontextmanager
async def started(application: BotApplication) -> AsyncIterator[None]:
    """The application, initialised and started. Raises TokenRejectedError."""
    try:
        await application.initialize()
    except InvalidToken:
        await application.bot.shutdown()
        raise TokenRejectedError("Telegram does not accept the token: ask @BotFather") from None
    async with application:
        await application.start()
        try:
            yield
        finally:
            await application.stop()


@asynccontextmanager
async def bringing_in(
    settings: Settings, application: BotApplication, inbox: Inbox
) -> AsyncIterator[asyncio.Task[None]]:
    """Updates coming in, by webhook if an address is set and by polling otherwise."""
    if settings.webhook_url:
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        async with listening(Receiver(secret, inbox.accept), settings.webhook_port):
            await application.bot.set_webhook(
                settings.webhook_url, secret_token=secret, allowed_updates=ALLOWED_UPDATES
            )
            yield asyncio.create_task(wait_for_ever())
        return
    await application.bot.delete_webhook()
    async with HttpRequest(1, find_proxy(settings.api_url)) as request:
        poller = Poller(
            lambda offset: fetch(application.bot, request, offset, POLL_SECONDS),
            inbox.accept,
            cast(Limiter, application.bot.rate_limiter).hold_broadcasts,
        )
        polling = asyncio.create_task(poller.run())
        try:
            yield polling
        finally:
            poller.stop()
            await asyncio.wait([polling])


async def wait_for_ever() -> None:
    """Never ends by itself."""
    await asyncio.Event().wait()


async def publish(application: BotApplication) -> None:
    """Tell Telegram the menu if it has changed; after a failure the bot works without."""
    try:
        await publish_menu(application.bot, application.services.db, list_commands())
    except TelegramError as error:
        log.warning("the command menu was not published: %s", type(error).__name__)
