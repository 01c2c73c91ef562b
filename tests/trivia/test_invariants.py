"""Whatever happens in whatever order, scores and answers agree and no game is stuck."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import addresses, migrations, privacy
from bot.db import Transaction
from bot.trivia import moves
from bot.trivia.model import Effect, Phase, Setup, Tally, Variant
from bot.trivia.moves import Desk, Guess, Place, Result, Who
from bot.trivia.store import games
from bot.trivia.store.copies import TurnId
from tests.conftest import know_bank
from tests.trivia.table import NOON

PEOPLE = st.integers(1, 5)
GROUPS = st.sampled_from([-1, -2])
STEPS = st.sampled_from([0.0, 0.5, 3.0, 8.0, 35.0, 400.0, 700.0, 1500.0])


class Games(RuleBasedStateMachine):
    """Two groups, five people and everything that can arrive, over the real store."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA foreign_keys = ON")
        migrations.prepare(self.connection, Path("memory"))
        self.tx = Transaction(self.connection)
        self.now = NOON
        self.rng = random.Random(5)
        self.polls = 0
        self.moved: dict[int, int] = {}
        self.to_show: list[TurnId] = []

    def teardown(self) -> None:
        self.connection.close()

    @property
    def desk(self) -> Desk:
        return Desk(know_bank(), self.rng, self.now)

    def place(self, group: int) -> Place:
        return Place(self.moved.get(group, group))

    def active(self, group: int) -> int:
        game = games.find_active(self.tx, *self.place(group))
        return game.id if game else 0

    def note(self, result: Result | None) -> None:
        if result and Effect.ASK in result.effects and result.game.turn:
            self.to_show.append(TurnId(result.game.id, result.game.turn.number))

    # What people do

    @rule(
        group=GROUPS,
        person=PEOPLE,
        variant=st.sampled_from(Variant),
        teams=st.sampled_from([0, 2]),
        tally=st.sampled_from(Tally),
    )
    def open_game(
        self, group: int, person: int, variant: Variant, teams: int, tally: Tally
    ) -> None:
        setup = Setup(questions=3, variant=variant, teams=teams, tally=tally, locale="en")
        who = Who(person, f"Person {person}")
        moves.open_game(self.tx, self.place(group), who, setup, self.now)

    @rule(group=GROUPS, person=PEOPLE)
    def join(self, group: int, person: int) -> None:
        who, chat = Who(person, f"Person {person}"), self.place(group).chat_id
        game = self.active(group)
        moves.join_game(self.tx, game, chat, who)
        self.note(moves.begin_if_enough(self.tx, game, self.desk))

    @rule(group=GROUPS, person=PEOPLE)
    def leave(self, group: int, person: int) -> None:
        chat = self.place(group).chat_id
        moves.leave_game(self.tx, self.active(group), chat, Who(person, ""))

    @rule(group=GROUPS, person=PEOPLE)
    def start(self, group: int, person: int) -> None:
        who, chat = Who(person, "", admin=True), self.place(group).chat_id
        self.note(moves.start_game(self.tx, self.active(group), chat, who, self.desk))

    @rule(group=GROUPS, person=PEOPLE)
    def start_other_groups_game(self, group: int, person: int) -> None:
        other = -1 if group == -2 else -2
        chat, game_id = self.place(other).chat_id, self.active(group)
        result = moves.start_game(self.tx, game_id, chat, Who(person, "", admin=True), self.desk)
        assert result is None

    @rule(group=GROUPS, person=PEOPLE, admin=st.booleans())
    def stop(self, group: int, person: int, admin: bool) -> None:
        moves.stop_game(self.tx, self.place(group), Who(person, "", admin), self.now)

    @precondition(lambda self: self.polls)
    @rule(data=st.data(), person=PEOPLE, option=st.integers(-1, 5), times=st.integers(1, 3))
    def vote(self, data: st.DataObject, person: int, option: int, times: int) -> None:
        poll = data.draw(st.integers(1, self.polls + 1))
        for _ in range(times):
            moves.take_vote(self.tx, f"p{poll}", person, (option,), self.now)

    @precondition(lambda self: self.polls)
    @rule(data=st.data(), voters=st.integers(0, 6))
    def close_poll(self, data: st.DataObject, voters: int) -> None:
        moves.end_poll(self.tx, f"p{data.draw(st.integers(1, self.polls))}", voters, self.now)

    @rule(group=GROUPS, person=PEOPLE, right=st.booleans(), off=st.floats(0, 9000))
    def write(self, group: int, person: int, right: bool, off: float) -> None:
        game = games.find_active(self.tx, *self.place(group))
        if game is None or game.turn is None:
            return
        turn = TurnId(game.id, game.turn.number)
        city = game.turn.question.cities[0] if right else "tula"
        if game.setup.variant is Variant.MAP:
            moves.take_place(self.tx, turn, person, Guess(city, off), self.now)
        elif game.setup.variant is Variant.TYPED:
            moves.take_name(self.tx, turn, person, city, self.now)

    # What happens to the bot

    @precondition(lambda self: self.to_show)
    @rule(arrives=st.booleans(), known=st.booleans())
    def send_question(self, arrives: bool, known: bool) -> None:
        turn = self.to_show.pop(0)
        if arrives:
            self.polls += 1
        if arrives and known:
            moves.note_shown(self.tx, turn, self.polls, f"p{self.polls}", self.now)

    @rule(step=STEPS)
    def pass_time(self, step: float) -> None:
        self.now += timedelta(seconds=step)
        for game_id, _ in games.find_due(self.tx, self.now, 10):
            self.note(moves.tick_game(self.tx, game_id, self.desk))

    @rule(step=STEPS)
    def restart(self, step: float) -> None:
        self.to_show.clear()
        self.now += timedelta(seconds=step)
        for game_id in games.find_active_ids(self.tx):
            self.note(moves.resume_game(self.tx, game_id, self.now))

    @rule(group=GROUPS)
    def migrate(self, group: int) -> None:
        if group not in self.moved:
            self.moved[group] = group * 1000
            for _ in range(2):
                addresses.move(self.tx, group, group * 1000)

    @rule(group=GROUPS)
    def put_out(self, group: int) -> None:
        moves.end_all(self.tx, self.place(group).chat_id, self.now)

    @rule(person=PEOPLE)
    def delete_me(self, person: int) -> None:
        privacy.erase(self.tx, person)
        assert not privacy.collect(self.tx, person)

    # What always holds

    @invariant()
    def answers_sum_up_to_scores(self) -> None:
        rows = self.tx.execute(
            "SELECT p.points, (SELECT total(a.points) FROM trivia_answer AS a "
            "JOIN trivia_turn AS t ON t.id = a.turn_id WHERE t.game_id = p.game_id "
            "AND a.seat = p.seat) AS answered FROM trivia_player AS p"
        )
        assert all(row["points"] == row["answered"] for row in rows)

    @invariant()
    def one_game_is_on_in_a_place(self) -> None:
        rows = self.tx.execute(
            "SELECT count(*) AS games FROM trivia_game WHERE phase <> 'over' "
            "GROUP BY chat_id, topic"
        )
        assert all(row["games"] == 1 for row in rows)

    @invariant()
    def only_the_open_question_awaits_points(self) -> None:
        row = self.tx.execute(
            "SELECT count(*) AS early FROM trivia_answer AS a JOIN trivia_turn AS t "
            "ON t.id = a.turn_id WHERE t.closed_ms IS NULL AND a.points > 0"
        ).fetchone()
        assert row["early"] == 0

    @invariant()
    def nobody_answers_twice_or_before_the_question(self) -> None:
        rows = self.tx.execute(
            "SELECT a.at_ms >= t.asked_ms AS later FROM trivia_answer AS a "
            "JOIN trivia_turn AS t ON t.id = a.turn_id"
        )
        assert all(row["later"] for row in rows)
        twice = self.tx.execute(
            "SELECT 1 FROM trivia_answer WHERE user_id IS NOT NULL "
            "GROUP BY turn_id, user_id HAVING count(*) > 1"
        )
        assert twice.fetchone() is None

    @invariant()
    def no_game_waits_for_ever(self) -> None:
        for game_id in games.find_active_ids(self.tx):
            game = games.load_game(self.tx, game_id)
            assert game is not None
            assert game.phase is not Phase.OVER
            assert game.due <= self.now + timedelta(minutes=20)


Games.TestCase.settings = settings(max_examples=25, stateful_step_count=50, deadline=None)
TestGames = Games.TestCase
