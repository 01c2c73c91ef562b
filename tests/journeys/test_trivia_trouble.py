"""What goes wrong in an evening, and how the game goes on."""

from __future__ import annotations

from bot.sandbox.faults import Action
from tests.conftest import World, know
from tests.trivia.evening import gather


async def test_after_a_restart_the_game_goes_on_and_says_so(world: World) -> None:
    evening = gather(world)
    anna, boris, _, _, _ = evening.people
    async with world.bot():
        poll = await evening.begins(boris)
        await anna.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
    await boris.votes(poll, *evening.all_right(poll))
    world.clock.advance(120)
    async with world.bot():
        await evening.says("The game goes on: question 1 of 10")
        await evening.passes(4)
        assert evening.points()["Anna"] > evening.points()["Boris"] > 0
        assert (await evening.next_question()).poll


async def test_after_ten_minutes_it_is_closed_with_the_scores(world: World) -> None:
    evening = gather(world)
    anna, boris, _, _, _ = evening.people
    async with world.bot():
        poll = await evening.begins(boris)
        await anna.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
    world.clock.advance(700)
    async with world.bot():
        table = await evening.says("away for more than ten minutes")
        assert "1. Anna" in table.text


async def test_a_lost_question_is_sent_again_and_both_copies_score_once(world: World) -> None:
    evening = gather(world)
    anna, boris, _, _, _ = evening.people
    async with world.bot():
        lobby = await evening.opens()
        await evening.joins(lobby, boris)
        world.sandbox.fault(Action.RESET_AFTER, method="sendPoll")
        await evening.starts(lobby)
        known = await evening.next_question()
        lost = next(m for m in evening.room.messages if m.poll and m.id != known.id)
        right = evening.all_right(known)
        assert lost.poll is not None
        assert known.poll is not None
        assert [o["text"] for o in lost.poll["options"]] == [
            o["text"] for o in known.poll["options"]
        ]
        await anna.votes(lost, *right)
        await world.sandbox.quiet()
        await anna.votes(known, *right)
        await boris.votes(known, *right)
        await world.sandbox.quiet()
        await evening.passes(1)
        answers = evening.rows("SELECT points FROM trivia_answer")
        assert len(answers) == 2
        assert sum(a["points"] for a in answers) == sum(evening.points().values()) > 0


async def test_losing_the_right_to_send_polls_ends_the_game_and_says_which(world: World) -> None:
    evening = gather(world)
    bot = world.sandbox.bot()
    async with world.bot():
        await evening.begins(evening.people[1])
        await evening.host.restricts(bot, evening.room, ["can_send_messages"])
        await evening.passes(40)
        await evening.passes(15)
        table = await evening.says("The game is over")
        assert "“Send polls” is missing" in table.text


async def test_put_out_and_brought_back_the_bot_posts_the_table_it_owes(world: World) -> None:
    evening = gather(world)
    anna, boris, _, _, _ = evening.people
    bot = world.sandbox.bot()
    async with world.bot():
        poll = await evening.begins(boris)
        await boris.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        await anna.kicks(bot, evening.room)
        await evening.passes(1)
        await evening.until(evening.rows, "SELECT 1 FROM trivia_game WHERE phase = 'over'")
        await anna.adds(bot, evening.room)
        table = await evening.says("The game is over")
        assert "1. Boris" in table.text
        evening.room.forget()
        assert "🎯" in (await anna.asks("/trivia", evening.room)).text


async def test_a_group_that_becomes_a_supergroup_plays_on(world: World) -> None:
    evening = gather(world)
    evening.room = world.sandbox.group("Small group", evening.people)
    anna, boris, _, _, _ = evening.people
    async with world.bot():
        poll = await evening.begins(boris)
        await anna.votes(poll, *evening.all_right(poll))
        evening.room = await anna.migrates(evening.room)
        await world.sandbox.quiet()
        await evening.passes(40)
        poll = await evening.next_question()
        await boris.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        await evening.host.says("/stop", evening.room)
        table = await evening.says("The game is over")
        assert "Anna" in table.text
        assert "Boris" in table.text


async def test_the_host_leaves_and_the_others_go_on(world: World) -> None:
    evening = gather(world)
    _anna, boris, clara, _, _ = evening.people
    async with world.bot():
        lobby = await clara.asks("/trivia", evening.room)
        await boris.taps("✋", lobby)
        await clara.taps("Out", lobby)
        await world.sandbox.quiet()
        await boris.taps("▶", lobby)
        assert (await evening.next_question()).poll


async def test_the_groups_table_and_ones_own_numbers(world: World) -> None:
    evening = gather(world)
    anna, boris, clara, _, _ = evening.people
    async with world.bot():
        poll = await evening.begins(boris, clara, theme="battle")
        for person in (anna, boris):
            await person.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        await evening.passes(33)
        await anna.says("/stop", evening.room)
        await evening.says("The game is over")
        evening.room.forget()
        top = await anna.asks("/top", evening.room)
        assert "1. Anna" in top.text
        assert "Boris" in top.text
        for label in ("Week", "All time", know().themes["battle"].in_("en")):
            await anna.taps(label, top)
            await world.sandbox.quiet()
            assert "1. Anna" in top.text
            assert f"✓ {label}" in top.buttons
        await anna.taps("Month", top)
        await world.sandbox.quiet()
        await anna.taps("‹", top)
        await world.sandbox.quiet()
        assert "Nobody has scored" in top.text
        mine = await anna.asks("/mystats", anna.private())
        assert "Games: 1, won: 1" in mine.text
        warning = await boris.asks("/deleteme", boris.private())
        await boris.taps(warning.buttons[0], warning)
        await world.sandbox.quiet()
        evening.room.forget()
        top = await anna.asks("/top", evening.room)
        assert "Boris" not in top.text
        assert {p["user_name"] for p in evening.rows("SELECT user_name FROM trivia_player")} == {
            "Anna",
            "Clara",
            None,
        }


async def test_one_person_alone_does_not_count(world: World) -> None:
    evening = gather(world)
    async with world.bot():
        poll = await evening.begins()
        await evening.host.votes(poll, *evening.all_right(poll))
        await world.sandbox.quiet()
        await evening.host.says("/stop", evening.room)
        await evening.says("fewer than two people")
        evening.room.forget()
        assert "Nobody has scored" in (await evening.host.asks("/top", evening.room)).text


async def test_diag_tells_what_is_missing(world: World) -> None:
    evening = gather(world)
    anna = evening.host
    async with world.bot():
        found = await anna.asks("/diag", evening.room)
        assert "I can send polls" in found.text
        assert "privacy mode" in found.text
        bot = world.sandbox.bot()
        await anna.restricts(bot, evening.room, ["can_send_messages"])
        await world.sandbox.quiet()
        evening.room.forget()
        found = await anna.asks("/diag", evening.room)
        assert "“Send polls” is missing" in found.text


async def test_diag_tells_that_each_topic_can_have_a_game(world: World) -> None:
    evening = gather(world)
    room = world.sandbox.supergroup("Forum", evening.people, forum=True)
    topic = await evening.host.opens_topic("Tula", room)
    async with world.bot():
        await evening.host.says("/trivia", room, topic=topic)
        await room.next_message()
        await evening.host.says("/diag", room, topic=topic)
        found = await room.next_message()
    assert "This group has topics" in found.text
    assert "1 game is on" in found.text


async def test_forged_presses_change_nothing(world: World) -> None:
    evening = gather(world)
    other = gather(world, names="Fedor Galina")
    async with world.bot():
        lobby = await evening.opens()
        await other.opens()
        await world.sandbox.quiet()
        before = evening.rows("SELECT * FROM trivia_game") + evening.rows(
            "SELECT * FROM trivia_player"
        )
        galina = other.people[1]
        theirs = other.room.last
        for data in ("g|go|1||", "g|join|1||", "g|set|1|questions|5", "g|join|99||", "g|x|1||"):
            press = await galina.sends_press(data, theirs, forged=True)
            await world.sandbox.notice(press)
        await world.sandbox.quiet()
        after = evening.rows("SELECT * FROM trivia_game") + evening.rows(
            "SELECT * FROM trivia_player"
        )
    assert before == after
    assert lobby.text
