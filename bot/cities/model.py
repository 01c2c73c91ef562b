"""What the catalogue is made of: titles, cities, awards, memorials, facts, figures, sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Language = Literal["ru", "en"]
TitleId = Literal["hero", "military_glory", "labour_valour"]
Bound = Literal["exactly", "about", "over", "up_to"]
Standing = Literal["plain", "attributed", "disputed"]
Ask = Literal["city", "figure", "product", "name"]
"""What a quiz may ask from a fact: its city, a figure, what was made, or a proper name in it."""


class Record(BaseModel):
    """A frozen piece of data; unknown keys and loose types are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(Record):
    """The same text in both languages."""

    ru: Text
    en: Text

    def in_(self, language: str) -> str:
        """The text in `ru` or `en`."""
        return self.ru if language == "ru" else self.en


Point = Annotated[tuple[float, float], Field(strict=False)]
"""Latitude and longitude in degrees (WGS 84)."""


class RussianName(Record):
    """A city's Russian name in its six cases, with what is derived from it.

    `locative` includes the preposition: «в Омске», «во Ржеве».
    """

    name: Text
    genitive: Text
    dative: Text
    accusative: Text
    instrumental: Text
    prepositional: Text
    locative: Text
    gender: Literal["masculine", "feminine", "neuter", "plural"]
    adjective: Text
    demonym: Text
    demonyms: Text


class EnglishName(Record):
    """A city's English name."""

    name: Text


class OtherName(Record):
    """Another name people use for a city.

    An ambiguous name never resolves by itself: the reader is asked.
    """

    name: Text
    language: Language
    kind: Literal[
        "former",
        "short",
        "variant",
        "transliteration",
        "local_language",
        "nickname",
        "demonym",
        "misspelling",
    ]
    years: Text | None = None
    ambiguous: bool = False


class Status(Bilingual):
    """A contested city's status, neutral and dated."""

    as_of: dt.date


class Award(Record):
    """One title given to one city. `decree` is its number where known."""

    title: TitleId
    date: dt.date
    named: dt.date | None = None
    """When the city was first called so, where that was before the formal award."""
    decree: Text | None = None
    variant: Literal["hero_fortress"] | None = None
    signed_by: Slug
    sources: tuple[Text, ...] = Field(min_length=1, strict=False)
    note: Bilingual | None = None


class Memorial(Record):
    """What marks the title in a city, and what is known of it.

    `listed` says that the Russian list of Cities of Labour Valour names it.
    `link` is the map link as the source gives it; `point` only where a link or source carries one.
    """

    kind: Literal[
        "stele", "monument", "complex", "square", "alley", "plaque", "arch", "sign", "stone"
    ]
    name: Bilingual
    place: Bilingual | None = None
    link: Text | None = None
    point: Point | None = None
    state: Literal["standing", "planned", "unknown"]
    opened: Text | None = Field(None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    listed: bool = False
    note: Bilingual | None = None
    sources: tuple[Text, ...] = Field(min_length=1, strict=False)


class Figure(Record):
    """A number inside a fact.

    `ru` and `en` name what is counted. For things counted one by one (`piece`, `person`) they are
    plural forms: ru one, few, many; en one, other. For a measure (tonne, pair, percent…) they are
    the words that follow the unit, ru in the genitive, en after "of": «8 699 тонн слюды»,
    "8,699 tonnes of mica"; they may be empty.
    """

    value: int | float
    to: int | float | None = None
    """The upper end, where the source gives a range."""
    bound: Bound = "exactly"
    unit: Text
    ru: Annotated[tuple[Text, Text, Text], Field(strict=False)] | str = ""
    en: Annotated[tuple[Text, Text], Field(strict=False)] | str = ""


class Term(Record):
    """A product or a proper name in a fact, with other ways people write it."""

    ru: Text
    en: Text
    also: tuple[Text, ...] = Field((), strict=False)


class Name(Term):
    """A proper name in a fact: a plant, a person, an armoured train, a unit, a place."""

    kind: Literal[
        "plant",
        "person",
        "train",
        "unit",
        "model",
        "place",
        "operation",
        "order",
        "organisation",
        "work",
        "ship",
        "column",
    ]


class Fact(Record):
    """One claim about a city's war years, in one or two sentences of each language.

    Texts take figures by placeholder: `{radios}` is bound, number and noun («более 8 000
    радиостанций»), `{radios:number}` the number alone, `{radios:bounded}` bound and number.
    """

    id: Slug
    themes: tuple[Slug, ...] = Field(min_length=1, strict=False)
    ru: Text
    en: Text
    figures: Mapping[Slug, Figure] = Field(default_factory=dict)
    names: tuple[Name, ...] = Field((), strict=False)
    products: tuple[Term, ...] = Field((), strict=False)
    keywords: tuple[Text, ...] = Field((), strict=False)
    """Further words, of either language, by which people look for this fact."""
    scope: Literal["city", "region"] = "city"
    claim: Literal["only", "first", "largest", "share"] | None = None
    when: Text | None = Field(None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    standing: Standing = "plain"
    note: Bilingual | None = None
    see: tuple[Text, ...] = Field((), strict=False)
    """Facts of other cities that contradict or share this claim, as `city/fact`."""
    ask: tuple[Ask, ...] = Field((), strict=False)
    sources: tuple[Text, ...] = Field(min_length=1, strict=False)

    def text(self, language: str) -> str:
        """The sentence with its placeholders."""
        return self.ru if language == "ru" else self.en


class Asked(Record):
    """Further words and phrases, in each language, by which people ask for something.

    They are only searched by, never shown: colloquial words and paraphrases have their place here.
    """

    ru: tuple[Text, ...] = Field((), strict=False)
    en: tuple[Text, ...] = Field((), strict=False)


class City(Record):
    """A recipient of a title: a city, or Brest Fortress."""

    id: Slug
    kind: Literal["city", "fortress"] = "city"
    region: Slug
    country: Literal["RU", "UA", "BY"]
    time_zone: Text
    point: Point
    point_source: Text
    fame: int = Field(3, ge=1, le=5)
    """How widely the city is known, 5 most: the first guess of a question's difficulty."""
    ru: RussianName
    en: EnglishName
    also: tuple[OtherName, ...] = Field((), strict=False)
    wartime: Bilingual | None = None
    status: Status | None = None
    note: Bilingual | None = None
    """One thing a reader must know about this entry, shown on the card."""
    awards: tuple[Award, ...] = Field(min_length=1, strict=False)
    memorials: tuple[Memorial, ...] = Field((), strict=False)
    facts: tuple[Fact, ...] = Field((), strict=False)

    def name(self, language: str) -> str:
        """The city's name in `ru` or `en`."""
        return self.ru.name if language == "ru" else self.en.name


class Region(Bilingual):
    """A first-level unit of a country. `ru_in` is «в Омской области»."""

    ru_in: Text
    en_short: Text
    also: tuple[Text, ...] = Field((), strict=False)
    """Further names in any language: nicknames, adjectives, short forms."""
    country: Literal["RU", "UA", "BY"] = "RU"


class RegionGroup(Bilingual):
    """A part of the country that people name as one: the Urals, Siberia.

    `regions` belong to it whole; `cities` lie in it though most of their region does not.
    """

    ru_in: Text
    also: tuple[Text, ...] = Field((), strict=False)
    regions: tuple[Slug, ...] = Field(min_length=1, strict=False)
    cities: tuple[Slug, ...] = Field((), strict=False)


class Theme(Bilingual):
    """A subject of facts; `also` holds the words people ask with, in either language."""

    also: tuple[Text, ...] = Field((), strict=False)
    emoji: str = ""


class Unit(Record):
    """A unit of figures; `ru` one, few, many and `en` one, other; empty for things counted."""

    ru: tuple[str, str, str] = Field(strict=False)
    en: tuple[str, str] = Field(strict=False)


class Source(Bilingual):
    """A document or decree that something rests on."""

    kind: Literal["law", "decree", "list", "article", "official", "news", "museum", "reference"]
    url: Text | None = None


class Correction(Record):
    """A place where we depart from a source: what it says, what we say, and why.

    `covers` lists the numbers and names of the source's text that are left out on purpose.
    """

    source: Text
    where: Text
    cities: tuple[Slug, ...] = Field((), strict=False)
    says: Bilingual
    we_say: Bilingual
    why: Bilingual
    covers: tuple[Text, ...] = Field((), strict=False)
    sources: tuple[Text, ...] = Field((), strict=False)


Topic = Literal[
    "what",
    "criteria",
    "law",
    "history",
    "rights",
    "count",
    "difference",
    "both",
    "lookalike",
    "who",
]


class TitleFact(Record):
    """One claim about a title itself; texts take figures as a city's facts do."""

    id: Slug
    topics: tuple[Topic, ...] = Field(min_length=1, strict=False)
    ru: Text
    en: Text
    figures: Mapping[Slug, Figure] = Field(default_factory=dict)
    keywords: tuple[Text, ...] = Field((), strict=False)
    when: Text | None = Field(None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    standing: Standing = "plain"
    note: Bilingual | None = None
    sources: tuple[Text, ...] = Field(min_length=1, strict=False)

    def text(self, language: str) -> str:
        """The sentence with its placeholders."""
        return self.ru if language == "ru" else self.en


class RussianTitle(Record):
    """A title's Russian name: «Город воинской славы» in the forms sentences need."""

    name: Text
    genitive: Text
    accusative: Text
    instrumental: Text
    plural: Text


class EnglishTitle(Record):
    """A title's English name."""

    name: Text
    plural: Text


class Title(Record):
    """An honorary title; `as_of` dates what we say of its holders."""

    ru: RussianTitle
    en: EnglishTitle
    emoji: str
    as_of: dt.date
    also: tuple[Text, ...] = Field((), strict=False)
    facts: tuple[TitleFact, ...] = Field(min_length=1, strict=False)

    def name(self, language: str) -> str:
        """The title's name in `ru` or `en`."""
        return self.ru.name if language == "ru" else self.en.name


class Signatory(Bilingual):
    """Who signed awards."""
