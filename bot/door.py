"""Which updates to take: those meant for the bot, from people who do not ask too much.

Looks at Telegram's JSON before anything is stored or decoded, so that a flood costs little and
what people in a group say to each other is never kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeAlias

from bot.throttle import GROUP, PERSON, PRESSING, RIGHTS, TYPING, Buckets, Verdict

Raw: TypeAlias = dict[str, Any]
RIGHTS_COMMANDS = frozenset({"/privacy", "/mydata", "/deleteme"})
TALK = frozenset({"text", "caption", "photo", "sticker", "voice", "video", "document", "animation"})


class Door:
    """Judges updates for the bot with this id and username."""

    def __init__(
        self, bot_id: int, username: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._bot_id = bot_id
        self._mention = f"@{username}".lower()
        self._buckets = Buckets(now)

    def judge(self, raw: Raw) -> Verdict:
        """What to do with an update. What cannot be understood is admitted, to be put aside."""
        try:
            if "poll" in raw:
                # Each vote also brings the whole poll; only its close says anything new.
                return Verdict.ADMIT if raw["poll"]["is_closed"] else Verdict.IGNORE
            if "message" in raw:
                return self._judge_message(raw["message"])
            if "callback_query" in raw:
                sender = int(raw["callback_query"]["from"]["id"])
                return self._buckets.judge(("p", sender), PRESSING)
            if "inline_query" in raw:
                sender = int(raw["inline_query"]["from"]["id"])
                return Verdict.ADMIT if self._buckets.take(("i", sender), TYPING) else Verdict.DROP
        except (AttributeError, KeyError, TypeError, ValueError):
            return Verdict.ADMIT
        return Verdict.ADMIT

    def _judge_message(self, message: Raw) -> Verdict:
        chat, sender = message["chat"], message.get("from")
        if sender is None:
            return Verdict.IGNORE
        if chat["type"] == "private":
            return self._judge_private(message, int(sender["id"]))
        if not self._is_for_us(message):
            return Verdict.IGNORE if TALK & message.keys() else Verdict.ADMIT
        verdict = self._buckets.judge(int(sender["id"]), PERSON)
        return self._buckets.judge(int(chat["id"]), GROUP) if verdict is Verdict.ADMIT else verdict

    def _judge_private(self, message: Raw, sender: int) -> Verdict:
        words = str(message.get("text", ""))[:64].split(maxsplit=1)
        if words and words[0] in RIGHTS_COMMANDS and self._buckets.take(("r", sender), RIGHTS):
            return Verdict.ADMIT
        return self._buckets.judge(sender, PERSON)

    def _is_for_us(self, message: Raw) -> bool:
        """Whether a group message is a command, mentions the bot or replies to it."""
        text = str(message.get("text", ""))
        replied = message.get("reply_to_message") or {}
        return (
            text.startswith("/")
            or self._mention in text.lower()
            or (replied.get("from") or {}).get("id") == self._bot_id
        )
