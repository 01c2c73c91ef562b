"""One round of questions: asked, answered, skipped, run out of time, paused, resumed, ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.quiz.rules.setup import ENDLESS, Setup

RIGHT_POINTS = 100
SPEED_POINTS = 50
"""At most so many more for answering at once, where time is limited."""


class Kind(StrEnum):
    """Why a round is played."""

    QUIZ = "quiz"
    REVIEW = "review"
    DUEL = "duel"
    CLASS = "class"


class Stage(StrEnum):
    """Where a round stands."""

    SETUP = "setup"
    ASKING = "asking"
    SHOWN = "shown"
    PAUSED = "paused"
    ENDED = "ended"


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    SKIPPED = "skipped"
    LATE = "late"


class Refusal(StrEnum):
    """Why a press does nothing."""

    GONE = "gone"
    NOT_YOURS = "not_yours"
    OLD = "old"
    NO_SUCH_OPTION = "no_such_option"
    NOTHING_MARKED = "nothing_marked"
    NO_QUESTIONS = "no_questions"


@dataclass(frozen=True, slots=True)
class Pick:
    """A question chosen to be asked; the seed fixes the order of its options.

    `topic` is the fact it is about, as `city/fact`, or `city/` where it is about no fact.
    """

    question_id: str
    seed: int
    theme: str = ""
    difficulty: int = 3
    topic: str = ""

    @property
    def city(self) -> str:
        """The id of the city it is about."""
        return self.topic.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Key:
    """What a question's answer is: how many options there are, and which of them are right."""

    options: int
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a round. `marked` are options ticked so far, or the ones answered with."""

    number: int
    pick: Pick
    asked: datetime
    deadline: datetime | None = None
    marked: frozenset[int] = frozenset()
    verdict: Verdict | None = None
    points: int = 0
    closed: datetime | None = None

    @property
    def spent(self) -> timedelta:
        """How long the question was open; nothing while it still is."""
        return self.closed - self.asked if self.closed else timedelta()


@dataclass(frozen=True, slots=True)
class Round:
    """A round of one person in one chat, shown in one message (none while it is being sent).

    `script` lists what will be asked where that is fixed beforehand; `rival` is the round whose
    questions these are (a duel), or the code of a class.
    """

    id: str
    user_id: int
    user_name: str
    chat_id: int
    thread_id: int | None
    message_id: int | None
    kind: Kind
    setup: Setup
    started: datetime
    turns: tuple[Turn, ...] = ()
    script: tuple[Pick, ...] = ()
    rival: str = ""
    paused: datetime | None = None
    ended: datetime | None = None

    @property
    def stage(self) -> Stage:
        """Where the round stands."""
        if self.ended:
            return Stage.ENDED
        if not self.turns:
            return Stage.SETUP
        if self.paused:
            return Stage.PAUSED
        return Stage.ASKING if self.turn.verdict is None else Stage.SHOWN

    @property
    def turn(self) -> Turn:
        """The latest question."""
        return self.turns[-1]

    @property
    def length(self) -> int:
        """How many questions the round has; 0 for endless."""
        return len(self.script) or self.setup.length

    @property
    def is_complete(self) -> bool:
        """Whether every question has been asked."""
        return self.length != ENDLESS and len(self.turns) >= self.length


def ask(round_: Round, pick: Pick, now: datetime) -> Round:
    """The round with one more question open."""
    seconds = round_.setup.seconds
    deadline = now + timedelta(seconds=seconds) if seconds else None
    turn = Turn(len(round_.turns) + 1, pick, now, deadline)
    return replace(round_, turns=(*round_.turns, turn))


def toggle(round_: Round, number: int, slot: int, key: Key) -> Round | Refusal:
    """Tick or untick an option of a question that has several right ones."""
    if not is_open(round_, number):
        return Refusal.OLD
    if not 0 <= slot < key.options:
        return Refusal.NO_SUCH_OPTION
    return with_turn(round_, replace(round_.turn, marked=round_.turn.marked ^ {slot}))


def answer(
    round_: Round, number: int, chosen: frozenset[int], key: Key, now: datetime
) -> Round | Refusal:
    """The open question answered with these options; too late counts as not answered."""
    if not is_open(round_, number):
        return Refusal.OLD
    if not chosen:
        return Refusal.NOTHING_MARKED
    if not all(0 <= slot < key.options for slot in chosen):
        return Refusal.NO_SUCH_OPTION
    if is_late(round_.turn, now):
        return close(round_, Verdict.LATE, now)
    verdict = Verdict.RIGHT if chosen == key.right else Verdict.WRONG
    points = count_points(round_.setup, round_.turn, now) if verdict is Verdict.RIGHT else 0
    turn = replace(round_.turn, marked=chosen, points=points)
    return close(with_turn(round_, turn), verdict, now)


def skip(round_: Round, number: int, now: datetime) -> Round | Refusal:
    """The open question passed over."""
    if not is_open(round_, number):
        return Refusal.OLD
    late = is_late(round_.turn, now)
    return close(round_, Verdict.LATE if late else Verdict.SKIPPED, now)


def expire(round_: Round, now: datetime) -> Round | Refusal:
    """The open question closed because its time is over."""
    if round_.stage is not Stage.ASKING or not is_late(round_.turn, now):
        return Refusal.OLD
    return close(round_, Verdict.LATE, now)


def withdraw(round_: Round) -> Round:
    """The round without its open question, which no longer exists in the question bank."""
    return replace(round_, turns=round_.turns[:-1])


def pause(round_: Round, now: datetime) -> Round | Refusal:
    """The round set aside; the clock of an open question stands still."""
    if round_.stage is Stage.ASKING and is_late(round_.turn, now):
        return expire(round_, now)
    if round_.stage not in {Stage.ASKING, Stage.SHOWN}:
        return Refusal.OLD
    return replace(round_, paused=now)


def resume(round_: Round, now: datetime) -> Round | Refusal:
    """The round taken up again, an open question with the time that was left."""
    if round_.stage is not Stage.PAUSED or round_.paused is None:
        return Refusal.OLD
    away, going = now - round_.paused, replace(round_, paused=None)
    if going.turn.verdict is not None:
        return going
    turn = going.turn
    deadline = turn.deadline + away if turn.deadline else None
    return with_turn(going, replace(turn, asked=turn.asked + away, deadline=deadline))


def end(round_: Round, now: datetime) -> Round | Refusal:
    """The round over, whatever was left; a question still open does not count."""
    if round_.stage in {Stage.SETUP, Stage.ENDED}:
        return Refusal.OLD
    turns = tuple(turn for turn in round_.turns if turn.verdict)
    return replace(round_, turns=turns, paused=None, ended=now)


def close(round_: Round, verdict: Verdict, now: datetime) -> Round:
    """The open question settled; after the last one the round is over."""
    turn = round_.turn
    closed = min(now, turn.deadline) if turn.deadline else now
    marked = frozenset() if verdict in {Verdict.SKIPPED, Verdict.LATE} else turn.marked
    settled = replace(turn, verdict=verdict, closed=max(closed, turn.asked), marked=marked)
    after = with_turn(round_, settled)
    return replace(after, ended=now) if after.is_complete else after


def is_open(round_: Round, number: int) -> bool:
    """Whether this is the question that waits for an answer."""
    return round_.stage is Stage.ASKING and round_.turn.number == number


def is_late(turn: Turn, now: datetime) -> bool:
    """Whether a question's time is over."""
    return turn.deadline is not None and now > turn.deadline


def count_points(setup: Setup, turn: Turn, now: datetime) -> int:
    """Points for a right answer: the fixed part, and a part for the time left where it is short."""
    if turn.deadline is None or setup.for_class:
        return RIGHT_POINTS
    left = (turn.deadline - now) / timedelta(seconds=setup.seconds)
    return RIGHT_POINTS + round(SPEED_POINTS * min(max(left, 0.0), 1.0))


def with_turn(round_: Round, turn: Turn) -> Round:
    """The round with its latest question replaced."""
    return replace(round_, turns=(*round_.turns[:-1], turn))
