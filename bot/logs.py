"""Logs: one JSON line for an event, at most 2 KB, never with the token, a text or a bare id."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import blake2b

TOKEN = re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
LONGEST_MESSAGE = 800
LONGEST_TRACE = 1_000
QUIET = ("aiosqlite", "apscheduler", "asyncio")
"""Libraries whose INFO and DEBUG lines say nothing about what the bot does."""


ABOUT: ContextVar[int | None] = ContextVar("about", default=None)
"""The chat or person whose update is worked on."""
KEYS: list[str] = []
"""This installation's key, once it is known; without it nobody is named."""


def use_key(key: str) -> None:
    """Name chats and people in the log by hashes under this key."""
    KEYS[:] = [key]


def name_subject() -> str | None:
    """A pseudonym of whoever an event is about; the same for all events of one installation."""
    about = ABOUT.get()
    if about is None or not KEYS:
        return None
    return blake2b(str(about).encode(), key=KEYS[0].encode(), digest_size=6).hexdigest()


def redact(text: str) -> str:
    """The text without anything that looks like a bot token."""
    return TOKEN.sub("<token>", text)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, source and message; for an error also the end of its trace."""
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "source": record.name,
            "message": redact(record.getMessage())[:LONGEST_MESSAGE],
        }
        subject = name_subject()
        if subject:
            event["about"] = subject
        if record.exc_info:
            event["trace"] = redact(self.formatException(record.exc_info))[-LONGEST_TRACE:]
        return json.dumps(event)


def set_up_logs(level: str) -> None:
    """Send every log line to standard error in our format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
