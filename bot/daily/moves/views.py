"""What was and what is agreed, looked at and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.daily.asking import Asked, read_asked
from bot.daily.moves.answers import show_streak
from bot.daily.rules import Kind, Subscription, find_next
from bot.daily.store import deliveries, scores, subscriptions
from bot.daily.store.deliveries import Delivery
from bot.daily.streaks import Streak
from bot.db import Transaction


@dataclass(frozen=True, slots=True)
class Yesterday:
    """How the last question went: answers, how many knew it, and whether this reader did."""

    answers: int
    knew: int
    mine: bool | None


def look_back(tx: Transaction, delivery: Delivery) -> Yesterday | None:
    """How the question before a delivery went; None if nobody answered it."""
    last = deliveries.load_previous(tx, delivery.sub_id, delivery.day)
    if last is None or delivery.day - last.day > timedelta(days=7):
        return None
    if delivery.chat_id < 0:
        answers, knew = scores.load_group_tally(tx, last.sub_id, last.day)
        mine = None
    else:
        answers, knew = scores.load_tally(tx, last.payload["question"], last.day)
        mine = scores.load_answer(tx, last.sub_id, last.day, delivery.chat_id)
    return Yesterday(answers, knew, mine) if answers else None


@dataclass(frozen=True, slots=True)
class Week:
    """A reader's week: its days, how many questions came, the answers, the streak, what was learnt.

    `hardest` is the question that the fewest readers knew, with how many answered and knew it.
    """

    days: tuple[date, ...]
    asked: int
    answers: dict[date, bool]
    streak: Streak
    hardest: tuple[Asked, int, int] | None
    cities: tuple[str, ...]


def look_at_week(tx: Transaction, digest: Delivery, now: datetime) -> Week | None:
    """The seven days before a digest; None if no question came in them."""
    quiz = subscriptions.load_subscription(tx, digest.chat_id, digest.thread_id)
    if quiz is None:
        return None
    days = tuple(digest.day - timedelta(days=n) for n in range(7, 0, -1))
    asked = deliveries.count_sent(tx, quiz.id, days)
    if not asked:
        return None
    return Week(
        days,
        asked,
        scores.load_week(tx, digest.chat_id, quiz.id, days),
        show_streak(tx, quiz.id, digest.chat_id, now),
        find_hardest(tx, quiz.id, days),
        tuple(scores.find_known_cities(tx, quiz.id, digest.chat_id, days)),
    )


def find_hardest(
    tx: Transaction, sub_id: int, days: Sequence[date]
) -> tuple[Asked, int, int] | None:
    """The question of these days that the fewest readers knew; how many answered and knew it."""
    found = scores.find_hardest(tx, sub_id, days)
    asked = read_asked(found[0].payload) if found else None
    return (asked, *found[1:]) if found and asked else None


@dataclass(frozen=True, slots=True)
class View:
    """What the settings show: the daily quiz, when it comes next, and what else is on."""

    sub: Subscription
    next: datetime | None
    extras: frozenset[Kind]
    streak: Streak | None


def look_at_settings(tx: Transaction, chat_id: int, thread_id: int, now: datetime) -> View | None:
    """A chat's daily quiz as it is agreed; None if it never had one."""
    subs = {sub.kind: sub for sub in subscriptions.list_subscriptions(tx, chat_id, thread_id)}
    quiz = subs.get(Kind.QUIZ)
    if quiz is None:
        return None
    extras = frozenset(kind for kind, sub in subs.items() if sub.active and kind is not Kind.QUIZ)
    streak = show_streak(tx, quiz.id, chat_id, now) if quiz.is_private else None
    return View(
        quiz, deliveries.find_next_due(tx, quiz.id, now) or plan_ahead(quiz, now), extras, streak
    )


def plan_ahead(sub: Subscription, now: datetime) -> datetime | None:
    """When the next message would come by the settings alone."""
    slot = find_next(sub, now)
    return slot.due if slot else None
