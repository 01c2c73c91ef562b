"""Hours and dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.hours import parse_date, parse_hour

SATURDAY = date(2026, 5, 9)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8:30", "8:30"),
        ("8.30", "8:30"),
        ("08-30", "8:30"),
        ("0830", "8:30"),
        ("8 30", "8:30"),
        ("в 21", "21:00"),
        ("21 час", "21:00"),
        ("в 9 часов", "9:00"),
        ("в девять утра", "9:00"),
        ("в семь вечера", "19:00"),
        ("7 вечера", "19:00"),
        ("12 дня", "12:00"),
        ("12 ночи", "0:00"),
        ("в два часа ночи", "2:00"),
        ("одиннадцать вечера", "23:00"),
        ("в час дня", "13:00"),
        ("восемь тридцать", "8:30"),
        ("в восемь часов тридцать минут", "8:30"),
        ("полдевятого", "8:30"),
        ("половина девятого", "8:30"),
        ("без четверти восемь", "7:45"),
        ("десять минут десятого", "9:10"),
        ("двадцать пять минут восьмого", "7:25"),
        ("полдень", "12:00"),
        ("полночь", "0:00"),
        ("каждый день в 9:00", "9:00"),
        ("half past eight", "8:30"),
        ("quarter to nine", "8:45"),
        ("twenty past six", "6:20"),
        ("5 to ten", "9:55"),
        ("six thirty", "6:30"),
        ("at nine", "9:00"),
        ("9pm", "21:00"),
        ("9 p.m.", "21:00"),
        ("12 am", "0:00"),
        ("12 pm", "12:00"),
        ("eleven at night", "23:00"),
        ("noon", "12:00"),
        ("24:00", "0:00"),
    ],
)
def test_an_hour_is_understood(text: str, time: str) -> None:
    minute = parse_hour(text)
    assert minute is not None
    assert f"{minute // 60}:{minute % 60:02}" == time


@pytest.mark.parametrize(
    "text",
    ["", "25", "8:60", "привет", "девять омск", "٣", "завтра", "9" * 200, "утра вечера"],
)
def test_what_is_no_hour_is_not_taken_for_one(text: str) -> None:
    assert parse_hour(text) is None


@given(st.text(max_size=256))
def test_no_text_breaks_the_reading(text: str) -> None:
    minute = parse_hour(text)
    assert minute is None or 0 <= minute < 1440
    day = parse_date(text, SATURDAY)
    assert day is None or day > SATURDAY


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_can_be_written(hour: int, minute: int) -> None:
    assert parse_hour(f"{hour}:{minute:02}") == hour * 60 + minute


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15.06", date(2026, 6, 15)),
        ("15 июня", date(2026, 6, 15)),
        ("до 15 июня", date(2026, 6, 15)),
        ("2026-06-15", date(2026, 6, 15)),
        ("June 15", date(2026, 6, 15)),
        ("until 3 Aug", date(2026, 8, 3)),
        ("1 января", date(2027, 1, 1)),
        ("9.05", date(2027, 5, 9)),
        ("31.02", None),
        ("32.01", None),
        ("1.1.2030", None),
        ("завтра", None),
    ],
)
def test_a_date_is_the_next_such_day_within_a_year(text: str, day: date | None) -> None:
    assert parse_date(text, SATURDAY) == day
