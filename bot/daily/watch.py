"""Whether the wall clock can be trusted: it must go as the monotonic one and as Telegram's."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

JUMP_SECONDS = 300.0
"""A wall clock that moves this much against the monotonic one has been set, or has slept."""
JUMP_QUIET_SECONDS = 60.0
SKEW_SECONDS = 60.0
"""More than this apart from the date of a message that Telegram has just made is wrong."""
SKEW_QUIET_SECONDS = 600.0
"""Afterwards a message may go out, whose date shows whether the clock has been put right."""


class Watch:
    """Tells when nothing may be sent by the clock. All times are seconds."""

    def __init__(self) -> None:
        self._offset: float | None = None
        self._jump_over = 0.0
        self._skew_over = 0.0

    def look(self, wall: float, monotonic: float) -> None:
        """Compare the two clocks; they must have moved alike since the last look."""
        offset = wall - monotonic
        gap = 0.0 if self._offset is None else offset - self._offset
        self._offset = offset
        if abs(gap) > JUMP_SECONDS:
            self._jump_over = monotonic + JUMP_QUIET_SECONDS
            log.warning("the clock jumped by %.0f s: nothing is sent for a minute", gap)

    def compare(self, ahead: float, monotonic: float) -> None:
        """Take down how far the wall clock was ahead of the date of a message just sent."""
        if abs(ahead) <= SKEW_SECONDS:
            self._skew_over = 0.0
            return
        if monotonic >= self._skew_over:
            log.warning("the clock is %.0f s ahead of Telegram's: nothing is sent by it", ahead)
        self._skew_over = monotonic + SKEW_QUIET_SECONDS

    def is_quiet(self, monotonic: float) -> bool:
        """Whether nothing may be sent now."""
        return monotonic < max(self._jump_over, self._skew_over)
