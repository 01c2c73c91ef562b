"""The catalogue: everything in data/, read and checked once, then only looked at."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.cities.model import (
    Asked,
    Award,
    City,
    Correction,
    Fact,
    Region,
    RegionGroup,
    Signatory,
    Source,
    Theme,
    Title,
    TitleFact,
    TitleId,
    Unit,
)
from bot.cities.places import Problem, locate
from bot.cities.wording import PLACEHOLDER

DATA = Path(__file__).resolve().parent.parent.parent / "data"
CITY = "city"
"""The table of a file in data/asked that is about the city itself."""
M = TypeVar("M", bound=BaseModel)


class DataError(Exception):
    """The data cannot be used; `problems` say where and why, one line each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What the bot knows; keys are the ids used in data/."""

    titles: Mapping[TitleId, Title]
    signatories: Mapping[str, Signatory]
    regions: Mapping[str, Region]
    groups: Mapping[str, RegionGroup]
    themes: Mapping[str, Theme]
    units: Mapping[str, Unit]
    sources: Mapping[str, Source]
    corrections: Mapping[str, Correction]
    cities: Mapping[str, City]
    asked: Mapping[str, Asked]
    """How people ask for a city (by its id) or for one of its facts (by `city/fact`)."""

    @cached_property
    def facts(self) -> Mapping[str, tuple[City, Fact]]:
        """Every fact with its city, by `city/fact`."""
        return {f"{c.id}/{f.id}": (c, f) for c in self.cities.values() for f in c.facts}

    def holders(self, title: TitleId) -> list[tuple[City, Award]]:
        """The cities that hold a title, by date of award and then Russian name."""
        found = [(c, a) for c in self.cities.values() for a in c.awards if a.title == title]
        return sorted(found, key=lambda pair: (pair[1].date, pair[0].ru.name))

    def awards(self) -> Iterator[tuple[City, Award]]:
        """Every award with its city."""
        return ((c, a) for c in self.cities.values() for a in c.awards)

    def in_region(self, region: str) -> list[City]:
        """The cities of a region, by Russian name."""
        found = [c for c in self.cities.values() if c.region == region]
        return sorted(found, key=lambda c: c.ru.name)

    def in_group(self, group: str) -> list[City]:
        """The cities of a group of regions, by Russian name."""
        parts = self.groups[group]
        found = [
            c for c in self.cities.values() if c.region in parts.regions or c.id in parts.cities
        ]
        return sorted(found, key=lambda c: c.ru.name)


def load_catalogue(data: Path = DATA) -> Catalogue:
    """Read and check all of data/; raises DataError with every problem found."""
    reader = _Reader()
    titles = reader.table(data / "titles.toml", "titles", Title)
    signatories = reader.table(data / "titles.toml", "signatories", Signatory)
    regions = reader.table(data / "regions.toml", "regions", Region)
    groups = reader.table(data / "regions.toml", "groups", RegionGroup)
    themes = reader.table(data / "themes.toml", None, Theme)
    units = reader.table(data / "units.toml", None, Unit)
    sources = reader.table(data / "sources.toml", None, Source)
    corrections = reader.table(data / "corrections.toml", None, Correction)
    cities = {}
    for path in sorted((data / "cities").glob("*.toml")):
        if city := reader.record(path, City):
            cities[city.id] = city
            reader.expect(city.id == path.stem, path, ("id",), f"must be {path.stem!r}")
    asked: dict[str, Asked] = {}
    for path in sorted((data / "asked").glob("*.toml")):
        asked |= _read_asked(reader, path)
    catalogue = Catalogue(
        titles,  # type: ignore[arg-type]  # checked below: exactly the three ids
        signatories,
        regions,
        groups,
        themes,
        units,
        sources,
        corrections,
        cities,
        asked,
    )
    if not reader.problems:
        _check_references(catalogue, reader, data)
        _check_facts(catalogue, reader, data)
        _check_asked(catalogue, reader, data)
    if reader.problems:
        raise DataError(reader.problems)
    return catalogue


def _read_asked(reader: _Reader, path: Path) -> dict[str, Asked]:
    """How people ask for a city and its facts, by `city` and `city/fact`."""
    city = path.stem
    tables = reader.table(path, None, Asked)
    return {city if name == CITY else f"{city}/{name}": asked for name, asked in tables.items()}


class _Reader:
    """Reads TOML files into records and gathers problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._texts: dict[Path, str] = {}

    def expect(self, holds: bool, path: Path, key: tuple[str | int, ...], message: str) -> None:
        """Note a problem at a key of a file unless the condition holds."""
        if not holds:
            line = locate(self._text(path), key)
            self.problems.append(Problem(path.name, line, key, message))

    def record(self, path: Path, model: type[M]) -> M | None:
        """The whole file as one record."""
        return self._validate(path, (), self._toml(path), model)

    def table(self, path: Path, under: str | None, model: type[M]) -> dict[str, M]:
        """The tables of a file, or those under one key, as records by name."""
        content = self._toml(path)
        prefix = (under,) if under else ()
        entries = content.get(under, {}) if under else content
        read = {k: self._validate(path, (*prefix, k), v, model) for k, v in entries.items()}
        return {k: v for k, v in read.items() if v is not None}

    def _validate(
        self, path: Path, prefix: tuple[str | int, ...], content: object, model: type[M]
    ) -> M | None:
        try:
            return model.model_validate(content)
        except ValidationError as error:
            for problem in error.errors():
                self.expect(False, path, prefix + problem["loc"], problem["msg"])
            return None

    def _toml(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text(path))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(Problem(path.name, 1, (), str(error)))
            return {}

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            self._texts[path] = path.read_text("utf-8")
        return self._texts[path]


def _check_references(catalogue: Catalogue, reader: _Reader, data: Path) -> None:
    """Every id that one record names must exist in its table."""
    missing = {"hero", "military_glory", "labour_valour"} ^ set(catalogue.titles)
    reader.expect(not missing, data / "titles.toml", ("titles",), f"titles differ: {missing}")
    for city in catalogue.cities.values():
        path = data / "cities" / f"{city.id}.toml"
        for key, table, name in _references(city, catalogue):
            reader.expect(name in table, path, key, f"unknown id {name!r}")
    for id_, group in catalogue.groups.items():
        for name in group.regions:
            known = name in catalogue.regions
            reader.expect(known, data / "regions.toml", ("groups", id_), f"unknown id {name!r}")
        for name in group.cities:
            known = name in catalogue.cities
            reader.expect(known, data / "regions.toml", ("groups", id_), f"unknown id {name!r}")
    for id_, correction in catalogue.corrections.items():
        path = data / "corrections.toml"
        for name in correction.cities:
            reader.expect(name in catalogue.cities, path, (id_, "cities"), f"unknown {name!r}")
        for name in (correction.source, *correction.sources):
            reader.expect(name in catalogue.sources, path, (id_, "sources"), f"unknown {name!r}")
    for id_, title in catalogue.titles.items():
        path = data / "titles.toml"
        for key, table, name in _title_references(id_, title, catalogue):
            reader.expect(name in table, path, key, f"unknown id {name!r}")


def _check_facts(catalogue: Catalogue, reader: _Reader, data: Path) -> None:
    """Within a file no two facts share an id, and every placeholder has its figure."""
    told: list[tuple[Path, tuple[str | int, ...], Sequence[Fact | TitleFact]]] = [
        (data / "titles.toml", ("titles", id_, "facts"), title.facts)
        for id_, title in catalogue.titles.items()
    ]
    told += [
        (data / "cities" / f"{c.id}.toml", ("facts",), c.facts) for c in catalogue.cities.values()
    ]
    for path, at, facts in told:
        ids = [fact.id for fact in facts]
        for n, fact in enumerate(facts):
            reader.expect(fact.id not in ids[:n], path, (*at, n, "id"), f"{fact.id!r} stands twice")
            for language in ("ru", "en"):
                named = {m[1] for m in PLACEHOLDER.finditer(fact.text(language))}
                unknown = sorted(named - set(fact.figures))
                reader.expect(not unknown, path, (*at, n, language), f"no figure for {unknown}")


def _check_asked(catalogue: Catalogue, reader: _Reader, data: Path) -> None:
    """What people ask by belongs to a city or a fact that exists."""
    for id_ in catalogue.asked:
        city, _, fact = id_.partition("/")
        known = id_ in catalogue.facts or id_ in catalogue.cities
        path = data / "asked" / f"{city}.toml"
        reader.expect(known, path, (fact or CITY,), f"unknown id {id_!r}")


def _title_references(
    id_: str, title: Title, catalogue: Catalogue
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, object], str]]:
    """Each reference in a title: its key, the table it points into, the id it names."""
    for n, fact in enumerate(title.facts):
        at = ("titles", id_, "facts", n)
        yield from (((*at, "sources"), catalogue.sources, s) for s in fact.sources)
        for name, figure in fact.figures.items():
            yield (*at, "figures", name), catalogue.units, figure.unit


def _references(
    city: City, catalogue: Catalogue
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, object], str]]:
    """Each reference in a city: its key, the table it points into, the id it names."""
    yield ("region",), catalogue.regions, city.region
    for n, award in enumerate(city.awards):
        yield ("awards", n, "signed_by"), catalogue.signatories, award.signed_by
        yield from ((("awards", n, "sources"), catalogue.sources, s) for s in award.sources)
    for n, memorial in enumerate(city.memorials):
        yield from ((("memorials", n, "sources"), catalogue.sources, s) for s in memorial.sources)
    for n, fact in enumerate(city.facts):
        yield from ((("facts", n, "sources"), catalogue.sources, s) for s in fact.sources)
        yield from ((("facts", n, "themes"), catalogue.themes, t) for t in fact.themes)
        yield from ((("facts", n, "see"), catalogue.facts, f) for f in fact.see)
        for name, figure in fact.figures.items():
            yield ("facts", n, "figures", name), catalogue.units, figure.unit
