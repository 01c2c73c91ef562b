"""A quiz a teacher gives to a class: the same questions for everybody who has the code."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.quiz.rules.results import sum_up
from bot.quiz.rules.rounds import Pick, Round, Verdict
from bot.quiz.rules.setup import Setup

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No i, l, o, 0 and 1, which look alike on a blackboard."""
CODE_LENGTH = 6
CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}", re.ASCII)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A table program takes a cell that begins so for a formula."""
MARKS = {Verdict.RIGHT: "1", Verdict.WRONG: "0", Verdict.SKIPPED: "-", Verdict.LATE: "-"}


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its code, its teacher and the chat to report to, settings and questions."""

    code: str
    user_id: int
    chat_id: int
    setup: Setup
    script: tuple[Pick, ...]
    opened: datetime
    closed: datetime | None = None


def make_code(rng: random.Random) -> str:
    """A code that is easy to read aloud and to type."""
    return "".join(rng.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str | None:
    """A class's code as somebody typed it, or None if it cannot be one."""
    code = text.strip().lower()
    return code if CODE.fullmatch(code) else None


def tabulate(rounds: Iterable[Round], questions: int) -> Iterator[list[str]]:
    """One row for each participant: name, right, asked, points, seconds, ended, each question.

    A question is 1 for right, 0 for wrong, - for passed over or too late, empty if not reached.
    """
    for round_ in rounds:
        result = sum_up(round_)
        marks = [MARKS[verdict] for verdict in result.marks]
        yield [
            defuse(round_.user_name),
            str(result.tally.right),
            str(result.tally.asked),
            str(result.score),
            str(round(result.spent.total_seconds())),
            round_.ended.isoformat(timespec="minutes") if round_.ended else "",
            *marks,
            *[""] * (questions - len(marks)),
        ]


def defuse(cell: str) -> str:
    """A name that no table program runs as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
