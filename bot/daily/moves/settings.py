"""What owners agree and change: start, times, pauses, stop, extras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot.daily.rules import EVERY_DAY, SUNDAYS, Kind, Subscription, change, pause_for
from bot.daily.store import planning, subscriptions
from bot.db import Transaction


def subscribe(tx: Transaction, sub: Subscription, now: datetime) -> Subscription:
    """Start, or start again with other times; what else was chosen before stays."""
    known = subscriptions.load_subscription(tx, sub.chat_id, sub.thread_id, sub.kind)
    if known is not None:
        sub = replace(known, minute=sub.minute, zone=sub.zone, active=True, paused_until=None)
    subscribed = keep_change(tx, sub, now)
    for other in subscriptions.list_subscriptions(tx, sub.chat_id, sub.thread_id):
        if other.kind is not sub.kind:
            keep_change(tx, other, now, minute=sub.minute, zone=sub.zone)
    return subscribed


def keep_change(
    tx: Transaction, sub: Subscription, now: datetime, **fields: object
) -> Subscription:
    """Store changed settings and take back what was planned with the old ones."""
    changed = change(sub, now, **fields)
    sub_id = subscriptions.save_subscription(tx, changed)
    planning.drop_planned(tx, sub_id, now)
    return replace(changed, id=sub_id)


def adjust(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, fields: dict[str, object]
) -> Subscription | None:
    """Change some settings of a chat's daily quiz; None if it has none."""
    sub = subscriptions.load_subscription(tx, chat_id, thread_id)
    if sub is None:
        return None
    if "minute" in fields or "zone" in fields:
        return subscribe(tx, replace(sub, **fields), now)  # type: ignore[arg-type]
    return keep_change(tx, sub, now, **fields)


def pause(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, days: int
) -> Subscription | None:
    """Leave out so many days of everything a chat gets; None if it has no daily quiz."""
    return _for_all(tx, chat_id, thread_id, now, lambda sub: pause_for(sub, days, now))


def pause_until(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, day: date
) -> Subscription | None:
    """Leave out everything before a day."""
    return _for_all(tx, chat_id, thread_id, now, lambda sub: replace(sub, paused_until=day))


def resume(tx: Transaction, chat_id: int, thread_id: int, now: datetime) -> Subscription | None:
    """End a pause, or start again after a stop."""
    return _for_all(
        tx,
        chat_id,
        thread_id,
        now,
        lambda sub: replace(sub, paused_until=None, active=sub.active or sub.kind is Kind.QUIZ),
    )


def _for_all(
    tx: Transaction,
    chat_id: int,
    thread_id: int,
    now: datetime,
    rule: Callable[[Subscription], Subscription],
) -> Subscription | None:
    """Apply a rule to everything a chat gets; give its daily quiz."""
    quiz = None
    for sub in subscriptions.list_subscriptions(tx, chat_id, thread_id):
        changed = keep_change(tx, rule(sub), now)
        quiz = changed if sub.kind is Kind.QUIZ else quiz
    return quiz


def stop(tx: Transaction, chat_id: int, thread_id: int, now: datetime) -> Subscription | None:
    """End everything a chat gets, also what is due and not yet sent."""
    quiz = None
    for sub in subscriptions.list_subscriptions(tx, chat_id, thread_id):
        changed = keep_change(tx, sub, now, active=False)
        planning.drop_unsent(tx, changed.id)
        quiz = changed if sub.kind is Kind.QUIZ else quiz
    return quiz


def toggle(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, kind: Kind
) -> Subscription | None:
    """Turn the anniversaries or the weekly digest on or off; None without a daily quiz."""
    quiz = subscriptions.load_subscription(tx, chat_id, thread_id)
    if quiz is None:
        return None
    known = subscriptions.load_subscription(tx, chat_id, thread_id, kind)
    if known is not None:
        toggled = keep_change(
            tx, known, now, active=not known.active, minute=quiz.minute, zone=quiz.zone
        )
        planning.drop_planned(tx, toggled.id, now)
        return toggled
    weekdays = SUNDAYS if kind is Kind.DIGEST else EVERY_DAY
    return keep_change(tx, replace(quiz, id=0, kind=kind, weekdays=weekdays, active=True), now)
