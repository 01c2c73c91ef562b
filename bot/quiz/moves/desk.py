"""What every move is given and gives back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.questions.bank import QuestionBank
from bot.questions.model import Question
from bot.quiz.rules.rounds import Key, Pick, Refusal, Round

ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
ID_LENGTH = 10
ANY_LANGUAGE = "en"
"""Options stand in the same order in each language, so one will do to know which are right."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a move needs beside the state: the questions, the moment, and chance."""

    bank: QuestionBank
    now: datetime
    rng: random.Random

    def find(self, pick: Pick, language: str = ANY_LANGUAGE) -> Question | None:
        """The question as it was chosen, or None if the bank no longer has it."""
        if pick.question_id not in self.bank:
            return None
        return self.bank.question(pick.question_id, language, pick.seed)

    def new_id(self, is_taken: Callable[[str], object]) -> str:
        """An id that no round has; knowing one grants nothing."""
        while True:
            id_ = "".join(self.rng.choice(ID_LETTERS) for _ in range(ID_LENGTH))
            if not is_taken(id_):
                return id_

    def new_seed(self) -> int:
        """A seed for the order of options."""
        return self.rng.getrandbits(31)


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, where, and on which message (None for a command)."""

    user_id: int
    name: str
    chat_id: int
    thread_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a move led to: the round to show, if any, and why the press did nothing, if so.

    `ended` is another round that a new one brought to its end.
    """

    round: Round | None = None
    refusal: Refusal | None = None
    ended: Round | None = None


def make_key(question: Question) -> Key:
    """What the question's answer is."""
    return Key(len(question.options), frozenset(question.right))
