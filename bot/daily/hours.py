"""Times of day and dates as people write them: 8:30, в девять утра, half past eight, 15 июня."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.cities.spelling import normalise

CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.\-\s]([0-5][0-9])", re.ASCII)
COMPACT = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])", re.ASCII)
NOON = 12 * 60

HOURS = {
    word: hour
    for hour, words in enumerate(
        (
            "ноль zero",
            "час один одного часу one",
            "два двух двум two",
            "три трех трем three",
            "четыре четырех четырем four",
            "пять пяти five",
            "шесть шести six",
            "семь семи seven",
            "восемь восьми eight",
            "девять девяти nine",
            "десять десяти ten",
            "одиннадцать одиннадцати eleven",
            "двенадцать двенадцати twelve",
        )
    )
    for word in words.split()
}
ORDINALS = """
    первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого
    одиннадцатого двенадцатого
"""
NEXT_HOURS = {word: hour for hour, word in enumerate(ORDINALS.split())}
"""«Половина девятого» is half past eight."""
MINUTES = {
    "пять": 5, "пяти": 5, "десять": 10, "десяти": 10, "пятнадцать": 15, "пятнадцати": 15,
    "четверть": 15, "четверти": 15, "двадцать": 20, "двадцати": 20, "тридцать": 30,
    "сорок": 40, "пятьдесят": 50, "пол": 30, "половина": 30, "половину": 30,
    "five": 5, "ten": 10, "quarter": 15, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "half": 30,
}  # fmt: skip
MORNING = frozenset({"утра", "утром", "утро", "am", "morning", "ночи", "ночью"})
EVENING = frozenset({"вечера", "вечером", "вечер", "дня", "днем", "pm", "afternoon", "evening"})
NIGHT = frozenset({"ночи", "ночью", "night"})
IDLE = """
    в во к на около ровно каждый каждое день часов часа час ч минут минуты минуту мин
    at by around every day daily the in a o clock oclock h hours hour minutes minute exactly
"""
FILLER = frozenset(IDLE.split())
WHOLE = {
    "полдень": NOON, "в полдень": NOON, "noon": NOON, "at noon": NOON, "midday": NOON,
    "полночь": 0, "в полночь": 0, "midnight": 0, "at midnight": 0,
}  # fmt: skip
STEMS = """
    янв,jan фев,feb мар,mar апр,apr мая,май,may июн,jun июл,jul авг,aug сен,sep окт,oct ноя,nov
    дек,dec
"""
MONTHS = {
    stem: number for number, stems in enumerate(STEMS.split(), start=1) for stem in stems.split(",")
}
LONGEST_PAUSE = timedelta(days=366)


def parse_hour(text: str) -> int | None:
    """Minutes after midnight that a text names, or None if it does not name a time alone."""
    dotless = re.sub(r"([ap])\.?\s?m\b\.?", r"\1m", text.casefold())
    words = normalise(re.sub(r"(?<=[0-9])(?=[^\W\d])", " ", dotless))
    if words in WHOLE:
        return WHOLE[words]
    daytime = [w for w in words.split() if w in MORNING | EVENING | NIGHT]
    if len(daytime) > 1:
        return None
    bare = [w for w in words.split() if w not in MORNING | EVENING | NIGHT]
    minute = read_digits(bare)
    if minute is None:
        minute = read_words(bare)
    return None if minute is None else fit_daytime(minute, daytime[0] if daytime else "")


def read_digits(words: list[str]) -> int | None:
    """A time in figures: 8 30, 0830, 21."""
    kept = " ".join(w for w in words if w not in FILLER)
    if match := CLOCK.fullmatch(kept) or COMPACT.fullmatch(kept):
        minute = int(match[1]) * 60 + int(match[2])
        return minute % 1440 if minute <= 1440 else None
    if re.fullmatch(r"[01]?[0-9]|2[0-4]", kept, re.ASCII):
        return int(kept) % 24 * 60
    return None


def read_words(words: list[str]) -> int | None:
    """A time in words: девять, восемь тридцать, half past eight, без четверти семь."""
    joined = [
        part
        for w in words
        for part in (("пол", w[3:]) if w.startswith("пол") and w[3:] in NEXT_HOURS else (w,))
    ]
    kept = [w for w in joined if w not in FILLER or w == "час"] if joined != ["час"] else joined
    match kept:
        case ["без", *minutes, hour] if hour in HOURS:
            return subtract(HOURS[hour], read_minutes(minutes))
        case [*minutes, "to", hour] if hour in HOURS:
            return subtract(HOURS[hour], read_minutes(minutes))
        case [*minutes, "past", hour] if hour in HOURS:
            return add(HOURS[hour], read_minutes(minutes))
        case ["half", hour] if hour in HOURS:
            return HOURS[hour] * 60 + 30
        case [*minutes, hour] if minutes and hour in NEXT_HOURS:
            return add(NEXT_HOURS[hour], read_minutes(minutes))
        case [hour, *minutes] if hour in HOURS:
            without = [w for w in minutes if w != "час"]
            return add(HOURS[hour], read_minutes(without) if without else 0)
    return None


def read_minutes(words: list[str]) -> int | None:
    """Minutes in words or figures: четверти, двадцать пять, 10."""
    known = [int(w) if w.isdecimal() and w.isascii() else MINUTES.get(w) for w in words]
    numbers = [n for n in known if n is not None]
    if len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        return None
    tens_and_units = len(numbers) == 2 and (numbers[0] % 10 or numbers[1] > 9)
    return None if tens_and_units or sum(numbers) > 59 else sum(numbers)


def add(hour: int, minutes: int | None) -> int | None:
    """So many minutes past an hour."""
    return None if minutes is None else hour * 60 + minutes


def subtract(hour: int, minutes: int | None) -> int | None:
    """So many minutes before an hour."""
    return None if minutes is None else (hour * 60 - minutes) % 1440


def fit_daytime(minute: int, word: str) -> int | None:
    """A time with «утра», «вечера», pm: moved by twelve hours where that is meant."""
    hour = minute // 60
    if word in NIGHT and word not in MORNING and 6 <= hour <= 11:
        return minute + NOON
    if word in NIGHT and 9 <= hour <= 11:
        return minute + NOON
    if word in MORNING | NIGHT and hour == 12:
        return minute - NOON
    if word in EVENING and hour < 12:
        return minute + NOON
    return minute


def parse_date(text: str, today: date) -> date | None:
    """A day after today and within a year that a text names: 15.06, 15 июня, 2026-06-15, June 15.

    Without a year the next such day is meant.
    """
    words = normalise(text).split()
    while words and words[0] in {"до", "по", "until", "till", "to"}:
        words = words[1:]
    named = [(w, MONTHS.get(w[:3])) for w in words]
    numbers = [int(w) for w in words if w.isdecimal() and w.isascii() and len(w) <= 4]
    months = [m for w, m in named if m is not None and not w.isdecimal()]
    if len(numbers) + len(months) != len(words) or len(months) > 1:
        return None
    return pick_date(numbers, months[0] if months else None, today)


def pick_date(numbers: list[int], month: int | None, today: date) -> date | None:
    """The date that numbers in the order written mean."""
    if month is not None:
        numbers = [numbers[0], month, *numbers[1:]] if numbers else []
    if len(numbers) == 3 and numbers[0] > 31:
        numbers = numbers[::-1]
    match numbers:
        case [day, month_, year]:
            found = make_date(year, month_, day)
        case [day, month_]:
            this, following = (make_date(today.year + n, month_, day) for n in (0, 1))
            found = this if this and this > today else following
        case _:
            return None
    return found if found and today < found <= today + LONGEST_PAUSE else None


def make_date(year: int, month: int, day: int) -> date | None:
    """A date, or None if the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
