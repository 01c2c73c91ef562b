"""Questions about former names of cities, both ways round."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from bot.cities.model import City
from bot.cities.spelling import make_skeleton
from bot.i18n import Translator
from bot.questions import wording
from bot.questions.former import FormerName
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


def _claim(kind: str, city: City, former: FormerName) -> Claim:
    slug = re.sub(r"[^a-z]+", "-", former.en.lower()).strip("-")
    id_ = make_id(kind, city.id, slug)
    return Claim(id_, kind, city, city.awards[0].title, "", (former.ru,), theme="history")


def _find_name(known: Knowledge, claim: Claim) -> FormerName:
    return next(f for f in known.former_names[claim.city.id] if f.ru == claim.details[0])


def _list_claims(kind: str, known: Knowledge) -> Iterator[Claim]:
    for city in known.cities:
        for former in known.former_names[city.id]:
            if not known.reveals_name(former.ru, city):
                yield _claim(kind, city, former)


class WhichWasCalled(Kind):
    """Which city bore a former name."""

    name = "former"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return _list_claims(self.name, known)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        former = _find_name(known, claim)
        sound = make_skeleton(former.ru)

        def fits(city: City) -> bool:
            names = {make_skeleton(other.name) for other in city.also}
            return sound not in names and city.region != claim.city.region

        return pose_cities(claim.city, choose_cities(claim.city, known.settled, rng, fits))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        former = wording.quote(tr, _find_name(known, claim).in_(tr.locale.value))
        text = wording.ask_former(tr, former)
        why = wording.explain_former(tr, claim.city, former)
        return Worded(text, name_cities(known, pose, tr), why)


class FormerNameOf(Kind):
    """Which former name a city bore."""

    name = "renamed"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return _list_claims(self.name, known)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        mine = {make_skeleton(other.name) for other in claim.city.also}
        others = [
            f"{city.id}/{former.ru}"
            for city in known.cities
            if city != claim.city
            for former in known.former_names[city.id]
            if make_skeleton(former.ru) not in mine and not known.reveals_name(former.ru, city)
        ]
        if len(others) < WRONG:
            raise UnfairError("too few former names")
        return Pose((f"{claim.city.id}/{claim.details[0]}", *rng.sample(others, WRONG)))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        options = []
        for key in pose.options:
            id_, _, ru = key.partition("/")
            names = known.former_names[id_]
            options.append(next(f for f in names if f.ru == ru).in_(tr.locale.value))
        former = wording.quote(tr, options[0])
        why = wording.explain_former(tr, claim.city, former)
        return Worded(wording.ask_renamed(tr, claim.city), tuple(options), why)
