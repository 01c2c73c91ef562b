"""Bad data never starts: each kind of mistake is named with its file, line and key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cities.catalogue import DATA, DataError, load_catalogue
from bot.cities.proofs import find_problems


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the real data to spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(data: Path) -> None:
        path = data / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return spoil


OMSK = "cities/omsk.toml"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (replace(OMSK, 'kind = "city"', 'kind = "village"'), "omsk.toml:2: kind: "),
        (replace(OMSK, "[en]\n", '[en]\nnick = "O"\n'), "en.nick: Extra inputs"),
        (replace(OMSK, 'name = "Omsk"\n', ""), "en.name: Field required"),
        (replace(OMSK, 'region = "omsk"', 'region = "omskland"'), "unknown id 'omskland'"),
        (replace(OMSK, "date = 2020-07-02", 'date = "July 2"'), "awards.0.date: "),
        (replace(OMSK, 'themes = ["radio"', 'themes = ["wireless"'), "unknown id 'wireless'"),
        (replace(OMSK, 'id = "omsk"', 'id = "tomsk2"'), "id: must be 'omsk'"),
        (replace(OMSK, 'signed_by = "putin"', 'signed_by = "nobody"'), "unknown id 'nobody'"),
        (replace(OMSK, "[ru]", "[ru"), "omsk.toml:1: file: "),
        (replace(OMSK, "produced {radios}", "produced {sets}"), "en: no figure for ['sets']"),
        (replace(OMSK, 'id = "fighters"', 'id = "radio-sets"'), "'radio-sets' stands twice"),
        (replace(OMSK, "value = 8000", 'value = "many"'), "figures.radios.value.int: "),
        (replace(OMSK, 'unit = "piece"', 'unit = "dozen"'), "unknown id 'dozen'"),
        (replace(OMSK, '"labour-valour-list-ru"', '"rumour"'), "unknown id 'rumour'"),
        (replace(OMSK, "point = [", "point = [1.0, "), "point: "),
        (replace("sources.toml", 'kind = "official"', 'kind = "gossip"'), ".kind: "),
        (replace("units.toml", '["%", "%", "%"]', '["%"]'), "percent.ru"),
        (replace("regions.toml", 'ru_in = "в Адыгее"\n', ""), "adygea.ru_in: Field required"),
        (replace("titles.toml", "{cities}", "{towns}"), "no figure for ['towns']"),
        (replace("themes.toml", 'en = "Aircraft"', ""), "aircraft.en: Field required"),
        (replace("titles.toml", '"law-68-fz"', '"law-86-fz"'), "unknown id 'law-86-fz'"),
        (replace("corrections.toml", '"special-kremlin-ru"', '"crier"'), "unknown 'crier'"),
        (replace("regions.toml", '"norilsk"', '"norilskk"'), "unknown id 'norilskk'"),
        (replace("asked/omsk.toml", "[radio-sets]", "[radios]"), "unknown id 'omsk/radios'"),
        (replace("asked/omsk.toml", "[radio-sets]\nru", "[radio-sets]\nde"), "radio-sets.de: "),
    ],
)
def test_a_mistake_is_named_with_its_place(
    data: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(data)
    with pytest.raises(DataError) as caught:
        load_catalogue(data)
    assert message in str(caught.value)


def test_a_problem_deep_in_a_file_names_its_own_line(data: Path) -> None:
    path = data / OMSK
    replace(OMSK, 'unit = "rouble"', 'unit = "dollar"')(data)
    with pytest.raises(DataError) as caught:
        load_catalogue(data)
    (problem,) = caught.value.problems
    assert 'unit = "dollar"' in path.read_text("utf-8").split("\n")[problem.line - 1]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (replace(OMSK, "выпустили {radios}", "выпустили много"), "figures not in the text"),
        (replace(OMSK, "produced {radios}.", "produced 9 and {radios}."), "must be figures"),
        (replace(OMSK, "produced {radios}.", "produced {radios}"), "must end as a sentence"),
        (replace("titles.toml", "{cities}, and Brest", "12, and Brest"), "titles.hero.facts"),
    ],
)
def test_careless_facts_are_sent_back(
    data: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(data)
    problems = find_problems(load_catalogue(data), data)
    assert any(message in str(problem) for problem in problems)


def test_the_catalogue_holds_every_recipient() -> None:
    catalogue = load_catalogue()
    count = {title: len(catalogue.holders(title)) for title in catalogue.titles}
    assert count == {"hero": 13, "military_glory": 47, "labour_valour": 70}
    assert len(catalogue.cities) == 130


def test_a_group_holds_whole_regions_and_single_cities() -> None:
    arctic = {city.id for city in load_catalogue().in_group("arctic")}
    assert {"murmansk", "salekhard", "norilsk", "vorkuta"} <= arctic
    assert not {"krasnoyarsk", "severodvinsk"} & arctic


def test_moscow_is_not_in_moscow_oblast() -> None:
    catalogue = load_catalogue()
    assert [city.id for city in catalogue.in_region("moscow-city")] == ["moscow"]
    assert "moscow" not in {city.id for city in catalogue.in_region("moscow")}


def test_what_a_title_says_of_its_holders_agrees_with_the_awards() -> None:
    catalogue = load_catalogue()
    said = {
        id_: sum(
            figure.value
            for fact in title.facts
            if fact.id == "count"
            for key, figure in fact.figures.items()
            if key in ("all", "cities")
        )
        for id_, title in catalogue.titles.items()
    }
    assert said == {"hero": 12, "military_glory": 47, "labour_valour": 70}
    cities = [c for c, _ in catalogue.holders("hero") if c.kind == "city"]
    assert len(cities) == said["hero"]
