"""A follow-up leans on the city the chat spoke of last, wherever it was named."""

from __future__ import annotations

from tests.conftest import World


async def test_after_a_card_the_memorial_need_not_name_the_city(world: World) -> None:
    async with world.bot():
        anna = world.sandbox.person("Анна", "ru")
        room = anna.private()
        await anna.asks("/city Омск", room)
        reply = await anna.asks("а мемориал?", room)
        assert "Площадь Трудовой доблести" in reply.text


async def test_ten_minutes_later_the_city_must_be_named_again(world: World) -> None:
    async with world.bot():
        anna = world.sandbox.person("Анна", "ru")
        room = anna.private()
        await anna.asks("/city Омск", room)
        world.clock.advance(601)
        reply = await anna.asks("а мемориал?", room)
        assert "Омск" not in reply.text.split("\n")[0]
