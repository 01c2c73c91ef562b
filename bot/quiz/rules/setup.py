"""What a person chooses before a round: how many questions, which, how hard and how fast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

ENDLESS = 0
UNTIMED = 0
LENGTHS = (5, 10, 20, ENDLESS)
SECONDS = (15, 30, 60, UNTIMED)
CLASS_LENGTHS = (5, 10, 20)
CLASS_SECONDS = (60, 120, 180, UNTIMED)


class Level(StrEnum):
    """How hard the questions are; adaptive follows how the person answers."""

    ADAPTIVE = "adaptive"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


DIFFICULTIES = {
    Level.ADAPTIVE: (1, 2, 3, 4, 5),
    Level.EASY: (1, 2),
    Level.MEDIUM: (3,),
    Level.HARD: (4, 5),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of a round; an empty filter means any.

    `length` counts questions, 0 for endless; `seconds` are per question, 0 for no limit. A round
    for a class gives no points for speed.
    """

    length: int = 10
    title: str = ""
    theme: str = ""
    region: str = ""
    city: str = ""
    level: Level = Level.ADAPTIVE
    seconds: int = UNTIMED
    for_class: bool = False

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths to choose from."""
        return CLASS_LENGTHS if self.for_class else LENGTHS

    @property
    def times(self) -> tuple[int, ...]:
        """The seconds per question to choose from."""
        return CLASS_SECONDS if self.for_class else SECONDS

    def turned(self, for_class: bool) -> Setup:
        """The same settings for a class or for oneself, with a length and time that fit."""
        changed = replace(self, for_class=for_class)
        return replace(
            changed,
            length=self.length if self.length in changed.lengths else 10,
            seconds=self.seconds if self.seconds in changed.times else UNTIMED,
        )
