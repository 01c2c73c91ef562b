"""Which question a day has, and that question as stored with the message that asks it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from bot.daily.rules import Level
from bot.questions.bank import QuestionBank
from bot.questions.model import Filter, Question

DIFFICULTIES = {Level.EASY: (1, 2), Level.MEDIUM: (3,), Level.HARD: (4, 5)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one language with its options in order, as every copy of it shows them."""

    question: str
    seed: int
    language: str
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: str
    fact_ids: tuple[str, ...]

    def to_payload(self) -> dict[str, Any]:
        """The question as stored with a delivery."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def html(self) -> Markup:
        """The explanation as the bank made it."""
        return Markup(self.explanation)  # noqa: S704

    def knows(self, chosen: Sequence[int]) -> bool:
        """Whether these options are exactly the right ones."""
        return tuple(sorted(chosen)) == self.right


def read_asked(payload: dict[str, Any]) -> Asked | None:
    """The question stored with a delivery; None if it has only been chosen so far."""
    if "text" not in payload:
        return None
    lists = {name: tuple(payload[name]) for name in ("options", "right", "fact_ids")}
    return Asked(**{**payload, **lists})


class Asking:
    """Chooses and words the questions of the day, from one bank."""

    def __init__(self, bank: QuestionBank) -> None:
        self._bank = bank
        self._word = lru_cache(maxsize=2_000)(self._word_anew)
        self._ids = lru_cache(maxsize=200)(self._list_ids)
        self._order = lru_cache(maxsize=200)(self._shuffle)

    def warm_up(self) -> None:
        """Find the bank's questions, which takes a second or two the first time."""
        self._ids("", Level.ADAPTIVE)

    def choose(
        self, theme: str, level: Level, day: date, review: str | None = None
    ) -> dict[str, Any]:
        """The question of a day: the same for all who want the same.

        `review` is a question about what one reader is about to forget: it goes first.
        """
        return {"question": review or self._of_day(theme, level, day), "seed": day.toordinal()}

    def word(self, payload: dict[str, Any], language: str) -> Asked:
        """The question of a delivery: as stored, or now worded for the first time."""
        stored = read_asked(payload)
        if stored is not None:
            return stored
        return self._word(payload["question"], language, payload["seed"])

    def _word_anew(self, question: str, language: str, seed: int) -> Asked:
        return freeze(self._bank.question(question, language, seed), seed)

    def _of_day(self, theme: str, level: Level, day: date) -> str:
        """No question comes again until all of its kind have been asked."""
        count = len(self._ids(theme, level))
        cycle, place = divmod(day.toordinal(), count)
        return self._order(theme, level, cycle)[place]

    def _shuffle(self, theme: str, level: Level, cycle: int) -> list[str]:
        ids = list(self._ids(theme, level))
        random.Random(f"{theme}:{level}:{cycle}").shuffle(ids)
        return ids

    def _list_ids(self, theme: str, level: Level) -> tuple[str, ...]:
        """The questions of a theme and level; of all levels if that leaves none."""
        wanted = Filter(theme=theme or None)
        ids = tuple(
            id_
            for difficulty in DIFFICULTIES.get(level, ())
            for id_ in self._bank.ids(Filter(theme=wanted.theme, difficulty=difficulty))
        )
        return ids or tuple(self._bank.ids(wanted)) or tuple(self._bank.ids(Filter()))


def freeze(made: Question, seed: int) -> Asked:
    """A question of the bank, as it is stored."""
    return Asked(
        made.id,
        seed,
        made.language,
        made.text,
        made.options,
        made.right,
        str(made.explanation),
        made.fact_ids,
    )
