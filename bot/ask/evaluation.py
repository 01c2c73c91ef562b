"""How well questions are answered: accuracy by category and language over question files."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.ask.doors import answer_plainly, open_engine, read_rows

QUESTIONS = Path(__file__).resolve().parent.parent.parent / "tests" / "questions"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question answered; `faults` is empty when the answer is right."""

    row: dict[str, Any]
    answer: str
    faults: tuple[str, ...]


def judge(row: dict[str, Any], answer: str) -> tuple[str, ...]:
    """What an answer lacks or must not say, as the question's patterns tell."""

    def matches(pattern: str) -> bool:
        return re.search(pattern, answer, re.IGNORECASE) is not None

    faults = [f"lacks {p}" for p in row.get("must_all") or () if not matches(p)]
    choices = row.get("must_any") or ()
    if choices and not any(map(matches, choices)):
        faults.append(f"lacks all of {' || '.join(choices)}")
    faults += [f"must not say {p}" for p in row.get("must_not") or () if matches(p)]
    return tuple(faults)


def evaluate(rows: Iterable[dict[str, Any]]) -> list[Outcome]:
    """Answer and judge each question."""
    engine = open_engine()
    outcomes = []
    for row in rows:
        _, answer = answer_plainly(engine, str(row["question"]), row.get("lang"))
        outcomes.append(Outcome(row, answer, judge(row, answer)))
    return outcomes


def report(files: Sequence[Path], show_failures: bool) -> int:
    """Print accuracy for each file, in all and by category and language; 1 if unreadable."""
    try:
        for path in files or sorted(QUESTIONS.glob("*.jsonl")):
            outcomes = evaluate(read_rows(path))
            print(f"{path.name}: {word_share(outcomes)}")
            for key in ("category", "lang"):
                print_groups(outcomes, key)
            if show_failures:
                print_failures(outcomes)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def print_groups(outcomes: Sequence[Outcome], key: str) -> None:
    """A line for each value of a key."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[str(outcome.row.get(key))].append(outcome)
    for name in sorted(groups):
        print(f"  {name:30} {word_share(groups[name])}")


def word_share(outcomes: Sequence[Outcome]) -> str:
    """So many right of so many, in per cent."""
    right = sum(not outcome.faults for outcome in outcomes)
    return f"{right:4} of {len(outcomes):4}  {right / max(1, len(outcomes)):7.2%}"


def print_failures(outcomes: Sequence[Outcome]) -> None:
    """Each wrong answer with what is wrong."""
    for outcome in outcomes:
        if outcome.faults:
            row = outcome.row
            print(f"\n{row['id']} [{row.get('category')}, {row.get('lang')}] {row['question']}")
            print("  answer:", re.sub(r"\s+", " ", outcome.answer)[:240])
            print("  gold:  ", row.get("gold"))
            for fault in outcome.faults:
                print("  fault: ", fault[:160])
