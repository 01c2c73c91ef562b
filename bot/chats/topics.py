"""The city each chat spoke of last, kept for ten minutes so that follow-ups make sense."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

KEPT = 5_000
LASTS = timedelta(minutes=10)


class Topic(NamedTuple):
    """A city by its id, and when it was spoken of."""

    city: str
    since: datetime


class Topics:
    """The last topic of each chat, the oldest forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._last: OrderedDict[int, Topic] = OrderedDict()

    def note(self, chat_id: int, city: str, now: datetime) -> None:
        """Remember what a chat speaks of."""
        self._last[chat_id] = Topic(city, now)
        self._last.move_to_end(chat_id)
        if len(self._last) > self._kept:
            self._last.popitem(last=False)

    def find(self, chat_id: int, now: datetime) -> Topic | None:
        """What a chat spoke of, if it was within ten minutes."""
        topic = self._last.get(chat_id)
        return topic if topic and now - topic.since <= LASTS else None
