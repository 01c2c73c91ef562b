"""Which question comes next: one this person has seen least, about as hard as they can answer."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from bot.questions.difficulty import EASIEST, HARDEST
from bot.quiz.rules.rounds import Turn, Verdict
from bot.quiz.rules.setup import DIFFICULTIES, Level

FIRST_ABILITY = 2.0
STEP_UP, STEP_DOWN = 0.35, 0.65
"""With these steps about two answers in three are right once the level has settled."""
NEAR = 0.75
"""Questions this much harder or easier than the aim are as good as those that fit it exactly."""


def follow(ability: float, turns: Iterable[Turn]) -> float:
    """How hard a question a person can answer, after these; skipped ones say nothing."""
    for turn in turns:
        if turn.verdict is Verdict.RIGHT:
            ability += STEP_UP
        elif turn.verdict in {Verdict.WRONG, Verdict.LATE}:
            ability -= STEP_DOWN
        ability = min(max(ability, EASIEST), HARDEST)
    return ability


def aim(level: Level, ability: float) -> float:
    """The difficulty to look for."""
    if level is Level.ADAPTIVE:
        return ability
    wanted = DIFFICULTIES[level]
    return sum(wanted) / len(wanted)


def rank(
    difficulties: Mapping[str, int], shown: Mapping[str, int], wanted: float, rng: random.Random
) -> Iterator[str]:
    """Questions from the best next one on: the least shown first, then the fitting, then chance."""
    rings: dict[tuple[int, int], list[str]] = {}
    for id_, difficulty in difficulties.items():
        place = (shown.get(id_, 0), int(abs(difficulty - wanted) / NEAR))
        rings.setdefault(place, []).append(id_)
    for nearest in sorted(rings):
        ring = rings[nearest]
        while ring:
            lot = rng.randrange(len(ring))
            ring[lot], ring[-1] = ring[-1], ring[lot]
            yield ring.pop()
