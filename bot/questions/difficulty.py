"""How hard a question is, 1 to 5: guessed from the data, corrected by how people answer."""

from __future__ import annotations

from dataclasses import dataclass

EASIEST, HARDEST = 1, 5
PRIOR_WEIGHT = 20
"""How many answers the first guess is worth."""
EXPECTED = {1: 0.9, 2: 0.75, 3: 0.6, 4: 0.45, 5: 0.3}
"""The share of right answers that each level stands for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a question was shown and answered right."""

    shown: int
    right: int


def estimate_difficulty(fame: int, closeness: float, base: float) -> int:
    """The first guess: the less famous the city and the closer the options, the harder.

    `fame` is 1 to 5, `closeness` 0 to 1; `base`, -1 to 1, is how hard the kind itself is.
    """
    level = 3 + (3 - fame) * 0.5 + (closeness - 0.5) * 2 + base
    return min(HARDEST, max(EASIEST, round(level)))


def correct_difficulty(guess: int, tally: Tally | None) -> int:
    """The level whose expected share of right answers is nearest to what people show."""
    if tally is None or tally.shown <= 0:
        return guess
    right = EXPECTED[guess] * PRIOR_WEIGHT + tally.right
    share = right / (PRIOR_WEIGHT + tally.shown)
    return min(EXPECTED, key=lambda level: (abs(EXPECTED[level] - share), abs(level - guess)))
