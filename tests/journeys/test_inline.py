"""Anna types @bot in a chat with Boris and shares what it offers."""

from __future__ import annotations

import pytest

from bot.app import RunningBot
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from tests.journeys.steps import assert_sound, press

pytestmark = pytest.mark.usefixtures("doblest")


@pytest.fixture
def anna(sandbox: Sandbox, doblest: RunningBot) -> Person:
    return sandbox.person("Anna", "en")


@pytest.fixture
def club(sandbox: Sandbox, anna: Person) -> Room:
    return sandbox.group("History club", [anna])


async def titles(person: Person, text: str, room: Room) -> list[str]:
    query = await person.types_inline(text, room)
    return [result["title"] for result in await person.sandbox.results(query)]


async def test_a_city_name_offers_its_card_in_the_language_typed(anna: Person, club: Room) -> None:
    assert await titles(anna, "Омск", club) == ["Омск"]
    assert await titles(anna, "Tuapse", club) == ["Tuapse"]


async def test_an_ambiguous_name_offers_every_city_it_may_mean(anna: Person, club: Room) -> None:
    assert set(await titles(anna, "Нижний", club)) == {"Нижний Новгород", "Нижний Тагил"}


async def test_an_empty_query_offers_cards(anna: Person, club: Room) -> None:
    assert len(await titles(anna, "", club)) == 10


async def test_a_question_offers_its_answer_first(anna: Person, club: Room) -> None:
    question = "When did Tuapse get its title?"
    query = await anna.types_inline(question, club)
    results = await anna.sandbox.results(query)
    assert [result["title"] for result in results] == [question, "Tuapse"]
    answer = await anna.chooses(query, 0, club)
    assert "5 May 2008" in answer.text


async def test_nonsense_offers_nothing_and_breaks_nothing(anna: Person, club: Room) -> None:
    assert await titles(anna, "\0<b>&;DROP TABLE" + "ы" * 200, club) == []


async def test_buttons_work_below_a_card_shared_by_inline_mode(anna: Person, club: Room) -> None:
    query = await anna.types_inline("Omsk", club)
    await anna.sandbox.results(query)
    card = await anna.chooses(query, 0, club)
    for label, shown in (
        ("📍", "📍 Omsk"),
        ("⬅️", "Omsk · Omsk Oblast"),
        ("More facts", "Omsk · facts, page 1"),
        ("⬅️", "Omsk · Omsk Oblast"),
        ("Sources", "Omsk · sources"),
        ("⬅️", "Omsk · Omsk Oblast"),
    ):
        await press(anna, label, card)
        assert card.text.startswith(shown)
    notice = await press(anna, "🎯", card)
    assert_sound(card)
    assert notice or card.text
