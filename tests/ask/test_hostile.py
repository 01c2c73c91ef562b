"""The worst that can be typed costs no more work than a long question."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from bot.ask.doors import answer_plainly
from bot.ask.engine import Engine
from bot.intake import LONGEST_TEXT

WORST = {
    "commas": "," * 4096,
    "ligatures": "\ufdfa" * 4096,
    "combining marks": "o" + "\u0301" * 4096,
    "zalgo words": ("о\u0336м\u0336с\u0336к\u0336 " * 600),
    "emoji": "🏙" * 2000,
    "digits": "1" * 4096,
    "dotted digits": "1." * 2048,
    "scales": "тысяча " * 600,
    "one letter": "а " * 2048,
    "odd words": "зюхлопрыть " * 400,
    "city names": "Комсомольск-на-Амуре " * 200,
    "almost names": "Камсомальск на Омуре " * 200,
    "hyphens": "т-" * 2048,
    "right to left": "\u202eксмо " * 600,
    "brackets": "<b>&lt;" * 600,
    "nulls": "\x00омск\x00" * 600,
    "one long word": "ъ" * 4096,
    "title words": "город трудовой и воинской доблести и славы " * 90,
}
LONG_QUESTION = "сколько танков и самолётов сделали во время войны заводы Челябинска и Омска " * 4


def count_calls(work: Callable[[], object]) -> int:
    """How many calls of functions some work takes, whatever the machine is busy with."""
    calls = 0

    def note(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("text", WORST.values(), ids=WORST.keys())
def test_the_worst_texts_take_bounded_work(engine: Engine, text: str) -> None:
    answer_plainly(engine, text, "ru")
    usual = count_calls(lambda: answer_plainly(engine, LONG_QUESTION, "ru"))
    assert count_calls(lambda: answer_plainly(engine, text, "ru")) < max(20 * usual, 200_000)


def test_only_the_beginning_of_a_long_text_is_read(engine: Engine) -> None:
    question = "омск звание "
    asked = engine.ask(question + "x" * 5000, "ru")
    assert len(asked.query.reading.typed) <= LONGEST_TEXT
    assert asked.cities[0].id == "omsk"
