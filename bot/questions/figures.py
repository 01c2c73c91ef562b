"""Wrong figures that look like the right one: of one size and rounding, none of them true."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection

from bot.cities.wording import pick_russian_form
from bot.questions.model import UnfairError

WRONG = 3
FACTORS = (1.2, 1.25, 1.3, 1.35, 1.4, 1.5, 1.6)
FAR_ENOUGH = 1.15
"""Neighbouring options differ at least by this factor."""
WIDEST = 4.5
"""No option is so many times the right one, or a smaller part of it."""
MOST_STEPS = 60
SMALL = 13
"""Up to here wrong figures are simply the neighbouring numbers."""
FORMS = ("one", "few", "many")


def choose_wrong_figures(
    value: float,
    taken: Collection[float],
    rng: random.Random,
    beside: Collection[float] = (),
) -> list[float]:
    """Three figures that could stand in the place of `value`, in the same Russian plural form.

    How many of them are lower is drawn first, so that the right one may stand anywhere in the
    row. `taken` are true figures of the same thing; those `beside` it in the sentence stay as much
    smaller or greater as they are, for a part cannot exceed its whole.
    """

    def fits(place: float) -> bool:
        if place <= 1 or place in taken:
            return False
        ranked = all((place > other) == (value > other) for other in beside)
        return ranked and _form(place) == _form(value) and _same_size(place, value)

    lower = rng.randrange(WRONG + 1)
    chosen: list[float] = []
    for count in (-lower, WRONG - lower, WRONG, -WRONG):
        missing = min(abs(count), WRONG - len(chosen))
        chosen += _walk(value, missing if count > 0 else -missing, chosen, fits, rng)
    if len(chosen) < WRONG:
        raise UnfairError("too few figures look like this one")
    return chosen


def _walk(
    value: float,
    count: int,
    others: Collection[float],
    fits: Callable[[float], bool],
    rng: random.Random,
) -> list[float]:
    """So many figures above the value, or below when `count` is negative, well apart."""
    found: list[float] = []
    place = value
    for _ in range(MOST_STEPS):
        if len(found) == abs(count):
            break
        tried = _take_step(place, value, count, rng)
        if fits(tried) and _is_apart(tried, [value, *others, *found]):
            found.append(tried)
            place = tried
        elif _is_small(value):
            place = tried
    return found


def _is_small(value: float) -> bool:
    return value <= SMALL and value == int(value)


def _take_step(place: float, value: float, step: int, rng: random.Random) -> float:
    if _is_small(value):
        return place + (1 if step > 0 else -1)
    factor = rng.choice(FACTORS)
    return _round_like(place * factor if step > 0 else place / factor, value, rng)


def _round_like(figure: float, value: float, rng: random.Random) -> float:
    """A figure rounded exactly as the right one is: 3 800 has two digits, 4 133 four."""
    if value != int(value):
        decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
        rounded = round(figure, decimals)
        last = 10.0**-decimals
        ragged = round(rounded * 10**decimals) % 10 == 0
        return round(rounded + last * rng.randrange(1, 9), decimals) if ragged else rounded
    unit = _find_unit(int(value))
    steps = max(1, round(figure / unit))
    if steps % 10 == 0 and steps > 9:
        steps += rng.randrange(1, 9)
    return steps * unit


def _find_unit(value: int) -> int:
    """The power of ten that a whole number is rounded to."""
    unit = 1
    while value % (unit * 10) == 0:
        unit *= 10
    return unit


def _is_apart(figure: float, others: list[float]) -> bool:
    return all(
        figure != other
        and (max(figure, other) <= SMALL + WRONG or _ratio(figure, other) >= FAR_ENOUGH)
        for other in others
    )


def _ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def _same_size(figure: float, value: float) -> bool:
    """Whether two figures are of one order and worded with one scale word."""
    scales = [sum(f >= size and f % (size / 1000) == 0 for size in SCALES) for f in (figure, value)]
    return _ratio(figure, value) <= WIDEST and scales[0] == scales[1]


SCALES = (1_000_000, 1_000_000_000)


def _form(value: float) -> str:
    return pick_russian_form(value, FORMS)
