"""Buttons of the settings, and how lines and rows are laid out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.daily.payloads import Press
from bot.reply import Button, Rows

GAP, LINE = Markup("\n\n"), Markup("\n")


def button(label: Markup, wish: str, value: object = "") -> Button:
    """A button of the settings."""
    return Button(str(label.unescape()).strip(), Press(wish, str(value)).pack())


def rows_of(buttons: Sequence[Button], columns: int) -> Rows:
    """Buttons in rows."""
    return tuple(tuple(buttons[n : n + columns]) for n in range(0, len(buttons), columns))
