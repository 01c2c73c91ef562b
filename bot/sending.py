"""The only code that turns a Reply into Bot API calls."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultVenue,
    InputTextMessageContent,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ParseMode, PollType
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot import addresses
from bot.context import RECEIPT, Bot, BotApplication, Context
from bot.limiter import Urgency
from bot.reply import Button, Card, File, Picture, QuizPoll, Reply, Rows, Toast, Venue
from bot.request import NotSentError, seconds_to_wait

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
INLINE_CACHE_SECONDS = 60
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


class Outcome(Enum):
    """What is known about a pushed message."""

    SENT = "sent"
    RETRY = "retry"
    """Definitely not sent; may be pushed again after `retry_after` seconds."""
    UNKNOWN = "unknown"
    """It may have arrived; must not be pushed again."""
    BLOCKED = "blocked"
    """The chat cannot be written to."""
    REFUSED = "refused"
    """Telegram will never take this message."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a push ended."""

    outcome: Outcome
    message_id: int | None = None
    poll_id: str | None = None
    retry_after: float = 0.0
    error: str = ""


async def send(update: Update, context: Context, reply: Reply) -> Message:
    """Send a reply to the chat (and topic) the update came from."""
    chat = update.effective_chat
    assert chat is not None
    return await send_to(context.app, chat.id, find_thread(update), reply)


async def edit(update: Update, context: Context, reply: Reply) -> None:
    """Replace the message whose button was pressed; send a new one where that cannot be done."""
    query = update.callback_query
    if query is None:
        await send(update, context, reply)
        return
    target: dict[str, Any] = {"inline_message_id": query.inline_message_id}
    if query.inline_message_id is None:
        message = query.message
        if not isinstance(message, Message) or not message.text or reply.attachment:
            await send(update, context, reply)
            return
        target = {"chat_id": message.chat.id, "message_id": message.message_id}
    try:
        await edit_text(context.bot, reply, **target)
    except BadRequest as error:
        if is_not_modified(error):
            return
        if not is_uneditable(error) or query.inline_message_id is not None:
            raise
        await send(update, context, reply)


async def edit_message(context: Context, chat_id: int, message_id: int, reply: Reply) -> bool:
    """Replace a message sent earlier; false if it is gone. Made for jobs, where nobody pressed."""
    try:
        await edit_text(context.bot, reply, chat_id=chat_id, message_id=message_id)
    except BadRequest as error:
        if is_not_modified(error):
            return True
        if is_uneditable(error):
            return False
        raise
    return True


async def answer(update: Update, context: Context, toast: Toast | None = None) -> None:
    """Answer a button press, with a notice or silently. A press too old to answer is no error."""
    query, receipt = update.callback_query, RECEIPT.get()
    if query is None or (receipt is not None and receipt.answered):
        return
    if receipt is not None:
        receipt.answered = True
    text, alert = (toast.text[:200], toast.alert) if toast else (None, None)
    try:
        await context.bot.answer_callback_query(query.id, text=text, show_alert=alert)
    except BadRequest as error:
        if not is_expired(error):
            raise


async def answer_inline(update: Update, context: Context, cards: Sequence[Card]) -> None:
    """Answer an inline query with cards to choose from. A query too old to answer is no error."""
    query = update.inline_query
    assert query is not None
    try:
        await context.bot.answer_inline_query(
            query.id,
            [to_result(card) for card in cards],
            cache_time=INLINE_CACHE_SECONDS,
            is_personal=True,
        )
    except BadRequest as error:
        if not is_expired(error):
            raise


async def push(
    application: BotApplication, chat_id: int, thread_id: int | None, reply: Reply
) -> Delivery:
    """Send a message nobody just asked for, behind all replies, and say what became of it.

    Never raises for what Telegram or the network does, and never sends twice.
    """
    try:
        message = await send_to(application, chat_id, thread_id, reply, Urgency.BROADCAST)
    except TelegramError as error:
        return classify(error)
    return Delivery(Outcome.SENT, message.message_id, message.poll.id if message.poll else None)


def classify(error: TelegramError) -> Delivery:
    """What an error says about whether the message was sent."""
    text = type(error).__name__
    match error:
        case RetryAfter():
            return Delivery(Outcome.RETRY, retry_after=seconds_to_wait(error), error=text)
        case NotSentError():
            return Delivery(Outcome.RETRY, retry_after=5.0, error=text)
        case Forbidden():
            return Delivery(Outcome.BLOCKED, error=text)
        case BadRequest() | ChatMigrated():
            return Delivery(Outcome.REFUSED, error=f"{text}: {error.message}")
    return Delivery(Outcome.UNKNOWN, error=text)


async def send_to(
    application: BotApplication,
    chat_id: int,
    thread_id: int | None,
    reply: Reply,
    urgency: Urgency = Urgency.REPLY,
) -> Message:
    """Send a reply to a chat; note it if the chat has moved or cannot be written to.

    Raises telegram.error.TelegramError when it was not, or may not have been, sent.
    """
    db, now = application.services.db, application.services.clock()
    call = Call(application.bot, chat_id, thread_id, reply, urgency)
    try:
        return await call.make()
    except ChatMigrated as error:
        await db.write(addresses.move, chat_id, error.new_chat_id)
        return await Call(application.bot, error.new_chat_id, thread_id, reply, urgency).make()
    except Forbidden:
        await db.write(addresses.block, chat_id, now)
        raise


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way to one chat."""

    bot: Bot
    chat_id: int
    thread_id: int | None
    reply: Reply
    urgency: Urgency

    async def make(self) -> Message:
        """Send it; if Telegram refuses the formatting, send the words without."""
        try:
            return await self.dispatch(str(self.reply.html), ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            return await self.dispatch(strip_tags(self.reply.html), None)

    async def dispatch(self, text: str, parse_mode: ParseMode | None) -> Message:
        """Call the method that fits the attachment."""
        common: dict[str, Any] = {
            "message_thread_id": self.thread_id,
            "disable_notification": self.reply.quiet or None,
            "reply_markup": to_markup(self.reply),
            "rate_limit_args": self.urgency,
        }
        captioned = common | {"caption": text or None, "parse_mode": parse_mode}
        match self.reply.attachment:
            case None:
                return await self.bot.send_message(
                    self.chat_id,
                    text,
                    parse_mode=parse_mode,
                    link_preview_options=NO_PREVIEW,
                    **common,
                )
            case Venue() as v:
                return await self.bot.send_venue(
                    self.chat_id, v.latitude, v.longitude, v.title, v.address, **common
                )
            case Picture() as picture:
                return await self.bot.send_photo(
                    self.chat_id, picture.content, filename=picture.name, **captioned
                )
            case File() as file:
                return await self.bot.send_document(
                    self.chat_id, file.content, filename=file.name, **captioned
                )
            case QuizPoll() as poll:
                return await self.bot.send_poll(
                    self.chat_id,
                    poll.question,
                    list(poll.options),
                    **to_poll(poll),
                    **common,
                )


def to_poll(poll: QuizPoll) -> dict[str, Any]:
    """The keyword arguments of send_poll that make a quiz."""
    return {
        "type": PollType.QUIZ,
        "is_anonymous": False,
        "correct_option_ids": list(poll.right),
        "allows_multiple_answers": len(poll.right) > 1,
        "explanation": str(poll.explanation) or None,
        "explanation_parse_mode": ParseMode.HTML,
        "open_period": poll.open_seconds,
        "hide_results_until_closes": poll.hide_results or None,
    }


async def edit_text(bot: Bot, reply: Reply, **target: Any) -> None:
    """Replace a message's text and buttons."""
    await bot.edit_message_text(
        str(reply.html),
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=to_keyboard(reply.buttons),
        **target,
    )


def to_markup(reply: Reply) -> Markup | None:
    """What goes below the message: buttons, the location key, or its removal."""
    if reply.ask_location:
        key = KeyboardButton(reply.ask_location, request_location=True)
        return ReplyKeyboardMarkup([[key]], resize_keyboard=True, one_time_keyboard=True)
    if reply.drop_keyboard:
        return ReplyKeyboardRemove()
    return to_keyboard(reply.buttons)


def to_keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Inline buttons, or None if there are none."""
    return InlineKeyboardMarkup([[to_button(b) for b in row] for row in rows]) if rows else None


def to_button(button: Button) -> InlineKeyboardButton:
    """One inline button."""
    return InlineKeyboardButton(
        button.text,
        callback_data=button.data,
        url=button.url,
        switch_inline_query=button.share,
        copy_text=CopyTextButton(button.copy) if button.copy is not None else None,
    )


def to_result(card: Card) -> InlineQueryResultArticle | InlineQueryResultVenue:
    """One choice of an inline answer."""
    reply, keyboard = card.reply, to_keyboard(card.reply.buttons)
    if isinstance(reply.attachment, Venue):
        place = reply.attachment
        return InlineQueryResultVenue(
            card.id,
            place.latitude,
            place.longitude,
            place.title,
            place.address,
            reply_markup=keyboard,
        )
    content = InputTextMessageContent(
        str(reply.html), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(
        card.id, card.title, content, reply_markup=keyboard, description=card.line
    )


def find_thread(update: Update) -> int | None:
    """The forum topic an update came from, if any."""
    message = update.effective_message
    return message.message_thread_id if message and message.is_topic_message else None


def strip_tags(text: str) -> str:
    """The words of an HTML text, line breaks kept."""
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def is_not_modified(error: BadRequest) -> bool:
    """Whether an edit was refused because it changes nothing."""
    return "message is not modified" in error.message.lower()


def is_uneditable(error: BadRequest) -> bool:
    """Whether an edit was refused because the message is gone or has no text to edit."""
    text = error.message.lower()
    return (
        "message to edit not found" in text
        or "message can't be edited" in text
        or "there is no text in the message to edit" in text
    )


def is_expired(error: BadRequest) -> bool:
    """Whether a press or an inline query was too old to answer."""
    text = error.message.lower()
    return "query is too old" in text or "query id is invalid" in text
