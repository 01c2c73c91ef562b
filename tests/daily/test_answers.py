"""Votes: scored once, whichever copy and however often; lost questions found again."""

from __future__ import annotations

from datetime import timedelta

from bot.daily.rules import State
from bot.daily.store.subscriptions import load_subscription
from bot.db import Transaction
from bot.quiz.store import load_memories
from bot.sandbox.people import Person, Seen
from tests.daily.conftest import Morning, nine, polls


def right(poll: Seen) -> list[int]:
    assert poll.poll is not None
    return list(poll.poll["correct_option_ids"])


def wrong(poll: Seen) -> int:
    return next(n for n in range(12) if n not in right(poll))


def list_answers(tx: Transaction) -> list[tuple[int, str, int]]:
    rows = tx.execute("SELECT user_id, local_date, knew FROM daily_answer ORDER BY 2, 1")
    return [tuple(row) for row in rows]


async def ready(morning: Morning, name: str = "Anna") -> Person:
    """Somebody who has got today's question."""
    person = await morning.meet(name)
    await morning.subscribe(person.private())
    await morning.at(nine(10))
    person.private().forget()
    return person


async def test_a_vote_counts_once_whichever_copy_it_is_cast_in(morning: Morning) -> None:
    anna = await ready(morning)
    copy = await anna.asks("/today", anna.private())
    first, second = polls(anna.private())
    assert first.poll is not None
    assert copy.poll is not None
    assert first.poll["options"] == copy.poll["options"]
    await anna.votes(first, *right(first))
    await anna.votes(second, wrong(second))
    await morning.sandbox.quiet()
    assert await morning.db.read(list_answers) == [(anna.id, "2026-05-10", 1)]


async def test_a_vote_told_three_times_counts_once(morning: Morning) -> None:
    anna = await ready(morning)
    (poll,) = polls(anna.private())
    assert poll.poll is not None
    for _ in range(3):
        morning.sandbox.feed(
            {
                "poll_answer": {
                    "poll_id": poll.poll["id"],
                    "user": anna.user.json,
                    "option_ids": right(poll),
                    "option_persistent_ids": [str(n) for n in right(poll)],
                }
            }
        )
    await morning.sandbox.quiet()
    assert await morning.db.read(list_answers) == [(anna.id, "2026-05-10", 1)]


async def test_votes_in_foreign_polls_and_of_hidden_admins_count_nothing(morning: Morning) -> None:
    anna = await ready(morning)
    boris = morning.sandbox.person("Boris", "en")
    group = morning.sandbox.supergroup("Omsk friends", [anna, boris])
    await morning.subscribe(group)
    await anna.promotes(boris, group, anonymous=True)
    await morning.at(nine(11))
    await boris.votes(polls(group)[0], 0)
    morning.sandbox.feed(
        {
            "poll_answer": {
                "poll_id": "12345",
                "user": boris.user.json,
                "option_ids": [0],
                "option_persistent_ids": ["0"],
            }
        }
    )
    await morning.sandbox.quiet()
    assert await morning.db.read(list_answers) == []


async def test_a_vote_in_a_poll_of_unknown_fate_shows_that_it_arrived(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    morning.sandbox.fault("reset_after", method="sendPoll")
    await morning.at(nine(10))
    assert (await morning.states())[0][1] is State.UNKNOWN
    (poll,) = polls(anna.private())
    await anna.votes(poll, *right(poll))
    await morning.sandbox.quiet()
    assert (await morning.states())[0][1] is State.SENT
    assert await morning.db.read(list_answers) == [(anna.id, "2026-05-10", 1)]


async def test_a_press_below_a_message_of_unknown_fate_shows_that_it_arrived(
    morning: Morning,
) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    morning.sandbox.fault("reset_after", method="sendPoll")
    await morning.at(nine(10))
    await anna.taps("Settings", polls(anna.private())[0])
    await morning.sandbox.quiet()
    assert (await morning.states())[0][1] is State.SENT


async def test_whoever_writes_is_offered_a_question_that_may_be_lost(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    room = anna.private()
    await morning.subscribe(room)
    morning.sandbox.fault("reset_before", method="sendPoll")
    await morning.at(nine(10))
    assert polls(room) == []
    room.forget()
    await anna.says("/language", room)
    await room.next_message()
    offer = await room.next_message()
    assert "may not have reached you" in offer.text
    await anna.taps("Show it", offer)
    poll = await room.next_message()
    await anna.votes(poll, *right(poll))
    await morning.sandbox.quiet()
    assert await morning.db.read(list_answers) == [(anna.id, "2026-05-10", 1)]
    room.forget()
    await anna.says("/language", room)
    await room.next_message()
    await room.silence()


async def test_a_vote_that_overtakes_the_answer_to_the_call_counts(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    morning.sandbox.fault("delay", method="sendPoll", seconds=0.4)
    morning.world.clock.set(nine(10))
    await morning.clock.tick()
    while not polls(anna.private()):
        await anna.private().change()
    (poll,) = polls(anna.private())
    await anna.votes(poll, *right(poll))
    await morning.clock.rest()
    await morning.sandbox.quiet()
    assert await morning.db.read(list_answers) == [(anna.id, "2026-05-10", 1)]


async def test_the_next_message_tells_how_many_of_the_group_knew(morning: Morning) -> None:
    people = [await morning.meet(name) for name in ("Anna", "Boris", "Clara")]
    group = morning.sandbox.supergroup("Omsk friends", people)
    await morning.subscribe(group)
    await morning.at(nine(10))
    (poll,) = polls(group)
    await people[0].votes(poll, *right(poll))
    await people[1].votes(poll, *right(poll))
    await people[2].votes(poll, wrong(poll))
    await morning.sandbox.quiet()
    await morning.at(nine(11))
    assert polls(group)[1].poll is not None
    assert "2 of 3 knew it (67%)" in str(polls(group)[1].json["poll"]["description"])


async def test_today_before_the_hour_is_not_sent_again_at_the_hour(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    await morning.at(nine(10) - timedelta(hours=2))
    await anna.asks("/today", anna.private())
    await morning.at(nine(10))
    assert len(polls(anna.private())) == 1


async def test_a_streak_grows_survives_an_unknown_day_and_is_told(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    await morning.subscribe(anna.private())
    for day in range(10, 18):
        if day == 13:
            morning.sandbox.fault("reset_before", method="sendPoll")
        await morning.at(nine(day))
        if day != 13:
            poll = polls(anna.private())[-1]
            await anna.votes(poll, *right(poll))
            await morning.sandbox.quiet()
    assert "7 days in a row" in anna.private().last.text


async def test_a_stopped_quiz_sends_nothing_and_keeps_its_streak(morning: Morning) -> None:
    anna = await ready(morning)
    (poll,) = polls(anna.private())
    await anna.votes(poll, *right(poll))
    await anna.taps("Stop", poll)
    await morning.sandbox.quiet()
    await morning.at(nine(11))
    assert len(polls(anna.private())) == 1
    sub = await morning.db.read(load_subscription, anna.id, 0)
    assert sub is not None
    assert not sub.active


async def test_a_stranger_to_the_chat_cannot_press_its_buttons(morning: Morning) -> None:
    anna, boris = await morning.meet("Anna"), await morning.meet("Boris")
    await morning.subscribe(anna.private())
    await morning.at(nine(10))
    (poll,) = polls(anna.private())
    data = poll.rows[1][1]["callback_data"]
    press = await boris.sends_press(data, boris.private().last, forged=True)
    await morning.sandbox.notice(press)
    sub = await morning.db.read(load_subscription, anna.id, 0)
    assert sub is not None
    assert sub.active


async def test_the_anniversary_and_the_week_come_to_whoever_wants_them(morning: Morning) -> None:
    anna = await ready(morning)
    room = anna.private()
    view = await anna.asks("/daily", room)
    for label in ("☐ Anniversaries", "☐ Weekly"):
        await anna.taps(label, view)
        await room.edit_of(view)
    (poll,) = polls(room)
    await anna.votes(poll, *right(poll))
    await morning.sandbox.quiet()
    for day in range(11, 18):
        await morning.at(nine(day))
    (digest,) = (m for m in room.messages if "Your week" in m.text)
    assert "Answered: 1 of 7; right: 1." in digest.text
    assert "The week’s hardest question: " in digest.text
    assert digest.json["photo"]
    await morning.at(nine(24))
    assert "No answers this week." in room.last.text
    await morning.at(nine(2, 7))
    assert any("On this day" in m.text for m in room.messages)
    assert [state for _, state in await morning.states() if state is State.FAILED] == []


async def test_what_anna_missed_comes_first_when_it_is_due(morning: Morning) -> None:
    anna = await ready(morning)
    (poll,) = polls(anna.private())
    await anna.votes(poll, wrong(poll))
    await morning.sandbox.quiet()
    memories = await morning.db.read(load_memories, anna.id)
    days = await morning.db.read(list_questions)
    for day in (11, 12):
        await morning.at(nine(day))
    later = await morning.db.read(list_questions)
    asked = [memory.question_id for memory in memories]
    assert asked == [days[0]] * len(memories)
    assert not memories or days[0] in later[2:]


def list_questions(tx: Transaction) -> list[str]:
    rows = tx.execute(
        "SELECT json_extract(payload_json, '$.question') AS id FROM delivery ORDER BY local_date"
    )
    return [row["id"] for row in rows]
