"""What each chat asked last, kept in memory for ten minutes so that follow-ups make sense."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ask.rules.answer import Answer

KEPT = 5_000
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as typed, its answer, and when it was asked."""

    question: str
    answer: Answer
    asked: datetime


class Exchanges:
    """The last exchange of each chat, the oldest forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._last: OrderedDict[int, Exchange] = OrderedDict()

    def note(self, chat_id: int, exchange: Exchange) -> None:
        """Remember a chat's last exchange."""
        self._last[chat_id] = exchange
        self._last.move_to_end(chat_id)
        if len(self._last) > self._kept:
            self._last.popitem(last=False)

    def find(self, chat_id: int, now: datetime) -> Exchange | None:
        """A chat's last exchange, if it was within ten minutes."""
        exchange = self._last.get(chat_id)
        return exchange if exchange and now - exchange.asked <= LASTS else None
