"""What becomes of a message: sent once, refused, given back, or unknown; and chats that move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup
from telegram.error import Forbidden

from bot import addresses
from bot.app import RunningBot
from bot.chats import store
from bot.limiter import Limiter
from bot.reply import File, Reply, Venue
from bot.sandbox.people import Room
from bot.sandbox.sandbox import Sandbox
from bot.sending import Delivery, Outcome, measure_skew, push, send_to
from tests.conftest import World

HELLO = Reply(Markup("<b>Good</b> morning"))


@pytest.fixture
async def room(doblest: RunningBot, sandbox: Sandbox) -> Room:
    """Anna's private chat, which the bot knows."""
    anna = sandbox.person("Anna", "en")
    await anna.asks("/language", anna.private())
    await sandbox.quiet()
    return anna.private()


async def push_to(bot: RunningBot, room: Room) -> Delivery:
    return await push(bot.application, room.id, None, HELLO)


def count(room: Room) -> int:
    return sum(message.text == "Good morning" for message in room.messages)


async def test_a_pushed_message_arrives_and_can_be_found_again(
    doblest: RunningBot, room: Room
) -> None:
    delivery = await push_to(doblest, room)
    assert delivery.outcome is Outcome.SENT
    assert delivery.message_id == room.last.json["message_id"]


@pytest.mark.parametrize("action", ["reset_after", "truncate", "answer_after"])
async def test_a_message_that_went_out_unheard_is_unknown_and_never_sent_again(
    doblest: RunningBot, room: Room, sandbox: Sandbox, action: str
) -> None:
    sandbox.fault(action, method="sendMessage", times=None, status=502, body="<html>")
    deliveries = [await push_to(doblest, room) for _ in range(10)]
    assert {delivery.outcome for delivery in deliveries} == {Outcome.UNKNOWN}
    assert count(room) == 10


async def test_a_server_error_before_the_effect_is_unknown_too(
    doblest: RunningBot, room: Room, sandbox: Sandbox
) -> None:
    sandbox.fault("refuse", method="sendMessage", status=500)
    assert (await push_to(doblest, room)).outcome is Outcome.UNKNOWN


async def test_nobody_listening_means_definitely_not_sent(world: World) -> None:
    async with world.bot() as bot:
        anna = world.sandbox.person("Anna")
        await anna.asks("/start", anna.private())
        object.__setattr__(bot.application.bot, "_base_url", "http://127.0.0.1:9/botX")
        for _ in range(10):
            delivery = await push(bot.application, anna.id, None, HELLO)
            assert delivery.outcome is Outcome.RETRY


async def test_a_429_gives_a_push_back_with_the_time_to_wait(
    doblest: RunningBot, room: Room, sandbox: Sandbox
) -> None:
    sandbox.fault("refuse", method="sendMessage", status=429, retry_after=7)
    delivery = await push_to(doblest, room)
    assert (delivery.outcome, delivery.retry_after) == (Outcome.RETRY, 7.0)


async def test_who_blocks_the_bot_is_noted_and_who_returns_is_welcome(
    doblest: RunningBot, sandbox: Sandbox
) -> None:
    boris = sandbox.person("Boris", "en")
    room, db = boris.private(), doblest.application.services.db
    await boris.asks("/language", room)
    await boris.blocks(room)
    await sandbox.quiet()
    await doblest.rest()
    assert await db.read(addresses.is_blocked, boris.id)
    assert (await push_to(doblest, room)).outcome is Outcome.BLOCKED
    await boris.unblocks(room)
    await boris.asks("/language", room)
    await doblest.rest()
    assert not await db.read(addresses.is_blocked, boris.id)


async def test_a_refusal_alone_marks_the_chat_as_blocked(
    doblest: RunningBot, room: Room, sandbox: Sandbox
) -> None:
    text = "Forbidden: user is deactivated"
    sandbox.fault("refuse", method="sendMessage", status=403, description=text)
    with pytest.raises(Forbidden):
        await send_to(doblest.application, room.id, None, HELLO)
    assert await doblest.application.services.db.read(addresses.is_blocked, room.id)


async def test_refused_formatting_falls_back_to_plain_words(
    doblest: RunningBot, room: Room
) -> None:
    broken = Reply(Markup("<b>Tula &amp; Omsk<i>\nnext line</b>"))
    await send_to(doblest.application, room.id, None, broken)
    assert room.last.text == "Tula & Omsk\nnext line"


async def test_every_kind_of_attachment_is_sent(doblest: RunningBot, room: Room) -> None:
    place = Reply(Markup(""), attachment=Venue(54.99, 73.37, "Stele", "Omsk"))
    await send_to(doblest.application, room.id, None, place)
    assert room.last.json["venue"]["title"] == "Stele"
    file = Reply(Markup("All of it"), attachment=File(b"{}", "mydata.json"))
    await send_to(doblest.application, room.id, None, file)
    assert room.last.json["document"]["file_name"] == "mydata.json"


@pytest.mark.parametrize("told_first", ["by message", "by error"])
async def test_a_group_that_becomes_a_supergroup_keeps_everything(
    world: World, told_first: str
) -> None:
    sandbox = world.sandbox
    anna = sandbox.person("Anna", "ru")
    async with world.bot() as bot:
        group = sandbox.group("Omsk friends", [anna])
        await anna.asks("/city Omsk", group)
        await bot.rest()
        db = bot.application.services.db
        await db.write(store.choose_zone, group.id, "Asia/Omsk")
        bigger = await anna.migrates(group)
        if told_first == "by error":
            await push(bot.application, group.id, None, HELLO)
            await bigger.next_message()
        await sandbox.quiet()
        await bot.rest()
        moved = await db.read(store.load_chat, bigger.id)
        assert moved is not None
        assert moved.zone == "Asia/Omsk"
        assert await db.read(store.load_chat, group.id) is None
        assert await db.read(addresses.current, group.id) == bigger.id
        reply = await anna.asks("/city Omsk", bigger)
        assert "Омск" in reply.text


async def test_a_button_that_changes_nothing_is_no_error(
    doblest: RunningBot, sandbox: Sandbox
) -> None:
    anna = sandbox.person("Anna", "en")
    asked = await anna.asks("/language", anna.private())
    await sandbox.notice(await anna.taps("English", asked))
    again = anna.private().messages[-1]
    await sandbox.notice(await anna.taps("English", again))
    await sandbox.quiet()
    assert [m.text for m in anna.private().messages if "wrong" in m.text] == []


async def test_a_press_is_answered_too_late_without_an_error(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox = world.sandbox
    anna = sandbox.person("Anna", "en")
    async with world.bot(Limiter(enforced=False)) as bot:
        asked = await anna.asks("/language", anna.private())
        text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        sandbox.fault("refuse", method="answerCallbackQuery", status=400, description=text)
        await anna.taps("Русский", asked)
        await sandbox.quiet()
        await bot.rest()
    assert anna.private().last.text == "Теперь здесь я говорю по-русски."
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    ("asked", "answered", "ahead"),
    [(0, 1, 0.0), (-20, 2, 0.0), (90, 91, 90.0), (-91, -90, -90.0), (-3_600, 3_600, 0.0)],
)
def test_a_slow_answer_is_no_sign_of_a_wrong_clock(asked: int, answered: int, ahead: float) -> None:
    told = datetime(2026, 5, 9, 12, tzinfo=UTC)
    moments = (told + timedelta(seconds=n) for n in (asked, answered))
    assert measure_skew(next(moments), int(told.timestamp()), next(moments)) == ahead
