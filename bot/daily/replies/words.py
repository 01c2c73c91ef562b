"""Times, places, days and streaks in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from babel.dates import get_day_names
from markupsafe import Markup

from bot.cities.model import Theme
from bot.daily.rules import EVERY_DAY, find_zone
from bot.daily.streaks import Streak
from bot.daily.zones import RUSSIAN_ZONES
from bot.i18n import Translator

WORK_DAYS, WEEKEND = 0b0011111, 0b1100000


def word_clock(tr: Translator, now: datetime, zone: str) -> str:
    """The time of day in a zone."""
    return tr.moment(now.astimezone(find_zone(zone)), "H:mm")


def word_offset(now: datetime, zone: str) -> str:
    """A zone's distance from UTC now: UTC+3, UTC+5:30."""
    offset = now.astimezone(find_zone(zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def word_zone(tr: Translator, zone: str, now: datetime) -> Markup:
    """A zone by its city and distance from UTC."""
    offset = word_offset(now, zone)
    if zone in RUSSIAN_ZONES:
        return tr("{city}, {offset}", city=tr(RUSSIAN_ZONES[zone]), offset=offset)
    return Markup("{}").format(offset)


def word_days(tr: Translator, weekdays: int) -> Markup:
    """Weekdays in words."""
    if weekdays == EVERY_DAY:
        return tr("every day")
    if weekdays == WORK_DAYS:
        return tr("Monday to Friday")
    if weekdays == WEEKEND:
        return tr("Saturday and Sunday")
    names = day_names(tr)
    return Markup(", ").join(names[n] for n in range(7) if weekdays >> n & 1)


def day_names(tr: Translator) -> list[str]:
    """The short names of the days, Monday first."""
    names = get_day_names("abbreviated", locale=tr.locale.calendar)
    return [names[n] for n in range(7)]


def word_theme(tr: Translator, theme: str, themes: Mapping[str, Theme]) -> str:
    """A theme's name, or all of them."""
    known = themes.get(theme)
    return known.in_(tr.locale.value) if known else str(tr("all themes").unescape())


def word_streak(tr: Translator, streak: Streak, today: date) -> Markup:
    """Days in a row, and how many misses would be forgiven."""
    days = tr.plural("{n} day in a row", "{n} days in a row", streak.length)
    return tr(
        "{days} (best: {best}). Missed days forgiven this month: {left} more.",
        days=days,
        best=tr.number(streak.best),
        left=streak.freezes_left(today),
    )
