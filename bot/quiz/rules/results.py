"""What a round came to: score, time, by theme; and two rounds of the same questions compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.quiz.rules.rounds import Round, Turn, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """So many right out of so many."""

    right: int = 0
    asked: int = 0

    def plus(self, right: bool) -> Tally:
        """One more question."""
        return Tally(self.right + right, self.asked + 1)


@dataclass(frozen=True, slots=True)
class Result:
    """What a round came to; `marks` are the verdicts in order, `themes` the most asked first."""

    score: int
    tally: Tally
    spent: timedelta
    themes: tuple[tuple[str, Tally], ...]
    marks: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The best earlier round of the same length and time, and how many there were."""

    score: int
    rounds: int


def sum_up(round_: Round) -> Result:
    """The result so far; an open question does not count."""
    turns = [turn for turn in round_.turns if turn.verdict]
    themes: dict[str, Tally] = {}
    for turn in turns:
        known = themes.get(turn.pick.theme, Tally())
        themes[turn.pick.theme] = known.plus(turn.verdict is Verdict.RIGHT)
    return Result(
        score=sum(turn.points for turn in turns),
        tally=Tally(count_right(turns), len(turns)),
        spent=sum((turn.spent for turn in turns), timedelta()),
        themes=tuple(sorted(themes.items(), key=lambda item: (-item[1].asked, item[0]))),
        marks=tuple(turn.verdict for turn in turns if turn.verdict),
    )


def count_right(turns: Iterable[Turn]) -> int:
    """How many were answered rightly."""
    return sum(turn.verdict is Verdict.RIGHT for turn in turns)


def compare(mine: Result, theirs: Result) -> int:
    """1 if I won, -1 if they did, 0 for a draw: by score, then by right answers. Time is shown,
    but does not decide: where it should count, the score already holds it.
    """
    ours = (mine.score, mine.tally.right)
    other = (theirs.score, theirs.tally.right)
    return (ours > other) - (ours < other)
