"""The composition root: which features there are, and how the parts fit together and run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import ModuleType

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot

from bot import errors, sending
from bot.atlas import handlers as atlas
from bot.chats import handlers as chats
from bot.context import Bot, BotApplication, Context
from bot.guide import handlers as guide
from bot.inbox import Inbox, Raw, UnreadableUpdateError
from bot.limiter import Limiter, Urgency
from bot.menu import MENU, Command, publish_menu
from bot.polling import POLL_SECONDS, Poller, fetch
from bot.request import HttpRequest
from bot.services import Services
from bot.settings import Settings

log = logging.getLogger(__name__)

FEATURES: tuple[ModuleType, ...] = (chats, atlas, guide)
"""Every feature's handlers, in the order in which they are asked."""

SHUTDOWN_SECONDS = 12.0


class DiscreetBot(ExtBot[Urgency]):
    """A bot whose repr does not show its token."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.base_url.partition('/bot')[0]}]"


def commands() -> tuple[Command, ...]:
    """Every command of every feature, in menu order."""
    return tuple(command for feature in FEATURES for command in feature.COMMANDS)


def build_app(
    settings: Settings, services: Services, limiter: Limiter | None = None
) -> BotApplication:
    """The application with every feature's handlers, not yet started."""
    bot = DiscreetBot(
        settings.read_token(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=HttpRequest(),
        get_updates_request=HttpRequest(connections=1),
        rate_limiter=limiter or Limiter(),
    )
    application = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .context_types(ContextTypes(context=Context))
        .application_class(BotApplication, {"services": services})
        .build()
    )
    assert isinstance(application, BotApplication)
    for feature in FEATURES:
        feature.register(application)
    application.bot_data[MENU] = commands()
    application.add_error_handler(errors.report)
    return application


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot at work: the application and its inbox."""

    application: BotApplication
    inbox: Inbox

    async def rest(self) -> None:
        """Wait until every update taken so far has been handled and marked."""
        await self.inbox.rest()


async def handle(application: BotApplication, raw: Raw) -> None:
    """Work on one update, and answer its button press if no feature did.

    Raises UnreadableUpdateError for what python-telegram-bot cannot decode.
    """
    update = decode(raw, application.bot)
    await application.process_update(update)
    if update.callback_query is not None:
        await close_press(update, application)


def decode(raw: Raw, bot: Bot) -> Update:
    """An update from Telegram's JSON. Raises UnreadableUpdateError."""
    try:
        return Update.de_json(raw, bot)
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
    """The bot at work on updates it fetches itself; on leaving, what is under way is finished.

    Raises telegram.error.InvalidToken if Telegram does not know the token.
    """
    application = build_app(settings, services, limiter)
    fetching = HttpRequest(connections=1)
    inbox = Inbox(services.db, services.clock, lambda raw: handle(application, raw))
    poller = Poller(
        lambda offset: fetch(application.bot, fetching, offset, POLL_SECONDS), inbox.accept
    )
    async with fetching, application:
        await application.start()
        await inbox.recover()
        polling = asyncio.create_task(poller.run())
        try:
            yield RunningBot(application, inbox)
        finally:
            poller.stop()
            await asyncio.wait([polling])
            await inbox.finish(SHUTDOWN_SECONDS)
            await application.stop()


async def publish(application: BotApplication, menu: Sequence[Command]) -> None:
    """Tell Telegram the menu; a failure is logged, the bot works without."""
    try:
        await publish_menu(application.bot, menu)
    except TelegramError as error:
        log.warning("the command menu was not published: %s", type(error).__name__)
