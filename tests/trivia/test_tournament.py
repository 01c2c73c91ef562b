"""Several games over days: their hours, and a story with two groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.trivia.model import Setup
from bot.trivia.tournament import rules
from bot.trivia.tournament.rules import Event, State
from tests.conftest import World
from tests.trivia.evening import gather
from tests.trivia.table import NOON


def announce(games: int = 3) -> rules.Tournament:
    return rules.announce("abc", Setup(), (games, 19, "Europe/Moscow"), NOON)


def test_the_first_game_is_at_the_next_such_hour() -> None:
    assert announce().next_at == datetime(2026, 5, 9, 16, tzinfo=UTC)


def test_each_game_has_a_lobby_and_then_begins_until_all_are_played() -> None:
    tournament, events = announce(), []
    now = NOON
    while tournament.state is not State.OVER:
        now += timedelta(minutes=1)
        tournament, event = rules.tick(tournament, now)
        if event:
            events.append((event, now))
    assert [e for e, _ in events] == [Event.OPEN, Event.BEGIN] * 3
    begun = [when for e, when in events if e is Event.BEGIN]
    assert begun == [datetime(2026, 5, day, 16, tzinfo=UTC) for day in (9, 10, 11)]


def test_after_long_downtime_the_game_moves_to_the_next_day() -> None:
    late = announce().next_at + timedelta(hours=3)
    tournament, event = rules.tick(announce(), late)
    assert event is Event.POSTPONE
    assert tournament.played == 0
    assert tournament.next_at == announce().next_at + timedelta(days=1)


@given(
    st.integers(0, 17_520).map(lambda hours: NOON + timedelta(hours=hours)),
    st.sampled_from(rules.HOURS),
    st.sampled_from(["Europe/Moscow", "Asia/Kamchatka", "America/New_York", "Australia/Lord_Howe"]),
)
def test_a_start_is_within_a_day_and_a_bit(now: datetime, hour: int, zone: str) -> None:
    start = rules.find_start(hour, zone, now)
    assert timedelta() <= start - now <= timedelta(hours=25)


async def test_two_groups_play_a_tournament_when_the_admins_agree(world: World) -> None:
    omsk = gather(world)
    tula = gather(world, names="Fedor Galina")
    anna, boris = omsk.people[:2]
    async with world.bot():
        offer = await anna.asks("/tournament", omsk.room)
        await anna.taps("3 games", offer)
        await world.sandbox.quiet()
        press = await boris.taps("19:00", offer)
        assert "admins" in (await world.sandbox.notice(press))["text"]
        await anna.taps("19:00", offer)
        await world.sandbox.quiet()
        assert "Next game: 9 May, 19:00 (Moscow)" in offer.text
        code = offer.text.split("/tournament ")[1].split()[0]
        assert "I have asked" in (await tula.host.asks(f"/tournament {code}", tula.room)).text
        request = await omsk.says("wants to take part")
        await anna.taps("Agree", request)
        await tula.says("takes part in the tournament")
        world.clock.set(datetime(2026, 5, 9, 15, 51, tzinfo=UTC))
        lobbies = [await e.says("🎯", timeout=20) for e in (omsk, tula)]
        await boris.taps("✋", lobbies[0])
        await tula.host.taps("✋", lobbies[1])
        await world.sandbox.quiet()
        world.clock.set(datetime(2026, 5, 9, 16, 0, 1, tzinfo=UTC))
        await omsk.until(
            lambda: len(omsk.rows("SELECT 1 FROM trivia_game WHERE phase <> 'lobby'")) == 2,
            patience=20,
        )
        decks = {row["deck"] for row in omsk.rows("SELECT deck FROM trivia_game")}
        assert len(decks) == 1
        poll = await omsk.next_question()
        await boris.votes(poll, *omsk.all_right(poll))
        await world.sandbox.quiet()
        await anna.says("/stop", omsk.room)
        table = await omsk.says("The game is over")
        assert "games: 1 of 3" in table.text
        overview = await tula.host.asks("/tournament", tula.room)
        while "1. Boris" not in overview.text:
            overview = await tula.room.next_message()


async def test_a_tournament_is_announced_by_admins_only_and_can_be_called_off(
    world: World,
) -> None:
    evening = gather(world)
    anna, boris = evening.people[:2]
    async with world.bot():
        assert "admin" in (await boris.asks("/tournament", evening.room)).text
        offer = await anna.asks("/tournament", evening.room)
        for label in ("5 games", "18:00"):
            await anna.taps(label, offer)
            await world.sandbox.quiet()
        press = await boris.taps("End the tournament", offer)
        assert "admins" in (await world.sandbox.notice(press))["text"]
        assert evening.rows("SELECT stage FROM trivia_tournament") == [{"stage": "waiting"}]
        await anna.taps("End the tournament", offer)
        await world.sandbox.quiet()
        assert evening.rows("SELECT stage FROM trivia_tournament") == [{"stage": "over"}]
        world.clock.set(datetime(2026, 5, 9, 15, 1, tzinfo=UTC))
        await world.sandbox.quiet()
    assert not evening.rows("SELECT 1 FROM trivia_game")


async def test_topics_of_one_group_play_a_tournament_together(world: World) -> None:
    evening = gather(world)
    anna = evening.host
    room = world.sandbox.supergroup("Forum", evening.people, forum=True)
    tula, omsk = [await anna.opens_topic(name, room) for name in ("Tula", "Omsk")]
    async with world.bot():
        await anna.says("/tournament", room, topic=tula)
        offer = await room.next_message()
        for label in ("3 games", "19:00"):
            await anna.taps(label, offer)
            await world.sandbox.quiet()
        code = offer.text.split("/tournament ")[1].split()[0]
        await anna.says(f"/tournament {code}", room, topic=omsk)
        request = await room.next_message()
        assert request.json["message_thread_id"] == tula
        await anna.taps("Agree", request)
        await world.sandbox.quiet()
    venues = evening.rows("SELECT topic FROM trivia_venue WHERE agreed = 1 ORDER BY id")
    assert [venue["topic"] for venue in venues] == [tula, omsk]
