"""Answers say the asked thing first, name the city, and invent nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ask.doors import answer_plainly
from bot.ask.engine import Engine
from bot.ask.replies.cities import word_award_lines
from bot.ask.replies.texts import LONGEST
from bot.ask.rules.query import Kind
from bot.atlas.replies.cards import word_fact_line
from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact
from bot.cities.words import split_words
from bot.i18n import Locale, translator
from tests.ask.conftest import Ask
from tests.conftest import know, know_names

DIGITS = re.compile(r"\d")
LISTS = {Kind.LIST, Kind.COUNT, Kind.UNMARKED, Kind.EXTREME}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("сколько радиостанций сделали в омске", "Омск: более 8 000 радиостанций"),
        ("how many pistols did izhevsk make", "Izhevsk: 961,500 pistols"),
        ("когда ижевску дали звание", "Ижевск — Город трудовой доблести с 2 июля 2020 г."),
        ("luga award date", "Luga: City of Military Glory since 5 May 2008"),
        ("томск это город воинской славы?", "Нет, звания «Город воинской славы»"),
        ("Is Tver a City of Military Glory?", "Yes. Tver"),
        ("каждая четвертая шинель", "Ульяновск"),
        ("завод № 92", "Нижний Новгород"),
        ("Plant No. 18", "Voronezh"),
        ("куда эвакуировали Кировский завод", "Челябинск"),
        ("что делал Уралмаш", "СУ-100"),
        ("white sea flotilla city founded by ivan the terrible", "Arkhangelsk"),
        ("udmurtia labour valour cities", "Cities of Labour Valour, Udmurt Republic: 2 cities"),
        ("орск есть стела", "В исходном перечне стела в Орске не указана"),
        ("сколько городов воинской славы", "Города воинской славы: 47 городов"),
        ("в какие дни салют в городах воинской славы", "23 февраля, 9 мая и в День города"),
        ("номер закона о трудовой доблести", "№ 41-ФЗ"),
        ("Which deputies introduced drafts of the labour title", "Varennikov"),
        ("почему в списке волгоград вместо вологды", "Вологда"),
        ("the article says twenty Labour Valour cities, still right?", "there are 70"),
        ("сургут", "Сургут"),
        ("спасибо", "Пожалуйста"),
    ],
)
def test_each_kind_of_question_is_answered(ask: Ask, question: str, said: str) -> None:
    assert said in ask(question)[1].replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "question",
    [
        "сколько танков сделал псков",
        "how many aeroplanes did Luga build",
        "на каком заводе делали т-34 в томске",
        "сколько стоит квартира в перми",
        "кто мэр Курска",
        "who is the mayor of Rzhev now",
        "погода в челябинске завтра",
        "сколько будет семь плюс восемь",
        "сколько людей погибло в первой мировой",
        "which city is the best",
        "how old is Tula",
        "Сколько храмов в Пскове",
    ],
)
def test_what_no_source_says_is_answered_with_no_data_first(ask: Ask, question: str) -> None:
    found, text = ask(question)
    assert not found.found
    first = text.splitlines()[0].casefold()
    assert re.search(r"\bнет\b|\bне\b|\bno\b|\bnot\b", first)
    assert not DIGITS.search(first)


def test_small_matters_of_a_memorial_are_not_made_up(ask: Ask) -> None:
    _, text = ask("кто скульптор стелы в самаре")
    assert text.startswith("Об этом в моих источниках не сказано.")


def test_one_claim_of_several_cities_names_them_all(ask: Ask) -> None:
    found, text = ask("кто сделал каждый третий снаряд")
    assert {"Самара", "Новосибирск"} <= {city.ru.name for city in found.cities}
    assert "Самара" in text
    assert "Новосибирск" in text


def test_two_titles_asked_for_must_both_be_held(ask: Ask) -> None:
    assert ask("Москва и город-герой и город воинской славы?")[1].startswith("Нет")
    assert not ask("Москва город-герой или город воинской славы?")[1].startswith(("Да", "Нет"))


def list_promises(catalogue: Catalogue) -> list[tuple[City, Fact, str]]:
    return [
        (city, fact, product.ru)
        for city in catalogue.cities.values()
        for fact in city.facts
        for product in fact.products
    ]


PROMISES = list_promises(know())
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def numbers_of(text: str) -> set[str]:
    """The numbers of a text, without what groups their digits."""
    plain = re.sub(r"https?://\S+", " ", text)
    return {word for word in split_words(plain) if NUMBER.fullmatch(word)}


@given(st.sampled_from(list(know().cities.values())), st.sampled_from(PROMISES), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_number_belongs_to_the_city_asked_about(
    engine: Engine, city: City, promise: tuple[City, Fact, str], english: bool
) -> None:
    """Any city is asked about any product: a number of another city's is never given."""
    product = next(p for p in promise[1].products if p.ru == promise[2])
    question = (
        f"how many {product.en} did {city.en.name} make"
        if english
        else f"сколько {product.ru} сделал {city.ru.name}"
    )
    found, text = answer_plainly(engine, question, "en" if english else "ru")
    told = {c.id: c for c in found.cities} or {city.id: city}
    if found.kind in LISTS or city.id not in told:
        return
    tr = translator(Locale("en" if english else "ru"))
    known = numbers_of(tell_all(engine, told.values(), tr.locale.value))
    assert numbers_of(text) - known == set(), question


def tell_all(engine: Engine, cities: Iterable[City], language: str) -> str:
    """All that the bot could say of some cities: facts, awards, sources."""

    tr = translator(Locale(language))
    catalogue = engine.catalogue
    parts = [source.in_(language) for source in catalogue.sources.values()]
    for city in cities:
        parts += [str(line) for line in word_award_lines(tr, catalogue, city)]
        parts += [str(word_fact_line(tr, catalogue, fact)) for fact in city.facts]
        parts += [city.note.in_(language)] if city.note else []
        parts += [city.status.ru if language == "ru" else city.status.en] if city.status else []
        parts.append(json.dumps([o.name + str(o) for o in city.also], default=str))
    return "\n".join(parts)


QUESTIONS = [
    f"{word} {city.ru.name}"
    for word in ("что делал", "чем известен", "кто подписал указ", "где стела")
    for city in list(know().cities.values())[::5]
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_short_and_reads_well(ask: Ask, question: str) -> None:
    found, text = ask(question)
    told = re.sub(r"https?://\S+", "", text)
    assert len(told) < LONGEST * 2
    for ugly in ("..", " ,", " .", "г..", "None", "{", "«»", "  "):
        assert ugly not in told
    assert any(city.ru.name[:4] in told for city in found.cities)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    engine = test_no_text_is_too_odd.__dict__.setdefault("engine", Engine(know(), know_names()))
    _, answer = answer_plainly(engine, text, None)
    assert answer
