"""From due to sent, or to what else may become of a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.daily.rules import CATCH_UP, State, after_failure, back_off, is_late
from bot.daily.store import marks
from bot.daily.store.deliveries import Delivery, Payload
from bot.db import Transaction


def recover(tx: Transaction, now: datetime) -> int:
    """After a start: what was under way, or due before a restored backup, stays unknown.

    Gives how many messages were under way. Doing it twice changes nothing.
    """
    stopped = marks.give_up_sending(tx)
    restored = marks.load_restored(tx)
    if restored is not None and restored <= now:
        marks.give_up_due(tx, restored)
    return stopped


def skip_late(tx: Transaction, now: datetime, most: int) -> int:
    """Give up what is more than six hours late; give how many there were."""
    return marks.skip_late(tx, now - CATCH_UP, most)


def claim(
    tx: Transaction, due: Sequence[tuple[Delivery, Payload]], now: datetime, paid: bool
) -> dict[int, State]:
    """Take due messages for one attempt each, with what they will say.

    Gives what each row is now: SENDING, or an end for what must not be sent; rows that somebody
    else took, or that are gone, are left out.
    """
    states, payloads = {}, {}
    for delivery, payload in due:
        if delivery.blocked:
            states[delivery.id] = State.BLOCKED
        elif is_late(delivery.due, now):
            states[delivery.id] = State.SKIPPED
        else:
            payloads[delivery.id] = payload
    for id_, state in states.items():
        marks.mark_ended(tx, id_, state, "not tried")
    return states | dict.fromkeys(marks.mark_sending(tx, payloads, now, paid), State.SENDING)


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended. `state` DUE means that it was surely not sent."""

    state: State
    message_id: int | None = None
    poll_id: str | None = None
    retry_after: float = 0.0
    error: str = ""


def record(tx: Transaction, delivery: Delivery, report: Report, now: datetime) -> State:
    """Store how an attempt ended; give what the message is now."""
    state = report.state
    if state is State.SENT:
        marks.mark_sent(tx, delivery.id, report.message_id, report.poll_id)
        return state
    wait = back_off(delivery.attempts, report.retry_after)
    if state is State.DUE:
        state = after_failure(delivery.due, now, wait)
    if state is State.DUE:
        marks.mark_due_again(tx, delivery.id, now + wait, report.error)
    else:
        marks.mark_ended(tx, delivery.id, state, report.error)
    return state
