"""Questions over several cities: odd one out, who was first, in which order, several right."""

from __future__ import annotations

import random
from collections.abc import Iterator

from markupsafe import Markup

from bot.cities.model import City, TitleId
from bot.i18n import Locale, Translator
from bot.questions import wording
from bot.questions.kinds.kind import (
    WRONG,
    Kind,
    choose_cities,
    make_id,
    measure_closeness,
    name_cities,
    pose_cities,
)
from bot.questions.kinds.places import is_plain_place, names_region
from bot.questions.kinds.titles import claim_award
from bot.questions.knowledge import Knowledge
from bot.questions.model import Claim, Pose, UnfairError, Worded
from bot.questions.stems import gather_stems

APART_DAYS = 60
"""Awards closer than this are not asked to be put in order."""
SEVERAL = 6
"""Options of a question with several right answers."""
ORDERS = 3
"""Wrong orders offered beside the right one."""
ARROW = " → "


class OddOneOut(Kind):
    """Which of four cities does not hold the title that the others hold."""

    name = "odd"
    base = -0.2

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.settled:
            for title in known.catalogue.titles:
                if title != city.awards[0].title:
                    yield claim_award(self.name, city, title.replace("_", "-"))

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        title = _read_title(claim)
        pool = [c for c in known.holders(title) if c.status is None]
        wrong = choose_cities(claim.city, pool, rng, lambda _: True)
        return pose_cities(claim.city, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        title = wording.word_title(tr, known.catalogue, _read_title(claim))
        why = wording.explain_award(tr, known.catalogue, claim.city, claim.city.awards[0])
        return Worded(wording.ask_odd(tr, title), name_cities(known, pose, tr), why)


def _read_title(claim: Claim) -> TitleId:
    titles: dict[str, TitleId] = {
        "hero": "hero",
        "military-glory": "military_glory",
        "labour-valour": "labour_valour",
    }
    return titles[claim.details[0]]


class FirstOrLast(Kind):
    """Which of four cities was the first, or the last, to be awarded a title."""

    name = "first"
    base = 0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.settled:
            for end in ("first", "last"):
                yield claim_award(self.name, city, end)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        sign = 1 if claim.details[0] == "first" else -1
        mine = claim.city.awards[0].date

        def fits(city: City) -> bool:
            return (city.awards[0].date - mine).days * sign >= APART_DAYS

        pool = [c for c in known.holders(claim.title) if c.status is None]
        return pose_cities(claim.city, choose_cities(claim.city, pool, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        title = wording.word_title(tr, known.catalogue, claim.title)
        text = wording.ask_first(tr, title, claim.details[0] == "last")
        cities = [known.catalogue.cities[key] for key in pose.options]
        return Worded(text, name_cities(known, pose, tr), _explain_dates(known, claim, cities, tr))


def _explain_dates(known: Knowledge, claim: Claim, cities: list[City], tr: Translator) -> Markup:
    ordered = sorted(cities, key=lambda c: (c.awards[0].date, c.ru.name))
    text = wording.word_dates(tr, ordered)
    return wording.explain(tr, known.catalogue, text, claim.source)


class InOrder(Kind):
    """In which order three cities were awarded a title."""

    name = "order"
    base = 0.7

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        pool = [c for c in known.holders(claim.title) if c.status is None]
        picked = [claim.city]
        for city in sorted(pool, key=lambda c: abs(c.fame - claim.city.fame) + rng.random() * 3):
            days = [abs((city.awards[0].date - c.awards[0].date).days) for c in picked]
            if len(picked) < 3 and min(days) >= APART_DAYS:
                picked.append(city)
        if len(picked) < 3:
            raise UnfairError("too few cities of other dates")
        right = tuple(c.id for c in sorted(picked, key=lambda c: c.awards[0].date))
        a, b, c = right
        wrong = rng.sample([(a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)], ORDERS)
        return Pose(tuple("/".join(order) for order in (right, *wrong)), closeness=0.6)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        title = wording.word_title(tr, known.catalogue, claim.title)
        cities = known.catalogue.cities
        options = tuple(
            ARROW.join(cities[id_].name(tr.locale.value) for id_ in key.split("/"))
            for key in pose.options
        )
        picked = [cities[id_] for id_ in pose.options[0].split("/")]
        why = _explain_dates(known, claim, picked, tr)
        return Worded(wording.ask_order(tr, title), options, why)


def pose_several(right: list[City], wrong: list[City]) -> Pose:
    """A pose with several right cities."""
    closeness = measure_closeness(right[0], wrong)
    return Pose(tuple(c.id for c in (*right, *wrong)), len(right), closeness)


def draw_partners(
    city: City, pool: list[City], rng: random.Random, most: int = WRONG
) -> list[City]:
    """The city and one or two more of the pool, all to be right answers."""
    others = [c for c in pool if c.id != city.id]
    if not others:
        raise UnfairError("only one city would be right")
    return [city, *rng.sample(others, min(len(others), rng.randrange(1, most)))]


class SeveralTitles(Kind):
    """Which of six cities hold a title."""

    name = "several-titles"
    base = 0.2

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        pool = [c for c in known.holders(claim.title) if c.status is None]
        right = draw_partners(claim.city, pool, rng)
        others = [c for c in known.settled if c.awards[0].title != claim.title]
        wrong = choose_cities(claim.city, others, rng, lambda _: True, SEVERAL - len(right))
        return pose_several(right, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        title = wording.word_title(tr, known.catalogue, claim.title)
        why = explain_right(known, claim, pose, tr)
        return Worded(wording.ask_several_titles(tr, title), name_cities(known, pose, tr), why)


def explain_right(known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Markup:
    """The right cities by name."""
    names = tr.list(name_cities(known, pose, tr)[: pose.right])
    text = wording.word_right_ones(tr, names)
    return wording.explain(tr, known.catalogue, text, claim.source)


class SeveralYears(Kind):
    """Which of six cities were awarded a title in a year."""

    name = "several-years"
    base = 0.8

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        year = claim.city.awards[0].date.year
        pool = [c for c in known.holders(claim.title) if c.status is None]
        same = [c for c in pool if c.awards[0].date.year == year]
        right = draw_partners(claim.city, same, rng)

        def fits(city: City) -> bool:
            award = city.awards[0]
            return award.date.year != year and (not award.named or award.named.year != year)

        wrong = choose_cities(claim.city, pool, rng, fits, SEVERAL - len(right))
        return pose_several(right, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        title = wording.word_title(tr, known.catalogue, claim.title)
        text = wording.ask_several_years(tr, title, str(claim.city.awards[0].date.year))
        return Worded(text, name_cities(known, pose, tr), explain_right(known, claim, pose, tr))


class SeveralRegions(Kind):
    """Which of six cities lie in a region."""

    name = "several-regions"
    base = 0.3

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.settled:
            if is_plain_place(known, city):
                yield claim_award(self.name, city)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        region = claim.city.region
        same = [c for c in known.settled if c.region == region and is_plain_place(known, c)]
        right = draw_partners(claim.city, same, rng)

        def fits(city: City) -> bool:
            return city.region != region and not names_region(known, city, region)

        wrong = choose_cities(claim.city, known.settled, rng, fits, SEVERAL - len(right))
        return pose_several(right, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        region = known.catalogue.regions[claim.city.region]
        where = region.ru_in if tr.locale is Locale.RU else f"in {region.en_short}"
        text = wording.ask_several_regions(tr, where)
        return Worded(text, name_cities(known, pose, tr), explain_right(known, claim, pose, tr))


class SeveralProducts(Kind):
    """Which of six cities gave the front and the country a product."""

    name = "several-products"
    base = 0.5

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for key, city, fact in known.facts("product"):
            for number, product in enumerate(fact.products, 1):
                plain = city.status is None and city.kind == "city" and fact.scope == "city"
                if plain and not known.mentioned(product.ru):
                    id_ = make_id(self.name, city.id, fact.id, str(number))
                    title, theme = city.awards[0].title, fact.themes[0]
                    source = fact.sources[0]
                    yield Claim(id_, self.name, city, title, source, (str(number),), key, theme)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        fact = known.catalogue.facts[claim.fact or ""][1]
        product = fact.products[int(claim.details[0]) - 1]
        makers = list(known.makers.get((product.ru, product.en), ()))
        right = draw_partners(claim.city, makers, rng)
        stems = gather_stems((product.ru, product.en, *product.also))
        themes = set(fact.themes)

        def fits(city: City) -> bool:
            return not stems & known.city_stems(city.id) and not themes & known.city_themes(city.id)

        wrong = choose_cities(claim.city, known.settled, rng, fits, SEVERAL - len(right))
        return pose_several(right, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        fact = known.catalogue.facts[claim.fact or ""][1]
        product = fact.products[int(claim.details[0]) - 1]
        spelt = product.ru if tr.locale is Locale.RU else product.en
        text = wording.ask_several_products(tr, spelt)
        return Worded(text, name_cities(known, pose, tr), explain_right(known, claim, pose, tr))
