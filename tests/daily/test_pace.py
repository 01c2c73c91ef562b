"""Batches that fit the disk: no writer waits long for one."""

from bot.daily.pace import IDEAL_SECONDS, LEAST, MOST, Pace


def let_write(pace: Pace, batches: int, seconds_each: float) -> None:
    """Write so many batches on a disk that takes so long for each row."""
    for _ in range(batches):
        pace.note(pace.size, pace.size * seconds_each)


def test_batches_grow_until_they_take_as_long_as_they_may() -> None:
    pace = Pace()
    let_write(pace, 30, 0.000_05)
    assert pace.size == round(IDEAL_SECONDS / 0.000_05)


def test_a_slow_moment_makes_the_next_batch_small_at_once() -> None:
    pace = Pace()
    let_write(pace, 30, 0.000_05)
    pace.note(pace.size, 1.0)
    assert pace.size == LEAST


def test_batches_keep_within_bounds() -> None:
    pace = Pace()
    let_write(pace, 50, 0.0)
    assert pace.size == MOST
    let_write(pace, 1, 1.0)
    assert pace.size == LEAST
