"""Which questions a person gets: what the settings allow, least seen, none giving another away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import cast

from bot.cities.model import TitleId
from bot.db import Transaction
from bot.questions.bank import QuestionBank
from bot.questions.model import Filter, Question
from bot.quiz import store
from bot.quiz.moves.desk import ANY_LANGUAGE, Desk
from bot.quiz.rules import rounds
from bot.quiz.rules.choosing import aim, follow, rank
from bot.quiz.rules.rounds import Pick, Round
from bot.quiz.rules.setup import DIFFICULTIES, Setup

MOST_TRIES = 12
"""So many questions are looked at to find one that no earlier question of the round gives away."""
LOOK_BACK = 20
"""So many earlier questions are minded; an endless round comes back to a city some day."""


def to_filter(setup: Setup) -> Filter:
    """What the settings ask of the bank, difficulty aside."""
    return Filter(
        title=cast("TitleId | None", setup.title or None),
        theme=setup.theme or None,
        region=setup.region or None,
        city=setup.city or None,
    )


def count_questions(bank: QuestionBank, setup: Setup) -> int:
    """How many questions the settings allow."""
    levels = DIFFICULTIES[setup.level]
    return sum(level in levels for level in guess_difficulties(bank, to_filter(setup)).values())


def go_on(tx: Transaction, desk: Desk, round_: Round) -> Round:
    """The round with its next question open; ended if there is none."""
    round_ = drop_missing(desk, round_)
    if round_.turns and round_.is_complete:
        return replace(round_, ended=desk.now)
    pick = pick_next(tx, desk, round_)
    if pick is None:
        return replace(round_, ended=desk.now) if round_.turns else round_
    store.note_shown(tx, round_.user_id, pick.question_id, desk.now)
    return rounds.ask(round_, pick, desk.now)


def drop_missing(desk: Desk, round_: Round) -> Round:
    """The round without coming questions of its script that the bank no longer has."""
    asked = len(round_.turns)
    coming = tuple(pick for pick in round_.script[asked:] if desk.find(pick))
    return replace(round_, script=round_.script[:asked] + coming)


def pick_next(tx: Transaction, desk: Desk, round_: Round) -> Pick | None:
    """The next question: the script's, or the best of what the settings allow."""
    asked = len(round_.turns)
    if round_.script:
        return round_.script[asked] if asked < len(round_.script) else None
    _, ability = store.load_person(tx, round_.user_id)
    wanted = aim(round_.setup.level, follow(ability, round_.turns))
    pool = load_pool(tx, desk.bank, round_.user_id, round_.setup)
    return draw(desk, pool, [turn.pick for turn in round_.turns], wanted)


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions that settings allow, with their difficulty, and how often each was shown."""

    difficulties: Mapping[str, int]
    shown: Mapping[str, int]


def load_pool(tx: Transaction, bank: QuestionBank, user_id: int, setup: Setup) -> Pool:
    """The questions for a person; as hard as answers have shown them to be."""
    guessed, levels = guess_difficulties(bank, to_filter(setup)), DIFFICULTIES[setup.level]
    shown_by_answers = {
        id_: bank.difficulty(id_, tally)
        for id_, tally in store.load_tallies(tx).items()
        if id_ in guessed
    }
    rated = {**guessed, **shown_by_answers}
    allowed = {id_: level for id_, level in rated.items() if level in levels}
    return Pool(allowed, store.load_shown(tx, user_id))


@lru_cache(maxsize=16)
def guess_difficulties(bank: QuestionBank, wanted: Filter) -> Mapping[str, int]:
    """The questions a filter allows with the first guess of their difficulty; kept, as the bank
    does not change.
    """
    return {id_: bank.difficulty(id_) for id_ in bank.ids(wanted)}


def draw(desk: Desk, pool: Pool, used: Sequence[Pick], wanted: float) -> Pick | None:
    """The next question, about as hard as wanted; None if there is none at all."""
    shown = dict(pool.shown)
    for pick in used:
        shown[pick.question_id] = max(shown.get(pick.question_id, 0), 1)
    ranked = islice(rank(pool.difficulties, shown, wanted, desk.rng), MOST_TRIES)
    return choose_unrelated((make_pick(desk, id_) for id_ in ranked), used[-LOOK_BACK:])


def draw_many(tx: Transaction, desk: Desk, user_id: int, setup: Setup) -> tuple[Pick, ...]:
    """All questions of a round at once, for a class: as many as it is long, or as there are."""
    pool = load_pool(tx, desk.bank, user_id, setup)
    levels = DIFFICULTIES[setup.level]
    picks: list[Pick] = []
    for _ in range(min(setup.length, len(pool.difficulties))):
        pick = draw(desk, pool, picks, sum(levels) / len(levels))
        picks += [pick] if pick else []
    return tuple(picks)


def make_pick(desk: Desk, question_id: str) -> Pick:
    """A question with a seed for its options, and what it is about."""
    seed = desk.new_seed()
    question = desk.bank.question(question_id, ANY_LANGUAGE, seed)
    return Pick(question_id, seed, question.theme or "", question.difficulty, name_topic(question))


def name_topic(question: Question) -> str:
    """What a question is about: `city/fact`, or `city/` where it is about no fact."""
    if question.fact_ids:
        return question.fact_ids[0]
    return f"{question.cities[0]}/" if question.cities else ""


def choose_unrelated(picks: Iterable[Pick], used: Sequence[Pick]) -> Pick | None:
    """The first question about another city than those before, else at least another fact."""
    cities, topics = {pick.city for pick in used}, {pick.topic for pick in used}
    spare: list[Pick] = []
    for pick in picks:
        if pick.city not in cities:
            return pick
        spare.append(pick)
    return next((pick for pick in spare if pick.topic not in topics), next(iter(spare), None))
