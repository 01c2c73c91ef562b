"""Five people play an evening in a group, in both languages."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.trivia.evening import gather


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_five_people_play_a_game_to_its_table(world: World, language: str) -> None:
    evening = gather(world, language)
    anna, boris, clara, dina, egor = evening.people
    async with world.bot():
        lobby = await evening.opens()
        await evening.sets(lobby, "Questions" if language == "en" else "Вопросов", "5")
        await evening.joins(lobby, boris, clara, dina, egor)
        assert evening.setup()["questions"] == 5
        await evening.starts(lobby)
        for _ in range(5):
            poll = await evening.next_question()
            right, wrong = evening.all_right(poll), evening.wrong(poll)
            await anna.votes(poll, *right)
            await boris.votes(poll, *right)
            await clara.votes(poll, wrong)
            await dina.votes(poll, *right)
            await egor.votes(poll, wrong)
            await world.sandbox.quiet()
        table = await evening.room.next_message()
        while "Anna" not in table.text or "🔁" not in " ".join(table.buttons):
            table = await evening.room.next_message()
        points = evening.points()
        print(table.text)
        assert points["Anna"] >= points["Boris"] > points["Clara"] == 0
