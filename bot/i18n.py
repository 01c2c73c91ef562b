"""The two languages: sentences, plurals, numbers and dates, from locales/*.po and Babel."""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel import dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup


def N_(message: str) -> str:  # noqa: N802
    """Mark a sentence for translation where it is written but spoken elsewhere."""
    return message


LOCALES = Path(__file__).resolve().parent.parent / "locales"


class Locale(StrEnum):
    """A language the bot speaks."""

    RU = "ru"
    EN = "en"

    @property
    def calendar(self) -> str:
        """The Babel locale whose dates fit our spelling: British for English."""
        return "en_GB" if self is Locale.EN else self.value


READS_RUSSIAN = frozenset({"ru", "be", "kk", "uk"})


def choose_locale(language_code: str | None) -> Locale:
    """The bot's language for a Telegram language code such as `ru`, `uk` or `pt-br`."""
    primary = (language_code or "").lower().partition("-")[0]
    return Locale.RU if primary in READS_RUSSIAN else Locale.EN


@dataclass(frozen=True, slots=True)
class Translator:
    """Speaks one language; call it with an English sentence to get that language's."""

    locale: Locale
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, /, **values: Any) -> Markup:
        """The sentence in this language; text values are escaped for HTML."""
        return Markup(self.catalogue.gettext(message)).format(**values)  # noqa: S704

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> Markup:
        """The sentence in the plural form that `n` asks for; `{n}` is the formatted number."""
        text = self.catalogue.ngettext(one, many, n)
        return Markup(text).format(n=self.number(n), **values)  # noqa: S704

    def number(self, value: float) -> str:
        """A number as this language writes it: 3 800 or 3,800."""
        return numbers.format_decimal(value, locale=self.locale.value)

    def date(self, day: date, style: str = "long") -> str:
        """A calendar day: 2 июля 2020 г. or July 2, 2020."""
        return dates.format_date(day, format=style, locale=self.locale.calendar)

    def partial_date(self, iso: str) -> str:
        """A date known to the year, month or day: 2024, December 2023, 9 May 2024."""
        year, *rest = (int(part) for part in iso.split("-"))
        if len(rest) == 2:
            return self.date(date(year, *rest))
        if rest:
            month = date(year, rest[0], 1)
            return dates.format_date(month, "LLLL y", locale=self.locale.calendar)
        return str(year)

    def moment(self, when: datetime, pattern: str) -> str:
        """A moment in its own time zone, by a CLDR pattern such as `d MMMM, HH:mm`."""
        return dates.format_datetime(when, pattern, tzinfo=when.tzinfo, locale=self.locale.calendar)

    def zone(self, name: str) -> str:
        """A time zone by its city: Moscow for Europe/Moscow."""
        return dates.get_timezone_location(name, locale=self.locale.value, return_city=True)

    def list(self, items: Sequence[str]) -> str:
        """Items joined as in a sentence: a, b and c."""
        return lists.format_list(list(items), locale=self.locale.value)


@cache
def translator(locale: Locale) -> Translator:
    """The translator of a language, loaded once from its .po file."""
    path = LOCALES / locale.value / "LC_MESSAGES" / "bot.po"
    with path.open("rb") as source:
        messages = read_po(source, locale=locale.value)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translator(locale, gettext.GNUTranslations(compiled))
