"""Questions to look at again: those nearly everybody gets right or wrong, and those reported."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.cities.catalogue import load_catalogue
from bot.db import StateConnection, Transaction, run_read
from bot.questions.bank import QuestionBank

ENOUGH = 20
"""Fewer answers than this prove nothing."""
NEARLY_ALL, NEARLY_NOBODY = 0.95, 0.2


@dataclass(frozen=True, slots=True)
class Flag:
    """What speaks against a question. `share` of right answers and `seconds` for one are averages.

    `reports` counts people by the reason they gave.
    """

    question_id: str
    shown: int
    answered: int
    share: float
    seconds: float
    reports: tuple[tuple[str, int], ...]

    @property
    def reasons(self) -> list[str]:
        """Why it is flagged, in words for the operator."""
        found = [f"reported {count}× ({reason})" for reason, count in self.reports]
        if self.answered >= ENOUGH and self.share >= NEARLY_ALL:
            found.append("nearly everybody is right")
        if self.answered >= ENOUGH and self.share <= NEARLY_NOBODY:
            found.append("nearly everybody is wrong")
        return found


def find_flagged(tx: Transaction) -> list[Flag]:
    """Every question with something against it, the most reported first, then by share."""
    reports: dict[str, dict[str, int]] = {}
    rows = tx.execute(
        "SELECT question_id, reason, count(*) AS n FROM quiz_report "
        "GROUP BY question_id, reason ORDER BY n DESC, reason"
    )
    for row in rows:
        reports.setdefault(row["question_id"], {})[row["reason"]] = row["n"]
    stats = {row["question_id"]: row for row in tx.execute("SELECT * FROM quiz_stat")}
    flags = []
    for id_ in stats.keys() | reports.keys():
        shown, answered, correct, spent = (
            (stats[id_][key] if id_ in stats else 0)
            for key in ("shown", "answered", "correct", "spent_ms")
        )
        flags.append(
            Flag(
                id_,
                shown,
                answered,
                correct / answered if answered else 0.0,
                spent / answered / 1000 if answered else 0.0,
                tuple(reports.get(id_, {}).items()),
            )
        )
    flagged = [flag for flag in flags if flag.reasons]
    return sorted(flagged, key=lambda f: (-sum(n for _, n in f.reports), f.share, f.question_id))


def read_flags(state: Path) -> list[Flag]:
    """The flagged questions of a state, also while a bot works on it; none if there is no file."""
    if not state.exists():
        return []
    address = f"{state.resolve().as_uri()}?mode=ro"
    with closing(StateConnection(address, uri=True, isolation_level=None)) as connection:
        return run_read(connection, find_flagged)


def print_flags(state: Path, language: str, out: TextIO) -> int:
    """Print the flagged questions of a state; returns the exit status."""
    bank = QuestionBank(load_catalogue())
    for flag in read_flags(state):
        print(describe(flag, bank, language), file=out)
    return 0


def describe(flag: Flag, bank: QuestionBank, language: str) -> str:
    """A question's id, how it did, why it is listed, and its text with the right answers."""
    line = (
        f"{flag.question_id}: shown {flag.shown}, answered {flag.answered}, "
        f"right {flag.share:.0%}, {flag.seconds:.0f} s: {'; '.join(flag.reasons)}"
    )
    if flag.question_id not in bank:
        return line
    question = bank.question(flag.question_id, language, 0)
    right = "; ".join(question.options[n] for n in question.right)
    return f"{line}\n    {' '.join(question.text.split())} → {right}"
