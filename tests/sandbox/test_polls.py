"""Quizzes and polls: voting, closing by the clock, and every limit."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox.errors import Refusal
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox


async def test_anna_and_boris_answer_a_quiz(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.group("History club", [anna, boris])
    await api.get_updates(offset=-1)
    sent = await api.send_poll(
        club.id,
        "Which city was named in 2020?",
        ["Omsk", "Tula", "Kursk"],
        type="quiz",
        is_anonymous=False,
        correct_option_ids=[0],
        explanation="By the decree of <b>2 July 2020</b>",
        explanation_parse_mode="HTML",
        shuffle_options=True,
        hide_results_until_closes=True,
    )
    assert sent.poll is not None
    assert sent.poll.correct_option_ids == (0,)
    question = await club.next_message()
    await anna.votes(question, "Omsk")
    await boris.votes(question, 1)
    with pytest.raises(Refusal, match="REVOTE_NOT_ALLOWED"):
        await boris.votes(question, 0)

    updates = await api.get_updates(offset=-4)
    answers = [update.poll_answer for update in updates if update.poll_answer]
    assert [(a.user.first_name, a.option_ids) for a in answers if a.user] == [
        ("Anna", (0,)),
        ("Boris", (1,)),
    ]
    final = await api.stop_poll(club.id, sent.message_id)
    assert [option.voter_count for option in final.options] == [1, 1, 0]
    with pytest.raises(BadRequest, match="Poll has already been closed"):
        await api.stop_poll(club.id, sent.message_id)


async def test_a_poll_closes_when_its_time_is_over(
    api: telegram.Bot, sandbox: Sandbox, clock: MovableClock, anna: Person, room: Room
) -> None:
    await api.send_poll(room.id, "Ready?", ["Yes", "No"], open_period=30, is_anonymous=False)
    question = await room.next_message()
    clock.advance(29)
    await anna.votes(question, 0)
    await anna.votes(question)
    await anna.votes(question, 1)
    clock.advance(1)
    sandbox.tick()
    *_, last = await api.get_updates()
    assert last.poll is not None
    assert last.poll.is_closed
    assert last.poll.total_voter_count == 1
    with pytest.raises(Refusal, match="MESSAGE_POLL_CLOSED"):
        await anna.votes(question, 0)


async def test_an_anonymous_poll_tells_counts_but_no_names(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    await api.send_poll(room.id, "Ready?", ["Yes", "No"])
    await anna.votes(await room.next_message(), 0)
    (update,) = await api.get_updates()
    assert update.poll is not None
    assert update.poll.options[0].voter_count == 1


async def test_an_anonymous_admin_votes_as_the_chat(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.supergroup("History club", [anna, boris])
    await anna.promotes(boris, club, anonymous=True)
    await api.send_poll(club.id, "Ready?", ["Yes", "No"], is_anonymous=False)
    await boris.votes(await club.next_message(), 0)
    answers = [u.poll_answer for u in await api.get_updates() if u.poll_answer]
    assert answers[0].voter_chat is not None
    assert answers[0].voter_chat.id == club.id


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"question": "q" * 301}, "Poll question length must not exceed 300"),
        ({"question": " "}, "Text must be non-empty"),
        ({"options": []}, "Poll must have at least one answer option"),
        ({"options": ["a"] * 13}, "Poll can't have more than 12 options"),
        ({"options": ["a", "b" * 101]}, "Poll options length must not exceed 100"),
        ({"options": ["a", ""]}, "Text must be non-empty"),
        ({"correct_option_ids": []}, "Correct quiz option list must be non-empty"),
        ({"correct_option_ids": [2]}, "Wrong quiz correct_option_id"),
        ({"correct_option_ids": [1, 0]}, "Correct quiz option list must be increasing"),
        ({"correct_option_ids": [0, 1]}, "Quiz_correct_answers_too_much"),
        ({"explanation": "e" * 201}, "Message is too long"),
        ({"explanation": "a\nb\nc\nd"}, "too many line feeds"),
        ({"open_period": 4}, "Poll_open_period_invalid"),
        ({"open_period": 2_628_001}, "Poll_open_period_invalid"),
        ({"open_period": 5, "close_date": 1}, "can't be specified together"),
        ({"close_date": 1}, "Poll_close_date_invalid"),
        ({"type": "exam"}, "Unsupported poll type specified"),
        ({"members_only": True}, "Poll voters can be restricted only in channel chats"),
    ],
)
async def test_a_quiz_outside_the_limits_is_refused(
    api: telegram.Bot, room: Room, wrong: dict[str, object], complaint: str
) -> None:
    good: dict[str, object] = {
        "question": "2 + 2?",
        "options": ["4", "5"],
        "type": "quiz",
        "correct_option_ids": [0],
    }
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await api.send_poll(room.id, **{**good, **wrong})  # type: ignore[arg-type]
