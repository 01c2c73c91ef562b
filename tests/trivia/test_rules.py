"""How a game goes: joining, asking, scoring, ending."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.trivia import rules
from bot.trivia.model import Effect, Ending, Game, Phase, Tally, Variant, Verdict
from bot.trivia.scoring import base_points, rank_players, rank_teams, speed_bonus, streak_bonus
from tests.trivia.table import (
    ANNA,
    BORIS,
    CLARA,
    DINA,
    NOON,
    RIGHT,
    WRONG,
    after,
    begin,
    points,
    put_question,
    seat,
)


def vote(game: Game, person: int, options: tuple[int, ...], seconds: float) -> Game:
    game, verdict = rules.vote(game, person, options, after(seconds))
    assert verdict is Verdict.COUNTED
    return game


def test_everybody_who_is_right_scores_and_the_faster_scores_more() -> None:
    game = begin(ANNA, BORIS, CLARA)
    game = vote(game, ANNA, RIGHT, 3)
    game = vote(game, BORIS, RIGHT, 27)
    game = vote(game, CLARA, WRONG, 5)
    game, effects = rules.close(game, after(27))
    assert points(game) == {"Anna": 15 + 6, "Boris": 15 + 0, "Clara": 0}
    assert effects == (Effect.STOP_POLL, Effect.BOARD)


def test_speed_does_not_count_in_class_mode() -> None:
    game = begin(ANNA, BORIS, class_mode=True)
    game = vote(game, ANNA, RIGHT, 1)
    game = vote(game, BORIS, RIGHT, 29)
    game, _ = rules.close(game, after(32))
    assert points(game) == {"Anna": 15, "Boris": 15}
    assert [place for place, _ in rank_players(game.players)] == [1, 1]


def test_the_first_answer_counts_and_no_other() -> None:
    game = vote(begin(ANNA, BORIS), ANNA, WRONG, 1)
    again, verdict = rules.vote(game, ANNA, RIGHT, after(2))
    assert verdict is Verdict.REPEATED
    assert again == game


@pytest.mark.parametrize("options", [(9,), (-1,), (0, 7)])
def test_an_option_that_does_not_exist_is_no_answer(options: tuple[int, ...]) -> None:
    game = begin(ANNA, BORIS)
    assert rules.vote(game, ANNA, options, after(1)) == (game, Verdict.CLOSED)


def test_a_vote_taken_back_is_no_answer() -> None:
    game = begin(ANNA, BORIS)
    assert rules.vote(game, ANNA, (), after(1))[0] == game


def test_a_stranger_and_somebody_too_late_do_not_score() -> None:
    game = begin(ANNA, BORIS)
    assert rules.vote(game, CLARA, RIGHT, after(1))[1] is Verdict.STRANGER
    closed, _ = rules.close(game, after(32))
    assert rules.vote(closed, ANNA, RIGHT, after(33))[1] is Verdict.CLOSED


def test_the_question_closes_as_soon_as_everybody_has_answered() -> None:
    game = vote(begin(ANNA, BORIS), ANNA, RIGHT, 1)
    assert game.due == after(30) + rules.LATE_VOTES
    assert vote(game, BORIS, WRONG, 2).due == after(2)


def test_a_closed_poll_is_scored_once_every_vote_in_it_has_come_in() -> None:
    game = vote(begin(ANNA, BORIS, CLARA), ANNA, RIGHT, 29)
    game = rules.end_poll(game, 1, 3, after(30))
    assert game.due == after(30) + rules.LATE_VOTES
    game = rules.pass_over(game, after(31))
    assert game.due > after(31)
    assert vote(game, BORIS, RIGHT, 32).due == after(32)


def test_only_the_first_who_is_right_scores_where_the_host_wants_it_so() -> None:
    game = begin(ANNA, BORIS, CLARA, variant=Variant.FIRST)
    game = vote(game, CLARA, WRONG, 1)
    game = vote(game, BORIS, RIGHT, 6)
    assert game.due == after(6)
    game, _ = rules.close(game, after(6))
    assert points(game) == {"Anna": 0, "Boris": 15 + 6, "Clara": 0}


def test_three_mistakes_and_out_until_one_is_left() -> None:
    game = begin(ANNA, BORIS, deck=9, variant=Variant.SURVIVAL)
    for number in range(3):
        now = 100 * number
        game = vote(game, ANNA, RIGHT, now)
        game = vote(game, BORIS, WRONG, now)
        game, _ = rules.close(game, after(now + 1))
        if game.phase is Phase.PAUSE:
            game = put_question(game, after(now + 100))
    assert game.ending is Ending.SURVIVED
    assert [p.name for p in game.present] == ["Anna"]


def test_nobody_joins_a_survival_game_that_has_begun() -> None:
    game = begin(ANNA, BORIS, variant=Variant.SURVIVAL)
    assert rules.join(game, CLARA, "Clara")[1] is Verdict.CLOSED


def test_letters_are_revealed_and_make_the_answer_cheaper() -> None:
    game = begin(ANNA, BORIS, variant=Variant.TYPED, class_mode=True)
    game, effects = rules.tick(game, after(10))
    assert effects == (Effect.HINT,)
    game, _ = rules.tick(game, after(20))
    assert game.turn is not None
    assert game.turn.hints == 2
    game, verdict = rules.name_city(game, BORIS, "omsk", after(21))
    assert verdict is Verdict.COUNTED
    game, _ = rules.tick(game, after(21))
    assert points(game) == {"Anna": 0, "Boris": 15 * 2 // 4}


def test_a_wrong_name_may_be_followed_by_another_try() -> None:
    game = begin(ANNA, BORIS, variant=Variant.TYPED)
    game, verdict = rules.name_city(game, ANNA, "tula", after(1))
    assert verdict is Verdict.WRONG
    game, verdict = rules.name_city(game, ANNA, "omsk", after(2))
    assert verdict is Verdict.COUNTED
    assert rules.name_city(game, ANNA, "omsk", after(2))[1] is Verdict.REPEATED
    assert game.turn is not None
    assert [(a.city, a.right) for a in game.turn.answers] == [("omsk", True)]


def test_a_question_somebody_tried_to_answer_is_not_a_silent_one() -> None:
    game = begin(ANNA, BORIS, variant=Variant.TYPED)
    game, _ = rules.name_city(game, ANNA, "tula", after(1))
    game, _ = rules.name_city(game, BORIS, "kursk", after(2))
    assert game.due > after(2)
    game, _ = rules.close(game, after(30))
    assert game.silent == 0
    assert points(game) == {"Anna": 0, "Boris": 0}


def test_on_the_map_the_nearest_guess_wins_and_the_earlier_of_two_equal_ones() -> None:
    game = begin(ANNA, BORIS, CLARA, variant=Variant.MAP)
    game, _ = rules.guess_place(game, ANNA, "tula", 900.0, after(1))
    game, _ = rules.guess_place(game, BORIS, "kurgan", 400.0, after(2))
    game, _ = rules.guess_place(game, CLARA, "kurgan", 400.0, after(3))
    game, _ = rules.close(game, after(4))
    assert points(game) == {"Anna": 0, "Boris": 15, "Clara": 0}


def test_two_silent_questions_end_the_game() -> None:
    game, _ = rules.close(begin(ANNA, BORIS, deck=9), after(32))
    game, effects = rules.close(put_question(game, after(40)), after(72))
    assert game.ending is Ending.SILENT
    assert effects == (Effect.BOARD, Effect.TABLE)


def test_stopping_scores_those_who_have_answered_and_always_shows_the_table() -> None:
    game = vote(begin(ANNA, BORIS), ANNA, RIGHT, 15)
    game, effects = rules.stop(game, after(16))
    assert points(game)["Anna"] > 0
    assert Effect.TABLE in effects
    assert rules.stop(game, after(17)) == (game, ())


def test_a_lobby_nobody_starts_closes_by_itself() -> None:
    game = seat(ANNA, BORIS)
    assert rules.tick(game, after(60)) == (game, ())
    closed, effects = rules.tick(game, NOON + rules.LOBBY_OPEN)
    assert closed.ending is Ending.EXPIRED
    assert effects == (Effect.TABLE,)


def test_a_game_without_questions_says_so() -> None:
    game, _ = rules.start(seat(ANNA), [], NOON)
    assert game.ending is Ending.EMPTY


def test_a_question_that_was_not_seen_to_arrive_is_sent_again_and_then_given_up() -> None:
    game, _ = rules.start(seat(ANNA, BORIS), ["q1"], NOON)
    game, _ = rules.ask(game, put_question(game, NOON).turn.question, NOON)  # type: ignore[union-attr]
    for _ in range(rules.MOST_SENDS - 1):
        game, effects = rules.tick(game, game.due)
        assert effects == (Effect.ASK,)
    game, effects = rules.tick(game, game.due)
    assert game.ending is Ending.RIGHTS


def test_after_a_short_absence_the_game_goes_on_and_late_votes_get_in() -> None:
    game = vote(begin(ANNA, BORIS), ANNA, RIGHT, 5)
    back = after(200)
    game, effects = rules.resume(game, back)
    assert effects == (Effect.RESUMED,)
    assert game.due == back + rules.CATCH_UP
    game = vote(game, BORIS, RIGHT, 201)
    game, _ = rules.tick(game, back + rules.CATCH_UP)
    assert points(game)["Boris"] == 15


def test_after_ten_minutes_it_is_closed_with_its_scores() -> None:
    game = vote(begin(ANNA, BORIS), ANNA, RIGHT, 15)
    game, _ = rules.resume(game, game.due + rules.AWAY + timedelta(seconds=1))
    assert game.ending is Ending.AWAY
    assert points(game)["Anna"] > 0


def test_a_lost_question_is_sent_again_after_a_start() -> None:
    game, _ = rules.start(seat(ANNA, BORIS), ["q1"], NOON)
    shown = put_question(game, NOON)
    assert shown.turn is not None
    game, _ = rules.ask(game, shown.turn.question, NOON)
    game, effects = rules.resume(game, after(3))
    assert effects == (Effect.RESUMED, Effect.ASK)


def test_the_host_and_admins_steer_and_everybody_once_the_host_is_gone() -> None:
    game = seat(ANNA, BORIS)
    assert rules.may_steer(game, ANNA, admin=False)
    assert not rules.may_steer(game, BORIS, admin=False)
    assert rules.may_steer(game, DINA, admin=True)
    game, _ = rules.leave(game, ANNA)
    assert rules.may_steer(game, BORIS, admin=False)
    assert not rules.may_steer(game, DINA, admin=False)


def test_it_starts_by_itself_when_enough_have_joined() -> None:
    assert not rules.is_enough(seat(ANNA, BORIS, CLARA, enough=4))
    assert rules.is_enough(seat(ANNA, BORIS, CLARA, DINA, enough=4))


def test_teams_are_evened_out_and_scored_by_average_or_sum() -> None:
    game = seat(ANNA, BORIS, CLARA, DINA, teams=2)
    for person in (ANNA, BORIS, CLARA, DINA):
        game, _ = rules.choose_team(game, person, "", "a")
    game = rules.balance(game, random.Random(1))
    assert sorted(p.team for p in game.players) == ["a", "a", "b", "b"]
    players = tuple(replace(p, points=10 * (p.seat + 1)) for p in game.players)
    game = replace(game, players=players)
    averages = {t.team: t.points for _, t in rank_teams(game)}
    game = replace(game, setup=replace(game.setup, tally=Tally.SUM))
    sums = {t.team: t.points for _, t in rank_teams(game)}
    assert sum(sums.values()) == 100
    assert sums == {team: 2 * average for team, average in averages.items()}


def test_what_points_are_made_of() -> None:
    assert [base_points(d) for d in (1, 2, 3, 4, 5)] == [10, 10, 15, 20, 20]
    assert [speed_bonus(20, took, 30) for took in (0, 15, 30, 99)] == [10, 5, 0, 0]
    assert [streak_bonus(s) for s in (0, 1, 2, 3, 6, 9)] == [0, 0, 2, 4, 10, 10]
