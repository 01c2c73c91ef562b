"""The last resort: an error is logged under an id, and the reader is told that id and no more."""

from __future__ import annotations

import logging
import secrets
import sqlite3

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.context import Context
from bot.db import StorageError
from bot.i18n import Translator
from bot.metrics import ERRORS
from bot.reply import Reply, Toast
from bot.sending import answer, is_expired, send

log = logging.getLogger(__name__)


def trouble(tr: Translator, error_id: str) -> Reply:
    """What to say when something failed inside."""
    return Reply(
        tr("Something went wrong on my side (number {id}). Please try again later.", id=error_id)
    )


def storage_trouble(tr: Translator) -> Reply:
    """What to say when nothing can be saved."""
    return Reply(tr("I cannot save anything at the moment. Please try again later."))


async def report(update: object, context: Context) -> None:
    """Log an error of a handler or job and apologise once, in the chat's language."""
    error = context.error
    if isinstance(error, Forbidden | ChatMigrated) or is_harmless(error):
        return
    error_id = secrets.token_hex(3)
    ERRORS.labels(type(error).__name__).inc()
    log.error("error %s: %s", error_id, type(error).__name__, exc_info=error)
    if isinstance(update, Update):
        await apologise(update, context, error, error_id)


async def apologise(
    update: Update, context: Context, error: Exception | None, error_id: str
) -> None:
    """Tell whoever waits that it failed; if that fails too, leave it."""
    reply = (
        storage_trouble(context.tr) if is_storage_trouble(error) else trouble(context.tr, error_id)
    )
    try:
        if update.callback_query:
            await answer(update, context, Toast(str(reply.html.unescape()), alert=True))
        elif update.message and update.effective_chat:
            await send(update, context, reply)
    except (TelegramError, StorageError) as second:
        log.warning("error %s: apology failed: %s", error_id, type(second).__name__)


def is_harmless(error: Exception | None) -> bool:
    """Whether an error is an ordinary end of things, such as an answer that came too late."""
    return isinstance(error, BadRequest) and is_expired(error)


def is_storage_trouble(error: Exception | None) -> bool:
    """Whether the state could not be written or read, rather than used wrongly."""
    if isinstance(error, sqlite3.OperationalError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR}
    return isinstance(error, StorageError)
