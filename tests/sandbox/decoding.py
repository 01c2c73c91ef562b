"""Two independent readings of everything the sandbox says: python-telegram-bot and aiogram."""

from __future__ import annotations

from typing import Any

import aiogram.methods
import aiogram.types
import telegram
from pydantic import BaseModel, TypeAdapter

from bot.sandbox.journal import Journal

PTB_RESULTS: dict[str, type[telegram.TelegramObject]] = {
    "getMe": telegram.User,
    "getChat": telegram.ChatFullInfo,
    "getChatMember": telegram.ChatMember,
    "getChatAdministrators": telegram.ChatMember,
    "getFile": telegram.File,
    "getWebhookInfo": telegram.WebhookInfo,
    "stopPoll": telegram.Poll,
    "copyMessage": telegram.MessageId,
    "copyMessages": telegram.MessageId,
    "forwardMessages": telegram.MessageId,
    "getMyCommands": telegram.BotCommand,
    "createForumTopic": telegram.ForumTopic,
    "getChatMenuButton": telegram.MenuButton,
    "getMyName": telegram.BotName,
    "getMyDescription": telegram.BotDescription,
    "getMyShortDescription": telegram.BotShortDescription,
    "getMyDefaultAdministratorRights": telegram.ChatAdministratorRights,
}


def assert_nothing_unknown_to_ptb(thing: Any) -> None:
    """No object in the tree carries a field python-telegram-bot does not know."""
    if isinstance(thing, telegram.TelegramObject):
        assert not thing.api_kwargs, f"{type(thing).__name__}: {dict(thing.api_kwargs)}"
        for name in thing._get_attrs_names(include_private=False):
            assert_nothing_unknown_to_ptb(getattr(thing, name))
    elif isinstance(thing, list | tuple):
        for one in thing:
            assert_nothing_unknown_to_ptb(one)


def assert_nothing_unknown_to_aiogram(thing: Any) -> None:
    """No object in the tree carries a field aiogram does not know."""
    if isinstance(thing, BaseModel):
        assert not thing.model_extra, f"{type(thing).__name__}: {thing.model_extra}"
        for name in type(thing).model_fields:
            assert_nothing_unknown_to_aiogram(getattr(thing, name))
    elif isinstance(thing, list | tuple):
        for one in thing:
            assert_nothing_unknown_to_aiogram(one)


def as_of_10_3(value: Any) -> Any:
    """The sandbox speaks Bot API 10.0; aiogram reads 10.3, where admins have one more right."""
    if isinstance(value, list):
        return [as_of_10_3(one) for one in value]
    if not isinstance(value, dict):
        return value
    newer = {key: as_of_10_3(one) for key, one in value.items()}
    return {**newer, "can_send_welcome_messages": False} if "can_post_stories" in newer else newer


def assert_readable(journal: Journal) -> None:
    """Both libraries understand every update and every result in the journal."""
    for entry in journal.updates():
        update = dict(entry.values)
        assert_nothing_unknown_to_ptb(telegram.Update.de_json(update, None))
        assert_nothing_unknown_to_aiogram(aiogram.types.Update.model_validate(as_of_10_3(update)))
    for entry in journal.calls():
        if entry.status == 200:
            _assert_result_readable(entry.name, entry.json()["result"])


def _assert_result_readable(method: str, result: Any) -> None:
    kind = getattr(aiogram.methods, method[0].upper() + method[1:]).__returning__
    assert_nothing_unknown_to_aiogram(TypeAdapter(kind).validate_python(as_of_10_3(result)))
    for one in result if isinstance(result, list) else [result]:
        if not isinstance(one, dict):
            continue
        known = PTB_RESULTS.get(method, telegram.Message)
        assert_nothing_unknown_to_ptb(known.de_json(one, None))
