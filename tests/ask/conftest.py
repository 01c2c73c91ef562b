"""One engine for all tests of ask: building it takes a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ask.doors import answer_plainly
from bot.ask.engine import Engine
from bot.ask.rules.answer import Answer
from bot.cities.catalogue import Catalogue
from bot.cities.names import Gazetteer

Ask = Callable[[str], tuple[Answer, str]]


@pytest.fixture(scope="session")
def engine(catalogue: Catalogue, gazetteer: Gazetteer) -> Engine:
    return Engine(catalogue, gazetteer)


@pytest.fixture(scope="session")
def ask(engine: Engine) -> Ask:
    """What is answered to a question as typed, and how it was understood."""
    return lambda question: answer_plainly(engine, question, None)
