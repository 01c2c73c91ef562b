"""The short way of decoding gives what the library's own way gives."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from telegram import Update
from telegram.ext import CommandHandler

from bot.api import Bot
from bot.app import RunningBot
from bot.context import find_command
from bot.decoding import decode
from bot.limiter import Limiter
from tests.people import ANNA, BORIS, GROUP, Raw
from tests.wire import TOKEN


@pytest.fixture
def library() -> Bot:
    return Bot(TOKEN, rate_limiter=Limiter())


def updates() -> list[Raw]:
    """Messages of several kinds, and others than messages."""
    reply = ANNA.says("and its memorial?", GROUP)
    reply["message"]["reply_to_message"] = BORIS.says("/city Omsk", GROUP)["message"]
    silent = ANNA.says("")
    del silent["message"]["text"], silent["message"]["entities"]
    return [
        ANNA.says("Чем известен Омск?"),
        ANNA.says("/city Omsk"),
        ANNA.says("/city@DoblestBot Omsk", GROUP),
        ANNA.taps("l|en"),
        reply,
        silent,
        {
            "update_id": 5,
            "poll_answer": {
                "poll_id": "1",
                "user": ANNA.user,
                "option_ids": [0],
                "option_persistent_ids": ["0"],
            },
        },
    ]


@pytest.mark.parametrize("raw", updates())
def test_both_ways_agree(raw: Raw, library: Bot) -> None:
    ours = decode(copy.deepcopy(raw), library)
    theirs = Update.de_json(copy.deepcopy(raw), library)
    assert ours.to_dict() == theirs.to_dict()
    assert ours == theirs
    if ours.message:
        assert ours.message.get_bot() is library


@pytest.mark.parametrize(
    "spoilt", [{"date": "x"}, {"chat": None}, {"chat": {}}, {"entities": [1]}, {"from": 7}]
)
def test_a_spoilt_message_raises(spoilt: dict[str, Any], library: Bot) -> None:
    raw = ANNA.says("hi")
    raw["message"] |= spoilt
    with pytest.raises(Exception, match=r"."):
        decode(raw, library)


async def test_each_command_finds_its_own_handlers_and_no_other_command(bot: RunningBot) -> None:
    application = bot.application
    punctuated = ANNA.says("/city,Omsk")
    punctuated["message"]["entities"][0]["length"] = 5
    words = ("/city Omsk", "/CITY Omsk", "/city@DoblestBot", "/nothing", "Omsk")
    for raw in (*map(ANNA.says, words), punctuated):
        update = decode(raw, application.bot)
        command = find_command(update)
        route = application._find_route(command)
        taking = [[h for h in group if takes(h, update)] for group in route]
        assert taking == [
            [h for h in group if takes(h, update)] for group in application.handlers.values()
        ]
        commands = [h for group in route for h in group if isinstance(h, CommandHandler)]
        assert all(command in handler.commands for handler in commands)


def takes(handler: Any, update: Update) -> bool:
    check = handler.check_update(update)
    return check is not None and check is not False
