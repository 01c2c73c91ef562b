"""Calls no library would let through: what the server itself says to them."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
import telegram

from bot.sandbox.errors import Refusal
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from tests.sandbox.pictures import PNG

BUTTON_WITHOUT_TEXT = {"inline_keyboard": [[{"callback_data": "x"}]]}
TWO_ACTIONS = {"inline_keyboard": [[{"text": "x", "callback_data": "x", "url": "t.me"}]]}
ODD_STYLE = {"inline_keyboard": [[{"text": "x", "callback_data": "x", "style": "pink"}]]}
ARTICLE = {"type": "article", "id": "1", "title": "x"}
TEXT = {"message_text": "x"}


@pytest.mark.parametrize(
    ("method", "fields", "complaint"),
    [
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "x", "text": "x"}, "chat not found"),
        ("sendMessage", {"text": {}}, 'field "text" must be of type String'),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup"),
        ("sendMessage", {"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ("sendMessage", {"text": "x", "reply_markup": BUTTON_WITHOUT_TEXT}, "Can't find field"),
        ("sendMessage", {"text": "x", "reply_markup": TWO_ACTIONS}, "BUTTON_TYPE_INVALID"),
        ("sendMessage", {"text": "x", "reply_markup": ODD_STYLE}, "invalid button style"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": ["x"]}},
            "should be an Array of Arrays",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [["x"]]}},
            "expected an Object",
        ),
        ("sendMessage", {"text": "x", "reply_markup": {"keyboard": []}}, "reply markup is empty"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"keyboard": [[" "]]}},
            "keyboard button text must be non-empty",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"force_reply": True, "input_field_placeholder": "x" * 65},
            },
            "REPLY_MARKUP_PLACEHOLDER_INVALID",
        ),
        ("sendMessage", {"text": "x", "entities": {}}, "expected an Array of entities"),
        ("sendMessage", {"text": "x", "message_thread_id": 5}, "message thread not found"),
        ("sendMessage", {"text": "x", "reply_parameters": "[]"}, "object expected as reply"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 2, "text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"text": "x", "inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
        (
            "editMessageReplyMarkup",
            {"message_id": 2, "reply_markup": {"keyboard": [["x"]]}},
            "inline keyboard expected",
        ),
        ("editMessageCaption", {"message_id": 2}, "there is no caption in the message to edit"),
        ("editMessageMedia", {"message_id": 2, "media": {}}, "Unsupported type specified"),
        (
            "editMessageMedia",
            {"message_id": 2, "media": {"type": "photo", "media": "attach://x"}},
            "file must be non-empty",
        ),
        ("editMessageMedia", {"message_id": 3, "media": {}}, "message can't be edited"),
        (
            "editMessageLiveLocation",
            {"message_id": 2, "latitude": 1, "longitude": 1},
            "message can't be edited",
        ),
        ("stopMessageLiveLocation", {"message_id": 2}, "message can't be edited"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("deleteMessages", {"message_ids": [1] * 101}, "too many message identifiers"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        ("sendMediaGroup", {"media": [{}] * 11}, "too many messages to send as an album"),
        ("sendLocation", {"latitude": "x"}, "latitude is empty"),
        ("sendLocation", {"latitude": 1, "longitude": 181}, "longitude is invalid"),
        ("sendContact", {"phone_number": "1"}, "contact first name must be non-empty"),
        ("sendDice", {"emoji": "x"}, "invalid dice emoji specified"),
        ("sendMessageDraft", {"text": "x"}, "draft_id must be non-zero"),
        ("copyMessage", {"from_chat_id": 1, "message_id": 1}, "chat not found"),
        ("copyMessage", {"from_chat_id": "own"}, "message identifier is not specified"),
        ("copyMessage", {"from_chat_id": "own", "message_id": 3}, "can't be copied"),
        ("stopPoll", {"message_id": 99}, "message with poll to stop not found"),
        ("stopPoll", {"message_id": 2}, "message is not a poll"),
        ("sendPoll", {"question": "x"}, "can't parse options JSON object"),
        ("sendPoll", {"question": "x", "options": {}}, "expected an Array of InputPollOption"),
        ("sendPoll", {"question": "x", "options": [1]}, "Expected InputPollOption to be an Object"),
        ("sendPoll", {"question": "x", "options": [{}]}, 'Can\'t find field "text"'),
        (
            "sendPoll",
            {"question": "x", "options": ["a"], "allow_adding_options": True},
            "options can't be added",
        ),
        (
            "sendPoll",
            {"question": "x", "options": ["a"], "type": "quiz", "correct_option_ids": {}},
            "expected an Array of correct option identifiers",
        ),
        (
            "sendPoll",
            {"question": "x", "options": ["a"], "type": "quiz", "correct_option_ids": ["0"]},
            "correct option identifier must be of type Number",
        ),
        (
            "sendPoll",
            {"question": "x", "options": ["a"], "description": "x" * 1025},
            "message caption is too long",
        ),
        ("answerCallbackQuery", {"callback_query_id": "5"}, "query is too old"),
        ("answerCallbackQuery", {"callback_query_id": "own", "text": "x" * 201}, "TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "own", "url": "http://x"}, "URL_INVALID"),
        ("answerInlineQuery", {"inline_query_id": "own"}, "can't parse inline query results"),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [], "next_offset": "x" * 65},
            "NEXT_OFFSET_INVALID",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [], "button": {"text": "x"}},
            "BUTTON_INVALID",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [], "button": {"start_parameter": ""}},
            "START_PARAM_INVALID",
        ),
        ("answerInlineQuery", {"inline_query_id": "own", "results": [1]}, "expected an Object"),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [{**ARTICLE, "id": "x" * 65}]},
            "RESULT_ID_INVALID",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [{**ARTICLE, "title": ""}]},
            'Can\'t find field "title"',
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [ARTICLE]},
            "input message content must be specified",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "own", "results": [{**ARTICLE, "input_message_content": {}}]},
            "input message content is invalid",
        ),
        (
            "answerInlineQuery",
            {
                "inline_query_id": "own",
                "results": [
                    {**ARTICLE, "type": "venue", "latitude": 1, "longitude": 1, "address": ""}
                ],
            },
            "VENUE_TITLE_INVALID",
        ),
        ("setMessageReaction", {"message_id": 1, "reaction": [{}, {}]}, "REACTIONS_TOO_MANY"),
        ("setMyCommands", {}, "can't parse commands JSON object"),
        ("setMyCommands", {"commands": [{"command": ""}]}, "BOT_COMMAND_INVALID"),
        ("getMyCommands", {"language_code": "russian"}, "invalid language code specified"),
        ("getMyCommands", {"scope": {"type": "x"}}, "can't parse BotCommandScope"),
        ("getMyCommands", {"scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        ("setChatMenuButton", {"menu_button": {"type": "x"}}, "can't parse MenuButton"),
        ("getChatMember", {}, "invalid user_id specified"),
        ("leaveChat", {}, "can't be changed in private chats"),
        ("banChatMember", {"user_id": 1}, "available only for supergroups"),
        ("createForumTopic", {"name": "x"}, "the chat is not a forum"),
    ],
)
async def test_it_says_why(
    api: telegram.Bot,
    sandbox: Sandbox,
    anna: Person,
    room: Room,
    *,
    method: str,
    fields: dict[str, Any],
    complaint: str,
) -> None:
    await api.send_message(room.id, "the bot's")
    await api.pin_chat_message(room.id, 2)
    press = await anna.sends_press("x", room.messages[1], forged=True)
    query = await anna.types_inline("x", room)
    given: dict[str, Any] = {"chat_id": room.id, **fields}
    if given.get("from_chat_id") == "own":
        given["from_chat_id"] = room.id
    if given.get("callback_query_id") == "own":
        given["callback_query_id"] = press.id
    if given.get("inline_query_id") == "own":
        given["inline_query_id"] = query.id
    sandbox.server.options.strict = False
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.base_url}{api.token}/{method}", json=given) as response,
    ):
        answer = await response.json()
    assert answer["ok"] is False
    assert answer["error_code"] == response.status == 400
    assert answer["description"].startswith("Bad Request: ")
    assert complaint in answer["description"]


async def test_too_large_a_picture(api: telegram.Bot, room: Room) -> None:
    with pytest.raises(telegram.error.NetworkError, match="Request Entity Too Large"):
        await api.send_photo(room.id, PNG + bytes(10_000_000))


async def test_people_are_held_to_the_rules_too(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person, room: Room
) -> None:
    club = sandbox.group("History club", [anna])
    with pytest.raises(Refusal, match="Boris is not in the chat"):
        await boris.says("hello", club)
    with pytest.raises(Refusal, match="MESSAGE_TOO_LONG"):
        await anna.says("x" * 4097, room)
    await api.send_poll(room.id, "?", ["a", "b"])
    question = await room.next_message()
    with pytest.raises(Refusal, match="OPTION_INVALID"):
        await anna.votes(question, 5)
    with pytest.raises(Refusal, match="OPTION_INVALID"):
        await anna.votes(question, 0, 0)
    with pytest.raises(Refusal, match="OPTIONS_TOO_MUCH"):
        await anna.votes(question, 0, 1)
    with pytest.raises(LookupError, match="no button"):
        await anna.taps("Nothing", question)
    sandbox.bot().supports_inline = False
    with pytest.raises(Refusal, match="BOT_INLINE_DISABLED"):
        await anna.types_inline("x")
    with pytest.raises(ValueError, match="only a private chat"):
        await anna.blocks(club)
    with pytest.raises(ValueError, match="only a basic group"):
        await anna.migrates(room)


async def test_a_test_can_wait_for_silence_and_edits(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room
) -> None:
    await room.silence()
    sent = await api.send_message(room.id, "one")
    with pytest.raises(AssertionError, match="not silent"):
        await room.silence()
    seen = await room.next_message()
    assert seen.author == "Doblest"
    with pytest.raises(TimeoutError):
        await room.edit_of(seen, timeout=0.01)
    with pytest.raises(TimeoutError):
        await room.next_message(timeout=0.01)
    await anna.says("unread by the bot", room)
    with pytest.raises(TimeoutError):
        await sandbox.quiet(timeout=0.05)
    room.forget()
    await api.delete_message(room.id, sent.message_id)
    assert seen.is_deleted
    assert seen.text == "one"
