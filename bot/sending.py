"""The only code that turns a Reply into Bot API calls."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from telegram import Message, Update
from telegram.constants import ParseMode, PollType
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot import addresses
from bot.api import Bot
from bot.context import RECEIPT, BotApplication, Context
from bot.limiter import Urgency
from bot.reply import Button, Card, File, Picture, QuizPoll, Reply, Rows, Toast, Venue
from bot.request import NotSentError, seconds_to_wait

log = logging.getLogger(__name__)

NO_PREVIEW = {"is_disabled": True}
INLINE_CACHE_SECONDS = 60
Json: TypeAlias = dict[str, Any]


class Sent(NamedTuple):
    """A message that arrived."""

    message_id: int
    poll_id: str | None = None
    date: int | None = None
    """When by Telegram's clock, in Unix time."""


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


async def send(update: Update, context: Context, reply: Reply) -> Sent:
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
        await context.bot.call(
            "answerCallbackQuery",
            {"callback_query_id": query.id, "text": text, "show_alert": alert},
        )
    except BadRequest as error:
        if not is_expired(error):
            raise


async def answer_inline(update: Update, context: Context, cards: Sequence[Card]) -> None:
    """Answer an inline query with cards to choose from. A query too old to answer is no error."""
    query = update.inline_query
    assert query is not None
    try:
        await context.bot.call(
            "answerInlineQuery",
            {
                "inline_query_id": query.id,
                "results": [to_result(card) for card in cards],
                "cache_time": INLINE_CACHE_SECONDS,
                "is_personal": True,
            },
        )
    except BadRequest as error:
        if not is_expired(error):
            raise


async def push(
    application: BotApplication,
    chat_id: int,
    thread_id: int | None,
    reply: Reply,
    urgency: Urgency = Urgency.BROADCAST,
) -> Delivery:
    """Send a message nobody just asked for, and say what became of it.

    It waits behind all replies unless its `urgency` says that somebody waits for it.

    Never raises for what Telegram or the network does, and never sends twice.
    """
    try:
        sent = await send_to(application, chat_id, thread_id, reply, urgency)
    except TelegramError as error:
        return classify(error)
    return Delivery(Outcome.SENT, sent.message_id, sent.poll_id)


async def close_poll(application: BotApplication, chat_id: int, message_id: int) -> None:
    """Close a poll before its time; one that is closed or gone already is no error.

    Never raises for what Telegram or the network does.
    """
    try:
        await application.bot.stop_poll(chat_id, message_id)
    except TelegramError as error:
        log.info("a poll was not closed: %s", type(error).__name__)


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
) -> Sent:
    """Send a reply to a chat; note it if the chat has moved or cannot be written to.

    Raises telegram.error.TelegramError when it was not, or may not have been, sent.
    """
    db, clock = application.services.db, application.services.clock
    call, asked = Call(application.bot, chat_id, thread_id, reply, urgency), clock()
    try:
        sent = await call.make()
        if sent.date is not None:
            application.seconds_ahead = measure_skew(asked, sent.date, clock())
        return sent
    except ChatMigrated as error:
        await db.write(addresses.move, chat_id, error.new_chat_id)
        return await Call(application.bot, error.new_chat_id, thread_id, reply, urgency).make()
    except Forbidden:
        await db.write(addresses.block, chat_id, clock())
        raise


def measure_skew(asked: datetime, date: int, answered: datetime) -> float:
    """How many seconds our clock is surely ahead of Telegram's (negative: behind).

    Nought if a message's date lies between our asking for it and the answer.
    """
    earliest, latest = (moment.timestamp() - date for moment in (asked, answered))
    return max(earliest, 0.0) or min(latest, 0.0)


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way to one chat."""

    bot: Bot
    chat_id: int
    thread_id: int | None
    reply: Reply
    urgency: Urgency

    async def make(self) -> Sent:
        """Send it; if Telegram refuses the formatting, send the words without."""
        try:
            return await self.dispatch(str(self.reply.html), ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            return await self.dispatch(strip_tags(self.reply.html), None)

    async def dispatch(self, text: str, parse_mode: str | None) -> Sent:
        """Call the method that fits the attachment."""
        attachment = self.reply.attachment
        if isinstance(attachment, Picture | File):
            return await self.upload(attachment, text, parse_mode)
        method, content = "sendMessage", to_text(text, parse_mode)
        if isinstance(attachment, Venue):
            method, content = "sendVenue", asdict(attachment)
        elif isinstance(attachment, QuizPoll):
            method, content = (
                "sendPoll",
                {**to_poll(attachment), **to_description(text, parse_mode)},
            )
        answer = await self.bot.call(
            method,
            {
                "chat_id": self.chat_id,
                "message_thread_id": self.thread_id,
                "disable_notification": self.reply.quiet or None,
                "allow_paid_broadcast": self.urgency is Urgency.PAID or None,
                "reply_markup": to_markup(self.reply),
                **content,
            },
            self.urgency,
        )
        return Sent(answer["message_id"], answer.get("poll", {}).get("id"), answer.get("date"))

    async def upload(self, file: Picture | File, text: str, parse_mode: str | None) -> Sent:
        """Send a file with the text as its caption."""
        method = self.bot.send_photo if isinstance(file, Picture) else self.bot.send_document
        markup = to_markup(self.reply)
        message = await method(
            self.chat_id,
            file.content,
            caption=text or None,
            parse_mode=parse_mode,
            filename=file.name,
            message_thread_id=self.thread_id,
            disable_notification=self.reply.quiet or None,
            allow_paid_broadcast=self.urgency is Urgency.PAID or None,
            api_kwargs={"reply_markup": markup} if markup else None,
            rate_limit_args=self.urgency,
        )
        return Sent(message.message_id)


def to_text(text: str, parse_mode: str | None) -> Json:
    """The parameters of a text message."""
    return {"text": text, "parse_mode": parse_mode, "link_preview_options": NO_PREVIEW}


def to_poll(poll: QuizPoll) -> Json:
    """The parameters of a quiz poll that shows who voted."""
    return {
        "question": poll.question,
        "options": [{"text": option} for option in poll.options],
        "type": PollType.QUIZ,
        "is_anonymous": False,
        "correct_option_ids": list(poll.right),
        "allows_multiple_answers": len(poll.right) > 1,
        "explanation": str(poll.explanation) or None,
        "explanation_parse_mode": ParseMode.HTML if poll.explanation else None,
        "open_period": poll.open_seconds,
        "hide_results_until_closes": poll.hide_results or None,
        "protect_content": True,
    }


def to_description(text: str, parse_mode: str | None) -> Json:
    """The parameters of the words above a poll."""
    return {"description": text, "description_parse_mode": parse_mode} if text else {}


async def edit_text(bot: Bot, reply: Reply, **target: Any) -> None:
    """Replace a message's text and buttons."""
    text = to_text(str(reply.html), ParseMode.HTML)
    markup = to_keyboard(reply.buttons)
    await bot.call("editMessageText", {**text, "reply_markup": markup, **target})


def to_markup(reply: Reply) -> Json | None:
    """What goes below the message: buttons, the location key, or its removal."""
    if reply.ask_location:
        key = {"text": reply.ask_location, "request_location": True}
        return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
    if reply.drop_keyboard:
        return {"remove_keyboard": True}
    return to_keyboard(reply.buttons)


def to_keyboard(rows: Rows) -> Json | None:
    """Inline buttons, or None if there are none."""
    return {"inline_keyboard": [[to_button(b) for b in row] for row in rows]} if rows else None


def to_button(button: Button) -> Json:
    """One inline button."""
    if button.data is not None:
        return {"text": button.text, "callback_data": button.data}
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    if button.share is not None:
        return {"text": button.text, "switch_inline_query": button.share}
    return {"text": button.text, "copy_text": {"text": button.copy}}


def to_result(card: Card) -> Json:
    """One choice of an inline answer."""
    keyboard = to_keyboard(card.reply.buttons)
    result: Json = {"id": card.id, "title": card.title}
    if keyboard:
        result["reply_markup"] = keyboard
    if isinstance(card.reply.attachment, Venue):
        return {**result, "type": "venue", **asdict(card.reply.attachment)}
    content = {
        "message_text": str(card.reply.html),
        "parse_mode": ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
    }
    return {
        **result,
        "type": "article",
        "description": card.line,
        "input_message_content": content,
    }


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
