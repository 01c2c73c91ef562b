"""Keeps a second process away from the state: a lock the system drops when its holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StateInUseError(Exception):
    """Another process works on this state."""


@contextmanager
def hold_lock(state: Path) -> Iterator[None]:
    """Hold the lock beside a file of state. Raises StateInUseError if another process does."""
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_name(f"{state.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUseError(f"another instance is running on {state}") from None
        yield
