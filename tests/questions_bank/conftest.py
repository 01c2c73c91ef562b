"""The whole bank, made once for all tests."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.cities.catalogue import Catalogue, load_catalogue
from bot.questions.bank import QuestionBank
from bot.questions.model import Question

SEED = 11


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def bank(catalogue: Catalogue) -> QuestionBank:
    return QuestionBank(catalogue)


@pytest.fixture(scope="session")
def russian(bank: QuestionBank) -> Mapping[str, Question]:
    return {id_: bank.question(id_, "ru", SEED) for id_ in bank.ids()}


@pytest.fixture(scope="session")
def english(bank: QuestionBank) -> Mapping[str, Question]:
    return {id_: bank.question(id_, "en", SEED) for id_ in bank.ids()}
