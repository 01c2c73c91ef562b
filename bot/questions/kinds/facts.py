"""Questions about facts: which city, which number, what was made, whose name, in which year."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import TypeVar

from bot.cities.model import City, Fact, Figure, Name
from bot.cities.wording import word_fact, word_figure
from bot.i18n import Locale, Translator, translator
from bot.questions import cloze, wording
from bot.questions.figures import choose_wrong_figures
from bot.questions.kinds.kind import (
    WRONG,
    Kind,
    choose_cities,
    make_id,
    name_cities,
    pose_cities,
)
from bot.questions.knowledge import Item, Knowledge, is_grave
from bot.questions.masking import mask_city
from bot.questions.model import Claim, Pose, UnfairError, Worded
from bot.questions.stems import gather_stems

T = TypeVar("T")

WAR_YEARS = ("1941", "1942", "1943", "1944", "1945")
UNGUESSED_UNITS = frozenset({"one-in", "rank", "times", "year"})
"""Units whose numbers are spelt out or too small to guess at."""
SPANS_OF_TIME = frozenset({"day", "month", "hour"})
MANY_CITIES = 2
"""A name told of so many cities is too broad for a wrong option."""
LONGER = 2.2
"""Options may differ in length by this factor at most."""


def claim_fact(kind: str, city: City, fact: Fact, *details: str) -> Claim:
    """A claim about one fact of a city."""
    id_ = make_id(kind, city.id, fact.id, *details)
    title = city.awards[0].title
    key = f"{city.id}/{fact.id}"
    return Claim(id_, kind, city, title, fact.sources[0], details, key, fact.themes[0])


def get_fact(known: Knowledge, claim: Claim) -> Fact:
    """The fact that a claim is about."""
    return known.catalogue.facts[claim.fact or ""][1]


def explain_claim(known: Knowledge, claim: Claim, tr: Translator) -> Worded:
    """A worded answer that only says the fact."""
    fact = get_fact(known, claim)
    return Worded("", (), wording.explain_fact(tr, known.catalogue, claim.city, fact))


def set_scene(known: Knowledge, claim: Claim, text: str, tr: Translator) -> str:
    """The sentence, after the city's name where it does not name the city itself."""
    if known.reveals(text, claim.city):
        return text
    return f"{claim.city.name(tr.locale.value)}. {text}"


def mentioned_by(known: Knowledge, fact: Fact) -> frozenset[str]:
    """The cities that a fact points at in either language."""
    return known.mentioned(fact.ru) | known.mentioned(fact.en)


class WhichCity(Kind):
    """Which city a fact is about."""

    name = "city"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for _, city, fact in known.facts("city"):
            if city.kind == "city" and fact.scope == "city":
                yield claim_fact(self.name, city, fact)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        named = mentioned_by(known, get_fact(known, claim))
        key = claim.fact or ""

        def fits(city: City) -> bool:
            return city.id not in named and not known.may_share(key, city)

        return pose_cities(claim.city, choose_cities(claim.city, known.settled, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        text = mask_fact(known, claim, tr)
        why = explain_claim(known, claim, tr).explanation
        return Worded(wording.ask_city(tr, text), name_cities(known, pose, tr), why)


def mask_fact(known: Knowledge, claim: Claim, tr: Translator) -> str:
    """The fact without its city; UnfairError where a word still points at it."""
    text = word_fact(get_fact(known, claim), tr, known.catalogue.units)
    masked = mask_city(text, claim.city, tr.locale.value)
    if known.reveals(masked, claim.city):
        raise UnfairError("the sentence gives its city away")
    return masked


class HowMany(Kind):
    """Which number belongs in a fact."""

    name = "figure"
    base = 0.5

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for _, city, fact in known.facts("figure"):
            if not is_grave(fact):
                for key, figure in fact.figures.items():
                    if figure.to is None and not _is_evident(fact, figure):
                        yield claim_fact(self.name, city, fact, key)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        figures = get_fact(known, claim).figures
        figure = figures[claim.details[0]]
        taken = _true_values(known, claim.city, figure)
        beside = [f.value for key, f in figures.items() if key != claim.details[0]]
        wrong = choose_wrong_figures(figure.value, taken, rng, beside)
        return Pose((repr(figure.value), *map(repr, wrong)), closeness=0.6)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        fact, key = get_fact(known, claim), claim.details[0]
        figure, units = fact.figures[key], known.catalogue.units
        text = cloze.blank_figure(fact, key, tr, units)
        unit = units[figure.unit]
        options = tuple(
            word_figure(figure.model_copy(update={"value": _read(value)}), tr, unit, "number")
            for value in pose.options
        )
        question = wording.ask_figure(tr, set_scene(known, claim, text, tr))
        return Worded(question, options, explain_claim(known, claim, tr).explanation)


def _is_evident(fact: Fact, figure: Figure) -> bool:
    """Whether a number is spelt out in the sentence or follows from its dates."""
    dated = len(cloze.YEAR.findall(fact.en)) > 1
    return figure.unit in UNGUESSED_UNITS or (dated and figure.unit in SPANS_OF_TIME)


def _read(key: str) -> float:
    return float(key) if "." in key else int(key)


def _true_values(known: Knowledge, city: City, figure: Figure) -> set[float]:
    """Every figure the catalogue has of the same thing, and all of the same city."""
    nouns = _noun_stems(figure)
    found: set[float] = set()
    for other_city, fact in known.catalogue.facts.values():
        for other in fact.figures.values():
            if other_city.id == city.id or (
                other.unit == figure.unit and nouns & _noun_stems(other)
            ):
                found.add(other.value)
    return found


def _noun_stems(figure: Figure) -> frozenset[str]:
    """The stems of what a figure counts, in English, which has fewer forms."""
    return gather_stems((figure.en,) if isinstance(figure.en, str) else figure.en)


class WhichCounted(Kind):
    """What it was that a fact counts: "more than 8,000 …"."""

    name = "counted"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for item in known.counted:
            yield claim_fact(self.name, item.city, item.fact, item.key.rpartition("/")[2])

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        mine = next(i for i in known.counted if i.key == f"{claim.fact}/{claim.details[0]}")

        def unlike(item: Item[Figure]) -> float:
            size = abs(math.log10(item.what.value / mine.what.value))
            return size * 8 + _differ(item.what.ru[2], mine.what.ru[2]) + rng.random() * 12

        told = known.city_stems(claim.city.id) | mine.stems
        pool = [i for i in known.counted if _is_elsewhere(i, claim) and not told & i.stems]
        wrong = _take_distinct(sorted(pool, key=unlike), mine.stems)
        return Pose((mine.key, *wrong), closeness=0.4)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        fact, name = get_fact(known, claim), claim.details[0]
        text = cloze.blank_counted(fact, name, tr, known.catalogue.units)
        options = []
        for key in pose.options:
            path, _, figure = key.rpartition("/")
            counted = known.catalogue.facts[path][1].figures[figure]
            options.append(cloze.word_noun(counted, fact.figures[name], tr))
        if cloze.repeats_name(text, options[0]):
            raise UnfairError("the sentence says what was made")
        question = wording.ask_counted(tr, set_scene(known, claim, text, tr))
        return Worded(question, tuple(options), explain_claim(known, claim, tr).explanation)


def _is_elsewhere(item: Item[T], claim: Claim) -> bool:
    return item.city.region != claim.city.region


def _differ(one: str, other: str) -> int:
    return abs(len(one) - len(other))


def _take_distinct(pool: list[Item[T]], taken: frozenset[str]) -> list[str]:
    """The keys of the first three items that share no word with each other or those taken."""
    wrong: list[str] = []
    for item in pool:
        if not item.stems & taken and len(wrong) < WRONG:
            wrong.append(item.key)
            taken |= item.stems
    if len(wrong) < WRONG:
        raise UnfairError("too few wrong options")
    return wrong


class WhichProduct(Kind):
    """What a city made, mined or gave."""

    name = "product"
    base = -0.2

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for item in known.products:
            if item.fact.scope == "city":
                yield claim_fact(self.name, item.city, item.fact, item.key.rpartition("/")[2])

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        mine = next(i for i in known.products if i.key == f"{claim.fact}/{claim.details[0]}")
        themes = known.city_themes(claim.city.id) - {"production"}
        told = known.city_stems(claim.city.id)
        pool = [
            item
            for item in known.products
            if _is_elsewhere(item, claim)
            and not themes & set(item.fact.themes)
            and not told & item.stems
        ]
        pool.sort(key=lambda item: _differ(item.what.ru, mine.what.ru) + rng.random() * 15)
        return Pose((mine.key, *_take_distinct(pool, mine.stems)), closeness=0.4)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        options = tuple(_find_product(known, key, tr) for key in pose.options)
        question = wording.ask_product(tr, claim.city)
        return Worded(question, options, explain_claim(known, claim, tr).explanation)


def _find_product(known: Knowledge, key: str, tr: Translator) -> str:
    path, _, number = key.rpartition("/")
    product = known.catalogue.facts[path][1].products[int(number) - 1]
    return product.ru if tr.locale is Locale.RU else product.en


OF_ONE_THEME = frozenset({"model", "organisation"})
"""Kinds of names that are options for each other only when their facts share a theme."""
FRONT = frozenset({"battle", "liberation", "navy", "partisans", "defence-lines", "occupation"})
"""Themes whose people fought; those of other themes worked, wrote or played."""
OF_OTHER_TIMES = frozenset({"history", "title"})
"""Themes of facts from before or long after the war: their names would stand out."""
NAMED_BY_BLANK = frozenset(
    ("plant", "person", "train", "unit", "model", "operation", "organisation", "work", "ship")
)


class WhichName(Kind):
    """Which proper name belongs in a fact."""

    name = "name"
    base = 0.4

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for _, city, fact in known.facts("name"):
            for number, name in enumerate(fact.names):
                guest = name.kind == "person" and "title" in fact.themes
                if name.kind in NAMED_BY_BLANK and not guest and name.en not in ENEMIES:
                    yield claim_fact(self.name, city, fact, str(number + 1))

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        key = f"{claim.fact}/{claim.details[0]}"
        mine = next((item for item in known.names if item.key == key), None)
        if mine is None:
            raise UnfairError("the name holds the name of a city")
        told = known.city_stems(claim.city.id)
        pool = [
            item
            for item in known.names
            if _is_like(item, mine)
            and _is_elsewhere(item, claim)
            and item.city.id not in known.linked(claim.fact or "")
            and known.name_counts[item.what.en] < MANY_CITIES
            and not (item.stems - cloze.GENERIC) & told
        ]
        pool.sort(key=lambda item: _differ(item.what.ru, mine.what.ru) + rng.random() * 10)
        wrong = {item.what.ru: item.key for item in reversed(pool) if item.what.ru != mine.what.ru}
        keys = list(reversed(wrong.values()))[:WRONG]
        if len(keys) < WRONG:
            raise UnfairError("too few other names of this kind")
        return Pose((mine.key, *keys), closeness=0.5)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        fact = get_fact(known, claim)
        mine = fact.names[int(claim.details[0]) - 1]
        text = word_fact(fact, tr, known.catalogue.units)
        blanked = cloze.blank_name(text, mine, tr.locale.value)
        options = tuple(_find_name(known, key, tr) for key in pose.options)
        scene = set_scene(known, claim, blanked, tr)
        if cloze.repeats_name(scene, options[0]):
            raise UnfairError("the sentence says the name again")
        question = wording.ask_name(tr, scene, mine.kind == "person")
        return Worded(question, options, explain_claim(known, claim, tr).explanation)


def _telling(name: Name) -> frozenset[str]:
    return gather_stems((name.ru, name.en)) - cloze.GENERIC


ENEMIES = frozenset({"Friedrich Paulus", "Heinz Guderian", "Wilhelm Kube"})
"""Nobody has to choose between them and those who fought them."""


def _is_of_front(fact: Fact) -> bool:
    return bool(FRONT & set(fact.themes))


def _is_like(item: Item[Name], mine: Item[Name]) -> bool:
    """Whether a name could stand where another does: one kind, gender, length and age."""
    one, other = item.what, mine.what
    shared = set(item.fact.themes) & set(mine.fact.themes) - {"production"}
    if one.kind in OF_ONE_THEME and not shared:
        return False
    if one.kind == "person" and _is_of_front(item.fact) != _is_of_front(mine.fact):
        return False
    lengths = [(len(one.ru), len(other.ru)), (len(one.en), len(other.en))]
    return (
        one.kind == other.kind
        and shape_of(one) == shape_of(other)
        and one.ru[0].islower() == other.ru[0].islower()
        and one.ru.startswith("«") == other.ru.startswith("«")
        and not OF_OTHER_TIMES & set(item.fact.themes)
        and one.en not in ENEMIES
        and all(max(pair) <= LONGER * min(pair) for pair in lengths)
    )


HEADS = frozenset(
    {"завод", "комбинат", "фабрика", "верфь", "институт", "госпиталь", "театр", "оркестр", "трест"}
    | {"фронт", "армия", "корпус", "дивизия", "бригада", "полк", "батальон", "отряд", "батарея"}
    | {"флот", "флотилия", "гвардия", "операция", "битва", "сражение", "оборона"}
)
"""What kind of thing a name names: options share it."""
MALE_NAMES = frozenset({"илья", "никита", "фома", "лука", "кузьма", "данила", "савва"})
"""First names of men that end as women's do."""
ADJECTIVES = {"ый": "m", "ий": "m", "ой": "m", "ая": "f", "яя": "f", "ое": "n", "ые": "p"}


def shape_of(name: Name) -> str:
    """What a Russian sentence around a name betrays of it: its head word or grammatical gender."""
    words = name.ru.casefold().replace("«", "").replace("»", "").split()
    for word in words:
        if word in HEADS:
            return word
    if name.kind == "person" and "." in name.ru:
        return "initials"
    if name.kind == "person":
        return "f" if words[0][-1] in "ая" and words[0] not in MALE_NAMES else "m"
    if name.ru.startswith("«"):
        return "quoted"
    if words[0][-2:] in ADJECTIVES:
        return ADJECTIVES[words[0][-2:]]
    return {"а": "f", "я": "f", "о": "n", "е": "n", "и": "p", "ы": "p"}.get(words[0][-1], "m")


def _find_name(known: Knowledge, key: str, tr: Translator) -> str:
    path, _, number = key.rpartition("/")
    name = known.catalogue.facts[path][1].names[int(number) - 1]
    return name.ru if tr.locale is Locale.RU else name.en


LINKED_KINDS = frozenset({"plant", "person", "train", "ship", "column"})
NOT_LOCAL = frozenset({"title", "history", "evacuation"})
"""Themes whose people and plants belong elsewhere."""
OF_MANY_PLACES = frozenset(
    {
        "battle",
        "liberation",
        "culture",
        "navy",
        "siege",
        "headquarters",
        "air-defence",
        "occupation",
    }
)
"""Themes whose people are known in more places than one."""


class WhoseName(Kind):
    """Which city a plant, a person, an armoured train or a tank column belongs to."""

    name = "whose"
    base = 0.4

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for _, city, fact in known.facts("name"):
            if city.kind == "city" and not NOT_LOCAL & set(fact.themes):
                many = OF_MANY_PLACES & set(fact.themes)
                for number, name in enumerate(fact.names):
                    if name.kind in LINKED_KINDS and not (many and name.kind == "person"):
                        yield claim_fact(self.name, city, fact, str(number + 1))

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        fact = get_fact(known, claim)
        name = fact.names[int(claim.details[0]) - 1]
        if known.mentioned(name.ru) or known.mentioned(name.en):
            raise UnfairError("the name holds the name of a city")
        if known.name_counts[name.en] > 1 or _is_common(name):
            raise UnfairError("the name belongs to several cities")
        named = mentioned_by(known, fact)
        telling = _telling(name)

        def fits(city: City) -> bool:
            told = telling & known.city_stems(city.id)
            return city.id not in named and not told and not known.may_share(claim.fact or "", city)

        return pose_cities(claim.city, choose_cities(claim.city, known.settled, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        name = get_fact(known, claim).names[int(claim.details[0]) - 1]
        spelt = name.ru if tr.locale is Locale.RU else name.en
        text = wording.ask_city_of_name(tr, name.kind, spelt)
        why = explain_claim(known, claim, tr).explanation
        return Worded(text, name_cities(known, pose, tr), why)


def _is_common(name: Name) -> bool:
    """Whether a name says too little: «завод № 28», «завод имени Кирова»."""
    return "имени" in name.ru or not any(
        word[:1].isupper() for word in name.ru.replace("«", "").split()
    )


class YearOfEvent(Kind):
    """In which year of the war a dated event happened."""

    name = "when"
    base = 0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city, fact in known.catalogue.facts.values():
            dated = fact.when and fact.when[:4] in WAR_YEARS and fact.standing == "plain"
            if dated and fact.claim != "share" and not is_grave(fact):
                yield claim_fact(self.name, city, fact)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        fact = get_fact(known, claim)
        year = (fact.when or "")[:4]
        for locale in Locale:
            text = word_fact(fact, translator(locale), known.catalogue.units)
            if cloze.blank_year(text)[1] != year:
                raise UnfairError("the sentence has another year")
        others = rng.sample([y for y in WAR_YEARS if y != year], WRONG)
        return Pose((year, *others), closeness=0.6)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        text = word_fact(get_fact(known, claim), tr, known.catalogue.units)
        scene = set_scene(known, claim, cloze.blank_year(text)[0], tr)
        why = explain_claim(known, claim, tr).explanation
        return Worded(wording.ask_year_of_event(tr, scene), pose.options, why)
