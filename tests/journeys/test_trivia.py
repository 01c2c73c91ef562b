"""Five people play an evening in a group, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.i18n import Locale, translator
from bot.sandbox.people import Seen
from bot.trivia.choices import FIELDS
from bot.trivia.replies.lobby import FIELD_NAMES
from tests.conftest import World
from tests.trivia.evening import gather

QUESTIONS = {"en": "Questions", "ru": "Вопросы"}
STREAK = {
    "en": "Longest streak: Anna, Boris, Dina, 5 in a row",
    "ru": "Самая длинная серия: Anna, Boris, Dina",
}
HARDEST = {"en": "(3 of 5 knew)", "ru": "(верно: 3 из 5)"}
OVER = {"en": "The game is over", "ru": "Игра окончена"}


def copied(table: Seen) -> str:
    """What the button of a final table puts on the clipboard."""
    buttons = (button for row in table.rows for button in row)
    return next(str(b["copy_text"]["text"]) for b in buttons if "copy_text" in b)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_five_people_play_a_game_to_its_table(world: World, language: str) -> None:
    evening = gather(world, language)
    anna, boris, clara, dina, egor = evening.people
    async with world.bot():
        lobby = await evening.opens()
        await evening.sets(lobby, QUESTIONS[language], "5")
        await evening.joins(lobby, boris, clara, dina, egor)
        assert evening.setup()["questions"] == 5
        await evening.starts(lobby)
        for _ in range(5):
            poll = await evening.next_question()
            right, wrong = evening.all_right(poll), evening.wrong(poll)
            for person in (anna, boris, dina):
                await person.votes(poll, *right)
            for person in (clara, egor):
                await person.votes(poll, wrong)
            await world.sandbox.quiet()
        table = await evening.says(OVER[language])
        points = evening.points()
    assert points["Anna"] == points["Boris"] == points["Dina"] > points["Clara"] == 0
    assert "1. Anna" in table.text
    assert "1. Boris" in table.text
    assert "4. Clara" in table.text
    assert STREAK[language] in table.text
    assert HARDEST[language] in table.text
    assert "1. Anna: " in copied(table)
    assert len(copied(table)) <= 256
    in_play = [c.name for c in world.sandbox.journal.calls(chat=evening.room.id)]
    assert in_play.count("sendPoll") == 5
    assert in_play.count("stopPoll") == 5
    assert in_play.count("sendMessage") <= 4
    assert evening.times_between_questions() >= 11


TEAMED = ("teams", "tally")
"""Settings of which the second has a meaning only with the first."""


@pytest.mark.parametrize("fields", [[f for f in FIELDS if f not in TEAMED], TEAMED])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_setting_can_be_chosen_by_its_buttons(
    world: World, language: str, fields: Sequence[str]
) -> None:
    evening = gather(world, language)
    async with world.bot():
        lobby = await evening.opens()
        tr = translator(Locale(language))
        for field in fields:
            for label in ("⚙", str(tr(FIELD_NAMES[field]).unescape())):
                await evening.host.taps(label, lobby)
                await world.sandbox.quiet()
            options = [b for row in lobby.rows for b in row if b["callback_data"][:5] == "g|set"]
            (now,) = (b for b in options if b["text"].startswith("✓"))
            other = next(b for b in options if b is not now)
            before = evening.setup()
            await evening.host.taps(other["text"], lobby)
            await world.sandbox.quiet()
            await evening.host.taps("‹", lobby)
            await world.sandbox.quiet()
            changed = {f for f, value in evening.setup().items() if value != before[f]}
            assert changed == {field}


async def test_the_lobby_seats_teams_and_a_rematch_keeps_the_settings(world: World) -> None:
    evening = gather(world)
    anna, boris, clara, _, _ = evening.people
    async with world.bot():
        lobby = await evening.opens()
        await evening.sets(lobby, "Teams", "2")
        await boris.taps("Team A", lobby)
        await clara.taps("Team A", lobby)
        await world.sandbox.quiet()
        press = await boris.taps("Even", lobby)
        assert "host" in (await world.sandbox.notice(press))["text"]
        await anna.taps("Even", lobby)
        await world.sandbox.quiet()
        teams = [r["team"] for r in evening.rows("SELECT team FROM trivia_player ORDER BY team")]
        assert teams in (["a", "a", "b"], ["a", "b", "b"])
        await anna.says("/stop", evening.room)
        table = await evening.says("The game was stopped")
        await clara.taps("🔁", table)
        again = await evening.says("Clara or an admin starts")
        assert "Teams: 2" in again.text
        assert evening.setup()["teams"] == 2


async def test_only_the_host_or_an_admin_stops_and_the_table_is_always_there(world: World) -> None:
    evening = gather(world)
    _, boris, clara, _, _ = evening.people
    async with world.bot():
        reply = await boris.asks("/stop", evening.room)
        assert "No game is on" in reply.text
        lobby = await boris.asks("/trivia", evening.room)
        await clara.taps("✋", lobby)
        await boris.taps("▶", lobby)
        poll = await evening.next_question()
        await clara.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        evening.room.forget()
        reply = await clara.asks("/stop", evening.room)
        assert "Only the host" in reply.text
        await evening.host.says("/stop", evening.room)
        table = await evening.says("The game is over")
        assert "1. Clara" in table.text
        assert poll.poll is not None
        assert poll.poll["is_closed"]


async def test_two_silent_questions_end_it(world: World) -> None:
    evening = gather(world)
    async with world.bot():
        await evening.begins(*evening.people[1:3])
        await evening.passes(40)
        await evening.next_question()
        await evening.passes(40)
        await evening.says("Nobody answered two questions in a row")


async def test_strangers_anonymous_admins_and_late_votes_do_not_score(world: World) -> None:
    evening = gather(world)
    anna, boris, clara, dina, _ = evening.people
    await anna.promotes(dina, evening.room, anonymous=True)
    async with world.bot():
        poll = await evening.begins(boris)
        press = await clara.taps("✋", evening.room.messages[-2])
        await world.sandbox.notice(press)
        right = evening.all_right(poll)
        await boris.votes(poll, *right)
        await dina.votes(poll, *right)
        await evening.people[4].votes(poll, *right)
        await world.sandbox.quiet()
        await evening.passes(33)
        await evening.passes(2)
        late = {"poll_id": poll.json["poll"]["id"], "option_ids": list(right)}
        late |= {"user": anna.user.json, "option_persistent_ids": ["0"]}
        world.sandbox.feed({"poll_answer": late})
        await evening.passes(0)
        points = evening.points()
        assert points.keys() == {"Anna", "Boris", "Clara"}
        assert points["Boris"] > 0
        assert points["Anna"] == points["Clara"] == 0


async def test_each_topic_has_a_game_of_its_own(world: World) -> None:
    evening = gather(world)
    room = world.sandbox.supergroup("Forum", evening.people, forum=True)
    topics = [await evening.host.opens_topic(name, room) for name in ("Tula", "Omsk")]
    async with world.bot():
        for topic in topics:
            await evening.host.says("/trivia", room, topic=topic)
            lobby = await room.next_message()
            assert lobby.json["message_thread_id"] == topic
        await evening.host.says("/trivia", room, topic=topics[0])
        await world.sandbox.quiet()
    games = evening.rows("SELECT topic FROM trivia_game WHERE phase <> 'over' ORDER BY topic")
    assert [game["topic"] for game in games] == sorted(topics)


async def test_a_city_is_named_by_reply_in_spite_of_a_slip(world: World) -> None:
    evening = gather(world)
    _, boris, clara, _, _ = evening.people
    async with world.bot():
        asked = await evening.begins(boris, clara, variant="typed")
        city = world_city(evening.question()["cities"][0])
        await clara.says("Vladivostok" if city != "Vladivostok" else "Tula", evening.room, asked)
        await world.sandbox.quiet()
        before = asked.text
        await evening.passes(11)
        assert asked.text != before
        assert city not in asked.text
        await boris.says(city[:-1] + city[-1] * 2, evening.room, asked)
        await world.sandbox.quiet()
        await evening.passes(1)
        board = await evening.says(f"Answer: {city}")
        assert "Boris +" in board.text
        assert evening.points()["Clara"] == 0


async def test_a_written_game_that_hears_nothing_explains_privacy_mode(world: World) -> None:
    evening = gather(world)
    async with world.bot():
        await evening.begins(evening.people[1], variant="typed")
        for _ in range(3):
            await evening.passes(11)
        await evening.says("privacy mode")


async def test_the_nearest_guess_on_the_map_wins(world: World) -> None:
    evening = gather(world)
    anna, boris, _, _, _ = evening.people
    async with world.bot():
        asked = await evening.begins(boris, variant="map")
        city = world_city(evening.question()["cities"][0])
        far = "Vladivostok" if city != "Vladivostok" else "Murmansk"
        await anna.says(far, evening.room, asked)
        await boris.says(city, evening.room, asked)
        await world.sandbox.quiet()
        await evening.passes(1)
        board = await evening.says("Nearest: Boris, 0 km off")
        assert f"Answer: {city}" in board.text


def world_city(city_id: str) -> str:
    """A city's English name."""
    from tests.conftest import know

    return know().cities[city_id].en.name
