"""Nothing the sources name is lost: the committed inventory proves it, the documents prove that."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.cities.catalogue import Catalogue, load_catalogue
from bot.cities.coverage import find_gaps
from bot.cities.documents import DOCUMENTS
from bot.cities.inventory import (
    Section,
    extract,
    find_names,
    find_nouns,
    hash_shingles,
    read_inventory,
    write_inventory,
)
from bot.cli import main

CATALOGUE = load_catalogue()
INVENTORY = read_inventory()

LIST = """Сводка Анны Петровой
\t1.
\tОмск
\tОмская область
\t2020
\tЗавод «Красный пример» дал 4,5 тыс. танков Т-34. Мастер Борис Снежков выточил их втрое
быстрее.
\tСтела https://example.org/777
\t2.
\tЛенинск-
Кузнецкий
\tКемеровская область
\t2025
\tЗдесь добывали уголь.
"""
ARTICLE = """The title honours work.
=== Omsk ===
Omsk saw 21 trains of the Sample Works on May 5, 1943.
== See also ==
- Hero City
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with documents that Anna made up."""
    for source, name in DOCUMENTS.items():
        text = LIST if source == "labour-valour-list-ru" else ARTICLE
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def without(city: str, fact: str) -> Catalogue:
    """The catalogue with one fact forgotten."""
    old = CATALOGUE.cities[city]
    facts = tuple(f for f in old.facts if f.id != fact)
    assert len(facts) < len(old.facts)
    new = old.model_copy(update={"facts": facts})
    return dataclasses.replace(CATALOGUE, cities={**CATALOGUE.cities, city: new})


def test_the_catalogue_leaves_nothing_out() -> None:
    assert [str(gap) for gap in find_gaps(CATALOGUE, INVENTORY.sections)] == []


def test_every_row_and_section_is_in_the_inventory() -> None:
    places = [section.place for section in INVENTORY.sections if section.city]
    cities = {section.city for section in INVENTORY.sections}
    assert sum(place.isdigit() for place in places) == 70
    assert len(places) == 70 + 43
    assert "volgograd" in cities
    assert "vologda" not in cities


@pytest.mark.parametrize(
    ("city", "fact", "lost"),
    [
        ("omsk", "zolotarev", ("4", "Семен")),
        ("omsk", "radio-sets", ("8000", "радиостанция")),
        ("ulyanovsk", "zis-5-trucks", ("7260", "ЗИС-5")),
        ("horlivka", "grishutina", ("18",)),
        ("arkhangelsk", "ceremony", ("01-12", "Nesmelov")),
    ],
)
def test_a_forgotten_fact_leaves_a_gap(city: str, fact: str, lost: tuple[str, ...]) -> None:
    gaps = find_gaps(without(city, fact), INVENTORY.sections)
    told = {token for gap in gaps for token in (*gap.numbers, *gap.names, *gap.nouns)}
    assert {gap.section.city for gap in gaps} == {city}
    assert set(lost) <= told


def test_what_a_section_names_is_listed_sorted_and_without_its_text(documents: Path) -> None:
    sections = {str(s): s for s in extract(documents, CATALOGUE).sections}
    assert sections["labour-valour-list-ru/01"] == Section(
        source="labour-valour-list-ru",
        place="01",
        city="omsk",
        numbers=("2020", "3", "4500"),
        names=("Борис", "Красный", "Красный пример", "Омск", "Снежков", "Т-34"),
        nouns=("завод", "мастер", "область", "пример", "стела", "танк"),
    )
    assert sections["labour-valour-list-ru/02"].city == "leninsk-kuznetsky"
    omsk = sections["military-glory-en/omsk"]
    assert (omsk.city, omsk.numbers) == ("omsk", ("05-05", "1943", "21"))
    assert {"Sample", "Works"} <= set(omsk.names)


def test_the_inventory_survives_its_file(documents: Path, tmp_path: Path) -> None:
    made = extract(documents, CATALOGUE)
    write_inventory(made, tmp_path / "coverage")
    assert read_inventory(tmp_path / "coverage") == made


def test_a_word_that_opens_a_sentence_is_a_name_only_if_it_can_be_no_other() -> None:
    assert find_names("Сегодня выпал снег. Тюмень ждала весны; им. Чкалова, Анна") == {
        "Тюмень",
        "Чкалова",
        "Анна",
    }


def test_nouns_are_lemmas() -> None:
    assert find_nouns("варили сталь, шили шинели") == {"сталь", "шинель"}


def test_eight_words_in_a_row_are_recognised() -> None:
    said = "один два три четыре пять шесть семь восемь девять"
    assert len(hash_shingles(said)) == 2
    assert hash_shingles(f"сказано: {said}.") & hash_shingles(said)
    assert not hash_shingles("один два три четыре пять шесть семь")


def test_the_command_proves_the_committed_inventory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--coverage"]) == 0
    assert "116 sections" in capsys.readouterr().out


def test_the_command_notices_documents_that_differ(
    documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--coverage", "--sources", str(documents)]) == 1
    assert "differs from the documents" in capsys.readouterr().out
