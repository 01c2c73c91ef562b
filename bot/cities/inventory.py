"""The numbers, names and nouns of the source documents, section by section, without their text.

The documents themselves are not ours to publish. Their inventory is: it lists, sorted, what each
section names, so that anyone can check that the catalogue leaves nothing of it out, and anyone who
has the documents can check that the inventory is true.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.cities.catalogue import DATA, Catalogue
from bot.cities.documents import DOCUMENTS, read_documents, split_document
from bot.cities.numbers import MONTHS, find_models, find_numbers, hide_models
from bot.cities.spelling import CYRILLIC, normalise
from bot.cities.words import open_dictionary

COVERAGE = DATA / "coverage"
SHINGLE = 8
"""How many words in a row count as copying."""

_NUMBERING = re.compile(r"^\s*\d\.\s+", re.MULTILINE)
_ABBREVIATED = re.compile(r"\b[а-яё]{2,4}\.(?=\s*[а-яё])")
_WORD = re.compile(r"[^\W\d_]+")
_GROUPS = re.compile(r"(?<=\d)[\s,](?=\d{3}(?!\d))")
_QUOTED = re.compile(r"«([^«»\n]{2,80})»|“([^“”\n]{2,80})”|\"([^\"\n]{2,80})\"")
# What stands before a sentence's first word; abbreviations such as «им.» end no sentence.
_START = re.compile(
    r"(?:^|(?<![\w.][А-ЯЁA-Z])(?<!\bим)(?<!\bул)(?<!\bг)(?<!\bмлн)(?<!\bтыс)(?<!\bшт)(?<!\bмед)"
    r"(?<!\bSt)[.!?:…][»”\"]?\s+|(?<![,\s-])\s*\n)[\s«“\"•*\-–—=]*$"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What one section of a document names. `city` is None for what concerns a title."""

    source: str
    place: str
    city: str | None
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    nouns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.source}/{self.place}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the documents name, and hashes of all their runs of eight words."""

    sections: tuple[Section, ...]
    shingles: frozenset[str]


def extract(sources: Path, catalogue: Catalogue) -> Inventory:
    """The inventory of the documents in a folder; raises OSError where one is missing."""
    documents = read_documents(sources)
    shingles = frozenset(run for text in documents.values() for run in hash_shingles(text))
    return Inventory(tuple(extract_sections(documents, catalogue)), shingles)


def extract_sections(documents: Mapping[str, str], catalogue: Catalogue) -> list[Section]:
    """The inventory of the documents; raises LookupError for a section of an unknown city."""
    cities = {
        normalise(name): city.id
        for city in catalogue.cities.values()
        for name in (*(other.name for other in city.also), city.ru.name, city.en.name)
    }
    found = []
    for source, text in documents.items():
        capitals = find_mid_sentence_capitals(text)
        for place, name, body in split_document(source, text):
            city = cities[normalise(name)] if name else None
            found.append(_list_tokens(source, place, city, body, capitals))
    return found


def _list_tokens(
    source: str, place: str, city: str | None, text: str, capitals: frozenset[str]
) -> Section:
    text = _NUMBERING.sub("\n", text)
    names = {*find_models(text), *find_names(text, capitals)}
    nouns = find_nouns(_ABBREVIATED.sub(" ", text))
    numbers = find_numbers(text)
    return Section(
        source,
        place,
        city,
        tuple(sorted(numbers)),
        tuple(sorted(names, key=str.casefold)),
        tuple(sorted(nouns)),
    )


def find_names(text: str, capitals: frozenset[str] = frozenset()) -> set[str]:
    """Proper names: words capitalised within a sentence, and short names in quotation marks.

    A capitalised first word of a sentence counts if `capitals` has it, or if the dictionary knows
    it as a name of people or places, or not at all.
    """
    plain = hide_models(text)
    found = {next(filter(None, match)).strip(" .,") for match in _QUOTED.findall(plain)}
    found = {name for name in found if len(name.split()) <= 6 and re.search("[A-ZА-ЯЁ]", name)}
    for match in _WORD.finditer(plain):
        word = match[0]
        if not word[0].isupper() or len(word) == 1 or word.casefold() in MONTHS:
            continue
        first = bool(_START.search(plain[: match.start()][-40:]))
        if word in capitals or (_is_name(word) if first else not _is_verb(word)):
            found.add(word)
    return found


def find_mid_sentence_capitals(text: str) -> frozenset[str]:
    """English words that stand capitalised within some sentence and never in lower case."""
    lower = set(re.findall(r"\b[a-z]+\b", text))
    words = (m for m in re.finditer(r"\b[A-Z][a-z]+\b", text))
    return frozenset(
        m[0]
        for m in words
        if m[0].lower() not in lower and not _START.search(text[: m.start()][-40:])
    )


def find_nouns(text: str) -> set[str]:
    """Lemmas of the Russian nouns, and the English words of four letters or more, of a text."""
    words = {word for word in _WORD.findall(text.casefold()) if len(word) > 2}
    russian = {noun for word in words if CYRILLIC.search(word) and (noun := _find_noun(word))}
    english = {word for word in words if not CYRILLIC.search(word) and len(word) > 3}
    return russian | english


@lru_cache(maxsize=50_000)
def _find_noun(word: str) -> str | None:
    """The lemma of a Russian word if it is likeliest a common noun."""
    best = open_dictionary().parse(word)[0]
    if best.tag.POS != "NOUN" or {"Name", "Surn", "Patr", "Geox", "Abbr"} & best.tag.grammemes:
        return None
    return str(best.normal_form).replace("ё", "е")


def _is_name(word: str) -> bool:
    if not CYRILLIC.search(word.casefold()):
        return False
    best = open_dictionary().parse(word)[0]
    if {"Name", "Surn", "Patr", "Geox", "Orgn"} & best.tag.grammemes:
        return True
    return not open_dictionary().word_is_known(word)


def _is_verb(word: str) -> bool:
    """Whether it must open a sentence, though it follows an abbreviation: «1942 г. Изготовил»."""
    cyrillic = bool(CYRILLIC.search(word.casefold()))
    return cyrillic and open_dictionary().parse(word)[0].tag.POS in {
        "VERB",
        "INFN",
        "PREP",
        "CONJ",
        "NPRO",
    }


def hash_shingles(text: str) -> set[str]:
    """A short hash of every run of eight words: enough to recognise one, not to read it."""
    plain = _GROUPS.sub("", text.casefold().replace("ё", "е"))
    words = re.findall(r"[^\W_]+", plain)
    runs = (" ".join(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in runs}


def write_inventory(inventory: Inventory, folder: Path = COVERAGE) -> None:
    """Write one file a document, and the hashes of all their runs of words."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in DOCUMENTS:
        own = [_word_section(s) for s in inventory.sections if s.source == source]
        (folder / f"{source}.toml").write_text(_PREFACE + "\n".join(own), "utf-8")
    shingles = "\n".join(sorted(inventory.shingles))
    (folder / "shingles.txt").write_text(shingles + "\n", "utf-8")


def read_inventory(folder: Path = COVERAGE) -> Inventory:
    """The committed inventory."""
    found = []
    for source in DOCUMENTS:
        table = tomllib.loads((folder / f"{source}.toml").read_text("utf-8"))
        found += [
            Section(
                source,
                place,
                entry.get("city"),
                tuple(entry["numbers"]),
                tuple(entry["names"]),
                tuple(entry["nouns"]),
            )
            for place, entry in table.items()
        ]
    shingles = frozenset((folder / "shingles.txt").read_text("utf-8").split())
    return Inventory(tuple(found), shingles)


_PREFACE = """\
# Made by `python -m bot check --coverage --sources FOLDER --update`; not edited by hand.

"""


def _word_section(section: Section) -> str:
    lines = [f'["{section.place}"]']
    if section.city:
        lines.append(f'city = "{section.city}"')
    for key in ("numbers", "names", "nouns"):
        quoted = ", ".join('"' + t.replace('"', '\\"') + '"' for t in getattr(section, key))
        lines.append(f"{key} = [{quoted}]")
    return "\n".join(lines) + "\n"
