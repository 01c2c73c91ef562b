"""Numbers and dates of a running text, brought to values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.cities.spelling import CYRILLIC
from bot.cities.words import find_lemmas

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "января january", "февраля february", "марта march", "апреля april", "мая may",
            "июня june", "июля july", "августа august", "сентября september", "октября october",
            "ноября november", "декабря december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:[–-](\d{{1,2}}))?(?:-го|st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b"
    rf"|\b({_MONTH})\s+(\d{{1,2}})(?:[–-](\d{{1,2}}))?(?!\d)"
)
_MODEL = re.compile(r"\b(?:[А-ЯЁ][А-Яа-яё]{0,3}|[A-Z][A-Za-z]{0,3})\s?[-–‑]\s?\d{1,3}(?!\d)")
_YEARS = re.compile(r"(?<!\d)(1[89]|20)(\d\d)[–-](\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NUMBER = r"\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"(?<!\d)(?:{_NUMBER})|[^\W\d_]+")
_SCALES = (
    (re.compile("миллиард|млрд|billion"), 1e9),
    (re.compile("миллион|млн|million"), 1e6),
    (re.compile("тысяч[аиеу]?$|тысячами?$|тыс$|thousand"), 1e3),
)
_LEADS = frozenset(
    {
        "более", "больше", "свыше", "около", "почти", "до", "порядка", "один", "одна", "одной",
        "одну", "over", "about", "almost", "nearly", "a", "one", "than", "around", "some",
    }
)  # fmt: skip
_RUSSIAN: dict[str, float] = {
    "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14,
    "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50,
    "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100,
    "двести": 200, "триста": 300, "полтора": 1.5, "половина": 2, "треть": 3, "четверть": 4,
    "дважды": 2, "трижды": 3, "двое": 2, "трое": 3, "второй": 2, "третий": 3, "четвертый": 4,
    "пятый": 5, "шестой": 6, "седьмой": 7, "восьмой": 8, "девятый": 9, "десятый": 10,
    "двадцатый": 20, "вдвое": 2, "втрое": 3,
}  # fmt: skip
_ENGLISH: dict[str, float] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "half": 2, "quarter": 4,
    "twice": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20,
}  # fmt: skip


def find_numbers(text: str) -> set[str]:
    """Every number as its value («292,3 тыс.» is 292300), every day and month as MM-DD.

    Spelled numbers count («каждый третий» is 3, “two and a half” 2); model designations do not,
    and neither do «один» and «первый», which seldom count anything.
    """
    plain = hide_models(text).casefold().replace("ё", "е")
    plain = plain.replace("\u00a0", " ").replace("\u202f", " ")
    plain = _ISO.sub(lambda m: f"{m[1]} {m[3]} {list(MONTHS)[2 * int(m[2]) - 1]}", plain)
    found = set(_find_dates(plain))
    plain = _YEARS.sub(r"\1\2 \1\3", _DATE.sub(" ", plain))
    return found | {f"{value:.10g}" for value in _find_values(_TOKEN.findall(plain))}


def find_models(text: str) -> set[str]:
    """Designations such as Ил-2, «Як – 38» and T-34, as written but without spaces."""
    return {re.sub(r"\s?[-–‑]\s?", "-", model) for model in _MODEL.findall(text)}


def hide_models(text: str) -> str:
    """The text without its designations."""
    return _MODEL.sub(" ", text)


def _find_dates(plain: str) -> Iterator[str]:
    for match in _DATE.finditer(plain):
        month = MONTHS[match[3] or match[4]]
        days = match.groups()[:2] if match[3] else match.groups()[4:]
        yield from (f"{month:02}-{int(day):02}" for day in days if day)


def _find_values(tokens: list[str]) -> Iterator[float]:
    at = 0
    while at < len(tokens):
        value, at = _read_value(tokens, at)
        if value is None:
            continue
        more, after = _read_value(tokens, at) if value >= 1e6 and at < len(tokens) else (None, at)
        if more is not None and 1000 <= more < 1e6 and _read_scale(tokens, after - 1):
            value, at = value + more, after
        if value != 1:
            yield value


def _read_value(tokens: list[str], at: int) -> tuple[float | None, int]:
    """The number that starts at a token, and the place after it with its scale word."""
    token = tokens[at]
    value = _read_digits(token) if token[0].isdigit() else _read_word(token)
    if value is None:
        scale = _read_scale(tokens, at)
        led = at > 0 and tokens[at - 1] in _LEADS
        return (scale if scale and led else None), at + 1
    following = _read_word(tokens[at + 1]) if at + 1 < len(tokens) and 20 <= value < 100 else None
    if following and not token[0].isdigit() and following < 10:
        value, at = value + following, at + 1
    scale = _read_scale(tokens, at + 1)
    return (value * scale, at + 2) if scale else (value, at + 1)


def _read_digits(token: str) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+", token)
    return float(re.sub("[ ,]", "", token) if grouped else token.replace(",", "."))


def _read_word(word: str) -> float | None:
    if not CYRILLIC.search(word):
        return _ENGLISH.get(word)
    lemma = find_lemmas(word)[0]
    # «полутора» has its own lemma in the dictionary.
    return _RUSSIAN.get("полтора" if lemma.startswith("полутор") else lemma)


def _read_scale(tokens: list[str], at: int) -> float | None:
    if 0 <= at < len(tokens):
        for pattern, size in _SCALES:
            if pattern.match(tokens[at]):
                return size
    return None
