"""Who is let in: people at a human pace, and only with what is meant for the bot."""

from __future__ import annotations

from collections import Counter

from bot.door import Door
from bot.throttle import KEPT, PERSON, Buckets, Verdict
from tests.people import ANNA, BORIS, GROUP, Raw


class Seconds:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def door(clock: Seconds) -> Door:
    return Door(123456, "DoblestBot", clock)


def test_a_flood_of_200_a_second_gets_twenty_answers_a_minute_and_one_warning() -> None:
    clock = Seconds()
    guard = door(clock)
    fates: Counter[Verdict] = Counter()
    for i in range(12_000):
        clock.now = i / 200
        fates[guard.judge(ANNA.says(f"/city {i}"))] += 1
    assert fates[Verdict.ADMIT] <= 20 + 20
    assert fates[Verdict.WARN] == 1
    assert guard.judge(BORIS.says("/city Omsk")) is Verdict.ADMIT


def test_who_waits_is_let_in_again() -> None:
    clock = Seconds()
    guard = door(clock)
    while guard.judge(ANNA.says("hi")) is Verdict.ADMIT:
        pass
    clock.now += 3.0
    assert guard.judge(ANNA.says("hi")) is Verdict.ADMIT
    assert guard.judge(ANNA.says("hi")) is Verdict.DROP


def test_rights_work_for_someone_who_has_used_up_everything_else() -> None:
    guard = door(Seconds())
    for _ in range(50):
        guard.judge(ANNA.says("hi"))
    assert guard.judge(ANNA.says("/deleteme")) is Verdict.ADMIT
    assert [guard.judge(ANNA.says("/mydata")) for _ in range(5)].count(Verdict.ADMIT) == 2


def test_what_people_in_a_group_say_to_each_other_is_not_taken() -> None:
    guard = door(Seconds())
    assert guard.judge(ANNA.says("see you tomorrow", GROUP)) is Verdict.IGNORE
    assert guard.judge(ANNA.says("@doblestbot Омск?", GROUP)) is Verdict.ADMIT
    assert guard.judge(ANNA.says("/city Omsk", GROUP)) is Verdict.ADMIT
    answer = ANNA.says("and its memorial?", GROUP)
    answer["message"]["reply_to_message"] = {"from": {"id": 123456}}
    assert guard.judge(answer) is Verdict.ADMIT


def test_news_about_a_group_is_taken() -> None:
    guard = door(Seconds())
    news = ANNA.says("", GROUP)
    del news["message"]["text"], news["message"]["entities"]
    news["message"]["migrate_to_chat_id"] = -1002
    assert guard.judge(news) is Verdict.ADMIT


def test_typing_an_inline_query_is_not_a_flood_but_a_script_is() -> None:
    guard = door(Seconds())
    query: Raw = {"update_id": 1, "inline_query": {"id": "1", "from": ANNA.user, "query": "О"}}
    fates = [guard.judge(query) for _ in range(100)]
    assert fates.count(Verdict.ADMIT) == 40
    assert guard.judge(ANNA.says("hi")) is Verdict.ADMIT


def test_votes_and_rubbish_are_never_turned_away_here() -> None:
    guard = door(Seconds())
    vote: Raw = {"update_id": 1, "poll_answer": {"poll_id": "1", "user": ANNA.user}}
    rubbish: Raw = {"update_id": 1, "message": {"chat": 7, "from": {}}}
    assert {guard.judge(raw) for raw in (vote, rubbish) for _ in range(200)} == {Verdict.ADMIT}


def test_a_crowd_does_not_fill_the_memory() -> None:
    buckets = Buckets(Seconds())
    for person in range(3 * KEPT):
        buckets.judge(person, PERSON)
    assert len(buckets._full_at) == KEPT


def test_of_polls_only_the_close_is_taken() -> None:
    guard = door(Seconds())
    fates = [guard.judge({"update_id": 1, "poll": {"is_closed": c}}) for c in (False, True)]
    assert fates == [Verdict.IGNORE, Verdict.ADMIT]
