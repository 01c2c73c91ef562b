"""An independent judge of quiz questions: it reads the catalogue and never asks the generator."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Fact
from bot.cities.names import Gazetteer
from bot.cities.spelling import make_skeleton, normalise
from bot.i18n import Locale, translator
from bot.questions.model import Question

PREFIX = 5
WAR = range(1941, 1946)
FILLERS = frozenset(
    {"завод", "завода", "город", "имени", "фронт", "армия", "войны"}
    | {"the", "plant", "works", "front", "army", "city", "first"}
)
SCALES = {"млрд": 1e9, "миллиард": 1e9, "billion": 1e9, "миллион": 1e6, "million": 1e6}


def read_number(option: str, language: str) -> float:
    """The value of a figure as printed in a language."""
    scale = next((size for word, size in SCALES.items() if word in option), 1.0)
    digits = re.sub(r"[^\d,.]", "", option)
    plain = digits.replace(",", "." if language == "ru" else "")
    return float(plain) * scale


class Judge:
    """Knows the catalogue by heart and tells what is wrong with a question."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.gazetteer = Gazetteer(catalogue)
        self.by_name = {
            lang: {city.name(lang): city for city in catalogue.cities.values()}
            for lang in ("ru", "en")
        }

    # --- reading a question -------------------------------------------------------------------

    def cities(self, question: Question) -> list[City]:
        """The options as cities."""
        return [self.by_name[question.language][option] for option in question.options]

    def split(self, question: Question) -> tuple[list[City], list[City]]:
        """The right and the wrong cities among the options."""
        cities = self.cities(question)
        right = [city for n, city in enumerate(cities) if n in question.right]
        return right, [city for city in cities if city not in right]

    def subject(self, question: Question) -> City:
        """The city that a question is filed under."""
        return self.catalogue.cities[question.cities[0]]

    def fact(self, question: Question) -> tuple[City, Fact]:
        """The fact behind a question."""
        return self.catalogue.facts[question.fact_ids[0]]

    def award(self, city: City) -> Award:
        """The city's award."""
        return city.awards[0]

    def named(self, text: str) -> set[str]:
        """The cities that a reader of the text would recognise."""
        return {city.id for m in self.gazetteer.find_mentions(text) for city in m.cities}

    # --- what the catalogue tells of a city ---------------------------------------------------

    def told(self, city: City) -> str:
        """Everything told of a city, in both languages, as one normalised text."""
        return self._told[city.id]

    @cached_property
    def _told(self) -> dict[str, str]:
        return {id_: self._tell(city) for id_, city in self.catalogue.cities.items()}

    def _tell(self, city: City) -> str:
        texts: list[str] = []
        for fact in city.facts:
            texts += [fact.ru, fact.en, *fact.keywords]
            for term in (*fact.products, *fact.names):
                texts += [term.ru, term.en, *term.also]
            for figure in fact.figures.values():
                texts += [str(figure.ru), str(figure.en)]
        return f" {normalise(' '.join(texts))} "

    def tells(self, city: City, phrase: str) -> bool:
        """Whether a phrase, or its telling words in any form, is told of a city."""
        words = [w for w in normalise(phrase).split() if len(w) > 2 and w not in FILLERS]
        told = self.told(city)
        return bool(words) and all(f" {word[:PREFIX]}" in told for word in words)

    def shares(self, key: str, other: City) -> str | None:
        """Why a fact might be true of another city as well."""
        city, fact = self.catalogue.facts[key]
        if other.region == city.region:
            return "same region"
        if any(see.startswith(f"{other.id}/") for see in fact.see):
            return "linked"
        for theirs in other.facts:
            if f"{city.id}/{fact.id}" in theirs.see:
                return "linked back"
            if fact.when and fact.when == theirs.when and set(fact.themes) & set(theirs.themes):
                return "same date"
            mine = {(p.en.casefold(), p.ru.casefold()) for p in fact.products}
            if mine & {(p.en.casefold(), p.ru.casefold()) for p in theirs.products}:
                return "same product"
            if fact.claim and fact.claim == theirs.claim and fact.themes[0] in theirs.themes:
                return "rival claim"
        return None

    # --- verdicts -----------------------------------------------------------------------------

    def judge(self, question: Question) -> Iterator[str]:
        """Everything that is unfair about a question."""
        check = getattr(self, f"judge_{question.kind.replace('-', '_')}")
        yield from check(question)

    def judge_city(self, question: Question) -> Iterator[str]:
        city, fact = self.fact(question)
        right, wrong = self.split(question)
        named = self.named(question.text.partition("\n\n")[2])
        if right != [city] or "city" not in fact.ask or fact.scope == "region":
            yield "not the city of the fact"
        yield from (f"{c.id} is named" for c in (*right, *wrong) if c.id in named)
        for other in wrong:
            if why := self.shares(question.fact_ids[0], other):
                yield f"{other.id}: {why}"

    def judge_figure(self, question: Question) -> Iterator[str]:
        _, fact = self.fact(question)
        values = [read_number(option, question.language) for option in question.options]
        right = values[question.right[0]]
        true = {float(f.value) for f in fact.figures.values()}
        if not any(math.isclose(right, value, rel_tol=1e-6) for value in true):
            yield f"{right} is not in the fact"
        for value in values:
            if value != right and any(math.isclose(value, t) for t in true):
                yield f"{value} is true as well"
            if not 0.1 < value / right < 10:
                yield f"{value} is not of the size of {right}"
        if "figure" not in fact.ask or {"losses", "forced-labour"} & set(fact.themes):
            yield "not a figure to ask for"
        if "____" not in question.text:
            yield "no blank"

    def judge_when(self, question: Question) -> Iterator[str]:
        _, fact = self.fact(question)
        if question.options[question.right[0]] != (fact.when or "")[:4]:
            yield "wrong year"
        if any(int(option) not in WAR for option in question.options):
            yield "not a year of the war"
        if re.search(r"\b1[89]\d\d\b", question.text):
            yield "a year is left in the text"

    def judge_product(self, question: Question) -> Iterator[str]:
        city, fact = self.fact(question)
        made = {p.ru if question.language == "ru" else p.en for p in fact.products}
        for n, option in enumerate(question.options):
            if (n in question.right) != (option in made):
                yield f"{option}: wrongly judged"
            if n not in question.right and self.tells(city, option):
                yield f"{option} is told of {city.id} too"
        if "product" not in fact.ask:
            yield "not a product to ask for"

    def judge_counted(self, question: Question) -> Iterator[str]:
        city, fact = self.fact(question)
        for n, option in enumerate(question.options):
            if n not in question.right and self.tells(city, option):
                yield f"{option} is told of {city.id} too"
        if "product" not in fact.ask or "____" not in question.text:
            yield "not a product to ask for"

    def judge_name(self, question: Question) -> Iterator[str]:
        city, fact = self.fact(question)
        names = {n.ru if question.language == "ru" else n.en: n for n in fact.names}
        right = question.options[question.right[0]]
        if right not in names or "name" not in fact.ask or "____" not in question.text:
            yield "not a name of the fact"
        if f" {normalise(right)} " in f" {normalise(question.text)} ":
            yield "the name is in the text"
        for n, option in enumerate(question.options):
            if n not in question.right and f" {normalise(option)} " in self.told(city):
                yield f"{option} is told of {city.id} too"
            if self.named(option):
                yield f"{option} names a city"

    def judge_whose(self, question: Question) -> Iterator[str]:
        city, fact = self.fact(question)
        right, wrong = self.split(question)
        if right != [city] or "name" not in fact.ask:
            yield "not the city of the fact"
        if {c.id for c in (*right, *wrong)} & self.named(question.text):
            yield "the text names an option"
        names = [
            n for n in fact.names if (n.ru if question.language == "ru" else n.en) in question.text
        ]
        for other in wrong:
            told = self.told(other)
            if any(f" {normalise(t)} " in told for n in names for t in (n.ru, n.en)):
                yield f"told of {other.id} too"

    def judge_year(self, question: Question) -> Iterator[str]:
        award = self.award(self.subject(question))
        years = {a.date.year for _, a in self.catalogue.awards()}
        if question.options[question.right[0]] != str(award.date.year):
            yield "wrong year"
        for n, option in enumerate(question.options):
            if n not in question.right and award.named and int(option) == award.named.year:
                yield "the city was named a hero city then"
            if int(option) not in years:
                yield f"no title was given in {option}"

    def judge_date(self, question: Question) -> Iterator[str]:
        award = self.award(self.subject(question))
        tr = translator(Locale(question.language))
        days = {tr.date(a.date) for _, a in self.catalogue.awards()}
        if question.options[question.right[0]] != tr.date(award.date):
            yield "wrong day"
        if not set(question.options) <= days:
            yield "a day on which no title was given"
        wrong = {o for n, o in enumerate(question.options) if n not in question.right}
        if award.named and tr.date(award.named) in wrong:
            yield "the city was named a hero city that day"

    def judge_title(self, question: Question) -> Iterator[str]:
        held = {a.title for a in self.subject(question).awards}
        for n, option in enumerate(question.options):
            titles = self.catalogue.titles.items()
            [title] = [id_ for id_, t in titles if t.name(question.language) == option]
            if (n in question.right) != (title in held):
                yield f"{option}: wrongly judged"

    def judge_same_day(self, question: Question) -> Iterator[str]:
        mine = self.award(self.subject(question))
        for n, city in enumerate(self.cities(question)):
            theirs = self.award(city)
            same = (theirs.title, theirs.date) == (mine.title, mine.date)
            if (n in question.right) != same or theirs.title != mine.title:
                yield f"{city.id}: wrongly judged"

    def judge_first(self, question: Question) -> Iterator[str]:
        right, wrong = self.split(question)
        day = self.award(right[0]).date
        days = [self.award(city).date for city in wrong]
        last = re.search(r"позже|last", question.text)
        if not all(other < day if last else other > day for other in days):
            yield "not the first, or last"
        yield from self._one_title(question)

    def _one_title(self, question: Question) -> Iterator[str]:
        if {self.award(c).title for c in self.cities(question)} != {question.title}:
            yield "cities of several titles"

    def judge_order(self, question: Question) -> Iterator[str]:
        orders = [
            [self.award(self.by_name[question.language][name]).date for name in o.split(" → ")]
            for o in question.options
        ]
        for n, days in enumerate(orders):
            rising = all(a < b for a, b in pairwise(days))
            if (n in question.right) != rising:
                yield f"order {n}: wrongly judged"

    def judge_odd(self, question: Question) -> Iterator[str]:
        right, wrong = self.split(question)
        titles = {self.award(city).title for city in wrong}
        if len(titles) != 1 or self.award(right[0]).title in titles:
            yield "not the odd one out"
        name = self.catalogue.titles[titles.pop()].name(question.language)
        if f"«{name}»" not in question.text and f"“{name}”" not in question.text:
            yield "asks of another title"

    def _several(self, question: Question, facts: Sequence[bool]) -> Iterator[str]:
        if [n for n, true in enumerate(facts) if true] != list(question.right):
            yield "wrong set of answers"
        if not 2 <= len(question.right) < len(question.options):
            yield "not several answers"

    def judge_several_titles(self, question: Question) -> Iterator[str]:
        held = [self.award(city).title == question.title for city in self.cities(question)]
        yield from self._several(question, held)

    def judge_several_years(self, question: Question) -> Iterator[str]:
        year = self.award(self.subject(question)).date.year
        if str(year) not in question.text:
            yield "asks of another year"
        given = [self.award(city).date.year == year for city in self.cities(question)]
        yield from self._several(question, given)
        yield from self._one_title(question)

    def judge_several_regions(self, question: Question) -> Iterator[str]:
        region = self.subject(question).region
        there = [city.region == region for city in self.cities(question)]
        yield from self._several(question, there)
        yield from self._region(question)

    def judge_several_products(self, question: Question) -> Iterator[str]:
        _, fact = self.fact(question)
        products = {p.ru if question.language == "ru" else p.en for p in fact.products}
        [product] = [p for p in products if f": {p}?" in question.text]
        for n, city in enumerate(self.cities(question)):
            made = [p for f in city.facts if f.standing != "disputed" for p in f.products]
            right = any(product.casefold() in (p.ru.casefold(), p.en.casefold()) for p in made)
            if n in question.right and not right:
                yield f"{city.id}: not told of {product}"
            if n not in question.right and self.tells(city, product):
                yield f"{city.id}: told of {product}"
        if len(question.right) < 2:
            yield "not several answers"

    def _region(self, question: Question) -> Iterator[str]:
        subject = self.subject(question)
        region = self.catalogue.regions[subject.region]
        asked = region.ru_in if question.language == "ru" else region.en_short
        if subject.status or subject.country != "RU":
            yield "a region that is not to be asked"
        if asked in question.text:
            stems = {make_skeleton(w)[:4] for w in asked.split() if len(w) > 4}
            for option in question.options:
                words = make_skeleton(option).split()
                if any(w.startswith(stem) for w in words for stem in stems):
                    yield f"{option} sounds like the region"

    def judge_region(self, question: Question) -> Iterator[str]:
        region = self.catalogue.regions[self.subject(question).region]
        if question.options[question.right[0]] != region.in_(question.language):
            yield "wrong region"
        stem = make_skeleton(self.subject(question).name(question.language))[:PREFIX]
        if any(make_skeleton(option).startswith(stem) for option in question.options):
            yield "a region sounds like the city"

    def judge_in_region(self, question: Question) -> Iterator[str]:
        region = self.subject(question).region
        for n, city in enumerate(self.cities(question)):
            if (n in question.right) != (city.region == region):
                yield f"{city.id}: wrongly judged"
        yield from self._region(question)

    def judge_nearest(self, question: Question) -> Iterator[str]:
        here = self.subject(question).point
        right, wrong = self.split(question)
        near = flat_distance(here, right[0].point)
        if any(flat_distance(here, city.point) <= near * 1.15 for city in wrong):
            yield "another is as near"

    def judge_compass(self, question: Question) -> Iterator[str]:
        right, wrong = self.split(question)
        sides = {"север": 0, "north": 0, "южн": 1, "south": 1, "восточ": 2, "east": 2}
        side = next((n for word, n in sides.items() if word in question.text), 3)
        axis, sign = ((0, 1), (0, -1), (1, 1), (1, -1))[side]
        for city in wrong:
            if (right[0].point[axis] - city.point[axis]) * sign < 0.9:
                yield f"{city.id} lies as far out"

    def judge_memorial(self, question: Question) -> Iterator[str]:
        right, wrong = self.split(question)
        _, _, place = question.text.partition("\n\n")[2].partition(": ")
        if right != [self.subject(question)] or not place:
            yield "wrong city"
        if {c.id for c in (*right, *wrong)} & self.named(question.text):
            yield "the text names an option"
        for city in wrong:
            places = [m.place.in_(question.language) for m in city.memorials if m.place]
            if any(place.endswith(p) or p.endswith(place) for p in places) or not places:
                yield f"{city.id} may have one there too"

    def judge_memorial_year(self, question: Question) -> Iterator[str]:
        name = question.text.partition("\n\n")[2]
        memorials = self.subject(question).memorials
        [memorial] = [m for m in memorials if m.name.in_(question.language) == name]
        if question.options[question.right[0]] != (memorial.opened or "")[:4]:
            yield "wrong year"

    def _bore(self, city: City, name: str) -> bool:
        names = {make_skeleton(o.name) for o in city.also}
        names |= {make_skeleton(t) for w in [city.wartime] if w for t in (w.ru, w.en)}
        return make_skeleton(name) in names

    def judge_former(self, question: Question) -> Iterator[str]:
        [name] = re.findall(r"[«“](.+)[»”]\?", question.text)
        for n, city in enumerate(self.cities(question)):
            if (n in question.right) != self._bore(city, name):
                yield f"{city.id}: wrongly judged"

    def judge_renamed(self, question: Question) -> Iterator[str]:
        for n, option in enumerate(question.options):
            if (n in question.right) != self._bore(self.subject(question), option):
                yield f"{option}: wrongly judged"

    def judge_truth(self, question: Question) -> Iterator[str]:
        city, _ = self.fact(question)
        head, _, text = question.text.partition("\n\n")
        [asked] = [c for name, c in self.by_name[question.language].items() if _opens(head, name)]
        yes = question.options[question.right[0]] in ("Да", "Yes")
        if yes != (asked == city):
            yield "wrongly judged"
        if {asked.id, city.id} & self.named(text):
            yield "the statement names a city asked of"
        if not yes and (why := self.shares(question.fact_ids[0], asked)):
            yield f"{asked.id}: {why}"

    def judge_truth_title(self, question: Question) -> Iterator[str]:
        held = self.award(self.subject(question)).title
        name = self.catalogue.titles[held].name(question.language)
        yes = question.options[question.right[0]] in ("Да", "Yes")
        if yes != bool(re.search(f"[«“]{name}[»”]", question.text)):
            yield "wrongly judged"

    def judge_truth_year(self, question: Question) -> Iterator[str]:
        award = self.award(self.subject(question))
        yes = question.options[question.right[0]] in ("Да", "Yes")
        if yes != (str(award.date.year) in question.text):
            yield "wrongly judged"
        if not yes and award.named and str(award.named.year) in question.text:
            yield "the city was named a hero city then"


def _opens(head: str, name: str) -> bool:
    return head.startswith(f"{name}:") or head == f"Is this about {name}?"


def flat_distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres by the spherical law of cosines, another way than the bot's."""
    a, b = math.radians(one[0]), math.radians(other[0])
    turn = math.radians(one[1] - other[1])
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))
