"""What is known about a chat, and how it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.i18n import Locale

FORGET_AFTER = timedelta(days=548)
"""A chat unseen for 18 months is forgotten."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat (its id is the user's) or a group. `chosen`: by /language, not guessed."""

    chat_id: int
    kind: str
    locale: Locale
    chosen: bool = False
    zone: str | None = None
    seen_day: int = 0

    def seen(self, day: int) -> Chat:
        """The same chat, last seen on this day."""
        return self if self.seen_day >= day else replace(self, seen_day=day)

    def speaking(self, locale: Locale) -> Chat:
        """The same chat in a language it has chosen."""
        return replace(self, locale=locale, chosen=True)


def day_number(moment: datetime) -> int:
    """Days since 1970 in UTC: coarse enough to be written once a day."""
    return int(moment.timestamp() // 86_400)
