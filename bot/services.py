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
    bank: QuestionBank
    clock: Callable[[], datetime] = wall_clock
    rng: random.Random = field(default_factory=random.Random)
