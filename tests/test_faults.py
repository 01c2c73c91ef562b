"""Whichever call to Telegram fails, and however: nobody's decision is lost or taken twice."""

from __future__ import annotations

import pytest

from bot.chats.store import load_chat
from bot.db import Transaction
from bot.i18n import Locale
from tests.conftest import World

ACTIONS = ("refuse", "reset_before", "reset_after", "hang", "truncate", "answer_after")
ANSWERS = ("sendMessage", "answerCallbackQuery", "editMessageText")


def read_states(tx: Transaction) -> set[int]:
    return {row["state"] for row in tx.execute("SELECT state FROM inbox")}


@pytest.mark.parametrize("action", ACTIONS)
async def test_whichever_answer_fails_each_decision_is_taken_once(
    world: World, action: str
) -> None:
    """The nth call fails, once, and all calls from the nth on."""
    sandbox = world.sandbox
    async with world.bot() as bot:
        db = bot.application.services.db
        for nth in (1, 2, 3):
            for times in (1, None):
                person = sandbox.person(f"Person {nth} {times}", "en")
                room = person.private()
                buttons = await person.asks("/language", room)
                for method in ANSWERS:
                    sandbox.fault(action, method=method, nth=nth, times=times, seconds=0.01)
                for label in ("English", "Русский"):
                    await person.taps(label, buttons)
                    await sandbox.quiet()
                await person.says("/language", room)
                await sandbox.quiet()
                sandbox.faults.clear()
                chat = await db.read(load_chat, person.id)
                assert chat is not None
                assert (chat.locale, chat.chosen) == (Locale.RU, True)
        await bot.rest()
        assert await db.read(read_states) == {1}


@pytest.mark.parametrize("action", ["refuse", "reset_before", "reset_after", "truncate"])
async def test_whichever_question_for_updates_fails_each_is_answered_once(
    world: World, action: str
) -> None:
    sandbox = world.sandbox
    for nth in (1, 2):
        sandbox.fault(action, method="getUpdates", nth=nth)
    anna = sandbox.person("Anna", "en")
    room = anna.private()
    async with world.bot() as bot:
        for number in range(3):
            await anna.asks("/language", room)
            assert sum("Which language" in m.text for m in room.messages) == number + 1
        await bot.rest()
        assert await bot.application.services.db.read(read_states) == {1}
