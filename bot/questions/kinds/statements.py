"""True or false: statements about a city, told of the right city or of another."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.cities.model import City
from bot.i18n import Translator
from bot.questions import wording
from bot.questions.kinds.facts import claim_fact, explain_claim, mask_fact, mentioned_by
from bot.questions.kinds.kind import Kind, choose_cities, make_id
from bot.questions.kinds.titles import claim_award
from bot.questions.knowledge import Knowledge, is_grave
from bot.questions.model import Claim, Pose, Worded

SENSITIVE = frozenset({"occupation", "siege"})
"""Themes that are not material for a guess at true or false."""
TRUE, FALSE = "true", "false"


def word_options(pose: Pose, tr: Translator) -> tuple[str, ...]:
    """The two answers, the right one first."""
    return tuple(wording.word_truth(tr, key.startswith(TRUE)) for key in pose.options)


def pose_truth(true: bool, subject: str) -> Pose:
    """A pose of two answers that remembers whom or what the statement names."""
    keys = (f"{TRUE}/{subject}", f"{FALSE}/{subject}")
    return Pose(keys if true else keys[::-1], closeness=0.3)


def read_subject(pose: Pose) -> str:
    """Whom or what the statement names."""
    return pose.options[0].partition("/")[2]


def toss(kind: str, city: City) -> str:
    """Whether a city's only statement of a kind is to be true: even odds, always the same."""
    return TRUE if random.Random(make_id(kind, city.id)).random() < 0.5 else FALSE


class IsItTrue(Kind):
    """Whether a fact is about a city."""

    name = "truth"
    base = -0.5

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        for _, city, fact in known.facts("city"):
            open_ = city.kind == "city" and city.status is None and fact.scope == "city"
            if open_ and not is_grave(fact) and not SENSITIVE & set(fact.themes):
                yield claim_fact(self.name, city, fact, TRUE)
                yield claim_fact(self.name, city, fact, FALSE)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        if claim.details[0] == TRUE:
            return pose_truth(True, claim.city.id)
        named = mentioned_by(known, known.catalogue.facts[claim.fact or ""][1])

        def fits(city: City) -> bool:
            return city.id not in named and not known.may_share(claim.fact or "", city)

        [other] = choose_cities(claim.city, known.settled, rng, fits, 1)
        return pose_truth(False, other.id)

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        city = known.catalogue.cities[read_subject(pose)]
        text = wording.ask_truth(tr, city, mask_fact(known, claim, tr))
        return Worded(text, word_options(pose, tr), explain_claim(known, claim, tr).explanation)


class IsTitleTrue(Kind):
    """Whether a city holds a title."""

    name = "truth-title"
    base = -1.0

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city, toss(self.name, city)) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        if claim.details[0] == TRUE:
            return pose_truth(True, claim.title)
        others = [title for title in known.catalogue.titles if title != claim.title]
        return pose_truth(False, rng.choice(others))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        subject = read_subject(pose)
        title = next(t for id_, t in known.catalogue.titles.items() if id_ == subject)
        text = wording.ask_truth_of_award(tr, claim.city, title.name(tr.locale.value), None)
        why = wording.explain_award(tr, known.catalogue, claim.city, claim.city.awards[0])
        return Worded(text, word_options(pose, tr), why)


class IsYearTrue(Kind):
    """Whether a city was awarded its title in a year."""

    name = "truth-year"

    def list_claims(self, known: Knowledge) -> Iterator[Claim]:
        return (claim_award(self.name, city, toss(self.name, city)) for city in known.settled)

    def pose(self, known: Knowledge, claim: Claim, rng: random.Random) -> Pose:
        award = claim.city.awards[0]
        if claim.details[0] == TRUE:
            return pose_truth(True, str(award.date.year))
        years = {c.awards[0].date.year for c in known.holders(claim.title)} - {award.date.year}
        years -= {award.named.year} if award.named else set()
        return pose_truth(False, str(rng.choice(sorted(years))))

    def word(self, known: Knowledge, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        award = claim.city.awards[0]
        title = wording.word_title(tr, known.catalogue, award.title)
        text = wording.ask_truth_of_award(tr, claim.city, title, int(read_subject(pose)))
        why = wording.explain_award(tr, known.catalogue, claim.city, award)
        return Worded(text, word_options(pose, tr), why)
