"""What a host can choose for a game, and what is chosen next to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.trivia.model import Setup, Tally, Variant

NUMBERS: dict[str, tuple[int, ...]] = {
    "questions": (5, 10, 20, 30),
    "seconds": (15, 30, 60, 180),
    "difficulty": (0, 1, 2, 3),
    "teams": (0, 2, 3, 4),
    "enough": (0, 4, 8, 16),
}
WORDS: dict[str, tuple[str, ...]] = {
    "title": ("", "hero", "military_glory", "labour_valour"),
    "locale": ("ru", "en"),
    "variant": tuple(v.value for v in Variant),
    "tally": tuple(t.value for t in Tally),
    "class_mode": ("off", "on"),
}
FIELDS = (
    "questions",
    "seconds",
    "title",
    "theme",
    "difficulty",
    "variant",
    "teams",
    "tally",
    "class_mode",
    "enough",
    "locale",
)
READERS: dict[str, Callable[[str], Any]] = {
    "title": lambda value: value or None,
    "theme": lambda value: value or None,
    "difficulty": lambda value: int(value) or None,
    "variant": Variant,
    "tally": Tally,
    "class_mode": lambda value: value == "on",
    "locale": str,
}


def list_options(field: str, themes: Iterable[str]) -> tuple[str, ...]:
    """The values a setting can take, as buttons carry them; none for an unknown setting."""
    if field == "theme":
        return ("", *themes)
    if field in NUMBERS:
        return tuple(str(n) for n in NUMBERS[field])
    return WORDS.get(field, ())


def read_option(setup: Setup, field: str) -> str:
    """The value a setting has now, as buttons carry it."""
    value = getattr(setup, field)
    if isinstance(value, bool):
        return "on" if value else "off"
    if field == "difficulty":
        return str(value or 0)
    return str(value) if value is not None else ""


def choose(setup: Setup, field: str, value: str, themes: Iterable[str]) -> Setup | None:
    """The setup with one setting changed, or None for what cannot be chosen."""
    if value not in list_options(field, themes):
        return None
    changes: dict[str, Any] = {field: READERS.get(field, int)(value)}
    return replace(setup, **changes)
