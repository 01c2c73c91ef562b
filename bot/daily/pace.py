"""How much to write at once: as much as takes a few milliseconds, however fast the disk is."""

from __future__ import annotations

IDEAL_SECONDS = 0.008
"""Another writer waits for one such batch and its own turn, and is to be held up far less than
50 ms, also while SQLite copies its log into the file.
"""
LEAST, MOST = 10, 400


class Pace:
    """Finds the size of a batch from how long the last ones took."""

    def __init__(self, size: int = 50) -> None:
        self.size = size

    def note(self, count: int, seconds: float) -> None:
        """Take down how long a batch of `count` took: grow slowly, shrink at once."""
        fitting = count * IDEAL_SECONDS / max(seconds, 1e-6)
        self.size = round(min(max(fitting, LEAST), self.size * 1.25, MOST))
