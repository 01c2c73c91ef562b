"""Button presses and inline queries, in time and too late."""

from __future__ import annotations

import pytest
import telegram
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultVenue,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest

from bot.sandbox.errors import Refusal
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in buttons])


async def test_boris_taps_and_gets_a_toast(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room
) -> None:
    await api.send_message(
        room.id, "Pick", reply_markup=keyboard(InlineKeyboardButton("Omsk", callback_data="o"))
    )
    press = await anna.taps("Omsk", await room.next_message())
    (update,) = await api.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.data == "o"
    assert query.message is not None
    assert await api.answer_callback_query(query.id, "Right", show_alert=True)
    assert await sandbox.notice(press) == {"text": "Right", "show_alert": True, "url": None}


async def test_a_press_older_than_150_seconds_cannot_be_answered(
    api: telegram.Bot, clock: MovableClock, anna: Person, room: Room
) -> None:
    markup = keyboard(InlineKeyboardButton("Omsk", callback_data="o"))
    await api.send_message(room.id, "Pick", reply_markup=markup)
    message = await room.next_message()
    await anna.taps("Omsk", message)
    (update,) = await api.get_updates()
    assert update.callback_query is not None
    clock.advance(151)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await api.answer_callback_query(update.callback_query.id)
    await anna.taps("Omsk", message)
    clock.advance(151)
    assert await api.get_updates(offset=update.update_id + 1) == ()


async def test_only_payloads_of_the_keyboard_can_be_pressed(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    await api.send_message(room.id, "No buttons")
    message = await room.next_message()
    with pytest.raises(Refusal, match="DATA_INVALID"):
        await anna.sends_press("forged", message)
    await anna.sends_press("forged", message, forged=True)
    (update,) = await api.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "forged"


@pytest.mark.parametrize(
    ("buttons", "complaint"),
    [
        ([InlineKeyboardButton("x", callback_data="ж" * 33)], "Button_data_invalid"),
        ([InlineKeyboardButton("x", callback_data="")], "Button_data_invalid"),
        ([InlineKeyboardButton("", callback_data="x")], "must be non-empty"),
        ([InlineKeyboardButton("x")], "Text buttons are unallowed in the inline keyboard"),
        ([InlineKeyboardButton("x", url="no url")], "Wrong HTTP URL"),
        ([InlineKeyboardButton("x", copy_text=CopyTextButton("y" * 257))], "Button_copy_text"),
        ([InlineKeyboardButton("x", callback_data="x")] * 101, "Reply markup is too long"),
    ],
)
async def test_wrong_buttons_are_refused(
    api: telegram.Bot, room: Room, buttons: list[InlineKeyboardButton], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await api.send_message(room.id, "Pick", reply_markup=keyboard(*buttons))


async def test_a_reply_keyboard_asks_for_annas_place(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    button = KeyboardButton("Where am I?", request_location=True)
    await api.send_message(room.id, "?", reply_markup=ReplyKeyboardMarkup([[button]]))
    anna.is_at(54.99, 73.37)
    await anna.taps("Where am I?", await room.next_message())
    (update,) = await api.get_updates()
    assert update.message is not None
    assert update.message.location is not None
    assert update.message.location.latitude == 54.99


async def test_anna_shares_a_card_by_inline_mode(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.group("History club", [anna, boris])
    await api.get_updates(offset=-1)
    query = await anna.types_inline("Омск", club)
    *_, update = await api.get_updates()
    assert update.inline_query is not None
    assert update.inline_query.query == "Омск"
    content = InputTextMessageContent("<b>Омск</b>", parse_mode="HTML")
    markup = keyboard(InlineKeyboardButton("More", callback_data="more"))
    results = [
        InlineQueryResultArticle("omsk", "Омск", content, reply_markup=markup),
        InlineQueryResultVenue("stele", 54.9, 73.4, "Стела", "Омск"),
    ]
    assert await api.answer_inline_query(update.inline_query.id, results)
    assert [result["title"] for result in await sandbox.results(query)] == ["Омск", "Стела"]
    card = await anna.chooses(query, 0, club)
    assert card.text == "Омск"
    await boris.taps("More", card)
    *_, chosen, press = await api.get_updates()
    assert chosen.chosen_inline_result is not None
    assert press.callback_query is not None
    inline_id = press.callback_query.inline_message_id
    assert await api.edit_message_text("Омск, 2020", inline_message_id=inline_id)
    assert card.text == "Омск, 2020"


async def test_inline_queries_live_thirty_seconds_and_take_fifty_results(
    api: telegram.Bot, clock: MovableClock, anna: Person
) -> None:
    query = await anna.types_inline("x")
    text = InputTextMessageContent("x")
    many = [InlineQueryResultArticle(str(n), "x", text) for n in range(51)]
    with pytest.raises(BadRequest, match="Results_too_much"):
        await api._post("answerInlineQuery", {"inline_query_id": query.id, "results": many})
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await api.answer_inline_query(query.id, [many[0], many[0]])
    clock.advance(31)
    with pytest.raises(BadRequest, match="Query is too old"):
        await api.answer_inline_query(query.id, many[:1])
