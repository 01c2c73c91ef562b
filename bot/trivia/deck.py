"""Which questions a game gets: what fits its setup; what the chat has not had comes first."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

from bot.cities.model import TitleId
from bot.questions.bank import QuestionBank
from bot.questions.model import Filter
from bot.trivia.model import Setup

LEVELS: dict[int, tuple[int | None, ...]] = {1: (1, 2), 2: (3,), 3: (4, 5)}
"""What easy, medium and hard mean in the bank, whose levels are 1 to 5."""
SEEDS = 2**31
REMEMBERED = 5_000
"""So many questions back a chat's history is looked at."""
NAMING_KIND = "city"
"""The kind that describes a city without naming it: what written games ask."""


def make_filter(setup: Setup, difficulty: int | None) -> Filter:
    """What to ask the bank for."""
    return Filter(
        title=cast("TitleId | None", setup.title),
        theme=setup.theme,
        difficulty=difficulty,
        kind=NAMING_KIND if setup.variant.is_written else None,
    )


def deal(
    bank: QuestionBank, setup: Setup, asked: Sequence[str], rng: random.Random
) -> tuple[str, ...]:
    """The questions of a game; those a chat has had (latest first) only when others run out."""
    levels = LEVELS.get(setup.difficulty or 0, (None,))
    fitting = [id_ for level in levels for id_ in bank.ids(make_filter(setup, level))]
    age = {id_: len(asked) - index for index, id_ in enumerate(asked)}
    rng.shuffle(fitting)
    fitting.sort(key=lambda id_: age.get(id_, 0))
    chosen = fitting[: setup.questions]
    rng.shuffle(chosen)
    return tuple(chosen)
