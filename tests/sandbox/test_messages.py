"""Texts, replies, edits and deletions, as a stock client sees them."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox


async def test_a_text_reaches_the_bot_and_the_answer_reaches_anna(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    await anna.says("/city Omsk #war @anna https://omsk.ru", room)
    (update,) = await api.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "en"
    kinds = [entity.type for entity in update.message.entities]
    assert kinds == ["bot_command", "hashtag", "mention", "url"]

    sent = await api.send_message(room.id, "<b>Omsk</b> &lt;3", parse_mode="HTML")
    assert sent.text == "Omsk <3"
    seen = await room.next_message()
    assert seen.text == "Omsk <3"
    assert seen.entities == [{"type": "bold", "offset": 0, "length": 4}]


async def test_edits_show_and_an_edit_that_changes_nothing_is_refused(
    api: telegram.Bot, room: Room
) -> None:
    sent = await api.send_message(room.id, "one")
    seen = await room.next_message()
    await api.edit_message_text("two", room.id, sent.message_id)
    assert seen.text == "two"
    assert seen.is_edited
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await api.edit_message_text("two", room.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await api.edit_message_text("two", room.id, 999)


async def test_lengths_count_utf16_units_after_parsing(api: telegram.Bot, room: Room) -> None:
    await api.send_message(room.id, "<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    await api.send_message(room.id, "😀" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await api.send_message(room.id, "😀" * 2048 + "a")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await api.send_message(room.id, " \n ")


async def test_nobody_is_written_to_who_did_not_start_or_who_blocked(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person, room: Room
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await api.send_message(424242, "hello")
    sandbox.group("History club", [anna, boris])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await api.send_message(boris.id, "hello")
    await anna.blocks(room)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await api.send_message(room.id, "hello")
    anna.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await api.send_message(room.id, "hello")
