"""Telegram's figures and each method's parameters, taken from python-telegram-bot.

The only module of the sandbox that imports `telegram`.
"""

from __future__ import annotations

import inspect
import re
from functools import cache

from telegram import Bot, constants

TEXT = int(constants.MessageLimit.MAX_TEXT_LENGTH)
CAPTION = int(constants.MessageLimit.CAPTION_LENGTH)
ENTITIES = int(constants.MessageLimit.MESSAGE_ENTITIES)
DEEP_LINK = int(constants.MessageLimit.DEEP_LINK_LENGTH)

BUTTONS = int(constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
CALLBACK_DATA = int(constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
COPY_TEXT = int(constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT)
PLACEHOLDER = int(constants.ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER)
TOAST = int(constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)

POLL_QUESTION = int(constants.PollLimit.MAX_QUESTION_LENGTH)
POLL_OPTION = int(constants.PollLimit.MAX_OPTION_LENGTH)
POLL_OPTIONS = int(constants.PollLimit.MAX_OPTION_NUMBER)
POLL_EXPLANATION = int(constants.PollLimit.MAX_EXPLANATION_LENGTH)
POLL_EXPLANATION_LINES = int(constants.PollLimit.MAX_EXPLANATION_LINE_FEEDS)
POLL_DESCRIPTION = int(constants.PollLimit.MAX_DESCRIPTION_CHARACTERS)
POLL_SHORTEST = int(constants.PollLimit.MIN_OPEN_PERIOD)
POLL_LONGEST = int(constants.PollLimit.MAX_OPEN_PERIOD)

COMMANDS = int(constants.BotCommandLimit.MAX_COMMAND_NUMBER)
COMMAND = int(constants.BotCommandLimit.MAX_COMMAND)
COMMAND_DESCRIPTION = int(constants.BotCommandLimit.MAX_DESCRIPTION)
BOT_NAME = int(constants.BotNameLimit.MAX_NAME_LENGTH)
BOT_DESCRIPTION = int(constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
BOT_SHORT_DESCRIPTION = int(constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)

INLINE_RESULTS = int(constants.InlineQueryLimit.RESULTS)
INLINE_RESULT_ID = int(constants.InlineQueryResultLimit.MAX_ID_LENGTH)
INLINE_OFFSET = int(constants.InlineQueryLimit.MAX_OFFSET_LENGTH)
INLINE_QUERY = int(constants.InlineQueryLimit.MAX_QUERY_LENGTH)

ALBUM = (
    int(constants.MediaGroupLimit.MIN_MEDIA_LENGTH),
    int(constants.MediaGroupLimit.MAX_MEDIA_LENGTH),
)
BULK = int(constants.BulkRequestLimit.MAX_LIMIT)
UPDATES = int(constants.PollingLimit.MAX_LIMIT)
WEBHOOK_SECRET = int(constants.WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
WEBHOOK_CONNECTIONS = int(constants.WebhookLimit.MAX_CONNECTIONS_LIMIT)
UPLOAD = int(constants.FileSizeLimit.FILESIZE_UPLOAD)
UPLOAD_PHOTO = int(constants.FileSizeLimit.PHOTOSIZE_UPLOAD)
DOWNLOAD = int(constants.FileSizeLimit.FILESIZE_DOWNLOAD)
TOPIC_NAME = int(constants.ForumTopicLimit.MAX_NAME_LENGTH)

CHAT_PER_SECOND = int(constants.FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
ALL_PER_SECOND = int(constants.FloodLimit.MESSAGES_PER_SECOND)
GROUP_PER_MINUTE = int(constants.FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)

UPDATE_KINDS = frozenset(kind.value for kind in constants.UpdateType)
UPDATE_KINDS_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CHAT_ACTIONS = frozenset(action.value for action in constants.ChatAction)
REACTIONS = frozenset(emoji.value for emoji in constants.ReactionEmoji)

UPDATE_LIFE = 24 * 3600
CALLBACK_LIFE = 150
INLINE_LIFE = 30
EDIT_LIFE = 48 * 3600

# Arguments of python-telegram-bot that never go over the wire.
LOCAL_ARGUMENTS = frozenset(
    {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs",
     "filename", "location", "venue", "contact", "auto_pagination", "current_offset"}
)  # fmt: skip
# Older spellings that Telegram still reads, and what aiogram knows beyond Bot API 10.0.
EXTRA_PARAMETERS = {
    "answerInlineQuery": {"switch_pm_text", "switch_pm_parameter"},
    "setWebhook": {"certificate"},
    "sendPoll": {"correct_option_id"},
}


@cache
def parameters(method: str) -> frozenset[str] | None:
    """The parameters Telegram knows for a method, or None for an unknown method."""
    function = getattr(Bot, re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower(), None)
    if function is None:
        return None
    names = set(inspect.signature(function).parameters) - LOCAL_ARGUMENTS
    return frozenset(names | EXTRA_PARAMETERS.get(method, set()))
