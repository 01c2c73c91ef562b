"""How fast free questions are answered: usual, worst, and with ten times as many facts."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.ask.doors import answer_plainly
from bot.ask.engine import Engine
from bot.ask.evaluation import QUESTIONS
from bot.cities.catalogue import Catalogue, load_catalogue
from bot.cities.model import City
from bot.cities.names import Gazetteer, load_towns
from bot.i18n import Locale, translator

TIMES_AS_MANY = 10
WORST = {
    "commas": "," * 4096,
    "ligatures that open into sentences": "\ufdfa" * 4096,
    "combining marks": "o" + "\u0301" * 4096,
    "odd words": "зюхлопрыть " * 400,
    "almost names": "Камсомальск на Омуре " * 200,
    "city names": "Комсомольск-на-Амуре " * 200,
    "titles": "город трудовой и воинской доблести и славы " * 90,
    "dotted digits": "1." * 2048,
}
SYLLABLES = [c + v for c in "бвгджзклмнпрстфхц" for v in "аеиоу"]


def main() -> None:
    """Print what a start costs, p50 and p99 of a question, the worst, and the growth."""
    for locale in Locale:
        translator(locale)
    before = read_memory()
    started = time.perf_counter()
    catalogue = load_catalogue()
    gazetteer = Gazetteer(catalogue, load_towns())
    read = time.perf_counter() - started
    engine = Engine(catalogue, gazetteer)
    started = time.perf_counter()
    assert engine.shelf
    built = time.perf_counter() - started
    memory = read_memory() - before
    print(f"ask: data read in {read:.2f} s, indexes built in {built:.2f} s, {memory:.0f} MB")
    gc.freeze()  # as the running bot does with what it knows
    questions = read_questions()
    usual = time_questions(engine, questions)
    print_times(f"{len(questions)} questions", usual)
    for name, text in WORST.items():
        slowest = max(time_question(engine, text, "ru") for _ in range(5))
        print(f"  worst of five, {name}: {slowest * 1000:.1f} ms")
    larger = multiply(catalogue, TIMES_AS_MANY)
    grown = Engine(larger, Gazetteer(larger, load_towns()))
    assert grown.shelf
    gc.freeze()
    many = time_questions(grown, questions)
    ratio = statistics.median(many) / statistics.median(usual)
    print_times(f"with {TIMES_AS_MANY} times as many cities and facts", many)
    print(f"  p50 grows {ratio:.2f} times")


def read_memory() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_questions() -> list[tuple[str, str]]:
    """Every question of every file, with its language."""
    lines = (line for path in list_files() for line in path.read_text("utf-8").splitlines())
    rows = (json.loads(line) for line in lines if line.strip())
    return [(row["question"], row["lang"]) for row in rows]


def list_files() -> Sequence[Path]:
    """The question files."""
    return sorted(QUESTIONS.glob("*.jsonl"))


def time_questions(engine: Engine, questions: Sequence[tuple[str, str]]) -> list[float]:
    """Seconds that each question takes, once every cache has been filled."""
    for question, language in questions[::10]:
        answer_plainly(engine, question, language)
    return sorted(time_question(engine, question, lang) for question, lang in questions)


def time_question(engine: Engine, question: str, language: str) -> float:
    """Seconds from a question to its worded answer."""
    started = time.perf_counter()
    answer_plainly(engine, question, language)
    return time.perf_counter() - started


def print_times(name: str, times: Sequence[float]) -> None:
    """The middle, the slowest in a hundred and the slowest of sorted times."""
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    worst = times[-1]
    print(f"{name}: p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms, most {worst * 1000:.1f} ms")


def multiply(catalogue: Catalogue, times: int) -> Catalogue:
    """A catalogue with so many times the cities; the added ones bear made-up names."""
    cities: dict[str, City] = dict(catalogue.cities)
    for copy in range(1, times):
        for number, city in enumerate(catalogue.cities.values()):
            added = rename(city, f"{city.id}-{copy}", name_city(copy * 1000 + number))
            cities[added.id] = added
    return replace(catalogue, cities=cities)


def name_city(number: int) -> str:
    """A name that no city bears."""
    name = ""
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        name += SYLLABLES[digit]
    return name.capitalize() + "град"


def rename(city: City, id_: str, name: str) -> City:
    """The same city, its id and names changed."""
    forms = dict.fromkeys(
        ("genitive", "dative", "accusative", "instrumental", "prepositional"), name
    )
    ru = city.ru.model_copy(update={"name": name, **forms})
    return city.model_copy(update={"id": id_, "ru": ru, "also": ()})


if __name__ == "__main__":
    main()
