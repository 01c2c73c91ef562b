"""What every feature may use, in one frozen bundle that the composition root fills."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cities.catalogue import Catalogue
from bot.cities.names import Gazetteer
from bot.db import Database
from bot.questions.bank import QuestionBank
from bot.settings import Settings


def wall_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that outlive one message. `clock()` gives the present moment, aware, in UTC."""

    settings: Settings
    db: Database
    catalogue: Catalogue
    gazetteer: Gazetteer
    clock: Callable[[], datetime] = wall_clock
    rng: random.Random = field(default_factory=random.Random)
    bank: QuestionBank = field(init=False)

    def __post_init__(self) -> None:
        """Make the question bank of this catalogue; it looks for its questions on first use."""
        object.__setattr__(self, "bank", make_bank(self.catalogue))


BANKS: dict[int, QuestionBank] = {}
"""By the id of their catalogue, which each holds, so that no id can come to mean another."""


def make_bank(catalogue: Catalogue) -> QuestionBank:
    """The question bank of a catalogue, one for all who use it."""
    return BANKS.setdefault(id(catalogue), QuestionBank(catalogue))
