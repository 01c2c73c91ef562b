"""The other ways to play, in both languages: survival, the first, by name, on the map, in teams."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.i18n import Locale
from bot.sandbox.people import Person, Seen
from tests.conftest import World, know
from tests.trivia.evening import Evening, gather

NAMES = {"en": "Anna Boris Clara", "ru": "Анна Борис Вера"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])


def say(language: str, english: str, russian: str) -> str:
    """One of two wordings."""
    return english if language == "en" else russian


def play(world: World, language: str) -> tuple[Evening, Person, Person, Person]:
    """Three people in a group."""
    evening = gather(world, language, NAMES[language])
    anna, boris, clara = evening.people
    return evening, anna, boris, clara


def name_city(evening: Evening, language: str) -> str:
    """The name of the city the open question is about."""
    return know().cities[evening.question()["cities"][0]].name(Locale(language).value)


async def all_vote(evening: Evening, poll: Seen, right: Sequence[Person], wrong: Person) -> None:
    """Some vote right, one wrong."""
    for person in right:
        await person.votes(poll, *evening.all_right(poll))
        await evening.world.sandbox.quiet()
    await wrong.votes(poll, evening.wrong(poll))
    await evening.world.sandbox.quiet()


@LANGUAGES
async def test_three_mistakes_and_out_and_the_last_one_left_ends_it(
    world: World, language: str
) -> None:
    evening, anna, boris, clara = play(world, language)
    async with world.bot():
        poll = await evening.begins(boris, clara, variant="survival", locale=language)
        for lives in (2, 1):
            await all_vote(evening, poll, (anna, boris), clara)
            board = await evening.says(f"{clara.name} " + "❤️" * lives)
            assert f"{anna.name} ❤️❤️❤️" in board.text
            poll = await evening.next_question()
        await all_vote(evening, poll, (anna, boris), clara)
        await evening.says(say(language, f"Out: {clara.name}", f"Вне игры: {clara.name}"))
        for _ in range(3):
            poll = await evening.next_question()
            await anna.votes(poll, *evening.all_right(poll))
            await boris.votes(poll, evening.wrong(poll))
            await clara.votes(poll, *evening.all_right(poll))
            await world.sandbox.quiet()
        table = await evening.says(say(language, "The others are out", "Остальные выбыли"))
        points = evening.points()
    assert f"1. {anna.name}" in table.text
    assert points[anna.name] > points[boris.name] > points[clara.name] == 0


@LANGUAGES
async def test_where_the_first_wins_the_question_closes_with_the_first_right_answer(
    world: World, language: str
) -> None:
    evening, anna, boris, clara = play(world, language)
    async with world.bot():
        poll = await evening.begins(boris, clara, variant="first", locale=language)
        await clara.votes(poll, evening.wrong(poll))
        await world.sandbox.quiet()
        world.clock.advance(2.4)
        await boris.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        fastest = say(language, "Fastest: Boris, 2.4 s", "Быстрее всех: Борис, 2,4 с")
        await evening.says(fastest)
        assert poll.poll is not None
        assert poll.poll["is_closed"]
        points = evening.points()
    assert points[boris.name] > 0
    assert points[anna.name] == points[clara.name] == 0


@LANGUAGES
async def test_letters_are_revealed_and_a_wrong_name_may_be_followed_by_the_right_one(
    world: World, language: str
) -> None:
    evening, _, boris, clara = play(world, language)
    async with world.bot():
        asked = await evening.begins(boris, clara, variant="typed", locale=language)
        city = name_city(evening, language)
        wrong = say(language, "Tula", "Тула")
        assert "_ _ _" in asked.text
        await boris.says(wrong, evening.room, asked)
        await clara.says(wrong, evening.room, asked)
        await world.sandbox.quiet()
        await evening.passes(11)
        assert asked.text.count(f"{city[0]} _ ") == 1
        await evening.passes(10)
        assert city not in asked.text
        await boris.says(f"{city}!", evening.room, asked)
        await evening.says(say(language, "Answer", "Ответ") + f": {city}")
        points = evening.points()
        asked = await evening.next_question()
        await clara.says(wrong, evening.room, asked)
        for _ in range(3):
            await evening.passes(11)
        board = await evening.says(say(language, "Nobody was right", "Верных ответов нет"))
        assert say(language, "privacy", "приватности") not in board.text
    assert points[boris.name] > points[clara.name] == 0


@LANGUAGES
async def test_on_the_map_a_town_s_name_and_a_point_are_guesses(
    world: World, language: str
) -> None:
    evening, anna, boris, clara = play(world, language)
    async with world.bot():
        asked = await evening.begins(boris, clara, variant="map", locale=language)
        latitude, longitude = know().cities[evening.question()["cities"][0]].point
        await anna.says(say(language, "Vladivostok", "Владивосток"), evening.room, asked)
        await boris.sends_location(latitude + 1, longitude, evening.room, asked)
        await boris.sends_location(latitude, longitude, evening.room, asked)
        await clara.sends_location(latitude + 3, longitude, evening.room, asked)
        await world.sandbox.quiet()
        await evening.says(say(language, "Nearest: Boris, 111 km", "Ближе всех: Борис, 111 км"))
        await evening.until(lambda: any("photo" in m.json for m in evening.room.messages))
        points = evening.points()
    assert points[boris.name] > points[anna.name] == points[clara.name] == 0


@LANGUAGES
async def test_teams_are_ranked_by_their_average(world: World, language: str) -> None:
    evening, anna, boris, clara = play(world, language)
    field = say(language, "Teams", "Команды")
    async with world.bot():
        lobby = await evening.opens()
        await evening.sets(lobby, field, "2")
        team = say(language, "Team", "Команда")
        for person, letter in ((anna, "A"), (boris, "A"), (clara, "B")):
            await person.taps(f"{team} {letter}", lobby)
            await world.sandbox.quiet()
        assert f"{team} A: {anna.name}, {boris.name}" in lobby.text
        await evening.starts(lobby)
        poll = await evening.next_question()
        await all_vote(evening, poll, (anna, clara), boris)
        board = await evening.says(f"1. {team} B")
    assert f"2. {team} A" in board.text


@LANGUAGES
async def test_enough_players_start_the_game_and_the_group_s_choices_are_remembered(
    world: World, language: str
) -> None:
    evening = gather(world, language)
    _anna, boris, clara, dina, _ = evening.people
    async with world.bot():
        lobby = await evening.opens()
        await evening.sets(lobby, say(language, "Starts", "Начало"), say(language, "at 4", "при 4"))
        await evening.sets(lobby, say(language, "Seconds", "Секунд"), "60")
        await evening.joins(lobby, boris, clara)
        assert not evening.rows("SELECT 1 FROM trivia_game WHERE phase <> 'lobby'")
        await evening.joins(lobby, dina)
        poll = await evening.next_question()
        assert poll.poll is not None
        assert poll.poll["open_period"] == 60
        await evening.host.says("/stop", evening.room)
        await evening.says(say(language, "The game is over", "Игра окончена"))
        evening.room.forget()
        again = await boris.asks("/trivia", evening.room)
    assert say(language, "60 s for each", "по 60 с на каждый") in again.text
    assert evening.setup()["enough"] == 4


@LANGUAGES
async def test_admins_may_keep_games_to_themselves(world: World, language: str) -> None:
    evening, anna, boris, clara = play(world, language)
    async with world.bot():
        lobby = await boris.asks("/trivia", evening.room)
        await anna.taps("⚙", lobby)
        await world.sandbox.quiet()
        button = say(language, "Who may open", "Кто может открывать")
        press = await boris.taps(button, lobby)
        refusal = await world.sandbox.notice(press)
        assert say(language, "admin", "администратор") in refusal["text"]
        await anna.taps(button, lobby)
        await world.sandbox.quiet()
        await boris.says("/stop", evening.room)
        await world.sandbox.quiet()
        evening.room.forget()
        reply = await clara.asks("/trivia", evening.room)
        assert say(language, "only admins", "открывают администраторы") in reply.text
        assert "🎯" in (await anna.asks("/trivia", evening.room)).text


async def test_a_vote_in_another_group_s_poll_scores_nowhere(world: World) -> None:
    omsk = gather(world, names="Anna Boris")
    tula = gather(world, names="Fedor Galina")
    boris, galina = omsk.people[1], tula.people[1]
    async with world.bot():
        await tula.begins(galina)
        poll = await omsk.begins(boris)
        right = omsk.all_right(poll)
        stray = {"poll_id": poll.json["poll"]["id"], "option_ids": list(right)}
        stray |= {"user": galina.user.json, "option_persistent_ids": ["0"]}
        world.sandbox.feed({"poll_answer": stray})
        await boris.votes(poll, *right)
        await world.sandbox.quiet()
        answers = omsk.rows("SELECT user_id FROM trivia_answer")
    assert [a["user_id"] for a in answers] == [boris.id]


async def test_a_channel_s_vote_does_not_score(world: World) -> None:
    evening = gather(world, names="Anna Boris")
    async with world.bot():
        poll = await evening.begins(evening.people[1])
        vote = {
            "poll_id": poll.json["poll"]["id"],
            "option_ids": list(evening.all_right(poll)),
            "option_persistent_ids": ["0"],
            "voter_chat": {"id": -1001999, "type": "channel", "title": "News"},
        }
        world.sandbox.feed({"poll_answer": vote})
        await world.sandbox.quiet()
        assert not evening.rows("SELECT 1 FROM trivia_answer")
        assert set(evening.points().values()) == {0}
