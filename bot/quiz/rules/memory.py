"""How well a person remembers a fact, and when to ask again: FSRS, without chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from fsrs import Card, Rating, Scheduler, State

SOON = timedelta(minutes=10)
"""A fact that was missed is due again after this."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one person's memory of one fact.

    `question_id` is the question that asked for it last; `state`, `step`, `stability` (days) and
    `difficulty` are FSRS's own.
    """

    fact_id: str
    question_id: str
    knew: bool
    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due: datetime
    last: datetime


@cache
def scheduler() -> Scheduler:
    """FSRS with one short step after a miss; no chance, so that a replay gives the same dates."""
    return Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False)


def remember(
    known: Memory | None, fact_id: str, question_id: str, knew: bool, now: datetime
) -> Memory:
    """The memory after an answer at `now` (aware, UTC)."""
    card = (
        Card(card_id=1, due=now)
        if known is None
        else Card(
            1,
            State(known.state),
            known.step,
            known.stability,
            known.difficulty,
            known.due,
            known.last,
        )
    )
    after, _ = scheduler().review_card(card, Rating.Good if knew else Rating.Again, now)
    return Memory(
        fact_id,
        question_id,
        knew,
        int(after.state),
        after.step,
        after.stability,
        after.difficulty,
        after.due,
        now,
    )


def choose_review(memories: Iterable[Memory], now: datetime) -> list[Memory]:
    """What to ask again: what was missed last time, then what is due, the longest due first."""
    due = [m for m in memories if not m.knew or m.due <= now]
    return sorted(due, key=lambda m: (m.knew, m.due, m.fact_id))


def find_next_due(memories: Iterable[Memory]) -> datetime | None:
    """When something will be due next."""
    return min((m.due for m in memories), default=None)
