"""Anna and Борис ask in their own words: in private, in a group, in inline mode."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from bot.app import RunningBot
from bot.ask.engine import Engine
from bot.retention import drop_reports
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from tests.conftest import World
from tests.journeys.steps import press

pytestmark = pytest.mark.usefixtures("doblest")


@pytest.fixture
def anna(sandbox: Sandbox, doblest: RunningBot) -> Person:
    return sandbox.person("Anna", "en")


@pytest.fixture
def boris(sandbox: Sandbox, doblest: RunningBot) -> Person:
    return sandbox.person("Борис", "ru")


@pytest.fixture
def group(sandbox: Sandbox, anna: Person, boris: Person) -> Room:
    return sandbox.supergroup("Кружок", [boris, anna])


async def test_a_question_is_answered_in_its_own_language(anna: Person) -> None:
    reply = await anna.asks("сколько радиостанций сделали в омске", anna.private())
    assert reply.text.replace("\u00a0", " ").startswith("Омск: более 8 000 радиостанций")
    reply = await anna.asks("how many pistols did izhevsk make", anna.private())
    assert reply.text.startswith("Izhevsk: 961,500 pistols")


async def test_buttons_lead_to_card_memorial_and_more_facts(boris: Person) -> None:
    reply = await boris.asks("сколько радиостанций сделали в омске", boris.private())
    assert reply.buttons == ["Омск", "📍 Памятник", "Ещё факты", "Я спрашивал не об этом"]
    await press(boris, "📍 Памятник", reply)
    assert "Трудовой" in reply.text
    reply = await boris.asks("сколько радиостанций сделали в омске", boris.private())
    await press(boris, "Омск", reply)
    assert reply.text.startswith("Омск · Омская область")


async def test_a_short_question_leans_on_the_last_for_ten_minutes(
    boris: Person, world: World
) -> None:
    room = boris.private()
    await boris.asks("расскажи про Самару", room)
    world.clock.advance(timedelta(minutes=9))
    assert "Самара" in (await boris.asks("а мемориал?", room)).text
    world.clock.advance(timedelta(minutes=11))
    assert "Самара" not in (await boris.asks("а мемориал?", room)).text


async def test_another_chat_has_another_memory(boris: Person, anna: Person) -> None:
    await boris.asks("расскажи про Самару", boris.private())
    assert "Самара" not in (await anna.asks("а мемориал?", anna.private())).text


async def test_in_a_group_only_those_who_address_the_bot_are_answered(
    boris: Person, sandbox: Sandbox
) -> None:
    group = sandbox.supergroup("Кружок", [boris], admins=True)
    await boris.says("каждая четвертая шинель", group)
    await group.silence()
    reply = await boris.asks("@doblest_bot, каждая четвертая шинель", group)
    assert reply.text.startswith("Ульяновск")
    await boris.says("каждый третий патрон", group, reply_to=reply)
    assert "Ульяновск" in (await group.next_message()).text


async def test_a_question_in_inline_mode_has_its_answer_first(
    boris: Person, group: Room, sandbox: Sandbox
) -> None:
    query = await boris.types_inline("сколько радиостанций сделали в омске", group)
    first, *_ = await sandbox.results(query)
    assert "радиостанций" in first["title"]
    sent = await boris.chooses(query, 0, group)
    assert sent.text.replace("\u00a0", " ").startswith("Омск: более 8 000 радиостанций")


async def test_a_name_in_inline_mode_has_the_citys_card(boris: Person, sandbox: Sandbox) -> None:
    (card,) = await sandbox.results(await boris.types_inline("Омск"))
    assert card["title"] == "Омск"


async def test_voices_and_pictures_are_pointed_to_text(anna: Person) -> None:
    room = anna.private()
    await anna.sends_voice(b"ogg", room)
    assert "only text" in (await room.next_message()).text


async def test_a_wrong_answer_is_explained_and_reported(
    boris: Person, doblest: RunningBot, world: World
) -> None:
    room = boris.private()
    reply = await boris.asks("сколько радиостанций сделали в омске", room)
    room.forget()
    await press(boris, "Я спрашивал не об этом", reply)
    explained = await room.next_message()
    assert "радиостанций" in explained.text
    assert "12 месяцев" in explained.text.replace("\u00a0", " ")
    room.forget()
    await press(boris, "Сообщить об ошибке", explained)
    assert "Спасибо" in (await room.next_message()).text
    db = doblest.application.services.db
    (report,) = await db.read(lambda tx: tx.execute("SELECT * FROM report").fetchall())
    assert report["question"] == "сколько радиостанций сделали в омске"
    assert str(boris.id) not in map(str, tuple(report))
    now = world.clock() + timedelta(days=366)
    assert await db.write(drop_reports, now) is False
    assert await db.read(lambda tx: tx.execute("SELECT * FROM report").fetchall()) == []


async def test_explain_tells_how_the_last_question_was_understood(anna: Person) -> None:
    room = anna.private()
    assert "Ask me something first" in (await anna.asks("/explain", room)).text
    await anna.asks("how many pistols did izhevsk make", room)
    explained = await anna.asks("/explain", room)
    assert "Izhevsk" in explained.text
    assert "pistols" in explained.text


async def test_the_indexes_are_built_once_and_off_the_event_loop(
    doblest: RunningBot, anna: Person, boris: Person
) -> None:
    """Whoever asks first waits for them, nobody else does."""
    builders: list[int] = []

    class Watched(Engine):
        def prepare(self) -> None:
            builders.append(threading.get_ident())
            super().prepare()

    services = doblest.application.services
    doblest.application.bot_data["engine"] = Watched(services.catalogue, services.gazetteer)
    in_english, in_russian = await asyncio.gather(
        anna.asks("who made the greatcoats", anna.private()),
        boris.asks("кто шил шинели", boris.private()),
    )
    assert "Ulyanovsk" in in_english.text
    assert "Ульяновск" in in_russian.text
    assert len(builders) == 1
    assert builders != [threading.get_ident()]


async def test_a_whole_question_does_not_lean_on_the_city_before(anna: Person) -> None:
    """Where greatcoats were sewn is no question about Tomsk."""
    room = anna.private()
    await anna.asks("/city Tomsk", room)
    said = await anna.asks("where were greatcoats sewn", room)
    assert "Ulyanovsk" in said.text
    assert "Tomsk" not in said.text
    said = await anna.asks("and the memorial?", room)
    assert "Ulyanovsk" in said.text
