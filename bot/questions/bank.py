"""Every question the catalogue can fairly ask: claims are kept, questions made on demand."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.cities.catalogue import Catalogue
from bot.i18n import Locale, Translator, translator
from bot.questions import wording
from bot.questions.difficulty import Tally, correct_difficulty, estimate_difficulty
from bot.questions.kinds.facts import (
    HowMany,
    WhichCity,
    WhichCounted,
    WhichName,
    WhichProduct,
    WhoseName,
    YearOfEvent,
)
from bot.questions.kinds.kind import Kind
from bot.questions.kinds.names import FormerNameOf, WhichWasCalled
from bot.questions.kinds.places import (
    CityInRegion,
    Compass,
    MemorialYear,
    Nearest,
    WhereMemorial,
    WhichRegion,
)
from bot.questions.kinds.sets import (
    FirstOrLast,
    InOrder,
    OddOneOut,
    SeveralProducts,
    SeveralRegions,
    SeveralTitles,
    SeveralYears,
)
from bot.questions.kinds.statements import IsItTrue, IsTitleTrue, IsYearTrue
from bot.questions.kinds.titles import SameDay, TitleDate, TitleYear, WhichTitle
from bot.questions.knowledge import Knowledge
from bot.questions.model import (
    ANY,
    MOST_LINE_FEEDS,
    MOST_OPTION,
    MOST_QUESTION,
    Claim,
    Filter,
    Pose,
    Question,
    UnfairError,
    Worded,
)

WORK_SECONDS = 0.001
BREATH_SECONDS = 0.0005

KINDS: tuple[Kind, ...] = (
    WhichCity(),
    HowMany(),
    WhichCounted(),
    WhichProduct(),
    WhichName(),
    WhoseName(),
    YearOfEvent(),
    TitleYear(),
    TitleDate(),
    WhichTitle(),
    SameDay(),
    FirstOrLast(),
    InOrder(),
    OddOneOut(),
    SeveralTitles(),
    SeveralYears(),
    SeveralRegions(),
    SeveralProducts(),
    WhichRegion(),
    CityInRegion(),
    Nearest(),
    Compass(),
    WhereMemorial(),
    MemorialYear(),
    WhichWasCalled(),
    FormerNameOf(),
    IsItTrue(),
    IsTitleTrue(),
    IsYearTrue(),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A claim that was found fair, with the first guess of its difficulty."""

    claim: Claim
    difficulty: int


class QuestionBank:
    """The questions of a catalogue. What it returns depends on its arguments alone."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.known = Knowledge(catalogue)
        self._kinds = {kind.name: kind for kind in KINDS}

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        """Every claim by id, found fair or not; listed on first use, in a tenth of a second."""
        return {claim.id: claim for kind in KINDS for claim in kind.list_claims(self.known)}

    @cached_property
    def _entries(self) -> Mapping[str, _Entry]:
        """The fair claims by id; found on first use, in two or three seconds.

        Off the main thread it stops for breath after each millisecond, so that what people wait
        for meanwhile gets the interpreter soon.
        """
        resting = threading.current_thread() is not threading.main_thread()
        found, rested = {}, time.monotonic()
        for entry in self._find_fair():
            found[entry.claim.id] = entry
            if resting and time.monotonic() - rested > WORK_SECONDS:
                time.sleep(BREATH_SECONDS)
                rested = time.monotonic()
        return found

    @property
    def ready(self) -> bool:
        """Whether the questions have been found, so that nobody would wait for them."""
        return "_entries" in vars(self)

    def _find_fair(self) -> Iterator[_Entry]:
        """The claims that make a question within all limits in both languages."""
        asked: set[tuple[str, ...]] = set()
        for claim in self._claims.values():
            kind = self._kinds[claim.kind]
            try:
                pose = self._pose(kind, claim)
                worded = [self._word(kind, claim, pose, translator(locale)) for locale in Locale]
            except UnfairError:
                continue
            same = (kind.name, worded[0].text, *sorted(worded[0].options[: pose.right]))
            if same not in asked:
                asked.add(same)
                yield _Entry(claim, self._guess_difficulty(kind, claim, pose))

    def _guess_difficulty(self, kind: Kind, claim: Claim, pose: Pose) -> int:
        return estimate_difficulty(claim.city.fame, pose.closeness, kind.base)

    def _pose(self, kind: Kind, claim: Claim) -> Pose:
        return kind.pose(self.known, claim, random.Random(claim.id))

    def _word(self, kind: Kind, claim: Claim, pose: Pose, tr: Translator) -> Worded:
        worded = kind.word(self.known, claim, pose, tr)
        _check_limits(worded)
        return worded

    def ids(
        self, wanted: Filter = ANY, tallies: Mapping[str, Tally] | None = None
    ) -> Sequence[str]:
        """The ids of the questions a filter asks for, in the bank's order.

        With `tallies` of how people answered, difficulty is what they show it to be.
        """
        return [
            id_
            for id_, entry in self._entries.items()
            if entry.claim.fits(wanted)
            and wanted.difficulty in (None, self.difficulty(id_, (tallies or {}).get(id_)))
        ]

    def difficulty(self, id_: str, tally: Tally | None = None) -> int:
        """How hard a question is, 1 to 5; KeyError for an unknown id."""
        return correct_difficulty(self._entries[id_].difficulty, tally)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def question(self, id_: str, language: str, seed: int | str) -> Question:
        """The question in `ru` or `en`; KeyError for an unknown id.

        Its options depend on the id alone, their order on id and seed, in any process. It need
        not wait until all questions have been found.
        """
        claim = self._claims[id_]
        kind = self._kinds[claim.kind]
        try:
            pose = self._pose(kind, claim)
            worded = self._word(kind, claim, pose, translator(Locale(language)))
        except UnfairError:
            raise KeyError(id_) from None
        order = list(range(len(pose.options)))
        random.Random(f"{id_}/{seed}").shuffle(order)
        return Question(
            id=id_,
            kind=claim.kind,
            language=language,
            text=worded.text,
            options=tuple(worded.options[n] for n in order),
            right=tuple(place for place, n in enumerate(order) if n < pose.right),
            explanation=worded.explanation,
            fact_ids=(claim.fact,) if claim.fact else (),
            theme=claim.theme,
            title=claim.title,
            region=claim.city.region,
            cities=(claim.city.id,),
            difficulty=self._guess_difficulty(kind, claim, pose),
            source=claim.source,
        )


def _check_limits(worded: Worded) -> None:
    """Raise UnfairError unless a poll could show the question."""
    if wording.count_units(worded.text) > MOST_QUESTION:
        raise UnfairError("the question is too long")
    if any(wording.count_units(option) > MOST_OPTION for option in worded.options):
        raise UnfairError("an option is too long")
    if len({option.casefold() for option in worded.options}) < len(worded.options):
        raise UnfairError("two options are the same")
    if worded.explanation.count("\n") > MOST_LINE_FEEDS:
        raise UnfairError("the explanation has too many lines")
