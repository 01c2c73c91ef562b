"""Choosing questions: filters, difficulty, and the same question for the same seed."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.bank import QuestionBank
from bot.questions.difficulty import Tally, correct_difficulty, estimate_difficulty
from bot.questions.export import format_counts, write_questions
from bot.questions.model import Filter, Question


def test_anna_gets_only_what_she_asked_for(bank: QuestionBank) -> None:
    wanted = Filter(title="hero", theme="battle", kind="city", difficulty=3)
    ids = bank.ids(wanted)
    questions = [bank.question(id_, "en", 1) for id_ in ids]
    assert questions
    assert {(q.title, q.theme, q.kind, q.difficulty) for q in questions} == {
        ("hero", "battle", "city", 3)
    }


def test_boris_asks_for_one_region_and_one_city(bank: QuestionBank) -> None:
    altai = [bank.question(id_, "ru", 1) for id_ in bank.ids(Filter(region="altai"))]
    assert {city for q in altai for city in q.cities} == {"barnaul", "rubtsovsk"}
    assert set(bank.ids(Filter(city="barnaul"))) < {q.id for q in altai}


def test_a_seed_orders_options_and_changes_nothing_else(bank: QuestionBank) -> None:
    id_ = bank.ids(Filter(kind="city"))[0]
    first, again, other = (bank.question(id_, "ru", seed) for seed in (1, 1, 2))
    assert first == again
    assert set(first.options) == set(other.options)
    assert {first.options[n] for n in first.right} == {other.options[n] for n in other.right}


def test_an_unknown_id_is_a_key_error(bank: QuestionBank) -> None:
    assert "nonsense" not in bank
    with pytest.raises(KeyError):
        bank.question("nonsense", "ru", 1)


def test_one_question_need_not_wait_for_all_to_be_found(bank: QuestionBank) -> None:
    fresh = QuestionBank(bank.known.catalogue)
    for id_ in bank.ids()[::500]:
        assert fresh.question(id_, "ru", 1) == bank.question(id_, "ru", 1)
    assert not fresh.ready


def test_a_question_everyone_gets_right_becomes_easy(bank: QuestionBank) -> None:
    id_ = next(i for i in bank.ids() if bank.difficulty(i) == 4)
    tallies = {id_: Tally(shown=500, right=490)}
    assert bank.difficulty(id_, tallies[id_]) == 1
    assert id_ in bank.ids(Filter(difficulty=1), tallies)
    assert id_ not in bank.ids(Filter(difficulty=4), tallies)


@given(st.integers(1, 5), st.integers(0, 1_000), st.data())
def test_more_right_answers_never_make_it_harder(
    guess: int, shown: int, data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, shown))
    fewer = data.draw(st.integers(0, right))
    easier = correct_difficulty(guess, Tally(shown, right))
    assert easier <= correct_difficulty(guess, Tally(shown, fewer))


@given(st.integers(1, 4), st.floats(0, 1), st.floats(-1, 1))
def test_a_famous_city_is_never_harder(fame: int, closeness: float, base: float) -> None:
    famous = estimate_difficulty(fame + 1, closeness, base)
    assert 1 <= famous <= estimate_difficulty(fame, closeness, base) <= 5


def test_every_question_can_be_exported(
    bank: QuestionBank, russian: Mapping[str, Question]
) -> None:
    target = io.StringIO()
    counts = write_questions(bank, target)
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    assert len(lines) == 2 * len(bank) == counts.total()
    assert {line["id"] for line in lines if line["language"] == "ru"} == set(russian)
    assert all(set(line["right"]) <= set(line["options"]) for line in lines)
    assert str(len(bank)) in format_counts(counts)
