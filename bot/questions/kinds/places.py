"""Questions of place: regions, who is nearer, who lies furthest north, where a memorial stands."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.cities.distance import measure_distance
from bot.cities.model import City, Memorial
from bot.i18n import Translator
from bot.questions import wording
from bot.questions.kinds.kind import (
    WRONG,
    Kind,
    choose_cities,
    make_id,
    name_cities,
    pose_cities,
)
from bot.questions.knowledge import Knowledge
from bot.questions.model import Claim, Pose, UnfairError, Worded
from bot.questions.stems import SHORTEST, gather_stems, spell_words

NEARER = 1.3
"""The nearest city must beat the others by this factor."""
NEARNESS_ROUNDS = 2
APART_DEGREES = 1.0
"""The furthest city must beat the others by so many degrees."""
RIVALS = 12
LANGUAGES = ("ru", "en")
MAP = "geonames"
"""The source of where cities lie."""


def claim_place(kind: str, city: City, *details: str, source: str = "") -> Claim:
    """A claim about where a city lies."""
    id_ = make_id(kind, city.id, *details)
    return Claim(id_, kind, city, city.awards[0].title, source or MAP, details)


def names_region(known: Knowledge, city: City, region: str) -> bool:
    """Whether a city's name and a region's name share a word, as Omsk and Omsk Oblast do."""
    record = known.catalogue.regions[region]
    texts = (record.ru, record.ru_in, record.en, record.en_short)
    heads = {word[:SHORTEST] for word in spell_words(f"{city.ru.name} {city.en.name}")}
    alike = {word[:SHORTEST] for text in texts for word in spell_words(text)}
    long = {head for head in heads & alike if len(head) == SHORTEST}
    return bool(long) or any(known.reveals(text, city) for text in texts)


def explain_region(known: Knowledge, city: City, tr: Translator, source: str) -> Worded:
    """A worded answer that only says where the city lies."""
    region = known.catalogue.regions[city.region].in_(tr.locale.value)
    text = f"{city.name(tr.locale.value)} — {region}."
    return Worded("", (), wording.explain(tr, known.catalogue, text, source))


def is_plain_place(known: Knowledge, city: City) -> bool:
    """Whether one may ask for the city's region: undisputed, in Russia, not named after it."""
    return (
        city.status is None and city.country == "RU" and not names_region(known, city, city.region)
    )


class WhichRegion(Kind):
    """Which region a city lies in."""

    name = "region"
    base = -0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        plain = (c for c in known.cities if is_plain_place(known, c))
        return (claim_place(self.name, city) for city in plain)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        city = claim.city
        near: dict[str, float] = {}
        for other in known.settled:
            away = measure_distance(city.point, other.point)
            if other.country == "RU" and not names_region(known, city, other.region):
                near[other.region] = min(away, near.get(other.region, away))
        near.pop(city.region, None)
        nearest = sorted(near, key=near.__getitem__)[:RIVALS]
        wrong = rng.sample(nearest, WRONG)
        return Pose((city.region, *wrong), closeness=0.6)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        regions = known.catalogue.regions
        options = tuple(regions[key].in_(tr.locale.value) for key in pose.options)
        text = wording.ask_region(tr, claim.city)
        return Worded(
            text, options, explain_region(known, claim.city, tr, claim.source).explanation
        )


class CityInRegion(Kind):
    """Which city lies in a region."""

    name = "in-region"
    base = -0.2

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        plain = (c for c in known.cities if is_plain_place(known, c))
        return (claim_place(self.name, city) for city in plain)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        region = claim.city.region

        def fits(city: City) -> bool:
            return city.region != region and not names_region(known, city, region)

        return pose_cities(claim.city, choose_cities(claim.city, known.settled, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        region = known.catalogue.regions[claim.city.region]
        where = region.ru_in if tr.locale.value == "ru" else f"in {region.en_short}"
        text = wording.ask_city_in_region(tr, where)
        why = explain_region(known, claim.city, tr, claim.source).explanation
        return Worded(text, name_cities(known, pose, tr), why)


class Nearest(Kind):
    """Which of four cities is nearest to another."""

    name = "nearest"
    base = -0.2

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.cities:
            for number in range(1, NEARNESS_ROUNDS + 1):
                yield claim_place(self.name, city, str(number))

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        here = claim.city.point
        others = [c for c in known.settled if c != claim.city and c.region != claim.city.region]
        ranked = sorted(others, key=lambda c: measure_distance(here, c.point))
        right = ranked[(int(claim.details[0]) - 1) * 3 + rng.randrange(3)]
        least = measure_distance(here, right.point) * NEARER
        pool = [c for c in ranked if measure_distance(here, c.point) >= least][:40]
        wrong = choose_cities(right, pool, rng, lambda c: c.region != right.region)
        second = min(measure_distance(here, c.point) for c in wrong)
        return Pose((right.id, *(c.id for c in wrong)), 1, min(1.0, least / second))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        cities = [known.catalogue.cities[key] for key in pose.options]
        measured = sorted((measure_distance(claim.city.point, c.point), c.id, c) for c in cities)
        text = "; ".join(
            f"{c.name(tr.locale.value)} — {wording.word_distance(tr, km)}" for km, _, c in measured
        )
        why = wording.explain(tr, known.catalogue, text, MAP)
        return Worded(wording.ask_nearest(tr, claim.city), name_cities(known, pose, tr), why)


SIDES: dict[str, Callable[[City], float]] = {
    "north": lambda city: city.point[0],
    "south": lambda city: -city.point[0],
    "east": lambda city: city.point[1],
    "west": lambda city: -city.point[1],
}


class Compass(Kind):
    """Which of four cities lies furthest to one side."""

    name = "compass"
    base = -0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.settled:
            for side in random.Random(city.id).sample(list(SIDES), 2):
                yield claim_place(self.name, city, side)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        measure = SIDES[claim.details[0]]
        mine = measure(claim.city)
        behind = [c for c in known.settled if measure(c) <= mine - APART_DEGREES]
        close = sorted(behind, key=measure, reverse=True)[: RIVALS * 3]
        wrong = choose_cities(claim.city, close, rng, lambda _: True)
        gap = mine - max(measure(c) for c in wrong)
        return Pose((claim.city.id, *(c.id for c in wrong)), 1, max(0.0, 1 - gap / 10))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        measure = SIDES[claim.details[0]]
        cities = sorted((known.catalogue.cities[k] for k in pose.options), key=measure)
        axis = 0 if claim.details[0] in ("north", "south") else 1
        text = wording.word_coordinates(tr, list(reversed(cities)), axis)
        question = wording.ask_compass(tr, claim.details[0])
        return Worded(
            question, name_cities(known, pose, tr), wording.explain(tr, known.catalogue, text, MAP)
        )


class WhereMemorial(Kind):
    """Which city a memorial stands in."""

    name = "memorial"
    base = 0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.cities:
            for number, memorial in enumerate(city.memorials):
                if memorial.state == "standing" and memorial.place and memorial.kind != "stone":
                    source = memorial.sources[0]
                    yield claim_place(self.name, city, str(number + 1), source=source)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        memorial = claim.city.memorials[int(claim.details[0]) - 1]
        mine = _place_stems(claim.city, memorial)
        if not mine - VAGUE_PLACES:
            raise UnfairError("the place could be in any city")
        texts = [wording.word_memorial(memorial, claim.city, lang) for lang in LANGUAGES]
        if any(place.casefold() in name.casefold() for name, place in texts):
            raise UnfairError("the memorial is its own place")
        if any(known.reveals(text, claim.city) for pair in texts for text in pair):
            raise UnfairError("the memorial names its city")
        named = frozenset().union(*(known.mentioned(text) for pair in texts for text in pair))

        def fits(city: City) -> bool:
            placed = [m for m in city.memorials if m.place]
            theirs = [_place_stems(city, m) for m in placed]
            return bool(placed) and city.id not in named and not any(mine & t for t in theirs)

        pool = known.settled if claim.city.status is None else known.cities
        return pose_cities(claim.city, choose_cities(claim.city, pool, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        memorial = claim.city.memorials[int(claim.details[0]) - 1]
        name, place = wording.word_memorial(memorial, claim.city, tr.locale.value)
        text = wording.ask_memorial(tr, name, place)
        answer = f"{claim.city.name(tr.locale.value)}. {name}: {place}."
        why = wording.explain(tr, known.catalogue, answer, claim.source)
        return Worded(text, name_cities(known, pose, tr), why)


VAGUE_PLACES = gather_stems(
    (
        "улица площадь проспект парк сквер центральный набережная Ленина Победы Мира Свободы",
        "Советская Кирова Труда Славы Карла Маркса район микрорайон Кремль город центр",
        "Горького Жукова Нахимова Северный посёлок планировочный лет Калинина",
        "Gorky Gorkogo Zhukov Nakhimova Severny settlement planning years Kalinin",
        "Комсомольская Октября Революции вокзал привокзальная аллея имени жилой главный вход",
        "ветеранов музей диорама сад угол конец кинотеатр округ воинской трудовой доблести",
        "street square avenue park garden central embankment Lenin Victory Pobedy Mira Svobody",
        "Soviet Sovetskaya Kirova Labour Glory Karl Marx district Kremlin town city center",
        "Komsomolskaya October station alley main entrance residential corner veterans museum",
        "ulitsa ploshchad prospekt skver alleya imeni military valour trudovoy slavy the near",
    )
)
"""Words of places that many cities have."""


def _place_stems(city: City, memorial: Memorial) -> frozenset[str]:
    place = wording.word_memorial(memorial, city, "ru")[1]
    return gather_stems((place,)) - VAGUE_PLACES


class MemorialYear(Kind):
    """In which year a memorial was opened."""

    name = "memorial-year"
    base = 0.5

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.cities:
            opened = [m for m in city.memorials if m.opened and m.state == "standing"]
            names = Counter(m.name.ru for m in city.memorials)
            for number, memorial in enumerate(city.memorials):
                if memorial in opened and names[memorial.name.ru] == 1:
                    source = memorial.sources[0]
                    yield claim_place(self.name, city, str(number + 1), source=source)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        year = _opened(claim.city.memorials[int(claim.details[0]) - 1])
        award = claim.city.awards[0].date.year
        years = {_opened(m) for c in known.cities for m in c.memorials if m.opened} - {year}
        since = [y for y in years if y >= min(award, year) and y != award]
        near = sorted(sorted(since), key=lambda y: abs(y - year) + rng.random() * 3)[:WRONG]
        if len(near) < WRONG:
            raise UnfairError("too few years to choose from")
        return Pose((str(year), *map(str, near)), closeness=0.7)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        memorial = claim.city.memorials[int(claim.details[0]) - 1]
        name = memorial.name.in_(tr.locale.value)
        text = wording.ask_memorial_year(tr, claim.city, name)
        answer = f"{name}: {tr.partial_date(memorial.opened or '')}"
        return Worded(
            text, pose.options, wording.explain(tr, known.catalogue, answer, claim.source)
        )


def _opened(memorial: Memorial) -> int:
    return int(re.sub(r"-.*", "", memorial.opened or "0"))
