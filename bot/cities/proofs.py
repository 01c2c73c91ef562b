"""What good data must also hold beyond its schema: placeholders, figures, notes, wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact, Figure, TitleFact
from bot.cities.places import Problem, locate
from bot.cities.wording import COUNTED, PLACEHOLDER

SPELLED = frozenset({"one-in", "rank"})
MONTHS = (
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
ALLOWED_DIGITS = re.compile(
    rf"\b1[5-9]\d\d(?:[–-]\d{{2,4}})?(?:-х|-е|s)?\b|\b20[0-4]\d(?:[–-]\d{{2,4}})?\b"  # years
    rf"|\b\d{{1,2}}(?:[–-]\d{{1,2}})?\s(?:{MONTHS})|(?:{MONTHS})\s\d{{1,2}}\b"  # dates
    r"|№№?\s?\d+(?:[-/]\d+)?|\bNos?\.\s?\d+(?:[-/]\d+)?|\bзавод\w*\s\d+"  # numbered things
    r"|\b\d+-(?:й|я|е|го|м|му|ю|ой|ей|х|ми|лети\w*)\b|\b\d+(?:st|nd|rd|th)\b"  # ordinals
    r"|[A-Za-zА-ЯЁа-яё]+[-–]?\d+(?:[-–/]?[A-Za-zА-Яа-яё\d]+)*|\d+-?(?:мм|mm|см|cm)\b|\d+[-‑](?:миллиметров|мм|mm)\w*"
)
ATTRIBUTION = re.compile(
    r"по (?:данным|словам|подсч|свидетельств|сведени|оценк|рассказ|мнени|утвержд|легенд|преданию)"
    r"|счита(?:ют|ется)|указ(?:ано|ывает)|называ(?:ет|ют)|назван|как (?:говор|пиш)|говорится"
    r"|в перечне|утвержда|источник|перечень"
    r"|according to|the list (?:says|names|calls|gives|credits|puts|counts)|is said|are said"
    r"|by the list|reported|is considered|described|credited|claims?|estimate|the source|called",
    re.IGNORECASE,
)


def find_problems(catalogue: Catalogue, data: Path) -> list[Problem]:
    """Everything in the cities' and titles' files that a careful editor would send back."""
    path = data / "titles.toml"
    text = path.read_text("utf-8")
    found = list(_find_in_titles(catalogue))
    problems = [Problem(path.name, locate(text, key), key, why) for key, why in found]
    for city in catalogue.cities.values():
        path = data / "cities" / f"{city.id}.toml"
        text = path.read_text("utf-8")
        found = [*_find_in_city(city, text), *_find_in_facts(city)]
        problems += [Problem(path.name, locate(text, key), key, why) for key, why in found]
    return problems


Found = tuple[tuple[str | int, ...], str]


def _find_in_titles(catalogue: Catalogue) -> Iterator[Found]:
    for id_, title in catalogue.titles.items():
        for n, fact in enumerate(title.facts):
            at = ("titles", id_, "facts", n)
            yield from ((at, why) for why in _find_in_text(fact))
            if fact.standing != "plain" and not fact.note:
                yield at, f"{fact.standing} needs a note"
            for key, figure in fact.figures.items():
                yield from (((*at, "figures", key), why) for why in _find_in_figure(figure))


def _find_in_city(city: City, text: str) -> Iterator[Found]:
    if "REVIEW" in text:
        yield (), "still has a REVIEW mark"
    for n, memorial in enumerate(city.memorials):
        if memorial.listed and memorial.state == "standing" and not memorial.place:
            yield ("memorials", n), "a listed memorial needs a place"


def _find_in_facts(city: City) -> Iterator[Found]:
    for n, fact in enumerate(city.facts):
        at = ("facts", n)
        yield from ((at, why) for why in _find_in_text(fact))
        if fact.standing != "plain" and not fact.note:
            yield at, f"{fact.standing} needs a note"
        if fact.standing != "plain" and "figure" in fact.ask and fact.standing == "disputed":
            yield at, "a disputed figure must not be asked"
        if "figure" in fact.ask and not any(f.unit not in SPELLED for f in fact.figures.values()):
            yield at, "asks a figure but has none"
        if "product" in fact.ask and not fact.products:
            yield at, "asks a product but has none"
        if "name" in fact.ask and not fact.names:
            yield at, "asks a name but has none"
        for key, figure in fact.figures.items():
            yield from (((*at, "figures", key), why) for why in _find_in_figure(figure))


def _find_in_text(fact: Fact | TitleFact) -> Iterator[str]:
    for language in ("ru", "en"):
        text = fact.text(language)
        used = {m[1] for m in PLACEHOLDER.finditer(text)}
        spelled = {k for k, f in fact.figures.items() if f.unit in SPELLED}
        if unused := set(fact.figures) - used - spelled:
            yield f"{language}: figures not in the text: {sorted(unused)}"
        bare = ALLOWED_DIGITS.sub("", PLACEHOLDER.sub("", text))
        if left := re.findall(r"\d+", bare):
            yield f"{language}: numbers must be figures: {left}"
        if fact.standing != "plain" and not ATTRIBUTION.search(text):
            yield f"{language}: {fact.standing}, but the sentence does not say whose claim it is"
        if not re.search(r"[.!?]»?”?$", text):
            yield f"{language}: must end as a sentence"


def _find_in_figure(figure: Figure) -> Iterator[str]:
    counted = figure.unit in COUNTED
    for language, forms in (("ru", figure.ru), ("en", figure.en)):
        if counted and isinstance(forms, str):
            yield f"{language}: {figure.unit} needs the plural forms of what is counted"
        if not counted and not isinstance(forms, str):
            yield f"{language}: {figure.unit} takes one text, not plural forms"
