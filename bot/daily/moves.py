"""What happens to subscriptions and deliveries: load, apply a rule, save; run inside `decide`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.chats import store as chats
from bot.daily import store
from bot.daily.asking import Asked, read_asked
from bot.daily.rules import (
    AHEAD,
    CATCH_UP,
    PLAN_AGAIN,
    SUNDAYS,
    Kind,
    Slot,
    State,
    Subscription,
    after_failure,
    back_off,
    change,
    find_next,
    is_late,
    pause_for,
    plan_slots,
)
from bot.daily.streaks import Streak, count, is_milestone, settle
from bot.db import Transaction
from bot.quiz import store as memories
from bot.quiz.rules.memory import remember

Payload = dict[str, Any]
DELIVERIES_KEPT = timedelta(days=90)
ANSWERS_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Content:
    """What planning takes from outside: the (month, day) of anniversaries, what a day's message
    will say, and fresh tokens.
    """

    dates: frozenset[tuple[int, int]]
    fill: Callable[[Transaction, Subscription, date], Payload]
    new_token: Callable[[], str]


# Planning


@dataclass(frozen=True, slots=True)
class Filled:
    """A subscription with its next messages, to be stored."""

    sub: Subscription
    messages: tuple[store.NewDelivery, ...]


def draw_plan(tx: Transaction, now: datetime, most: int, content: Content) -> list[Filled]:
    """The next to plan, at most so many. Only reads, so that no writer waits meanwhile."""
    return [fill_slots(tx, planned, now, content) for planned in store.find_to_plan(tx, now, most)]


def fill_slots(tx: Transaction, planned: store.Planned, now: datetime, content: Content) -> Filled:
    """One subscription's next messages."""
    sub = planned.sub
    slots = plan_slots(sub, now, planned.last_day, planned.last_sent, content.dates)
    messages = [
        store.NewDelivery(sub, slot, content.new_token(), content.fill(tx, sub, slot.day))
        for slot in slots
    ]
    return Filled(sub, tuple(messages))


def keep_plan(tx: Transaction, plan: Sequence[Filled], now: datetime) -> None:
    """Store what was drawn; what is planned already, or has changed since, is left as it is."""
    store.insert_planned(tx, (message for filled in plan for message in filled.messages))
    store.note_planned(tx, (filled.sub for filled in plan), now + AHEAD, now + PLAN_AGAIN)


def plan_one(tx: Transaction, sub: Subscription, now: datetime, content: Content) -> None:
    """Plan one subscription at once, so that its owner sees the next message."""
    keep_plan(tx, [fill_slots(tx, store.load_planned(tx, sub.id), now, content)], now)


# Sending


def recover(tx: Transaction, now: datetime) -> int:
    """After a start: what was under way, or due before a restored backup, stays unknown.

    Gives how many messages were under way. Doing it twice changes nothing.
    """
    stopped = store.give_up_sending(tx)
    restored = store.load_restored(tx)
    if restored is not None and restored <= now:
        store.give_up_due(tx, restored)
    return stopped


def skip_late(tx: Transaction, now: datetime, most: int) -> int:
    """Give up what is more than six hours late; give how many there were."""
    return store.skip_late(tx, now - CATCH_UP, most)


def claim(
    tx: Transaction, delivery: store.Delivery, payload: Payload, now: datetime, paid: bool
) -> bool:
    """Take a due message for one attempt; false if it must not be sent now."""
    if delivery.blocked:
        store.mark_ended(tx, delivery.id, State.BLOCKED, "blocked")
        return False
    if is_late(delivery.due, now):
        store.mark_ended(tx, delivery.id, State.SKIPPED, "late")
        return False
    return store.mark_sending(tx, delivery.id, payload, now, paid)


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended. `state` DUE means that it was surely not sent."""

    state: State
    message_id: int | None = None
    poll_id: str | None = None
    retry_after: float = 0.0
    error: str = ""


def record(tx: Transaction, delivery: store.Delivery, report: Report, now: datetime) -> State:
    """Store how an attempt ended; give what the message is now."""
    state = report.state
    if state is State.SENT:
        store.mark_sent(tx, delivery.id, report.message_id, report.poll_id)
        return state
    wait = back_off(delivery.attempts, report.retry_after)
    if state is State.DUE:
        state = after_failure(delivery.due, now, wait)
    if state is State.DUE:
        store.mark_due_again(tx, delivery.id, now + wait, report.error)
    else:
        store.mark_ended(tx, delivery.id, state, report.error)
    return state


def forget_old(tx: Transaction, now: datetime, most: int) -> bool:
    """Forget deliveries after 90 days and answers after a year; true if more are left."""
    deliveries = store.drop_old(tx, now - DELIVERIES_KEPT, most)
    answers = store.drop_old_answers(tx, now - ANSWERS_KEPT, most)
    return most in {deliveries, answers}


# Settings


def subscribe(tx: Transaction, sub: Subscription, now: datetime) -> Subscription:
    """Start, or start again with other times; what else was chosen before stays."""
    known = store.load_subscription(tx, sub.chat_id, sub.thread_id, sub.kind)
    if known is not None:
        sub = replace(known, minute=sub.minute, zone=sub.zone, active=True, paused_until=None)
    subscribed = keep_change(tx, sub, now)
    for other in store.list_subscriptions(tx, sub.chat_id, sub.thread_id):
        if other.kind is not sub.kind:
            keep_change(tx, other, now, minute=sub.minute, zone=sub.zone)
    return subscribed


def keep_change(
    tx: Transaction, sub: Subscription, now: datetime, **fields: object
) -> Subscription:
    """Store changed settings and take back what was planned with the old ones."""
    changed = change(sub, now, **fields)
    sub_id = store.save_subscription(tx, changed)
    store.drop_planned(tx, sub_id, now)
    return replace(changed, id=sub_id)


def adjust(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, fields: dict[str, object]
) -> Subscription | None:
    """Change some settings of a chat's daily quiz; None if it has none."""
    sub = store.load_subscription(tx, chat_id, thread_id)
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
    for sub in store.list_subscriptions(tx, chat_id, thread_id):
        changed = keep_change(tx, rule(sub), now)
        quiz = changed if sub.kind is Kind.QUIZ else quiz
    return quiz


def stop(tx: Transaction, chat_id: int, thread_id: int, now: datetime) -> Subscription | None:
    """End everything a chat gets, also what is due and not yet sent."""
    quiz = None
    for sub in store.list_subscriptions(tx, chat_id, thread_id):
        changed = keep_change(tx, sub, now, active=False)
        store.drop_unsent(tx, changed.id)
        quiz = changed if sub.kind is Kind.QUIZ else quiz
    return quiz


def toggle(
    tx: Transaction, chat_id: int, thread_id: int, now: datetime, kind: Kind
) -> Subscription | None:
    """Turn the anniversaries or the weekly digest on or off; None without a daily quiz."""
    quiz = store.load_subscription(tx, chat_id, thread_id)
    if quiz is None:
        return None
    known = store.load_subscription(tx, chat_id, thread_id, kind)
    if known is not None:
        toggled = keep_change(
            tx, known, now, active=not known.active, minute=quiz.minute, zone=quiz.zone
        )
        store.drop_planned(tx, toggled.id, now)
        return toggled
    weekdays = SUNDAYS if kind is Kind.DIGEST else quiz.weekdays | 0b1111111
    return keep_change(tx, replace(quiz, id=0, kind=kind, weekdays=weekdays, active=True), now)


# Answers


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer that counted: whether it was right, and the reader's streak after it."""

    delivery: store.Delivery
    knew: bool
    streak: Streak | None
    milestone: bool


def find_poll(tx: Transaction, poll_id: str, user_id: int) -> store.Delivery | None:
    """The delivery a vote belongs to; a vote on a poll nobody knows settles one that is unknown.

    Only if exactly one quiz of this reader's own chat is unknown can the poll be that one.
    """
    known = store.load_by_poll(tx, poll_id)
    if known is not None:
        return known
    unknown = store.find_unknown(tx, user_id)
    return unknown[0] if len(unknown) == 1 else None


def score(
    tx: Transaction, poll_id: str, user_id: int, chosen: Sequence[int], now: datetime
) -> Scored | None:
    """Count a vote once; None for one that does not count."""
    delivery = find_poll(tx, poll_id, user_id)
    if delivery is None:
        return None
    asked = read_asked(delivery.payload)
    if asked is None or not chosen or max(chosen) >= len(asked.options):
        return None
    if delivery.state is not State.SENT:
        store.mark_sent(tx, delivery.id, None, poll_id)
    knew = asked.knows(chosen)
    if not store.add_answer(tx, delivery, store.Answer(user_id, asked.question, knew, now)):
        return None
    for fact in asked.fact_ids:
        known = memories.load_memory(tx, user_id, fact)
        memories.save_memory(tx, user_id, remember(known, fact, asked.question, knew, now))
    if delivery.chat_id != user_id:
        return Scored(delivery, knew, None, False)
    chats.meet_chat(tx, user_id, "private", delivery.locale, now)
    store.add_to_tally(tx, asked.question, delivery.day, knew)
    streak = update_streak(tx, delivery.sub_id, user_id, now)
    return Scored(delivery, knew, streak, is_milestone(streak.length))


def update_streak(tx: Transaction, sub_id: int, user_id: int, now: datetime) -> Streak:
    """Settle the days that are over; give the streak to show."""
    known = store.load_streak(tx, sub_id)
    days = store.load_days(tx, sub_id, user_id, known.counted_to)
    settled = settle(known, days, now)
    if settled != known:
        store.save_streak(tx, sub_id, settled)
    return show_streak(tx, sub_id, user_id, now)


def show_streak(tx: Transaction, sub_id: int, user_id: int, now: datetime) -> Streak:
    """The streak to show; only reads."""
    known = store.load_streak(tx, sub_id)
    return count(known, store.load_days(tx, sub_id, user_id, known.counted_to), now)


# Today


@dataclass(frozen=True, slots=True)
class Today:
    """What /today shows: the day's message, whether it was answered, and the streak."""

    delivery: store.Delivery
    knew: bool | None
    streak: Streak | None
    fresh: bool
    """It had not been sent; it now counts as sent."""


def open_today(
    tx: Transaction, sub: Subscription, user_id: int, now: datetime, content: Content
) -> Today:
    """Today's message of a subscription: planned, due, lost or sent, it can always be had.

    One not yet sent is marked as sent, so that it is not pushed as well.
    """
    day = sub.today(now)
    delivery = store.load_by_day(tx, sub.id, day)
    if delivery is None:
        payload = content.fill(tx, sub, day)
        new = store.NewDelivery(sub, Slot(day, now), content.new_token(), payload)
        store.insert_today(tx, new)
        delivery = store.load_by_day(tx, sub.id, day)
        assert delivery is not None
    fresh = delivery.state not in {State.SENT, State.SENDING}
    if fresh:
        store.mark_pulled(tx, delivery.id, now)
    streak = show_streak(tx, sub.id, user_id, now) if sub.is_private else None
    return Today(delivery, store.load_answer(tx, sub.id, day, user_id), streak, fresh)


def keep_copy(tx: Transaction, delivery_id: int, payload: Payload, poll_id: str | None) -> None:
    """Note that a day's question was shown once more, and how it reads."""
    store.save_payload(tx, delivery_id, payload)
    if poll_id is not None:
        store.add_copy(tx, poll_id, delivery_id)


def settle_unknown(
    tx: Transaction, delivery: store.Delivery, message_id: int, poll_id: str | None
) -> None:
    """A press below a message shows that it arrived."""
    if delivery.state is State.UNKNOWN:
        store.mark_sent(tx, delivery.id, message_id, poll_id)


# What was


@dataclass(frozen=True, slots=True)
class Yesterday:
    """How the last question went: answers, how many knew it, and whether this reader did."""

    answers: int
    knew: int
    mine: bool | None


def look_back(tx: Transaction, delivery: store.Delivery) -> Yesterday | None:
    """How the question before a delivery went; None if nobody answered it."""
    last = store.load_previous(tx, delivery.sub_id, delivery.day)
    if last is None or delivery.day - last.day > timedelta(days=7):
        return None
    if delivery.chat_id < 0:
        answers, knew = store.load_group_tally(tx, last.sub_id, last.day)
        mine = None
    else:
        answers, knew = store.load_tally(tx, last.payload["question"], last.day)
        mine = store.load_answer(tx, last.sub_id, last.day, delivery.chat_id)
    return Yesterday(answers, knew, mine) if answers else None


@dataclass(frozen=True, slots=True)
class Week:
    """A reader's week: the days, what was answered, the streak, and the hardest question."""

    days: tuple[date, ...]
    answers: dict[date, bool]
    streak: Streak
    hardest: tuple[Asked, int] | None
    cities: tuple[str, ...]


def look_at_week(tx: Transaction, digest: store.Delivery, now: datetime) -> Week | None:
    """The seven days up to a digest; None if the chat has no daily quiz of its own."""
    quiz = store.load_subscription(tx, digest.chat_id, digest.thread_id)
    if quiz is None:
        return None
    days = tuple(digest.day - timedelta(days=n) for n in range(6, -1, -1))
    answers = store.load_week(tx, digest.chat_id, quiz.id, days)
    return Week(
        days,
        answers,
        show_streak(tx, quiz.id, digest.chat_id, now),
        read_hardest(store.find_hardest(tx, quiz.id, days)),
        tuple(store.find_known_cities(tx, quiz.id, digest.chat_id, days)),
    )


def read_hardest(found: tuple[store.Delivery, int] | None) -> tuple[Asked, int] | None:
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
    subs = {sub.kind: sub for sub in store.list_subscriptions(tx, chat_id, thread_id)}
    quiz = subs.get(Kind.QUIZ)
    if quiz is None:
        return None
    extras = frozenset(kind for kind, sub in subs.items() if sub.active and kind is not Kind.QUIZ)
    streak = show_streak(tx, quiz.id, chat_id, now) if quiz.is_private else None
    return View(
        quiz, store.find_next_due(tx, quiz.id, now) or plan_ahead(quiz, now), extras, streak
    )


def plan_ahead(sub: Subscription, now: datetime) -> datetime | None:
    """When the next message would come by the settings alone."""
    slot = find_next(sub, now)
    return slot.due if slot else None
