"""What was and what is agreed, looked at and never changed."""

from __future__ import annotations

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
    """A reader's week: the days, what was answered, the streak, and the hardest question."""

    days: tuple[date, ...]
    answers: dict[date, bool]
    streak: Streak
    hardest: tuple[Asked, int] | None
    cities: tuple[str, ...]


def look_at_week(tx: Transaction, digest: Delivery, now: datetime) -> Week | None:
    """The seven days up to a digest; None if the chat has no daily quiz of its own."""
    quiz = subscriptions.load_subscription(tx, digest.chat_id, digest.thread_id)
    if quiz is None:
        return None
    days = tuple(digest.day - timedelta(days=n) for n in range(6, -1, -1))
    answers = scores.load_week(tx, digest.chat_id, quiz.id, days)
    return Week(
        days,
        answers,
        show_streak(tx, quiz.id, digest.chat_id, now),
        read_hardest(scores.find_hardest(tx, quiz.id, days)),
        tuple(scores.find_known_cities(tx, quiz.id, digest.chat_id, days)),
    )


def read_hardest(found: tuple[Delivery, int] | None) -> tuple[Asked, int] | None:
    """The question of a delivery with the share of readers who knew it."""
    asked = read_asked(found[0].payload) if found else None
    return (asked, found[1]) if found and asked else None


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
