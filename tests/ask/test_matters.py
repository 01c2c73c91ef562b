"""Questions on the titles themselves get the asked thing first and nothing beside it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ask.engine import Engine
from bot.ask.replies.answers import word_answer
from bot.ask.rules.matters import MATTERS
from bot.ask.rules.query import Kind
from bot.cities.catalogue import Catalogue
from bot.i18n import Locale, translator
from tests.ask.conftest import Ask


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("каким законом введено звание город трудовой доблести", "№ 41-ФЗ", "СВО"),
        ("за что дают звание города воинской славы", "ожесточённые сражения", "Белгород"),
        ("what is the title city of military glory given for", "fierce battles", "Belgorod"),
        ("звание города-героя сейчас присваивают?", "Нет.", "Киев"),
        ("города герои украины", "Киев, Одесса, Керчь и Севастополь", "Минск"),
        ("does the stele have to be built by the city", "The region and the city", "order"),
        ("есть ли льготы жителям городов трудовой доблести", "Об этом в моих", "Регион"),
        ("сколько салютов в год в городе воинской славы", "3 раза в год", "Такого числа"),
        ("какое звание выше", "не ставят одно звание выше другого", "Белгород"),
        ("есть ли города с двумя званиями", "Нет. Ни один город", "первые"),
        ("кто внес законопроект о трудовой доблести", "14 декабря 2019 года", "Варенников"),
        ("удмуртия и закон о трудовой доблести", "27 декабря 2019 года", "1 марта"),
        ("za chto dayut gorod voinskoy slavy", "ожесточённые сражения", "Белгород"),
    ],
)
def test_the_asked_side_of_a_title_is_told_first(
    ask: Ask, question: str, said: str, unsaid: str
) -> None:
    answer, text = ask(question)
    assert answer.kind is Kind.TITLE
    assert said in text.partition("\n\n")[0]
    assert unsaid not in text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("сколько городов воинской славы", Kind.COUNT),
        ("какие города получили звание воинской славы в 2010", Kind.LIST),
        ("последние города трудовой доблести", Kind.EXTREME),
        ("за что ржев стал городом воинской славы", Kind.CARD),
    ],
)
def test_lists_and_cities_are_not_taken_for_sides_of_a_title(
    ask: Ask, question: str, kind: Kind
) -> None:
    assert ask(question)[0].kind is kind


def test_every_fact_that_a_matter_names_exists(catalogue: Catalogue) -> None:
    known = {fact.id for title in catalogue.titles.values() for fact in title.facts}
    assert {fact for matter in MATTERS for fact in matter.facts} <= known


def test_years_since_are_counted_to_the_day_of_the_question(engine: Engine) -> None:
    tr = translator(Locale.EN)
    for today, years in ((date(2026, 10, 7), "18 years"), (date(2026, 10, 8), "19 years")):
        found = engine.ask("how many years ago did Rzhev get military glory", "en", today=today)
        assert years in word_answer(tr, engine.catalogue, found)


@pytest.mark.parametrize(
    "question",
    [
        "лошади для фронта откуда",
        "сочини стишок о городе герое туле",
        "who is winning in ukraine",
        "why did sochi get labour valour",
        "tank output of anapa 1943",
        "население",
    ],
)
def test_what_the_sources_do_not_say_is_not_answered_with_a_chance_fact(
    ask: Ask, question: str
) -> None:
    answer, text = ask(question)
    assert not answer.found or not answer.counted
    assert any(word in text for word in (" не ", " нет", " not ", " no "))
