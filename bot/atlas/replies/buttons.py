"""The buttons that lead from one screen of the atlas to another."""

from __future__ import annotations

from bot.atlas.payloads import Press
from bot.atlas.rules import Filter
from bot.cities.model import City
from bot.i18n import Translator
from bot.reply import Button, Rows


def card_press(city: City) -> str:
    """The payload that opens a city's card; other features link to it."""
    return Press("card", city.id).pack()


def random_press() -> str:
    """The payload that opens any city's card."""
    return Press("random").pack()


def back_to_card(tr: Translator, city: City) -> Button:
    """The way back from a city's other screens."""
    return Button(str(tr("⬅️ {city}", city=city.name(tr.locale.value))), card_press(city))


def turning_buttons(press: Press, page: int, pages: int) -> Rows:
    """Arrows to the neighbouring pages, where there are any."""
    row = []
    if page > 0:
        row.append(Button("◀️", press._replace(page=page - 1).pack()))
    if page + 1 < pages:
        row.append(Button("▶️", press._replace(page=page + 1).pack()))
    return (tuple(row),) if row else ()


def filter_press(wanted: Filter) -> Press:
    """The button that shows a list with this filter."""
    return Press("list", wanted.title or "", wanted.region or "", wanted.year or 0)
