"""Rounds for tests to start from."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.quiz.rules.rounds import Key, Kind, Pick, Round, ask
from bot.quiz.rules.setup import Setup

NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)
KEY = Key(options=4, right=frozenset({2}))


def new_round(setup: Setup | None = None, kind: Kind = Kind.QUIZ) -> Round:
    """Anna's round in her private chat, not yet begun."""
    return Round("anna000001", 1, "Anna", 1, None, 7, kind, setup or Setup(), NOON)


def begun(setup: Setup | None = None) -> Round:
    """The same with its first question open."""
    return ask(new_round(setup), pick(1), NOON)


def pick(number: int) -> Pick:
    """A question on tanks in Omsk."""
    return Pick(f"question-{number}", number, "tanks", 3, f"omsk/fact-{number}")
