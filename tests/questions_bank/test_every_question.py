"""Every question of both languages is made and proved fair, independently of how it was made."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from bot.cities.catalogue import Catalogue
from bot.questions.bank import KINDS, QuestionBank
from bot.questions.model import Question
from tests.questions_bank.checker import Judge, read_number

Questions = Mapping[str, Question]
CHI_SQUARE_3 = 16.27
"""Exceeded by chance once in a thousand, at three degrees of freedom."""


@pytest.fixture(scope="module")
def everything(russian: Questions, english: Questions) -> list[Question]:
    return [*russian.values(), *english.values()]


def test_every_question_is_fair(everything: list[Question], catalogue: Catalogue) -> None:
    judge = Judge(catalogue)
    problems = [f"{q.id} {q.language}: {problem}" for q in everything for problem in judge.judge(q)]
    assert problems == []


def test_every_question_fits_a_poll(everything: list[Question]) -> None:
    problems = [f"{q.id} {q.language}: {p}" for q in everything for p in list_misfits(q)]
    assert problems == []


def list_misfits(question: Question) -> Iterator[str]:
    plain = question.explanation.striptags()
    if count_units(question.text) > 300:
        yield "question too long"
    if not 2 <= len(question.options) <= 12:
        yield "number of options"
    if any(not 1 <= count_units(option) <= 100 for option in question.options):
        yield "option too long"
    if not plain or count_units(str(plain)) > 200 or question.explanation.count("\n") > 2:
        yield "explanation too long"
    if len(set(question.options)) < len(question.options):
        yield "same options"
    if list(question.right) != sorted(set(question.right)) or not question.right:
        yield "right answers out of order"


def count_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_every_sentence_is_clean(everything: list[Question]) -> None:
    problems = [
        f"{q.id} {q.language}: {problem}: {text}"
        for q in everything
        for text in (q.text, *q.options, str(q.explanation.striptags()))
        for problem in list_blemishes(text)
    ]
    assert problems == []


def list_blemishes(text: str) -> Iterator[str]:
    if re.search(r"[{}]|&\w+;", text):
        yield "unresolved"
    if "  " in text or text != text.strip() or re.search(r" [,.;?]", text):
        yield "spaces"
    if text.count("«") != text.count("»") and "…" not in text:
        yield "quotation marks"
    if "„" not in text and text.count("“") != text.count("”") and "…" not in text:
        yield "quotation marks"
    if re.search(r"\.\.|\?\?", text):
        yield "punctuation"


def test_russian_names_stand_in_the_right_case(russian: Questions, catalogue: Catalogue) -> None:
    cities = {city.id: city.ru for city in catalogue.cities.values()}
    for question in russian.values():
        name = cities[question.cities[0]]
        head = question.text.partition("\n\n")[0]
        if question.kind in ("product", "memorial-year"):
            assert f" {name.locative}" in head
        if question.kind in ("year", "date", "truth-year"):
            assert f" {name.dative} " in head
        if question.kind == "nearest":
            assert head.endswith(f"ближе всего к {name.dative}?")
        if question.kind == "same-day":
            assert head.endswith(f"в один день с {name.instrumental}?")
        if question.kind == "renamed":
            assert head.endswith(f"имя {name.genitive}?")


def test_both_languages_ask_the_same(
    russian: Questions, english: Questions, catalogue: Catalogue
) -> None:
    names = {city.ru.name: city.en.name for city in catalogue.cities.values()}
    for id_, question in russian.items():
        twin = english[id_]
        assert question.right == twin.right
        assert (question.cities, question.fact_ids) == (twin.cities, twin.fact_ids)
        if all(option in names for option in question.options):
            assert tuple(names[option] for option in question.options) == twin.options


@pytest.mark.parametrize("language", ["ru", "en"])
def test_there_are_three_thousand_distinct_questions(
    language: str, russian: Questions, english: Questions
) -> None:
    questions = (russian if language == "ru" else english).values()
    distinct = {(q.text, *sorted(q.options[n] for n in q.right)) for q in questions}
    assert len(distinct) >= 3_000
    assert len({q.kind for q in questions}) == len(KINDS) >= 12


def test_ids_are_short_and_their_own(bank: QuestionBank) -> None:
    ids = bank.ids()
    assert len(set(ids)) == len(ids)
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9-]{1,40}", id_)] == []


def test_the_order_of_options_tells_nothing(bank: QuestionBank) -> None:
    places: Counter[int] = Counter()
    for id_ in bank.ids():
        question = bank.question(id_, "en", seed=f"round-{id_[-3:]}")
        if len(question.options) == 4 and len(question.right) == 1:
            places[question.right[0]] += 1
    expected = places.total() / 4
    assert sum((n - expected) ** 2 / expected for n in places.values()) < CHI_SQUARE_3


def test_the_right_figure_may_be_anywhere_in_the_row(english: Questions) -> None:
    ranks: Counter[int] = Counter()
    for question in english.values():
        if question.kind == "figure":
            values = [read_number(option, "en") for option in question.options]
            ranks[sorted(values).index(values[question.right[0]])] += 1
    assert all(share / ranks.total() > 0.12 for share in ranks.values())
    assert len(ranks) == 4


@pytest.mark.parametrize("kind", ["city", "counted", "product", "name", "whose"])
def test_the_right_option_is_no_longer_than_the_others(
    kind: str, russian: Questions, english: Questions
) -> None:
    for questions in (russian, english):
        asked = [q for q in questions.values() if q.kind == kind]
        longest = [q for q in asked if len(q.options[q.right[0]]) == max(len(o) for o in q.options)]
        assert 0.1 < len(longest) / len(asked) < 0.55


def test_yes_and_no_are_equally_likely(russian: Questions) -> None:
    answers = [q for q in russian.values() if q.kind.startswith("truth")]
    yes = [q for q in answers if q.options[q.right[0]] == "Да"]
    assert 0.42 < len(yes) / len(answers) < 0.58


def test_another_process_makes_the_same_questions(bank: QuestionBank) -> None:
    ids = bank.ids()[::150]
    program = (
        "import sys\n"
        "from bot.cities.catalogue import load_catalogue\n"
        "from bot.questions.bank import QuestionBank\n"
        "bank = QuestionBank(load_catalogue())\n"
        "for id_ in sys.argv[1:]:\n"
        "    print(bank.question(id_, 'en', 5).options)\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", program, *ids],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert made.stdout.splitlines() == [str(bank.question(i, "en", 5).options) for i in ids]
