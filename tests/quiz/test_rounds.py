"""The rules of a round, told one by one and then played at random."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.quiz.rules import rounds
from bot.quiz.rules.results import sum_up
from bot.quiz.rules.rounds import (
    RIGHT_POINTS,
    SPEED_POINTS,
    Key,
    Refusal,
    Round,
    Stage,
    Verdict,
)
from bot.quiz.rules.setup import CLASS_SECONDS, LENGTHS, SECONDS, Setup
from tests.quiz.rounds import KEY, NOON, begun, new_round, pick


def answer(round_: Round, slot: int, after: float = 0.0) -> Round:
    """The open question answered so many seconds after noon."""
    number, chosen = round_.turn.number, frozenset({slot})
    answered = rounds.answer(round_, number, chosen, KEY, NOON + timedelta(seconds=after))
    assert isinstance(answered, Round)
    return answered


def test_a_right_answer_is_worth_more_the_sooner_it_comes() -> None:
    timed = begun(Setup(seconds=30))
    assert answer(timed, 2).turn.points == RIGHT_POINTS + SPEED_POINTS
    assert answer(timed, 2, 15).turn.points == RIGHT_POINTS + SPEED_POINTS // 2
    assert answer(timed, 2, 30).turn.points == RIGHT_POINTS
    assert answer(begun(), 2, 500).turn.points == RIGHT_POINTS


def test_a_class_gets_nothing_for_speed() -> None:
    assert answer(begun(Setup(seconds=60, for_class=True)), 2).turn.points == RIGHT_POINTS


def test_a_wrong_answer_is_worth_nothing() -> None:
    wrong = answer(begun(Setup(seconds=30)), 0)
    assert (wrong.turn.verdict, wrong.turn.points) == (Verdict.WRONG, 0)


def test_an_answer_after_the_deadline_is_late_whatever_it_says() -> None:
    late = answer(begun(Setup(seconds=30)), 2, 30.1)
    assert late.turn.verdict is Verdict.LATE
    assert late.turn.spent == timedelta(seconds=30)


def test_the_second_of_two_quick_taps_does_nothing() -> None:
    once = answer(begun(), 0)
    assert rounds.answer(once, 1, frozenset({2}), KEY, NOON) is Refusal.OLD


def test_a_tap_on_an_earlier_question_does_nothing() -> None:
    second = rounds.ask(answer(begun(), 2), pick(2), NOON)
    assert rounds.answer(second, 1, frozenset({2}), KEY, NOON) is Refusal.OLD


def test_an_option_that_does_not_exist_is_refused() -> None:
    for slot in (-1, 4, 99):
        refused = rounds.answer(begun(), 1, frozenset({slot}), KEY, NOON)
        assert refused is Refusal.NO_SUCH_OPTION


def test_several_right_answers_must_all_be_ticked() -> None:
    key = Key(4, frozenset({0, 3}))
    ticked = begun()
    assert rounds.answer(ticked, 1, ticked.turn.marked, key, NOON) is Refusal.NOTHING_MARKED
    for slot in (0, 1, 3, 1):
        changed = rounds.toggle(ticked, 1, slot, key)
        assert isinstance(changed, Round)
        ticked = changed
    assert ticked.turn.marked == {0, 3}
    done = rounds.answer(ticked, 1, ticked.turn.marked, key, NOON)
    assert isinstance(done, Round)
    assert done.turn.verdict is Verdict.RIGHT


def test_a_pause_of_days_costs_no_time() -> None:
    paused = rounds.pause(begun(Setup(seconds=30)), NOON + timedelta(seconds=10))
    assert isinstance(paused, Round)
    back = NOON + timedelta(days=3)
    resumed = rounds.resume(paused, back)
    assert isinstance(resumed, Round)
    assert resumed.turn.deadline == back + timedelta(seconds=20)
    answered = rounds.answer(resumed, 1, frozenset({2}), KEY, back + timedelta(seconds=5))
    assert isinstance(answered, Round)
    assert answered.turn.spent == timedelta(seconds=15)


def test_pausing_after_the_deadline_does_not_win_time() -> None:
    paused = rounds.pause(begun(Setup(seconds=30)), NOON + timedelta(seconds=31))
    assert isinstance(paused, Round)
    assert paused.turn.verdict is Verdict.LATE


def test_stopping_drops_the_open_question_and_keeps_the_rest() -> None:
    second = rounds.ask(answer(begun(), 2), pick(2), NOON)
    stopped = rounds.end(second, NOON)
    assert isinstance(stopped, Round)
    assert sum_up(stopped).marks == (Verdict.RIGHT,)
    assert rounds.end(stopped, NOON) is Refusal.OLD


def test_the_round_is_over_after_its_last_question() -> None:
    assert answer(begun(Setup(length=1)), 2).stage is Stage.ENDED


def test_settings_fit_what_they_are_for() -> None:
    own = Setup(length=0, seconds=15)
    assert own.turned(for_class=True) == Setup(length=10, seconds=0, for_class=True)
    taught = Setup(length=20, seconds=180, for_class=True)
    assert taught.turned(for_class=False) == Setup(length=20, seconds=0)


class RoundPlay(RuleBasedStateMachine):
    """Any presses in any order at any time: the books always balance."""

    @initialize(
        length=st.sampled_from(LENGTHS),
        seconds=st.sampled_from(SECONDS + CLASS_SECONDS),
        for_class=st.booleans(),
    )
    def begin(self, length: int, seconds: int, for_class: bool) -> None:
        """Start a round of any settings."""
        setup = Setup(length=length, seconds=seconds, for_class=for_class)
        self.now = NOON
        self.round = rounds.ask(new_round(setup), pick(1), NOON)
        self.closed = 0

    def take(self, changed: Round | Refusal) -> None:
        """Go on with what a press led to."""
        if isinstance(changed, Refusal):
            return
        before, after = self.count(self.round), self.count(changed)
        assert before <= after <= before + 1
        assert self.round.stage is not Stage.ENDED
        self.round = changed

    def count(self, round_: Round) -> int:
        """How many questions are settled."""
        return sum(turn.verdict is not None for turn in round_.turns)

    @rule(seconds=st.floats(0, 200))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(number=st.integers(0, 6), slot=st.integers(-1, 5))
    def tap(self, number: int, slot: int) -> None:
        self.take(rounds.answer(self.round, number, frozenset({slot}), KEY, self.now))

    @rule(slot=st.integers(-1, 5))
    def answer_now(self, slot: int) -> None:
        number = len(self.round.turns)
        self.take(rounds.answer(self.round, number, frozenset({slot}), KEY, self.now))

    @rule(number=st.integers(0, 6))
    def skip(self, number: int) -> None:
        self.take(rounds.skip(self.round, number, self.now))

    @rule()
    def go_on(self) -> None:
        if self.round.stage is Stage.SHOWN:
            self.round = rounds.ask(self.round, pick(len(self.round.turns) + 1), self.now)

    @rule()
    def look_at_the_clock(self) -> None:
        self.take(rounds.expire(self.round, self.now))

    @rule()
    def pause(self) -> None:
        self.take(rounds.pause(self.round, self.now))

    @rule()
    def resume(self) -> None:
        self.take(rounds.resume(self.round, self.now))

    @rule()
    def stop(self) -> None:
        if self.round.stage is not Stage.ENDED:
            self.take(rounds.end(self.round, self.now))

    @invariant()
    def no_more_questions_than_agreed(self) -> None:
        if hasattr(self, "round") and self.round.length:
            assert len(self.round.turns) <= self.round.length

    @invariant()
    def only_the_latest_question_may_be_open(self) -> None:
        if hasattr(self, "round"):
            assert all(turn.verdict for turn in self.round.turns[:-1])

    @invariant()
    def the_score_is_the_sum_of_right_answers(self) -> None:
        if not hasattr(self, "round"):
            return
        result = sum_up(self.round)
        most = RIGHT_POINTS + (0 if self.round.setup.for_class else SPEED_POINTS)
        right = result.tally.right
        assert right * RIGHT_POINTS <= result.score <= right * most
        assert len(result.marks) == result.tally.asked

    @invariant()
    def nobody_thinks_longer_than_allowed(self) -> None:
        if hasattr(self, "round") and (seconds := self.round.setup.seconds):
            allowed = timedelta(seconds=seconds)
            assert all(timedelta() <= t.spent <= allowed for t in self.round.turns)


TestRoundPlay = RoundPlay.TestCase
