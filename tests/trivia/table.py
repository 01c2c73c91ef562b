"""Small games for tests of the rules: people with names, questions with known answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot.questions.model import Question
from bot.trivia import rules
from bot.trivia.model import Game, Phase, Setup

NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)
ANNA, BORIS, CLARA, DINA = 1, 2, 3, 4
NAMES = {ANNA: "Anna", BORIS: "Boris", CLARA: "Clara", DINA: "Dina"}
RIGHT, WRONG = (0,), (1,)


def ask_about(city: str = "omsk", difficulty: int = 3, number: int = 1) -> Question:
    """A question whose first option is right."""
    return Question(
        id=f"q{number}",
        kind="city",
        language="en",
        text=f"Which city is question {number} about?",
        options=("This one", "That one", "Another one"),
        right=RIGHT,
        explanation=Markup("Because."),
        fact_ids=(),
        theme="tanks",
        title="labour_valour",
        region="omsk",
        cities=(city,),
        difficulty=difficulty,
        source="decree",
    )


def after(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def seat(*people: int, **setup: Any) -> Game:
    """A lobby with these people in it; the first is the host."""
    game = replace(rules.open_lobby(-100, 0, replace(Setup(locale="en"), **setup), NOON), id=1)
    for person in people:
        game, _ = rules.join(game, person, NAMES[person], host=person == people[0])
    return game


def begin(*people: int, deck: int = 3, **setup: Any) -> Game:
    """A game whose first question has just been shown, at noon."""
    game, _ = rules.start(seat(*people, **setup), [f"q{n}" for n in range(1, deck + 1)], NOON)
    return put_question(replace(game, due=NOON), NOON)


def put_question(game: Game, now: datetime, difficulty: int = 3) -> Game:
    """The next question, shown."""
    number = game.asked + 1
    assert game.phase is Phase.PAUSE
    game, _ = rules.ask(game, ask_about(difficulty=difficulty, number=number), now)
    return rules.show(game, number, now)


def points(game: Game) -> dict[str, int]:
    """Everybody's points by name."""
    return {p.name or "": p.points for p in game.players}
