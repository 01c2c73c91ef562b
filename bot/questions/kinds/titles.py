"""Questions about a city's title: which, in which year, on which day, together with whom."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from bot.cities.model import City
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


def claim_award(kind: str, city: City, *details: str) -> Claim:
    """A claim about the title of a city."""
    award = city.awards[0]
    id_ = make_id(kind, city.id, *details)
    return Claim(id_, kind, city, award.title, award.sources[0], details, theme="title")


class TitleYear(Kind):
    """In which year a city was awarded its title."""

    name = "year"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city) for city in known.catalogue.cities.values())

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        award = claim.city.awards[0]
        years = {c.awards[0].date.year for c in known.holders(claim.title)} - {award.date.year}
        years -= {award.named.year} if award.named else set()
        near = sorted(
            sorted(years), key=lambda year: abs(year - award.date.year) + rng.random() * 6
        )
        return Pose((str(award.date.year), *map(str, near[:WRONG])), closeness=0.6)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        award = claim.city.awards[0]
        title = wording.word_award_title(tr, known.catalogue, award)
        text = wording.ask_award_year(tr, claim.city, title)
        why = wording.explain_award(tr, known.catalogue, claim.city, award)
        return Worded(text, pose.options, why)


class TitleDate(Kind):
    """On which day a city was awarded its title."""

    name = "date"
    base = 0.7

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        settled = (c for c in known.catalogue.cities.values() if c.status is None)
        return (claim_award(self.name, city) for city in settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        award = claim.city.awards[0]
        days = {c.awards[0].date for c in known.holders(claim.title)} - {award.date, award.named}
        far = sorted(
            sorted(days), key=lambda day: abs((day - award.date).days) + rng.random() * 1500
        )
        return Pose((award.date.isoformat(), *(d.isoformat() for d in far[:WRONG])), closeness=0.7)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        award = claim.city.awards[0]
        title = wording.word_award_title(tr, known.catalogue, award)
        text = wording.ask_award_date(tr, claim.city, title)
        options = tuple(tr.date(dt.date.fromisoformat(key)) for key in pose.options)
        why = wording.explain_award(tr, known.catalogue, claim.city, award)
        return Worded(text, options, why)


class WhichTitle(Kind):
    """Which of the three titles a city holds."""

    name = "title"
    base = -1.0

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        others = [title for title in known.catalogue.titles if title != claim.title]
        return Pose((claim.title, *rng.sample(others, len(others))), closeness=0.5)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        names = {id_: t.name(tr.locale.value) for id_, t in known.catalogue.titles.items()}
        options = tuple(name for key in pose.options for id_, name in names.items() if id_ == key)
        text = wording.ask_title(tr, claim.city)
        why = wording.explain_award(tr, known.catalogue, claim.city, claim.city.awards[0])
        return Worded(text, options, why)


class SameDay(Kind):
    """Which city was awarded the same title on the same day."""

    name = "same-day"
    base = 0.7

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for city in known.settled:
            for other in known.holders(city.awards[0].title):
                if other != city and other.awards[0].date == city.awards[0].date:
                    yield claim_award(self.name, city)
                    break

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        day = claim.city.awards[0].date
        holders = [c for c in known.holders(claim.title) if c != claim.city]
        partners = [c for c in holders if c.awards[0].date == day and c.status is None]
        if not partners:
            raise UnfairError("no partner to ask for")
        right = rng.choice(partners)
        wrong = choose_cities(right, holders, rng, lambda c: c.awards[0].date != day)
        return pose_cities(right, wrong)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        right = known.catalogue.cities[pose.options[0]]
        title = wording.word_title(tr, known.catalogue, claim.title)
        text = wording.ask_same_day(tr, claim.city, title)
        source = right.awards[0].sources[0]
        why = wording.explain(
            tr, known.catalogue, wording.word_dates(tr, [claim.city, right]), source
        )
        return Worded(text, name_cities(known, pose, tr), why)
